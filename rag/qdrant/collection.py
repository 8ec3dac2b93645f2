"""One collection on a Qdrant server: what we ask of it, in our words.

Knows the vendor's requests and replies; not what the points mean. Everything it does may be done twice with the same outcome.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from pydantic import BaseModel
from qdrant_client import AsyncQdrantClient, models
from qdrant_edge import SparseVector

from rag.ports import Vector
from rag.qdrant.layout import DENSE, EDITIONS, WORDS, Layout, VectorField
from rag.qdrant.marker import LIVE, NEXT, STAGE
from rag.qdrant.server import Refused, Server

WRITE_SECONDS = 60.0
PAGE = 1000  # points a scroll
NOT_FOUND, CONFLICT = 404, 409

_KEYWORDS = ("kind", STAGE, "source_path", "slug", EDITIONS)


@dataclass(frozen=True, slots=True)
class Described:
    """What the server says about the collection."""

    vectors: tuple[VectorField, ...]
    sparse: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A point. ``id`` is a UUID, or a number in decimal digits."""

    id: str
    payload: Mapping[str, Any]
    dense: Vector | None = None
    words: SparseVector | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A point that a search found."""

    id: str
    score: float
    payload: Mapping[str, Any]


Query = Mapping[str, Any]  # https://api.qdrant.tech/api-reference/search/query-points, its vectors as arrays


class Collection:
    """The collection ``name``, which need not exist yet."""

    def __init__(self, server: Server, name: str) -> None:
        self._server = server
        self.name = name

    async def described(self) -> Described | None:
        """None where there is no such collection."""
        try:
            info = await self._server.call(lambda client: client.get_collection(self.name))
        except Refused as error:
            if error.status == NOT_FOUND:
                return None
            raise
        vectors = info.config.params.vectors or {}
        named = vectors if isinstance(vectors, dict) else {"": vectors}
        dense = [
            VectorField(name, each.size, each.distance.value, each.multivector_config is not None)
            for name, each in named.items()
        ]
        return Described(tuple(dense), tuple(info.config.params.sparse_vectors or {}))

    async def create(self, dimension: int) -> None:
        try:
            await self._server.call(lambda client: self._create(client, dimension), WRITE_SECONDS)
        except Refused as error:
            # Another process was faster, or our first try succeeded without our hearing of it.
            if error.status != CONFLICT:
                raise

    async def _create(self, client: AsyncQdrantClient, dimension: int) -> None:
        await client.create_collection(
            self.name,
            vectors_config={DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE)},
            sparse_vectors_config={WORDS: models.SparseVectorParams(modifier=models.Modifier.IDF)},
        )

    async def index_payload(self) -> None:
        """For what we filter by: a server in strict mode refuses to filter by anything else."""
        for field in _KEYWORDS:
            await self._index(field, models.PayloadSchemaType.KEYWORD)
        await self._index("order_index", models.PayloadSchemaType.INTEGER)
        await self._index("expires", models.PayloadSchemaType.FLOAT)

    async def _index(self, field: str, schema: models.PayloadSchemaType) -> None:
        await self._server.call(
            lambda client: client.create_payload_index(self.name, field, field_schema=schema, wait=True), WRITE_SECONDS
        )

    async def count(self, layout: Layout) -> int:
        """Of the points that readers may see."""
        counted = await self._server.call(
            lambda client: client.count(self.name, count_filter=visible(layout), exact=True)
        )
        return counted.count

    async def sample(self, limit: int) -> list[Stored]:
        page, _ = await self._server.call(lambda client: client.scroll(self.name, limit=limit, with_payload=True))
        return [_stored(record) for record in page]

    async def retrieve(self, ids: Sequence[str], fields: Sequence[str] = (), vector: str | None = None) -> list[Stored]:
        """Those of the ids that there are. ``fields``: of the payload, () for all; ``vector``: the one to bring along."""
        records = await self._server.call(
            lambda client: client.retrieve(
                self.name,
                [wire_id(each) for each in ids],
                with_payload=list(fields) or True,
                with_vectors=_with(vector),
            )
        )
        return [_stored(record, vector) for record in records]

    async def pages(
        self, fields: Sequence[str], *, kind: str = "", layout: Layout | None = None
    ) -> AsyncIterator[list[Stored]]:
        """All points of one kind, or all that readers may see."""
        where = _of_kind(kind) if kind else visible(layout)
        offset: Any = None
        while True:
            records, offset = await self._server.call(self._page(where, fields, offset), WRITE_SECONDS)
            yield [_stored(record) for record in records]
            if offset is None:
                return

    def _page(self, where: models.Filter | None, fields: Sequence[str], offset: Any) -> Any:
        return lambda client: client.scroll(
            self.name, scroll_filter=where, limit=PAGE, offset=offset, with_payload=list(fields)
        )

    async def matching(self, wanted: Mapping[str, Sequence[Any]], limit: int, layout: Layout) -> list[Stored]:
        """At most ``limit`` points, in no promised order. ``wanted``: field of the payload -> the values it may have."""
        hidden = visible(layout)
        where = models.Filter(
            must=[
                models.FieldCondition(key=key, match=models.MatchAny(any=list(any_))) for key, any_ in wanted.items()
            ],
            must_not=hidden.must_not if hidden else None,
        )
        body = {"filter": where, "limit": limit, "with_payload": layout.payload}

        async def ask(client: AsyncQdrantClient) -> list[Stored]:
            reply = await self._post(client, "scroll", body)
            with _as_asked():
                return [Stored(str(each["id"]), each.get("payload") or {}) for each in reply["result"]["points"]]

        return await self._server.call(ask)

    async def query(self, requests: Sequence[Query]) -> list[list[Scored]]:
        """The points of each request, all in one round trip."""

        async def ask(client: AsyncQdrantClient) -> list[list[Scored]]:
            reply = await self._post(client, "query/batch", {"searches": requests})
            with _as_asked():
                found = [_scored(each) for each in reply["result"]]
            if len(found) != len(requests):
                raise ValueError("not one answer for each query")
            return found

        return await self._server.call(ask)

    async def _post(self, client: AsyncQdrantClient, what: str, body: Mapping[str, Any]) -> Any:
        """What each answer asks, below the client's methods and models: these copy and check every number of every vector, 1 ms."""
        return await client.http.client.request(
            type_=Any,
            method="POST",
            url="/collections/{collection_name}/points/" + what,
            path_params={"collection_name": self.name},
            headers={"Content-Type": "application/json"},
            content=_packed(body),
        )

    async def upsert(self, points: Sequence[Stored], layout: Layout) -> None:
        structs = [_struct(point, layout) for point in points]
        await self._server.call(lambda client: client.upsert(self.name, structs, wait=True), WRITE_SECONDS)

    async def upsert_unless_held(self, point: Stored, layout: Layout, now: float, latest: float) -> None:
        """Write the point where there is none, or one whose ``expires`` is not between these two. A server before 1.16 does not know
        the condition and writes it whatever there is."""
        held = models.FieldCondition(key="expires", range=models.Range(gt=now, lte=latest))
        struct = _struct(point, layout)
        await self._server.call(
            lambda client: client.upsert(self.name, [struct], wait=True, update_filter=models.Filter(must_not=[held])),
            WRITE_SECONDS,
        )

    async def overwrite_payloads(self, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        operations: list[Any] = [
            models.OverwritePayloadOperation(
                overwrite_payload=models.SetPayload(payload=dict(payload), points=[wire_id(each)])
            )
            for each, payload in payloads.items()
        ]
        await self._write(operations)

    async def publish(self, told: Sequence[Stored], live: Sequence[str], gone: Sequence[str], layout: Layout) -> None:
        """In one request: let readers see the points ``live``, write the points ``told`` that say so, delete the points ``gone``."""
        operations: list[Any] = []
        if live:
            shown = models.SetPayload(payload={STAGE: LIVE}, points=[wire_id(each) for each in live])
            operations.append(models.SetPayloadOperation(set_payload=shown))
        structs = [_struct(point, layout) for point in told]
        operations.append(models.UpsertOperation(upsert=models.PointsList(points=structs)))
        if gone:
            operations.append(models.DeleteOperation(delete=_ids(gone)))
        await self._write(operations)

    async def delete(self, ids: Sequence[str]) -> None:
        await self._server.call(lambda client: client.delete(self.name, _ids(ids), wait=True), WRITE_SECONDS)

    async def _write(self, operations: list[Any]) -> None:
        await self._server.call(
            lambda client: client.batch_update_points(self.name, operations, wait=True), WRITE_SECONDS
        )


def _packed(body: Mapping[str, Any]) -> bytes:
    """Vectors as they are, float for float."""
    return orjson.dumps(body, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    raise TypeError(f"{type(value).__name__} is not part of a query")


def _scored(result: Any) -> list[Scored]:
    return [Scored(str(each["id"]), float(each["score"]), each.get("payload") or {}) for each in result["points"]]


@contextmanager
def _as_asked() -> Iterator[None]:
    """Raises ValueError, as the client would, where a reply is not what was asked for."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a reply that is not what was asked for") from error


def visible(layout: Layout | None, edition: str | None = None) -> models.Filter | None:
    """Points of a build under way are for that build alone. ``edition``: None where the points of all are meant."""
    if layout is None or not layout.managed:
        return None
    shown = models.FieldCondition(key=EDITIONS, match=models.MatchValue(value="" if edition is None else edition))
    staged = models.FieldCondition(key=STAGE, match=models.MatchValue(value=NEXT))
    return models.Filter(must=None if edition is None else [shown], must_not=[staged])


def _of_kind(kind: str) -> models.Filter:
    return models.Filter(must=[models.FieldCondition(key="kind", match=models.MatchValue(value=kind))])


def _ids(ids: Sequence[str]) -> models.PointIdsList:
    return models.PointIdsList(points=[wire_id(each) for each in ids])


def _with(vector: str | None) -> bool | list[str]:
    return False if vector is None else [vector] if vector else True


def wire_id(point_id: str) -> Any:
    return int(point_id) if point_id.isdecimal() else point_id


def _struct(point: Stored, layout: Layout) -> models.PointStruct:
    vectors: Any = {}
    if point.dense is not None:
        vectors = {layout.vector: point.dense.tolist()} if layout.vector else point.dense.tolist()
        if layout.words and point.words is not None and point.words.indices:
            vectors[layout.words] = models.SparseVector(indices=point.words.indices, values=point.words.values)
    return models.PointStruct(id=wire_id(point.id), vector=vectors, payload=dict(point.payload))


def _stored(record: models.Record, vector: str | None = None) -> Stored:
    value: Any = record.vector
    if isinstance(value, dict):
        value = value.get(vector)
    dense = np.asarray(value, dtype=np.float32) if value and vector is not None else None
    return Stored(str(record.id), record.payload or {}, dense)
