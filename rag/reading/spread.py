"""Many cards laid side by side and weighed against a question in a few array operations.

Knows how much of a question each sentence and each chunk says; not which of these measures counts for what. Weighing 60 cards one by
one costs ten times as much as the search that found them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector
from rag.reading.cards import ASKS, NAMED, Card
from rag.reading.closeness import Closeness, Shares
from rag.reading.scripts import beyond_typical
from rag.reading.terms import AskedTerms

NAMED_SHARE = 0.6  # of its weight, for a term that only the headings of a sentence hold

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Spread:
    """The sentences of all cards, one after the other; ``chunk[i]`` is the number of the card that sentence i is of."""

    def __init__(self, cards: Sequence[Card], asked: AskedTerms, closeness: Closeness, text: str = "") -> None:
        """``text``: of the question."""
        self._text = text
        counts = np.array([len(card.spans) for card in cards])
        self._cards = cards
        self.count = len(cards)
        self._starts = np.cumsum(counts) - counts
        self.chunk = np.repeat(np.arange(len(cards)), counts)
        self.vectors = np.concatenate([card.vectors for card in cards]).astype(np.float32)
        self.vectors *= np.concatenate([card.scales for card in cards])[:, None]
        self.asks = np.concatenate([card.spans[:, ASKS] for card in cards]).astype(np.bool_)
        self._weights = np.array([weight for _, weight in asked.groups], dtype=np.float32) / (asked.total or 1.0)
        self._terms = np.concatenate([card.terms for card in cards])
        self._of = np.repeat(np.arange(len(cards)), [len(card.terms) for card in cards])
        self._weigh(closeness)

    def _weigh(self, closeness: Closeness) -> None:
        """How nearly each of the question's groups of terms is said where."""
        distinct, back = np.unique(self._terms, return_inverse=True)
        shares = closeness.of(distinct)
        places = np.concatenate([card.places for card in self._cards])
        at = places >> 1
        named, inside = np.flatnonzero(at == NAMED), np.flatnonzero(at != NAMED)
        rows, terms = (self._starts[self._of] + at)[inside], back[inside]
        begins = np.flatnonzero(places[inside] & 1)
        self._held = _highest(shares, terms, rows, len(self.chunk))
        self._opened = _highest(shares, terms[begins], rows[begins], len(self.chunk))
        self._named = _highest(shares, back[named], self._of[named], self.count)
        self._anywhere = np.maximum(
            self._named, _highest(self._held, np.arange(len(self.chunk)), self.chunk, self.count)
        )

    def holding(self, terms: frozenset[int]) -> NDArray[np.bool_]:
        """One a chunk: whether it holds all of these, in its text, title or headings."""
        holding = np.ones(self.count, dtype=np.bool_)
        for term in terms:
            there = np.zeros(self.count, dtype=np.bool_)
            there[self._of[self._terms == term]] = True
            holding &= there
        return holding

    def cosines(self, question: Vector) -> NDArray[np.float32]:
        """One a sentence, beyond what any two texts have."""
        return beyond_typical(self.vectors @ question, self._text)

    def coverage(self) -> Floats:
        """One a sentence, 0..1: the share of the question's weight that it holds. What the headings say is said of each sentence, but
        one that says it itself is better."""
        by_name = NAMED_SHARE * self._named[self.chunk]
        return _weighed(np.maximum(self._held, by_name), self._weights)

    def earlier(self) -> Floats:
        """One a sentence, 0..1: the share of the question's weight that it lacks and a sentence before it in its chunk says. "They" is
        whom that one names."""
        said = np.zeros_like(self._held)
        for at in range(1, len(said)):
            if self.chunk[at] == self.chunk[at - 1]:
                np.maximum(said[at - 1], self._held[at - 1], out=said[at])
        return _weighed(np.maximum(said - self._held, 0), self._weights)

    def named(self) -> Floats:
        """One a sentence, 0..1: the share of the question's weight that its headings hold."""
        return _weighed(self._named, self._weights)[self.chunk]

    def opening(self) -> Floats:
        """One a sentence, 0..1: the coverage of its first words, or of a row's first cell."""
        return _weighed(self._opened, self._weights)

    def chunk_coverage(self) -> Floats:
        """One a chunk, 0..1; its title and headings count as its text does."""
        return _weighed(self._anywhere, self._weights)

    def best(self, scores: Floats | NDArray[np.float32]) -> Floats:
        """One a chunk: the highest of its sentences' scores, at least 0."""
        highest = np.zeros(self.count)
        np.maximum.at(highest, self.chunk, scores)
        return highest

    def centroid(self, cosines: NDArray[np.float32]) -> Floats:
        """One a chunk: the cosine of the mean of its sentences, from theirs."""
        sums = np.bincount(self.chunk, weights=cosines, minlength=self.count)
        lengths = np.array([card.breadth for card in self._cards])
        means: Floats = sums / np.where(lengths == 0, 1, lengths)
        return means

    def pairs(self, question: NDArray[np.uint64]) -> Floats:
        """One a chunk, 0..1: the share of the question's neighbouring terms that are neighbours there too."""
        found = np.zeros((self.count, len(question)), dtype=np.bool_)
        if not len(question):
            return np.zeros(self.count)
        of = np.repeat(np.arange(self.count), [len(card.sequence) for card in self._cards])
        wanted, _ = np.unique(question, return_counts=True)  # alone it would import numpy.ma, half of the first answer
        keys = paired(np.concatenate([card.sequence for card in self._cards]))
        at = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        there = (wanted[at] == keys) & (of[1:] == of[:-1])
        found[of[1:][there], at[there]] = True
        shares: Floats = found.sum(axis=1) / len(wanted)
        return shares


def paired(sequence: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Each term with the one after it, as one number."""
    wide = sequence.astype(np.uint64)
    return (wide[:-1] << np.uint64(32)) | wide[1:]


def _highest(shares: Shares, places: Ints, rows: Ints, count: int) -> Shares:
    """(count, groups): for each row the highest of the shares in its places; ``rows`` stand in order."""
    highest = np.zeros((count, shares.shape[1]), dtype=np.float32)
    if len(rows):
        starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
        highest[rows[starts]] = np.maximum.reduceat(shares.take(places, axis=0), starts, axis=0)
    return highest


def _weighed(shares: Shares, weights: NDArray[np.float32]) -> Floats:
    # Once in some ten thousand products numpy warns of an "invalid value", though all of these lie between 0 and 1 and so does what comes
    # of them: of what lies in a buffer of the matrix library beside them.
    with np.errstate(invalid="ignore"):
        weighed: Floats = (shares @ weights).astype(np.float64)
    return weighed
