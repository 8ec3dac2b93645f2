"""How near the words of a sentence come to those of a question, each to its nearest.

Knows words one by one: "called" comes near "name" though they share no stem, and a long sentence loses nothing by what else it says, as
it does where one vector stands for all of it.
"""

import re
import threading
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.ports import Vectors
from rag.reading.passages import Passages

KEPT = 16_384  # words whose vectors are remembered, 256 bytes each
DIMENSIONS = 64  # of a word's vector that are looked at: the first say most

_WORD = re.compile(r"[^\W\d_]{3,}")


class Kinship:
    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._tells = lru_cache(KEPT)(lambda word: bool(passages.terms(word)))
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((KEPT, DIMENSIONS), dtype=np.float32)

    def of(self, question: str, texts: Sequence[str]) -> list[float]:
        """One a text, -1..1: the mean, over the telling words of the question, of the cosine of the nearest word; 0 without words."""
        asked = [word for word in _words(question) if self._tells(word)]
        split = [_words(text) for text in texts]
        said = list(dict.fromkeys(word for words in split for word in words))
        if not asked or not said:
            return [0.0] * len(texts)
        vectors = self._of_words([*asked, *said])
        near = vectors[: len(asked)] @ vectors[len(asked) :].T
        at = {word: place for place, word in enumerate(said)}
        # All texts behind each other, a text's nearest words are found in one sweep.
        begins = np.cumsum([0, *(len(words) for words in split if words)][:-1])
        nearest = np.maximum.reduceat(near[:, [at[word] for words in split for word in words]], begins, axis=1)
        means = iter(nearest.mean(axis=0).tolist())
        return [next(means) if words else 0.0 for words in split]

    def _of_words(self, words: Sequence[str]) -> Vectors:
        with self._lock:
            rows = self._rows
            new = [word for word in dict.fromkeys(words) if word not in rows]
            if len(rows) + len(new) > KEPT:
                rows.clear()
                new = list(dict.fromkeys(words))[:KEPT]
            if new:
                vectors = self._passages.embedded(new)[:, :DIMENSIONS]
                lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
                first = len(rows)
                self._vectors[first : first + len(new)] = vectors / np.where(lengths == 0, 1, lengths)
                rows.update(zip(new, range(first, first + len(new)), strict=True))
            return self._vectors[[rows[word] for word in words]]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
