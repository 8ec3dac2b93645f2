"""What speaks for each candidate, and the blend that ranks them.

Knows the signals and how they are weighed; not which engine or embedder made them.

The blend of standardised signals is what measured best over five books (shares below); reciprocal rank fusion with its usual
constant was no better than BM25 alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector
from rag.reading.names import Particulars
from rag.reading.spread import Floats, Spread
from rag.reading.terms import AskedTerms
from rag.retrieval.contextual import Yardstick
from rag.retrieval.tuning import USUAL, Tuning
from rag.types import Candidate

# Shares of the blend; each signal is standardised over the candidates of the question first. Measured in tests/retrieval_choices.md.
SHARES = {"lexical": 0.10, "coverage": 0.31, "pairs": 0.07, "sentence": 0.23, "said": 0.09, "dense": 0.20}
# For an embedder that reads words in their context: its vectors tell more.
CONTEXTUAL_SHARES = {"lexical": 0.05, "coverage": 0.30, "pairs": 0.05, "sentence": 0.10, "dense": 0.50}
# For one that has read the sentences, too, by meaning alone: what they say in words is a signal of its own.
CLOSE_SHARES = {"lexical": 0.05, "coverage": 0.20, "pairs": 0.06, "sentence": 0.26, "said": 0.13, "dense": 0.30}
SENTENCE_COVERAGE = 0.4  # of a sentence's score; the rest is its cosine
OPENING = 0.2
ASKING = 0.5  # of its score, for a sentence that asks: a question in the book answers none of a visitor's

BM25_CEILING = 2.2  # k + 1: the most that one term can bring, in units of its rarity


@dataclass(frozen=True, slots=True)
class Signals:
    """One value a candidate, in their order."""

    lexical: Floats  # BM25 as a share of what the question's terms could bring at most
    coverage: Floats  # share of the question's weight that the chunk says, in its text, title or headings
    pairs: Floats  # share of the question's neighbouring terms that are neighbours in the chunk too
    dense: Floats | None  # cosine of the chunk, where vectors were searched
    centroid: Floats  # cosine of the mean of its sentences: like ``dense``, of an embedder that sums up words
    sentence: Floats  # its best sentence, by cosine and coverage
    said: Floats  # share of the question's weight that one sentence says
    close: Floats | None  # cosine of its best sentence, where the embedder of ``dense`` has read the sentences of all
    asked: AskedTerms
    particulars: Particulars

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        spread: Spread,
        vector: Vector,
        pairs: NDArray[np.uint64],
        asked: AskedTerms,
        particulars: Particulars,
        close: Floats | None = None,
    ) -> "Signals":
        """``vector``: of the question, in the space of the cards; ``pairs``: its neighbouring terms."""
        ceiling = BM25_CEILING * asked.total or 1.0
        dense = [candidate.dense for candidate in candidates if candidate.dense is not None]
        cosines, coverage = spread.cosines(vector), spread.coverage()
        return cls(
            lexical=np.array([min(1.0, (candidate.lexical or 0.0) / ceiling) for candidate in candidates]),
            coverage=spread.chunk_coverage(),
            pairs=spread.pairs(pairs),
            dense=np.array(dense) if len(dense) == len(candidates) else None,
            centroid=spread.centroid(cosines),
            sentence=spread.best(_sentences(spread, cosines, coverage)),
            said=spread.best(coverage),
            close=close,
            asked=asked,
            particulars=particulars,
        )

    def blend(self, tuning: Tuning = USUAL, *, contextual: bool = False) -> Floats:
        """``contextual``: whether the embedder of ``dense`` reads words in their context."""
        if tuning.fusion_constant is not None:
            return self._reciprocal_ranks(tuning.fusion_constant)
        usual = usual_shares(contextual=contextual, close=self.close is not None)
        wished = usual if tuning.shares is None else tuning.shares
        signals = {name: getattr(self, name) for name in SHARES if wished.get(name) and getattr(self, name) is not None}
        if contextual and self.close is not None and "sentence" in signals:
            signals["sentence"] = self.close
        blended: Floats = sum(
            (wished[name] * _standardised(signal) for name, signal in signals.items()), np.zeros(len(self.coverage))
        )
        return blended

    def _reciprocal_ranks(self, constant: int) -> Floats:
        """Of the two searches alone, as an engine would fuse them."""
        lists = [signal for signal in (self.lexical, self.dense) if signal is not None]
        places = [np.argsort(np.argsort(-signal, kind="stable"), kind="stable") for signal in lists]
        fused: Floats = sum((1.0 / (constant + 1 + place) for place in places), np.zeros(len(self.coverage)))
        return fused

    def evidence(self, yardstick: Yardstick | None = None) -> Floats:
        """(candidates, relevance.EVIDENCE). ``yardstick``: of the embedder of ``dense``, where that reads words in their context: its
        cosines then speak for the whole chunk, instead of those of the words."""
        length = np.full(len(self.coverage), math.log1p(len(self.asked.groups)))
        held = self.particulars
        known = np.full(len(self.coverage), held.known)
        centroid, meaning = self.centroid, np.zeros(len(self.coverage))
        if yardstick is not None and self.dense is not None:
            centroid, meaning = meaning, yardstick.nearness(self.dense)
        whole = [centroid, meaning]
        return np.column_stack([self.coverage, self.sentence, *whole, length, known, held.names, held.numbers])


def usual_shares(*, contextual: bool, close: bool) -> Mapping[str, float]:
    """By signal. ``contextual``: whether the embedder reads words in their context; ``close``: and has read the sentences, too."""
    return SHARES if not contextual else CLOSE_SHARES if close else CONTEXTUAL_SHARES


def _sentences(spread: Spread, cosines: NDArray[np.float32], coverage: Floats) -> Floats:
    """0..1: how well each sentence answers."""
    scores = (1 - SENTENCE_COVERAGE) * cosines + SENTENCE_COVERAGE * coverage + OPENING * spread.opening()
    scores[spread.asks] *= ASKING
    return scores


def _standardised(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """To mean 0 and deviation 1; all 0 where all are the same."""
    centred: NDArray[np.float64] = signal - np.add.reduce(signal) / len(signal)
    spread = math.sqrt(float(centred @ centred) / len(signal))
    return centred / spread if spread > 1e-9 else np.zeros_like(signal)
