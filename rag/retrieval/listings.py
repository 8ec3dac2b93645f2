"""What there is of something, where the book has a section for each: "What are the phases of the project?" with "Phase 1: Design",
"Phase 2: Building", or "What are the parts of a lamp?" below "Parts of a lamp"; or a page for each, in a folder "lamps".

Knows which sections these are, from what a search found; not how they are told. No sentence names them all.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rag.book import sentences
from rag.facts.wanted import Listed, one_of_several, to_define, to_list
from rag.ports import Index
from rag.reading.written import without_number
from rag.retrieval.sections import MOST, Path, below, firsts, path, told
from rag.sections.asides import asides
from rag.sections.headings import is_called
from rag.types import Chunk, Hit, Overview, Retrieval

FEWEST = 2  # sections
FEWEST_PAGES = 3  # of a folder
AMONG = 4  # of the first hits, on whose pages they have to be
BESIDE = 1  # word of a heading that nobody asked for: "Lamp parts and their names"
LEAD, LEAD_OF_PAGE = 1, 3  # sentences before the first of them, or any that lead in
RELEVANCE = 0.8  # at least, as of a section that has the name of what is asked for

# "Phase 1: Design", "Option A - Trams"
_COUNTED = re.compile(r"(?P<noun>[^\W\d_]+)\s+(?:\d{1,2}|[A-H])\s*(?:[:.)]|\s[-–—]\s)", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


class Listings:
    """``read``: a text's stemmed terms."""

    def __init__(self, index: Index, read: Callable[[str], Sequence[int]]) -> None:
        self._index = index
        self._read = read
        self._kinds = frozenset(read("types kinds sorts"))

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, or the sections of all that its question asks to hear, or of one of these. Raises ServiceFailed."""
        # Who goes on from a list asks for something else; who wants more of it asks for nothing by itself.
        asked = found.query.removeprefix(found.carried).strip()
        listed, one = to_list(asked or found.query), one_of_several(asked)
        if not listed and not one:
            return await self._led(found)
        is_aside = asides(found.query)
        for source_path in dict.fromkeys(hit.chunk.source_path for hit in found.hits[:AMONG]):
            page = [each for each in await self._index.page(source_path) if not is_aside(each)]
            places = self._numbered(one, page) if one else (*self._counted(listed, page), *self._named(listed, page))
            for named, sections in places:
                first = _firsts(named, sections)
                if first and _leads_in(named, first[0]):
                    sure = replace(found, relevance=max(found.relevance, RELEVANCE))
                    return told(sure, first, named, f"“{named[-1] if one else listed.all}” told section by section")
        return await self._in_a_folder(listed, found) if listed and found.relevance < RELEVANCE else found

    async def _in_a_folder(self, listed: Listed, found: Retrieval) -> Retrieval:
        """What was found, or the titles of the pages in a folder of just that name: of `plugins/` for "Which plugins are there?"."""
        wanted, whole = listed.all.casefold(), frozenset(self._read(listed.of))
        editions = frozenset(found.hits[0].chunk.editions) if found.hits else frozenset()
        pages = []
        for each in await self._index.openings():
            *around, folder = ["", *(_NO_LETTER.sub(" ", part) for part in each.slug.strip("/").split("/")[:-1])]
            shown = not each.editions or not editions.isdisjoint(each.editions)
            if folder.casefold() == wanted and shown and whole <= self._held((*around, each.title)):
                pages.append(each)
        folders, titles = {posixpath.dirname(each.slug) for each in pages}, {each.title for each in pages}
        if not FEWEST_PAGES <= len(pages) <= MOST or len(folders) > 1 or len(titles) < len(pages):
            return found
        hits = tuple(Hit(chunk, score=max(found.relevance, RELEVANCE)) for chunk in pages)
        note = f"the pages in “{listed.all}” are told by their titles"
        return replace(found, hits=hits, relevance=hits[0].score, notes=(*found.notes, note), overview=Overview("list"))

    async def _led(self, found: Retrieval) -> Retrieval:
        """What was found, or the sections that the best hit leads in to, where it has the name of what is asked for and says no more."""
        terms = to_define(found.query)
        first = found.hits[0].chunk if found.hits else None
        if first is None or len(terms) != 1 or not first.text.endswith(":") or not is_called(terms[0], first.headline):
            return found
        named = path(first)
        inside = _firsts(named, await self._index.page(first.source_path))
        return told(found, inside, named, f"“{named[-1]}” told section by section") if inside else found

    def _counted(self, listed: Listed, page: Sequence[Chunk]) -> Iterator[tuple[Path, Sequence[Chunk]]]:
        """The headings down to where sections are counted by its last word, and these sections. Of what it is has to stand above."""
        noun, whole = self._read(listed.all)[-1:], frozenset(self._read(listed.of))

        def counts(heading: str) -> bool:
            counted = _COUNTED.match(heading)
            return bool(noun) and counted is not None and self._read(counted["noun"]) == noun

        for named in dict.fromkeys(way[:-1] for way in _paths(page) if counts(way[-1])):
            if whole <= self._held(named):
                yield named, [each for each in page if counts(below(named, each))]

    def _named(self, listed: Listed, page: Sequence[Chunk]) -> Iterator[tuple[Path, Sequence[Chunk]]]:
        """The headings down to one that names it, the most exact first, and the page. Of what it is may stand there too, or above, or in
        the names of its folders."""
        wanted, whole = frozenset(self._read(listed.all)), frozenset(self._read(listed.of))
        folders = frozenset(self._read(_NO_LETTER.sub(" ", page[0].place))) if page else frozenset()

        def beside(named: Path) -> int:
            return len(self._held(named[-1:]) - wanted - whole - self._kinds)

        named = [each for each in _paths(page) if wanted and wanted <= self._held(each[-1:]) and beside(each) <= BESIDE]
        for each in sorted(named, key=beside):
            # A page on lamps is not made of kinds of lamps.
            of_kinds = len(each) > 1 or not listed.kinds or bool(self._held(each) & self._kinds)
            if of_kinds and whole <= self._held(each) | folders:
                yield each, page

    def _numbered(self, one: Listed, page: Sequence[Chunk]) -> Iterator[tuple[Path, Sequence[Chunk]]]:
        """The headings down to that one, and the page. Of what it is has to stand above."""
        begins = re.compile(rf"{re.escape(one.all)}\s*(?:[:.)]|[-–—]\s|$)", re.IGNORECASE)
        whole = frozenset(self._read(one.of))
        for named in _paths(page):
            if begins.match(named[-1]) and whole <= self._held(named):
                yield named, page

    def _held(self, headings: Path) -> frozenset[int]:
        return frozenset[int]().union(*(self._read(without_number(each)) for each in headings))


def _paths(page: Sequence[Chunk]) -> Sequence[Path]:
    """The way down to the page itself and to each of its headings, once, in order."""
    ways = (path(chunk) for chunk in page)
    return list(dict.fromkeys(way[:depth] for way in ways for depth in range(1, len(way) + 1)))


def _firsts(named: Path, page: Sequence[Chunk]) -> Sequence[Chunk]:
    """How each of its sections begins, behind what is said before the first of them; () where they are too few."""
    inside = (chunk for chunk in page if path(chunk)[: len(named)] == named)
    begins = list(firsts(inside, lambda each: below(named, each)))
    return begins if len({below(named, each) for each in begins} - {""}) >= FEWEST else ()


def _leads_in(named: Path, first: Chunk) -> bool:
    """Whether nothing much is said before the first section: else the sections are hardly what it is made of."""
    said = [] if below(named, first) else sentences(first.text)
    return len(said) <= (LEAD if len(named) > 1 else LEAD_OF_PAGE) or first.text.endswith(":")
