"""A chunk's sentences as the embedder sees them that also makes the vectors of whole chunks, where that runs in this process.

Knows how they are written as bytes, and how near each of them comes to a question. A card holds other vectors, of a model that is fast
enough for every sentence of every answer: by those the search ranks where there are none of these.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vector, Vectors
from rag.reading.cards import SentenceEncoder, checksum, embedded_sentences, in_steps
from rag.types import Chunk

_HEAD = 4  # numbers before the arrays


def packed(chunks: Sequence[Chunk], encoder: SentenceEncoder) -> list[bytes]:
    """One a chunk, in order. All their sentences are embedded in one batch."""
    return [_packed(checksum(chunk), vectors) for chunk, _, vectors in embedded_sentences(chunks, encoder)]


def is_of(record: bytes | memoryview, chunk: Chunk) -> bool:
    """Whether it was made from this text."""
    return int(np.frombuffer(record, np.uint32, 1)[0]) == checksum(chunk)


def best_cosine(record: bytes | memoryview, question: Vector) -> float:
    """-1..1; 0 where there is no sentence, or the question is of another model."""
    nearness = cosines(record, question)
    return float(nearness.max()) if len(nearness) else 0.0


def cosines(record: bytes | memoryview, question: Vector) -> NDArray[np.float32]:
    """One a sentence; none where the question is of another model."""
    _, count, dimension, _ = np.frombuffer(record, np.uint32, _HEAD).tolist()
    if not count or dimension != len(question):
        return np.zeros(0, np.float32)
    scales = np.frombuffer(record, np.float32, count, 4 * _HEAD)
    rows = np.frombuffer(record, np.int8, count * dimension, 4 * (_HEAD + count)).reshape(count, dimension)
    nearness: NDArray[np.float32] = scales * (rows.astype(np.float32) @ question)
    return nearness


def _packed(check: int, vectors: Vectors) -> bytes:
    steps, scales = in_steps(vectors)
    head = np.array([check, *vectors.shape, 0], dtype=np.uint32)
    return b"".join((head.tobytes(), scales.tobytes(), steps.tobytes()))
