"""The plots of a run as inline SVG.

Knows pixels. Colours and type are the page's, by class name, so that one drawing serves light and dark.
"""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from rag.evaluation.metrics import Numbers, roc
from rag.evaluation.scores import TOTAL, KindScores, Latency

_WIDE, _HALF = 960, 460
_ROW = 26
_BINS = 20
_ROC_POINTS = 200

# What the plot by kind shows of each kind: the figure's name ("" for the right side), and its title.
_PANELS = (
    ("hit@5", "found in the first 5"),
    ("answer containment", "answer holds the words"),
    ("citation precision", "cited chunks are right"),
    ("", "rightly answered or refused"),
)


def by_kind(kinds: Sequence[KindScores]) -> str:
    """A row a kind, a bar a figure; no bar where a kind has none."""
    names, panel, gap, top = 130, 170, 36, 30
    parts = [_text(names + at * (panel + gap), 14, title, "axis") for at, (_, title) in enumerate(_PANELS)]
    for row, each in enumerate(kinds):
        y = top + row * _ROW
        parts.append(_text(0, y + 13, each.kind, "name"))
        for at, (name, title) in enumerate(_PANELS):
            value = each.values[name] if name else each.right_side
            x = names + at * (panel + gap)
            parts.append(_bar(x, y, panel, value, f"{each.kind}: {title}, {each.asked} questions"))
    return _svg(_WIDE, top + _ROW * len(kinds), "Figures by kind of question", parts)


def _bar(x: float, y: float, width: float, value: float | None, title: str) -> str:
    if value is None:
        return _text(x, y + 13, "–", "quiet")
    track, number = width - 44, f"{value:.2f}"
    return (
        f"<g>{_title(f'{title}: {value:.3f}')}{_rect(x, y + 3, track, 12, 'track')}"
        f"{_rect(x, y + 3, track * value, 12, 'in')}{_text(x + track + 8, y + 13, number, 'number')}</g>"
    )


def relevance(relevances: Numbers, insiders: Numbers, thresholds: Mapping[str, float]) -> str:
    """How relevance is spread: insiders upwards, outsiders downwards, each as shares of their own number."""
    left, right, middle, tall, top = 10, _HALF - 10, 150, 104, 34
    sides = [("in", relevances[insiders == 1], -1), ("out", relevances[insiders == 0], 1)]
    shares = [np.histogram(values, _BINS, (0, 1))[0] / max(len(values), 1) for _, values, _ in sides]
    most = max(float(share.max()) for share in shares) or 1.0
    step = (right - left) / _BINS
    parts = []
    for (name, values, way), share in zip(sides, shares, strict=True):
        for bin_, part in enumerate(share):
            height = tall * float(part) / most
            y = middle - height if way < 0 else middle
            told = f"{round(part * len(values))} of {len(values)} from {bin_ / _BINS:.2f} to {(bin_ + 1) / _BINS:.2f}"
            parts.append(f"<g>{_title(told)}{_rect(left + bin_ * step + 1, y, step - 2, height, name)}</g>")
    parts.append(_line(left, middle, right, middle, "base"))
    for words, at in thresholds.items():
        x = left + at * (right - left)
        parts += [_line(x, top - 10, x, middle + tall, "threshold"), _text(x, top - 16, words, "axis", "middle")]
    ticks = (0, 0.25, 0.5, 0.75, 1)
    parts += [_text(left + at * (right - left), middle + tall + 18, f"{at:g}", "axis", _anchor(at)) for at in ticks]
    parts += [_text(right, middle - tall + 14, "in the book ▲", "in-words", "end")]
    parts += [_text(right, middle + tall - 6, "not in the book ▼", "out-words", "end")]
    return _svg(_HALF, middle + tall + 26, "Relevance of questions in the book and not in the book", parts)


def roc_curve(relevances: Numbers, insiders: Numbers, refused_below: float, area: float | None) -> str:
    """Insiders let in against outsiders let in; the dot is where the flow stands today."""
    left, bottom, side = 44, 264, 240
    points = roc(relevances, insiders)
    thinned = points[:: max(1, len(points) // _ROC_POINTS)] + points[-1:]
    path = " ".join(f"{left + x * side:.1f},{bottom - y * side:.1f}" for x, y in thinned)
    wrongly = float((relevances[insiders == 0] >= refused_below).mean())
    rightly = float((relevances[insiders == 1] >= refused_below).mean())
    x, y = left + wrongly * side, bottom - rightly * side
    words = left + side + 18
    parts = [
        _line(left, bottom, left + side, bottom, "base"),
        _line(left, bottom, left, bottom - side, "base"),
        _line(left, bottom, left + side, bottom - side, "diagonal"),
        f'<polyline class="curve" points="{path}"/>',
        f'<circle class="here" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
        *(_text(left - 8, bottom - at * side + 4, f"{at:g}", "axis", "end") for at in (0, 0.5, 1)),
        *(_text(left + at * side, bottom + 16, f"{at:g}", "axis", "middle") for at in (0, 0.5, 1)),
        _text(words, 60, f"{area:.3f}" if area is not None else "–", "big"),
        _text(words, 80, "AUROC", "axis"),
        _text(words, 128, f"at {refused_below:g}, as it is:", "axis"),
        _text(words, 148, f"{rightly:.1%} of insiders", "in-words"),
        _text(words, 168, f"{wrongly:.1%} of outsiders", "out-words"),
        _text(words, 188, "are let in", "axis"),
    ]
    return _svg(_HALF, bottom + 24, "Insiders let in against outsiders let in", parts)


def latency(stages: Sequence[Latency]) -> str:
    """A bar to the median, a whisker to the 95th percentile."""
    names, right, top = 90, 150, 8
    longest = max([each.p95 for each in stages]) or 1.0
    scale = (_WIDE - names - right) / longest
    parts = []
    for row, each in enumerate(stages):
        y = top + row * _ROW
        middle, end = names + each.p50 * scale, names + each.p95 * scale
        parts += [
            _text(0, y + 13, each.stage, "name"),
            _rect(names, y + 3, each.p50 * scale, 12, "all" if each.stage == TOTAL else "in"),
            _line(middle, y + 9, end, y + 9, "whisker"),
            _line(end, y + 4, end, y + 14, "whisker"),
            _text(end + 10, y + 13, f"{each.p50:.1f} ms, p95 {each.p95:.1f}", "number"),
        ]
    return _svg(_WIDE, top + _ROW * len(stages), "Milliseconds by stage", parts)


def strip(value: float, low: float | None, high: float | None) -> str:
    """A value and its interval on a line from 0 to 1, as small as a word."""
    width = 160
    parts = [_line(0, 7, width, 7, "rail")]
    if low is not None and high is not None:
        parts.append(_rect(width * low, 2, max(1.0, width * (high - low)), 10, "spread"))
    parts.append(f'<circle class="value" cx="{min(max(width * value, 3), width - 3):.1f}" cy="7" r="3"/>')
    return _svg(width, 14, f"{value:.3f} between 0 and 1", parts, "strip")


def _svg(width: float, height: float, label: str, parts: Sequence[str], kind: str = "plot") -> str:
    return f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" rx="2" class="{kind}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>"


def _anchor(share: float) -> str:
    return "start" if share == 0 else "end" if share == 1 else "middle"
