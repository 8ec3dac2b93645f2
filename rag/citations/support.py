"""What in a passage stands behind a claim, and how firmly.

Knows how much a passage must share with a claim to support it, and how little it may share to have nothing to do with it. The citations say
what an answer claims to rest on; ``support`` says what rests on the passages at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.book import sentences
from rag.citations.gaps import leads_in, may_name_a_gap, without_attribution
from rag.citations.numbers import missing
from rag.citations.quotations import misquoted
from rag.citations.typed import never_said
from rag.ports import Vector
from rag.reading.names import names
from rag.reading.passages import Passage, Passages
from rag.reading.scripts import beyond_typical
from rag.reading.unspaced import is_unspaced
from rag.types import Hit

FEWEST_TERMS = 3  # a claim with fewer says too little to be checked ("Yes.", "In short:")
SHARED = 0.5  # of a claim's terms in one sentence of a passage, or …
COSINE = 0.7  # … this near to it: supported

# Below all three a passage has nothing to do with the claim. Measured over questions of five books put together with their answers:
# below lie 0.3% of 383 claims beside a passage that answers, 44% beside one that was found too, 92% beside one drawn by lot.
UNRELATED_SHARED, UNRELATED_COSINE, UNRELATED_COVERED = 0.25, 0.35, 0.4

LONGER = 25  # characters of a sentence that no other one repeats by chance

FIRMER = 0.6  # by this much of shared and cosine together, a passage that supports a claim is meant instead of one that doesn't

SMALL_WORDS = 0.2  # of an English sentence's words, at least, are left out as stop words: a claim without any is in another language
SURELY_FEWER, OF_WORDS = 0.12, 10  # so few, of so many words, and it surely is: a short sentence may have one

_MARKERS = re.compile(r"\[\d+\]")
_EMPHASIS = re.compile(r"\*+")  # "**Note:** Removing …" begins a sentence
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Backing:
    """0..1: of the claim's terms, in one sentence; the nearest sentence's cosine; of the terms, in the passage and its headings."""

    shared: float
    cosine: float
    covered: float
    figures: bool = True  # it has the claim's numbers

    @property
    def says_it(self) -> bool:
        """Whether it speaks of what is claimed, whatever the numbers are."""
        return self.shared >= SHARED or self.cosine >= COSINE

    @property
    def supports(self) -> bool:
        return self.says_it and self.figures

    @property
    def firmness(self) -> float:
        return self.shared + self.cosine

    @property
    def unrelated(self) -> bool:
        return self.shared < UNRELATED_SHARED and self.cosine < UNRELATED_COSINE and self.covered < UNRELATED_COVERED


class Claim:
    """What an answer says somewhere, to be held against passages."""

    def __init__(self, text: str, passages: Passages) -> None:
        self.text = text
        self._passages = passages

    @cached_property
    def terms(self) -> frozenset[int]:
        return self._passages.terms(self.text)

    @cached_property
    def vector(self) -> Vector:
        return self._passages.vector(self.text)

    @property
    def says_enough(self) -> bool:
        return len(self.terms) >= FEWEST_TERMS

    @property
    def in_the_books_language(self) -> bool:
        """Whether it has small words of that language: else no word of it can be found in a passage, right or wrong."""
        words, small = self._words
        return small >= SMALL_WORDS * words

    @property
    def in_another_language(self) -> bool:
        """Whether that is sure; what is short may be in either."""
        words, small = self._words
        return words >= OF_WORDS and small < SURELY_FEWER * words

    @cached_property
    def _words(self) -> tuple[int, int]:
        """How many different ones, and how many small ones among them."""
        words = set(_WORD.findall(self.text.lower()))
        return len(words), len(words) - len(self.terms)

    def repeats(self, passage: Passage) -> bool:
        """Whether it says a sentence of the passage word for word; of a longer one the mark at its end may be missing."""
        return any(
            sentence.text in self.text or (len(sentence.text) > LONGER and sentence.text.rstrip(".!?") in self.text)
            for sentence in passage.sentences
        )

    def stands_in(self, passage: Passage) -> bool:
        """Whether it stands in the passage word for word."""
        return self.text in passage.chunk.text

    def names(self, passage: Passage) -> bool:
        """Whether it says no more than the passage's title and headings do."""
        return bool(self.terms) and self.terms <= _named(passage, self._passages)

    def speaks_of(self, passage: Passage) -> bool:
        """Whether it names the page or the section."""
        named = (self._passages.terms(name) for name in (passage.chunk.title, passage.chunk.section))
        return any(terms and terms <= self.terms for terms in named)

    @property
    def terms_of_names(self) -> frozenset[int]:
        """The terms of the names in it, where it is in that language: in another every noun may have a capital. Each is read as it is
        written, since a name alone would be read as a heading, with the words that it is made of."""
        if not self.in_the_books_language:
            return frozenset()
        return frozenset[int]().union(*map(self._passages.asked_terms, names(_EMPHASIS.sub("", self.text))))

    def backing(self, passage: Passage) -> Backing:
        if not passage.sentences:
            return Backing(0.0, 0.0, 0.0)
        count = len(self.terms) or 1
        return Backing(
            shared=max(len(self.terms & known) for known in passage.terms) / count,
            cosine=beyond_typical(float(passage.cosines(self.vector).max()), self.text),
            covered=len(self.terms & _named(passage, self._passages).union(*passage.terms)) / count,
            figures=not missing(self.text, [passage.chunk.in_full]),
        )


