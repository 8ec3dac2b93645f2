"""The words of a question that name something, and whether the book has them: of what it names nowhere a book can tell little.

Knows how names are written in European languages: with a capital within a sentence, or as programs write them.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from rag.reading.cards import Card

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = re.compile(
    r"(?<=[^\s.!?:“\"(] )[A-ZÀ-Þ][\w.+#-]*\w"  # Ostrel, within a sentence
    r"|\b[a-z]+[A-Z]\w*"  # useState
    r"|\b\w+::\w[\w:]*"  # thread::scope; not my_app, nor www.mysite.com, which are the visitor's own
)
_HEADLINE = 0.5  # share of capitals among the words behind the first, from which they say nothing


def names(text: str) -> list[str]:
    words = _WORD.findall(text)[1:]
    capitals = sum(word[0].isupper() for word in words)
    return [] if len(words) > 1 and capitals > _HEADLINE * len(words) else [found[0] for found in _NAME.finditer(text)]


def known(text: str, cards: Sequence[Card], terms: Callable[[str], frozenset[int]]) -> float:
    """0..1: the share of the names of a text that the cards hold; 1 where it has none. A word search finds rare names first, so
    what is on no card of what was found stands nowhere in the book. ``terms``: how a text is read."""
    asked = [held for name in names(text) if (held := terms(name))]
    if not asked or not cards:
        return 1.0
    there = np.concatenate([card.terms for card in cards])
    return sum(all((there == term).any() for term in held) for held in asked) / len(asked)
