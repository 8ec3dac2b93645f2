"""Lists of questions as HTML: rows that can be opened, groups of those that ask the same, and one question before and after.

Knows how to show; nothing here is asked or counted. All text is escaped.
"""

from collections.abc import Sequence
from html import escape

from rag.remembered import Asked, Trace
from rag.web.inspector.markup import ago, badge, chip, empty, facts, moment, quiet

_THUMBS = {"up": ("good", "good"), "down": ("bad", "bad")}  # words and colour
_OFF = "TRACE_QUESTIONS is off, so nothing is kept of what visitors ask."


def questions(listed: Sequence[Asked], most: int, keeps: bool) -> str:
    if not listed:
        hint = "Ask something in the chat, or wait for a visitor; or let the filters go." if keeps else _OFF
        return empty("No questions here", hint)
    told = f"The newest {len(listed)}; narrow the filters to see older ones." if len(listed) == most else ""
    count = f"{len(listed)} question{'s' if len(listed) != 1 else ''}. {told} Click one to see why it was answered so."
    return quiet(count) + f'<div class="rows">{"".join(map(_row, listed))}</div>'


def _row(asked: Asked) -> str:
    thumb = (
        f'<span title="{escape(asked.comment)}">{chip(*_THUMBS[asked.rating])}</span>'
        if asked.rating in _THUMBS
        else ""
    )
    page = f" · {escape(asked.page_path)}" if asked.page_path else ""
    return (
        f'<button type="button" class="row" data-message="{escape(asked.message_id)}"><span class="asked">{escape(asked.question)}'
        f"</span>{badge(asked.status)}<span class='when' title='{moment(asked.at)} UTC'>{ago(asked.at)}{page} · relevance "
        f"{asked.relevance:.2f} · {asked.ms:.0f} ms</span><span class='thumb'>{thumb}</span></button>"
    )


def groups(found: Sequence[Sequence[Asked]], keeps: bool) -> str:
    if not found:
        return empty("Nothing is unanswered", "Every question that is kept was answered in full." if keeps else _OFF)
    most = max(map(len, found))
    total = sum(map(len, found))
    shown = "".join(_group(group, most) for group in found[:100])
    return (
        quiet(f"{total} questions without a full answer, in {len(found)} groups that ask alike; the most asked first.")
        + f'<div class="groups">{shown}</div>'
    )


def _group(group: Sequence[Asked], most: int) -> str:
    latest = max(each.at for each in group)
    best = max(each.relevance for each in group)
    return (
        f'<details class="group"><summary><span class="count" style="--share:{len(group) / most:.3f}">{len(group)}×</span>'
        f"<b>{escape(group[0].question)}</b><span class='quiet'>last {ago(latest)} · best relevance {best:.2f}</span></summary>"
        f'<div class="rows">{"".join(map(_row, group[:50]))}</div></details>'
    )


def opened(trace: Trace, line: Asked | None) -> str:
    thumb = ""
    if line and line.rating:
        comment = f": {line.comment}" if line.comment else ""
        thumb = chip(f"rated {line.rating}{comment}", "warn" if line.rating == "down" else "good")
    about = facts(
        [("asked", f"{moment(trace.at)} UTC"), ("page", trace.question.page_path), ("selected", trace.question.context)]
    )
    return (
        f'<h3 class="about">{escape(trace.question.message)}</h3><p>{badge(trace.status)} {thumb}</p>{about}'
        f'<div class="said">{escape(trace.answer)}</div>'
    )


def again(before: Trace, now: Trace, settings: str) -> str:
    """What became of the question, and how the passages moved."""
    told = [
        ("settings", settings),
        ("status", f"{before.status} → {now.status}"),
        ("relevance", f"{before.relevance:.2f} → {now.relevance:.2f}"),
    ]
    told += [("passages", _moved(before, now)), ("took", f"{now.timings_ms.get('whole', 0.0):.0f} ms")]
    same = chip("the same answer", "info") if before.answer == now.answer else chip("another answer", "warn")
    return f'<p>{badge(now.status)} {same}</p>{facts(told)}<div class="said">{escape(now.answer)}</div>'


def _moved(before: Trace, now: Trace) -> str:
    old = [hit.chunk.chunk_id for hit in before.hits]
    new = [hit.chunk.chunk_id for hit in now.hits]
    if old == new:
        return f"the same {len(new)}, in the same order"
    common = set(old) & set(new)
    return f"{len(common)} of {len(old)} as before, {len(set(new) - common)} new, {len(set(old) - common)} gone"