@dataclass(frozen=True, slots=True)
class Support:
    checked: int  # sentences that claim something
    unsupported: int  # of these

    @property
    def holds(self) -> bool:
        """Whether it claims something, and nothing without support."""
        return bool(self.checked) and not self.unsupported

    @property
    def mostly_missing(self) -> bool:
        return 2 * self.unsupported > self.checked


class _Told:
    """All that an answer may speak of: what the passages say, and what the visitor said."""

    def __init__(self, read: Sequence[Passage], passages: Passages, asked: str, *, overview: bool) -> None:
        self._read = read
        self._overview = overview
        self._passages = passages
        self._texts = [asked, *(each.chunk.in_full for each in read)]

    @cached_property
    def _terms(self) -> frozenset[int]:
        asked = self._passages.terms(self._texts[0])
        return asked.union(*(held for each in self._read for held in (_named(each, self._passages), *each.terms)))

    def supports(self, claim: Claim) -> bool:
        if any(claim.stands_in(each) or claim.names(each) for each in self._read):
            return True
        return not self._is_made_up(claim) and any(
            claim.backing(each).says_it or (self._overview and claim.speaks_of(each)) for each in self._read
        )

    def is_in_the_language_of(self, claim: Claim) -> bool:
        """False where that is sure. Chinese has no small words to count: there it is the script."""
        if is_unspaced(claim.text):
            return any(map(is_unspaced, self._texts[1:]))
        return not claim.in_another_language

    def lacks_a_number_of(self, claim: Claim) -> bool:
        return bool(missing(claim.text, self._texts))

    def _is_made_up(self, claim: Claim) -> bool:
        """Whether a number, a quotation, a flag or a name of it stands nowhere, however like the rest of its words are."""
        return bool(
            self.lacks_a_number_of(claim)
            or misquoted(claim.text, self._texts)
            or never_said(claim.text, self._texts)
            or not claim.terms_of_names <= self._terms
        )


def support(
    answer: str, hits: Sequence[Hit], passages: Passages, asked: str = "", *, overview: bool = False
) -> Support:
    """Counts the answer's sentences, code and headings of tables aside. ``asked``: the visitor's own words, which it may repeat;
    ``overview``: the passages are how parts of the book begin, and what names one of these tells what it is about."""
    told = _Told(passages.read([hit.chunk for hit in hits]), passages, asked, overview=overview)
    plain = _MARKERS.sub("", answer)
    same_language = told.is_in_the_language_of(Claim(plain, passages))
    checked = unsupported = 0
    for sentence in sentences(plain):
        claim = Claim(without_attribution(sentence.text), passages)
        # "95 kg." says too little to be held against a passage, but for its number.
        says_enough = claim.says_enough and not leads_in(claim.text)
        if sentence.kind == "code" or not (says_enough or told.lacks_a_number_of(claim)):
            continue
        supported = says_enough and told.supports(claim)
        if not supported and may_name_a_gap(claim.text) and not told.lacks_a_number_of(claim):
            continue
        # In another language only numbers can be held against the passages.
        if supported or same_language or told.lacks_a_number_of(claim):
            checked += 1
            unsupported += not supported
    return Support(checked, unsupported)


def _named(passage: Passage, passages: Passages) -> frozenset[int]:
    """The terms of its title and headings."""
    return passages.terms(f"{passage.chunk.title}\n{passage.chunk.section}")
