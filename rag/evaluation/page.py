"""A run as one HTML page that needs nothing else: no network, no file beside it.

Knows how a run is told to people who want to look closer. All text is escaped: questions and the book's words are data here too.
"""

import time
from collections.abc import Sequence
from html import escape
from importlib.resources import files

import numpy as np

from rag.draft import COVERED, NOT_COVERED
from rag.evaluation import plots
from rag.evaluation.baseline import Change, Comparison
from rag.evaluation.failures import failures
from rag.evaluation.figures import QUALITIES, Figure, relevance_columns
from rag.evaluation.record import About
from rag.evaluation.runner import Evaluation
from rag.evaluation.scores import LET_IN, KindScores, Scores
from rag.evaluation.table import parts_of, spent

# The browser itself refuses whatever a page like this has no business loading.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)
_TILES = ("hit@1", "hit@5", "insiders answered", "refusal recall", "AUROC", "answer containment", "citation precision")
_WHOLE = "quote validity"  # anything below all of them is a fault


def render(about: About, scores: Scores, evaluation: Evaluation, compared: Comparison | None = None) -> str:
    body = [
        _header(about, scores),
        _tiles(scores),
        _figures(scores, compared),
        _lost(compared) if compared else "",
        _by_kind(scores) if scores.kinds else "",
        _refusal(scores, evaluation),
        _latencies(scores) if scores.latencies else "",
        failures(evaluation),
        _footer(about),
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evaluation of {escape(about.book)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        f"<style>{_asset('page.css')}</style></head><body><main>{''.join(body)}</main>"
        f"<script>{_asset('page.js')}</script></body></html>\n"
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _header(about: About, scores: Scores) -> str:
    asked = f"{scores.asked} questions" if scores.asked == about.of else f"{scores.asked} of {about.of} questions"
    return (
        f'<header><h1>Evaluation of {escape(about.book)}</h1><p class="quiet">{asked} of {escape(about.questions)} over '
        f"{about.pages} pages, {about.chunks} chunks · {escape(about.parts)} parts: {escape(parts_of(about))} · "
        f"{about.seconds:.1f} s · {spent(about, scores)}</p></header>"
    )


def _tiles(scores: Scores) -> str:
    tiles = []
    for name in (*_TILES, _WHOLE):
        figure = scores.figure(name)
        if figure.value is not None:
            bad = " bad" if name == _WHOLE and figure.value < 1 else ""
            shown = f"{figure.value:.1%}" if name != "AUROC" else f"{figure.value:.3f}"
            tiles.append(f'<div class="tile{bad}"><b>{shown}</b><span>{escape(name)}</span></div>')
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _figures(scores: Scores, compared: Comparison | None) -> str:
    changes = {change.name: change for change in compared.changes} if compared else {}
    rows, group = [], ""
    for figure in scores.figures:
        if figure.group != group:
            group = figure.group
            rows.append(f'<tr class="group"><td colspan="6">{group}</td></tr>')
        rows.append(_figure(figure, changes.get(figure.name)))
    change = '<th class="number">change</th>' if compared else ""
    note = "The bar is the interval that holds the figure in 95% of 2,000 draws of the questions."
    if scores.kept_out is not None:
        note += (
            f" A threshold that answers {LET_IN:.0%} of the insiders refuses {scores.kept_out:.1%} of the outsiders."
        )
    return (
        f'<section><h2>Figures</h2><p class="note">{note}</p><div class="scroll"><table><thead><tr><th></th>'
        f'<th class="number">value</th><th></th><th class="number">counted</th>{change}<th></th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _figure(figure: Figure, change: Change | None) -> str:
    if figure.value is None:
        value, strip = "–", ""
    else:
        value, strip = f"<b>{figure.value:.3f}</b>", plots.strip(figure.value, figure.low, figure.high)
    return (
        f'<tr><td>{escape(figure.name)}</td><td class="number">{value}</td><td>{strip}</td>'
        f'<td class="number">{figure.counted}</td>{_change(change) if change else ""}<td class="says">{escape(figure.says)}</td></tr>'
    )


def _change(change: Change) -> str:
    if change.difference is None:
        return '<td class="number">–</td>'
    spread = f"95%: {change.low:+.3f} to {change.high:+.3f}" if change.low is not None else ""
    return f'<td class="number {change.word}" title="{spread}">{change.difference:+.3f}{" fell" if change.fell else ""}</td>'


def _lost(compared: Comparison) -> str:
    rows = "".join(
        f'<tr><td class="says">{escape(each.question)}</td><td>{escape(each.kind)}</td><td class="says fell">'
        f"{escape(', '.join(each.faults))}</td></tr>"
        for each in compared.lost
    )
    table = f'<div class="scroll"><table>{rows}</table></div>' if rows else ""
    way = "question by question" if compared.paired else "as two separate samples"
    return (
        f'<section><h2>Against the baseline</h2><p class="note">{compared.compared} questions compared {way}: '
        f"{len(compared.lost)} went wrong that did not before, {compared.gained} came right.</p>"
        f"{table}</section>"
    )


def _by_kind(scores: Scores) -> str:
    return (
        '<section><h2>By kind</h2><p class="note">A figure that a kind can\'t have, for nothing is expected of it, shows a dash.</p>'
        f'<div class="scroll">{plots.by_kind(scores.kinds)}</div>'
        f"<details><summary>All figures by kind</summary>{_kind_table(scores)}</details></section>"
    )


def _kind_table(scores: Scores) -> str:
    names = [each.name for each in QUALITIES if any(kind.values[each.name] is not None for kind in scores.kinds)]
    head = "".join(f'<th class="number">{escape(name)}</th>' for name in ("asked", *names))
    rows = "".join(_kind_row(kind, names) for kind in scores.kinds)
    return f'<div class="scroll"><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _kind_row(kind: KindScores, names: list[str]) -> str:
    values = [kind.values[name] for name in names]
    cells = "".join(f'<td class="number">{"–" if value is None else f"{value:.3f}"}</td>' for value in values)
    return f'<tr><td>{escape(kind.kind)}</td><td class="number">{kind.asked}</td>{cells}</tr>'


def _refusal(scores: Scores, evaluation: Evaluation) -> str:
    relevances, insiders = relevance_columns(evaluation.marks)
    known = ~np.isnan(relevances)
    relevances, insiders = relevances[known], insiders[known]
    if not (insiders == 1).any() or not (insiders == 0).any():
        return ""
    thresholds = {"refused below": NOT_COVERED, "in full from": COVERED}
    named = {f"{words} {at:g}": at for words, at in thresholds.items()}
    return (
        f'<div class="pair"><section><h2>Relevance</h2><p class="note">Questions in the book and not in it, by how sure '
        f"the search is.</p>{plots.relevance(relevances, insiders, named)}</section>"
        f'<section><h2>Refusal</h2><p class="note">Insiders let in (up) against outsiders let in (right), by threshold.</p>'
        f"{plots.roc_curve(relevances, insiders, NOT_COVERED, scores.figure('AUROC').value)}</section></div>"
    )


def _latencies(scores: Scores) -> str:
    return (
        '<section><h2>Latency by stage</h2><p class="note">Half of the questions take the bar, 95% no more than the line.</p>'
        f'<div class="scroll">{plots.latency(scores.latencies)}</div>'
        f"<details><summary>Latency and tokens by kind</summary>{_cost_table(scores)}</details></section>"
    )


def _cost_table(scores: Scores) -> str:
    stages = [each.stage for each in scores.latencies]
    head = "".join(f'<th class="number">{escape(name)}</th>' for name in ("tokens", *stages))
    rows = "".join(_cost_row(kind, stages) for kind in scores.kinds)
    return (
        '<p class="note">Milliseconds, p50 / p95; tokens a question.</p>'
        f'<div class="scroll"><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cost_row(kind: KindScores, stages: Sequence[str]) -> str:
    laps = {each.stage: f"{each.p50:.1f} / {each.p95:.1f}" for each in kind.latencies}
    cells = "".join(
        f'<td class="number">{value}</td>' for value in (f"{kind.tokens:.0f}", *(laps.get(s, "–") for s in stages))
    )
    return f"<tr><td>{escape(kind.kind)}</td>{cells}</tr>"


def _footer(about: About) -> str:
    return f"<footer>Made by python -m rag eval, {time.strftime('%Y-%m-%d %H:%M')} · seed {about.seed}</footer>"
