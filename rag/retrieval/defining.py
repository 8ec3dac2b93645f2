"""What it counts for a candidate that it says what a question wants defined.

Knows how far such a chunk is raised, and that it is relevant whatever its words are; how a definition is written is known in
`reading/definitions.py`. Measured in ``tests/retrieval_choices.md``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.book import Sentence
from rag.facts.acronyms import spells_out, to_spell_out
from rag.facts.comparisons import compares, compares_in_table
from rag.facts.definitions import definitions
from rag.facts.properties import asked_property
from rag.facts.wanted import to_define, to_do, to_handle, to_list
from rag.reading.cards import KIND, KINDS, START, Card, sentences_of
from rag.reading.spread import Floats
from rag.sections.headings import first_of_named, is_asked, is_trouble, trouble
from rag.sections.home import is_home
from rag.sections.options import asked_option, heads_command
from rag.sections.tasks import NEARLY, first_of_task
from rag.types import Chunk

SAYS = 1.0  # on the blend, for a chunk that says "X is a …"
NAMED = 1.5  # the same, for what a section named X begins with
COMPARES = 1.5  # the same, for what stands below "X vs. Y"
TOLD = 1.0  # the same, for what a section begins with that is about doing what is to be done
PROPERTY = 1.0  # the same, for a chunk that says of X itself how high it is, or what it uses
HANDLED = 0.75  # the same, where something is to be done with X, or all of them are to be told
AMONG_FIRST = 3  # a chunk that surely defines stands, however few of its words are the question's
RELEVANCE = 0.8  # of one, at least: of 65 questions of seven books that found one, the book answered each
_ITEM = KINDS.index("item")  # prose and items stand before all other kinds


@dataclass(frozen=True, slots=True)
class Defining:
    """One value a candidate. ``surely``: it says "X is a …", or begins a section named X, and so does one for each other term that is asked
    for; or it has the words that X stands for, where these are asked for; or its heading is the question; or the book begins
    with it, where the book's own subject is asked for and nothing else tells what that is."""

    counts: Floats
    surely: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        question: str,
        chunks: Sequence[Chunk],
        cards: Sequence[Card],
        read: Callable[[str], Sequence[int]],
        *,
        subject: bool = False,
    ) -> "Defining":
        """``read``: a text's stemmed terms; ``subject``: whether what is asked for is what the book is about."""
        terms = to_define(question)
        counts, surely = _telling(terms, chunks, cards, subject) if terms else _nothing(chunks)
        for bonus, sure, holds in _others(question, terms, chunks, cards, read):
            there = np.array(holds, dtype=np.bool_)
            counts += bonus * there
            surely |= sure & there
        return cls(counts, surely)

    def outside(self, aside: NDArray[np.bool_]) -> "Defining":
        """An exercise "Belts vs. gears" answers nobody who compares them."""
        return Defining(np.where(aside, 0.0, self.counts), self.surely & ~aside)

    def raised(self, fused: Floats) -> Floats:
        fused = fused + self.counts
        just_above = np.nextafter(np.sort(fused)[-min(AMONG_FIRST, len(fused))], np.inf)
        return np.where(self.surely, np.maximum(fused, just_above), fused)

    def relevance(self, chances: Floats) -> Floats:
        return np.where(self.surely, np.maximum(chances, RELEVANCE), chances)


def _others(
    question: str,
    terms: Sequence[str],
    chunks: Sequence[Chunk],
    cards: Sequence[Card],
    read: Callable[[str], Sequence[int]],
) -> Iterator[tuple[float, bool, list[bool]]]:
    """What else counts for a chunk: how much, whether it is sure to answer then, and for which."""
    troubled = trouble(question, read)
    yield NAMED, True, [is_asked(question, each.heading) or is_trouble(troubled, each.heading, read) for each in chunks]
    if len(terms) > 1:
        yield COMPARES, True, [compares(terms, each.headline) or compares_in_table(terms, each.text) for each in chunks]
        commands = [[heads_command(term, each.heading) for each in chunks] for term in terms]
        if all(map(any, commands)):
            yield NAMED, True, list(map(any, zip(*commands, strict=True)))
    if task := to_do(question):
        done = first_of_task(task, chunks)
        yield TOLD, True, [done.get(at) == 1 for at in range(len(chunks))]
        yield NEARLY * TOLD, False, [0 < done.get(at, 0.0) < 1 for at in range(len(chunks))]
    if handled := to_handle(question) or to_list(question).all:
        named = first_of_named(handled, chunks)
        yield HANDLED, False, [named.get(at) == 1 for at in range(len(chunks))]
    if asked := asked_property(question):
        yield PROPERTY, False, list(_tell(chunks, cards, asked.told_in))
    if option := asked_option(question):
        yield NAMED, True, list(_tell(chunks, cards, option.surely_told_in))
    if acronym := to_spell_out(question):
        yield SAYS, True, [spells_out(acronym, chunk.text) for chunk in chunks]


def _tell(chunks: Sequence[Chunk], cards: Sequence[Card], told_in: Callable[[Chunk, Sentence], bool]) -> Iterator[bool]:
    """One a chunk: whether it is told in one of its sentences."""
    for chunk, card in zip(chunks, cards, strict=True):
        yield any(told_in(chunk, sentence) for sentence in sentences_of(chunk, card))


def _nothing(chunks: Sequence[Chunk]) -> tuple[Floats, NDArray[np.bool_]]:
    return np.zeros(len(chunks)), np.zeros(len(chunks), dtype=np.bool_)


def _telling(
    terms: Sequence[str], chunks: Sequence[Chunk], cards: Sequence[Card], subject: bool
) -> tuple[Floats, NDArray[np.bool_]]:
    """What it counts to tell what the terms are, and who surely does. Of two that are compared one alone is no answer."""
    counts, surely = _nothing(chunks)
    starts = [_prose(card) for card in cards]
    sure = []
    for term in terms:
        plainly = np.array([definitions(term, chunk.text, begin) for chunk, begin in zip(chunks, starts, strict=True)])
        named = first_of_named(term, chunks)
        exactly = np.array([named.get(at, 0.0) for at in range(len(chunks))])
        # "The gear option lets you …" below `gear` tells of that option once, and not twice.
        both = SAYS * plainly + NAMED * exactly
        counts += np.where(plainly == 1, both, np.maximum(SAYS * plainly, NAMED * exactly))
        sure.append((plainly == 1) | (exactly == 1))
    if all(each.any() for each in sure):
        return counts, np.logical_or.reduce(sure)
    if subject:
        surely = np.array([is_home(chunk, terms) for chunk in chunks])
    return counts + NAMED * surely, surely


def _prose(card: Card) -> list[int]:
    """Where its sentences and items begin."""
    starts: list[int] = card.spans[card.spans[:, KIND] <= _ITEM, START].tolist()
    return starts
