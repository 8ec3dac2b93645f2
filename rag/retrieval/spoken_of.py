"""The pages that a conversation has been about.

Knows how much less a page counts the longer ago it was cited; not what that does to a search.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

from rag.types import Turn

FADING = 0.7  # a page of an answer counts so much of what a page of the next one counts
ANSWERS = 6  # with sources, that are looked at


def spoken_of(turns: Sequence[Turn]) -> Mapping[str, float]:
    """Slug -> 0..1: of the first page that each of the last answers cites, 1 for the last one's."""
    pages: dict[str, float] = {}
    cited = (turn.sources[0].slug for turn in reversed(turns) if turn.sources)
    for back, slug in enumerate(islice(cited, ANSWERS)):
        pages.setdefault(slug, FADING**back)
    return pages
