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
        wanted = [(term, group) for group, (ids, _) in enumerate(asked.groups) for term in ids]
        self._wanted = np.array([term for term, _ in wanted], dtype=np.uint32)
        self._wanted_groups = np.array([group for _, group in wanted], dtype=np.intp)
        meant = [(term, group) for term, group in wanted if term in words]
        self._meant = np.array([words[term] for term, _ in meant], dtype=np.float32).T.copy()
        self._meant_groups = [group for _, group in meant]

    def of(self, terms: Ids) -> Shares:
        """(terms, groups), 0..1: 1 for a term that is asked for."""
        shares = np.zeros((len(terms), self._count), dtype=np.float32)
        if self._meant_groups:
            nearly = self._meanings.cosines(terms, self._meant)
            nearly -= FAR
            nearly /= SAME - FAR
            for column, group in enumerate(self._meant_groups):
                np.maximum(shares[:, group], nearly[:, column], out=shares[:, group])
            np.minimum(shares, 1, out=shares)
        at, of = np.nonzero(terms[:, None] == self._wanted)
        shares[at, self._wanted_groups[of]] = 1
        return shares
