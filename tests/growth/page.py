"""The figures as one HTML page that needs nothing else: three plots on logarithmic axes, and the table.

Knows pixels. Its style is the evaluation's.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import pairwise

from growth.figures import BASE, Size, verdict
from growth.table import table

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 96, 16, 32
_WORD_HEIGHT = 15
_KINDS = ("one", "two", "three")
_STYLE = """
svg .one, svg .two, svg .three { fill: none; stroke-width: 2.2; stroke-linejoin: round }
svg .one { stroke: var(--in) } svg .two { stroke: var(--out) } svg .three { stroke: var(--all) }
svg .one-words { fill: var(--in) } svg .two-words { fill: var(--out) } svg .three-words { fill: var(--all) }
pre { margin: 0; overflow-x: auto; font-size: 13px }
"""


@dataclass(frozen=True)
class _Curve:
    name: str
    value: Callable[[Size], float | None]


_PLOTS = (
    (
        "Ingest, seconds of CPU",
        (_Curve("ingest", lambda size: size.ingested.cpu), _Curve("again", lambda size: size.ingested.again_cpu)),
    ),
    (
        "Memory and disk, MB",
        (
            _Curve("ingest peak", lambda size: size.ingested.peak_mb),
            _Curve("serving", lambda size: size.read.serving_mb),
            _Curve("on disk", lambda size: size.ingested.index_mb),
        ),
    ),
    (
        "Milliseconds, median",
        (
            _Curve("search", lambda size: size.read.search_p50),
            _Curve("answer", lambda size: size.read.answer_p50),
            _Curve("local mode", lambda size: size.rival.search_p50 if size.rival else None),
        ),
    ),
)


def render(sizes: Sequence[Size]) -> str:
    plots = "".join(
        f"<section><h2>{escape(title)}</h2>{_plot(title, curves, sizes)}</section>" for title, curves in _PLOTS
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    style = files("rag.evaluation").joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Growth</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}"><style>{style}{_STYLE}</style></head><body><main>'
        f'<header><h1>What books of more and more chunks cost</h1><p class="quiet">{escape(verdict(sizes))}</p></header>'
        f'<div class="pair">{plots}</div><section><p class="note">Dashed above: each chunk costs what it costs at '
        f"{BASE:,}.</p><pre>{escape(table(sizes))}</pre></section></main></body></html>\n"
    )


class _Scale:
    """A logarithmic axis from ``low`` to ``high``, both powers of ten."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        positive = [value for value in values if value > 0] or [1.0]
        self.low = math.floor(math.log10(min(positive)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(positive))))
        self._first, self._last = first, last

    def __call__(self, value: float) -> float:
        share = (math.log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return self._first + share * (self._last - self._first)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def _plot(title: str, curves: Sequence[_Curve], sizes: Sequence[Size]) -> str:
    points = {
        curve.name: [(size.chunks, value) for size in sizes if (value := curve.value(size)) is not None]
        for curve in curves
    }
    across = _Scale([size.chunks for size in sizes], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([value for each in points.values() for _, value in each], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<line x1="{_LEFT}" y1="{up(tick):.1f}" x2="{_WIDTH - _RIGHT}" y2="{up(tick):.1f}" class="base"/>'
        for tick in up.ticks()
    ]
    parts += [_text(_LEFT - 8, up(tick) + 4, f"{tick:g}", "axis", "end") for tick in up.ticks()]
    parts += [_text(across(tick), _HEIGHT - 10, f"{tick:,.0f}", "axis", "middle") for tick in across.ticks()]
    if title.startswith("Ingest"):
        parts.append(_linear(sizes, across, up))
    drawn = [(kind, name, each) for kind, (name, each) in zip(_KINDS, points.items(), strict=False) if each]
    for kind, name, each in drawn:
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in each)
        told = "; ".join(f"{y:.3g} at {x:,}" for x, y in each)
        parts.append(f'<g><title>{escape(f"{name}: {told}")}</title><polyline class="{kind}" points="{path}"/></g>')
    heights = _apart([up(each[-1][1]) for _, _, each in drawn])
    for (kind, name, each), height in zip(drawn, heights, strict=True):
        parts.append(_text(across(each[-1][0]) + 8, height + 4, name, f"{kind}-words", "start"))
    label = escape(f"{title} by chunks")
    return f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _apart(heights: Sequence[float]) -> list[float]:
    """The same, moved down where a word would stand on another."""
    moved = list(heights)
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + _WORD_HEIGHT)
    return moved


def _linear(sizes: Sequence[Size], across: _Scale, up: _Scale) -> str:
    """Where a chunk costs everywhere what it costs at the base."""
    ends = [(across(size.chunks), up(size.ingested.beside / BASE * size.chunks)) for size in (sizes[0], sizes[-1])]
    (x1, y1), (x2, y2) = ends
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="diagonal"><title>linear</title></line>'
    )


def _text(x: float, y: float, words: str, kind: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
