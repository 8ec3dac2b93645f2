"""The embedded index: a folder of generations, of which one is read and the next one made.

Knows what a generation is made of: the engine's shard holds vectors only, what they stand for is in the chunk table beside it, and how
rare words are in the lexicon. It does not know the engine. Durability comes from publishing a generation only after its flush.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from qdrant_edge import SparseVector

from rag.errors import IndexUnusable
from rag.local.bm25 import Bm25Vectors
from rag.local.chunk_table import ChunkTable, ChunkTableWriter
from rag.local.generations import Generations, read_manifest, write_manifest
from rag.local.lexicon import Lexicon, LexiconCount, Terms
from rag.local.shard import Shard
from rag.ports import OPENINGS, IndexState, Vector, Vectors
from rag.reading.cards import Card, CloseReader, SentenceEncoder, card_checksum
from rag.reading.sentence_vectors import is_of, packed
from rag.reading.vocabulary import Ids, Meanings, NoMeanings, StoredVocabulary, Vocabulary
from rag.types import Candidate, Chunk


@dataclass(frozen=True, slots=True)
class _Generation:
    """One generation, opened."""

    path: Path
    state: IndexState
    shard: Shard
    table: ChunkTable
    lexicon: Lexicon
    meanings: Meanings


class LocalIndex:
    """Reads the newest generation below a folder, and follows when another process publishes a newer one."""

    def __init__(
        self,
        folder: Path,
        language: str,
        reader: CloseReader | None = None,
        sentence_encoder: SentenceEncoder | None = None,
    ) -> None:
        """``reader``: makes the cards that are kept with the chunks; without one there are none. ``sentence_encoder``: of the model that
        embeds the chunks, where their sentences are embedded by it, too."""
        self._generations = Generations(folder)
        self._reader = reader
        self._sentence_encoder = sentence_encoder
        self._terms = Terms(language)
        self._opened: _Generation | None = None
        self._opened_at = (0, 0)  # the mark of the generations when that was current
        self._opening = asyncio.Lock()

    async def state(self) -> IndexState | None:
        generation = await self._open()
        return generation.state if generation else None

    async def search(
        self, query: str, vector: Vector | None, limit: int, edition: str | None = None
    ) -> list[Candidate]:
        generation = await self._open()
        if generation is None:
            return []
        return await asyncio.to_thread(_search, generation, self._terms.bm25.embed_query(query), vector, limit, edition)

    async def editions(self) -> Sequence[str]:
        generation = await self._open()
        return generation.table.editions if generation else ()

    async def rarity(self, text: str) -> Mapping[int, float]:
        generation = await self._open()
        lexicon = generation.lexicon if generation else Lexicon(0, {}, {})
        return lexicon.rarities(self._terms.asked(text))

    async def corrected(self, text: str) -> str:
        generation = await self._open()
        return generation.lexicon.corrected(text, self._terms) if generation else text

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        generation = await self._open()
        if generation is None:
            return [(None, None)] * len(chunks)
        return [generation.table.neighbours(chunk) for chunk in chunks]

    async def openings(self) -> Sequence[Chunk]:
        generation = await self._open()
        return await asyncio.to_thread(generation.table.openings, OPENINGS) if generation else []

    async def page(self, source_path: str) -> list[Chunk]:
        generation = await self._open()
        return await asyncio.to_thread(generation.table.page, source_path) if generation else []

    def card(self, chunk_id: str) -> Card | None:
        """Of the generation that was searched last."""
        packed = self._opened.table.packed_card(chunk_id) if self._opened else None
        return Card.unpack(packed) if packed else None

    def sentence_vectors(self, chunk_id: str) -> memoryview | None:
        """Packed, of that generation; see rag.reading.sentence_vectors."""
        return self._opened.table.packed_sentences(chunk_id) if self._opened else None

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        """What terms of that generation mean; as Meanings.cosines."""
        return (self._opened.meanings if self._opened else NoMeanings()).cosines(terms, words)

    @asynccontextmanager
    async def rebuild(self, embedder: str, dimension: int) -> AsyncIterator["LocalBuild"]:
        with self._generations.building() as path:
            previous = await self._reusable()
            build = await asyncio.to_thread(
                LocalBuild,
                path,
                self._generations,
                self._terms.bm25,
                self._reader,
                self._sentence_encoder,
                previous,
                embedder,
                dimension,
            )
            try:
                yield build
            finally:
                build.close()

    async def _reusable(self) -> _Generation | None:
        """The current generation. One that can't be opened has nothing to reuse."""
        try:
            return await self._open()
        except IndexUnusable:
            return None

    async def _open(self) -> _Generation | None:
        mark = self._generations.mark()
        if self._opened and self._opened_at == mark:
            return self._opened
        async with self._opening:
            path = self._generations.current()
            if path is None:
                return None
            if not self._opened or self._opened.path != path:
                self._opened = await asyncio.to_thread(self._load_current, path)
            self._opened_at = mark
            return self._opened

    def _load_current(self, path: Path) -> _Generation:
        """A generation may be swept away while it is opened, where ingests follow each other closely; then a newer one is there."""
        while True:
            try:
                return _load(path)
            except IndexUnusable:
                newer = self._generations.current()
                if newer is None or newer == path:
                    raise
                path = newer


