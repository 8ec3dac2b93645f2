"""Tables that are written as a list of lists or as lines of commas, between the lines of a directive.

Knows their rows, and the tokens of any table. What makes no even table gives no rows.
"""

import csv
import re
from collections.abc import Mapping, Sequence

from markdown_it.rules_block import StateBlock

_ROW = re.compile(r"[*+-][ \t]+([*+-])(?:[ \t]+(.*))?\Z")
_CELL = re.compile(r"[ \t]*([*+-])(?:[ \t]+(.*))?\Z")
_DELIMITERS = {"tab": "\t", "\\t": "\t", ";": ";", "|": "|"}
_RAGGED = 2  # a table may have so many times the cells that are written


def list_rows(text: str) -> list[list[str]]:
    """``* - a`` begins a row, ``- b`` below it its next cell; other lines go on with the cell."""
    rows: list[list[list[str]]] = []
    column = 0
    for line in text.splitlines():
        if row := _ROW.match(line):
            column = row.start(1)
            rows.append([[row[2] or ""]])
        elif rows and (cell := _CELL.match(line)) and cell.start(1) == column:
            rows[-1].append([cell[2] or ""])
        elif rows:
            rows[-1][-1].append(line.strip())
        elif line.strip():
            return []
    return even([[" ".join(cell).strip() for cell in row] for row in rows])


def csv_rows(text: str, options: Mapping[str, str]) -> list[list[str]]:
    """``options``: "header" is a row above the others, "delim" what stands between cells."""
    lines = [options.get("header", ""), *text.strip("\n").split("\n")]
    delimiter = _DELIMITERS.get(options.get("delim", "").strip("'\""), ",")
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), skipinitialspace=True, delimiter=delimiter))
    except csv.Error:
        return []
    return even([[cell.strip() for cell in row] for row in rows if any(row)])


def even(rows: list[list[str]]) -> list[list[str]]:
    """The rows; none where they are too unlike in length to be a table's."""
    width = max(map(len, rows), default=0)
    return rows if width * len(rows) <= _RAGGED * sum(map(len, rows)) else []


def head_rows(options: Mapping[str, str]) -> int:
    """How many rows are the table's head: "header-rows" says so, and "header" is one."""
    stated = options.get("header-rows", "")
    return int(stated) if re.fullmatch(r"[0-9]{1,3}", stated) else int("header" in options)


def push_table(state: StateBlock, line: int, rows: Sequence[Sequence[str]], head: int) -> None:
    """``head``: how many of the rows are the table's head."""
    _push(state, "table_open", line)
    for number, row in enumerate(rows):
        if number == head:
            _push(state, "thead_close", line)
        _push(state, "tr_open", line)
        for cell in row:
            _push(state, "inline", line, cell)
    _push(state, "table_close", line)


def _push(state: StateBlock, kind: str, line: int, content: str = "") -> None:
    token = state.push(kind, "", 0)
    token.map, token.content, token.children = [line, line + 1], content, []
