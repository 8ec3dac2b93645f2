"""Where the book speaks of something: the sections that were found, each with the sentence that says most of it.

Knows which of the passages are worth going to, and how they are called.
"""

from collections.abc import Sequence

from rag.local.extractive.overview import at_a_glance, line
from rag.local.extractive.weighing import Scored
from rag.reading.passages import Passage
from rag.types import Hit

MOST = 4
AS_RELEVANT = 0.5  # of the first one's relevance: a place with less is another topic's


def places(hits: Sequence[Hit], passages: Sequence[Passage], scored: Sequence[Scored]) -> list[str]:
    """The answer piece by piece, with markers. ``scored``: best first."""
    pieces: dict[str, str] = {}
    for number, (hit, passage) in enumerate(zip(hits, passages, strict=True), start=1):
        name = passage.chunk.name
        if hit.score >= AS_RELEVANT * hits[0].score and name not in pieces and len(pieces) < MOST:
            pieces[name] = line(number, name, _about(number, scored))
    return list(pieces.values())


def _about(number: int, scored: Sequence[Scored]) -> str:
    best = next((each.sentence for each in scored if each.passage == number), None)
    return at_a_glance(best) if best and best.kind in ("prose", "item") else ""
