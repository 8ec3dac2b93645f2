"""What a run says in figures.

Knows percentiles, rates and ratios of what was seen; not what figures are good, which `goals` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.plan import Load
from bench.visitors import Seen

OURS, PLAIN, LIMIT = "this app", "plain version", "bare limit"
SYSTEMS = (OURS, PLAIN, LIMIT)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one system. ``cpu``: seconds, of all its processes; ``mb``: resident at its end."""

    seen: Seen
    cpu: float
    mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Of all turns of one system under one load. Milliseconds, where nothing else is said; nan where there was nothing to measure."""

    answers: int
    errors: Mapping[str, int]
    rate: float  # answers a second
    p50: float
    p95: float
    p99: float
    first_p50: float  # until the first words
    first_p95: float
    health_p50: float
    health_p99: float
    cpu: float  # of an answer
    mb: float

    @property
    def failed(self) -> int:
        return sum(self.errors.values())


Measured = Mapping[Load, Mapping[str, Figures]]


def figures(turns: Sequence[Turn]) -> Figures:
    seen = [turn.seen for turn in turns]
    ends = _all(each.ends for each in seen)
    firsts = _all(each.firsts for each in seen)
    health = _all(each.health for each in seen)
    failures = [error for each in seen for error in each.errors]
    return Figures(
        answers=len(ends),
        errors={error: failures.count(error) for error in sorted(set(failures))},
        rate=ratio(len(ends), sum(each.asking for each in seen)),
        p50=percentile(ends, 50),
        p95=percentile(ends, 95),
        p99=percentile(ends, 99),
        first_p50=percentile(firsts, 50),
        first_p95=percentile(firsts, 95),
        health_p50=percentile(health, 50),
        health_p99=percentile(health, 99),
        cpu=1000 * ratio(sum(turn.cpu for turn in turns), len(ends)),
        mb=max(turn.mb for turn in turns),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` percent of them do not exceed, seconds to milliseconds; nan of none."""
    if not values:
        return float("nan")
    at = max(0, -(-len(values) * share // 100) - 1)
    return 1000 * sorted(values)[int(at)]


def ratio(value: float, of: float) -> float:
    return value / of if of else float("nan")


def _all(lists) -> list[float]:
    return [value for each in lists for value in each]
