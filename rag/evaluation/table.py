"""A run as text for a terminal, at most 100 columns wide.

Knows how numbers are lined up. Where they come from is known elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rag.evaluation.baseline import Comparison
from rag.evaluation.cases import Case
from rag.evaluation.record import About
from rag.evaluation.runner import Evaluation
from rag.evaluation.scores import LET_IN, KindScores, Scores

_NAMED = 5  # examples of a list that may be long
_KIND_COLUMNS = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "hit@5": "hit@5",
    "MRR@10": "MRR",
    "nDCG@10": "nDCG",
    "answer containment": "holds",
    "citation precision": "citeP",
    "citation recall": "citeR",
    "AUROC": "AUROC",
}


def report(about: About, scores: Scores, evaluation: Evaluation) -> str:
    return "\n".join(
        [
            *_heading(about, scores),
            *_figures(scores),
            *_kinds(scores.kinds),
            *_latencies(scores),
            *_costs(scores.kinds),
            *_remarks(evaluation),
        ]
    )


def comparison(compared: Comparison) -> str:
    way = "question by question" if compared.paired else "as two separate samples, for too few are in both"
    lines = ["", f"Against the baseline: {compared.compared} questions, {way}", ""]
    lines.append(f"  {'':<20}{'before':>8}{'now':>8}{'change':>9}   95% interval")
    for change in compared.changes:
        if change.difference is not None:
            spread = "" if change.low is None else f"{change.low:+.3f} to {change.high:+.3f}"
            word = "  FELL" if change.fell else "  rose" if change.rose else ""
            lines.append(
                f"  {change.name:<20}{_value(change.before):>8}{_value(change.now):>8}{change.difference:>+9.3f}   {spread}{word}"
            )
    if compared.paired:
        lines += ["", f"  {len(compared.lost)} questions went wrong that did not before, {compared.gained} came right"]
        for each in compared.lost[:_NAMED]:
            lines += [f"    {_clipped(each.question, 90)}", f"      {', '.join(each.faults)}"]
        lines += _and_more(len(compared.lost))
    return "\n".join(lines)


def _heading(about: About, scores: Scores) -> Iterator[str]:
    yield f"{about.questions}: {scores.asked} questions over {about.pages} pages, {about.chunks} chunks"
    yield _clipped(f"{about.parts} parts: {parts_of(about)}", 100)
    yield f"{about.seconds:.1f} s, {spent(about, scores)}"


def parts_of(about: About) -> str:
    reranked = f", reranked by {about.reranker}" if about.reranker else ""
    return f"embedded by {about.embedder}{reranked}, answered by {about.model}"


def spent(about: About, scores: Scores) -> str:
    if not scores.tokens:
        return "0 tokens"
    cost = "" if about.dollars is None else f", ${about.dollars:.4f}"
    return f"{scores.tokens} tokens, {scores.tokens / scores.asked:.0f} a question{cost}"


def _figures(scores: Scores) -> Iterator[str]:
    group = ""
    for figure in scores.figures:
        if figure.group != group:
            group = figure.group
            yield ""
            yield f"{group:<22}{'value':>8}   {'95% interval':<16}{'counted':>8}"
        spread = "" if figure.low is None else f"{figure.low:.3f} – {figure.high:.3f}"
        yield f"  {figure.name:<20}{_value(figure.value):>8}   {spread:<16}{figure.counted:>8}   {figure.says}"
    if scores.kept_out is not None:
        yield ""
        yield f"A threshold that answers {LET_IN:.0%} of the insiders refuses {scores.kept_out:.1%} of the outsiders."


def _kinds(kinds: Sequence[KindScores]) -> Iterator[str]:
    width = max([8, *(len(each.kind) for each in kinds)])
    width = min(width, 16)
    yield ""
    titles = "".join(f"{title:>7}" for title in _KIND_COLUMNS.values())
    yield f"{'By kind':<{width}}{'asked':>6}{titles}{'right':>7}{'ms':>7}"
    for each in kinds:
        cells = "".join(f"{_value(each.values[name]):>7}" for name in _KIND_COLUMNS)
        middle = f"{each.total.p50:.1f}" if each.total else "–"
        yield f"{_clipped(each.kind, width):<{width}}{each.asked:>6}{cells}{_value(each.right_side):>7}{middle:>7}"
    yield "right: answered or refused as it should be. AUROC: against the other side of all kinds."


def _latencies(scores: Scores) -> Iterator[str]:
    yield ""
    yield f"{'Milliseconds':<22}{'p50':>8}{'p95':>8}{'mean':>8}"
    for each in scores.latencies:
        yield f"  {each.stage:<20}{each.p50:>8.1f}{each.p95:>8.1f}{each.mean:>8.1f}"


def _costs(kinds: Sequence[KindScores]) -> Iterator[str]:
    width = min(max([18, *(len(each.kind) for each in kinds)]), 40)
    yield ""
    yield f"{'Time and tokens':<{width + 4}}{'p50 ms':>8}{'p95 ms':>8}{'tokens':>8}"
    for each in kinds:
        spread = f"{each.total.p50:>8.1f}{each.total.p95:>8.1f}" if each.total else f"{'–':>8}{'–':>8}"
        yield f"  {_clipped(each.kind, width):<{width + 2}}{spread}{each.tokens:>8.0f}"


def _remarks(evaluation: Evaluation) -> Iterator[str]:
    faulty = [each for each in evaluation.outcomes if each.marks.faults]
    yield ""
    yield f"{len(faulty)} of {len(evaluation.outcomes)} questions went wrong in some way; --html FILE shows each."
    if len(evaluation.outcomes) < evaluation.of:
        yield f"Stopped after {len(evaluation.outcomes)} of {evaluation.of} questions."
    if evaluation.degraded:
        yield f"{evaluation.degraded} answers were degraded: a service failed, and what is measured stood in for it."
    if evaluation.nowhere:
        yield f"{len(evaluation.nowhere)} questions expect words that stand together in no chunk, and can't be found:"
        yield from (_placed(each, each.question) for each in evaluation.nowhere[:_NAMED])
        yield from _and_more(len(evaluation.nowhere))
    if evaluation.failed:
        yield f"{len(evaluation.failed)} questions got no answer:"
        yield from (_placed(each.case, each.answer) for each in evaluation.failed[:_NAMED])
        yield from _and_more(len(evaluation.failed))


def _placed(case: Case, words: str) -> str:
    return _clipped(f"  {PurePath(case.place).name}: {words}", 98)


def _and_more(count: int) -> list[str]:
    return [f"    and {count - _NAMED} more"] if count > _NAMED else []


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _clipped(text: str, width: int) -> str:
    text = re.sub(r"\s*\n\s*", " ", text)
    return text if len(text) <= width else text[: width - 1] + "…"
