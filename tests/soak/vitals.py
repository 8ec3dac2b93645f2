"""Memory, descriptors and threads of a process over time.

Knows how to look, and when a line is flat: the median of its last quarter beside that of its first, once the process has been through all
that is to come.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psutil

EVERY_SECONDS = 2.0
# How much more the last quarter may have: the allocator's slack, connections kept to services, threads of a pool that grew late.
SLACK = {"rss_mb": 12.0, "fds": 40.0, "threads": 6.0}


@dataclass(frozen=True)
class Sample:
    seconds: float
    rss_mb: float
    fds: int
    threads: int


class Vitals:
    """Of a program, the processes that it started counted in. ``await vitals.watch()`` in a task, or ``look`` now and then."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._began = time.monotonic()
        self.samples: list[Sample] = []
        self._judged_from = 0

    def begin(self) -> None:
        """To judge: what was seen so far takes no part. What piles up while a service is down is let go of when it is back, and leaves the
        allocator with holes; the same again must fit into these."""
        self._judged_from = len(self.samples)

    async def watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(EVERY_SECONDS)

    def look(self) -> Sample:
        family = [self._process, *self._process.children()]
        taken = Sample(
            round(time.monotonic() - self._began, 1),
            round(sum(each.memory_info().rss for each in family) / 1e6, 1),
            sum(each.num_fds() for each in family),
            sum(each.num_threads() for each in family),
        )
        self.samples.append(taken)
        return taken

    def quarters(self) -> dict[str, tuple[float, float]]:
        """Median in the first quarter of what is judged and in the last, of each."""
        judged = self.samples[self._judged_from :]
        size = max(1, len(judged) // 4)

        def both(of: Callable[[Sample], float]) -> tuple[float, float]:
            return statistics.median(map(of, judged[:size])), statistics.median(map(of, judged[-size:]))

        return {"rss_mb": both(lambda s: s.rss_mb), "fds": both(lambda s: s.fds), "threads": both(lambda s: s.threads)}

    def grown(self) -> list[str]:
        return [
            f"{name} grew from {first:g} to {last:g}"
            for name, (first, last) in self.quarters().items()
            if last - first > SLACK[name]
        ]

    def as_json(self) -> list[dict[str, Any]]:
        return [asdict(each) for each in self.samples]
