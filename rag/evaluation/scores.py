"""A run summed up: its figures over all and by kind, its tokens, and where the time went.

Knows marks only, so an earlier run is summed up from its file as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.figures import QUALITIES, Figure, figures, relevance_columns, value_of
from rag.evaluation.marks import FAILED, Marks
from rag.evaluation.metrics import kept_out

LET_IN = 0.95  # of the insiders, where it is asked how many outsiders could be kept out
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one stage, over the questions that went through it."""

    stage: str
    p50: float
    p95: float
    mean: float


@dataclass(frozen=True, slots=True)
class KindScores:
    """The figures of one kind of question, by name; None where its questions don't tell."""

    kind: str
    asked: int
    values: Mapping[str, float | None]
    right_side: float | None  # the share that is rightly answered or rightly refused
    tokens: float  # a question
    latencies: tuple[Latency, ...]

    @property
    def total(self) -> Latency | None:
        return next((each for each in self.latencies if each.stage == TOTAL), None)


@dataclass(frozen=True, slots=True)
class Scores:
    asked: int
    figures: tuple[Figure, ...]
    kinds: tuple[KindScores, ...]
    kept_out: float | None  # outsiders refused by the threshold that answers LET_IN of the insiders
    tokens: int
    latencies: tuple[Latency, ...]  # in the order of the flow, the total last

    def figure(self, name: str) -> Figure:
        return next(figure for figure in self.figures if figure.name == name)


def scores(marks: Sequence[Marks], seed: int = 0) -> Scores:
    """``seed``: of the resampling that the intervals are made from."""
    kinds = dict.fromkeys(each.kind for each in marks)
    return Scores(
        asked=len(marks),
        figures=figures(marks, seed),
        kinds=tuple(_of_kind(kind, marks) for kind in kinds),
        kept_out=_kept_out(marks),
        tokens=sum(each.tokens for each in marks),
        latencies=latencies(marks),
    )


def latencies(marks: Sequence[Marks]) -> tuple[Latency, ...]:
    done = [each for each in marks if each.status != FAILED]
    stages = dict.fromkeys(stage for each in done for stage in each.timings_ms)
    laps = {stage: [each.timings_ms[stage] for each in done if stage in each.timings_ms] for stage in stages}
    if done:
        laps[TOTAL] = [each.total_ms for each in done]
    return tuple(_latency(stage, values) for stage, values in laps.items())


def _latency(stage: str, values: Sequence[float]) -> Latency:
    p50, p95 = np.percentile(values, [50, 95])
    return Latency(stage, float(p50), float(p95), float(np.mean(values)))


def _of_kind(kind: str, marks: Sequence[Marks]) -> KindScores:
    own = [each for each in marks if each.kind == kind]
    values = {
        quality.name: value_of(quality.measure(own), len(own)) for quality in QUALITIES if quality.name != "AUROC"
    }
    sided = [each.right_side for each in own if each.in_book is not None]
    return KindScores(
        kind,
        len(own),
        {**values, "AUROC": _auroc_of_kind(kind, marks)},
        sum(sided) / len(sided) if sided else None,
        sum(each.tokens for each in own) / len(own),
        latencies(own),
    )


def _auroc_of_kind(kind: str, marks: Sequence[Marks]) -> float | None:
    """Against the other side of all kinds, since most kinds lie on one side: its outsiders where it has any, else its insiders."""
    side = not any(each.kind == kind and each.in_book is False for each in marks)
    compared = [each for each in marks if each.in_book is (not side) or (each.kind == kind and each.in_book is side)]
    separation = next(quality for quality in QUALITIES if quality.name == "AUROC")
    return value_of(separation.measure(compared), len(compared))


def _kept_out(marks: Sequence[Marks]) -> float | None:
    relevances, insiders = relevance_columns(marks)
    known = ~np.isnan(relevances)
    return kept_out(relevances[known], insiders[known], LET_IN)
