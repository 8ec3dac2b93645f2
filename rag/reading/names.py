"""The names and numbers of a question, and where they stand: of what it names nowhere a book can tell little, and a passage that has all
the question's words but not its names is mostly about somebody else.

Knows how names are written in European languages: with a capital within a sentence, or as programs write them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.book import sentences
from rag.reading.spread import Floats, Spread
from rag.reading.terms import AskedTerms

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = re.compile(
    r"(?<=[^\s.!?:“\"(] )[A-ZÀ-Þ][\w.+#-]*\w"  # Ostrel, within a sentence
    r"|\b[a-z]+[A-Z]\w*"  # useState
    r"|\b\w+::\w[\w:]*"  # thread::scope; not my_app, nor www.mysite.com, which are the visitor's own
)
# 1975, 1,000 or 3.5, and what numbers a thing: RAID 5, HTTP/3, version 15. Not 3-axis or v2, nor what is wished for: "give me 3 reasons in
# 100 words".
_NUMBER = re.compile(
    r"(?<![\w.,:-])(?:\d{4,}|\d+[.,]\d(?:[\d.,]*\d)?)(?![\w-])"
    r"|(?<=[^\s.!?:“\"(] )(?:[A-ZÀ-Þ][\w.+#-]*|(?i:version|level|phase|stage|step|port|type|class|rule|law|article|section))"
    r"[ /](\d+(?:\.\d+)*)(?![\w-])"
)
_FACT = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how (?:many|much|long|often|far|old|big|large|high|tall|deep|wide|heavy|fast))\b",
    re.IGNORECASE,
)
_STORY = 25  # words, from which most of a message tells what happened, and not what is asked
_LONG = 4  # letters, from which a headline writes no word small
_HEADLINE = 0.5  # share of capitals among the words behind the first, from which they say nothing

MANY = 2  # names that a passage lacks: more say no more


def asking(text: str) -> str:
    """Of a story the sentences that ask: the year of a project, and what else was tried, need stand in no answer."""
    if len(text.split()) < _STORY:
        return text
    return " ".join(each.text for each in sentences(text) if each.text.endswith("?")) or text


def asks_fact(text: str) -> bool:
    """Whether it asks who, what, when or how many, which a book may tell in other words; "How do I use kafka?" names what it wants."""
    return bool(_FACT.search(text))


def names(text: str) -> list[str]:
    words = _WORD.findall(text)[1:]
    capitals = sum(word[0].isupper() for word in words)
    # "does Acme support IPv6?" has hardly more words than names, and one that a headline would begin with a capital.
    titled = all(word[0].isupper() for word in words if len(word) >= _LONG)
    if titled and len(words) > 1 and capitals > _HEADLINE * len(words):
        return []
    return [found[0] for found in _NAME.finditer(text)]


def numbers(text: str) -> list[str]:
    return [found[1] or found[0] for found in _NUMBER.finditer(text)]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is there of a question's names and numbers, 0..1; 1 where it has none. A word search finds rare names first, so what no
    candidate holds stands nowhere in the book."""

    known: float  # the share of its names that any candidate holds
    names: Floats  # one a candidate: 1 where it holds all of them, 0 where it lacks MANY rare ones
    numbers: Floats  # one a candidate: the share of its numbers

    @classmethod
    def of(cls, text: str, spread: Spread, asked: AskedTerms, terms: Callable[[str], frozenset[int]]) -> "Particulars":
        """``terms``: how a text is read. A name weighs what it is rare: of a book's own subject most passages say no name."""
        asked_for = asking(text)
        named = [held for name in names(asked_for) if (held := terms(name))]
        counted = [held for number in numbers(asked_for) if (held := terms(number))]
        there, counts = _held(named, spread), _held(counted, spread)
        lacking = np.array([asked.rarity(held) for held in named]) @ ~there
        return cls(
            known=float(there.any(axis=1).mean()) if named else 1.0,
            names=1 - np.minimum(lacking, MANY) / MANY,
            numbers=counts.mean(axis=0) if counted else np.ones(spread.count),
        )


def _held(each: Sequence[frozenset[int]], spread: Spread) -> NDArray[np.bool_]:
    """(each, candidates)."""
    return np.array([spread.holding(terms) for terms in each], np.bool_).reshape(len(each), spread.count)
