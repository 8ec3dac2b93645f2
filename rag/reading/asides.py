"""Sections beside what a book says. Each names what visitors ask about, in few words, and answers nothing.

Knows which a message is about itself: then they are sections like any other. Each kind is known in a file of its own.
"""

from collections.abc import Callable

from rag.reading.changelogs import asks_what_changed, is_changelog
from rag.reading.signposts import is_signpost
from rag.reading.syllabus import asks_for_syllabus, is_syllabus
from rag.types import Chunk


def asides(message: str) -> Callable[[Chunk], bool]:
    """Whether a chunk is one, for who asks this."""
    kinds = [is_signpost]
    if not asks_what_changed(message):
        kinds.append(is_changelog)
    if not asks_for_syllabus(message):
        kinds.append(is_syllabus)
    return lambda chunk: any(kind(chunk) for kind in kinds)
