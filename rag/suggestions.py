"""What could be asked next: headings near the answer, as questions that the book is known to answer.

Knows which headings are near, and asks each question of the retrieval before it is shown; one whose own search does not lead back to its
section is not suggested. What was found out is kept, since the same sections come up again and again.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice

from rag.errors import ServiceFailed
from rag.heading_questions import as_question
from rag.retrieval import Retriever
from rag.retrieval.tuning import Tuning
from rag.types import Chunk, Hit, Retrieval, Source

log = logging.getLogger(__name__)

_WORD = re.compile(r"[^\W\d_]{4}")  # "tl;dr" has none

MOST = 3
TRIED = 5  # searches at most, for one answer: one or two may lead to what it cites
NEAR = 0.02  # score of a hit, below which it has nothing to do with the question
KEPT = 2048
NEAREST, CLEARLY = 5, 1.1  # chunks that are looked at by words alone; times what the best of another section scores
CANDIDATES = 10  # from each of the two searches: a question made of a heading finds it near the top or not at all


class Suggesting:
    """Suggestions on their way, while an answer is still being written: from ``begin`` on as many as are shown, and further ones only where
    the answer turns out to cite what they were made of, since each costs a search. ``end`` it."""

    def __init__(
        self, candidates: Iterator[tuple[str, Chunk]], leads_back: Callable[[str, Chunk], Awaitable[bool]]
    ) -> None:
        self._candidates = candidates
        self._leads_back = leads_back
        self._found: list[tuple[str, Chunk]] = []
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> asyncio.Task[None]:
        self._task = self._task or asyncio.ensure_future(self._find(frozenset()))
        return self._task

    async def besides(self, cited: Sequence[Source], seconds: float) -> tuple[str, ...]:
        """At most three, none about a section that the answer cites; those that are there in time."""
        told = frozenset((source.slug, source.section) for source in cited)
        try:
            async with asyncio.timeout(seconds):
                await self.begin()
                await self._find(told)
        except TimeoutError:
            log.debug("no more suggestions: they took longer than %.1f s", seconds)
        return tuple(self._beside(told)[:MOST])

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _find(self, told: frozenset[tuple[str, str]]) -> None:
        while len(self._beside(told)) < MOST and (candidate := next(self._candidates, None)):
            try:
                if await self._leads_back(*candidate):
                    self._found.append(candidate)
            except ServiceFailed as error:  # an answer does not fail for want of suggestions
                log.info("no more suggestions: %s", error)
                self._candidates = iter(())

    def _beside(self, told: frozenset[tuple[str, str]]) -> list[str]:
        return [question for question, chunk in self._found if _place(chunk) not in told]


class Suggestions:
    """Makes suggestions over one retriever."""

    def __init__(self, retriever: Retriever, *, enough: float, book_name: str) -> None:
        self._retriever = retriever
        self._enough = enough
        self._known: OrderedDict[tuple[str, str, str, str | None], bool] = OrderedDict()
        self._question_of = lru_cache(KEPT)(lambda chunk: as_question(chunk, book_name))

    def near(self, asked: str, found: Retrieval) -> Suggesting:
        """What stands near the hits of a question and is not what was asked, each made sure to lead back to the chunk that it was made
        from, in the same edition; the nearest first."""
        leads_back = partial(self._leads_back, edition=found.edition)
        return Suggesting(islice(self._candidates(asked.lower(), found.hits), TRIED), leads_back)

    def _candidates(self, asked: str, hits: Sequence[Hit]) -> Iterator[tuple[str, Chunk]]:
        hits = [hit for hit in hits if hit.score >= NEAR]
        seen: set[tuple[str, str]] = set()
        told: set[str] = set()  # pages of a book may have the same headings
        if hits and hits[0].score >= self._enough:
            # What is asked is answered from there, nearly always: no search need find out that it leads there.
            seen.add(_place(hits[0].chunk))
        for hit in hits:
            chunk = hit.chunk
            if _place(chunk) not in seen:
                seen.add(_place(chunk))
                heading = chunk.headline.lower()
                question = "" if heading in asked else self._question_of(chunk)
                if question and question.lower() not in told:
                    told.add(question.lower())
                    yield question, chunk

    async def _leads_back(self, question: str, chunk: Chunk, edition: str | None) -> bool:
        key = (question, *_place(chunk), edition)
        if key not in self._known:
            # By words, which are the section's own: embedding several questions an answer costs time, and money where it is paid for.
            by_words = await self._leads_clearly(question, chunk, edition)
            self._known[key] = by_words or await self._is_found(question, chunk, edition)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[key]

    async def _leads_clearly(self, question: str, chunk: Chunk, edition: str | None) -> bool:
        """Whether its words alone say so: no other section has nearly as many of them. Of 571 such questions from seven books the whole
        search found 569, and of the other two one was answered."""
        if not _WORD.search(chunk.headline):
            return False
        found = await self._retriever.by_words(question, NEAREST, edition)
        other = max((each.lexical or 0.0 for each in found if _place(each.chunk) != _place(chunk)), default=0.0)
        return bool(found) and _place(found[0].chunk) == _place(chunk) and (found[0].lexical or 0.0) > CLEARLY * other

    async def _is_found(self, question: str, chunk: Chunk, edition: str | None) -> bool:
        """By the whole search."""
        tried = Tuning(by_meaning=False, candidates=CANDIDATES)
        retrieval = await self._retriever.search(question, 3, tried, edition=edition)
        return retrieval.relevance >= self._enough and _place(chunk) in (_place(hit.chunk) for hit in retrieval.hits)


def _place(chunk: Chunk) -> tuple[str, str]:
    return chunk.slug, chunk.section
