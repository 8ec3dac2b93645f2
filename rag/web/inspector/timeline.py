"""Where the time of an answer went, as a picture: each stage begins where the last one ended.

Knows the stages of the flow by their names in a trace, and what each of them does, for whoever hovers.
"""

from collections.abc import Mapping
from html import escape

WHOLE = "whole"
_SAYS = {
    "recall": "the conversation so far is read from the store",
    "embed": "the question becomes a vector",
    "search": "the index finds candidates by meaning and by words",
    "rank": "candidates are read sentence by sentence and put in order",
    "answer": "the answer is written from the passages",
    "check": "each claim is held against its passage",
    "remember": "the turn is written to the store",
    "shared": "the answer was made for somebody who asked the same",
}
_NAMES, _RIGHT, _ROW, _WIDTH, _TOP = 86, 70, 26, 640, 22
_TICKS = 4


def timeline(timings_ms: Mapping[str, float]) -> str:
    """Milliseconds from left to right, a row a stage."""
    stages = [(name, ms) for name, ms in timings_ms.items() if name != WHOLE]
    total = max(timings_ms.get(WHOLE, 0.0), sum(ms for _, ms in stages), 0.01)
    scale = (_WIDTH - _NAMES - _RIGHT) / total
    longest = max((ms for _, ms in stages), default=0.0)
    bottom = _TOP + _ROW * len(stages)
    parts, start = [_axis(total, scale, bottom)], 0.0
    for row, (name, ms) in enumerate(stages):
        parts.append(_stage(name, ms, start, scale, _TOP + row * _ROW, longest))
        start += ms
    label = f"{total:.0f} ms in {len(stages)} stages"
    return f'<svg class="timeline" viewBox="0 0 {_WIDTH} {bottom + 6}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _axis(total: float, scale: float, bottom: float) -> str:
    parts = []
    for tick in range(_TICKS + 1):
        ms = total * tick / _TICKS
        x = _NAMES + ms * scale
        words = f"{ms:.1f}" if total < 20 else f"{ms:.0f}"
        unit = " ms" if tick == _TICKS else ""
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{_TOP - 4}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(f'<text class="axis" x="{x:.1f}" y="{_TOP - 10}" text-anchor="middle">{words}{unit}</text>')
    return "".join(parts)


def _stage(name: str, ms: float, start: float, scale: float, y: float, longest: float) -> str:
    x, width = _NAMES + start * scale, max(2.0, ms * scale)
    kind = "stage slowest" if ms == longest and ms > 0 else "stage"
    says = escape(f"{name}: {ms:.1f} ms, {_SAYS.get(name, 'a stage of the answer')}")
    # Beside the bar, and left of it where there is no room on the right.
    inside = x + width + 8 > _WIDTH - _RIGHT + 8
    at, anchor = (x + width + 6, "start") if not inside or x < _NAMES + 60 else (x - 6, "end")
    return (
        f'<g class="{kind}"><title>{says}</title><text class="name" x="0" y="{y + 15}">{escape(name)}</text>'
        f'<rect x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="14" rx="3"/>'
        f'<text class="number" x="{at:.1f}" y="{y + 16}" text-anchor="{anchor}">{ms:.1f} ms</text></g>'
    )
