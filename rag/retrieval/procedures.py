"""Procedures that the book goes through step by step: each step a section, "How do I validate a form?" on the page "Form Validation" with
"1. Setting up", "2. Defining the action", or all of them one numbered list, "How do I make banana bread?" on the page "Banana Bread".

Knows which sections, or which list, are the steps of one, from what a search found; not how they are told. No sentence says them all.
"""

import re
from collections.abc import Iterator, Sequence

from rag.book.markup.fence import SHELLS
from rag.facts.wanted import to_do, to_make
from rag.ports import Index
from rag.retrieval.sections import MOST, Path, below, path, told, word_for_word
from rag.sections.asides import asides
from rag.sections.headings import is_called
from rag.sections.tasks import names_task
from rag.types import Chunk, Retrieval

FEWEST = 3  # steps: two are hardly a procedure
ESSAY = 2  # such headings, and they are no steps
AMONG = 3  # of the first hits, where it has to be

_ITEM = re.compile(r"^(\d{1,2})[.)]\s", re.MULTILINE)
_PROGRAM = re.compile(r"\s*(?:`{3,}|~{3,})(?P<language>\w*)")
_NUMBER = r"(?:step\s+)?\d{1,2}(?:[.):]|\s+[-–—])\s*"
_STEP = re.compile(rf"{_NUMBER}\D", re.IGNORECASE)
# "1. Introduction", "2. Classification of lamps": numbered as steps are.
_OF_AN_ESSAY = re.compile(
    rf"{_NUMBER}(?:introduction|overview|summary|conclusions?|background|definitions?|classification|types?"
    r"|impact|what|why|key|applications?|advantages|history|comparison|examples?|practice|theory|concepts?)\b",
    re.IGNORECASE,
)


class Procedures:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, or all steps of what its question asks how to do. Raises ServiceFailed."""
        task = to_do(found.query)
        if not task:
            return found
        for hit in found.hits[:AMONG]:
            if named := self._named(task, to_make(found.query), hit.chunk):
                steps = list(_steps(await self._index.page(hit.chunk.source_path), named))
                names = {below(named, each) for each in steps if _says(each)} - {""}
                if len(names) >= FEWEST and sum(map(bool, map(_OF_AN_ESSAY.match, names))) < ESSAY:
                    return told(found, steps, named, f"“{named[-1]}” is told step by step", steps=True)
        return await self.listed(found)

    async def listed(self, found: Retrieval, *, exactly: bool = False) -> Retrieval:
        """What was found, or the page whose title is what is to be done or made, if it has the steps as one numbered list. ``exactly``:
        nothing may be said beside: how, or with what. Raises ServiceFailed."""
        task, made = to_do(found.query), to_make(found.query)
        if exactly and not task.endswith(made):
            return found
        for title, file in {(hit.chunk.title, hit.chunk.source_path): None for hit in found.hits[:AMONG] if task}:
            if names_task(task, title) == 1 or (made and is_called(made, title)):
                page = await self._index.page(file)
                if len(page) <= MOST and _has_one_numbered_list(page):
                    # By all of the page, so that who writes has what the steps take, too.
                    return word_for_word(found, page, "numbered list", f"“{title}” is told by its numbered list")
        return found

    def _named(self, task: str, made: str, chunk: Chunk) -> Path:
        """The headings down to the one that is about doing it, () where none is."""
        headings = path(chunk)
        for depth, heading in enumerate(headings, start=1):
            if names_task(task, heading) == 1 or (made and is_called(made, heading)):
                return headings[:depth]
        return ()


def _steps(page: Sequence[Chunk], named: Path) -> Iterator[Chunk]:
    """The chunks of its steps, behind what is said before the first of them."""
    begun = False
    for chunk in page:
        if path(chunk)[: len(named)] == named:
            step = below(named, chunk)
            begun = begun or bool(step)
            if _STEP.match(step) or not (begun or step):
                yield chunk


def _has_one_numbered_list(page: Sequence[Chunk]) -> bool:
    """Whether it numbers things in one section only, and there only once: which of two lists would be the steps?"""
    is_aside = asides("")
    sections: dict[Path, list[int]] = {}
    for chunk in page:
        if not is_aside(chunk) and (numbers := [int(each) for each in _ITEM.findall(chunk.text)]):
            sections.setdefault(path(chunk), []).extend(numbers)
    if len(sections) != 1:
        return False
    (numbers,) = sections.values()
    # Chunks overlap, so that the same number may come twice, but never the first.
    counted = sorted(set(numbers)) == [*range(1, max(numbers) + 1)] and numbers.count(1) == 1
    return counted and max(numbers) >= FEWEST


def _says(chunk: Chunk) -> bool:
    """Whether it says what to do: programs below "1. Basic", "2. Advanced" are no steps."""
    program = _PROGRAM.match(chunk.text)
    return not program or program["language"] in SHELLS
