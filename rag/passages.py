"""A chunk read closely: its sentences, each with its vector and its terms.

Knows how to split, embed and stem, and remembers what it read. Ranking by the best sentence, extractive answers and the
checking of citations all read passages; none of them needs the embedder that made the index.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.book import Sentence, sentences
from rag.ports import Vector, Vectors
from rag.terms import AskedTerms
from rag.types import Chunk

OPENING_WORDS = 5
NAMED = 0.6  # of its weight, for a term that only the headings of a sentence hold


class SentenceEncoder(Protocol):
    """Cheap enough to embed every sentence of every candidate."""

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class TermReader(Protocol):
    """Texts as stemmed terms, without stop words."""

    def of(self, text: str) -> frozenset[int]: ...

    def pairs(self, text: str) -> frozenset[tuple[int, int]]:
        """Terms that follow each other."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """``vectors[i]`` and ``terms[i]`` belong to ``sentences[i]``; ``named`` are the terms of title and headings."""

    chunk: Chunk
    sentences: tuple[Sentence, ...]
    vectors: Vectors
    terms: tuple[frozenset[int], ...]
    named: frozenset[int]
    all_terms: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    centroid: Vector  # the mean of its sentences' vectors, of length 1
    openings: tuple[frozenset[int], ...]  # the terms that each sentence begins with
    asks: NDArray[np.bool_]  # which of its sentences are questions

    def cosines(self, question: Vector) -> NDArray[np.float32]:
        """One a sentence."""
        return self.vectors @ question

    def coverage(self, asked: AskedTerms) -> NDArray[np.float64]:
        """One a sentence, 0..1. What the headings say is said of each sentence, but one that says it itself is better."""
        found = [0.0] * len(self.sentences)
        for group, weight in asked.groups:
            if group.isdisjoint(self.all_terms):
                continue
            named = 0.0 if group.isdisjoint(self.named) else NAMED * weight
            for place, terms in enumerate(self.terms):
                found[place] += named if group.isdisjoint(terms) else weight
        return np.array(found) / (asked.total or 1.0)

    def opening(self, asked: AskedTerms) -> NDArray[np.float64]:
        """One a sentence, 0..1: the coverage of its first words, or of a row's first cell: what it is about, more often than not."""
        return np.array([asked.coverage(terms) for terms in self.openings])


class Passages:
    """Reads chunks, and keeps the ``kept`` last ones it read (about 10 KB each)."""

    def __init__(self, encoder: SentenceEncoder, terms: TermReader, *, kept: int = 4096) -> None:
        self._encoder = encoder
        self._terms = terms
        self._kept = kept
        self._read: OrderedDict[str, Passage] = OrderedDict()
        self._lock = threading.Lock()

    def terms(self, text: str) -> frozenset[int]:
        return self._terms.of(text)

    def pairs(self, text: str) -> frozenset[tuple[int, int]]:
        return self._terms.pairs(text)

    def vector(self, text: str) -> Vector:
        row: Vector = self._encoder.embed([text])[0]
        return row

    def read(self, chunks: Sequence[Chunk]) -> list[Passage]:
        """One a chunk, in order. All that are new are embedded in one batch."""
        with self._lock:
            found = {chunk.chunk_id: known for chunk in chunks if (known := self._known(chunk))}
        new = [chunk for chunk in chunks if chunk.chunk_id not in found]
        if new:
            found |= {passage.chunk.chunk_id: passage for passage in self._read_new(new)}
        with self._lock:
            for chunk_id, passage in found.items():
                self._read[chunk_id] = passage
                self._read.move_to_end(chunk_id)
            while len(self._read) > self._kept:
                self._read.popitem(last=False)
        return [found[chunk.chunk_id] for chunk in chunks]

    def _known(self, chunk: Chunk) -> Passage | None:
        known = self._read.get(chunk.chunk_id)
        return known if known and known.chunk == chunk else None

    def _read_new(self, chunks: Sequence[Chunk]) -> list[Passage]:
        split = [tuple(sentences(chunk.text)) for chunk in chunks]
        vectors = self._encoder.embed([_in_words(sentence) for each in split for sentence in each])
        ends = np.cumsum([len(each) for each in split])
        return [
            self._passage(chunk, each, vectors[end - len(each) : end])
            for chunk, each, end in zip(chunks, split, ends, strict=True)
        ]

    def _passage(self, chunk: Chunk, sentences: tuple[Sentence, ...], vectors: Vectors) -> Passage:
        terms = tuple(self._terms.of(_in_words(sentence)) for sentence in sentences)
        named = self._terms.of(f"{chunk.title}\n{chunk.section}")
        return Passage(
            chunk=chunk,
            sentences=sentences,
            vectors=vectors,
            terms=terms,
            named=named,
            all_terms=named.union(*terms),
            pairs=self._terms.pairs(f"{chunk.title}\n{chunk.section}\n{chunk.text}"),
            centroid=_centroid(vectors),
            openings=tuple(self._terms.of(_opening(sentence)) for sentence in sentences),
            asks=np.array([sentence.text.endswith("?") for sentence in sentences], dtype=np.bool_),
        )


def _opening(sentence: Sentence) -> str:
    if sentence.kind == "row":
        return sentence.text.strip().strip("|").partition("|")[0]
    return " ".join(sentence.text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])


def _centroid(vectors: Vectors) -> Vector:
    mean: Vector = vectors.sum(axis=0)
    length = float(np.linalg.norm(mean))
    return mean / length if length else mean


def _in_words(sentence: Sentence) -> str:
    """A table row means little without the names of its columns."""
    return f"{sentence.header} {sentence.text}" if sentence.header else sentence.text
