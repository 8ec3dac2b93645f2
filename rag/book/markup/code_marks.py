"""Marks in the comments of code that only a site's build reads: which lines it highlights, which are added and which are taken away.

Knows how Docusaurus, VitePress and their like write them; a reader of the site sees none.
"""

import re
from collections.abc import Iterator, Sequence

_SIGN = r"(?://|#|--|%|;|'|REM\b|<!--|/\*|\{/\*)"  # of a comment
_HIGHLIGHT = re.compile(
    rf"[ \t]*{_SIGN}[ \t]*highlight-(?:next-line|start|end)[ \t]*(?:-->|\*/\}}?)?[ \t]*\Z", re.IGNORECASE
)
# "lamp(); // [!code ++]" of VitePress and its like: what is added, and what is taken away.
_MARK = re.compile(r"\[!code (?P<kind>[^\]\s:]{1,20})(?::(?P<lines>\d{1,3}))?\][ \t]{0,9}(?:-->|\*/\}?)?[ \t]{0,9}\Z")
_COMMENT = re.compile(rf"{_SIGN}[ \t]{{0,3}}\Z")
_LONGEST_MARK, _LONGEST_SIGN = 60, 8  # characters


def as_shown(content: str) -> str:
    """Code without the marks, and without what is taken away."""
    lines = [line for line in content.rstrip("\n").split("\n") if not _HIGHLIGHT.match(line)]
    return "\n".join(_as_it_shall_be(lines) if "[!code " in content else lines)


def _as_it_shall_be(lines: Sequence[str]) -> Iterator[str]:
    """Without what is taken away, and without the marks of what is added."""
    away = 0  # lines that are still to be left out
    for line in lines:
        code, kind, count = _unmarked(line)
        away = count if kind == "--" else away
        if away:
            away -= 1
        elif code.strip() or not kind:
            yield code


def _unmarked(line: str) -> tuple[str, str, int]:
    """A line of code without the mark of the comment at its end, what kind that is, and of how many lines it speaks; "" for none."""
    mark = _MARK.search(line, max(0, len(line) - _LONGEST_MARK))
    sign = _COMMENT.search(line, max(0, mark.start() - _LONGEST_SIGN), mark.start()) if mark else None
    if mark is None or sign is None:
        return line, "", 0
    return line[: sign.start()].rstrip(), mark["kind"], int(mark["lines"] or 1)
