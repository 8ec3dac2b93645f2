"""Markdown as it streams in, told apart into text and the markers that name passages.

Knows every way in which models write a marker, and when a piece of text can't change its meaning any more. Nothing in code or in a
formula is a marker.
It does not know which passages there are.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.citations.formulas import OPENS, formula
from rag.citations.own_lists import OwnLists

_OPEN, _CLOSE = r"(?:\\?[\[［【]){1,2}", r"(?:\\?[\]］】]){1,2}"
_KINDS = r"(?:passages?|sources?|documents?|docs?|ref(?:erence)?s?|citations?|cite)"
_NAMED = rf"(?:[\^#]|{_KINDS}[\s:#]{{1,3}})?"
_TITLE = rf"(?:\s{{0,2}}[-–—,:|]\s{{0,2}}(?!{_KINDS}|and\b)[^\W\d][^\[\]［］【】\n]{{0,60}})"
_AND = r"\s{0,3}(?:[-–—,;、，&]|and)\s{0,3}"
_ADDRESS = r"(?:https?:|www\.|[/#])[^()\s]{0,500}"
# [1]  [1, 2]  [1-3]  【1】  [^1]  [#1]  [[1]]  [passage 1]  【1†source】  [1, Brakes]  [1](https://…), with full-width digits too.
_ONE = (
    rf"{_OPEN}\s{{0,3}}{_NAMED}\d{{1,3}}(?:{_AND}{_NAMED}\d{{1,3}}){{0,20}}(?::\d{{1,3}})?(?:†[^\]］】\n]{{0,60}}|{_TITLE})?"
    rf"\s{{0,3}}{_CLOSE}(?:\({_ADDRESS}\))?"
)
_MARKER = re.compile(_ONE, re.IGNORECASE)
_RUN = re.compile(rf"{_ONE}(?:[ \t]*(?:[,;、，&]|and)?[ \t]*{_ONE})*", re.IGNORECASE)
_MAY_GO_ON = re.compile(
    r"[ \t]*(?:[,;、，&]|and?|a)?[ \t]*(?:(?:\\?[\[［【]){1,2}[^\[\]［］【】\n]{0,260}|\\)?\Z|\([^()\s]{0,510}\Z",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,200})\]\([ ]?<?([^()\s<>]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?)>?(?: +\"[^\"\n]{0,100}\")?\)"
)
_UNFINISHED = re.compile(
    r"(?:!|\\)?\Z|!?(?:\\?[\[［【]){1,2}[^\[\]［］【】\n]{0,260}\\?(?:[\]］】]\\?){0,2}\Z|!?\[[^\[\]\n]{0,200}\]{1,2}\([^\n]{0,700}\Z"
)
_HALF = re.compile(r"\\?[\[［【]{1,2}[\s\d,;、，^–—-]*(?:†[^\]］】\n]{0,60}?)?[\]］】]?( …)?\Z")
# "in [0, 1]", "[2, 5] cm": an interval. Passages are counted from one.
_INTERVAL = re.compile(
    r"\[(?:0\s*,\s*\d+|\d+\s*,\s*\d+\](?=\s?(?:[mcknµμ]?m|k?g|k?N|Nm|m?s|min|h|k?Hz|rad|deg|[mk]?[VAW]|°|%)(?![\w/])))"
)
_NO_NUMBER_OF_OURS = re.compile(rf"(?<=\d):\d{{1,3}}|†.*|\(.*|{_TITLE}", re.DOTALL | re.IGNORECASE)
_NUMBERS = re.compile(r"(\d+)\s*[-–—]\s*(\d+)|(\d+)")
_MAY_BE_INTERVAL = re.compile(r"\[\d+\s*,\s*\d+\]\s?[^\W\d]{0,3}\Z")
# "(passage 1)", "(Sources 1 and 2)".
_KIND = r"(?:passages?|sources?|documents?|docs?)"
_IN_PARENTHESES = re.compile(
    rf"[ \t]*\({_KIND}\s{{0,2}}#?\d{{1,3}}(?:{_AND}(?:{_KIND}\s{{1,2}})?\d{{1,3}}){{0,9}}\)", re.IGNORECASE
)
_PARENTHESES_BEGUN = re.compile(rf"[ \t]*\((?:[a-z]{{0,9}}|{_KIND}\s[^()\[\]\n]{{0,60}})\Z", re.IGNORECASE)
_LONGEST_RANGE = 20

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^\n]*\n")
_FENCE_BEGUN = re.compile(r" {0,3}(`{1,}|~{1,})[^\n]*\Z| {1,3}\Z")
_AS_MARKDOWN = re.compile(r"\s*(`{3,}|~{3,})(?:markdown|md)[ \t]*\n", re.IGNORECASE)
_AS_MARKDOWN_BEGUN = re.compile(r"\s*(?:(?:`+|~+)[a-z]{0,8}[ \t]*)?\Z", re.IGNORECASE)
_SPECIAL = re.compile(
    rf"[`\n]|{OPENS}|\\?[\[［【]|!(?=\[|\Z)|(?:[ \t]+[(（]?|[(（])(?=\\?[\[［【]|!\[|!?\Z|\\\Z)|[ \t]*\((?=[psd])|\\\Z",
    re.IGNORECASE,
)
_INLINE_CODE_CHARACTERS = 400  # beyond these an unclosed backtick is just a backtick


@dataclass(frozen=True, slots=True)
class Text:
    """To be shown as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """Passage numbers, as they were written. ``space`` stood before it; ``wrapped`` in parentheses of its own; ``listed`` at the end,
    in a list of sources."""

    numbers: tuple[int, ...]
    space: str = ""
    wrapped: bool = False
    listed: bool = False


