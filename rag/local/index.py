"""The embedded index: the Qdrant engine in this process, dense vectors and BM25 sparse vectors on disk.

Knows qdrant-edge; it alone does. The engine holds vectors only: what they stand for is in the chunk table beside the shard. A shard
without a write-ahead log takes no lock, so a server can read one generation while `python -m rag ingest` builds the next; durability
comes from publishing a generation only after its flush.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_edge import (
    Bm25,
    CountRequest,
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    Filter,
    HasIdCondition,
    Modifier,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    SparseVector,
    UpdateOperation,
)

from rag.disk import is_full, no_room
from rag.errors import IndexUnusable
from rag.local.chunk_table import ChunkTable, ChunkTableWriter
from rag.local.generations import Generations, read_manifest, write_manifest
from rag.local.lexicon import Lexicon, LexiconCount, bm25
from rag.local.spelling import words_of
from rag.ports import IndexState, Vector, Vectors
from rag.reading.cards import Card, CloseReader, checksum
from rag.types import Candidate, Chunk


@dataclass(frozen=True, slots=True)
class _Generation:
    """One generation, opened."""

    path: Path
    state: IndexState
    shard: EdgeShard
    table: ChunkTable
    lexicon: Lexicon


class LocalIndex:
    """Reads the newest generation below a folder, and follows when another process publishes a newer one."""

    def __init__(self, folder: Path, language: str, reader: CloseReader | None = None) -> None:
        """``reader``: makes the cards that are kept with the chunks; without one there are none."""
        self._generations = Generations(folder)
        self._reader = reader
        self._bm25 = bm25(language)
        self._opened: _Generation | None = None
        self._opened_at = (0, 0)  # the mark of the generations when that was current
        self._opening = asyncio.Lock()

    async def state(self) -> IndexState | None:
        generation = await self._open()
        return generation.state if generation else None

    async def search(self, query: str, vector: Vector | None, limit: int) -> list[Candidate]:
        generation = await self._open()
        if generation is None:
            return []
        return await asyncio.to_thread(_search, generation, self._bm25.embed_query(query), vector, limit)

    async def rarity(self, text: str) -> Mapping[int, float]:
        generation = await self._open()
        lexicon = generation.lexicon if generation else Lexicon(0, {}, {})
        return {term: lexicon.rarity(term) for term in self._bm25.embed_query(text).indices}

    async def corrected(self, text: str) -> str:
        generation = await self._open()
        if generation is None:
            return text
        known = generation.lexicon.frequency
        terms = {word: set(self._bm25.embed_query(word).indices) for word in words_of(text)}
        strange = [word for word, ids in terms.items() if ids and not known.keys() & ids]
        return generation.lexicon.spelling.corrected(text, strange) if strange else text

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        generation = await self._open()
        if generation is None:
            return [(None, None)] * len(chunks)
        return [generation.table.neighbours(chunk) for chunk in chunks]

    def card(self, chunk_id: str) -> Card | None:
        """Of the generation that was searched last."""
        packed = self._opened.table.packed_card(chunk_id) if self._opened else None
        return Card.unpack(packed) if packed else None

    @asynccontextmanager
    async def rebuild(self, embedder: str, dimension: int) -> AsyncIterator["LocalBuild"]:
        with self._generations.building() as path:
            previous = await self._reusable()
            build = await asyncio.to_thread(
                LocalBuild, path, self._generations, self._bm25, self._reader, previous, embedder, dimension
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
        engine_bm25: Bm25,
        reader: CloseReader | None,
        previous: _Generation | None,
        embedder: str,
        dimension: int,
    ) -> None:
        self._path = path
        self._generations = generations
        self._bm25 = engine_bm25
        self._reader = reader
        self._previous = previous
        self._embedder = embedder
        self._dimension = dimension
        self._count = LexiconCount()
        self._table = ChunkTableWriter(path)
        self._pages: set[str] = set()
        self._shard: EdgeShard | None = _create(path / "shard", dimension)

    async def known(self, keys: Sequence[str]) -> dict[str, Vector]:
        return await asyncio.to_thread(self._known, keys)

    def _known(self, keys: Sequence[str]) -> dict[str, Vector]:
        previous = self._previous
        if previous is None or previous.state.embedder != self._embedder:
            return {}
        wanted = {previous.table.keys[key]: key for key in keys if key in previous.table.keys}
        with _engine_errors(self._path):
            records = previous.shard.retrieve(list(wanted), with_payload=False, with_vector=["dense"])
        return {wanted[record.id]: np.asarray(record.vector["dense"], dtype=np.float32) for record in records}  # type: ignore[index,call-overload]

    async def add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        await asyncio.to_thread(self._add, chunks, keys, vectors)

    def _add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        assert self._shard is not None
        self._generations.check_room(self._path)
        texts = ["\n".join((chunk.title, chunk.section, chunk.text)) for chunk in chunks]
        words = [self._bm25.embed_document(text) for text in texts]
        points = [
            Point(row, {"dense": vector, "bm25": sparse}, {})
            for row, (vector, sparse) in enumerate(zip(vectors, words, strict=True), start=len(self._table))
        ]
        with _engine_errors(self._path):
            self._shard.update(UpdateOperation.upsert_points(points))
        self._count.add(texts, words)
        self._table.add(chunks, keys, self._cards(chunks))
        self._pages.update(chunk.source_path for chunk in chunks)

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
        return bytes(packed) if packed and Card.unpack(packed).checksum == checksum(chunk) else None

    async def commit(self, *, book: str, fingerprint: str) -> IndexState:
        return await asyncio.to_thread(self._commit, book, fingerprint)

    def _commit(self, book: str, fingerprint: str) -> IndexState:
        assert self._shard is not None
        self._generations.check_room(self._path)
        with _engine_errors(self._path):
            self._shard.optimize()
            self._shard.flush()
        self.close()
        self._table.close()
        self._count.lexicon().write(self._path / "lexicon.json")
        state = IndexState(
            version=uuid.uuid4().hex[:12],
            embedder=self._embedder,
            dimension=self._dimension,
            chunks=len(self._table),
            pages=len(self._pages),
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


def _create(path: Path, dimension: int) -> EdgeShard:
    path.mkdir()
    config = EdgeConfig(
        vectors={"dense": EdgeVectorParams(size=dimension, distance=Distance.Cosine)},
        sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
        wal_enabled=False,
    )
    with _engine_errors(path):
        return EdgeShard.create(str(path), config)


def _load(path: Path) -> _Generation:
    state = read_manifest(path)
    with _engine_errors(path):
        shard = EdgeShard.load(str(path / "shard"))
        found = shard.count(CountRequest(exact=True))
    try:
        table = ChunkTable(path)
        generation = _Generation(path, state, shard, table, Lexicon.read(path / "lexicon.json"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise IndexUnusable(
            f"the index in {path} can't be read ({error}); remove {path.parent} and ingest again"
        ) from error
    if not found == state.chunks == len(table):
        raise IndexUnusable(
            f"the index in {path} holds {found} chunks of {state.chunks}; remove {path.parent} and ingest again"
        )
    return generation


def _search(generation: _Generation, words: SparseVector, vector: Vector | None, limit: int) -> list[Candidate]:
    shard = generation.shard
    searches: dict[str, Any] = {}
    if words.indices:
        searches["bm25"] = Query.Nearest(words, using="bm25")
    if vector is not None:
        searches["dense"] = Query.Nearest(vector.tolist(), using="dense")
    if not searches:
        return []
    with _engine_errors(generation.path):
        found = shard.query_batch(
            QueryBatchRequest(
                [QueryRequest(query=query, limit=limit, with_payload=False) for query in searches.values()]
            )
        )
        scores = {
            name: {point.id: point.score for point in points} for name, points in zip(searches, found, strict=True)
        }
        rows: set[Any] = set().union(*scores.values())
        if "dense" in scores:
            scores["dense"].update(_cosines(shard, searches["dense"], rows - scores["dense"].keys()))
    # What the BM25 search did not return either shares no term or lies below its last hit: it counts as none.
    return [
        Candidate(
            generation.table.chunk(row),
            scores["dense"].get(row) if "dense" in scores else None,
            scores.get("bm25", {}).get(row, 0.0),
        )
        for row in rows
    ]


def _cosines(shard: EdgeShard, nearest: Any, rows: set[Any]) -> dict[Any, float]:
    """The cosines of chunks that only the words found."""
    if not rows:
        return {}
    request = QueryRequest(
        query=nearest, limit=len(rows), filter=Filter(must=[HasIdCondition(rows)]), with_payload=False
    )
    return {point.id: point.score for point in shard.query(request)}


@contextmanager
def _engine_errors(path: Path) -> Iterator[None]:
    """The engine raises a bare ``Exception`` for whatever goes wrong in it, a disk that is full too, since it writes a little even to
    open a shard; anything narrower is a mistake of ours and passes."""
    try:
        yield
    except Exception as error:
        if type(error) is not Exception:
            raise
        if is_full(path.parent):
            raise no_room(path.parent) from error
        raise IndexUnusable(
            f"the index in {path} can't be used ({error}); remove {path.parent} and ingest again"
        ) from error
