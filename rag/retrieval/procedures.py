"""Procedures that the book goes through step by step, each step a section: "How do I validate a form?" on the page "Form Validation" with
"1. Setting up", "2. Defining the action".

Knows which sections are the steps of one, from what a search found; not how they are told. No sentence says them all.
"""

import re
from collections.abc import Iterator, Sequence

from rag.book.fence import SHELLS
from rag.ports import Index
from rag.reading.headings import is_called
from rag.reading.tasks import names_task
from rag.reading.wanted import to_do, to_make
from rag.retrieval.sections import Path, below, path, told
from rag.types import Chunk, Retrieval

FEWEST = 3  # steps: two are hardly a procedure
ESSAY = 2  # such headings, and they are no steps
AMONG = 3  # of the first hits, where it has to be

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


def _says(chunk: Chunk) -> bool:
    """Whether it says what to do: programs below "1. Basic", "2. Advanced" are no steps."""
    program = _PROGRAM.match(chunk.text)
    return not program or program["language"] in SHELLS
