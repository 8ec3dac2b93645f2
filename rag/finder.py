"""From a message to what the book has on it: understood after the turns before it, taken apart, sought where it says.

Knows which searches a message means, and in which order they are tried; not how one is made, nor what comes of what is found.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from rag.draft import COVERED, NOT_COVERED
from rag.errors import ServiceFailed
from rag.message.followups import Reading, readings
from rag.message.leaning import wants_more
from rag.message.subquestions import decomposed
from rag.message.wholes import Whole, within_a_part
from rag.ports import Rewriter
from rag.retrieval import (
    Editions,
    Ingredients,
    Listings,
    Options,
    Overviews,
    Procedures,
    Remedies,
    Retriever,
    Search,
    merged,
)
from rag.retrieval.spoken_of import spoken_of
from rag.retrieval.tuning import Tuning
from rag.types import Question, Retrieval, Turn

log = logging.getLogger(__name__)

HITS = 10  # found for a question
PASSAGES = 6  # of them given to the answerer
TURNS_READ = 6  # of the conversation


class Finder:
    def __init__(
        self,
        retriever: Retriever,
        overviews: Overviews,
        procedures: Procedures,
        ingredients: Ingredients,
        options: Options,
        listings: Listings,
        remedies: Remedies,
        editions: Editions,
        rewriter: Rewriter | None,
    ) -> None:
        self._retriever = retriever
        self._overviews = overviews
        self._procedures = procedures
        self._ingredients = ingredients
        self._options = options
        self._listings = listings
        self._remedies = remedies
        self._editions = editions
        self._rewriter = rewriter

    async def find(self, question: Question, turns: Sequence[Turn], tuning: Tuning) -> Retrieval:
        """Raises ServiceFailed."""
        edition, question = await self._editions.read(question, turns)
        found = await self._found(question, turns, tuning, edition)
        if found.relevance < NOT_COVERED and (usual := await self._editions.untranslated(edition)) is not None:
            # A name or an error message says nothing of the language that it is asked in.
            other = await self._found(question, turns, tuning, usual)
            found, edition = (other, usual) if other.relevance >= NOT_COVERED else (found, edition)
        located = await self._editions.addressed(replace(found, edition=edition))
        return located if edition is None else _noted(located, f"what the site shows below /{edition}")

    async def _found(self, question: Question, turns: Sequence[Turn], tuning: Tuning, edition: str | None) -> Retrieval:
        if overview := await self._overviews.find(question, talking=bool(turns), edition=edition):
            return overview
        asked = await self._searches(question, turns, edition)

        async def best(searches: Sequence[Search]) -> tuple[Search, Retrieval]:
            return await self._retriever.best(searches, HITS, tuning)

        found = await asyncio.gather(*map(best, asked)) if len(asked) > 1 else [await best(asked[0])]
        retrieval = merged(found, first=PASSAGES, limit=HITS, enough=NOT_COVERED)
        # Who wants more than all of a list, or was not helped by it, has read it.
        if len(asked) == 1 and not (turns and wants_more(question.message)):
            retrieval = await self._told(retrieval)
        return _noted(retrieval, found[0][0].part)

    async def _told(self, found: Retrieval) -> Retrieval:
        """What was found, or what answers as a whole: all that something takes, all that there is of it, how it is done, or what helps."""
        for whole in (self._ingredients, self._options):
            taken = await whole.of(found)
            if taken.overview:
                return taken
        listed = await self._listings.of(found)
        if listed.relevance < COVERED:
            done = await self._procedures.listed(listed, exactly=True)
        else:
            done = await self._procedures.of(listed)
        return await self._remedies.of(done)

    async def search(self, query: str, limit: int, tuning: Tuning) -> Retrieval:
        """What the book has on words that stand alone, as they were typed. Raises ServiceFailed."""
        edition, asked = await self._editions.read(Question(query))
        return await self._editions.addressed(await self._searched(asked.message, limit, tuning, edition))

    async def _searched(self, query: str, limit: int, tuning: Tuning, edition: str | None) -> Retrieval:
        part, rest = within_a_part(query) or (None, "")
        if part and rest and (files := await self._overviews.files(part, "", edition)):
            found = await self._retriever.search(rest, limit, tuning, files, edition)
            if found.relevance >= NOT_COVERED:
                return _noted(replace(found, query=query), _called(part))
        return await self._retriever.search(query, limit, tuning, edition=edition)

    async def _searches(self, question: Question, turns: Sequence[Turn], edition: str | None) -> list[list[Search]]:
        """Of each question in the message, the likeliest first."""
        # What is selected says by itself what it is about.
        pages = {} if question.context else spoken_of(turns)
        plain = Search(Reading(""), question.context, question.page_path, pages, edition=edition, enough=COVERED)
        asked = [
            [replace(plain, reading=each) for each in meant]
            for meant in decomposed(await self._meant(question.message, turns))
        ]
        part, rest = within_a_part(question.message, reading=bool(question.page_path)) or (None, "")
        if part and len(asked) == 1 and (files := await self._overviews.files(part, question.page_path, edition)):
            # Who names a chapter means it: little in there counts more than much elsewhere.
            there = replace(plain, part=_called(part), files=files, enough=NOT_COVERED)
            asked[0][:0] = [replace(there, reading=each) for each in readings(rest, turns)]
        return asked

    async def _meant(self, message: str, turns: Sequence[Turn]) -> Sequence[Reading]:
        """The readings of a message; a rewriter is asked only where it leans, or may lean, on what was said before."""
        ruled = readings(message, turns)
        if self._rewriter is None or not any(reading.carried for reading in ruled):
            return ruled
        try:
            return [Reading(await self._rewriter.rewrite(message, turns[-TURNS_READ:]))]
        except ServiceFailed as error:
            log.info("the follow-up is read by rule: %s", error)
            return ruled


def _called(part: Whole) -> str:
    return "the page that is read" if part.here else f"{part.kind} {part.number}"


def _noted(retrieval: Retrieval, part: str) -> Retrieval:
    """With the word for the maintainer that nothing else was searched; ``part``: "" where all was."""
    return replace(retrieval, notes=(*retrieval.notes, f"searched in {part} only")) if part else retrieval
