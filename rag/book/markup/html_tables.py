"""Tables that are written in HTML tags, as a rule of markdown-it.

Knows their rows and cells, and emits what tables of pipes emit. What is no even table of words is left to whoever reads tags.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from rag.book.markup.directive_tables import even, push_table

_OPEN, _CLOSE = "<table", "</table>"
_GROUPS = ("thead", "tbody", "tfoot", "colgroup", "col")
# What is more than words in a cell, or no element at all.
_BLOCKS = re.compile(r"```|~~~|<pre\b|<!|\n[ \t]*\n[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]", re.IGNORECASE)
_LONGEST = 100_000  # characters
_MOST_SPANNED = 50  # columns or rows of one cell


def html_table_plugin(md: MarkdownIt) -> None:
    """The caller puts an MdxReader of the page into ``env["mdx"]``."""
    md.block.ruler.before(
        "mdx_flow", "html_table", _html_table, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _html_table(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:
    start = state.bMarks[startLine] + state.tShift[startLine]
    if state.src[start : start + len(_OPEN)].lower() != _OPEN or state.is_code_block(startLine):
        return False
    reader, limit = state.env["mdx"], min(state.eMarks[endLine - 1], start + _LONGEST)
    inner = reader.find(state.src, _OPEN, start + 1, limit)  # a table in a table is no table of words
    end = reader.find(state.src, _CLOSE, start, inner if inner >= 0 else limit)
    if end < 0:
        return False
    end += len(_CLOSE)
    last = next(line for line in range(startLine, endLine) if end <= state.eMarks[line])
    if state.src[end : state.eMarks[last]].strip():
        return False
    table = _Table()
    table.read(state.src[start:end])
    if not table.rows:
        return False
    if not silent:
        push_table(state, startLine, table.rows, table.head)
        state.line = last + 1
    return True


class _Table(HTMLParser):
    """``rows``: what stands in the cells, tags of words and all; [] for what is no table. ``head``: how many of the rows name columns."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[str]] = []
        self.head = 0
        self._cell: list[str] | None = None
        self._column = 0  # of the cell
        self._named = True  # the row has only cells that name columns
        self._down: defaultdict[int, int] = defaultdict(int)  # rows that a cell above still reaches down, by column
        self._astray = False

    def read(self, text: str) -> None:
        if _BLOCKS.search(text):
            return
        self.feed(text[: -len(_CLOSE)])
        self.close()
        self._end_row()
        self.rows = even(self.rows)
        if self._astray or len(self.rows) < 2 or max(map(len, self.rows)) < 2:
            self.rows = []
        if self.head >= len(self.rows):
            self.head = 1

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            self._named &= tag == "th"
            self._begin_cell({name: _number(value) for name, value in attrs if name in ("rowspan", "colspan")})
        elif tag != "table" and tag not in _GROUPS:
            self._add(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag not in _GROUPS:
            self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag not in _GROUPS:
            self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(text)
        elif text.strip():
            self._astray = True  # words beside the cells would be lost

    def _begin_cell(self, spans: dict[str, int]) -> None:
        row, width = self.rows[-1], spans.get("colspan", 1)
        while self._down[len(row)]:
            self._down[len(row)] -= 1
            row.append("")
        self._column = len(row)
        for column in range(self._column, self._column + width):
            self._down[column] = spans.get("rowspan", 1) - 1
        row.extend([""] * width)
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.rows[-1][self._column] = " ".join("".join(self._cell).split())
            self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if not self.rows:
            return
        for column in [each for each, rows in self._down.items() if rows and each >= len(self.rows[-1])]:
            self._down[column] -= 1
        if self._named and self.rows[-1] and self.head == len(self.rows) - 1:
            self.head += 1
        self._named = True


def _number(text: str | None) -> int:
    """Of a span; 1 for what is none."""
    digits = re.search(r"\d{1,4}", text or "")
    return min(max(int(digits[0]), 1), _MOST_SPANNED) if digits else 1
