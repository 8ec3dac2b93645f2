"""Who wrote a page, and when, where that is asked: told by its byline, "Authors: Ada Brook, Ben Kerr. Date: 11 June 2025.".

Knows English questions for it. Whose page is meant is said by its title: who wrote what a page speaks of is told by the page.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from rag.book.byline import HEADING
from rag.message.wording import plain
from rag.reading.passages import Passage

_OF = r"(?:the\s+)?(?:(?:paper|article|post|proposal)\s+(?:on\s+|about\s+)?)?(?P<{}>.{{2,80}}?)(?:\s+(?:paper|article|post|proposal))?"
_ASKED = re.compile(
    rf"(?:who\s+(?:wrote|write|authored|author|proposed|propose|(?:is|are|was|were)\s+the\s+(?:authors?|writers?)\s+of)|authors?\s+of)"
    rf"\s+{_OF.format('who')}"
    rf"|(?:when\s+was|since\s+when\s+is)\s+{_OF.format('when')}\s+(?:written|published|created|proposed)",
    re.IGNORECASE,
)
_TELLS = {"who": re.compile("Authors?: "), "when": re.compile("(?:Date|Created|Published): ")}


def told_by_byline(
    passages: Sequence[Passage], question: str, terms: Callable[[str], frozenset[int]]
) -> set[tuple[int, int]]:
    """Places (1-based passage, sentence) that tell it. ``terms``: how a text is read."""
    asked = _ASKED.fullmatch(plain(question))
    return set(_told(passages, asked, terms)) if asked else set()


def _told(
    passages: Sequence[Passage], asked: re.Match[str], terms: Callable[[str], frozenset[int]]
) -> Iterator[tuple[int, int]]:
    what = "who" if asked["who"] else "when"
    meant = terms(asked[what])
    for number, passage in enumerate(passages, 1):
        if passage.chunk.section == HEADING and meant and meant <= terms(passage.chunk.title):
            for place, sentence in enumerate(passage.sentences):
                if _TELLS[what].match(sentence.text):
                    yield number, place
