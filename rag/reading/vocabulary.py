"""What each term of a book means by itself, as a vector.

Knows how the book writes its terms and what those words mean; not who asks. "Founded" and "established" share no term, and a question
that says the one is answered by a page that says the other.
"""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector, Vectors
from rag.reading.cards import SentenceEncoder, TermReader, in_steps
from rag.reading.kept import Kept
from rag.reading.scripts import means_itself

DIMENSION = (
    128  # numbers of the encoder's that are kept: it is trained to be cut short, and half of them do as well for a word
)
_BATCH = 4096  # words embedded at once
WORDS = 4096  # of questions that are at hand, 1 KB each

Ids = NDArray[np.uint32]


class Meanings(Protocol):
    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        """(terms, words): how near each term comes to each word, zeros where the term is not known. ``words``: (DIMENSION, words), each
        column of length 1, and its numbers in the order of this shape: laid out across it the product takes three times as long."""
        ...


class Vocabulary:
    """Of the texts that were noted so far."""

    def __init__(self, encoder: SentenceEncoder, terms: TermReader) -> None:
        self._encoder = encoder
        self._terms = terms
        self._words: dict[int, str] = {}
        self._ids: Ids = np.zeros(0, dtype=np.uint32)  # of those that were asked for, in order
        self._vectors: Vectors = np.zeros((0, DIMENSION), dtype=np.float32)
        self._lock = threading.Lock()

    def note(self, texts: Iterable[str]) -> None:
        for text in texts:
            for term, word in self._terms.written(text).items():
                known = self._words.get(term)
                if known is None or (len(word), word) < (len(known), known):
                    self._words[term] = word

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        with self._lock:
            at, known = _places(self._ids, terms)
            if new := sorted({term for term in terms[~known].tolist() if term in self._words}):
                self._make(new)
                at, known = _places(self._ids, terms)
            rows = self._vectors[at[known]]
        found = np.zeros((len(terms), words.shape[1]), dtype=np.float32)
        found[known] = rows @ words
        return found

    def _make(self, new: list[int]) -> None:
        at = np.searchsorted(self._ids, new)
        made = word_vectors([self._words[term] for term in new], self._encoder)
        self._vectors = np.insert(self._vectors, at, made, axis=0)
        self._ids = np.insert(self._ids, at, np.array(new, dtype=np.uint32))

    def write(self, folder: Path) -> None:
        """What a StoredVocabulary reads: all terms, their vectors as 8-bit numbers."""
        ids = sorted(self._words)
        np.save(folder / "terms.npy", np.array(ids, dtype=np.uint32))
        rows = np.lib.format.open_memmap(folder / "meanings.npy", "w+", np.int8, (len(ids), DIMENSION))
        for start in range(0, len(ids), _BATCH):
            made = word_vectors([self._words[term] for term in ids[start : start + _BATCH]], self._encoder)
            rows[start : start + _BATCH], _ = in_steps(made)  # read back, they are brought to length one again
        rows.flush()


class StoredVocabulary:
    """What a Vocabulary wrote, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError."""
        self._ids: Ids = np.load(folder / "terms.npy")
        # As a plain array: one that knows its file takes longer to look into than what is found there.
        self._rows: NDArray[np.int8] = np.asarray(np.load(folder / "meanings.npy", mmap_mode="r"))
        if self._rows.shape != (len(self._ids), DIMENSION):
            raise ValueError(f"{len(self._ids)} terms, and meanings of the shape {self._rows.shape}")

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        at, known = _places(self._ids, terms)
        found = np.zeros((len(terms), words.shape[1]), dtype=np.float32)
        found[known] = self._nearness(at[known], words)
        return found

    def _nearness(self, at: NDArray[np.intp], words: Vectors) -> Vectors:
        """What comes of the product is brought to scale, which is a tenth of the rows that go into it."""
        rows = self._rows[at].astype(np.float32)
        nearness: Vectors = rows @ words
        nearness /= _lengths(rows)
        return nearness


class AskedWords:
    """What the words of questions mean. They are at hand once they were asked for: those who read one book ask with the same ones."""

    def __init__(self, encoder: SentenceEncoder, terms: TermReader) -> None:
        self._encoder = encoder
        self._terms = terms
        self._at_hand: Kept[Vector] = Kept(WORDS)

    def of(self, text: str) -> Mapping[int, Vector]:
        """Term -> vector of each word that means more than itself."""
        words = {term: word for term, word in self._terms.written(text).items() if not means_itself(word)}
        known = {word: self._at_hand.get(word) for word in words.values()}
        new = [word for word, vector in known.items() if vector is None]
        for word, vector in zip(new, word_vectors(new, self._encoder), strict=True):
            known[word] = vector
            self._at_hand.put(word, vector)
        return {term: vector for term, word in words.items() if (vector := known[word]) is not None}


class NoMeanings:
    """For an index that keeps none: words are the same, or they are not."""

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        return np.zeros((len(terms), words.shape[1]), dtype=np.float32)


def word_vectors(words: list[str], encoder: SentenceEncoder) -> Vectors:
    """(words, DIMENSION)."""
    return _of_length_one(encoder.embed(words)[:, :DIMENSION]) if words else np.zeros((0, DIMENSION), dtype=np.float32)


def _places(ids: Ids, terms: Ids) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each term stands among the ``ids``, which are in order, and whether it does."""
    if not len(ids):
        return np.zeros(len(terms), dtype=np.intp), np.zeros(len(terms), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ids, terms), len(ids) - 1)
    return at, ids[at] == terms


def _of_length_one(rows: Vectors) -> Vectors:
    scaled: Vectors = rows / _lengths(rows)
    return scaled


def _lengths(rows: Vectors) -> Vectors:
    """(rows, 1)."""
    lengths: Vectors = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    return np.maximum(lengths, np.float32(1e-9))
