"""Headings that are the question itself.

Knows that "Who is this book for?" and "Who This Book Is For" ask the same, which no other word of either tells.
"""

import re
from functools import lru_cache

FEWEST = 3  # words, or "installation" would be the question of whoever writes just that
_WORD = re.compile(r"[^\W_]+")
# What changes its place, its form, or is left out from the one to the other.
_FORM = re.compile(r"(?:an?|the|is|are|was|were|am|be|do|does|did|i|you|we|one|to|my|your|our|please|s)")


def is_asked(question: str, heading: str) -> bool:
    """Whether the heading puts the question in other order at most."""
    asked = _words(question)
    return len(asked) >= FEWEST and asked == _words(heading)


@lru_cache(maxsize=4096)  # each search looks at sixty headings
def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.casefold()) if not _FORM.fullmatch(word))
