"""The part of Cohere's v2 interface that we use: `embed` and `rerank`.

It knows the wire format. Its vectors are those of the embedded model, padded with zeros to the dimension of the model asked for, so that
texts alike lie near each other; its ranking counts shared words.
"""

import base64
import re
from functools import cache
from typing import Any

import numpy as np
from wire.served import Asked, Served

from rag.local.embedder import LocalEmbedder

DIMENSIONS = {"embed-english-v3.0": 1024, "embed-english-light-v3.0": 384, "embed-v4.0": 1536, "embed-of-tomorrow": 512}
SIZED = ("embed-v4.0",)  # the models that take a dimension


@cache
def embedder() -> LocalEmbedder:
    """One for all servers of a process; loading it takes as long as a whole test."""
    return LocalEmbedder()


class CohereServer(Served):
    """``with CohereServer(key) as server``. ``packs``: whether it knows base64; ``dimension``: of all its vectors, whatever the model."""

    def __init__(self, key: str = "a-key", *, packs: bool = True, dimension: int = 0) -> None:
        super().__init__()
        self._key = key
        self._packs = packs
        self._dimension = dimension

    def embedded(self) -> list[list[str]]:
        """The texts of each call."""
        return [asked.body["texts"] for asked in self.asked if asked.path == "/v2/embed"]

    def answer(self, asked: Asked) -> tuple[int, Any]:
        sent = asked.headers.get("authorization", "")
        if sent != f"Bearer {self._key}":
            return 401, {"message": f"invalid api token: {sent}"}
        if asked.path == "/v2/embed":
            return self._embed(asked.body)
        if asked.path == "/v2/rerank":
            return 200, _ranked(asked.body)
        return 404, {"message": "no such endpoint"}

    def _embed(self, body: dict[str, Any]) -> tuple[int, Any]:
        if len(body["texts"]) > 96:
            return 400, {"message": "invalid request: total number of texts must be at most 96"}
        if body["model"] not in DIMENSIONS:
            return 404, {"message": f"model '{body['model']}' not found"}
        if "output_dimension" in body and body["model"] not in SIZED:
            return 400, {"message": "output_dimension is not supported by this model"}
        [form] = body["embedding_types"]
        if form == "base64" and not self._packs:
            return 400, {"message": "invalid embedding type: base64"}
        rows = self._rows(body["texts"], body.get("output_dimension") or DIMENSIONS[body["model"]])
        values = [base64.b64encode(row.tobytes()).decode() if form == "base64" else row.tolist() for row in rows]
        return 200, {
            "id": "an-id",
            "embeddings": {form: values},
            "texts": body["texts"],
            "meta": {"billed_units": {"input_tokens": 3}},
        }

    def _rows(self, texts: list[str], dimension: int) -> Any:
        made = embedder().embed(texts)
        rows = np.zeros((len(texts), self._dimension or dimension), dtype=np.float32)
        width = min(made.shape[1], rows.shape[1])
        rows[:, :width] = made[:, :width] * 3  # real ones are not always of length one either
        return rows


def _ranked(body: dict[str, Any]) -> dict[str, Any]:
    asked = _words(body["query"])
    scores = [len(asked & _words(text)) / len(asked) for text in body["documents"]]
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    return {"id": "an-id", "results": [{"index": i, "relevance_score": scores[i]} for i in order]}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
