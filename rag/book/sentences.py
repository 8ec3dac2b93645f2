"""A passage as sentences, each with the place where it stands: what is scored, quoted and highlighted.

Knows the light Markdown of a chunk's text (and the harder-wrapped text of older indexes). Knows nothing about pages.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.book.markup.fence import ends_fence, opening_title
from rag.book.markup.labels import LABELS
from rag.book.markup.tabs import END, LABEL
from rag.book.sentence_spans import sentence_spans

_LONG_ITEM = 40  # words
_LONG_ENTRY = 90  # the same of a reference's entry: what follows its name and type is of no use without them

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`]*\Z")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\Z")
_TICK = r"[✅✔☑✓•◦▪▸➤👉🔹🔸]\ufe0f?[ \t]+"  # says no more than a bullet does
BULLET = rf"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{{1,9}}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:{_TICK})?"
_BULLET = re.compile(BULLET)
# "(a) …": a paragraph to Markdown and a clause to its writer, whose letter is its name. "(a) is true, (b) and (c) are not" speaks of them.
CLAUSE = re.compile(r"[ \t]*\((?:[a-z]|\d{1,2}|[ivx]{2,5})\)[ \t]+(?!(?:and|or|is|are|was|were|shows?|denotes?)\b)")
# "`--port` (number): …", "maxSize (`number`): …"
_WITHIN = r"(?:[^()\n]|\([^()\n]{0,80}\)){1,120}"
ENTRY = re.compile(
    rf"(?:`(?P<code>[^`\n]{{1,80}})` \({_WITHIN}\)|(?P<name>[\w.$@]{{1,80}}) \(`[^`\n]{{1,200}}`(?:,{_WITHIN})?\)):\s"
)
# A paragraph that begins with such a sign is a list to its writer, though a page shows it in one piece. "❌" turns what follows around.
_TICKED = re.compile(rf"(?:\A|(?<=\s))(?:{_TICK}|(?=[❌✗✘🚫⚠]))")
_LABEL = re.compile(rf"(?:{'|'.join(sorted(set(LABELS.values())))}):(?=\s)")

_Line = tuple[int, str]  # where it starts, and its text without the newline


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` stands word for word in the passage at ``start`` (in characters)."""

    text: str
    start: int
    kind: str  # "prose" | "item" | "row" | "code" | "math" | "tab", which is the label of one
    header: str = (
        ""  # of a table's row: the row that names its columns; of code: what stands above it, such as its file
    )


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
        if ends_fence(lines[after][1].strip(), fence):
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
    # The first line keeps what it is moved in by.
    end = max(begin, lines[-1][0]) if closed else end
    yield from _trimmed(text, begin, end, "code", opening_title(lines[0][1]), edge="\r\n")


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
    longest = _LONG_ENTRY if ENTRY.match(text, begin, end) else _LONG_ITEM
    if len(text[begin:end].split()) > longest:
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


def _trimmed(
    text: str, start: int, end: int, kind: str, header: str = "", edge: str | None = None
) -> Iterator[Sentence]:
    """``edge``: what is left out before it, all spaces where that is None."""
    content = text[start:end].rstrip()
    trimmed = content.lstrip(edge)
    if trimmed:
        yield Sentence(trimmed, start + len(content) - len(trimmed), kind, header)


def _split(text: str, start: int, end: int, kind: str) -> Iterator[Sentence]:
    for begin, after in sentence_spans(text[start:end]):
        yield from _trimmed(text, start + begin, start + after, kind)
