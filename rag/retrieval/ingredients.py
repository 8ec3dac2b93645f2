"""What something takes: "What do I need for banana bread?" with a section "Ingredients" on the page "Banana Bread".

Knows which section that is, from what a search found; not how it is told. No sentence names them all.
"""

import re

from rag.facts.wanted import to_take
from rag.ports import Index
from rag.retrieval.sections import MOST, word_for_word
from rag.sections.headings import is_called
from rag.types import Retrieval

AMONG = 5  # of the first hits, on whose pages they have to be

_INGREDIENTS = re.compile(
    r"ingredients|materials|supplies|what you(?:['’]ll| will)? need|you(?:['’]ll| will) need", re.IGNORECASE
)


class Ingredients:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, or all ingredients of what its question asks for. Raises ServiceFailed."""
        made = to_take(found.query)
        pages = {hit.chunk.source_path: hit.chunk.title for hit in found.hits[:AMONG] if made}
        for source_path in (path for path, title in pages.items() if is_called(made, title)):
            page = await self._index.page(source_path)
            listed = [each for each in page if any(map(_INGREDIENTS.fullmatch, each.headings))]
            if 0 < len(listed) <= MOST:
                return word_for_word(found, listed, "items", f"all that “{listed[0].title}” takes is told")
        return found
