"""How nearly the terms of a book say what the terms of a question ask for.

Knows the same term, and words that mean nearly the same; not where the terms stand.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector
from rag.reading.terms import AskedTerms
from rag.reading.vocabulary import Ids, Meanings

# Cosines of two single words: up to FAR they have nothing to do with each other, from SAME on they count like one.
FAR, SAME = 0.1, 0.9

Shares = NDArray[np.float32]


class Closeness:
    """Of one question. ``words``: what its terms mean; ``meanings``: what the book's do."""

    def __init__(self, asked: AskedTerms, words: Mapping[int, Vector], meanings: Meanings) -> None:
        self._meanings = meanings
        self._count = len(asked.groups)
        # A term may belong to several groups, each of which has its turn.
        self._wanted = [(term, group) for group, (ids, _) in enumerate(asked.groups) for term in ids]
        meant = [(term, group) for term, group in self._wanted if term in words]
        self._meant = np.array([words[term] for term, _ in meant], dtype=np.float32)
        self._meant_groups = [group for _, group in meant]

    def of(self, terms: Ids) -> Shares:
        """(terms, groups), 0..1: 1 for a term that is asked for."""
        distinct, back = np.unique(terms, return_inverse=True)
        shares = np.zeros((len(distinct), self._count), dtype=np.float32)
        if len(self._meant):
            cosines = self._meanings.vectors(distinct) @ self._meant.T
            nearly = np.clip((cosines - FAR) / (SAME - FAR), 0, 1)
            for column, group in enumerate(self._meant_groups):
                np.maximum(shares[:, group], nearly[:, column], out=shares[:, group])
        for term, group in self._wanted:
            shares[distinct == term, group] = 1
        return shares[back]
