"""The part of Qdrant's REST interface that we use, over the real engine: one edge shard a collection.

It knows the wire format. It holds the points of a collection as the engine has them, and can list them all for comparison.
"""

import threading
from pathlib import Path
from typing import Any

import qdrant_edge as edge
from wire.served import Asked, Served

DISTANCES = {"Cosine": edge.Distance.Cosine, "Dot": edge.Distance.Dot, "Euclid": edge.Distance.Euclid}


class QdrantServer(Served):
    """``with QdrantServer(folder) as server``. ``key``: without it in the header, 401."""

    def __init__(self, folder: Path, key: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._key = key
        self._lock = threading.RLock()
        self.collections: dict[str, tuple[dict[str, Any], edge.EdgeShard]] = {}

    def searches(self) -> int:
        return sum("/query" in path for path in self.paths())

    def make(self, name: str, vectors: Any, sparse: Any = None) -> None:
        """``vectors``, ``sparse``: as a client would send them."""
        params = {"vectors": vectors, "sparse_vectors": sparse or {}}
        named = {"": vectors} if "size" in vectors else vectors
        config = edge.EdgeConfig(
            vectors={
                each: edge.EdgeVectorParams(
                    size=values["size"],
                    distance=DISTANCES[values["distance"]],
                    multivector_config=edge.MultiVectorConfig(edge.MultiVectorComparator.MaxSim)
                    if values.get("multivector_config")
                    else None,
                )
                for each, values in named.items()
            },
            sparse_vectors={
                each: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf if values.get("modifier") else None)
                for each, values in (sparse or {}).items()
            }
            or None,
            wal_enabled=False,
        )
        path = self._folder / f"{len(self.collections)}-{name}"
        path.mkdir(parents=True)
        self.collections[name] = (params, edge.EdgeShard.create(str(path), config))

    def put(self, name: str, points: list[dict[str, Any]]) -> None:
        self.collections[name][1].update(edge.UpdateOperation.upsert_points([_point(point) for point in points]))

    def points(self, name: str) -> dict[str, Any]:
        """id -> (payload, vector), all of them."""
        records, _ = self.collections[name][1].scroll(
            edge.ScrollRequest(limit=100_000, with_payload=True, with_vector=True)
        )
        return {str(record.id): (record.payload, _vector(record.vector)) for record in records}

    # ------------------------------------------------------------ answering

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if self._key and asked.headers.get("api-key") != self._key:
            return 401, {"status": {"error": f"Invalid api key {asked.headers.get('api-key')}"}}
        name, _, what = asked.path.removeprefix("/collections/").partition("/")
        with self._lock:
            if name not in self.collections and not (asked.method == "PUT" and not what):
                return 404, {"status": {"error": f"Not found: Collection `{name}` doesn't exist!"}}
            try:
                return self._answer(asked, name, f"{asked.method} {what}".strip())
            except Exception as error:  # noqa: BLE001 the engine raises nothing narrower; as the real server, say it
                return 400, {"status": {"error": str(error)}}

    def _answer(self, asked: Asked, name: str, what: str) -> tuple[int, Any]:
        body = asked.body or {}
        if what == "PUT":
            if name in self.collections:
                return 409, {"status": {"error": f"Collection `{name}` already exists!"}}
            self.make(name, body["vectors"], body.get("sparse_vectors"))
            return _ok(True)
        params, shard = self.collections[name]
        if what == "GET":
            return _ok(_info(params, shard))
        if what == "PUT index":
            kinds = edge.PayloadSchemaType
            schema = {"keyword": kinds.Keyword, "float": kinds.Float, "integer": kinds.Integer}
            shard.update(edge.UpdateOperation.create_field_index(body["field_name"], schema[body["field_schema"]]))
            return _ok(_done())
        if what == "POST points/query/batch":
            found = shard.query_batch(edge.QueryBatchRequest([_query(each) for each in body["searches"]]))
            return _ok([{"points": [_scored(point) for point in points]} for points in found])
        if what == "POST points/query":
            return _ok({"points": [_scored(point) for point in shard.query(_query(body))]})
        if what == "POST points/scroll":
            return _ok(_scroll(shard, body))
        if what == "POST points/count":
            return _ok({"count": shard.count(edge.CountRequest(filter=_filter(body.get("filter"))))})
        if what == "POST points":
            records = shard.retrieve(
                [each for each in body["ids"]],
                with_payload=body.get("with_payload", True),
                with_vector=body.get("with_vector", False),
            )
            return _ok([_record(record) for record in records])
        operations = _updates(what, body)
        for operation in operations:
            shard.update(operation)
        return _ok([_done() for _ in operations] if what == "POST points/batch" else _done())