class MarkedText:
    """Feed it the deltas; take what it gives; ``close`` at the end. ``known_address``: whether a link may keep its address;
    ``known_name``: whether a line names a passage by its title."""

    def __init__(self, known_address: Callable[[str], bool], known_name: Callable[[str], bool]) -> None:
        self._known_address = known_address
        self._own_lists = OwnLists(known_name, _MARKER)
        self._held = ""  # the tail that may still become a marker or code
        self._fence = ""  # the fence that is open, as it was written
        self._at_line_start = True
        self._begun = False
        self._wrapping = ""  # the fence around all of it, as some models put it

    def feed(self, delta: str) -> Iterator[Text | Marker]:
        self._held += delta
        yield from self._release(final=False)

    def close(self) -> Iterator[Text | Marker]:
        yield from self._release(final=True)

    def _release(self, *, final: bool) -> Iterator[Text | Marker]:
        text, at = self._held, 0
        while at < len(text):
            step = self._code_line(text, at, final) if self._fence else self._prose(text, at, final)
            if step is None:
                break
            length, piece = step
            at += length
            if isinstance(piece, Text):
                if not piece.text:
                    continue
                self._at_line_start = piece.text.endswith("\n")
            else:
                self._at_line_start = False
            self._held = text[at:]
            yield piece
        self._held = text[at:]

    def _code_line(self, text: str, at: int, final: bool) -> tuple[int, Text] | None:
        end = text.find("\n", at)
        if end < 0 and not final:
            return None
        line = text[at : end + 1] if end >= 0 else text[at:]
        bare = line.strip()
        if bare.startswith(self._fence) and not bare.strip(self._fence[0]):
            self._fence = ""
        return len(line), Text(line)

    def _prose(self, text: str, at: int, final: bool) -> tuple[int, Text | Marker] | None:
        """(characters read, what they become) of the next piece; None where more text is needed to tell."""
        if not self._begun:
            if not final and _AS_MARKDOWN_BEGUN.match(text, at):
                return None
            self._begun = True
            if wrapping := _AS_MARKDOWN.match(text, at):
                self._wrapping = wrapping[1]
                return wrapping.end() - at, Text("")
        if self._at_line_start:
            if self._wrapping and (end := re.compile(rf" {{0,3}}{self._wrapping}[ \t]*(?:\n|\Z)").match(text, at)):
                self._wrapping = ""
                return end.end() - at, Text("")
            if fence := _FENCE.match(text, at):
                self._fence = fence[1]
                return len(fence[0]), Text(fence[0])
            if not final and _FENCE_BEGUN.match(text, at):
                return None
            own = self._own_lists.read(text, at, final)
            if own is None:
                return None
            if own.length:
                return own.length, Marker(tuple(_numbers_of(own.text)), listed=True) if own.text else Text("")
        special = _SPECIAL.search(text, at)
        if special is None:
            return len(text) - at, Text(text[at:])
        if special.start() > at:
            return special.start() - at, Text(text[at : special.start()])
        if special[0] == "`":
            return self._inline_code(text, at, final)
        if special[0] == "\n":
            return 1, Text("\n")
        if special[0] in ("$", "\\("):
            return self._formula(text, at, len(special[0]), final)
        if special[0].endswith("(") and text[special.end() : special.end() + 1].isalpha():
            return self._parentheses(text, at, special[0], final)
        lead = special[0] if special[0][0] in " \t(（" else ""
        return self._bracket(text, at, lead, final)

    def _inline_code(self, text: str, at: int, final: bool) -> tuple[int, Text] | None:
        run = re.compile("`+").match(text, at)
        assert run is not None
        paragraph_end = text.find("\n\n", at)
        closing = re.compile(rf"(?<!`){run[0]}(?!`)").search(
            text, run.end(), paragraph_end if paragraph_end >= 0 else len(text)
        )
        if closing and (closing.end() < len(text) or final):
            return closing.end() - at, Text(text[at : closing.end()])
        if not final and paragraph_end < 0 and len(text) - at < _INLINE_CODE_CHARACTERS:
            return None
        return len(run[0]), Text(run[0])

    def _formula(self, text: str, at: int, opens: int, final: bool) -> tuple[int, Text] | None:
        """What ``opens`` characters may begin, or these alone."""
        length = formula(text, at, final=final)
        return None if length is None else (length or opens, Text(text[at : at + (length or opens)]))

    def _parentheses(self, text: str, at: int, lead: str, final: bool) -> tuple[int, Text | Marker] | None:
        if marker := _IN_PARENTHESES.match(text, at):
            return marker.end() - at, Marker(tuple(_numbers_in(marker[0])), lead[:-1])
        return None if not final and _PARENTHESES_BEGUN.match(text, at) else (len(lead), Text(lead))

    def _bracket(self, text: str, at: int, lead: str, final: bool) -> tuple[int, Text | Marker] | None:
        """What begins with a bracket behind ``lead``, spaces and an opening parenthesis."""
        begin = at + len(lead)
        run = None if _INTERVAL.match(text, begin) else _RUN.match(text, begin)
        if run and (final or not (_MAY_GO_ON.match(text, run.end()) or _MAY_BE_INTERVAL.match(text, begin))):
            return self._marker(text, at, lead, run)
        if not final and (run or _UNFINISHED.match(text, begin)):
            return None
        if link := _LINK.match(text, begin):
            return link.end() - at, Text(self._link(lead, link))
        if final and (half := _HALF.match(text, begin)):
            return len(text) - at, Text(half[1] or "")  # the answer ended within a marker
        if text.startswith("\\[", begin):
            return self._formula(text, at, len(lead) + 2, final) if not lead else (len(lead), Text(lead))
        if text.startswith("!", begin) and not _RUN.match(text, begin + 1):
            return len(lead) + 1, Text(lead)  # an image, in whatever way it is written
        length = max(1, len(lead))
        return length, Text(text[at : at + length])

    def _marker(self, text: str, at: int, lead: str, run: re.Match[str]) -> tuple[int, Text | Marker]:
        space = lead.rstrip("(（")
        if space != lead and text[run.end() : run.end() + 1] not in (")", "）"):
            return len(lead), Text(lead)
        wrapped = space != lead
        return run.end() + wrapped - at, Marker(tuple(_numbers_of(run[0])), space, wrapped)

    def _link(self, lead: str, link: re.Match[str]) -> str:
        """An address that stands in no passage was made up: its words stay, an image goes."""
        if self._known_address(link[2]):
            return lead + link[0]
        return "" if link[0].startswith("!") else lead + link[1]


def _numbers_of(written: str) -> Iterator[int]:
    """ "[1, 3-5]" -> 1 3 4 5. ``int`` reads full-width digits too. A range of more than twenty is no citation."""
    for marker in _MARKER.findall(written):
        yield from _numbers_in(_NO_NUMBER_OF_OURS.sub("", marker))


def _numbers_in(text: str) -> Iterator[int]:
    for first, last, single in _NUMBERS.findall(text):
        if single:
            yield int(single)
        else:
            yield from range(int(first), min(int(last), int(first) + _LONGEST_RANGE) + 1)
