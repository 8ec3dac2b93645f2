"""The page or sections that a question names in full: "How long do I bake banana bread?" is about the page "Banana Bread", and not about
"Bread"; "fireball damage" is told below "Fireball", and not below "Necklace of Fireballs".

Knows when the words of a title or heading stand in a question; not what becomes of the others.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from rag.facts.wanted import to_do
from rag.reading.identifiers import in_words
from rag.reading.phrases import stands_in
from rag.sections.headings import COUNTED_AS
from rag.types import Chunk

FEWEST = 2  # terms of a title: one alone is often a word like any other
OF_THE_QUESTION = 0.35  # of its weight, at least, that a heading has

_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]\s*$")  # "Spyglass (1000 GP)"
_WORD = re.compile(r"[^\W_]+")
_LETTERS = 4  # of a heading's longest word, by which it is looked for before it is read


def named_page(titles: Collection[str], question: str, sequence: Callable[[str], Sequence[int]]) -> str:
    """The only one of these that stands in the question as a phrase and in no longer one that does, "" where none or several do.
    ``sequence``: how a text is read."""
    asked = sequence(question)
    read = {title: sequence(title) for title in titles}
    named = {title: terms for title, terms in read.items() if len(terms) >= FEWEST and stands_in(terms, asked)}
    longest = [
        title
        for title, terms in named.items()
        if not any(len(other) > len(terms) and stands_in(terms, other) for other in named.values())
    ]
    return longest[0] if len(longest) == 1 else ""


def named_sections(
    chunks: Sequence[Chunk],
    question: str,
    sequence: Callable[[str], Sequence[int]],
    coverage: Callable[[frozenset[int]], float],
) -> list[float]:
    """For each chunk 0..1: the share of the question that its heading, or its page's title where it has none, is, if that stands in the
    question as a phrase, and no longer one does. ``sequence``: how a text is read; ``coverage``: what terms are of the question."""
    asked, letters = sequence(question), question.casefold()
    deed = [*sequence(to_do(question).partition(" ")[0])]  # "Installation" is none that "how do I install a lamp" names
    shares, lengths = [0.0] * len(chunks), [0] * len(chunks)
    read: dict[str, tuple[float, int]] = {}
    for at, heading in enumerate(chunk.headline for chunk in chunks):
        if heading not in read:
            terms = _terms(heading, letters, asked, sequence)
            share = coverage(frozenset(terms)) if terms and terms != deed else 0.0
            read[heading] = (share, len(terms)) if share >= OF_THE_QUESTION else (0.0, 0)
        shares[at], lengths[at] = read[heading]
    longest = max(lengths, default=0)
    return [share if length == longest else 0.0 for share, length in zip(shares, lengths, strict=True)]


def _terms(heading: str, letters: str, asked: Sequence[int], sequence: Callable[[str], Sequence[int]]) -> list[int]:
    """Those of the heading, [] where it does not stand in what is asked."""
    called, begins = _called(heading)
    if not begins or begins not in letters:
        return []
    # "scroll view", or "ScrollView", of which the second is one word
    said = ([*sequence(each)] for each in (called, in_words(called)) if each)
    return next((terms for terms in said if stands_in(terms, asked)), [])


@lru_cache(maxsize=8192)  # each search looks at sixty chunks
def _called(heading: str) -> tuple[str, str]:
    """What it is called, without its number and what stands in brackets, and how its longest word begins."""
    called = _IN_BRACKETS.sub("", COUNTED_AS.sub("", heading))
    return called, max(_WORD.findall(called.casefold()), key=len, default="")[:_LETTERS]
