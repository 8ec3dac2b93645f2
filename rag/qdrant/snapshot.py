"""A collection as it was found: whose it is, how it is laid out, what it holds.

Knows how to tell a collection that we made from one that others made, and reads what each needs. It writes nothing.
"""

import asyncio
import hashlib
import time
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.errors import IndexUnusable
from rag.local.lexicon import Lexicon
from rag.ports import IndexState
from rag.qdrant.layout import OURS, Layout, is_our_layout, recognised_text, recognised_vector
from rag.qdrant.marker import KINDS_OF_OURS, STATE_ID, Marker, read_lexicon

if TYPE_CHECKING:
    from rag.qdrant.collection import Collection, Described

SAMPLE = 16  # points that are read to find the field with the text
NOTHING = Lexicon(0, {}, {})  # every word weighs the same


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``marker``: None where no ingest of ours has been; ``state``: None where there is nothing to search; ``openings``: the points with
    which pages begin, where they are ours alone; ``editions``: of the site, that show them; ``points``: counted where their words are
    counted in this process."""

    collection: "Collection"
    layout: Layout
    marker: Marker | None
    state: IndexState | None = None
    lexicon: Lexicon = NOTHING
    openings: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    points: int = 0
    looked_at: float = field(default_factory=time.monotonic)


async def look(collection: "Collection", dimension: int, before: Snapshot | None) -> Snapshot | None:
    """None where there is no such collection. ``dimension``: of the embedder, 0 where any will do. Raises ServiceFailed, IndexUnusable."""
    described = await collection.described()
    if described is None:
        return None
    marker = await read_marker(collection)
    if marker is None and is_our_layout(described.vectors, described.sparse) and await _is_only_ours(collection):
        marker = Marker(adopted=False)  # made and not marked yet: another program is at it, or was killed there
    if marker is None or marker.adopted:
        return await _of_others(collection, described, marker, dimension)
    if before and before.state and before.marker == marker and before.collection.name == collection.name:
        return replace(before, looked_at=time.monotonic())
    return await _ours(collection, described.vectors[0].size, marker)


def made(collection: "Collection", dimension: int) -> Snapshot:
    """A collection that was made a moment ago."""
    return Snapshot(collection, replace(OURS, dimension=dimension), Marker(adopted=False))


async def _ours(collection: "Collection", dimension: int, marker: Marker) -> Snapshot:
    told = await _lexicon(collection, marker)
    if told is None:  # a commit came between; look again
        marker = await read_marker(collection) or marker
        told = await _lexicon(collection, marker)
    lexicon, openings, editions = told or (NOTHING, (), ())
    layout = replace(OURS, dimension=dimension)
    return Snapshot(collection, layout, marker, marker.state, lexicon, openings, editions)


async def _of_others(
    collection: "Collection", described: "Described", marker: Marker | None, dimension: int
) -> Snapshot:
    """Others' points, and with a marker ours among them."""
    vector = recognised_vector(collection.name, described.vectors, dimension)
    text = marker.text if marker else await _text_field(collection)
    layout = Layout(vector.name, vector.size, words="", text=text, managed=marker is not None)
    count = await collection.count(layout)
    state = marker.state if marker and marker.state else _unknown_state(collection.name, vector.size, count)
    return Snapshot(collection, layout, marker, state, points=count)


async def _is_only_ours(collection: "Collection") -> bool:
    return all(point.payload.get("kind") in KINDS_OF_OURS for point in await collection.sample(SAMPLE))


async def _text_field(collection: "Collection") -> str:
    sample = await collection.sample(SAMPLE)
    return recognised_text(collection.name, [point.payload for point in sample]) if sample else "text"


def _unknown_state(name: str, dimension: int, count: int) -> IndexState | None:
    """None where there is nothing in it. Others' points don't tell who embedded them, nor when."""
    if not count:
        return None
    version = hashlib.sha256(f"{name} {count}".encode()).hexdigest()[:12]
    return IndexState(version, "", dimension, count, 0, f"the collection {name}", "", 0.0)


async def read_marker(collection: "Collection") -> Marker | None:
    points = await collection.retrieve([STATE_ID])
    return Marker.read(collection.name, points[0].payload) if points else None


async def _lexicon(collection: "Collection", marker: Marker) -> tuple[Lexicon, tuple[str, ...], tuple[str, ...]] | None:
    if marker.state is None:
        return NOTHING, (), ()
    points = await collection.retrieve([marker.lexicon_id])
    try:
        return await asyncio.to_thread(read_lexicon, points[0].payload) if points else None
    except (ValueError, KeyError, zlib.error) as error:
        raise IndexUnusable(
            f"the lexicon in the collection {collection.name} can't be read; set QDRANT_COLLECTION to a new name and ingest again"
        ) from error
