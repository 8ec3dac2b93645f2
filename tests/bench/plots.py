"""Curves over the number of visitors, one for each system, as inline SVG.

Knows pixels. Colours are the page's, by class name, so that one drawing serves light and dark.
"""

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 470, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 26
_TICKS = 4
_STEPS = (1, 2, 2.5, 5, 10)


def curves(places: Sequence[int], lines: Mapping[str, Sequence[float | None]], label: str, unit: str) -> str:
    """``places``: visitors, evenly spaced whatever their number; ``lines``: class name -> a value for each place."""
    most = max((value for line in lines.values() for value in line if value is not None), default=1.0) or 1.0
    step = _step(most / _TICKS)
    top = step * -(-most // step)

    def x(place: int) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (place + 0.5) / len(places)

    def y(value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top

    parts = []
    for at in range(round(top / step) + 1):
        height = y(at * step)
        parts.append(f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{height:.1f}" y2="{height:.1f}"/>')
        parts.append(_text(_LEFT - 8, height + 4, f"{at * step:g}", "end"))
    parts += [_text(x(at), HEIGHT - 8, str(count), "middle") for at, count in enumerate(places)]
    for name, values in lines.items():
        points = [(x(at), y(value), value) for at, value in enumerate(values) if value is not None]
        parts.append(f'<polyline class="{name}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b, _ in points)}"/>')
        parts += [
            f'<circle class="{name}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"><title>{value:g} {escape(unit)}</title></circle>'
            for a, b, value in points
        ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)} by number of visitors">'
        f"{''.join(parts)}</svg>"
    )


def _step(least: float) -> float:
    """The next round number."""
    size = 10.0 ** (len(f"{int(least)}") - 1) if least >= 1 else 0.1
    return next(size * step for step in _STEPS if size * step >= least)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
