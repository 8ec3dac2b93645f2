"""Lines within JSX and HTML elements, which MDX reads as if nobody had indented them.

Knows how elements stand on lines of their own. CommonMark would take what begins four columns in for code, or for a line that goes on. Code
keeps its own indentation: an element in which it would lose some stays as it is.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from rag.book.markup.fence import ends_fence
from rag.book.markup.jsx import Scanner
from rag.book.markup.tag import Tag

_CLOSES = re.compile(r"[ \t]*</([A-Za-z][\w.]*)\s*>[ \t]*")
_FENCE = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?:(`{3,})[^`]*|(~{3,}).*)\Z")
_VERBATIM = frozenset({"pre", "CodeBlock", "script", "style", "textarea"})
CODE = 4  # columns
_TAB = 4
_DEEPEST = 20  # elements within each other; lines further down stay where they are


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    line: int  # on which its tag ends
    columns: int  # before it


def moved_out(text: str) -> str:
    """The text with what stands too far in, within an element, moved to where the element begins; as many lines."""
    return "\n".join(_Page(text).moved_out())


class _Page:
    """Its lines, read once from the first to the last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._scanner = Scanner(text)
        self._lines = text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._code: set[int] = set()  # lines that are told as they are written
        self._opened: list[_Element] = []
        self._last: dict[str, int] = {}  # where what ends code stands last

    def moved_out(self) -> list[str]:
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if fence := _FENCE.match(line):
                at = self._behind_code(at, self._end_of_fence(at, fence[1] or fence[2]))
            elif line.lstrip().startswith("{`"):
                at = self._behind_code(at, self._line_with("`}", at))
            elif closes := _CLOSES.fullmatch(line):
                self._close(closes[1], at)
                at += 1
            else:
                at = self._open(at) if line.lstrip()[:1] == "<" else at + 1
        return self._lines

    def _open(self, at: int) -> int:
        """The line to read next."""
        tag, line = self._tag(at), self._lines[at]
        if tag is None or tag.closing or tag.self_closing or not self._scanner.has_closing_tag(tag.name):
            return at + 1
        if tag.name in _VERBATIM:
            return self._behind_code(at, self._line_with(f"</{tag.name}", at))
        ends = bisect_right(self._starts, tag.end - 1) - 1
        if self._text[tag.end : self._starts[ends + 1] - 1].strip():
            return at + 1  # words stand behind it
        if len(self._opened) < _DEEPEST:
            self._opened.append(_Element(tag.name, ends, _columns(line)))
        return ends + 1

    def _tag(self, at: int) -> Tag | None:
        line = self._lines[at]
        return self._scanner.tag(self._text, self._starts[at] + len(line) - len(line.lstrip()), len(self._text))

    def _close(self, name: str, at: int) -> None:
        """What was opened within it and not closed goes with it."""
        if all(element.name != name for element in self._opened):
            return
        while (element := self._opened.pop()).name != name:
            pass
        self._move_out(element, at)

    def _move_out(self, element: _Element, end: int) -> None:
        within = [at for at in range(element.line + 1, end) if self._lines[at].strip()]
        least = min((_columns(self._lines[at]) for at in within if at not in self._code), default=0)
        shift = least - element.columns
        if least < CODE or shift <= 0 or any(_columns(self._lines[at]) < shift for at in within):
            return
        for at in within:
            self._lines[at] = _cut(self._lines[at], shift)
        self._lines[end] = _cut(self._lines[end], max(0, _columns(self._lines[end]) - element.columns))

    def _behind_code(self, at: int, end: int) -> int:
        """``end``: its last line."""
        self._code.update(range(at + 1, end))
        return max(at, end) + 1

    def _end_of_fence(self, at: int, fence: str) -> int:
        for end in range(at + 1, len(self._lines)):
            if ends_fence(self._lines[end].strip(" \t>"), fence):
                return end
        return len(self._lines)

    def _line_with(self, sought: str, at: int) -> int:
        """The first from ``at`` on, that one where there is none: then it is not looked for again."""
        if sought not in self._last:
            self._last[sought] = self._text.rfind(sought)
        known = self._starts[at] <= self._last[sought]
        place = self._text.find(sought, self._starts[at]) if known else -1
        return at if place < 0 else bisect_right(self._starts, place) - 1


def _columns(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(_TAB))


def _cut(line: str, columns: int) -> str:
    """Without so many columns of the space before it; what a tab is too wide for is space."""
    column = place = 0
    while column < columns and line[place : place + 1] in (" ", "\t"):
        column += _TAB - column % _TAB if line[place] == "\t" else 1
        place += 1
    return " " * (column - columns) + line[place:]
