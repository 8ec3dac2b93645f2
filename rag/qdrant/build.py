"""An ingest into a Qdrant collection, in place: only what changed is written, and readers see it all at once.

Knows how to keep two versions of a chunk apart until the commit. A point's id is made of the chunk, its embedding key and the embedder,
so a vector is never overwritten; new points are staged, and readers leave staged points out. A killed ingest leaves such points behind:
the next one takes their vectors over, or deletes them with its commit.
"""

import asyncio
import hashlib
import json
import logging
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from qdrant_edge import SparseVector

from rag.errors import IngestBusy, ServiceFailed
from rag.local.bm25 import Bm25Vectors
from rag.local.lexicon import WORDS, LexiconCount
from rag.ports import OPENINGS, IndexState, Vector, Vectors
from rag.qdrant.collection import Stored
from rag.qdrant.marker import (
    CHUNK,
    LEASE_ID,
    LEASE_SECONDS,
    LIVE,
    LONGEST_SECONDS,
    NEXT,
    STAGE,
    STATE_ID,
    Marker,
    holds_lease,
    lease_payload,
    lexicon_payload,
    point_id,
)
from rag.qdrant.snapshot import read_marker
from rag.types import Chunk

if TYPE_CHECKING:
    from rag.qdrant.snapshot import Snapshot

log = logging.getLogger(__name__)

OPERATIONS = 500  # a request


class Lease:
    """The right to write, for a while. Two writers are told apart by the server (1.16 and later); with an older one, two that begin in the
    same instant may both believe to hold it until the first of them renews it."""

    def __init__(self, snapshot: "Snapshot") -> None:
        self._collection = snapshot.collection
        self._layout = snapshot.layout
        self._holder = uuid.uuid4().hex
        self._renewed = 0.0

    async def take(self) -> None:
        """Raises IngestBusy."""
        await self._check(free_is_fine=True)
        now = time.time()
        await self._collection.upsert_unless_held(self._point(), self._layout, now, now + LONGEST_SECONDS)
        await self._check()
        self._renewed = time.monotonic()

    async def renew(self, *, now: bool = False) -> None:
        """Raises IngestBusy where another has taken it."""
        if now or time.monotonic() - self._renewed > LEASE_SECONDS / 6:
            await self._check()
            await self._collection.upsert([self._point()], self._layout)
            self._renewed = time.monotonic()

    async def release(self) -> None:
        with suppress(ServiceFailed, IngestBusy):  # it ends by itself
            await self._check()
            await self._collection.delete([LEASE_ID])

    async def _check(self, *, free_is_fine: bool = False) -> None:
        points = await self._collection.retrieve([LEASE_ID])
        lease = points[0].payload if points else {}
        if lease.get("holder") == self._holder:
            return  # also where the clock was set forward, past its end: nobody has taken it
        if holds_lease(lease) or not free_is_fine:
            raise IngestBusy(
                f"another ingest is writing to the collection {self._collection.name}; wait until it is done, "
                f"or {LEASE_SECONDS:g} s if it was killed"
            )

    def _point(self) -> Stored:
        return Stored(LEASE_ID, lease_payload(self._holder))


