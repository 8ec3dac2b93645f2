"""A run as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from bench.figures import LIMIT, PLAIN, SYSTEMS, Figures, Measured, ratio
from bench.goals import Goal
from bench.plan import Load
from bench.run import Beside, Repeated

_COLUMNS = "answers/s  of limit      p50      p95      p99  first p50  first p95  /health p50    p99   CPU  of plain     MB  errors"


def table(measured: Measured) -> Iterator[str]:
    """Milliseconds, where nothing else is said."""
    yield f"{'':32}{_COLUMNS}"
    for load, of in measured.items():
        yield load.name
        for name in SYSTEMS:
            if name in of:
                yield f"  {name:<30}{_row(of[name], of.get(LIMIT), of.get(PLAIN))}"


def embedded_table(measured: Mapping[Load, Figures]) -> Iterator[str]:
    yield f"{'the embedded parts alone':32}{_COLUMNS}"
    for load, each in measured.items():
        yield f"  {load.name:<30}{_row(each, None, None)}"


def _row(each: Figures, limit: Figures | None, plain: Figures | None) -> str:
    errors = ", ".join(f"{count} {error}" for error, count in each.errors.items())
    of_limit = f"{ratio(each.rate, limit.rate):.2f}" if limit else ""
    of_plain = f"{ratio(each.cpu, plain.cpu):.2f}" if plain else ""
    return (
        f"{each.rate:9.2f} {of_limit:>9} {each.p50:8.0f} {each.p95:8.0f} {each.p99:8.0f} {each.first_p50:10.0f} {each.first_p95:10.0f}"
        f" {each.health_p50:12.1f} {each.health_p99:6.0f} {each.cpu:5.1f} {of_plain:>9} {each.mb:6.0f}  {errors or 0}"
    )


def goal_lines(goals: Sequence[Goal]) -> Iterator[str]:
    for goal in goals:
        sign = "≤" if goal.most else "≥"
        value = f"{goal.value:.2f}" if goal.measured else "–"
        yield f"{goal.word:<13}{value:>8} {sign} {f'{goal.bound:g} {goal.unit}':<8} {goal.words}"


def repeated_lines(repeated: Sequence[Repeated]) -> Iterator[str]:
    for each in repeated:
        yield f"a question asked again, {each.form}: {each.again:.1f} ms, the first time {each.first:.0f} ms"


def beside_lines(beside: Beside) -> Iterator[str]:
    shares = ", ".join(f"{name} {share:.0%}" for name, share in beside.busiest.items())
    yield f"those who measure, at their busiest, of a core each: {shares}"
    if beside.written:
        yield f"{beside.answered} answers, {beside.written} of them asked of the chat model"
