"""A run as a JSON file: what a later run is compared with, and other programs read.

Knows the file's form. The summary comes first, then one question a line, so that two files differ by readable lines.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.errors import BookError
from rag.evaluation.marks import Marks
from rag.evaluation.outcome import Outcome
from rag.evaluation.scores import Latency, Scores

FORMAT = 1


class BadBaseline(BookError):
    """The file that a run is to be compared with is none of ours."""

    kind = "baseline"


@dataclass(frozen=True, slots=True)
class About:
    """What was evaluated, for people."""

    book: str
    questions: str
    pages: int
    chunks: int
    embedder: str
    model: str
    seed: int
    of: int  # questions that were to be asked
    seconds: float
    parts: str = "embedded"  # or "configured": what was measured
    reranker: str = ""
    dollars: float | None = None  # None where the price of a token is not known


_MARKS = TypeAdapter(list[Marks])


def as_json(about: About, scores: Scores, outcomes: Sequence[Outcome]) -> str:
    head = {"format": FORMAT, **asdict(about), "scores": _summary(scores)}
    lines = ",\n".join(json.dumps(_line(outcome), ensure_ascii=False) for outcome in outcomes)
    return f'{json.dumps(head, indent=1, ensure_ascii=False)[:-2]},\n "outcomes": [\n{lines}\n]}}\n'


def read_marks(path: Path) -> list[Marks]:
    """Raises BadBaseline."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise BadBaseline(
                f"{path} has format {values['format']}, this program compares with {FORMAT}; make it anew"
            )
        return _MARKS.validate_python(values["outcomes"])
    except OSError as error:
        raise BadBaseline(f"{path} can't be read ({error.strerror}); name a file that --json wrote") from error
    except (ValueError, TypeError, KeyError, ValidationError) as error:
        raise BadBaseline(f"{path} is no run that --json wrote ({_first_line(error)})") from error


def _line(outcome: Outcome) -> dict[str, Any]:
    cited = [{"chunk_id": each.chunk_id, "url": each.url, "quote": each.quote} for each in outcome.sources]
    faults = list(outcome.marks.faults)
    return {**asdict(outcome.marks), "faults": faults, "answer": outcome.answer, "sources": cited}


def _summary(scores: Scores) -> Mapping[str, Any]:
    figures = {
        figure.name: {"value": _short(figure.value), "low": _short(figure.low), "high": _short(figure.high)}
        | {"counted": figure.counted}
        for figure in scores.figures
    }
    kinds = {
        each.kind: {"asked": each.asked, "right side": _short(each.right_side), "tokens": _short(each.tokens)}
        | {name: _short(value) for name, value in each.values.items() if value is not None}
        | {"latency_ms": _laps(each.latencies)}
        for each in scores.kinds
    }
    return {
        "asked": scores.asked,
        "figures": figures,
        "outsiders refused where 95% of insiders are answered": _short(scores.kept_out),
        "tokens": scores.tokens,
        "latency_ms": _laps(scores.latencies),
        "kinds": kinds,
    }


def _laps(latencies: Sequence[Latency]) -> Mapping[str, Any]:
    return {each.stage: {"p50": _short(each.p50), "p95": _short(each.p95)} for each in latencies}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _first_line(error: Exception) -> str:
    name = f"no {error}" if isinstance(error, KeyError) else str(error)
    return name.partition("\n")[0]
