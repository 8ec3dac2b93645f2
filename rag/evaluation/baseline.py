"""Two runs side by side: what changed, and whether it is more than noise.

Knows marks and resampling. A figure fell when the 95% interval of its difference lies below zero: over the same draws of questions where
both runs asked them, over draws of its own for each run otherwise. Latency is told elsewhere and never held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.figures import QUALITIES, Quality, value_of
from rag.evaluation.marks import Marks
from rag.evaluation.metrics import Numbers, interval, resamples

_NOTHING = 1e-9  # a difference below it is rounding
ENOUGH_IN_COMMON = 0.5  # of the new run's questions: then only these are compared, one by one


@dataclass(frozen=True, slots=True)
class Change:
    """One figure, before and now. The interval is that of the difference."""

    name: str
    before: float | None
    now: float | None
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.now is None else self.now - self.before

    @property
    def fell(self) -> bool:
        return self.high is not None and self.high < -_NOTHING

    @property
    def rose(self) -> bool:
        return self.low is not None and self.low > _NOTHING

    @property
    def word(self) -> str:
        """For a page's style."""
        return "fell" if self.fell else "rose" if self.rose else "quiet"


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that went wrong in a way that it did not before."""

    question: str
    kind: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[Change, ...]
    paired: bool
    compared: int  # questions of the new run that took part
    lost: tuple[Lost, ...]
    gained: int  # questions with a fault less, and none more

    @property
    def fell(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.fell)


def compare(before: Sequence[Marks], now: Sequence[Marks], seed: int = 0) -> Comparison:
    """``before`` is the baseline."""
    known = {each.key: each for each in before}
    common = [each for each in now if each.key in known]
    paired = len(common) >= ENOUGH_IN_COMMON * len(now)
    earlier = [known[each.key] for each in common]
    old, new = (earlier, common) if paired else (before, now)
    draws = _same_draws(len(new), seed) if paired else _own_draws(len(old), len(new), seed)
    lost = [_lost(*pair) for pair in zip(earlier, common, strict=True)]
    gained = sum(set(each.faults) < set(was.faults) for was, each in zip(earlier, common, strict=True))
    return Comparison(
        tuple(_changes(old, new, draws if old and new else iter(()))),
        paired,
        len(new),
        tuple(each for each in lost if each.faults),
        gained,
    )


def _changes(old: Sequence[Marks], new: Sequence[Marks], draws: Iterator[tuple[Numbers, Numbers]]) -> list[Change]:
    measures = [(quality.measure(old), quality.measure(new)) for quality in QUALITIES]
    drawn: list[list[Numbers]] = [[] for _ in QUALITIES]
    for old_weights, new_weights in draws:
        for values, (measure_old, measure_new) in zip(drawn, measures, strict=True):
            values.append(measure_new(new_weights) - measure_old(old_weights))
    return [_change(quality, old, new, values) for quality, values in zip(QUALITIES, drawn, strict=True)]


def _change(quality: Quality, old: Sequence[Marks], new: Sequence[Marks], drawn: Sequence[Numbers]) -> Change:
    low, high = (interval(np.concatenate(drawn)) if drawn else None) or (None, None)
    before, now = (value_of(quality.measure(marks), len(marks)) for marks in (old, new))
    return Change(quality.name, before, now, low, high)


def _same_draws(questions: int, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    return ((weights, weights) for weights in resamples(questions, seed))


def _own_draws(old: int, new: int, seed: int) -> Iterator[tuple[Numbers, Numbers]]:
    return zip(resamples(old, seed, beside=new), resamples(new, seed + 1, beside=old), strict=True)


def _lost(was: Marks, now: Marks) -> Lost:
    return Lost(now.question, now.kind, tuple(fault for fault in now.faults if fault not in was.faults))
