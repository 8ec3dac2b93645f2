"""A chunk's card: where its sentences stand, what each means and which terms it holds, as arrays.

Knows how a card is made from a text and how it is written as bytes; not where cards are kept, nor how they are weighed. A card takes
about 3 KB, so that the cards of a whole book can lie beside its index and no text need be read closely twice.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.book import Sentence, sentences
from rag.ports import Vectors
from rag.types import Chunk

CARDS = 6  # raise it, and MAKING in `ingest.py`, when the same text would give another card: those that an index has are made anew
OPENING_WORDS = 5
KINDS = ("prose", "item", "row", "code", "math", "tab")
START, END, HEADER_START, HEADER_END, KIND, ASKS = range(6)  # columns of ``Card.spans``
NAMED = -1  # for the place of a term in the title, the headings or the name of a language beside code

_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[ \t]*(\w+)", re.MULTILINE)
_STEPS = 127  # of a number of a vector, to each side: a cosine is off by less than 0.002
_HEAD = 6  # numbers before the arrays: what they are sized by, and what is one a card


class SentenceEncoder(Protocol):
    """Cheap enough to embed every sentence of every chunk."""

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class TermReader(Protocol):
    """Texts as stemmed terms, without stop words."""

    def of(self, text: str) -> frozenset[int]:
        """The distinct ones of what the book says, with the words that its names are made of."""
        ...

    def asked(self, text: str) -> frozenset[int]:
        """The distinct ones of what somebody asks, as it is written."""
        ...

    def sequence(self, text: str) -> list[int]:
        """All, in the order of the text."""
        ...

    def written(self, text: str) -> Mapping[int, str]:
        """Each distinct one with a word of the text that it is made from, in lower case."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """``terms[i]`` stands in the sentence ``places[i] >> 1``, among its first words where that number is odd; ``sequence`` has the terms
    of title, headings and text in their order."""

    checksum: int  # of what it was made from
    spans: NDArray[np.int32]  # (sentences, 6), in characters of the chunk's text
    vectors: NDArray[np.int8]  # (sentences, dimension)
    scales: NDArray[np.float32]  # what the numbers of a sentence's vector are multiplied by
    terms: NDArray[np.uint32]
    places: NDArray[np.int32]
    sequence: NDArray[np.uint32]
    breadth: float  # the length of the sum of the sentences' vectors

    def pack(self) -> bytes:
        (count, dimension), terms = self.vectors.shape, len(self.terms)
        head = np.array([self.checksum, count, dimension, terms, len(self.sequence), 0], dtype=np.uint32)
        head.view(np.float32)[5] = self.breadth
        arrays = (head, self.spans, self.scales, self.terms, self.places, self.sequence, self.vectors)
        return b"".join(each.tobytes() for each in arrays)

    @classmethod
    def unpack(cls, packed: bytes | memoryview) -> "Card":
        """Looks into ``packed``, copies nothing. Slices cost a tenth of what an array from a buffer costs."""
        head = np.frombuffer(packed, np.uint32, _HEAD)
        check, count, dimension, terms, sequence, _ = head.tolist()
        at = [_HEAD, 6 * count, count, terms, terms, sequence]
        for step in range(1, len(at)):
            at[step] += at[step - 1]
        whole = np.frombuffer(packed, np.uint32, at[-1])
        return cls(
            check,
            whole[at[0] : at[1]].view(np.int32).reshape(count, 6),
            np.frombuffer(packed, np.int8, count * dimension, 4 * at[-1]).reshape(count, dimension),
            whole[at[1] : at[2]].view(np.float32),
            whole[at[2] : at[3]],
            whole[at[3] : at[4]].view(np.int32),
            whole[at[4] : at[5]],
            float(head.view(np.float32)[5]),
        )


def in_steps(vectors: Vectors) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as 8-bit numbers, and what those of each row are multiplied by to be what they were, but for rounding."""
    scales = np.abs(vectors).max(axis=1, initial=0.0) / _STEPS
    steps = np.rint(vectors / np.where(scales == 0, 1, scales)[:, None]).astype(np.int8)
    return steps, scales.astype(np.float32)


