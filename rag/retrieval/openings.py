"""How the pages of the book begin, looked up once a version of the index.

Knows when what it has is no longer true; not what anybody wants of it.
"""

from collections.abc import Sequence

from rag.ports import Index
from rag.types import Chunk


class Openings:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._version: str | None = None
        self._chunks: Sequence[Chunk] = ()

    async def now(self) -> Sequence[Chunk]:
        """In the order of the book; the same object until the index changes. Raises ServiceFailed."""
        state = await self._index.state()
        version = state.version if state else None
        if version != self._version:
            self._chunks = await self._index.openings() if state else ()
            self._version = version
        return self._chunks
