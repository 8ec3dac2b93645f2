"""A page as the words that a browser's search goes through, block by block, in their order.

Knows which words of light Markdown a site shows as they are, and how a browser compares them: case, accents and the shape of quotation
marks aside, at the borders of words. It does not know why anything is searched.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.book.markup.labels import LABELS
from rag.book.scripts import WITHOUT_SPACES
from rag.book.sentences import runs

_TYPESET = "\0"  # a formula: the page shows something, but not these characters
_CODE_OR_FORMULA = re.compile(r"(`+)(.+?)\1(?!`)|\$\$?(?!\s)[^$]+?(?<!\s)\$\$?(?!\d)", re.DOTALL)
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r" {0,3}#{1,6} +")
_LABEL = re.compile(rf"(?:{'|'.join(sorted(set(LABELS.values())))}):(?=\s)")
_RULE = re.compile(r"[\s|:-]*\Z")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_QUOTATION_MARKS = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_UNSPACED = re.compile(f"[{WITHOUT_SPACES}]")
_SENTENCE_END = re.compile(r"(?<=[。！？｡])")
_BETWEEN_BLOCKS = "\x1e"
_LARGE = 65_536  # characters of a page, from which its words' places are noted before they are looked for …
_KEY = 18  # … by so many characters, with which what is looked for begins
# A word, or a sign that stands for itself: all that something may begin with that is looked for at the borders of words.
_BEGINNING = re.compile(rf"[{WITHOUT_SPACES}]|[^\W_{WITHOUT_SPACES}]+|[^\s{_BETWEEN_BLOCKS}]")


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``first`` up to, but not with, ``after``."""

    first: int
    after: int