class QdrantBuild:
    """The next version of the index while it is made."""

    def __init__(self, snapshot: "Snapshot", bm25: Bm25Vectors, embedder: str, lease: Lease) -> None:
        assert snapshot.marker is not None
        self._collection = snapshot.collection
        self._layout = snapshot.layout
        self._marker: Marker = snapshot.marker
        self._bm25 = bm25
        self._embedder = embedder
        self._lease = lease
        self._present: dict[str, Mapping[str, Any]] = {}  # our points on the server -> key, embedder, digest, stage
        self._by_key: dict[str, str] = {}  # embedding key -> a point of this embedder
        self._added: set[str] = set()
        self._staged: list[str] = []
        self._changed: dict[str, Mapping[str, Any]] = {}
        self._openings: dict[str, str] = {}  # source path -> the point with which the page begins
        self._editions: dict[str, None] = {}
        self._count = LexiconCount()

    @classmethod
    @asynccontextmanager
    async def begin(cls, snapshot: "Snapshot", bm25: Bm25Vectors, embedder: str) -> AsyncIterator["QdrantBuild"]:
        """Under the lease. Raises IngestBusy."""
        lease = Lease(snapshot)
        await lease.take()
        try:
            build = cls(snapshot, bm25, embedder, lease)
            await build._read_present()
            yield build
        finally:
            await asyncio.shield(lease.release())

    async def known(self, keys: Sequence[str]) -> dict[str, Vector]:
        wanted = {self._by_key[key]: key for key in keys if key in self._by_key}
        if not wanted:
            return {}
        points = await self._collection.retrieve(list(wanted), ["key"], self._layout.vector)
        return {wanted[point.id]: point.dense for point in points if point.dense is not None}

    async def add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        await self._lease.renew()
        texts = [chunk.in_full for chunk in chunks]
        words = await asyncio.to_thread(lambda: [self._bm25.embed_document(text) for text in texts])
        self._count.add(texts, words)
        new = [
            point
            for chunk, key, vector, sparse in zip(chunks, keys, vectors, words, strict=True)
            if (point := self._new(chunk, key, vector, sparse))
        ]
        if new:
            await self._collection.upsert(new, self._layout)
            self._staged += [point.id for point in new]

    async def commit(self, *, book: str, fingerprint: str) -> IndexState:
        state = IndexState(
            version=uuid.uuid4().hex[:12],
            embedder=self._embedder,
            dimension=self._layout.dimension,
            chunks=len(self._added),
            pages=len(self._openings),
            book=book,
            fingerprint=fingerprint,
            built_at=round(time.time(), 3),  # more digits may come back from the server as their neighbours
        )
        marker = replace(self._marker, state=state)
        await self._lease.renew(now=True)
        for part in _parts(list(self._changed.items()), OPERATIONS):
            await self._collection.overwrite_payloads(dict(part))
        gone = [each for each in self._present if each not in self._added]
        if self._marker.state:
            gone.append(self._marker.lexicon_id)
        told = [await asyncio.to_thread(self._lexicon, marker), Stored(STATE_ID, marker.payload())]
        await self._collection.publish(told, self._staged, gone, self._layout)
        return state

    def _lexicon(self, marker: Marker) -> Stored:
        openings = list(islice(self._openings.values(), OPENINGS))
        return Stored(marker.lexicon_id, lexicon_payload(self._count.lexicon(), openings, list(self._editions)))

    async def _read_present(self) -> None:
        # Another ingest may have ended between our look and our lease: what it told must not be taken back.
        self._marker = await read_marker(self._collection) or self._marker
        if self._marker.state is None:
            # From here on the collection is known to be ours, or adopted, whatever becomes of this ingest.
            await self._collection.upsert([Stored(STATE_ID, self._marker.payload())], self._layout)
        async for points in self._collection.pages(["key", "embedder", "digest", STAGE], kind=CHUNK):
            for point in points:
                self._present[point.id] = point.payload
                if point.payload.get("embedder") == self._embedder:
                    self._by_key[str(point.payload.get("key"))] = point.id

    def _new(self, chunk: Chunk, key: str, vector: Vector, words: SparseVector) -> Stored | None:
        """The point to stage; None where it is there already, at most with another payload, which is written with the commit."""
        each = point_id(chunk.chunk_id, key, self._embedder, f"words {WORDS}")
        self._added.add(each)
        self._openings.setdefault(chunk.source_path, each)
        self._editions.update(dict.fromkeys(chunk.editions))
        payload = {**asdict(chunk), "kind": CHUNK, "key": key, "embedder": self._embedder, "digest": _digest(chunk)}
        before = self._present.get(each)
        if before is None or before.get(STAGE) != LIVE:
            return Stored(each, {**payload, STAGE: NEXT}, vector, words)
        if before.get("digest") != payload["digest"]:
            self._changed[each] = {**payload, STAGE: LIVE}
        return None


def _digest(chunk: Chunk) -> str:
    return hashlib.sha256(json.dumps(asdict(chunk), sort_keys=True).encode()).hexdigest()[:16]


def _parts(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
