"""Searches of a collection, each in one round trip.

Knows how to put what we want to know into the vendor's queries: which points, and what each search thinks of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qdrant_client import models
from qdrant_edge import SparseVector

from rag.ports import Vector
from rag.qdrant.collection import Collection, visible, wire_id
from rag.qdrant.layout import Layout


@dataclass(frozen=True, slots=True)
class Found:
    """Points by id, with the scores of each search that ran."""

    payloads: Mapping[str, Mapping[str, Any]]
    dense: Mapping[str, float] | None
    words: Mapping[str, float] | None


async def nearest(
    collection: Collection, vector: Vector, words: SparseVector | None, layout: Layout, limit: int
) -> Found:
    """The ``limit`` nearest by vector and the ``limit`` best by BM25 in one round trip: the server rescores both together by vector,
    and tells the BM25 of the latter beside it."""
    union = _Union(vector, layout)
    union.take(limit)
    if words is None:
        return _found(await collection.query([union.request()]), dense=True)
    scored = _by_words(words, layout, limit)
    union.prefetch.append(models.Prefetch(query=scored.query, using=scored.using, filter=scored.filter, limit=limit))
    return _found(await collection.query([union.request(), scored]), dense=True)


async def nearest_and(collection: Collection, vector: Vector, ids: Sequence[str], layout: Layout, limit: int) -> Found:
    """The ``limit`` nearest by vector, and the points of these ids, in one round trip."""
    union = _Union(vector, layout)
    union.take(limit)
    if ids:
        among = models.Filter(must=[models.HasIdCondition(has_id=[wire_id(each) for each in ids])])
        union.take(len(ids), among)
    return _found(await collection.query([union.request()]), dense=True)


async def best(collection: Collection, words: SparseVector, layout: Layout, limit: int) -> Found:
    """The ``limit`` best by BM25."""
    request = _by_words(words, layout, limit)
    request.with_payload = layout.payload
    return _found(await collection.query([request]), dense=False)


class _Union:
    """A query for several sets of points at once, all with their cosines."""

    def __init__(self, vector: Vector, layout: Layout) -> None:
        # Seven digits say all that a cosine needs, in half the bytes.
        self._vector = np.round(vector.astype(np.float64), 7).tolist()
        self._layout = layout
        self.prefetch: list[models.Prefetch] = []

    def take(self, limit: int, where: models.Filter | None = None) -> None:
        """The nearest of all that readers may see, or of those ``where``."""
        self.prefetch.append(
            models.Prefetch(
                query=self._vector,
                using=self._layout.vector or None,
                filter=where or visible(self._layout),
                limit=limit,
            )
        )

    def request(self) -> models.QueryRequest:
        alone = self.prefetch[0].filter if len(self.prefetch) == 1 else None
        return models.QueryRequest(
            prefetch=self.prefetch if len(self.prefetch) > 1 else None,
            filter=alone,
            query=self._vector,
            using=self._layout.vector or None,
            limit=sum(each.limit or 0 for each in self.prefetch),
            with_payload=self._layout.payload,
        )


def _by_words(words: SparseVector, layout: Layout, limit: int) -> models.QueryRequest:
    sparse = models.SparseVector(indices=words.indices, values=words.values)
    return models.QueryRequest(query=sparse, using=layout.words, filter=visible(layout), limit=limit)


def _found(replies: list[list[models.ScoredPoint]], *, dense: bool) -> Found:
    scores = [{str(point.id): point.score for point in points} for points in replies]
    payloads = {str(point.id): point.payload or {} for point in replies[0]}
    if dense:
        return Found(payloads, scores[0], scores[1] if len(scores) > 1 else None)
    return Found(payloads, None, scores[0])
