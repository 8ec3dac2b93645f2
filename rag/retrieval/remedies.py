"""What helps, and why, beside what went wrong: a section "Solution" shares no word with the trouble that "Issue" beside it tells of.

Knows which sections these are, from what a search found; not how they are told.
"""

from dataclasses import replace

from rag.ports import Index
from rag.sections.remedies import above_cause, above_trouble, above_what_helps
from rag.types import Retrieval

MOST = 3  # chunks of what helps


class Remedies:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, and right behind a first hit that tells what went wrong why it does, and what helps. Raises ServiceFailed."""
        first = found.hits[0] if found.hits else None
        above = above_trouble(first.chunk.headings) if first else None
        if first is None or above is None or found.overview:
            return found
        page = await self._index.page(first.chunk.source_path)
        helps = [each for each in page if above_what_helps(each.headings) == above][:MOST]
        if not helps:
            return found
        causes = [
            each for each in page if above_cause(each.headings) == above and each.chunk_id != first.chunk.chunk_id
        ]
        behind = [replace(first, chunk=each) for each in (*causes[:1], *helps)]
        known = {first.chunk.chunk_id, *(each.chunk.chunk_id for each in behind)}
        rest = [hit for hit in found.hits[1:] if hit.chunk.chunk_id not in known]
        return replace(
            found,
            hits=(first, *behind, *rest)[: max(len(found.hits), 1 + len(behind))],
            notes=(*found.notes, f"with “{helps[0].headline}”, which helps against it"),
        )
