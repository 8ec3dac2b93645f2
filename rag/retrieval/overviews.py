"""What the book, a page or a chapter as a whole is told from: how its parts begin.

Knows which pages a question about a whole means, and which of their chunks stand for all of them. Nothing is searched and nothing judged:
what is asked for is known by its place.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from itertools import chain, islice

from rag.facts.wanted import to_define
from rag.message.wholes import Whole, whole, within_a_part
from rag.message.wording import ITSELF
from rag.ports import Index
from rag.retrieval.editions import shown
from rag.retrieval.numbered_pages import counted_as, is_headed, is_numbered
from rag.retrieval.page_paths import bare, same_page
from rag.retrieval.sections import MOST, firsts
from rag.sections.asides import asides
from rag.sections.headings import is_called
from rag.sections.home import BEGINNINGS, INSTALLATIONS, INTRODUCTIONS
from rag.types import Chunk, Hit, Overview, Question, Retrieval

# Readers say chapter of all of them, where a book has no chapters.
_WHATEVER_IS_COUNTED = ("chapter", "part", "module", "unit", "lesson", "week")
_NO_LETTER = re.compile(r"[\W_]+")
MAY_HOLD = 3  # pages that are looked into for a section
_SPEAKS_OF_ITSELF = re.compile(rf"\bthis (?:{ITSELF})\b", re.IGNORECASE)


class Overviews:
    """``terms``: how a text is read."""

    def __init__(self, index: Index, terms: Callable[[str], frozenset[int]]) -> None:
        self._index = index
        self._terms = terms

    async def find(self, question: Question, *, talking: bool, edition: str | None = None) -> Retrieval | None:
        """None where the question asks for no whole, or for one that is not there. ``talking``: something was said before; ``edition``: of
        the site. Raises ServiceFailed."""
        here = bare(question.page_path)
        asked = whole(question.message, reading=bool(here), talking=talking or bool(question.context))
        if asked is None:
            return await self._section(question.message, here, edition)
        started = time.perf_counter()
        openings = await self._openings(edition)
        if asked.against:
            return self._compared(openings, asked, question.message, started)
        pages = self._pages(openings, asked, here)
        if not pages:
            headed = await self._headed(openings, asked, question.message, started)
            return (
                headed
                or await self._section(question.message, here, edition)
                or self._missing(openings, asked, question.message)
            )
        parts, introduced, left_out = await self._parts(pages, whole_book=pages is openings)
        return _looked_up(
            question.message,
            _named(pages),
            parts,
            Overview("list" if asked.listing else "summary", introduced, left_out, asked.points),
            started,
        )

    def _compared(self, openings: Sequence[Chunk], asked: Whole, message: str, started: float) -> Retrieval | None:
        """How two parts begin that are compared by their numbers, where the book has both."""
        compared = [replace(asked, number=each, against="") for each in (asked.number, asked.against)]
        one, other = (self._pages(openings, each, "")[: MOST // 2] for each in compared)
        if not one or not other or one[0] is other[0]:
            return None
        return _looked_up(message, f"{_named(one)} and {_named(other)}", [*one, *other], Overview(), started)

    def _missing(self, openings: Sequence[Chunk], asked: Whole, message: str) -> Retrieval | None:
        """Nothing, where the book counts such parts and has none of that number: "chapter 40" is not what it says of 40 degrees."""
        if not asked.number or asked.of:
            return None
        is_counted = any(counted_as(each, asked.kind) for each in openings)
        if not is_counted and not self._pages(openings, replace(asked, number="1"), ""):
            return None
        return Retrieval(message, (), 0.0, notes=(f"the book has no {asked.kind} {asked.number}",))

    async def _section(self, message: str, here: str, edition: str | None) -> Retrieval | None:
        """A section of a chapter that is named by its number or read, where it has sections of its own: "the exercises of chapter 2"."""
        part, rest = within_a_part(message, reading=bool(here)) or (None, "")
        terms = to_define(rest) if part else ()
        if part is None or len(terms) != 1:
            return None
        started = time.perf_counter()
        inside = await self._inside(self._pages(await self._openings(edition), part, here), terms[0])
        parts = list(firsts(inside, lambda each: each.section))
        if len(parts) < 2:
            return None
        overview = Overview(more=max(0, len(parts) - MOST))
        return _looked_up(message, f"“{terms[0]}” of “{parts[0].title}”", parts[:MOST], overview, started)

    async def _headed(self, openings: Sequence[Chunk], asked: Whole, message: str, started: float) -> Retrieval | None:
        """A section that is no page and whose heading begins with the number: "section 7 of the GPL"."""
        for opening in self._may_hold(openings, asked) if asked.number else ():
            page = await self._index.page(opening.source_path)
            inside = [each for each in page if any(is_headed(heading, asked.number) for heading in each.headings)]
            if inside:
                parts, left_out = of_a_page(inside)
                what = f"{asked.kind} {asked.number} of “{opening.title}”"
                return _looked_up(message, what, parts, Overview("summary", True, left_out, asked.points), started)
        return None

    def _may_hold(self, openings: Sequence[Chunk], asked: Whole) -> Sequence[Chunk]:
        """The pages that have the name of what it is a part of; else those that have the number above: "A.5" of "A.5.4"."""
        if asked.of:
            name = self._terms(asked.of)
            called = [
                each
                for each in openings
                if name and name <= self._terms(_NO_LETTER.sub(" ", f"{each.title} {each.slug}"))
            ]
            return called[:MAY_HOLD]
        above = asked.number.rpartition(".")[0]
        return [each for each in openings if above and is_numbered(each, "chapter", above)][:MAY_HOLD]

    async def _inside(self, pages: Sequence[Chunk], name: str) -> Sequence[Chunk]:
        """All below a heading of that name on the only page, or the only page of several that has it: "Chapter 2 Exercises"."""
        called = [each for each in pages if is_called(name, each.title)]
        if len(called) == 1:
            return [each for each in await self._index.page(called[0].source_path) if each.section]
        page = await self._index.page(pages[0].source_path) if len({each.source_path for each in pages}) == 1 else []
        return [chunk for chunk in page if any(is_called(name, each) for each in chunk.headings)]

    async def _openings(self, edition: str | None) -> Sequence[Chunk]:
        return shown(await self._index.openings(), edition)

    async def files(self, part: Whole, page_path: str, edition: str | None = None) -> frozenset[str]:
        """The files of the part that is named by its number, or of the page that is read; none where the book has no such part. Raises
        ServiceFailed."""
        return frozenset(each.source_path for each in self._pages(await self._openings(edition), part, bare(page_path)))

    async def _parts(self, pages: Sequence[Chunk], *, whole_book: bool) -> tuple[Sequence[Chunk], bool, int]:
        """In reading order, behind an introduction where there is one; and how many are left out."""
        if len(pages) == 1:
            # Not every server lets us look for the rest of a page.
            page = await self._index.page(pages[0].source_path) or pages
            is_aside = asides("")
            parts, left_out = of_a_page([each for each in page if not is_aside(each)] or page)
            return parts, True, left_out
        introduction = introduction_of(pages) if whole_book else None
        parts, left_out = of_pages([each for each in pages if each is not introduction])
        return ([introduction, *parts], True, left_out) if introduction else (parts, False, left_out)

    def _pages(self, openings: Sequence[Chunk], asked: Whole, here: str) -> Sequence[Chunk]:
        """The openings of the pages that are asked about."""
        if asked.here:
            read = [each for each in openings if same_page(each.url, here)]
            return sorted(read, key=lambda each: bare(each.url) != here)[:1]
        if asked.kind and not asked.number:
            counted = [each for each in openings if counted_as(each, asked.kind)]
            # "Chapter 1 Exercises" is no other chapter than "Chapter 1: Walking" beside it.
            once = list(firsts(counted, lambda each: (_folder(each), counted_as(each, asked.kind))))
            return once if len(once) > 1 else openings
        if asked.kind:
            if asked.of:
                return []
            kinds = _WHATEVER_IS_COUNTED if asked.kind == "chapter" else (asked.kind,)
            numbered = ([each for each in openings if is_numbered(each, kind, asked.number)] for kind in kinds)
            return next(filter(None, numbered), [])
        if asked.title:
            titled = [
                each for each in openings if is_called(asked.name, each.title) or is_called(asked.name, _short(each))
            ]
            return titled if len(titled) == 1 else []
        if asked.beginning:
            return beginning_of(openings) or openings
        if asked.name:
            return self._called(openings, self._terms(asked.name))
        return openings

    def _called(self, openings: Sequence[Chunk], name: frozenset[int]) -> Sequence[Chunk]:
        """The page whose title has all words of the name, and the fewest others."""
        titles = [(self._terms(each.title), each) for each in openings]
        called = [(len(title), each) for title, each in titles if name and name <= title]
        return [min(called, key=lambda each: each[0])[1]] if called else []


def _looked_up(message: str, what: str, parts: Sequence[Chunk], overview: Overview, started: float) -> Retrieval:
    return Retrieval(
        query=message,
        hits=tuple(Hit(chunk, score=1.0) for chunk in parts),
        relevance=1.0,
        notes=(f"{what} as a whole: nothing was searched, its parts were looked up",),
        timings_ms={"search": round((time.perf_counter() - started) * 1000, 2)},
        overview=overview,
    )


def introduction_of(openings: Sequence[Chunk]) -> Chunk | None:
    """The page that says what the book is about: of those with such a name the first that speaks of the book itself, else the first; None
    where no page has one."""
    named = [each for each in openings if each.place.count("/") <= 1 and _has_name_of(INTRODUCTIONS, each)]
    return next((each for each in named if _SPEAKS_OF_ITSELF.search(each.text)), named[0] if named else None)


def beginning_of(openings: Sequence[Chunk]) -> Sequence[Chunk]:
    """The page for who asks where to begin: the first with such a name, else the first of a folder with such a name, else the first that
    tells how the thing is installed; empty where no page does."""
    named = (each for each in openings if _has_name_of(BEGINNINGS, each))
    in_folder = (each for each in openings if any(map(BEGINNINGS.fullmatch, each.slug.split("/")[:-1])))
    installing = (each for each in openings if _has_name_of(INSTALLATIONS, each))
    return list(islice(chain(named, in_folder, installing), 1))


def of_pages(openings: Sequence[Chunk]) -> tuple[Sequence[Chunk], int]:
    """At most MOST of them, in order: of each folder as many as of any other, from its first page on. And how many are left out, where some
    stand beside those of their folder that are not."""
    if len(openings) <= MOST:
        return openings, 0
    depth = 1
    while len(first := list(firsts(openings, _path_to(depth)))) <= MOST:  # at its full depth each page stands alone
        depth += 1
    folder = _path_to(depth - 1)
    chosen = _evenly(first, folder)
    one_of_each = len(set(map(folder, chosen))) == len(chosen)
    return chosen, 0 if one_of_each else len(openings) - len(chosen)


def of_a_page(chunks: Sequence[Chunk]) -> tuple[Sequence[Chunk], int]:
    """All chunks of a page where they are few, else how its sections begin; and how many of these are left out."""
    if len(chunks) <= MOST:
        return chunks, 0
    sections = list(firsts(chunks, lambda each: each.headings[:1]))
    return sections[:MOST], max(0, len(sections) - MOST)


def _evenly(chunks: Sequence[Chunk], folder: Callable[[Chunk], Hashable]) -> list[Chunk]:
    """At most MOST, of no more folders than that: as many of each, from its first one on."""
    counted: Counter[Hashable] = Counter()
    placed: list[tuple[int, Chunk]] = []
    for chunk in chunks:
        placed.append((counted[folder(chunk)], chunk))
        counted[folder(chunk)] += 1
    last = sorted(place for place, _ in placed)[MOST - 1]
    within = [chunk for place, chunk in placed if place <= last]
    return within if len(within) <= MOST else [chunk for place, chunk in placed if place < last]


def _folder(chunk: Chunk) -> str:
    return chunk.source_path.rpartition("/")[0]


def _path_to(depth: int) -> Callable[[Chunk], Hashable]:
    return lambda chunk: (chunk.folder, *chunk.place.split("/")[:depth])


def _short(chunk: Chunk) -> str:
    """What its title begins with: "tramlib" of "tramlib: A library of trams"."""
    return chunk.title.partition(":")[0]


def _has_name_of(names: re.Pattern[str], chunk: Chunk) -> bool:
    """Whether one of the names is that of its page."""
    return any(map(names.fullmatch, (chunk.slug.rpartition("/")[2], chunk.title)))


def _named(pages: Sequence[Chunk]) -> str:
    return f"the page “{pages[0].title}”" if len(pages) == 1 else f"{len(pages)} pages"
