"""Markers to checked sources, while the answer streams.

Knows the ways a marker is written, what a quote must be, and how a link to a sentence is spelt. Passage numbers go in
(``[3]`` is the third hit), citation numbers come out: renumbered in order of appearance, each backed by a sentence that stands
word for word in its chunk. A number without a passage goes, and nothing inside code is touched.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote as percent_encode

from rag.passages import Passages
from rag.types import Hit, Source

# [1]  [1, 2]  [1-3]  [1][2]  【1】  and full-width digits: what models write when asked for [n]. A link "[1](…)" is none.
_MARKER = re.compile(r"[\[［【]\s*(\d{1,3}(?:\s*[-–—,;、，]\s*\d{1,3}){0,20})\s*[\]］】](?!\()")
_MARKER_BEGUN = re.compile(r"[\[［【][\d\s,;、，–—-]{0,60}[\]］】]?\Z")
_WRITTEN = re.compile(r"\s*(?:\[\d+\])+")
_RANGE = re.compile(r"(\d+)\s*[-–—]\s*(\d+)|(\d+)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^\n]*\n")
_FENCE_BEGUN = re.compile(r" {0,3}(`{1,}|~{1,})[^\n]*\Z| {1,3}\Z")
_SPECIAL = re.compile(r"[`\n\[［【]|[ \t]+(?=[\[［【])|[ \t]+\Z")
_INLINE_CODE_CHARACTERS = 400  # beyond these an unclosed backtick is just a backtick
_CLAIM_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of the answer that is safe to show, and the sources that appear in it for the first time."""

    text: str
    sources: tuple[Source, ...] = ()


class Citations:
    """The citations of one answer. Feed it the deltas; show what it gives back; ``close`` at the end."""

    def __init__(self, hits: Sequence[Hit], passages: Passages, question: str = "") -> None:
        self._question = question
        self._hits = hits
        self._passages = passages
        self._held = ""  # the tail that may still become a marker or code
        self._fence = ""  # the fence that is open, as it was written
        self._at_line_start = True
        self._claim = ""  # what was said since the last marker
        self._claimed = ""  # the claim of the last marker: "[1][2]" back the same one
        self._numbers: dict[int, int] = {}  # passage number -> citation number
        self.sources: list[Source] = []
        self.dropped = 0  # markers without a passage

    def feed(self, delta: str) -> Cited:
        self._held += delta
        return self._release(final=False)

    def close(self) -> Cited:
        return self._release(final=True)

    def _release(self, *, final: bool) -> Cited:
        """All of the held text whose meaning can't change any more."""
        text, at, shown, known = self._held, 0, [], len(self.sources)
        while at < len(text):
            step = self._code_line(text, at, final) if self._fence else self._prose(text, at, final)
            if step is None:
                break
            length, piece = step
            at += length
            shown.append(piece)
            if not _WRITTEN.fullmatch(piece):
                self._claim = (self._claim + piece)[-_CLAIM_CHARACTERS:]
            if piece:
                self._at_line_start = piece.endswith("\n")
        self._held = text[at:]
        return Cited("".join(shown), tuple(self.sources[known:]))

    def _code_line(self, text: str, at: int, final: bool) -> tuple[int, str] | None:
        end = text.find("\n", at)
        if end < 0 and not final:
            return None
        line = text[at : end + 1] if end >= 0 else text[at:]
        bare = line.strip()
        if bare.startswith(self._fence) and not bare.strip(self._fence[0]):
            self._fence = ""
        return len(line), line

    def _prose(self, text: str, at: int, final: bool) -> tuple[int, str] | None:
        """(characters read, what they become) of the next piece; None where more text is needed to tell."""
        if self._at_line_start:
            if fence := _FENCE.match(text, at):
                self._fence = fence[1]
                return len(fence[0]), fence[0]
            if not final and _FENCE_BEGUN.match(text, at):
                return None
        special = _SPECIAL.search(text, at)
        if special is None:
            return len(text) - at, text[at:]
        if special.start() > at:
            return special.start() - at, text[at : special.start()]
        if special[0] == "`":
            return self._inline_code(text, at, final)
        if special[0] == "\n":
            return 1, "\n"
        space = "" if special[0] in "[［【" else special[0]
        if space and special.end() == len(text):
            return (len(space), space) if final else None
        return self._marker(text, at + len(space), space, final)

    def _inline_code(self, text: str, at: int, final: bool) -> tuple[int, str] | None:
        run = re.compile("`+").match(text, at)
        assert run is not None
        paragraph_end = text.find("\n\n", at)
        closing = re.compile(rf"(?<!`){run[0]}(?!`)").search(
            text, run.end(), paragraph_end if paragraph_end >= 0 else len(text)
        )
        if closing and (closing.end() < len(text) or final):
            return closing.end() - at, text[at : closing.end()]
        if not final and paragraph_end < 0 and len(text) - at < _INLINE_CODE_CHARACTERS:
            return None
        return len(run[0]), run[0]

    def _marker(self, text: str, at: int, space: str, final: bool) -> tuple[int, str] | None:
        marker = _MARKER.match(text, at)
        if marker is None or marker.end() == len(text):
            if not final and _MARKER_BEGUN.match(text, at):
                return None
            if marker is None:
                return len(space) + 1, space + text[at]
        if self._claim.strip():
            self._claimed, self._claim = self._claim.strip().rsplit("\n\n", 1)[-1], ""
        cited = [number for number in map(self._cite, _numbers(marker[1])) if number]
        written = "".join(f"[{number}]" for number in dict.fromkeys(cited))
        return marker.end() - at + len(space), space + written if written else ""

    def _cite(self, passage: int) -> int:
        """The citation number of a passage, 0 where there is no such passage."""
        if not 1 <= passage <= len(self._hits):
            self.dropped += 1
            return 0
        if passage not in self._numbers:
            self._numbers[passage] = len(self._numbers) + 1
            self.sources.append(self._source(self._numbers[passage], self._hits[passage - 1]))
        return self._numbers[passage]

    def _source(self, index: int, hit: Hit) -> Source:
        chunk = hit.chunk
        quote = best_quote(self._claimed, hit, self._passages, self._question)
        return Source(
            index, chunk.chunk_id, chunk.title, chunk.slug, chunk.section, hit.score, deep_link(chunk.url, quote), quote
        )


