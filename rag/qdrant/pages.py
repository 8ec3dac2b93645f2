"""The pages of a collection: how each begins, all of one, and what stands beside a chunk.

Knows that an ingest of ours tells in which order the pages stand, and that a collection of others has to be read through once. Not which
collection it is.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.errors import ServiceFailed
from rag.ports import OPENINGS
from rag.qdrant.layout import Layout, Site, chunk_of
from rag.qdrant.snapshot import Snapshot
from rag.types import Chunk

if TYPE_CHECKING:
    from rag.qdrant.collection import Stored

log = logging.getLogger(__name__)

Neighbours = tuple[Chunk | None, Chunk | None]

READ_THROUGH = 5_000  # points of others, at most: a visitor waits for it
PAGE_CHUNKS = 1_000  # of one page
NEIGHBOURS_KEPT = 1_000  # chunks whose neighbours are, some 4 KB each
BAD_REQUEST = 400


@dataclass(slots=True)
class _Known:
    """What was looked up of a collection as it is in one version."""

    version: str
    openings: Sequence[Chunk] | None = None
    neighbours: OrderedDict[Chunk, Neighbours] = field(default_factory=OrderedDict)

    def keep(self, neighbours: Mapping[Chunk, Neighbours]) -> None:
        self.neighbours.update(neighbours)
        while len(self.neighbours) > NEIGHBOURS_KEPT:
            self.neighbours.popitem(last=False)


class Pages:
    """What was looked up is kept until the collection changes: an answer need not wait for the same round trip again."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known = _Known("")

    async def openings(self, snapshot: Snapshot) -> Sequence[Chunk]:
        """None where there are too many points to read through."""
        known = self._known_of(snapshot)
        if known.openings is None:
            known.openings = await self._openings(snapshot)
        return known.openings

    async def neighbours(self, snapshot: Snapshot, chunks: Sequence[Chunk]) -> list[Neighbours]:
        """As Index.neighbours."""
        known = self._known_of(snapshot)
        new = [chunk for chunk in chunks if chunk not in known.neighbours]
        there = {_place(each): each for each in await self._beside(snapshot, new)} if new else {}
        found = {chunk: (there.get(_place(chunk, -1)), there.get(_place(chunk, 1))) for chunk in new}
        neighbours = [found.get(chunk) or known.neighbours[chunk] for chunk in chunks]
        known.keep(found)
        return neighbours

    def _known_of(self, snapshot: Snapshot) -> _Known:
        version = f"{snapshot.collection.name} {snapshot.state.version if snapshot.state else ''} {snapshot.points}"
        if version != self._known.version:
            self._known = _Known(version)
        return self._known

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

    async def _beside(self, snapshot: Snapshot, chunks: Sequence[Chunk]) -> list[Chunk]:
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


def _place(chunk: Chunk, step: int = 0) -> tuple[str, str, int]:
    """Where it stands, or what stands so many places on in the same section."""
    return chunk.url, chunk.section, chunk.order_index + step
