"""Cohere's `embed`: the embedded model's vectors, padded to the size of the one that is asked for, after a set time."""

import sys

import numpy as np
import orjson

from bench.stand_ins.listener import Reply, Request, serve
from rag.local.embedder import LocalEmbedder

SECONDS = 0.150
DIMENSION = 1024  # of embed-english-v3.0


class Cohere:
    def __init__(self) -> None:
        self._embedder = LocalEmbedder()

    def answer(self, request: Request) -> Reply:
        if request.path != "/v2/embed":
            return Reply(b'{"message": "no such endpoint"}', 0, 404)
        asked = orjson.loads(request.body)
        texts, [form] = asked["texts"], asked["embedding_types"]
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        rows[:, : self._embedder.dimension] = self._embedder.embed(texts)
        # A row of zeros is shorter in JSON than a real one.
        rows[:, self._embedder.dimension :] = 1.2345678e-05
        return Reply(
            orjson.dumps(
                {
                    "id": "an-id",
                    "embeddings": {form: packed(rows) if form == "base64" else rows},
                    "texts": texts,
                    "meta": {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 12}},
                    "response_type": "embeddings_by_type",
                },
                option=orjson.OPT_SERIALIZE_NUMPY,
            ),
            SECONDS,
        )


def packed(rows: np.ndarray) -> list[str]:
    import base64

    return [base64.b64encode(row.tobytes()).decode() for row in rows]


if __name__ == "__main__":
    serve(int(sys.argv[1]), Cohere().answer)