class PageWords:
    """``texts``: what stands on the page, in order; each begins a block of its own. ``headings``: which of them are headings, on whose
    ends sites hang signs of their own, some of them invisible."""

    def __init__(self, texts: Iterable[str], headings: Container[int] = ()) -> None:
        self.words: list[str] = []  # as they are shown
        self._gaps: list[str] = []  # what stands before each
        self._block: list[int] = []  # of each
        self._headings: set[int] = set()
        self._code: set[int] = set()  # blocks that a site colours and decorates
        self._begins: list[int] = []  # where each word begins in the text
        self.text_starts: list[int] = []  # the first word of each of the texts
        pieces: list[str] = []
        length = blocks = 0
        for number, text in enumerate(texts):
            self.text_starts.append(len(self.words))
            for kind, block in _blocks(text):
                if number in headings:
                    self._headings.add(blocks)
                if kind == "code":
                    self._code.add(blocks)
                for place, (space, word, folded) in enumerate(block):
                    gap = space if place else _BETWEEN_BLOCKS
                    self._begins.append(length + len(gap))
                    pieces += (gap, folded)
                    length += len(gap) + len(folded)
                    self.words.append(word)
                    self._gaps.append(space)
                    self._block.append(blocks)
                blocks += 1
        self._text = "".join(pieces)

    # ------------------------------------------------------------ places

    def locate(self, quote: str, first: int = 0) -> Span | None:
        """The words of a quote, from the word ``first`` on, without the formulas that it begins or ends with."""
        quoted = [words for _, words in _blocks(quote)]
        needle = _BETWEEN_BLOCKS.join(
            "".join([space + folded for space, _, folded in words]).lstrip() for words in quoted
        )
        if not needle:
            return None
        while first < len(self.words):
            at = self._text.find(needle, self._begins[first])
            if at < 0:
                break
            start = bisect_left(self._begins, at)
            if start == len(self.words):
                break
            if self._begins[start] == at and self._block[start] not in self._code:
                return self._trimmed(start, start + sum(map(len, quoted)))
            # Words that repeat themselves without a space are found at each letter: on with the next that begins a word.
            first = start + (self._begins[start] == at)
        return None

    def _trimmed(self, first: int, after: int) -> Span | None:
        while first < after and not self._is_sure(first):
            first += 1
        while first < after and not self._is_sure(after - 1):
            after -= 1
        return Span(first, after) if first < after else None

    def start(self, span: Span) -> int:
        """In characters of the text that is searched."""
        return self._begins[span.first]

    def end(self, span: Span) -> int:
        return self._begins[span.after - 1] + len(_folded(self.words[span.after - 1]))

    def run_from(self, first: int, after: int, count: int) -> Span:
        """At most ``count`` words from ``first`` on, of one block, all shown as they are."""
        last = first
        while last < after and last - first < count and self._goes_with(last, first):
            last += 1
        return Span(first, last)

    def blocks_from(self, span: Span) -> Iterator[Span]:
        """The span, and what is left of it from its second, third … block on."""
        for first in range(span.first, span.after):
            if (first == span.first or self._block[first] != self._block[first - 1]) and self._is_sure(first):
                yield Span(first, span.after)

    def letters(self, span: Span) -> int:
        """How much its words say; a sign of a script without spaces says as much as two letters."""
        words = "".join(self.words[span.first : span.after])
        return len(words) + len(_UNSPACED.findall(words))

    def longest_run(self, span: Span) -> Span:
        """Of words that stand together in one block, all shown as they are; the first of several."""
        best, first = self.run_from(span.first, span.after, 1), span.first
        while first < span.after:
            run = self.run_from(first, span.after, span.after - first)
            if run.after - run.first > best.after - best.first:
                best = run
            first = max(run.after, first + 1)
        return best

    def run_to(self, after: int, first: int, count: int) -> Span:
        """At most ``count`` words up to ``after``, not before ``first``."""
        begin = after
        while begin > first and after - begin < count and self._goes_with(begin - 1, after - 1):
            begin -= 1
        return Span(begin, after)

    def before(self, first: int, count: int, crossing: bool) -> Span:
        """The words that stand before ``first``: of the block before, where ``crossing`` and a block begins here."""
        if first == 0 or (crossing != (self._block[first - 1] != self._block[first])):
            return Span(first, first)
        if crossing and self._block[first - 1] in self._headings:
            return Span(first, first)
        return self.run_to(first, 0, count)

    def behind(self, after: int, count: int, crossing: bool) -> Span:
        if after == len(self.words) or (crossing != (self._block[after] != self._block[after - 1])):
            return Span(after, after)
        return self.run_from(after, len(self.words), count)

    def _goes_with(self, one: int, other: int) -> bool:
        return self._block[one] == self._block[other] and self._is_sure(one)

    def _is_sure(self, word: int) -> bool:
        """Whether the page shows it as it is."""
        return _TYPESET not in self.words[word] and self._block[word] not in self._code

    def shown(self, span: Span) -> str:
        spaced = zip(self._gaps[span.first : span.after], self.words[span.first : span.after], strict=True)
        return "".join(gap + word for gap, word in spaced).lstrip()

    # ------------------------------------------------------------ searching

    def folded(self, words: str) -> str:
        return " ".join(filter(None, map(_folded, words.split())))

    def find(self, folded: str, at: int, *, only_there: bool = False) -> int | None:
        """Where it stands first from ``at`` on, not in the middle of a word."""
        if len(self._text) > _LARGE and len(folded) >= _KEY and not only_there:
            at = max(at, self._first.get(hash(folded[:_KEY]), len(self._text)))
        while True:
            found = self._text.find(folded, at, at + len(folded) if only_there else None)
            if found < 0:
                return None
            if self._is_border(found) and self._is_border(found + len(folded)):
                return found
            if only_there:
                return None
            at = found + 1

    @cached_property
    def _first(self) -> dict[int, int]:
        """The hash of ``_KEY`` characters at the beginning of a word -> where such stand first. Each sentence is looked for from the
        page's beginning, which without this costs the square of the page's length."""
        first: dict[int, int] = {}
        for found in _BEGINNING.finditer(self._text):
            first.setdefault(hash(self._text[found.start() : found.start() + _KEY]), found.start())
        return first

    def past_space(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in (" ", _BETWEEN_BLOCKS):
            at += 1
        return at

    def followed_by(self, folded: str, at: int) -> bool:
        return self._text.startswith(folded, self.past_space(at))

    def _is_border(self, at: int) -> bool:
        if not 0 < at < len(self._text):
            return True
        return not all(c.isalnum() and not _UNSPACED.match(c) for c in self._text[at - 1 : at + 1])


def _blocks(text: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """(kind, [(the space before it, word, the same folded)]) of each block that a browser searches by itself: a paragraph, a cell."""
    for kind, lines in runs(text):
        for block in _BLOCKS_OF[kind](lines):
            words = _shown_words(block, kind)
            if words:
                yield kind, words


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Indexes that others made may hold headings too."""
    taken: list[str] = []
    for line in lines:
        if heading := _HEADING.match(line):
            yield "\n".join(taken)
            yield line[heading.end() :]
            taken = []
        else:
            taken.append(line)
    yield _LABEL.sub("", "\n".join(taken), count=1)


def _cells(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if not _RULE.match(line):
            yield from (cell.replace("\\|", "|") for cell in _CELL_BORDER.split(line.strip().strip("|")))


def _item(lines: Sequence[str]) -> Iterator[str]:
    yield _BULLET.sub("", lines[0], count=1)


def _inside_fence(lines: Sequence[str]) -> Iterator[str]:
    yield "\n".join(lines[1:-1])


def _formula(lines: Sequence[str]) -> Iterator[str]:
    yield _TYPESET


def _tab(lines: Sequence[str]) -> Iterator[str]:
    yield lines[0].strip().strip("*-")


_BLOCKS_OF = {
    "blank": lambda lines: iter(()),
    "prose": _paragraphs,
    "item": _item,
    "row": _cells,
    "code": _inside_fence,
    "math": _formula,
    "tab": _tab,
}


def _shown_words(text: str, kind: str) -> list[tuple[str, str, str]]:
    if kind not in ("code", "math") and ("`" in text or "$" in text):
        text = _CODE_OR_FORMULA.sub(lambda found: found[2] if found[1] else _TYPESET, text)
    if text.isascii():
        return [(" ", word, folded) for word, folded in zip(text.split(), text.lower().split(), strict=True)]
    return [each for word in text.split() for each in _pieces(word) if each[2]]


def _pieces(word: str) -> Iterator[tuple[str, str, str]]:
    # No space follows a sentence in some scripts, yet the next one begins a word.
    for place, piece in enumerate(_SENTENCE_END.split(word)):
        yield "" if place else " ", piece, _folded(piece)


def _folded(word: str) -> str:
    """As a browser compares it, or a little more alike; "" for what can't be seen."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_QUOTATION_MARKS)).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf", "Zs"))
