"""A passage as sentences, each with the place where it stands: what is scored, quoted and highlighted.

Knows the light Markdown of a chunk's text (and the harder-wrapped text of older indexes). Knows nothing about pages.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.book.labels import LABELS
from rag.book.tabs import END, LABEL

_LONG_ITEM = 40  # words
_LONGEST_PROSE = 8_000  # characters

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*\Z")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\Z")
_TICK = r"[✅✔☑✓•◦▪▸➤👉🔹🔸]\ufe0f?[ \t]+"  # says no more than a bullet does
BULLET = rf"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{{1,9}}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:{_TICK})?"
_BULLET = re.compile(BULLET)
# "(a) …": a paragraph to Markdown and a clause to its writer, whose letter is its name. "(a) is true, (b) and (c) are not" speaks of them.
CLAUSE = re.compile(r"[ \t]*\((?:[a-z]|\d{1,2}|[ivx]{2,5})\)[ \t]+(?!(?:and|or|is|are|was|were|shows?|denotes?)\b)")
# A paragraph that begins with such a sign is a list to its writer, though a page shows it in one piece. "❌" turns what follows around.
_TICKED = re.compile(rf"(?:\A|(?<=\s))(?:{_TICK}|(?=[❌✗✘🚫⚠]))")
_LABEL = re.compile(rf"(?:{'|'.join(sorted(set(LABELS.values())))}):(?=\s)")
_END = re.compile(r"[.!?…。！？｡।۔؟]")

# After these a full stop ends nothing where a number, a bracket or a small letter follows.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:eqs?|figs?|secs?|sects?|nos?|nr|ch|chap|approx|appr|ca|cf|vs|refs?|tabs?|vols?|pp?|thms?|defs?|lem|props?|cor|app"
    r"|ed|eds|est|alg|resp|incl|excl|ver|v|arts?|paras?|ex|al|etc|e\.g|i\.e|a\.k\.a|max|min|avg|tbsps?|tsps?|oz|lbs?|pts?|qts?|pkgs?"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"\.\s*\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[\d(\[$`a-z#§]")
_AFTER_AN_END = " \t\n\"'”’)*_"
_STARTS_SMALL = re.compile(r"[a-z]")
_ENUMERATOR = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])[.)]\s*\Z")
# The splitter panics where such a space stands between a capital and a full stop: "class A\u00a0.".
_PLAIN_SPACES = {ord(space): " " for space in "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"} | dict.fromkeys(
    range(0x2000, 0x200B), " "
)
# "Config.RecorderType", "self.lamp": nothing ends within a name; "of the lamp.This one" lacks a space.
_DOTTED = re.compile(r"(?:\b[A-Z_]\w*\.[A-Za-z_]|\w\.[a-z_])\Z", re.ASCII)
# "Chapter III. Rights of riders" is a heading, and no sentence that ends in the middle.
_COUNTED_IN_ROMAN = re.compile(
    r"[\s*_]*(?:chapter|part|title|book|section|article|act|volume|appendix|annex)\s+[IVXLC]+\.\s*\Z", re.IGNORECASE
)
_DEGREES = re.compile(r"\d\s?deg\.\s*\Z", re.IGNORECASE)  # "350 deg. F"
_OF_HEAT = re.compile(r"[FCK]\b")
# A source in brackets belongs to what it is the source of, and the end of a bracket to its beginning.
_CLOSES = re.compile(r"[)\]]+[.,;]?(?:\s+|\Z)")
_SOURCE = re.compile(r"\[(?P<source>[^\[\]]{3,250})\][.,;]?(?:\s+|\Z)")
_NAMES_A_SOURCE = re.compile(r"\b(?:pp?\.\s?\d|op\.\s?cit|ibid|vol\.\s)|§", re.IGNORECASE)
_QUOTES_ENDED = ('"', "”", "’", "'", "»")
_LONGEST_SOURCE = 250  # characters
_SAYS_SOMETHING = re.compile(r"\w")

_Line = tuple[int, str]  # where it starts, and its text without the newline


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` stands word for word in the passage at ``start`` (in characters)."""

    text: str
    start: int
    kind: str  # "prose" | "item" | "row" | "code" | "math" | "tab", which is the label of one
    header: str = ""  # of a table's row: the row that names its columns


