"""Text to vectors by Cohere.

Knows which model takes what, and how the vectors come over the wire.
"""

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.cohere.connection import CohereConnection
from rag.errors import ServiceFailed
from rag.ports import Vector, Vectors
from rag.services.breaker import Breaker, watched
from rag.services.query_cache import QueryCache

if TYPE_CHECKING:
    from cohere import AsyncClientV2, EmbedByTypeResponse

EMBED_MODEL = "embed-english-v3.0"
BATCH = 96  # texts a call: the most that the API takes

_DIMENSIONS = {
    "embed-english-v3.0": 1024,
    "embed-multilingual-v3.0": 1024,
    "embed-english-light-v3.0": 384,
    "embed-multilingual-light-v3.0": 384,
    "embed-v4.0": 1536,
}


class CohereEmbedder:
    """``dimension``: asked for where the model has several; None for the model's own. ``breaker``: judges each call, not what the cache
    answers; while it is open ServiceFailed is raised at once. ``cached``: queries whose vectors are kept, 4 KB each."""

    def __init__(
        self,
        connection: CohereConnection,
        model: str = EMBED_MODEL,
        dimension: int | None = None,
        *,
        breaker: Breaker | None = None,
        cached: int = 512,
    ) -> None:
        self._connection = connection
        self._model = model
        self._breaker = breaker
        self._asked_dimension = dimension if _takes_dimension(model) else None
        self._dimension = self._asked_dimension or _DIMENSIONS.get(model, 0)
        self._type = "base64"  # a quarter of the CPU that numbers in JSON take; "float" once the model has refused it
        self._queries = QueryCache(self._query, cached)

    @property
    def name(self) -> str:
        return f"cohere:{self._model}" + (f":{self._asked_dimension}" if self._asked_dimension else "")

    @property
    def dimension(self) -> int:
        """0 for a model that we don't know, until its first reply."""
        return self._dimension

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        parts = [
            await self._embed(list(texts[start : start + BATCH]), "search_document")
            for start in range(0, len(texts), BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self._dimension), dtype=np.float32)

    async def embed_query(self, text: str) -> Vector:
        return await self._queries.get(text)

    async def close(self) -> None:
        await self._connection.close()

    async def _query(self, text: str) -> Vector:
        row: Vector = (await self._embed([text], "search_query"))[0]
        row.setflags(write=False)  # many will hold it
        return row

    async def _embed(self, texts: list[str], input_type: str) -> Vectors:
        with watched(self._breaker):
            rows = await self._rows(texts, input_type)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
        return unit

    async def _rows(self, texts: list[str], input_type: str) -> Vectors:
        try:
            reply = await self._connection.call("embed", lambda client: self._ask(client, texts, input_type))
        except ServiceFailed as error:
            if self._type == "float" or getattr(error.__cause__, "status_code", 0) not in (400, 422):
                raise
            reply = await self._connection.call("embed", lambda client: self._ask(client, texts, input_type, "float"))
            self._type = "float"
        rows = _rows(reply)
        self._check(rows, len(texts))
        return rows

    async def _ask(
        self, client: "AsyncClientV2", texts: list[str], input_type: str, form: str = ""
    ) -> "EmbedByTypeResponse":
        sized: dict[str, Any] = {"output_dimension": self._asked_dimension} if self._asked_dimension else {}
        return await client.embed(
            model=self._model, input_type=input_type, texts=texts, embedding_types=[form or self._type], **sized
        )

    def _check(self, rows: Vectors, count: int) -> None:
        """Raises ServiceFailed where the reply is not what was asked for."""
        if rows.ndim != 2 or len(rows) != count or not np.isfinite(rows).all():
            raise ServiceFailed("cohere", f"Cohere sent no usable embeddings: shape {rows.shape} for {count} texts")
        if self._dimension not in (0, rows.shape[1]):
            raise ServiceFailed(
                "cohere", f"{self._model} sent vectors of {rows.shape[1]} dimensions instead of {self._dimension}"
            )
        self._dimension = rows.shape[1]


def _takes_dimension(model: str) -> bool:
    return model.startswith("embed-v") and model.removeprefix("embed-v")[:1] >= "4"


def _rows(reply: "EmbedByTypeResponse") -> Vectors:
    """Of whichever type the reply has. Raises ServiceFailed."""
    embeddings = getattr(reply, "embeddings", None)
    try:
        if packed := getattr(embeddings, "base64", None):
            return np.stack([np.frombuffer(base64.b64decode(row, validate=True), dtype="<f4") for row in packed])
        return np.array(getattr(embeddings, "float_", None) or [], dtype=np.float32)
    except (ValueError, TypeError) as error:
        raise ServiceFailed("cohere", "Cohere sent embeddings that can't be read") from error
