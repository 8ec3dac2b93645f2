"""Lines within JSX and HTML elements, which MDX reads as if nobody had indented them.

Knows how elements stand on lines of their own. CommonMark would take what begins four columns in for code, or for a line that goes on.
"""

import re
from dataclasses import dataclass

_OPENS = re.compile(r"[ \t]*<([A-Za-z][\w.]*)\b[^<>]*(?<!/)>[ \t]*")
_CLOSES = re.compile(r"[ \t]*</([A-Za-z][\w.]*)\s*>[ \t]*")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_SPACE = re.compile(r"[ \t]*")
CODE = 4  # columns
_DEEPEST = 20  # elements within each other; lines further down stay where they are
_TAB = 4


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    line: int
    columns: int  # before it


def moved_out(text: str) -> str:
    """The text with what stands too far in, within an element, moved to where the element begins; as many lines."""
    lines = text.split("\n")
    fenced: set[int] = set()  # lines of code
    fence = ""
    opened: list[_Element] = []
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            fenced.add(at)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif (closes := _CLOSES.fullmatch(line)) and any(each.name == closes[1] for each in opened):
            while (element := opened.pop()).name != closes[1]:
                pass
            _move_out(lines, element, at, fenced)
        elif (opens := _OPENS.fullmatch(line)) and len(opened) < _DEEPEST:
            opened.append(_Element(opens[1], at, _columns(line)))
    return "\n".join(lines)


def _move_out(lines: list[str], element: _Element, end: int, fenced: set[int]) -> None:
    within = range(element.line + 1, end)
    least = min((_columns(lines[at]) for at in within if at not in fenced and lines[at].strip()), default=0)
    if least < max(CODE, element.columns + 1):
        return
    for at in within:
        kept = max(0, _columns(lines[at]) - (least - element.columns))
        lines[at] = " " * kept + lines[at].lstrip(" \t")
    lines[end] = " " * min(_columns(lines[end]), element.columns) + lines[end].lstrip(" \t")


def _columns(line: str) -> int:
    space = _SPACE.match(line)
    return len(space[0].expandtabs(_TAB)) if space else 0
