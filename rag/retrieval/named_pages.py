"""The pages that have the name of what is to be defined, and the book's first where that is what all of it is about.

Knows how they begin, whatever their words are: a page about buffers need not say "buffer" as often as its sections do, and in a long book
no search finds it among them. Of the book's own subject every page speaks, and that "Acme is a …" stands where one begins.
"""

import logging
from collections.abc import Sequence
from itertools import islice

from rag.errors import ServiceFailed
from rag.facts.definitions import says_what_one_is
from rag.ports import Index
from rag.retrieval.editions import shown
from rag.sections.headings import is_named
from rag.sections.home import is_home, is_subject
from rag.types import Candidate, Chunk

log = logging.getLogger(__name__)

MOST = 8  # pages: in some books many have one name, "Overview"
_LETTERS = 4  # of a name's longest word, that its pages are looked for with before they are looked at closely


class NamedPages:
    def __init__(self, index: Index) -> None:
        self._index = index
        self._openings: Sequence[Chunk] = ()
        self._names: Sequence[tuple[str, Chunk]] = ()  # of these: what each is called, in one case

    async def added(
        self, terms: Sequence[str], found: Sequence[Candidate], edition: str | None = None
    ) -> list[Candidate]:
        """How such pages begin, of those that the edition shows, that are not among what was ``found``: as near as the last of these, which
        is the most that can be."""
        if not found:
            return []
        try:
            named = await self._named(terms, edition)
        except ServiceFailed as error:
            log.info("pages are not looked for by their names: %s", error)
            return []
        known = {each.chunk.chunk_id for each in found}
        distances = [each.dense for each in found if each.dense is not None]
        dense = min(distances) if len(distances) == len(found) else None
        return [Candidate(chunk, dense, None) for chunk in named if chunk.chunk_id not in known]

    async def _named(self, terms: Sequence[str], edition: str | None) -> list[Chunk]:
        openings = await self._index.openings()
        if openings is not self._openings:
            self._openings = openings
            self._names = [(f"{each.title} {each.headline}".casefold(), each) for each in openings]
        beginnings = [max(term.split() or [term], key=len)[:_LETTERS].casefold() for term in terms]
        of_edition = (each for each in self._names if edition is None or edition in each[1].editions)
        likely = (each for name, each in of_edition if any(letters in name for letters in beginnings))
        named = list(islice((each for each in likely if is_named(terms, each)), MOST))
        if not is_subject((await self._index.rarity(" ".join(terms))).values()):
            return named
        others = (each for each in shown(openings, edition) if each not in named)
        return [*named, *islice((each for each in others if _tells(terms, each)), MOST)]


def _tells(terms: Sequence[str], opening: Chunk) -> bool:
    return is_home(opening, terms) or says_what_one_is(terms, opening.text)
