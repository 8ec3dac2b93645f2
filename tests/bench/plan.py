"""What is measured: a load, and in which form answers are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE, STREAMED = "whole", "streamed"
FORMS = (WHOLE, STREAMED)
ACCEPTS = {WHOLE: "application/json", STREAMED: "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Load:
    """``visitors``: who each ask again as soon as they are answered, 0 where questions come at a ``rate`` a second whoever waits."""

    form: str
    visitors: int = 0
    rate: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.visitors} at once, {self.form}" if self.visitors else f"{self.rate:g} a second, {self.form}"


CROWD = Load(WHOLE, visitors=256)
OPEN = Load(STREAMED, rate=20)


@dataclass(frozen=True, slots=True)
class Plan:
    """``seconds``: a turn, after which no new question is asked; ``rounds``: turns of each system under each load."""

    visitors: Sequence[int]
    seconds: float
    rounds: int
    crowd: bool = True

    @property
    def loads(self) -> list[Load]:
        usual = [Load(form, visitors=count) for count in self.visitors for form in FORMS]
        return [*usual, *([CROWD, OPEN] if self.crowd else [])]


USUAL = Plan((1, 8, 32, 64, 128), 4.5, 2)
QUICK = Plan((1, 64), 2.5, 1, crowd=False)
