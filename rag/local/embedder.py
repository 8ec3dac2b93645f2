"""Embeddings on CPU from weights that come inside the `wordllama` wheel.

Knows where the wheel keeps its token vectors and how to average them. It does not import the `wordllama` package: that
import costs 0.7 s and 30 MB (requests, compiled clustering code) and reconfigures the root logger, while the model is one
matrix (32,000 tokens x 256, MIT licence) and a tokenizer file, which `safetensors` and `tokenizers` read as they are.
"""

import asyncio
import importlib.util
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from rag.errors import ServiceFailed
from rag.ports import Vector, Vectors

MODEL = "l2_supercat_256"
WORTH_THREADS = 32  # texts: the tokenizer spreads fewer over its threads at a loss


class LocalEmbedder:
    """A text's vector is the sum of its tokens' vectors, scaled to length 1: about 0.05 ms a sentence."""

    name = f"wordllama:{MODEL}"
    dimension = 256

    def __init__(self) -> None:
        folder = _wheel_folder()
        # The file has half floats; adding those up takes half as long again, which outweighs 16 MB.
        self._matrix: NDArray[np.float32] = load_file(folder / "weights" / f"{MODEL}.safetensors")[
            "embedding.weight"
        ].astype(np.float32)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return await asyncio.to_thread(self.embed, texts)

    async def embed_query(self, text: str) -> Vector:
        # 0.1 ms: less than the hop to a thread costs.
        row: Vector = self.embed([text])[0]
        return row

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, 256) float32, each row of length 1; a text without any token gets zeros."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in zip(rows, self._encoded(texts), strict=True):
            if encoding.ids:
                np.add.reduce(self._matrix[encoding.ids], axis=0, out=row)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths == 0, 1, lengths)
        return rows

    def _encoded(self, texts: Sequence[str]) -> list[Encoding]:
        if len(texts) < WORTH_THREADS:
            return [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        return self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)


def _wheel_folder() -> Path:
    found = importlib.util.find_spec("wordllama")
    if found is None or found.origin is None:
        raise ServiceFailed(
            "embedder",
            "the package wordllama, which carries the embedding weights, is not installed: pip install -r requirements.txt",
        )
    return Path(found.origin).parent
