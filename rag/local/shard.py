"""The vectors of one generation in the Qdrant engine, dense and BM25, by the numbers of their rows.

Knows qdrant-edge, and how its searches are put together; not what the rows stand for. A shard without a write-ahead log takes no lock, so
a server can read one generation while `python -m rag ingest` builds the next; what is added is durable once it is finished.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_edge import (
    CountRequest,
    Distance,
    EdgeConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FieldCondition,
    Filter,
    HasIdCondition,
    HnswIndexConfig,
    MatchValue,
    Memory,
    Modifier,
    PayloadSchemaType,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    SearchParams,
    SparseVector,
    UpdateOperation,
)

from rag.disk import is_full, no_room
from rag.errors import IndexUnusable
from rag.ports import Vector, Vectors

# Vectors are compared one by one, which takes 5 ms at 100,000 chunks. A graph of neighbours missed 5% of the nearest 30 among 20,000
# paragraphs of English and a third among the 10,000 chunks of `make growth`, and took a quarter of the ingest of 100,000. That of an
# older index is passed by.
_NO_GRAPH = HnswIndexConfig(m=0, ef_construct=100, full_scan_threshold=10_000)
EDITIONS = "editions"  # what is told of a row
_EXACTLY = SearchParams(exact=True)


class Shard:
    """Below the folder of a generation. Whatever goes wrong in the engine is IndexUnusable."""

    def __init__(self, generation: Path, dimension: int | None = None) -> None:
        """A new one for vectors of ``dimension`` numbers; without it, the one that is there."""
        self._generation = generation
        path = generation / "shard"
        with self._errors():
            if dimension is None:
                self._shard = EdgeShard.load(str(path))
            else:
                path.mkdir()
                self._shard = EdgeShard.create(str(path), _config(dimension))
                self._shard.update(UpdateOperation.create_field_index(EDITIONS, PayloadSchemaType.Keyword))

    def count(self) -> int:
        with self._errors():
            rows: int = self._shard.count(CountRequest(exact=True))
        return rows

    def add(
        self, first: int, vectors: Vectors, words: Sequence[SparseVector], editions: Sequence[Sequence[str]]
    ) -> None:
        """As the rows from ``first`` on. ``editions``: those that show each."""
        points = [
            Point(row, {"dense": vector, "bm25": sparse}, {EDITIONS: list(shown)} if shown else {})
            for row, (vector, sparse, shown) in enumerate(zip(vectors, words, editions, strict=True), start=first)
        ]
        with self._errors():
            self._shard.update(UpdateOperation.upsert_points(points))

    def vectors(self, rows: Sequence[int]) -> dict[int, Vector]:
        with self._errors():
            records: list[Any] = self._shard.retrieve(list(rows), with_payload=False, with_vector=["dense"])
        return {record.id: np.asarray(record.vector["dense"], dtype=np.float32) for record in records}

    def search(
        self, words: SparseVector, vector: Vector | None, limit: int, edition: str | None = None
    ) -> dict[int, tuple[float | None, float | None]]:
        """Row -> (cosine, BM25), of the ``limit`` best by each, of those that the edition shows; no cosine where no vector is given."""
        searches: dict[str, Any] = {}
        if words.indices:
            searches["bm25"] = Query.Nearest(words, using="bm25")
        if vector is not None:
            searches["dense"] = Query.Nearest(vector.tolist(), using="dense")
        if not searches:
            return {}
        shown = None if edition is None else Filter(must=[FieldCondition(EDITIONS, match=MatchValue(edition))])
        requests = [
            QueryRequest(query=query, limit=limit, params=_EXACTLY, with_payload=False, filter=shown)
            for query in searches.values()
        ]
        with self._errors():
            found = self._shard.query_batch(QueryBatchRequest(requests))
            scores = {
                name: {point.id: point.score for point in points} for name, points in zip(searches, found, strict=True)
            }
            rows: set[Any] = set().union(*scores.values())
            if "dense" in scores:
                scores["dense"].update(self._cosines(searches["dense"], rows - scores["dense"].keys()))
        # What the BM25 search did not return either shares no term or lies below its last hit: it counts as none.
        lexical = scores.get("bm25", {})
        return {row: (scores["dense"].get(row) if "dense" in scores else None, lexical.get(row, 0.0)) for row in rows}

    def _cosines(self, nearest: Any, rows: set[Any]) -> dict[Any, float]:
        """Those of rows that only the words found."""
        if not rows:
            return {}
        only = Filter(must=[HasIdCondition(rows)])
        request = QueryRequest(query=nearest, limit=len(rows), filter=only, with_payload=False)
        return {point.id: point.score for point in self._shard.query(request)}

    def finish(self) -> None:
        """Packed for reading, and on disk."""
        with self._errors():
            self._shard.optimize()
            self._shard.flush()

    def close(self) -> None:
        self._shard.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The engine raises a bare ``Exception`` for whatever goes wrong in it, a disk that is full too, since it writes a little even to
        open a shard; anything narrower is a mistake of ours and passes."""
        try:
            yield
        except Exception as error:
            if type(error) is not Exception:
                raise
            folder = self._generation.parent
            if is_full(folder):
                raise no_room(folder) from error
            raise IndexUnusable(
                f"the index in {self._generation} can't be used ({error}); remove {folder} and ingest again"
            ) from error


def _config(dimension: int) -> EdgeConfig:
    return EdgeConfig(
        # Cold: else the engine reads all of the 32 MB into memory that it lays out for the first few vectors.
        vectors={"dense": EdgeVectorParams(size=dimension, distance=Distance.Cosine, memory=Memory.Cold)},
        sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
        hnsw_config=_NO_GRAPH,
        wal_enabled=False,
    )
