"""The arithmetic of ranking, refusing and resampling, on plain numbers.

Knows no question and no chunk. Weights have one row a resample and one column a question; a plain figure is a single row of ones.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

DEPTH = 10  # ranks beyond it count for nothing
RESAMPLES = 2000
_WEIGHTS_AT_ONCE = 2_000_000  # 16 MB


def reciprocal_rank(ranks: Sequence[int]) -> float:
    """1 / the first right rank (from 1), 0 where there is none within the depth."""
    return max((1 / rank for rank in ranks if rank <= DEPTH), default=0.0)


def ndcg(ranks: Sequence[int], right: int) -> float:
    """Discounted gain of the right ranks, as a share of what ``right`` chunks, all in front, would bring. 0..1."""
    best = _discounted(range(1, min(max(right, len(ranks)), DEPTH) + 1))
    return _discounted(rank for rank in ranks if rank <= DEPTH) / best if best else 0.0


def _discounted(ranks: Iterator[int] | Sequence[int]) -> float:
    return sum(1 / math.log2(1 + rank) for rank in ranks)


def ratio(top: Numbers, of: Numbers, weights: Numbers) -> Numbers:
    """The weighted sum of one over that of the other; NaN where there is nothing to divide by."""
    return _divided(weights @ top, weights @ of)


def auroc(scores: Numbers, positive: Numbers, weights: Numbers) -> Numbers:
    """The chance that a positive scores above a negative, a tie being worth half; NaN where one side is empty.
    ``positive``: 1, 0, or NaN for a question that takes no part."""
    taken = np.flatnonzero(~np.isnan(positive) & ~np.isnan(scores))
    order = taken[np.argsort(scores[taken], kind="stable")]
    if not len(order):
        return np.full(len(weights), np.nan)
    ties = np.flatnonzero(np.r_[True, np.diff(scores[order]) > 0])
    for_positive = np.add.reduceat(weights[:, order] * positive[order], ties, axis=1)
    for_negative = np.add.reduceat(weights[:, order] * (1 - positive[order]), ties, axis=1)
    below = np.cumsum(for_negative, axis=1) - for_negative / 2
    pairs = for_positive.sum(axis=1) * for_negative.sum(axis=1)
    return _divided((for_positive * below).sum(axis=1), pairs)


def _divided(top: Numbers, of: Numbers) -> Numbers:
    divided: Numbers = np.divide(top, of, out=np.full(len(of), np.nan), where=of > 0)
    return divided


def roc(scores: Numbers, positive: Numbers) -> list[tuple[float, float]]:
    """(share of negatives, share of positives) at or above each threshold, from (0, 0) to (1, 1). Neither side may be empty."""
    order = np.argsort(-scores, kind="stable")
    last_of_tie = np.flatnonzero(np.r_[np.diff(scores[order]) < 0, True])
    let_in = np.cumsum(positive[order])[last_of_tie]
    let_in_wrongly = last_of_tie + 1 - let_in
    points = zip(let_in_wrongly / let_in_wrongly[-1], let_in / let_in[-1], strict=True)
    return [(0.0, 0.0), *((float(x), float(y)) for x, y in points)]


def kept_out(scores: Numbers, positive: Numbers, let_in: float) -> float | None:
    """The share of negatives below the highest threshold that still lets ``let_in`` of the positives in."""
    inside, outside = np.sort(scores[positive == 1])[::-1], scores[positive == 0]
    if not len(inside) or not len(outside):
        return None
    return float((outside < inside[math.ceil(let_in * len(inside)) - 1]).mean())


def resamples(questions: int, seed: int, *, beside: int = 0) -> Iterator[Numbers]:
    """How often each question is drawn when as many are drawn with putting back: RESAMPLES rows, in batches. Two runs whose draws
    are read side by side name each other's number of questions ``beside``, so that their batches have the same rows."""
    draws = np.random.default_rng(seed)
    rows = max(1, _WEIGHTS_AT_ONCE // max(questions, beside, 1))
    for start in range(0, RESAMPLES, rows):
        batch = min(rows, RESAMPLES - start)
        drawn = draws.integers(0, questions, (batch, questions)) + questions * np.arange(batch)[:, None]
        yield np.bincount(drawn.ravel(), minlength=batch * questions).reshape(batch, questions).astype(np.float64)


def interval(values: Numbers) -> tuple[float, float] | None:
    """The middle 95%, None where no resample had a value."""
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
