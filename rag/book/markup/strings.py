"""Strings of JavaScript, where they stand in a page.

Knows where one ends, and what it says without running anything.
"""

import re

_HOLE = re.compile(r"(?<!\\)\$\{")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MARKS = {quote: re.compile(rf"[\\{quote}]") for quote in "\"'`"}


def string_end(text: str, start: int, limit: int) -> int:
    """The position after the quote that closes the one at ``start``; -1 if there is none before ``limit``."""
    position = start + 1
    marks = _MARKS[text[start]]
    while match := marks.search(text, position, limit):
        if match[0] != "\\":
            return match.end()
        position = match.end() + 1
    return -1


def literal_text(expression: str) -> str | None:
    """The text of ``{'words'}``, ``{"words"}`` or a template without holes; None for any other expression (braces included)."""
    code = expression[1:-1].strip()
    if len(code) < 2 or code[0] not in "\"'`" or string_end(code, 0, len(code)) != len(code):
        return None
    if code[0] == "`" and _HOLE.search(code):
        return None
    return _ESCAPE.sub(_unescaped, code[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "\n": ""}.get(match[1], match[1])
