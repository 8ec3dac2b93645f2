"""The index on a Qdrant server: a collection that we made, or one that we only read.

Knows how to search either by meaning and by words in one round trip; which collection that is, `Current` knows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qdrant_edge import SparseVector

from rag.errors import IndexUnusable, ServiceFailed
from rag.local.lexicon import Lexicon, Terms
from rag.ports import IndexState, Vector
from rag.qdrant.current import Current
from rag.qdrant.layout import Layout, Site, chunk_of
from rag.qdrant.pages import Pages
from rag.qdrant.snapshot import NOTHING, Snapshot
from rag.qdrant.words import Counting
from rag.services.breaker import Breaker, watched
from rag.types import Candidate, Chunk

if TYPE_CHECKING:
    from rag.qdrant.build import QdrantBuild
    from rag.qdrant.queries import Found

CHUNKS_KEPT = 1_000  # found last, some 2 KB each


@dataclass(frozen=True, slots=True)
class Inspection:
    """``collection``: the one that is searched, or would be made; ``dimension``: of its vectors, 0 where it does not exist;
    ``left_alone``: why an older collection is not read, "" where it is or there is none."""

    collection: str
    dimension: int
    state: IndexState | None
    left_alone: str


class QdrantIndex:
    """``dimension``: of the embedder, 0 where ``measure`` finds it out, or any will do; ``fallback``: a collection that is read, never
    written, until ``collection`` holds a book; ``adopt``: whether an ingest may add to a collection that others made;
    ``refresh_seconds``: 0 to look each time."""

    def __init__(
        self,
        url: str,
        api_key: str = "",
        collection: str = "book_chunks",
        *,
        dimension: int,
        measure: Callable[[], Awaitable[int]] | None = None,
        language: str = "english",
        base_url: str = "/",
        route_base: str = "docs",
        fallback: str = "",
        adopt: bool = False,
        connect_timeout: float = 3.0,
        timeout: float = 10.0,
        refresh_seconds: float = 30.0,
        breaker: Breaker | None = None,
    ) -> None:
        """``breaker``: judges what is asked for visitors, not what an ingest writes. Raises SettingsError where URL or key can't be
        read. Nothing is asked yet."""
        self.current = Current(
            url,
            api_key,
            collection,
            dimension=dimension,
            measure=measure,
            fallback=fallback,
            adopt=adopt,
            connect_timeout=connect_timeout,
            timeout=timeout,
            refresh_seconds=refresh_seconds,
            breaker=breaker,
        )
        self._terms = Terms(language)
        self._site = Site(base_url, route_base)
        self._pages = Pages(self._site)
        self._timeout = timeout
        self._breaker = breaker
        self._counting = Counting(self._terms.bm25, self._site)
        # The same chunk is the same object for all the answers that are kept with their hits.
        self._once = lru_cache(CHUNKS_KEPT)(lambda chunk: chunk)

    async def ping(self) -> None:
        """One small request. Raises ServiceFailed."""
        await (await self.current.collection()).described()

    async def open(self) -> None:
        """Imports the vendor's client, which saves the first request 1.5 s. Asks nothing."""
        await self.current.collection()

    async def inspect(self) -> Inspection:
        """What a search would find now. Raises ServiceFailed, and IndexUnusable with the reason."""
        snapshot, left_alone = await self.current.look(), self.current.left_alone
        if snapshot is None:
            return Inspection(self.current.name, 0, None, left_alone)
        return Inspection(snapshot.collection.name, snapshot.layout.dimension, snapshot.state, left_alone)

    async def close(self) -> None:
        """In the loop in which it was used."""
        self._counting.cancel()
        await self.current.close()

    async def state(self) -> IndexState | None:
        snapshot = await self.current.snapshot()
        return snapshot.state if snapshot else None

    @property
    def seen(self) -> IndexState | None:
        """The state when the server was last asked for it; asks nothing."""
        return self.current.seen

    async def search(
        self, query: str, vector: Vector | None, limit: int, edition: str | None = None
    ) -> list[Candidate]:
        snapshot = await self.current.snapshot()
        if snapshot is None or snapshot.state is None:
            return []
        if vector is not None and len(vector) != snapshot.layout.dimension:
            raise IndexUnusable(
                f"the collection {snapshot.collection.name} has vectors of {snapshot.layout.dimension} dimensions, "
                f"the embedder makes {len(vector)}"
            )
        if not snapshot.layout.words:
            await self._words_counted(snapshot, vector)
        known = edition if edition in snapshot.editions else None
        find = _find if snapshot.layout.words else self._find_with_own_words
        try:
            with watched(self._breaker):
                found = await find(snapshot, self._terms.bm25.embed_query(query), vector, limit, known)
        except ServiceFailed as error:
            if getattr(error, "status", 0) in (400, 404):
                self.current.look_again()
            raise
        return self._candidates(found, snapshot.layout)

    async def editions(self) -> Sequence[str]:
        snapshot = await self.current.snapshot()
        return snapshot.editions if snapshot else ()

    async def rarity(self, text: str) -> Mapping[int, float]:
        return (await self._lexicon()).rarities(self._terms.asked(text))

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        """None also where a server in strict mode does not let us look for them in a collection that others made."""
        snapshot = await self.current.snapshot()
        if snapshot is None or snapshot.state is None or not chunks:
            return [(None, None)] * len(chunks)
        return await self._pages.neighbours(snapshot, chunks)

    async def openings(self) -> Sequence[Chunk]:
        snapshot = await self.current.snapshot()
        return await self._pages.openings(snapshot) if snapshot and snapshot.state else []

    async def page(self, source_path: str) -> list[Chunk]:
        """None, too, where a server in strict mode does not let us look for them in a collection that others made."""
        snapshot = await self.current.snapshot()
        return await self._pages.page(snapshot, source_path) if snapshot and snapshot.state else []

    async def corrected(self, text: str) -> str:
        return (await self._lexicon()).corrected(text, self._terms)

    async def strangers(self, text: str) -> Sequence[str]:
        return (await self._lexicon()).strangers(text, self._terms)

    @asynccontextmanager
    async def rebuild(self, embedder: str, dimension: int) -> AsyncIterator["QdrantBuild"]:
        """Raises IndexUnusable too, where the collection is others' and may not be added to."""
        snapshot = await self.current.for_writing(dimension)
        from rag.qdrant.build import QdrantBuild

        async with QdrantBuild.begin(snapshot, self._terms.bm25, embedder) as build:
            try:
                yield build
            finally:
                self.current.look_again()

    # ------------------------------------------------------------ searching

    async def _lexicon(self) -> Lexicon:
        snapshot = await self.current.snapshot()
        if snapshot is None or snapshot.layout.words:
            return snapshot.lexicon if snapshot else NOTHING
        self._counting.begin(snapshot)
        return self._counting.lexicon

    async def _words_counted(self, snapshot: Snapshot, vector: Vector | None) -> None:
        """Raises ServiceFailed where there is neither a vector to search by nor, for now, a count of the words."""
        self._counting.begin(snapshot)
        if vector is None and self._counting.index is None:
            await self._counting.wait(self._timeout)
            if self._counting.index is None:
                raise ServiceFailed(
                    "qdrant",
                    f"the collection {self.current.name} can be searched by meaning only, and there is no embedding",
                )

    async def _find_with_own_words(
        self, snapshot: Snapshot, words: SparseVector, vector: Vector | None, limit: int, _edition: str | None
    ) -> "Found":
        """In a collection that others made, which knows no editions."""
        from rag.qdrant.queries import Found, nearest_and

        index = self._counting.index
        scores = index.best(words, limit) if index else {}
        if vector is not None:
            found = await nearest_and(snapshot.collection, vector, list(scores), snapshot.layout, limit)
            return replace(found, words=scores)
        points = await snapshot.collection.retrieve(list(scores), snapshot.layout.payload) if scores else []
        return Found({point.id: point.payload for point in points}, None, scores)

    def _candidates(self, found: "Found", layout: Layout) -> list[Candidate]:
        read = [(each, chunk_of(each, payload, layout, self._site)) for each, payload in found.payloads.items()]
        chunks = [(each, chunk and self._once(chunk)) for each, chunk in read]
        # What the word search did not return shares no word, or lies below its last hit: it counts as none.
        return [
            Candidate(
                chunk, found.dense.get(each) if found.dense is not None else None, (found.words or {}).get(each, 0.0)
            )
            for each, chunk in chunks
            if chunk
        ]


async def _find(
    snapshot: Snapshot, words: SparseVector, vector: Vector | None, limit: int, edition: str | None
) -> "Found":
    from rag.qdrant.queries import Found, best, nearest

    collection, layout = snapshot.collection, snapshot.layout
    if vector is not None:
        return await nearest(collection, vector, words if words.indices else None, layout, limit, edition)
    if not words.indices:
        return Found({}, None, {})
    return await best(collection, words, layout, limit, edition)
