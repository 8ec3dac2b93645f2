"""How rare each word of the book is.

Knows the terms of texts as the index engine's BM25 makes them (lower case, stemmed, no stop words, hashed to ids), and in
how many chunks each stands. It is what tells a question's telling words from its filling.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from qdrant_edge import SparseVector

from rag.local.bm25 import Bm25Vectors
from rag.local.common_words import common_words
from rag.local.spelling import Spelling, commonest, words_of
from rag.reading.identifiers import of_a_book, spelled_out
from rag.reading.unspaced import in_pieces

# Raise it, and MAKING in `ingest.py`, when the same text would have other words: a server's points are written anew, with their vectors.
WORDS = 5

_WORD = re.compile(r"[^\W_]+")
_LONGER = re.compile(r"[^\W\d_]\w{3,}")


class Terms:
    """Texts as terms: the distinct ones, all in their order, or with the words that they are made from."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.bm25 = Bm25Vectors(language)
        self._of_word = lru_cache(maxsize=50_000)(self._stem)
        # A question and each of its words are asked for again and again.
        self._kept = lru_cache(maxsize=1024)(self._read)

    def of(self, text: str) -> frozenset[int]:
        """The distinct ones of what the book says, with the words that its names are made of."""
        return self._read(of_a_book(text))

    def asked(self, text: str) -> frozenset[int]:
        """The distinct ones of what somebody asks, as it is written."""
        return self._kept(text)

    def sequence(self, text: str) -> list[int]:
        """Term after term, stop words left out."""
        return [term for word in _words(text) if (term := self._of_word(word)) is not None]

    def written(self, text: str) -> dict[int, str]:
        """Each distinct term with a word of the text that it is made from, in lower case."""
        return {term: word for word in _words(text) if (term := self._of_word(word)) is not None}

    def _read(self, text: str) -> frozenset[int]:
        return frozenset(self.bm25.embed_query(text).indices)

    def _stem(self, word: str) -> int | None:
        return next(iter(self.bm25.embed_query(word).indices), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(in_pieces(spelled_out(text)).lower())


class Lexicon:
    """``frequency``: term id -> number of chunks that hold the term; ``chunks``: number of all; ``words``: the book's words as they
    are written, with how often."""

    def __init__(self, chunks: int, frequency: Mapping[int, int], words: Mapping[str, int]) -> None:
        self.chunks = chunks
        self.frequency = frequency
        self.words = words
        self.spelling = Spelling(words)

    def rarity(self, term: int) -> float:
        """Inverse document frequency as BM25 has it: ln(1 + (N - n + 0.5) / (n + 0.5)); a term of no chunk weighs most."""
        n = self.frequency.get(term, 0)
        return math.log1p((self.chunks - n + 0.5) / (n + 0.5))

    def rarities(self, terms: Iterable[int]) -> dict[int, float]:
        return {term: self.rarity(term) for term in terms}

    def corrected(self, text: str, terms: Terms) -> str:
        """A question, with the words that the book has nowhere read as those of the book that they are likely to be."""
        if not self.chunks:
            return text
        text = self.spelling.joined(text, lambda word: not self._lacks(word, terms))
        strange = [word for word in dict.fromkeys(words_of(text)) if self._lacks(word, terms)]
        return self.spelling.corrected(text, strange, lambda word: self._has(word, terms)) if strange else text

    def strangers(self, text: str, terms: Terms) -> list[str]:
        """As ports.Index."""
        if not self.chunks or terms.language != "english":
            return []
        words = dict.fromkeys(word.lower() for word in _LONGER.findall(text))
        return [word for word in words if word not in common_words() and self._lacks(word, terms)]

    def _has(self, word: str, terms: Terms) -> bool:
        return not self.frequency.keys().isdisjoint(terms.asked(word))

    def _lacks(self, word: str, terms: Terms) -> bool:
        """Whether it is no small word, and the book has it nowhere."""
        return bool(terms.asked(word)) and not self._has(word, terms)

    def write(self, path: Path) -> None:
        path.write_text(
            json.dumps({"chunks": self.chunks, "frequency": self.frequency, "words": self.words}), encoding="utf-8"
        )

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """Raises OSError, ValueError, KeyError."""
        values = json.loads(path.read_text(encoding="utf-8"))
        return cls(values["chunks"], {int(term): count for term, count in values["frequency"].items()}, values["words"])


class LexiconCount:
    """Counts while the chunks come by."""

    def __init__(self) -> None:
        self._chunks = 0
        self._frequency: Counter[int] = Counter()
        self._words: Counter[str] = Counter()

    def add(self, texts: Iterable[str], vectors: Iterable[SparseVector]) -> None:
        for text, vector in zip(texts, vectors, strict=True):
            self._chunks += 1
            self._frequency.update(vector.indices)
            self._words.update(words_of(text))

    def lexicon(self) -> Lexicon:
        return Lexicon(self._chunks, self._frequency, commonest(self._words))
