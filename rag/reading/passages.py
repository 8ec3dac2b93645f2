"""Chunks read closely: sentence by sentence, each with its vector and its terms.

Knows where a chunk's card, and what its words mean, comes from: kept beside the index, remembered, or made on the spot. Ranking by the
best sentence, extractive answers and the checking of citations all read passages; none needs the embedder that made the index.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.book import Sentence
from rag.ports import Vector, Vectors
from rag.reading.cards import NAMED, Card, CloseReader, SentenceEncoder, TermReader, card_checksum, sentences_of
from rag.reading.closeness import Closeness
from rag.reading.kept import Kept
from rag.reading.sentence_vectors import best_cosine, cosines
from rag.reading.spread import Floats, Spread
from rag.reading.tabs import labels
from rag.reading.terms import AskedTerms, widened
from rag.reading.turns import Turns
from rag.reading.vocabulary import AskedWords, Ids, NoMeanings, Vocabulary
from rag.types import Chunk

T = TypeVar("T")


class StoredCards(Protocol):
    """Cards that were made at ingest, and what the terms on them mean."""

    def card(self, chunk_id: str) -> Card | None:
        """May be of an older text of the chunk."""
        ...

    def sentence_vectors(self, chunk_id: str) -> bytes | memoryview | None:
        """Packed, of the embedder that made the index; None where it read no sentences."""
        ...

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        """As Meanings.cosines."""
        ...


class NoStoredCards(NoMeanings):
    """For an index that keeps none."""

    def card(self, chunk_id: str) -> Card | None:
        return None

    def sentence_vectors(self, chunk_id: str) -> bytes | memoryview | None:
        return None


class Passage:
    """One chunk. ``vectors[i]`` and ``terms[i]`` belong to ``sentences[i]``."""

    def __init__(self, chunk: Chunk, card: Card) -> None:
        self.chunk = chunk
        self.card = card

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences_of(self.chunk, self.card)

    @cached_property
    def tabs(self) -> list[int | None]:
        """One a sentence: the place of the label of its tab, None outside of tabs."""
        return labels(self.sentences, self.chunk.text)

    @cached_property
    def vectors(self) -> Vectors:
        return self.card.vectors * self.card.scales[:, None]

    @cached_property
    def terms(self) -> tuple[frozenset[int], ...]:
        held: list[set[int]] = [set() for _ in self.card.spans]
        for term, place in zip(self.card.terms.tolist(), self.card.places.tolist(), strict=True):
            if place >> 1 != NAMED:
                held[place >> 1].add(term)
        return tuple(map(frozenset, held))

    def cosines(self, question: Vector) -> NDArray[np.float32]:
        """One a sentence."""
        return self.vectors @ question


class Passages:
    """Reads chunks. Cards that are ``stored`` are looked up; of others it keeps the last ``kept`` that it made, about 3 KB each."""

    def __init__(
        self,
        encoder: SentenceEncoder,
        terms: TermReader,
        stored: StoredCards | None = None,
        *,
        kept: int = 8192,
        open_at_once: int = 256,
        looked_up: int = 1024,
    ) -> None:
        """``open_at_once``: passages whose sentences and terms are unpacked, for an answer reads the same ones several times;
        ``looked_up``: cards that are at hand, 1 KB each besides what they look into."""
        self._reader = CloseReader(encoder, terms)
        self._stored = stored or NoStoredCards()
        self._vocabulary = Vocabulary(encoder, terms)  # of the chunks that are read here
        self._made: Kept[bytes] = Kept(kept)
        self._turns = Turns()
        # More would get no more done: the interpreter runs one at a time, and the event loop waits for its turn behind all of them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._open: Kept[Passage] = Kept(open_at_once)
        self._at_hand: Kept[tuple[Chunk, Card]] = Kept(looked_up)
        self._words = AskedWords(encoder, terms)

    async def reading(self, chunks: Sequence[Chunk], work: Callable[[], T]) -> T:
        """What ``work`` brings, which reads these chunks: on the event loop in its turn, or beside it where cards have to be made first,
        some 2 ms each."""
        async with self._turns.one():
            if all(map(self._known, chunks)):
                return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def terms(self, text: str) -> frozenset[int]:
        return self._reader.terms.of(text)

    def asked_terms(self, text: str) -> frozenset[int]:
        return self._reader.terms.asked(text)

    def sequence(self, text: str) -> list[int]:
        return self._reader.terms.sequence(text)

    def vector(self, text: str) -> Vector:
        row: Vector = self.embedded([text])[0]
        return row

    def embedded(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order."""
        return self._reader.encoder.embed(texts)

    def cards(self, chunks: Sequence[Chunk]) -> list[Card]:
        """One a chunk, in order. All that are nowhere yet are made in one batch."""
        found = [self._known(chunk) for chunk in chunks]
        new = [chunk for chunk, card in zip(chunks, found, strict=True) if card is None]
        made = iter(self._reader.read(new) if new else ())
        self._vocabulary.note(chunk.in_full for chunk in new)
        cards = [card or next(made) for card in found]
        for chunk, card, known in zip(chunks, cards, found, strict=True):
            if known is None:
                self._made.put(chunk.chunk_id, card.pack())
        return cards

    def spread(self, cards: Sequence[Card], asked: AskedTerms, text: str) -> Spread:
        """The cards weighed against a question, of which ``text`` has all the words."""
        return Spread(cards, asked, Closeness(asked, self._words.of(widened(text)), self), text)

    def best_cosines(self, chunks: Sequence[Chunk], question: Vector) -> Floats | None:
        """The cosine of each chunk's best sentence by the embedder that made the index, as which it made ``question``; None where it has
        not read the sentences of all of them."""
        records = self._sentence_vectors(chunks)
        return np.array([best_cosine(record, question) for record in records]) if records else None

    def sentence_cosines(self, chunks: Sequence[Chunk], question: Vector) -> NDArray[np.float32] | None:
        """The same of each sentence of each chunk, in order."""
        records = self._sentence_vectors(chunks)
        return np.concatenate([cosines(record, question) for record in records]) if records else None

    def _sentence_vectors(self, chunks: Sequence[Chunk]) -> list[bytes | memoryview]:
        """One a chunk; none where any of them is not known."""
        records = [self._stored.sentence_vectors(chunk.chunk_id) for chunk in chunks]
        known = [record for record in records if record]
        return known if len(known) == len(chunks) else []

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        """As Meanings.cosines, of whatever has been read."""
        near = self._stored.cosines(terms, words)
        unknown = ~near.any(axis=1)
        if unknown.any():
            near[unknown] = self._vocabulary.cosines(terms[unknown], words)
        return near

    def read(self, chunks: Sequence[Chunk]) -> list[Passage]:
        """One a chunk, in order."""
        known = {chunk.chunk_id: self._open.get(chunk.chunk_id) for chunk in chunks}
        passages = {each.chunk.chunk_id: each for each in known.values() if each and each.chunk in chunks}
        new = [chunk for chunk in chunks if chunk.chunk_id not in passages]
        for chunk, card in zip(new, self.cards(new), strict=True):
            passages[chunk.chunk_id] = passage = Passage(chunk, card)
            self._open.put(chunk.chunk_id, passage)
        return [passages[chunk.chunk_id] for chunk in chunks]

    def _known(self, chunk: Chunk) -> Card | None:
        if (at_hand := self._at_hand.get(chunk.chunk_id)) and _says_the_same(at_hand[0], chunk):
            return at_hand[1]
        card = self._stored.card(chunk.chunk_id)
        if card is None and (packed := self._made.get(chunk.chunk_id)):
            card = Card.unpack(packed)
        if card is None or card.checksum != card_checksum(chunk):
            return None
        self._at_hand.put(chunk.chunk_id, (chunk, card))
        return card


def _says_the_same(one: Chunk, other: Chunk) -> bool:
    """In all that a card is made from."""
    return one is other or (one.text == other.text and one.section == other.section and one.title == other.title)
