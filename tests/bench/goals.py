"""What the figures are held against: ratios to the bare limit and to the plain version in the same run, and a few bounds.

Knows each goal in words, as a number, and whether it was reached. One that could not be measured in a run is told too.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bench.figures import LIMIT, OURS, PLAIN, Figures, Measured, ratio
from bench.plan import CROWD, OPEN, STREAMED, WHOLE, Load


@dataclass(frozen=True, slots=True)
class Goal:
    """``value``: nan where it was not measured; ``most``: whether the bound is from above."""

    words: str
    value: float
    bound: float
    most: bool
    unit: str = ""

    @property
    def measured(self) -> bool:
        return not math.isnan(self.value)

    @property
    def reached(self) -> bool:
        return self.measured and (self.value <= self.bound if self.most else self.value >= self.bound)

    @property
    def word(self) -> str:
        return "not measured" if not self.measured else "reached" if self.reached else "NOT REACHED"


def goals(measured: Measured, alone: Figures | None = None, alone_p50: float = math.nan) -> list[Goal]:
    """``alone``: of the embedded parts on one core, ``alone_p50``: milliseconds, asked by one visitor."""
    return [*_of_services(measured), *_of_embedded(alone, alone_p50)]


def _of_services(measured: Measured) -> Iterator[Goal]:
    at = _Reader(measured)
    whole, streamed = Load(WHOLE, visitors=64), Load(STREAMED, visitors=64)
    yield Goal("answers a second at 64, whole, of the limit's", at.share(whole, "rate", LIMIT), 0.95, False)
    yield Goal("answers a second at 64, streamed, of the limit's", at.share(streamed, "rate", LIMIT), 0.90, False)
    for load in (whole, streamed):
        yield Goal(f"p95 at 64, {load.form}, of the limit's", at.share(load, "p95", LIMIT), 1.2, True)
    yield Goal("first text p95 at 64, of the limit's", at.share(streamed, "first_p95", LIMIT), 1.5, True)
    for visitors in (64, 128):
        for load in (Load(WHOLE, visitors), Load(STREAMED, visitors)):
            yield Goal(f"/health p99 at {load.name}", at.own(load, "health_p99"), 50, True, "ms")
    yield Goal("CPU of an answer at 64, whole, of the plain version's", at.share(whole, "cpu", PLAIN), 0.40, True)
    yield Goal("CPU of an answer at 64, streamed, of the plain version's", at.share(streamed, "cpu", PLAIN), 0.35, True)
    yield Goal("answers a second at 256, whole, of the limit's", at.share(CROWD, "rate", LIMIT), 0.80, False)
    yield Goal(f"first text p50 at {OPEN.name}, over the limit's", at.more(OPEN, "first_p50", LIMIT), 15, True, "ms")
    yield Goal(f"first text p95 at {OPEN.name}, over the limit's", at.more(OPEN, "first_p95", LIMIT), 50, True, "ms")
    for form in (WHOLE, STREAMED):
        yield Goal(f"errors at 128, {form}", at.own(Load(form, 128), "failed"), 0, True)


def _of_embedded(alone: Figures | None, p50: float) -> Iterator[Goal]:
    yield Goal("embedded answers a second on one core", alone.rate if alone else math.nan, 150, False)
    yield Goal("embedded answer p50, asked by one", p50, 8, True, "ms")


class _Reader:
    def __init__(self, measured: Measured) -> None:
        self._measured = measured

    def own(self, load: Load, name: str, system: str = OURS) -> float:
        found = self._measured.get(load, {}).get(system)
        return float(getattr(found, name)) if found else math.nan

    def share(self, load: Load, name: str, of: str) -> float:
        return ratio(self.own(load, name), self.own(load, name, of))

    def more(self, load: Load, name: str, than: str) -> float:
        return self.own(load, name) - self.own(load, name, than)