def _updates(what: str, body: dict[str, Any]) -> list[edge.UpdateOperation]:
    if what == "PUT points":
        points = [_point(point) for point in body["points"]]
        return [edge.UpdateOperation.upsert_points(points, _filter(body.get("update_filter")))]
    if what == "POST points/delete":
        return [edge.UpdateOperation.delete_points([each for each in body["points"]])]
    if what == "POST points/batch":
        return [_operation(each) for each in body["operations"]]
    raise ValueError(f"{what} is not served here")


def _operation(body: dict[str, Any]) -> edge.UpdateOperation:
    [(kind, values)] = body.items()
    ids = [each for each in values["points"]] if kind != "upsert" else []
    if kind == "upsert":
        return edge.UpdateOperation.upsert_points([_point(point) for point in values["points"]])
    if kind == "delete":
        return edge.UpdateOperation.delete_points(ids)
    if kind == "set_payload":
        return edge.UpdateOperation.set_payload(ids, values["payload"])
    assert kind == "overwrite_payload", kind
    return edge.UpdateOperation.overwrite_payload(ids, values["payload"])


def _query(body: dict[str, Any]) -> edge.QueryRequest:
    return edge.QueryRequest(
        limit=body.get("limit") or 10,
        query=_nearest(body),
        prefetches=_prefetches(body),
        filter=_filter(body.get("filter")),
        with_payload=body.get("with_payload"),
    )


def _prefetches(body: dict[str, Any]) -> list[edge.Prefetch]:
    return [
        edge.Prefetch(limit=each["limit"], query=_nearest(each), filter=_filter(each.get("filter")))
        for each in body.get("prefetch") or []
    ]


def _nearest(body: dict[str, Any]) -> edge.Query:
    query = body["query"]
    if isinstance(query, dict):
        query = query.get("nearest", query)
    if isinstance(query, dict):
        query = edge.SparseVector(query["indices"], query["values"])
    return edge.Query.Nearest(query, using=body.get("using"))


def _filter(body: dict[str, Any] | None) -> edge.Filter | None:
    if not body:
        return None
    return edge.Filter(
        must=[_condition(each) for each in body.get("must") or []] or None,
        must_not=[_condition(each) for each in body.get("must_not") or []] or None,
    )


def _condition(body: dict[str, Any]) -> Any:
    if "has_id" in body:
        return edge.HasIdCondition({each for each in body["has_id"]})
    if "range" in body:
        return edge.FieldCondition(key=body["key"], range=edge.RangeFloat(**body["range"]))
    match = body["match"]
    return edge.FieldCondition(
        key=body["key"], match=edge.MatchAny(match["any"]) if "any" in match else edge.MatchValue(match["value"])
    )


def _point(body: dict[str, Any]) -> edge.Point:
    vector = body.get("vector") or {}
    if isinstance(vector, dict):
        vector = {
            name: edge.SparseVector(each["indices"], each["values"]) if isinstance(each, dict) else each
            for name, each in vector.items()
        }
    return edge.Point(body["id"], vector, body.get("payload") or {})


def _scroll(shard: edge.EdgeShard, body: dict[str, Any]) -> dict[str, Any]:
    records, offset = shard.scroll(
        edge.ScrollRequest(
            limit=body.get("limit") or 10,
            offset=body["offset"] if body.get("offset") is not None else None,
            filter=_filter(body.get("filter")),
            with_payload=body.get("with_payload", True),
        )
    )
    return {"points": [_record(record) for record in records], "next_page_offset": _wire(offset)}


def _record(record: Any) -> dict[str, Any]:
    return {"id": _wire(record.id), "payload": record.payload, "vector": _vector(record.vector)}


def _scored(point: Any) -> dict[str, Any]:
    return {"id": _wire(point.id), "version": 1, "score": point.score, "payload": point.payload}


def _vector(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _vector(each) for name, each in value.items()}
    if isinstance(value, edge.SparseVector):
        return {"indices": list(value.indices), "values": list(value.values)}
    return value


def _wire(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def _ok(result: Any) -> tuple[int, Any]:
    return 200, {"result": result, "status": "ok", "time": 0.0}


def _done() -> dict[str, Any]:
    return {"operation_id": 1, "status": "completed"}


def _info(params: dict[str, Any], shard: edge.EdgeShard) -> dict[str, Any]:
    return {
        "status": "green",
        "optimizer_status": "ok",
        "points_count": shard.info().points_count,
        "segments_count": 1,
        "config": {
            "params": params,
            "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000},
            "optimizer_config": {
                "deleted_threshold": 0.2,
                "vacuum_min_vector_number": 1000,
                "default_segment_number": 0,
                "flush_interval_sec": 5,
            },
            "wal_config": {"wal_capacity_mb": 32, "wal_segments_ahead": 0},
        },
        "payload_schema": {},
    }
