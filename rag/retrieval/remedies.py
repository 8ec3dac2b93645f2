"""What helps, beside what went wrong: a section "Solution" shares no word with the trouble that "Issue" beside it tells of.

Knows which sections these are, from what a search found; not how they are told.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.ports import Index
from rag.sections.remedies import above_trouble, above_what_helps
from rag.types import Chunk, Retrieval

MOST = 3  # chunks of what helps


class Remedies:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, and right behind a first hit that tells what went wrong what helps against it. Raises ServiceFailed."""
        first = found.hits[0] if found.hits else None
        above = above_trouble(first.chunk.headings) if first else None
        if first is None or above is None or found.overview:
            return found
        helps = _helps(await self._index.page(first.chunk.source_path), above)
        if not helps:
            return found
        behind = [replace(first, chunk=each) for each in helps]
        known = {first.chunk.chunk_id, *(each.chunk_id for each in helps)}
        rest = [hit for hit in found.hits[1:] if hit.chunk.chunk_id not in known]
        return replace(
            found,
            hits=(first, *behind, *rest)[: max(len(found.hits), 1 + len(behind))],
            notes=(*found.notes, f"with “{helps[0].headline}”, which helps against it"),
        )


def _helps(page: Sequence[Chunk], above: tuple[str, ...]) -> list[Chunk]:
    return [each for each in page if above_what_helps(each.headings) == above][:MOST]