def checksum(chunk: Chunk) -> int:
    """Of the text alone: vectors of its sentences stay what they are whatever else is read of them."""
    return zlib.crc32(chunk.in_full.encode(errors="surrogatepass"))


def card_checksum(chunk: Chunk) -> int:
    """Of the text, and of how cards are made of one."""
    return checksum(chunk) ^ CARDS


def embedded_sentences(
    chunks: Sequence[Chunk], encoder: SentenceEncoder
) -> Iterator[tuple[Chunk, Sequence[Sentence], Vectors]]:
    """Each chunk, in order, with its sentences and a vector of each; those of all chunks are embedded in one batch."""
    split = [sentences(chunk.text) for chunk in chunks]
    vectors = encoder.embed([in_words(sentence) for each in split for sentence in each])
    ends = np.cumsum([len(each) for each in split])
    for chunk, each, end in zip(chunks, split, ends, strict=True):
        yield chunk, each, vectors[end - len(each) : end]


class CloseReader:
    """Makes cards."""

    def __init__(self, encoder: SentenceEncoder, terms: TermReader) -> None:
        self.encoder = encoder
        self.terms = terms

    def read(self, chunks: Sequence[Chunk]) -> list[Card]:
        """One a chunk, in order. All their sentences are embedded in one batch."""
        return [self._card(*each) for each in embedded_sentences(chunks, self.encoder)]

    def _card(self, chunk: Chunk, split: Sequence[Sentence], vectors: Vectors) -> Card:
        steps, scales = in_steps(vectors)
        terms: list[int] = []
        places: list[int] = []
        texts = [(NAMED, f"{chunk.title}\n{chunk.section}\n{_kinds_of_code(chunk.text)}", "")]
        texts += [(place, in_words(sentence), opening(sentence)) for place, sentence in enumerate(split)]
        for place, text, begins in texts:
            held = self.terms.of(text)
            first = self.terms.of(begins)
            terms.extend(held)
            places.extend(2 * place + (term in first) for term in held)
        return Card(
            card_checksum(chunk),
            _spans(chunk.text, split),
            steps,
            scales,
            np.array(terms, dtype=np.uint32),
            np.array(places, dtype=np.int32),
            np.array(self.terms.sequence(chunk.in_full), dtype=np.uint32),
            float(np.linalg.norm(scales @ steps)),
        )


def _kinds_of_code(text: str) -> str:
    """ "python code" where a fence says so: what it is in stands beside it, and in none of its lines."""
    return " ".join(f"{language} code" for language in dict.fromkeys(_FENCE.findall(text)))


def opening(sentence: Sentence) -> str:
    """What it is about, more often than not: its first words, or a row's first cell."""
    if sentence.kind == "row":
        return sentence.text.strip().strip("|").partition("|")[0]
    return " ".join(sentence.text.split(maxsplit=OPENING_WORDS)[:OPENING_WORDS])


def in_words(sentence: Sentence) -> str:
    """A table row means little without the names of its columns, and code says more with its file."""
    return f"{sentence.header} {sentence.text}" if sentence.header else sentence.text


def _spans(text: str, split: Sequence[Sentence]) -> NDArray[np.int32]:
    spans = np.zeros((len(split), 6), dtype=np.int32)
    for row, each in zip(spans, split, strict=True):
        # A header stands above its rows, and a title above its code, so the last one before them is their own.
        header = text.rfind(each.header, 0, each.start) if each.header else 0
        end = each.start + len(each.text)
        row[:] = each.start, end, header, header + len(each.header), KINDS.index(each.kind), each.text.endswith("?")
    return spans


def sentences_of(chunk: Chunk, card: Card) -> tuple[Sentence, ...]:
    """As they were when the card was made."""
    text = chunk.text
    return tuple(
        Sentence(text[start:end], start, KINDS[kind], text[header_start:header_end])
        for start, end, header_start, header_end, kind, _ in card.spans.tolist()
    )