def sentences(text: str) -> list[Sentence]:
    """The sentences of a passage, in order. Between them stand only spaces, bullets, rules and fences."""
    found: list[Sentence] = []
    for kind, lines in _runs(text):
        start, end = lines[0][0], lines[-1][0] + len(lines[-1][1])
        found.extend(_READ[kind](text, start, end, lines))
    return found


def runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """What a passage is made of: (kind of sentence, or "blank"; its lines), an item and a blank line one at a time."""
    return ((kind, [line for _, line in lines]) for kind, lines in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, list[_Line]]]:
    lines = _lines(text)
    index = 0
    while index < len(lines):
        kind = _kind(lines[index][1])
        after = _EXTENT[kind](lines, index)
        yield kind, lines[index:after]
        index = after


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    return lines


def _kind(line: str) -> str:
    stripped = line.lstrip()
    if not stripped:
        return "blank"
    if stripped[0] == "|":
        return "row"
    if stripped.startswith(("```", "~~~")) and _FENCE.match(line):
        return "code"
    if stripped.startswith("$$"):
        return "math"
    if stripped == END or LABEL.match(stripped):
        return "tab"
    return "item" if _BULLET.match(line) or CLAUSE.match(line) else "prose"


def _one_line(lines: list[_Line], index: int) -> int:
    return index + 1


def _same_kind(lines: list[_Line], index: int) -> int:
    kind = _kind(lines[index][1])
    index += 1
    while index < len(lines) and (_kind(lines[index][1]) == kind or _is_wrapped(lines[index - 1][1], lines[index][1])):
        index += 1
    return index


def _is_wrapped(before: str, line: str) -> bool:
    """Whether "(a) …" is what a sentence goes on with."""
    return bool(CLAUSE.match(line)) and before.rstrip()[-1:] not in ".:;,!?"


def _to_fence(lines: list[_Line], index: int) -> int:
    opening = _FENCE.match(lines[index][1])
    fence = opening[1] if opening else "```"
    for after in range(index + 1, len(lines)):
        line = lines[after][1].strip()
        if line.startswith(fence) and not line.strip(fence[0]):
            return after + 1
    return len(lines)


def _to_dollars(lines: list[_Line], index: int) -> int:
    if lines[index][1].strip() != "$$":
        return index + 1
    for after in range(index + 1, len(lines)):
        if lines[after][1].rstrip().endswith("$$"):
            return after + 1
    return index + 1


