"""The questions that went wrong, each to be opened: what was asked, expected, found and said.

Knows HTML and outcomes. Part of the page of a run.
"""

import re
from collections import Counter
from html import escape

from rag.evaluation.cases import Case
from rag.evaluation.gold import bare, stands_in
from rag.evaluation.outcome import Found, Outcome
from rag.evaluation.runner import Evaluation

_BLANK_LINES = re.compile(r"\n\s*\n")
_MOST = 2000  # more than anybody opens, and than a browser lists at ease


def failures(evaluation: Evaluation) -> str:
    wrong = [outcome for outcome in evaluation.outcomes if outcome.marks.faults]
    if not wrong:
        return '<section><h2>What went wrong</h2><p class="note">Nothing.</p></section>'
    shown = wrong[:_MOST]
    more = f" The first {_MOST} are listed." if len(wrong) > _MOST else ""
    return (
        f'<section><h2>What went wrong</h2><p class="note">{len(wrong)} of {len(evaluation.outcomes)} questions, '
        f"in the order of the file.{more}</p>{_filters(shown)}{''.join(map(_failure, shown))}</section>"
    )


def _filters(wrong: list[Outcome]) -> str:
    faults = Counter(fault for outcome in wrong for fault in outcome.marks.faults)
    kinds = Counter(outcome.marks.kind for outcome in wrong)
    return (
        f'<div class="filters">{_select("fault", "every fault", faults)}{_select("kind", "every kind", kinds)}'
        '<input id="words" type="search" placeholder="with these words" aria-label="with these words"><output id="shown"></output></div>'
    )


def _select(name: str, everything: str, counted: Counter[str]) -> str:
    options = "".join(
        f'<option value="{escape(each)}">{escape(each)} ({count})</option>' for each, count in counted.most_common()
    )
    return f'<select id="{name}" aria-label="{everything}"><option value="">{everything}</option>{options}</select>'


def _failure(outcome: Outcome) -> str:
    marks, case = outcome.marks, outcome.case
    chips = "".join(f'<span class="chip bad">{escape(fault)}</span>' for fault in marks.faults)
    rows = {
        "Earlier": "<br>".join(escape(f"{each.question} → {each.answer}") for each in case.history),
        "Selected": escape(case.context),
        "Page": escape(case.page),
        "Searched": escape(outcome.searched) if outcome.searched != case.question else "",
        "Expected": _expected(case, outcome.answer),
        "Status": escape(_status(outcome)),
        "Found": f"<ol>{''.join(map(_found, outcome.found))}</ol>" if outcome.found else "",
    }
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows.items() if value)
    return (
        f'<details data-kind="{escape(marks.kind)}" data-faults="{escape("|".join(marks.faults))}"><summary>'
        f'<span class="question">{escape(case.question)}</span>{chips}<span class="chip">{escape(marks.kind)}</span></summary>'
        f'<dl>{told}<dt>Answer</dt><dd class="said">{escape(outcome.answer)}</dd>{_sources(outcome)}'
        f"{_place(case)}</dl></details>"
    )


def _expected(case: Case, answer: str) -> str:
    """What the answer holds, and what it lacks."""
    said = bare(answer)
    words = [
        f'<mark class="{"" if stands_in(bare(each), said) else "missing"}">{escape(each)}</mark>'
        for each in case.sought
    ]
    return " · ".join(words)


def _status(outcome: Outcome) -> str:
    in_book = outcome.case.in_book
    wanted = "" if in_book is None else f", expected {'answered' if in_book else 'not_in_book'}"
    relevance = outcome.marks.relevance
    return f"{outcome.marks.status}{wanted}" + ("" if relevance is None else f"; relevance {relevance:.2f}")


def _found(found: Found) -> str:
    name = escape(found.title + (f" › {found.section}" if found.section else ""))
    right = " <mark>right</mark>" if found.right else ""
    snippet = escape(_BLANK_LINES.sub("\n", found.snippet))
    return (
        f'<li class="{"right" if found.right else ""}">{name} <span class="quiet">{found.score:.2f}</span>{right}'
        f"<small>{snippet}</small></li>"
    )


def _sources(outcome: Outcome) -> str:
    quotes = "".join(f"<li>{escape(each.quote)}</li>" for each in outcome.sources)
    return f"<dt>Quoted</dt><dd><ol>{quotes}</ol></dd>" if quotes else ""


def _place(case: Case) -> str:
    return f'<dt>Line</dt><dd class="quiet">{escape(case.place)}</dd>' if case.place else ""
