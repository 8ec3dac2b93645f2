"""What one book size measured, and whether the sizes together grow as they should."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

BASE = 1_000  # chunks: the book that each other is compared with
NEAR = 1.1  # the power of the chunks that the ingest grows with: up to there it counts as linear; n log n is 1.11 from 1,000 to 100,000


@dataclass(frozen=True)
class Ingested:
    """By `python -m rag ingest`. ``cpu``: seconds over all threads, without those that a book of one chunk costs; ``beside``: those that
    the base took just before and just after, on average, since what else runs on a machine makes all of it slower."""

    wall: float
    cpu: float
    beside: float
    again_cpu: float  # of a second run, which finds nothing changed
    peak_mb: float
    index_mb: float  # on disk


@dataclass(frozen=True)
class Read:
    """By the assistant in a fresh process. Times in milliseconds; memory in MB, ``own_mb`` without what lies on disk anyway."""

    open_ms: float
    idle_mb: float
    serving_mb: float
    own_mb: float
    search_p50: float
    search_p95: float
    search_cpu: float
    answer_p50: float
    answer_p95: float


@dataclass(frozen=True)
class Rival:
    """Qdrant's client in its local mode, over the same vectors."""

    open_ms: float
    search_p50: float
    search_p95: float
    serving_mb: float


@dataclass(frozen=True)
class Size:
    chunks: int
    pages: int
    ingested: Ingested
    read: Read
    rival: Rival | None = None  # None where it was not asked, or took too long

    @property
    def cpu_a_chunk(self) -> float:
        """Milliseconds."""
        return 1000 * self.ingested.cpu / self.chunks


def slope(size: Size) -> float:
    """A chunk's share of the ingest, in those of the base."""
    return size.cpu_a_chunk / (1000 * size.ingested.beside / BASE)


def exponent(size: Size) -> float:
    """Of a size above the base."""
    return 1 + math.log(slope(size)) / math.log(size.chunks / BASE)


def verdict(sizes: Sequence[Size]) -> str:
    larger = [size for size in sizes if size.chunks > BASE]
    if not larger:
        return f"no size tells how the ingest grows: name one above {BASE:,} chunks"
    worst = max(larger, key=exponent)
    word = "near-linear" if exponent(worst) <= NEAR else "NOT linear"
    return (
        f"ingest is {word}: at {worst.chunks:,} chunks each costs {slope(worst):.2f} times the CPU that it costs at {BASE:,},"
        f" measured beside it, so the whole grows with the power {exponent(worst):.2f} of the chunks (up to {NEAR:g} counts as near)"
    )


def as_json(sizes: Sequence[Size]) -> dict[str, Any]:
    told = [{**asdict(size), "cpu_ms_a_chunk": size.cpu_a_chunk, "slope": slope(size)} for size in sizes]
    return {"sizes": told, "base": BASE, "verdict": verdict(sizes)}
