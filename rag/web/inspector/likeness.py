"""Questions that ask the same in other words, put together.

Knows vectors and a threshold. Which model made the vectors, and what a question was answered with, it doesn't.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from rag.ports import Vectors

T = TypeVar("T")

ALIKE = 0.6  # cosine; two wordings of one question lie above it, two questions of one chapter mostly below


def alike(items: Sequence[T], vectors: Vectors, threshold: float = ALIKE) -> list[list[T]]:
    """Groups, the largest first, each in the order of the items. An item joins the group whose middle is nearest, or begins one."""
    groups: list[list[T]] = []
    sums = np.zeros((0, vectors.shape[1] if len(items) else 0), dtype=np.float32)
    for item, vector in zip(items, vectors, strict=True):
        lengths = np.linalg.norm(sums, axis=1)
        cosines = sums @ vector / np.where(lengths > 0, lengths, 1.0)
        nearest = int(np.argmax(cosines)) if len(cosines) else -1
        if nearest >= 0 and cosines[nearest] >= threshold:
            groups[nearest].append(item)
            sums[nearest] += vector
        else:
            groups.append([item])
            sums = np.vstack([sums, vector[None, :]])
    return sorted(groups, key=len, reverse=True)