class LocalBuild:
    """The next generation while it is made."""

    def __init__(
        self,
        path: Path,
        generations: Generations,
        engine_bm25: Bm25Vectors,
        reader: CloseReader | None,
        sentence_encoder: SentenceEncoder | None,
        previous: _Generation | None,
        embedder: str,
        dimension: int,
    ) -> None:
        self._path = path
        self._generations = generations
        self._bm25 = engine_bm25
        self._reader = reader
        self._sentence_encoder = sentence_encoder
        self._previous = previous
        self._known_keys = previous.table.keys() if previous and previous.state.embedder == embedder else {}
        self._embedder = embedder
        self._dimension = dimension
        self._count = LexiconCount()
        self._vocabulary = Vocabulary(reader.encoder, reader.terms) if reader else None
        self._table = ChunkTableWriter(path, with_sentences=sentence_encoder is not None)
        self._shard: Shard | None = Shard(path, dimension)

    async def known(self, keys: Sequence[str]) -> dict[str, Vector]:
        return await asyncio.to_thread(self._known, keys)

    def _known(self, keys: Sequence[str]) -> dict[str, Vector]:
        previous = self._previous
        if previous is None or not self._known_keys:
            return {}
        wanted = {self._known_keys[key]: key for key in keys if key in self._known_keys}
        return {wanted[row]: vector for row, vector in previous.shard.vectors(list(wanted)).items()}

    async def add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        await asyncio.to_thread(self._add, chunks, keys, vectors)

    def _add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        assert self._shard is not None
        self._generations.check_room(self._path)
        texts = [chunk.in_full for chunk in chunks]
        words = [self._bm25.embed_document(text) for text in texts]
        self._shard.add(len(self._table), vectors, words, [chunk.editions for chunk in chunks])
        self._count.add(texts, words)
        if self._vocabulary:
            self._vocabulary.note(texts)
        self._table.add(chunks, keys, self._cards(chunks), self._sentences(chunks))

    def _cards(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """Packed; those of texts that have not changed are taken over."""
        if self._reader is None:
            return []
        known = {chunk.chunk_id: packed for chunk in chunks if (packed := self._known_card(chunk))}
        new = [chunk for chunk in chunks if chunk.chunk_id not in known]
        known |= {chunk.chunk_id: card.pack() for chunk, card in zip(new, self._reader.read(new), strict=True)}
        return [known[chunk.chunk_id] for chunk in chunks]

    def _known_card(self, chunk: Chunk) -> bytes | None:
        packed = self._previous.table.packed_card(chunk.chunk_id) if self._previous else None
        return bytes(packed) if packed and Card.unpack(packed).checksum == card_checksum(chunk) else None

    def _sentences(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """Packed; those of texts that have not changed are taken over."""
        if self._sentence_encoder is None:
            return []
        reusable = self._previous.table if self._previous and self._previous.state.embedder == self._embedder else None
        known: dict[str, bytes] = {}
        for chunk in chunks:
            record = reusable.packed_sentences(chunk.chunk_id) if reusable else None
            if record and is_of(record, chunk):
                known[chunk.chunk_id] = bytes(record)
        new = [chunk for chunk in chunks if chunk.chunk_id not in known]
        known |= zip([chunk.chunk_id for chunk in new], packed(new, self._sentence_encoder), strict=True)
        return [known[chunk.chunk_id] for chunk in chunks]

    async def commit(self, *, book: str, fingerprint: str) -> IndexState:
        return await asyncio.to_thread(self._commit, book, fingerprint)

    def _commit(self, book: str, fingerprint: str) -> IndexState:
        assert self._shard is not None
        self._generations.check_room(self._path)
        self._shard.finish()
        self.close()
        self._table.close()
        self._count.lexicon().write(self._path / "lexicon.json")
        if self._vocabulary:
            self._vocabulary.write(self._path)
        state = IndexState(
            version=uuid.uuid4().hex[:12],
            embedder=self._embedder,
            dimension=self._dimension,
            chunks=len(self._table),
            pages=self._table.pages,
            book=book,
            fingerprint=fingerprint,
            built_at=time.time(),
        )
        write_manifest(self._path, state)
        self._generations.publish(self._path)
        return state

    def close(self) -> None:
        if self._shard is not None:
            self._shard.close()
            self._shard = None


def _load(path: Path) -> _Generation:
    state = read_manifest(path)
    shard = Shard(path)
    found = shard.count()
    try:
        table = ChunkTable(path)
        lexicon = Lexicon.read(path / "lexicon.json")
        # An index of an earlier version has no meanings; the next ingest makes them.
        meanings = StoredVocabulary(path) if (path / "terms.npy").exists() else NoMeanings()
        generation = _Generation(path, state, shard, table, lexicon, meanings)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexUnusable(
            f"the index in {path} can't be read ({error}); remove {path.parent} and ingest again"
        ) from error
    if not found == state.chunks == len(table):
        raise IndexUnusable(
            f"the index in {path} holds {found} chunks of {state.chunks}; remove {path.parent} and ingest again"
        )
    return generation


def _search(
    generation: _Generation, words: SparseVector, vector: Vector | None, limit: int, edition: str | None
) -> list[Candidate]:
    known = edition if edition in generation.table.editions else None
    found = generation.shard.search(words, vector, limit, known)
    return [Candidate(generation.table.chunk(row), dense, lexical) for row, (dense, lexical) in found.items()]
