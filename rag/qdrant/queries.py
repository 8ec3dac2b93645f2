"""Searches of a collection, each in one round trip.

Knows how to put what we want to know into the vendor's queries: which points, and what each search thinks of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qdrant_client import models
from qdrant_edge import SparseVector

from rag.ports import Vector
from rag.qdrant.collection import Collection, Query, Scored, visible, wire_id
from rag.qdrant.layout import Layout


@dataclass(frozen=True, slots=True)
class Found:
    """Points by id, with the scores of each search that ran."""

    payloads: Mapping[str, Mapping[str, Any]]
    dense: Mapping[str, float] | None
    words: Mapping[str, float] | None


async def nearest(
    collection: Collection,
    vector: Vector,
    words: SparseVector | None,
    layout: Layout,
    limit: int,
    edition: str | None = None,
) -> Found:
    """The ``limit`` nearest by vector and the ``limit`` best by BM25 in one round trip: the server rescores both together by vector,
    and tells the BM25 of the latter beside it."""
    union = _Union(vector, layout)
    union.take(limit, visible(layout, edition))
    if words is None:
        return _found(await collection.query([union.request()]), dense=True)
    scored = _by_words(words, layout, limit, edition)
    union.prefetch.append(scored)
    return _found(await collection.query([union.request(), scored]), dense=True)


async def nearest_and(collection: Collection, vector: Vector, ids: Sequence[str], layout: Layout, limit: int) -> Found:
    """The ``limit`` nearest by vector, and the points of these ids, in one round trip."""
    union = _Union(vector, layout)
    union.take(limit, visible(layout))
    if ids:
        among = models.Filter(must=[models.HasIdCondition(has_id=[wire_id(each) for each in ids])])
        union.take(len(ids), among)
    return _found(await collection.query([union.request()]), dense=True)


async def best(
    collection: Collection, words: SparseVector, layout: Layout, limit: int, edition: str | None = None
) -> Found:
    """The ``limit`` best by BM25."""
    request = {**_by_words(words, layout, limit, edition), "with_payload": layout.payload}
    return _found(await collection.query([request]), dense=False)


class _Union:
    """A query for several sets of points at once, all with their cosines."""

    def __init__(self, vector: Vector, layout: Layout) -> None:
        self._vector = vector
        self._layout = layout
        self.prefetch: list[Query] = []

    def take(self, limit: int, where: models.Filter | None) -> None:
        """The nearest of those ``where``, or of all."""
        self.prefetch.append({**self._near(), **_where(where), "limit": limit})

    def request(self) -> Query:
        if len(self.prefetch) == 1:
            return {**self.prefetch[0], "with_payload": self._layout.payload}
        return {
            **self._near(),
            "prefetch": self.prefetch,
            "limit": sum(each["limit"] for each in self.prefetch),
            "with_payload": self._layout.payload,
        }

    def _near(self) -> Query:
        using = {"using": self._layout.vector} if self._layout.vector else {}
        return {"query": self._vector, **using}


def _by_words(words: SparseVector, layout: Layout, limit: int, edition: str | None) -> Query:
    sparse = {"indices": words.indices, "values": words.values}
    return {"query": sparse, "using": layout.words, **_where(visible(layout, edition)), "limit": limit}


def _where(where: models.Filter | None) -> Query:
    return {} if where is None else {"filter": where}


def _found(replies: Sequence[Sequence[Scored]], *, dense: bool) -> Found:
    scores = [{point.id: point.score for point in points} for points in replies]
    payloads = {point.id: point.payload for point in replies[0]}
    if dense:
        return Found(payloads, scores[0], scores[1] if len(scores) > 1 else None)
    return Found(payloads, None, scores[0])
