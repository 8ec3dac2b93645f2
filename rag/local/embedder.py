"""Embeddings on CPU from weights that come inside the `wordllama` wheel.

Knows where the wheel keeps its token vectors and how to average them. It does not import the `wordllama` package: that
import costs 0.7 s and 30 MB (requests, compiled clustering code) and reconfigures the root logger, while the model is one
matrix (32,000 tokens x 256, MIT licence) and a tokenizer file, which `tokenizers` reads as it is. The matrix stays on disk: what is
looked at of it is mapped into memory, which the system may take back.
"""

import asyncio
import importlib.util
import json
import mmap
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from rag.errors import ServiceFailed
from rag.ports import Vector, Vectors

MODEL = "l2_supercat_256"
TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"  # in the wheel's folder
ALONE = 512  # vectors of single texts that are at hand, 1 KB each
WORTH_THREADS = 32  # texts: the tokenizer spreads fewer over its threads at a loss


class LocalEmbedder:
    """A text's vector is the sum of its tokens' vectors, scaled to length 1: about 0.05 ms a sentence."""

    name = f"wordllama:{MODEL}"
    dimension = 256

    def __init__(self) -> None:
        folder = wheel_folder()
        self._matrix = _mapped(folder / "weights" / f"{MODEL}.safetensors", "embedding.weight")
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # It would keep whole sentences, since this model knows no words: 80 MB after 10,000 of them, and slower than without.
        self._tokenizer.model._resize_cache(0)
        # The search for a question, its answer and the check of that all ask for the same one.
        self._alone = lru_cache(ALONE)(lambda text: self._embed([text]))

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return await asyncio.to_thread(self.embed, texts)

    async def embed_query(self, text: str) -> Vector:
        # 0.1 ms: less than the hop to a thread costs.
        row: Vector = self.embed([text])[0]
        return row

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, 256) float32, each row of length 1; a text without any token gets zeros. Not to be written to."""
        return self._alone(texts[0]) if len(texts) == 1 else self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._encoded(texts)]
        all_tokens = np.fromiter(chain.from_iterable(tokens), dtype=np.intp)
        # Half floats are slow to add up: each token's are widened once, however often it stands in the texts.
        several = len(texts) > 1
        used, places = (
            np.unique(all_tokens, return_inverse=True) if several else (all_tokens, np.arange(len(all_tokens)))
        )
        vectors = self._matrix[used].astype(np.float32)
        for row, ids, end in zip(rows, tokens, accumulate(map(len, tokens)), strict=True):
            if ids:
                np.add.reduce(vectors[places[end - len(ids) : end]], axis=0, out=row)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths == 0, 1, lengths)
        rows.setflags(write=False)
        return rows

    def _encoded(self, texts: Sequence[str]) -> list[Encoding]:
        if len(texts) < WORTH_THREADS:
            return [self._tokenizer.encode(text, add_special_tokens=False) for text in texts]
        return self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)


def _mapped(path: Path, name: str) -> NDArray[np.float16]:
    """A matrix of half floats in a safetensors file: a length in eight bytes, a JSON header that long, and the numbers."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        told = json.loads(file.read(length))[name]
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert told["dtype"] == "F16"
    begin, end = told["data_offsets"]
    numbers = np.frombuffer(mapped, np.float16, (end - begin) // 2, 8 + length + begin)
    matrix: NDArray[np.float16] = numbers.reshape(told["shape"])
    return matrix


def wheel_folder() -> Path:
    """Raises ServiceFailed."""
    found = importlib.util.find_spec("wordllama")
    if found is None or found.origin is None:
        raise ServiceFailed(
            "embedder",
            "the package wordllama, which carries the embedding weights, is not installed: pip install -r requirements.txt",
        )
    return Path(found.origin).parent