def _read_nothing(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    yield from ()


def _read_code(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    closed = len(lines) > 1 and not lines[-1][1].strip().strip(lines[0][1].strip()[0])
    begin = min(end, start + len(lines[0][1]) + 1)
    yield from _trimmed(text, begin, max(begin, lines[-1][0]) if closed else end, "code")


def _read_math(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    yield from _trimmed(text, start, end, "math")


def _read_table(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    has_header = len(lines) > 1 and _RULE.match(lines[1][1])
    header = lines[0][1].strip() if has_header else ""
    for index, (place, line) in enumerate(lines):
        if not _RULE.match(line):
            yield from _trimmed(text, place, place + len(line), "row", header if index else "")


def _read_tab(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    if label := LABEL.match(text[start:end].lstrip()):
        yield Sentence(label["label"], text.index(label["label"], start), "tab")


def _read_item(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    bullet = _BULLET.match(lines[0][1])
    begin = start + (bullet.end() if bullet else 0)
    if len(text[begin:end].split()) > _LONG_ITEM:
        yield from _split(text, begin, end, "item")
    else:
        yield from _trimmed(text, begin, end, "item")


def _read_prose(text: str, start: int, end: int, lines: list[_Line]) -> Iterator[Sentence]:
    label = _LABEL.match(text, start, end)  # "Note:" is the site's word, not a part of the sentence after it
    if label:
        yield from _trimmed(text, start, label.end(), "prose")
        start = label.end()
    if not _TICKED.match(text, start, end):
        yield from _split(text, start, end, "prose")
        return
    ticks = [(tick.start(), tick.end()) for tick in _TICKED.finditer(text, start, end)]
    for (_, begin), (after, _) in pairwise([*ticks, (end, end)]):
        yield from _split(text, begin, after, "item")


_EXTENT: dict[str, Callable[[list[_Line], int], int]] = {
    "blank": _one_line,
    "item": _one_line,
    "row": _same_kind,
    "prose": _same_kind,
    "code": _to_fence,
    "math": _to_dollars,
    "tab": _one_line,
}
_READ: dict[str, Callable[[str, int, int, list[_Line]], Iterator[Sentence]]] = {
    "blank": _read_nothing,
    "item": _read_item,
    "row": _read_table,
    "prose": _read_prose,
    "code": _read_code,
    "math": _read_math,
    "tab": _read_tab,
}


def _trimmed(text: str, start: int, end: int, kind: str, header: str = "") -> Iterator[Sentence]:
    content = text[start:end]
    stripped = content.strip()
    if stripped:
        yield Sentence(stripped, start + len(content) - len(content.lstrip()), kind, header)


def _split(text: str, start: int, end: int, kind: str) -> Iterator[Sentence]:
    for begin, after in sentence_spans(text[start:end]):
        yield from _trimmed(text, start + begin, start + after, kind)


def sentence_spans(prose: str) -> list[tuple[int, int]]:
    """The sentences of plain prose as (start, end), together covering all of it."""
    if not _END.search(prose, 0, max(0, len(prose.rstrip()) - 1)):
        return [(0, len(prose))]
    from sentencex import segment

    spans: list[tuple[int, int]] = []
    start = 0
    for piece in (piece for slice_ in _slices(prose.translate(_PLAIN_SPACES)) for piece in segment("en", slice_)):
        end = start + len(piece)
        if spans and _belong_together(prose, spans[-1], start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end
    return _with_what_is_behind(prose, spans)


def _with_what_is_behind(prose: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each with the source in brackets and the end of a bracket with which the next one begins."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and (after := _end_of_what_is_behind(prose, kept[-1], start, end)) > start:
            kept[-1] = (kept[-1][0], after)
            start = after
        if start < end:
            kept.append((start, end))
    return kept


def _end_of_what_is_behind(prose: str, before: tuple[int, int], start: int, end: int) -> int:
    """Where that ends which belongs to ``before``: ``start`` where nothing does."""
    closes = _CLOSES.match(prose, start, end)
    at = closes.end() if closes else start
    source = _SOURCE.match(prose, at, end)
    if source is None:
        return at
    quoted = prose[before[0] : at].rstrip().endswith(_QUOTES_ENDED)
    return source.end() if quoted or _NAMES_A_SOURCE.search(source["source"]) else at


def _slices(prose: str) -> Iterator[str]:
    """The splitter is quadratic on a long paragraph full of marks: it gets no more than a few pages at once."""
    start = 0
    while len(prose) - start > _LONGEST_PROSE:
        end = prose.rfind(" ", start, start + _LONGEST_PROSE) + 1 or start + _LONGEST_PROSE
        yield prose[start:end]
        start = end
    yield prose[start:]


def _belong_together(prose: str, before: tuple[int, int], start: int, end: int) -> bool:
    """Whether the splitter was wrong to part ``before`` from what stands at ``start``."""
    if not _SAYS_SOMETHING.search(prose, start, end):
        return True
    if _DOTTED.search(prose[max(0, start - 40) : start + 1]):
        return True
    tail = prose[max(before[0], start - 16) : start]
    if _ABBREVIATION.search(tail) and _GOES_ON.match(prose, start):
        return True
    if _STARTS_SMALL.match(prose, start) and tail.rstrip(_AFTER_AN_END).endswith((".", "?", "!")):
        return True
    if _ENUMERATOR.match(prose, before[0], start) or _COUNTED_IN_ROMAN.match(prose, before[0], start):
        return True
    if (_DEGREES.search(tail) and _OF_HEAT.match(prose, start)) or _is_in_a_source(prose, before, start):
        return True
    return any(_cut_in_two(prose, mark, before, start) for mark in "`$")


def _is_in_a_source(prose: str, before: tuple[int, int], start: int) -> bool:
    """Whether the cut falls inside square brackets that are short enough for a source: "[Op. Cit., p. 3]"."""
    opened = prose.rfind("[", max(before[0], start - _LONGEST_SOURCE), start)
    closed = prose.find("]", opened, opened + _LONGEST_SOURCE) if opened >= 0 else -1
    return closed >= start and "[" not in prose[start:closed]


def _cut_in_two(prose: str, mark: str, before: tuple[int, int], start: int) -> bool:
    """Whether the cut falls inside a code span or a formula."""
    return prose.count(mark, *before) % 2 == 1 and prose.find(mark, start, start + 200) >= 0
