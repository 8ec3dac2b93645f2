"""A run of the question set as HTML: its scores beside the baseline, by kind, by latency, and question by question.

Knows tables; the plots are those of the report that `python -m rag eval` writes.
"""

from collections.abc import Sequence
from html import escape

from rag.evaluation import plots
from rag.evaluation.baseline import Change, Comparison
from rag.evaluation.outcome import Outcome
from rag.evaluation.scores import KindScores, Scores
from rag.web.inspector.markup import badge, chip, empty, link, notice, quiet

TILES = (
    "hit@1",
    "hit@5",
    "insiders answered",
    "refusal recall",
    "answer containment",
    "citation precision",
    "quote validity",
)


def running(done: int, of: int, faulty: int) -> str:
    share = done / of if of else 0.0
    told = f"{done} of {of} questions asked, {faulty} went wrong"
    return (
        f'<div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="{of}" aria-valuenow="{done}">'
        f'<div class="meter" style="--share:{share:.3f}"><i></i></div>{quiet(told)}</div>'
    )


def figures(summed: Scores, compared: Comparison | None, stopped: bool) -> str:
    changes = {change.name: change for change in compared.changes} if compared else {}
    tiles = "".join(_tile(name, summed, changes.get(name)) for name in TILES if summed.figure(name).value is not None)
    rows = "".join(
        _row(figure.name, figure.value, figure.low, figure.high, figure.counted, changes) for figure in summed.figures
    )
    return (
        f"{notice('It was stopped: these are the questions that had been asked.') if stopped else ''}{_verdict(compared)}"
        f'<div class="tiles">{tiles}</div><details><summary>All figures</summary><div class="scroll"><table class="plain"><thead><tr>'
        f'<th></th><th class="number">baseline</th><th class="number">now</th><th class="number">change</th><th></th>'
        f'<th class="number">counted</th></tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _tile(name: str, summed: Scores, change: Change | None) -> str:
    value = summed.figure(name).value or 0.0
    moved = f" {_change(change)}" if change and change.difference is not None else ""
    return f'<div class="tile"><b>{value:.1%}</b><span>{escape(name)}{moved}</span></div>'


def _row(
    name: str, value: float | None, low: float | None, high: float | None, counted: int, changes: dict[str, Change]
) -> str:
    change = changes.get(name)
    before = "–" if change is None or change.before is None else f"{change.before:.3f}"
    now = "–" if value is None else f"<b>{value:.3f}</b>"
    strip = plots.strip(value, low, high) if value is not None else ""
    return (
        f'<tr><td>{escape(name)}</td><td class="number">{before}</td><td class="number">{now}</td><td class="number">'
        f'{_change(change) if change else "–"}</td><td>{strip}</td><td class="number">{counted}</td></tr>'
    )


def _change(change: Change) -> str:
    if change.difference is None:
        return "–"
    return f'<span class="{change.word}">{change.difference:+.3f}</span>'


def _verdict(compared: Comparison | None) -> str:
    if compared is None:
        return notice("There is no baseline for these questions, so nothing is compared.", "info")
    fell = [change.name for change in compared.fell]
    came = f"{len(compared.lost)} went wrong that did not before, {compared.gained} came right"
    told = f"{compared.compared} questions compared with the baseline: {came}."
    if fell:
        return notice(f"{told} Below it: {', '.join(fell)}.", "bad")
    return notice(f"{told} No figure fell by more than noise.", "good")


def kinds(shown: Sequence[KindScores]) -> str:
    return f'<div class="scroll">{plots.by_kind(shown)}</div>' if shown else ""


def latency(summed: Scores) -> str:
    if not summed.latencies:
        return ""
    told = quiet("Half of the questions take the bar, 95% no more than the line.")
    return f'{told}<div class="scroll">{plots.latency(summed.latencies)}</div>'


def questions(outcomes: Sequence[Outcome], only_wrong: bool, kind: str) -> str:
    shown = [
        each for each in outcomes if (not only_wrong or each.marks.faults) and (not kind or each.marks.kind == kind)
    ]
    if not shown:
        return empty(
            "No question here", "Every question of this kind went right." if only_wrong else "Choose another kind."
        )
    return quiet(f"{len(shown)} of {len(outcomes)} questions; click one for its answer and its chunks.") + "".join(
        map(_question, shown)
    )


def _question(outcome: Outcome) -> str:
    marks = outcome.marks
    faults = "".join(chip(fault, "bad") for fault in marks.faults) or chip("right", "good")
    rank = (
        f"first right chunk at rank {marks.ranks[0]}" if marks.ranks else "no right chunk found" if marks.sought else ""
    )
    found = "".join(
        f"<li>{chip('right', 'good') if each.right else chip(f'{at}')} {link(each.url, each.title)} "
        f"<span class='quiet'>{escape(each.section)} · {each.score:.2f}</span></li>"
        for at, each in enumerate(outcome.found, start=1)
    )
    expected = "".join(f"<li><q>{escape(words)}</q></li>" for words in outcome.case.sought)
    wished = f"<h4>Expected</h4><ul>{expected}</ul>" if expected else quiet("The book should not answer this.")
    return (
        f'<details class="group"><summary><b>{escape(marks.question)}</b>{badge(marks.status)}{faults}'
        f"<span class='quiet'>{escape(marks.kind)} · {rank}{' · ' if rank else ''}{marks.total_ms:.0f} ms</span></summary>"
        f'<div class="said">{escape(outcome.answer)}</div>{wished}<h4>Found</h4><ul class="diff">{found}</ul></details>'
    )
