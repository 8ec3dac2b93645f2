"""What it counts for a candidate that it says what a question wants defined.

Knows how far such a chunk is raised, and that it is relevant whatever its words are; how a definition is written is known in
`reading/definitions.py`. Measured in ``tests/retrieval_choices.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.reading.acronyms import spells_out, to_spell_out
from rag.reading.cards import KIND, KINDS, START, Card
from rag.reading.definitions import compares, definitions, first_of_named, to_define, to_handle
from rag.reading.headings import is_asked
from rag.reading.home import is_home
from rag.reading.spread import Floats
from rag.types import Chunk

SAYS = 1.0  # on the blend, for a chunk that says "X is a …"
NAMED = 1.5  # the same, for what a section named X begins with
COMPARES = 1.5  # the same, for what stands below "X vs. Y"
OPENS = 0.5  # the same, for the beginning of a page that says what the book's own subject is
HANDLED = 0.75  # the same, where something is to be done with X
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
    def of(cls, question: str, chunks: Sequence[Chunk], cards: Sequence[Card], *, subject: bool = False) -> "Defining":
        """``subject``: whether what is asked for is what the book is about."""
        counts, surely = np.zeros(len(chunks)), np.zeros(len(chunks), dtype=np.bool_)
        terms = to_define(question)
        starts = [_prose(card) for card in cards] if terms else []
        sure = []
        for term in terms:
            said = [definitions(term, chunk.text, begin) for chunk, begin in zip(chunks, starts, strict=True)]
            named = first_of_named(term, chunks)
            plainly, exactly = np.array(said), np.array([named.get(at, 0.0) for at in range(len(chunks))])
            counts += SAYS * plainly + NAMED * exactly
            if subject:
                counts += OPENS * (plainly == 1) * np.array([chunk.order_index == 0 for chunk in chunks])
            sure.append((plainly == 1) | (exactly == 1))
        counts += COMPARES * np.array([compares(terms, chunk.headline) for chunk in chunks])
        if sure and all(each.any() for each in sure):
            surely |= np.logical_or.reduce(sure)
        elif subject and terms:
            home = np.array([is_home(chunk, terms) for chunk in chunks])
            counts += NAMED * home
            surely |= home
        if handled := to_handle(question):
            named = first_of_named(handled, chunks)
            counts += HANDLED * np.array([named.get(at, 0.0) == 1 for at in range(len(chunks))])
        asked = np.array([is_asked(question, chunk.heading) for chunk in chunks])
        counts += NAMED * asked
        surely |= asked
        if acronym := to_spell_out(question):
            spelt = np.array([spells_out(acronym, chunk.text) for chunk in chunks])
            counts += SAYS * spelt
            surely |= spelt
        return cls(counts, surely)

    def raised(self, fused: Floats) -> Floats:
        fused = fused + self.counts
        just_above = np.nextafter(np.sort(fused)[-min(AMONG_FIRST, len(fused))], np.inf)
        return np.where(self.surely, np.maximum(fused, just_above), fused)

    def relevance(self, chances: Floats) -> Floats:
        return np.where(self.surely, np.maximum(chances, RELEVANCE), chances)


def _prose(card: Card) -> list[int]:
    """Where its sentences and items begin."""
    starts: list[int] = card.spans[card.spans[:, KIND] <= _ITEM, START].tolist()
    return starts
