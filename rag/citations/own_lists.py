"""What a model writes about its sources by itself, at the end of an answer or between its lines.

Knows a list of sources under a heading of that name, a footnote, and the definition of a link, and when what streams in can't be one any
more. The visitor gets the checked sources instead.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_WORDS = (
    "sources used", "sources cited", "sources", "source", "references used", "references", "reference", "citations", "citation",
    "bibliography", "footnotes", "works cited", "passages used", "cited passages", "quellen", "fuentes",
)  # fmt: skip
_DECORATION = r"[ \t>#*_]{0,12}"
_HEADING = re.compile(rf"{_DECORATION}(?:{'|'.join(_WORDS)}){_DECORATION}(:?){_DECORATION}", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_BULLET = re.compile(r"[ \t>]*(?:[-*+]|\d{1,2}[.)])?[ \t]*")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\[\]\n]{1,60}\]:")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]\n]{1,60}\]:[ \t]*(?=<|https?:|www\.|[/#]|mailto:)")
_DEFINITION_BEGUN = re.compile(r" {0,3}\[[^\[\]\n]{1,60}\](?::[^\n]{0,12})?\Z")
_FEW_WORDS = 8


@dataclass(frozen=True, slots=True)
class Own:
    """``length``: characters that go, 0 where this is ordinary text; ``text``: what they were, where it may hold the only markers."""

    length: int = 0
    text: str = ""


_ORDINARY = Own()


class OwnLists:
    """``known_name``: whether a line names a passage by its title; ``marker``: as markers are written."""

    def __init__(self, known_name: Callable[[str], bool], marker: re.Pattern[str]) -> None:
        self._known_name = known_name
        self._marker = marker

    def read(self, text: str, at: int, final: bool) -> Own | None:
        """What stands at the beginning of a line; None where more text is needed to tell."""
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        if _FOOTNOTE.match(line) or _DEFINITION.match(line):
            if end < 0 and not final:
                return None
            return Own(len(line) + (end >= 0))
        if end < 0 and not final and (_DEFINITION_BEGUN.match(line) or _may_become_heading(line)):
            return None
        heading = _HEADING.match(line)
        if not heading or not self._is_heading(line[heading.end() :], bool(heading[1]), final or end >= 0):
            return _ORDINARY
        return self._list(text, at, final)

    def _is_heading(self, rest: str, colon: bool, whole: bool) -> bool:
        """A line of its own, or one that goes on with markers and short names only."""
        if not rest.strip():
            return True
        named = [each for each in re.split(r"[,;]", rest) if each.strip()]
        if not colon or not whole:
            return colon and len(rest.split()) <= _FEW_WORDS * (len(named) + 1)
        return all(self._marker.search(each) and len(each.split()) <= _FEW_WORDS for each in named)

    def _list(self, text: str, at: int, final: bool) -> Own | None:
        """All up to the end of the answer, where it is nothing but entries."""
        lines = text[at:].split("\n")
        if len(lines) == 1 and not final:
            return None
        for line in lines[1:] if final else lines[1:-1]:
            if line.strip() and not self._is_entry(line):
                return _ORDINARY
        if not final:
            return None if len(lines[-1]) < 200 or self._is_entry(lines[-1]) else _ORDINARY
        return Own(len(text) - at, text[at:])

    def _is_entry(self, line: str) -> bool:
        bullet = _BULLET.match(line)
        begin = bullet.end() if bullet else 0
        return bool(self._marker.match(line, begin) or _ADDRESS.search(line) or self._known_name(line))


def _may_become_heading(line: str) -> bool:
    words = line.lstrip(" \t>#*_").lower()
    if not words:
        return bool(line.strip()) and len(line) < 12
    return any(word.startswith(words) for word in _WORDS) or bool(_HEADING.fullmatch(line))
