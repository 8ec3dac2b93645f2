"""Markers to checked sources, while the answer streams.

Knows which passage stands behind a marker, and which of its sentences is the quote. Passage numbers go in (``[3]`` is the third hit),
citation numbers come out: renumbered in order of appearance, each backed by a sentence that stands word for word in its chunk.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from rag.book import sentences
from rag.citations.deep_links import deep_link
from rag.citations.elsewhere import ForeignAddresses
from rag.citations.markers import MarkedText, Marker, Text
from rag.citations.quotes import best_quote
from rag.citations.support import FIRMER, Claim, support
from rag.reading.passages import Passages
from rag.types import Hit, Source

_CLAIM_CHARACTERS = 600
_CLAIM_AHEAD = 300  # characters that are waited for where a marker stands before what it backs
_NOTHING_SAID = re.compile(r"[^\w]*(?:\d{1,3}[.)])?[^\w]*\Z")
_SENTENCE_ENDED = re.compile(r"[.!?…。！？]\s*\Z")
# "According to passage [1], …", "Passage [2] says …": what the marker backs is said behind it, in this sentence.
_ATTRIBUTES = re.compile(
    r"(?:\A|[.!?…:]\s)[^\w]*(?:\d{1,3}[.)]\s+)?"
    r"(?:(?:according to|based on|as per|per|from|in|as \w+ (?:in|by))(?: (?:the )?(?:passages?|sources?|excerpts?|documents?))?"
    r"|(?:the )?(?:passages?|sources?|excerpts?|documents?))\s*\Z",
    re.IGNORECASE,
)
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s")
_BLOCK_ENDED = re.compile(r"[ \t]*(?:```|~~~|\|)")  # behind it on its line, a marker would break code or a table
_NAME_LETTERS = 4  # a shorter title names nothing by itself


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
        # Functions of the hits alone: with methods of ours it would hold itself, and wait for the garbage collector after each answer.
        is_known_address = partial(_is_known_address, hits)
        self._marked = MarkedText(is_known_address, partial(_is_known_name, hits))
        self._line = ""  # what was said on this line
        self._claim = ""  # what was said since the last marker
        self._claimed = ""  # the claim of the last marker: "[1][2]" back the same one
        self._waiting: Marker | None = None  # it stands before what it backs …
        self._ahead = ""  # … which is this, so far
        self._leads = False  # on this line markers stand before what they back
        self._at_seam = False  # a marker at the beginning of a line went: so do the spaces behind it
        self._foreign = ForeignAddresses(is_known_address)
        self._numbers: dict[int, int] = {}  # passage number -> citation number
        self.sources: list[Source] = []
        self.dropped = 0  # markers that no passage backs

    def feed(self, delta: str) -> Cited:
        return self._take(self._marked.feed(delta))

    def close(self) -> Cited:
        return self._take(self._marked.close(), final=True)

    def _take(self, pieces: Iterable[Text | Marker], *, final: bool = False) -> Cited:
        known = len(self.sources)
        shown = [self._shown(piece) for piece in pieces]
        if final:
            shown += [self._settled(), self._unmarked()]
        text = self._foreign.feed("".join(shown)) + (self._foreign.close() if final else "")
        return Cited(text, tuple(self.sources[known:]))

    def _shown(self, piece: Text | Marker) -> str:
        if isinstance(piece, Marker):
            settled = self._settled()
            if piece.listed:
                return settled + ("" if self.sources else self._cited(piece, self._last_claim()))
            if _NOTHING_SAID.match(self._line) or (self._leads and _SENTENCE_ENDED.search(self._line)):
                self._waiting, self._leads = piece, True
                return settled
            if _ATTRIBUTES.search(self._line):
                self._waiting = piece
                return settled
            return settled + self._cited(piece, self._last_claim())
        if self._waiting is None:
            return self._said(piece.text)
        self._ahead += piece.text
        ended = "\n" in piece.text or (not self._leads and _AFTER_SENTENCE.search(self._ahead))
        return self._settled() if ended or len(self._ahead) > _CLAIM_AHEAD else ""

    def _settled(self) -> str:
        """The marker that waits, with what was said behind it."""
        if self._waiting is None:
            return ""
        marker, ahead = self._waiting, self._ahead
        self._waiting, self._ahead = None, ""
        backed = ahead if self._leads else _AFTER_SENTENCE.split(ahead, maxsplit=1)[0]
        begins = "" if _NOTHING_SAID.match(backed) or not self._concerns(marker, backed) else backed.strip()
        cited = self._cited(marker, begins or self._last_claim() or backed.strip())
        said = self._said(ahead)
        if begins:
            self._claimed, self._claim = begins, ""
        return cited + said

    def _unmarked(self) -> str:
        """Markers for what is the book's without any: its own words, or sentences of which it supports each."""
        claim = Claim(self._claim.strip(), self._passages)
        if self.sources or not claim.says_enough:
            return ""
        read = self._passages.read([hit.chunk for hit in self._hits])
        repeated = next((at for at, each in enumerate(read, start=1) if claim.repeats(each)), 0)
        backed = {repeated: claim} if repeated else self._supporting(claim)
        space = "\n\n" if _BLOCK_ENDED.match(self._line) else " " if self._line else ""
        return space + "".join(f"[{self._number(passage, each)}]" for passage, each in backed.items()) if backed else ""

    def _supporting(self, claim: Claim) -> dict[int, Claim]:
        """The passages that support its sentences, each with the first of these; none where one has no support."""
        if not support(claim.text, self._hits, self._passages, self._question).holds:
            return {}
        read = self._passages.read([hit.chunk for hit in self._hits])
        backed: dict[int, Claim] = {}
        for said in (Claim(each.text, self._passages) for each in sentences(claim.text) if each.kind != "code"):
            if said.says_enough:
                backings = [said.backing(each) for each in read]
                best = max(range(len(read)), key=lambda at: (backings[at].supports, backings[at].firmness))
                if backings[best].supports:
                    backed.setdefault(best + 1, said)
        return backed

    def _said(self, text: str) -> str:
        if self._at_seam:
            text = text.lstrip(" \t")
            self._at_seam = not text
        self._claim += text
        self._line = (self._line + text).rpartition("\n")[2][-_CLAIM_CHARACTERS:]
        self._leads = self._leads and "\n" not in text
        return text

    def _last_claim(self) -> str:
        if self._claim.strip():
            self._claimed, self._claim = self._claim[-_CLAIM_CHARACTERS:].strip().rsplit("\n\n", 1)[-1], ""
        return self._claimed

    def _cited(self, marker: Marker, claimed: str) -> str:
        claim = Claim(claimed, self._passages)
        backed = dict.fromkeys(self._backed(number, claim) for number in marker.numbers)
        numbers = [self._number(passage, claim) for passage in backed if passage]
        if not numbers:
            self._at_seam = not self._line.strip(" \t-*+>") and not marker.space
            return ""
        written = "".join(f"[{number}]" for number in numbers)
        return marker.space + (f"({written})" if marker.wrapped else written)

    def _backed(self, passage: int, claim: Claim) -> int:
        """The passage that a marker shall name: the one that was written; or the one that supports the claim, where that has nothing to do
        with it or supports it far less; 0 where none has anything to do with it."""
        backing = self._backing(passage, claim) if 1 <= passage <= len(self._hits) else 0
        self.dropped += not backing
        return backing

    def _backing(self, passage: int, claim: Claim) -> int:
        read = self._passages.read([hit.chunk for hit in self._hits])
        if claim.repeats(read[passage - 1]) or claim.names(read[passage - 1]):
            return passage
        said = [each for each in (claim, _last_sentence(claim, self._passages)) if each.says_enough]
        backings = (
            [max((each.backing(other) for each in said), key=lambda backing: backing.firmness) for other in read]
            if said
            else []
        )
        if not backings or backings[passage - 1].supports:
            return passage
        written = backings[passage - 1]
        best = max(range(len(read)), key=lambda at: (backings[at].supports, backings[at].firmness))
        firmer = backings[best].firmness > written.firmness + FIRMER
        if backings[best].supports and (firmer or written.unrelated or not written.figures):
            return best + 1
        return 0 if written.unrelated and claim.in_the_books_language else passage

    def _concerns(self, marker: Marker, said: str) -> bool:
        """Whether it can be what a marker backs."""
        claim = Claim(said, self._passages)
        read = self._passages.read([self._hits[n - 1].chunk for n in marker.numbers if 1 <= n <= len(self._hits)])
        return not claim.says_enough or any(not claim.backing(passage).unrelated for passage in read)

    def _number(self, passage: int, claim: Claim) -> int:
        """The citation number of a passage."""
        if passage not in self._numbers:
            self._numbers[passage] = len(self._numbers) + 1
            self.sources.append(self._source(self._numbers[passage], self._hits[passage - 1], claim))
        return self._numbers[passage]

    def _source(self, index: int, hit: Hit, claim: Claim) -> Source:
        chunk = hit.chunk
        quote = best_quote(claim, hit, self._passages, self._question)
        return Source(
            index, chunk.chunk_id, chunk.title, chunk.slug, chunk.section, hit.score, deep_link(chunk, quote), quote
        )


def _is_known_address(hits: Sequence[Hit], address: str) -> bool:
    return any(address in hit.chunk.text or address == hit.chunk.url for hit in hits)


def _is_known_name(hits: Sequence[Hit], line: str) -> bool:
    titles = {hit.chunk.title.casefold() for hit in hits}
    return any(len(title) >= _NAME_LETTERS and title in line.casefold() for title in titles)


def _last_sentence(claim: Claim, passages: Passages) -> Claim:
    found = sentences(claim.text)
    return Claim(found[-1].text, passages) if len(found) > 1 else claim
