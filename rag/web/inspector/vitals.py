"""How the program is, as HTML: its parts and services, what was asked in the last hour, and what the doctor found.

Knows pictures and words. All it shows was gathered elsewhere.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from rag.doctor import Finding, Report
from rag.remembered import Asked
from rag.web.inspector.markup import STATUS_WORDS, ago, badge, chip, empty, facts, notice, quiet, table
from rag.web.models import CheckModel, HealthResponse

_WIDTH, _LEFT, _RIGHT, _TALL, _TOP = 640, 40, 10, 110, 12
MINUTES = 60
_STEP = 5  # minutes a column of the plots

_WORDS = {
    "ok": "Everything works",
    "degraded": "It answers, with something missing",
    "error": "It can't answer",
    "broken": "It can't answer",
}


@dataclass(frozen=True, slots=True)
class Vitals:
    """``tokens``: of today, None where nobody knows; ``budget``: 0 for no limit; ``index``: which, and since when."""

    health: HealthResponse
    seconds_up: float
    tokens: int | None
    budget: int
    token_price: float
    cached_answers: int
    index: str
    index_age: str
    busy: int
    waiting_writes: int


def vitals(seen: Vitals) -> str:
    health = seen.health
    services = {name: check for name, check in health.checks.items() if check.fallbacks is not None}
    parts = {name: check for name, check in health.checks.items() if name not in services}
    return (
        f'<header class="verdict">{badge(health.status)}<p>{_WORDS[health.status]}.</p></header>{_tiles(seen)}'
        f"<h3>What serves</h3>{_cards(parts)}<h3>Services</h3>{_services(services)}"
    )


def _tiles(seen: Vitals) -> str:
    tiles = [
        ("up for", _span(seen.seconds_up)),
        ("version", seen.health.version),
        (f"index {seen.index}", seen.index_age),
        ("answers being made", str(seen.busy)),
        ("answers in the cache", str(seen.cached_answers)),
        ("writes that wait", str(seen.waiting_writes)),
    ]
    shown = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span></div>' for name, value in tiles
    )
    return f'<div class="tiles">{shown}{_budget(seen)}</div>'


def _budget(seen: Vitals) -> str:
    if seen.tokens is None:
        return '<div class="tile"><b>?</b><span>tokens today: the database does not say</span></div>'
    cost = f", ${seen.tokens * seen.token_price / 1e6:.2f}" if seen.token_price else ""
    if not seen.budget:
        return f'<div class="tile"><b>{seen.tokens:,}</b><span>tokens today{cost}; no limit</span></div>'
    share = seen.tokens / seen.budget
    full = " full" if share >= 1 else ""
    return (
        f'<div class="tile"><b>{share:.0%}</b><span>{seen.tokens:,} of {seen.budget:,} tokens today{cost}</span>'
        f'<div class="meter{full}" style="--share:{min(share, 1.0):.3f}"><i></i></div></div>'
    )


def _cards(checks: Mapping[str, CheckModel]) -> str:
    return f'<div class="cards">{"".join(_card(name, check) for name, check in checks.items())}</div>'


def _card(name: str, check: CheckModel) -> str:
    mark = chip("ok", "good") if check.ok else chip("not well", "bad")
    return (
        f'<article class="card"><header><b>{escape(name)}</b>{mark}</header><p class="part">{escape(check.part)}</p>'
        f'<p class="quiet">{escape(check.detail)}</p></article>'
    )


def _services(services: Mapping[str, CheckModel]) -> str:
    if not services:
        return empty(
            "No service is set up", "All parts are embedded: nothing here can be down. A secret turns each one on."
        )
    rows = [
        (
            f"<b>{escape(name)}</b>",
            chip("answers", "good") if check.ok else chip("fails", "bad"),
            str(check.fallbacks or 0),
            escape(f"failing since {ago(check.failing_since)}" if check.failing_since else "–"),
            escape(check.last_failure or "never"),
            escape(f"in {check.asked_again_in} s" if check.asked_again_in else "–"),
        )
        for name, check in services.items()
    ]
    return table(["service", "", "fallbacks", "outage", "last failure", "asked again"], rows, numbers=(2,))


def last_hour(asked: Sequence[Asked], now: float, keeps: bool) -> str:
    """Questions and their latency in columns of five minutes, the newest on the right."""
    if not keeps:
        return empty("Nothing is counted", "TRACE_QUESTIONS is off, so it is not kept what was asked and when.")
    recent = [each for each in asked if now - each.at < MINUTES * 60]
    if not recent:
        return empty("Nobody asked in the last hour", "Questions and their latency will stand here.")
    times = sorted(each.ms for each in recent)
    told = (
        f"{len(recent)} questions; half were answered within {times[len(times) // 2]:.0f} ms, 95% within "
        f"{times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]:.0f} ms."
    )
    key = "".join(f'<span><i class="s-{status}"></i>{words}</span>' for status, words in STATUS_WORDS.items())
    return (
        f'{quiet(told)}<div class="two"><div><h4>Questions</h4>{_counts(recent, now)}<div class="key">{key}</div></div>'
        f"<div><h4>Latency, one dot an answer</h4>{_latency(recent, now)}</div></div>"
    )


def _counts(asked: Sequence[Asked], now: float) -> str:
    columns: list[dict[str, int]] = [{} for _ in range(MINUTES // _STEP)]
    for each in asked:
        column = columns[-1 - min(int((now - each.at) // (60 * _STEP)), len(columns) - 1)]
        column[each.status] = column.get(each.status, 0) + 1
    most = max(sum(column.values()) for column in columns)
    width = (_WIDTH - _LEFT - _RIGHT) / len(columns)
    parts = [_frame(str(most), "0")]
    for at, column in enumerate(columns):
        y = float(_TOP + _TALL)
        for status in STATUS_WORDS:
            if count := column.get(status, 0):
                height = _TALL * count / most
                y -= height
                title = f"{count} {STATUS_WORDS[status].lower()}, {(len(columns) - at) * _STEP} minutes ago"
                parts.append(
                    f'<g><title>{title}</title><rect class="s-{status}" x="{_LEFT + at * width + 3:.1f}" y="{y:.1f}" '
                    f'width="{width - 6:.1f}" height="{height:.1f}" rx="2"/></g>'
                )
    return _svg(parts, f"{len(asked)} questions in the last hour")


def _latency(asked: Sequence[Asked], now: float) -> str:
    longest = max(max(each.ms for each in asked), 1.0)
    parts = [_frame(_short(longest), "0")]
    for each in asked:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * (1 - (now - each.at) / (MINUTES * 60))
        y = _TOP + _TALL * (1 - each.ms / longest)
        title = f"{each.ms:.0f} ms: {each.question}"
        parts.append(f'<circle class="lap" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(title)}</title></circle>')
    return _svg(parts, f"latency of {len(asked)} answers, at most {longest:.0f} ms")


def _frame(top: str, bottom: str) -> str:
    right, base = _WIDTH - _RIGHT, _TOP + _TALL
    lines = _line("base", base, right) + _line("grid", _TOP, right)
    ends = _word("an hour ago", _LEFT, base + 16, "start") + _word("now", right, base + 16, "end")
    scale = _word(top, _LEFT - 6, _TOP + 4, "end") + _word(bottom, _LEFT - 6, base, "end")
    return lines + ends + scale


def _line(kind: str, y: float, right: float) -> str:
    return f'<line class="{kind}" x1="{_LEFT}" y1="{y}" x2="{right}" y2="{y}"/>'


def _word(words: str, x: float, y: float, anchor: str) -> str:
    return f'<text class="axis" x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def _svg(parts: Sequence[str], label: str) -> str:
    height = _TOP + _TALL + 22
    return f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _short(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms"


def _span(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


# ---------------------------------------------------------------- the doctor


def examined(report: Report) -> str:
    cards = "".join(map(_finding, report.findings))
    asked_at = time.strftime("%H:%M:%S", time.gmtime())
    hints = [each.hint for each in report.findings if each.hint]
    more = (
        f"<h4>What could be turned on</h4><ul>{''.join(f'<li>{escape(hint)}</li>' for hint in hints)}</ul>"
        if hints
        else ""
    )
    return (
        f'<header class="verdict">{badge(str(report.verdict))}<p>{_WORDS.get(str(report.verdict), "")}. '
        f'<span class="quiet">asked at {asked_at} UTC</span></p></header>'
        f'<div class="cards">{cards}</div>{more}'
    )


def _finding(finding: Finding) -> str:
    kinds = {"ok": "good", "degraded": "warn", "broken": "bad"}
    told = facts(
        [
            ("by", "off" if str(finding.kind) == "off" else finding.provider),
            ("where", finding.where),
            ("answered in", f"{finding.latency_ms:g} ms" if finding.latency_ms is not None else ""),
            ("model", finding.model),
            ("collection", finding.collection),
            ("pages", "" if finding.pages is None else str(finding.pages)),
            ("chunks", "" if finding.points is None else str(finding.points)),
            ("dimensions", str(finding.dimension or "")),
            ("schema", "" if finding.schema_version is None else str(finding.schema_version)),
            ("", finding.detail),
            ("meanwhile", finding.instead),
        ]
    )
    wrong = notice(finding.problem, "bad") if finding.problem else ""
    mark = chip(str(finding.verdict), kinds.get(str(finding.verdict), ""))
    return f'<article class="card"><header><b>{escape(finding.part)}</b>{mark}</header>{told}{wrong}</article>'
