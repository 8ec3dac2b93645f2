"""The pages of a collection: how each begins, all of one, and what stands beside a chunk.

Knows that an ingest of ours tells in which order the pages stand, and that a collection of others has to be read through once. Not which
collection it is.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import ServiceFailed
from rag.ports import OPENINGS
from rag.qdrant.layout import Layout, Site, chunk_of
from rag.qdrant.snapshot import Snapshot
from rag.types import Chunk

if TYPE_CHECKING:
    from rag.qdrant.collection import Stored

log = logging.getLogger(__name__)

READ_THROUGH = 5_000  # points of others, at most: a visitor waits for it
PAGE_CHUNKS = 1_000  # of one page
BAD_REQUEST = 400


class Pages:
    """What was read through last is kept until the collection changes."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: tuple[str, Sequence[Chunk]] = ("", ())

    async def openings(self, snapshot: Snapshot) -> Sequence[Chunk]:
        """None where there are too many points to read through."""
        version = f"{snapshot.collection.name} {snapshot.state.version if snapshot.state else ''} {snapshot.points}"
        if self._kept[0] != version:
            self._kept = (version, await self._openings(snapshot))
        return self._kept[1]

    async def _openings(self, snapshot: Snapshot) -> Sequence[Chunk]:
        if snapshot.openings:
            points = await snapshot.collection.retrieve(snapshot.openings, snapshot.layout.payload)
            found = {point.id: point for point in points}
            return list(self._chunks([found[each] for each in snapshot.openings if each in found], snapshot.layout))
        # Where words are searched on the server, the collection is ours, of a version that told no openings.
        return [] if snapshot.layout.words or snapshot.points > READ_THROUGH else await self._read_through(snapshot)

    async def _read_through(self, snapshot: Snapshot) -> Sequence[Chunk]:
        from rag.book.order import by_path  # it reads YAML, which nothing else here needs

        first: dict[str, Chunk] = {}
        async for points in snapshot.collection.pages(snapshot.layout.payload, layout=snapshot.layout):
            for chunk in self._chunks(points, snapshot.layout):
                before = first.setdefault(chunk.source_path, chunk)
                if chunk.order_index < before.order_index:
                    first[chunk.source_path] = chunk
        return [first[each] for each in by_path(first)[:OPENINGS]]

    async def page(self, snapshot: Snapshot, source_path: str) -> list[Chunk]:
        chunks = await self._matching(snapshot, {"source_path": [source_path]}, PAGE_CHUNKS)
        return sorted(chunks, key=lambda chunk: chunk.order_index)

    async def beside(self, snapshot: Snapshot, chunks: Sequence[Chunk]) -> list[Chunk]:
        """What stands before or after these on their pages, and maybe some others."""
        pages = {chunk.source_path for chunk in chunks}
        places = {chunk.order_index + step for chunk in chunks for step in (-1, 1)}
        wanted: dict[str, Sequence[Any]] = {"source_path": sorted(pages), "order_index": sorted(places)}
        return await self._matching(snapshot, wanted, len(pages) * len(places))

    async def _matching(self, snapshot: Snapshot, wanted: Mapping[str, Sequence[Any]], limit: int) -> list[Chunk]:
        """None where a server in strict mode does not let us look for them."""
        try:
            points = await snapshot.collection.matching(wanted, limit, snapshot.layout)
        except ServiceFailed as error:
            if getattr(error, "status", 0) != BAD_REQUEST:
                raise
            log.debug("chunks can't be looked for by %s: %s", " and ".join(wanted), error)
            return []
        return list(self._chunks(points, snapshot.layout))

    def _chunks(self, points: Sequence["Stored"], layout: Layout) -> Iterator[Chunk]:
        read = (chunk_of(point.id, point.payload, layout, self._site) for point in points)
        return (chunk for chunk in read if chunk)
