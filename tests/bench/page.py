"""A run as one HTML page that needs nothing else: no network, no script, no file beside it.

Knows the record of a run, as it is written to JSON, and how it is told to people.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.figures import LIMIT, OURS, PLAIN, SYSTEMS
from bench.plan import FORMS
from bench.plots import curves

_CLASSES = {OURS: "ours", PLAIN: "plain", LIMIT: "limit"}
_PLOTS = (
    ("rate", "Answers a second", "answers a second"),
    ("p95", "p95 of the whole answer, ms", "ms"),
    ("first_p95", "p95 of the first words, ms", "ms"),
    ("cpu", "CPU of an answer, ms", "ms"),
    ("health_p99", "p99 of /health meanwhile, ms", "ms"),
    ("mb", "Memory, MB", "MB"),
)
_COLUMNS = (
    ("rate", "answers/s", ".2f"),
    ("p50", "p50", ".0f"),
    ("p95", "p95", ".0f"),
    ("p99", "p99", ".0f"),
    ("first_p50", "first p50", ".0f"),
    ("first_p95", "first p95", ".0f"),
    ("health_p50", "/health p50", ".1f"),
    ("health_p99", "p99", ".0f"),
    ("cpu", "CPU", ".1f"),
    ("mb", "MB", ".0f"),
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = Path(__file__).with_name("page.css")

Record = Mapping[str, Any]


def render(record: Record) -> str:
    body = [_header(record), _goals(record["goals"])]
    if record["measured"]:
        body += [_plots(record["measured"], form) for form in FORMS]
        body.append(_table("All figures", record["measured"]))
    if record["embedded"]:
        body.append(_table("The embedded parts alone, on one core", {"": record["embedded"]}))
    body.append(_beside(record))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>How fast it answers</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _header(record: Record) -> str:
    plan = record["plan"]
    return (
        f'<header><h1>How fast it answers</h1><p class="quiet">{escape(record["services"])}</p>'
        f'<p class="quiet">{plan["rounds"]} rounds of {plan["seconds"]:g} s in turns, {record["seconds"]} s in all. Compare the '
        "systems, not the seconds: they were measured side by side on one machine.</p></header>"
    )


def _goals(goals: Sequence[Record]) -> str:
    rows = "".join(
        f'<tr class="{_word(goal)}"><td><b>{escape(goal["word"])}</b></td><td>{escape(goal["words"])}</td>'
        f'<td class="number">{_number(goal["value"], ".2f")}</td><td class="number">{"≤" if goal["most"] else "≥"} '
        f"{goal['bound']:g} {goal['unit']}</td></tr>"
        for goal in goals
    )
    return f'<section><h2>Goals</h2><div class="scroll"><table><tbody>{rows}</tbody></table></div></section>'


def _word(goal: Record) -> str:
    return {"reached": "good", "NOT REACHED": "bad"}.get(goal["word"], "quiet")


def _plots(measured: Record, form: str) -> str:
    named = {name: re.fullmatch(rf"(\d+) at once, {form}", name) for name in measured}
    places = {name: int(found[1]) for name, found in named.items() if found}
    if not places:
        return ""
    key = "".join(f'<span class="key {_CLASSES[name]}">{name}</span>' for name in SYSTEMS)
    plots = [
        f"<figure><figcaption>{title}</figcaption>{curves(list(places.values()), _lines(measured, places, name), title, unit)}</figure>"
        for name, title, unit in _PLOTS
    ]
    head = f"<h2>{form.capitalize()} answers, by visitors at once</h2><p>{key}</p>"
    return f'<section>{head}<div class="plots">{"".join(plots)}</div></section>'


def _lines(measured: Record, places: Mapping[str, int], name: str) -> dict[str, list[float | None]]:
    return {_CLASSES[each]: [measured[load][each][name] for load in places] for each in SYSTEMS}


def _table(title: str, measured: Record) -> str:
    head = "".join(f'<th class="number">{title}</th>' for _, title, _ in _COLUMNS)
    rows = []
    for load, of in measured.items():
        rows.append(f'<tr class="group"><td colspan="{len(_COLUMNS) + 2}">{escape(load)}</td></tr>' if load else "")
        for name, each in of.items():
            cells = "".join(f'<td class="number">{_number(each[key], form)}</td>' for key, _, form in _COLUMNS)
            errors = ", ".join(f"{count} {error}" for error, count in each["errors"].items())
            rows.append(f'<tr><td>{escape(name)}</td>{cells}<td class="number">{escape(errors) or 0}</td></tr>')
    return (
        f'<section><h2>{title}</h2><p class="quiet">Milliseconds, where nothing else is said.</p><div class="scroll"><table>'
        f'<thead><tr><th></th>{head}<th class="number">errors</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div></section>'
    )


def _beside(record: Record) -> str:
    told = [
        f"A question asked again, {each['form']}: {each['again']:.1f} ms; the first time {each['first']:.0f} ms."
        for each in record["repeated"]
    ]
    if beside := record["beside"]:
        shares = ", ".join(f"{escape(name)} {share:.0%}" for name, share in beside["busiest"].items())
        told.append(f"Those who measure, at their busiest, of a core each: {shares}.")
        told.append(f"{beside['answered']} answers, {beside['written']} of them asked of the chat model.")
    return f"<section><h2>Beside</h2><ul>{''.join(f'<li>{each}</li>' for each in told)}</ul></section>" if told else ""


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else f"{value:{form}}"
