"""Sections beside what a book says. Each names what visitors ask about, in few words, and answers nothing.

Knows which a message is about itself: then they are sections like any other. Each kind is known in a file of its own.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from rag.sections.changelogs import asks_what_changed, is_changelog
from rag.sections.credits import asks_who, is_credits
from rag.sections.signposts import is_signpost
from rag.sections.syllabus import asks_for_syllabus, is_syllabus
from rag.types import Chunk

# "6.8 Exercises", "Chapter 6 Exercises"
_COUNT = re.compile(
    r"(?:^|(?<= › ))(?:(?:chapter|module|part|unit|lesson|week)\s+)?\d+(?:\.\d+)*[.):]?\s+(?=\D)", re.IGNORECASE
)
_ASKS = {
    "changelog": asks_what_changed,
    "credits": asks_who,
    "syllabus": asks_for_syllabus,
}
BEGINNING = 160  # characters of a chunk, in which it says what it is


def asides(message: str) -> Callable[[Chunk], bool]:
    """Whether a chunk is one, for who asks this."""
    asked = _asked(message)
    return lambda chunk: not _kinds(chunk.title, chunk.section, chunk.slug, chunk.text[:BEGINNING]) <= asked


@lru_cache(maxsize=64)  # the search asks it, and the answer twice
def _asked(message: str) -> frozenset[str]:
    return frozenset(kind for kind, asks in _ASKS.items() if asks(message))


@lru_cache(maxsize=8192)  # each search looks at sixty chunks
def _kinds(title: str, section: str, slug: str, begins: str) -> frozenset[str]:
    """Of the chunks that stand there: most are of none."""
    called = _COUNT.sub("", section)
    held = {
        "signpost": is_signpost(called, begins),
        "changelog": is_changelog(title, section, slug),
        "syllabus": is_syllabus(_COUNT.sub("", f"{title} › {section}"), begins),
        "credits": is_credits(called),
    }
    return frozenset(kind for kind, holds in held.items() if holds)