def best_quote(claim: str, hit: Hit, passages: Passages, question: str = "") -> str:
    """The sentence of the chunk that backs the claim best, half by shared terms, half by cosine. Of several that the claim repeats
    word for word it is the one that is nearest to the question."""
    passage = passages.read([hit.chunk])[0]
    heads = {sentence.header for sentence in passage.sentences}
    places = [place for place, sentence in enumerate(passage.sentences) if sentence.text not in heads]
    if not places:
        return hit.chunk.text
    repeated = [place for place in places if passage.sentences[place].text in claim]
    wanted = question if len(repeated) > 1 and question else claim
    terms, vector = passages.terms(wanted), passages.vector(wanted)

    def backing(place: int) -> float:
        return len(terms & passage.terms[place]) / (len(terms) or 1) + float(passage.vectors[place] @ vector)

    return passage.sentences[max(repeated or places, key=backing)].text


_WORDS_AT_EACH_END = 5
_WORDS_WHOLE = 12
_LETTERS_ALONE = 6  # a single word with fewer could stand anywhere; scripts without spaces write a sentence as one word


def deep_link(url: str, quote: str) -> str:
    """``url`` with a text fragment that makes a browser scroll to the quote and highlight it; ``url`` alone where no run of the
    quote is sure to stand on the page as it is here (formulas are typeset, code is split by its colouring).
    Spelling: https://wicg.github.io/scroll-to-text-fragment/#syntax, where "-", "," and "&" must be encoded too."""
    if quote.startswith(("```", "~~~")):
        return url
    words = max((_page_words(run) for run in quote.split("$")[::2]), key=len)
    if len(words) < 2 and len("".join(words)) < _LETTERS_ALONE:
        return url
    if len(words) <= _WORDS_WHOLE and not _is_row(quote):
        fragment = _encode(words)
    elif _is_row(quote):
        cells = [_page_words(cell) for cell in quote.strip().strip("|").split("|")]
        filled = [cell for cell in cells if cell]
        fragment = f"{_encode(filled[0])},{_encode(filled[-1])}" if len(filled) > 1 else _encode(filled[0])
    else:
        fragment = f"{_encode(words[:_WORDS_AT_EACH_END])},{_encode(words[-_WORDS_AT_EACH_END:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def _is_row(quote: str) -> bool:
    return quote.lstrip().startswith("|")


def _page_words(text: str) -> list[str]:
    return text.replace("`", "").split()


def _encode(words: Sequence[str]) -> str:
    return percent_encode(" ".join(words), safe="").replace("-", "%2D")


def _numbers(inside: str) -> list[int]:
    """ "1, 3-5" -> [1, 3, 4, 5]. ``int`` reads full-width digits too. A range of more than twenty is no citation."""
    numbers: list[int] = []
    for first, last, single in _RANGE.findall(inside):
        numbers += [int(single)] if single else list(range(int(first), min(int(last), int(first) + 20) + 1))
    return numbers
