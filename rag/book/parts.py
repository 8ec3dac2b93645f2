"""The smallest pieces of a block that may stand in different chunks: sentences, rows, runs of lines of code.

Knows one block at a time. How parts are put together again is ``packing``'s business.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.book.markup.fence import fenced
from rag.book.scripts import WITHOUT_SPACES
from rag.book.sentence_spans import sentence_spans
from rag.types import Block

_LONGEST_WORD = 20  # characters that weigh as much as a word, in text without spaces
_WIDE = re.compile(f"[{WITHOUT_SPACES}]")
_FENCED = re.compile(r"(`{3,})([^`\n]*)\n(.*)\n\1\Z", re.DOTALL)
_ITEM_MARKER = re.compile(r"[ \t]*(?:-|\d+\.) ")


@dataclass(frozen=True, slots=True)
class Part:
    """Text that is not cut again."""

    text: str
    words: int
    line: int
    block: int  # which block of the section it is a part of
    kind: str
    head: str = ""  # opens a chunk that begins with this part, or precedes it where its block begins
    head_words: int = 0
    glue: str = " "  # stands between this part and the one before, within a block
    gap: str = "\n\n"  # stands between this part's block and one of the same kind before it
    leads_in: bool = False  # "Do the following:"


def weigh(text: str) -> int:
    """The size of a text in words. Scripts without spaces and endless tokens count by their length."""
    words = max(len(text.split()), len(text) // _LONGEST_WORD)
    return words if text.isascii() else max(words, len(_WIDE.findall(text)) // 2)


def parts_of(block: Block, index: int, max_words: int) -> Iterator[Part]:
    """Cut a block into parts of at most ``max_words`` words where it has a place to cut."""
    if block.kind == "table":
        yield from _rows(block, index)
    elif block.kind == "code":
        yield from _code(block, index, 3 * max_words)
    elif block.kind == "tab":
        yield Part(block.text, weigh(block.text), block.line, index, block.kind, leads_in=True)
    elif block.kind == "math":
        yield Part(block.text, weigh(block.text), block.line, index, block.kind)
    else:
        yield from _sentences(block, index, max_words)


def _sentences(block: Block, index: int, max_words: int) -> Iterator[Part]:
    text = block.text
    gap = "\n" if block.kind == "item" else "\n\n"
    if block.kind == "item" and weigh(text) <= max_words:
        yield Part(text, weigh(text), block.line, index, block.kind, gap=gap, leads_in=text.endswith(":"))
        return
    after = 0
    for start, end in _spans(text, max_words):
        stripped = text[start:end].strip() if start else text[start:end].rstrip()
        if not stripped:
            continue
        begin = text.index(stripped, start)
        yield Part(
            stripped, weigh(stripped), block.line, index, block.kind,
            glue=text[after:begin], gap=gap, leads_in=stripped.endswith(":"),
        )  # fmt: skip
        after = begin + len(stripped)


def _spans(text: str, max_words: int) -> Iterator[tuple[int, int]]:
    marker = _ITEM_MARKER.match(text)
    offset = marker.end() if marker else 0
    for index, (start, end) in enumerate(sentence_spans(text[offset:])):
        begin = start + offset if index else 0
        if weigh(text[begin : end + offset]) <= max_words:
            yield begin, end + offset
        else:
            yield from _windows(text, begin, end + offset, max_words)


def _windows(text: str, start: int, end: int, max_words: int) -> Iterator[tuple[int, int]]:
    """Cut a sentence that is too long by itself: at spaces, and only where there are none, inside a word."""
    longest = max_words * _LONGEST_WORD if text.isascii() else max_words * 2
    begin, words = start, 0
    for match in re.finditer(r"\S+\s*", text[start:end]):
        word_start, word_end = start + match.start(), start + match.end()
        words += weigh(match[0])
        if words > max_words and word_start > begin:
            yield begin, word_start
            begin, words = word_start, weigh(match[0])
        if len(match[0]) > longest:
            while word_end - begin > longest:
                yield begin, begin + longest
                begin += longest
            words = weigh(text[begin:word_end])
    if begin < end:
        yield begin, end


def _rows(block: Block, index: int) -> Iterator[Part]:
    lines = block.text.split("\n")
    head = "\n".join(lines[:2])
    if len(lines) < 3:
        yield Part(block.text, weigh(block.text), block.line, index, block.kind)
    for number, row in enumerate(lines[2:]):
        yield Part(row, weigh(row), block.line + 2 + number, index, block.kind, head + "\n", weigh(head), "\n")


def _code(block: Block, index: int, max_words: int) -> Iterator[Part]:
    match = _FENCED.match(block.text)
    if match is None or weigh(block.text) <= max_words:
        yield Part(block.text, weigh(block.text), block.line, index, block.kind, glue="\n\n")
        return
    for first, lines in _runs(match[3].split("\n"), max_words):
        text = fenced("\n".join(lines), match[2])
        yield Part(text, weigh(text), block.line + 1 + first, index, block.kind, glue="\n\n")


def _runs(lines: list[str], max_words: int) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines up to a size, each with the number of lines before it; a cut prefers an empty line."""
    first, words, run = 0, 0, list[str]()
    for number, line in enumerate(lines):
        size = weigh(line)
        full = words + size > max_words or (not line.strip() and words > 0.7 * max_words)
        if run and full:
            yield first, run
            first, words, run = number, 0, []
        words += size
        run.append(line)
    if any(line.strip() for line in run):
        yield first, run
