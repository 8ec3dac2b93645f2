"""What helps, and why, beside what went wrong: a section "Solution" shares no word with the trouble that "Issue" beside it tells of.

Knows which sections these are, from what a search found; not how they are told.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rag.ports import Index
from rag.sections.remedies import above_cause, above_trouble, above_what_helps
from rag.types import Chunk, Hit, Retrieval

MOST = 2  # chunks of what helps


class Remedies:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, and right behind a first hit that tells what went wrong why it does, and what helps. Raises ServiceFailed."""
        first = found.hits[0] if found.hits else None
        above = above_trouble(first.chunk.headings) if first else None
        if first is None or above is None or found.overview:
            return found
        beside = _beside(first.chunk, await self._index.page(first.chunk.source_path), above)
        helps = [each for each in beside if above_what_helps(each.headings) == above][:MOST]
        if not helps:
            return found
        causes = [each for each in beside if above_cause(each.headings) == above]
        behind = [Hit(each, first.score) for each in (*causes[:1], *helps)]
        known = {first.chunk.chunk_id, *(each.chunk.chunk_id for each in behind)}
        rest = [hit for hit in found.hits[1:] if hit.chunk.chunk_id not in known]
        return replace(
            found,
            hits=(first, *behind, *rest)[: max(len(found.hits), 1 + len(behind))],
            notes=(*found.notes, f"with “{helps[0].headline}”, which helps against it"),
        )


def _beside(trouble: Chunk, page: Sequence[Chunk], above: tuple[str, ...]) -> list[Chunk]:
    """What stands behind it on its page, up to the next trouble of its kind."""
    behind = [each for each in page if each.order_index > trouble.order_index and each.section != trouble.section]
    return list(takewhile(lambda each: above_trouble(each.headings) != above, behind))
