"""Many cards laid side by side and weighed against a question in a few array operations.

Knows how much of a question each sentence and each chunk holds; not which of these measures counts for what. Weighing 60 cards one by
one costs ten times as much as the search that found them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector
from rag.reading.cards import ASKS, NAMED, Card
from rag.reading.terms import AskedTerms

NAMED_SHARE = 0.6  # of its weight, for a term that only the headings of a sentence hold

Floats = NDArray[np.float64]


class Spread:
    """The sentences of all cards, one after the other; ``chunk[i]`` is the number of the card that sentence i is of."""

    def __init__(self, cards: Sequence[Card], asked: AskedTerms) -> None:
        counts = np.array([len(card.spans) for card in cards])
        self._cards = cards
        self._starts = np.cumsum(counts) - counts
        self.chunk = np.repeat(np.arange(len(cards)), counts)
        self.vectors = np.concatenate([card.vectors for card in cards]).astype(np.float32)
        self.vectors *= np.concatenate([card.scales for card in cards])[:, None]
        self.asks = np.concatenate([card.spans[:, ASKS] for card in cards]).astype(np.bool_)
        self._weigh(asked)

    def _weigh(self, asked: AskedTerms) -> None:
        """Which of the question's groups of terms stand where."""
        terms = np.concatenate([card.terms for card in self._cards])
        places = np.concatenate([card.places for card in self._cards])
        of = np.repeat(np.arange(len(self._cards)), [len(card.terms) for card in self._cards])
        wanted = sorted((term, group) for group, (ids, _) in enumerate(asked.groups) for term in ids)
        ids = np.array([term for term, _ in wanted], dtype=np.uint32)
        groups = np.array([group for _, group in wanted], dtype=np.intp)
        self._held = np.zeros((len(self.chunk), len(asked.groups)), dtype=np.bool_)
        self._opened = np.zeros_like(self._held)
        self._named = np.zeros((len(self._cards), len(asked.groups)), dtype=np.bool_)
        self._anywhere = np.zeros_like(self._named)
        self._weights = np.array([weight for _, weight in asked.groups]) / (asked.total or 1.0)
        # A term may belong to several groups, each of which has its turn.
        first = np.searchsorted(ids, terms)
        for step in range(_most_alike(ids)):
            at = first + step
            found = np.flatnonzero(at < len(ids))
            found = found[ids[at[found]] == terms[found]]
            group, cards, place = groups[at[found]], of[found], places[found] >> 1
            self._anywhere[cards, group] = True
            inside = place != NAMED
            self._named[cards[~inside], group[~inside]] = True
            rows = self._starts[cards[inside]] + place[inside]
            self._held[rows, group[inside]] = True
            begins = (places[found][inside] & 1).astype(np.bool_)
            self._opened[rows[begins], group[inside][begins]] = True

    def cosines(self, question: Vector) -> NDArray[np.float32]:
        """One a sentence."""
        return self.vectors @ question

    def coverage(self) -> Floats:
        """One a sentence, 0..1: the share of the question's weight that it holds. What the headings say is said of each sentence, but
        one that says it itself is better."""
        by_name = self._named[self.chunk] & ~self._held
        return self._held @ self._weights + NAMED_SHARE * (by_name @ self._weights)

    def earlier(self) -> Floats:
        """One a sentence, 0..1: the share of the question's weight that it lacks and a sentence before it in its chunk holds. "They" is
        whom that one names."""
        counts: NDArray[np.int64] = np.cumsum(self._held, axis=0) - self._held
        counts -= counts[self._starts[self.chunk]]
        return ((counts > 0) & ~self._held) @ self._weights

    def opening(self) -> Floats:
        """One a sentence, 0..1: the coverage of its first words, or of a row's first cell."""
        return self._opened @ self._weights

    def chunk_coverage(self) -> Floats:
        """One a chunk, 0..1; its title and headings count as its text does."""
        return self._anywhere @ self._weights

    def best(self, scores: Floats | NDArray[np.float32]) -> Floats:
        """One a chunk: the highest of its sentences' scores, at least 0."""
        highest = np.zeros(len(self._cards))
        np.maximum.at(highest, self.chunk, scores)
        return highest

    def centroid(self, cosines: NDArray[np.float32]) -> Floats:
        """One a chunk: the cosine of the mean of its sentences, from theirs."""
        sums = np.bincount(self.chunk, weights=cosines, minlength=len(self._cards))
        lengths = np.array([card.breadth for card in self._cards])
        means: Floats = sums / np.where(lengths == 0, 1, lengths)
        return means

    def pairs(self, question: NDArray[np.uint64]) -> Floats:
        """One a chunk, 0..1: the share of the question's neighbouring terms that are neighbours there too."""
        found = np.zeros((len(self._cards), len(question)), dtype=np.bool_)
        if not len(question):
            return np.zeros(len(self._cards))
        of = np.repeat(np.arange(len(self._cards)), [len(card.sequence) for card in self._cards])
        wanted = np.unique(question)
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


def _most_alike(ids: NDArray[np.uint32]) -> int:
    """How often the most frequent id stands there."""
    return int(np.unique(ids, return_counts=True)[1].max(initial=0))
