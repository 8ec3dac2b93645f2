"""Which chunks of the book are right for a question.

Knows when words stand in a text, whatever Markdown is around them, and finds them in a whole book without reading all of it each
time. It does not know who found a chunk, or how.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rag.types import Chunk

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s[^)]*)?\)")
_MARKER = re.compile(r"\s*\[\d+\]")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t|:-]*$", re.MULTILINE)
_MARKUP = str.maketrans({"*": "", "_": "", "`": "", "|": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-"})
_WORD = re.compile(r"[^\W_]+")
_TELLING_WORDS = 3  # that few leave hardly a chunk to read which is not right


def bare(text: str) -> str:
    """The words alone: no emphasis, backticks, links, table lines and citation markers, in one case, one space between two."""
    text = _TABLE_RULE.sub(" ", _MARKER.sub("", _LINK.sub(r"\1", text)))
    return " ".join(unicodedata.normalize("NFKC", text.translate(_MARKUP)).casefold().split())


def stands_in(words: str, text: str) -> bool:
    """Both bare. "5 kg" does not stand in "15 kg", nor "1.3" in "1.32"; other words may go on: "joint" stands in "joints"."""
    at = text.find(words)
    while at >= 0 and _cuts_a_number(text, at, at + len(words)):
        at = text.find(words, at + 1)
    return at >= 0


def all_stand_in(expects: Sequence[str], text: str) -> bool:
    return all(stands_in(words, text) for words in expects)


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    return bool(
        (text[start].isdigit() and re.search(r"\d[.,]?\Z", text[max(0, start - 2) : start]))
        or (text[end - 1].isdigit() and re.match(r"[.,]?\d", text[end : end + 2]))
    )


class Gold:
    """The right chunks of one book. ``book``: all its chunks; None where only what was found can be looked at."""

    def __init__(self, book: Iterable[Chunk] | None = None) -> None:
        self._bare: dict[str, str] = {}
        self._wanted: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._counted: dict[tuple[str, ...], int] = {}
        self._texts = None if book is None else [self._words_of(chunk) for chunk in book]
        self._holders: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts or ()):
            for word in set(_WORD.findall(text)):
                self._holders.setdefault(word, []).append(number)
        self._vocabulary = "\n" + "\n".join(self._holders) + "\n"

    def right(self, chunk: Chunk, expects: Sequence[str]) -> bool:
        return all_stand_in(self._bare_words(tuple(expects)), self._words_of(chunk))

    def count(self, expects: Sequence[str]) -> int | None:
        """How many chunks of the whole book are right; None where the book is not known."""
        if self._texts is None:
            return None
        wanted = self._bare_words(tuple(expects))
        if wanted not in self._counted:
            self._counted[wanted] = sum(all_stand_in(wanted, self._texts[at]) for at in self._candidates(wanted))
        return self._counted[wanted]

    def _words_of(self, chunk: Chunk) -> str:
        # By its text, not its id: a hit may come joined with the chunk after it.
        if chunk.text not in self._bare:
            self._bare[chunk.text] = bare(chunk.text)
        return self._bare[chunk.text]

    def _bare_words(self, expects: tuple[str, ...]) -> tuple[str, ...]:
        if expects not in self._wanted:
            self._wanted[expects] = tuple(map(bare, expects))
        return self._wanted[expects]

    def _candidates(self, wanted: Sequence[str]) -> Iterable[int]:
        """The chunks that hold the longest of the wanted words, each whole or as part of a word."""
        words = sorted({word for words in wanted for word in _WORD.findall(words)}, key=len)
        if not words:
            return range(len(self._texts or ()))
        return set.intersection(*map(self._holding, words[-_TELLING_WORDS:]))

    def _holding(self, part: str) -> set[int]:
        return {number for word in self._words_with(part) for number in self._holders[word]}

    def _words_with(self, part: str) -> Iterator[str]:
        at = self._vocabulary.find(part)
        while at >= 0:
            end = self._vocabulary.index("\n", at)
            yield self._vocabulary[self._vocabulary.rindex("\n", 0, at) + 1 : end]
            at = self._vocabulary.find(part, end)
