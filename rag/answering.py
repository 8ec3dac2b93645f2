"""How an answer is made: understand -> retrieve -> judge -> answer -> cite -> suggest what to ask next.

Knows the order of the steps and what decides the status of an answer. It knows no visitor and keeps nothing: a conversation is given to
it, and who remembers the answer is somebody else's business.
"""

import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from rag.citations import Citations
from rag.citations.support import Support, support
from rag.deadline import Deadline, Deadlines
from rag.draft import NOT_COVERED, Draft
from rag.errors import ServiceFailed
from rag.events import BrokeOff, CitedSource, Event, Finished, Planned, Retrieved, Said
from rag.finder import PASSAGES, TURNS_READ, Finder
from rag.message.input import checked, cleaned
from rag.message.leaning import wants_more
from rag.message.own_words import OwnWords
from rag.ports import Answerer, Brief, Index, Plan, Rewriter, Usage
from rag.reading.passages import Passages
from rag.retrieval import Editions, Ingredients, Listings, Options, Overviews, Procedures, Remedies, Retriever
from rag.retrieval.tuning import USUAL, Tuning
from rag.suggestions import Suggestions
from rag.types import Answer, AnswerStatus, Hit, Metadata, Question, Retrieval, Turn

log = logging.getLogger(__name__)

SUGGESTION_SECONDS = 1.0  # waited for suggestions once all has been said
BREAKS_OFF = " …"  # how an answer ends that is not complete


class Answering:
    """Makes answers about one book. Safe to share between all visitors.

    ``suggestions`` belong to it alone: what they keep is only true of its parts. ``answer_seconds``: that a whole answer may take.
    """

    def __init__(
        self,
        *,
        index: Index,
        retriever: Retriever,
        passages: Passages,
        answerer: Answerer,
        suggestions: Suggestions,
        own_words: OwnWords,
        answer_seconds: float,
        rewriter: Rewriter | None = None,
    ) -> None:
        self._index = index
        self._finder = Finder(
            retriever,
            Overviews(index, passages.terms),
            Procedures(index),
            Ingredients(index),
            Options(index),
            Listings(index, passages.sequence),
            Remedies(index),
            Editions(index, own_words.usual),
            rewriter,
        )
        self._passages = passages
        self._answerer = answerer
        self._suggestions = suggestions
        self._own_words = own_words
        self._deadlines = Deadlines(answer_seconds)

    async def version(self) -> str:
        """Of the index that is read; "" where there is none."""
        state = await self._index.state()
        return state.version if state else ""

    def end_in(self, seconds: float) -> None:
        """The program ends: what is not said by then breaks off in words."""
        self._deadlines.end_in(seconds)

    async def answer(
        self, question: Question, turns: Sequence[Turn] = (), tuning: Tuning = USUAL, *, followed: bool = True
    ) -> AsyncGenerator[Event, None]:
        """What happens, ending in Finished, whose answer has no session and no message id. ``turns``: said before; ``followed``: as Brief
        has it. Raises BadQuestion, ServiceFailed."""
        began = time.perf_counter()
        deadline = self._deadlines.begin()
        question = cleaned(question)
        reply = self._own_words.small_talk(question.message)
        if reply:
            retrieval = _nothing_sought(turns)
        else:
            retrieval = await deadline.keep(
                self._finder.find(question, turns, tuning), "what the book has on the question"
            )
        yield Retrieved(retrieval)
        found = time.perf_counter()

        passages = _passages(retrieval)
        draft = Draft(Citations(passages, self._passages, retrieval.query))
        suggesting = self._suggestions.near(question.message, retrieval)
        try:
            covered = retrieval.relevance >= NOT_COVERED
            if covered or (retrieval.near and self._answerer.judges):
                asked = [each.query for each in retrieval.subquestions if each.relevance >= NOT_COVERED]
                brief = Brief(
                    question,
                    retrieval.query,
                    passages,
                    turns[-TURNS_READ:],
                    asked,
                    retrieval.overview,
                    retrieval.carried,
                    covered,
                    followed,
                )
                async with aclosing(self._write(brief, draft, deadline)) as events:
                    async for event in events:
                        yield event
                        if draft.begun:  # not before: first come the words that somebody waits for
                            suggesting.begin()
                if draft.broken:
                    yield BrokeOff(draft.broken)
            if not draft.begun:
                more = bool(turns) and wants_more(question.message)
                yield draft.say(reply or self._own_words.nothing_found(question.message, more=more))
            written = time.perf_counter()

            sources = tuple(draft.citations.sources)
            # Half a millisecond, since the passages have been read: hardly more than the hop to a thread costs.
            asked_with = "\n".join([question.message, question.context, retrieval.query, self._own_words.book])
            supported = Support(0, 0)
            if sources:
                overview = bool(retrieval.overview)
                supported = support(draft.text, passages, self._passages, asked_with, overview=overview)
            # An overview cites how each section begins, and leaves the rest of it to be asked for.
            told = () if retrieval.overview else sources
            suggestions = await suggesting.besides(told, min(SUGGESTION_SECONDS, deadline.left))
        finally:
            suggesting.end()
        metadata = Metadata(
            response_time_ms=milliseconds(began),
            tokens_used=draft.tokens,
            context_chunks=len(passages) if sources else 0,
            timings_ms={**retrieval.timings_ms, "answer": milliseconds(found, written), "check": milliseconds(written)},
            model=draft.model or self._answerer.model,
            index_version=await self.version(),
            unsupported_sentences=supported.unsupported,
        )
        draft.degraded = draft.degraded or retrieval.degraded
        status = draft.status(retrieval.least, sources, supported)
        answer = Answer("", "", draft.text, sources, status, metadata, suggestions)
        yield Finished(answer, draft.citations.dropped, bool(draft.broken))

    async def cut_off(self, told: Sequence[Event], began: float, reason: str) -> Sequence[Event]:
        """What ends an answer that another process was making and can't go on with. ``told``: of it so far; ``began``: by
        ``time.perf_counter``."""
        retrieval = next(event.retrieval for event in told if isinstance(event, Retrieved))
        said = "".join(event.text for event in told if isinstance(event, Said))
        sources = tuple(event.source for event in told if isinstance(event, CitedSource))
        metadata = Metadata(
            response_time_ms=milliseconds(began),
            tokens_used=0,  # the process knew; they are counted by the day all the same
            context_chunks=len(_passages(retrieval)) if sources else 0,
            timings_ms=retrieval.timings_ms,
            model=self._answerer.model,
            index_version=await self.version(),
        )
        answer = Answer("", "", (said + BREAKS_OFF).strip(), sources, AnswerStatus.PARTIAL, metadata)
        return Said(BREAKS_OFF), BrokeOff(reason), Finished(answer, broken=True)

    async def search(self, query: str, limit: int, tuning: Tuning) -> Retrieval:
        """What the book has on a query, without an answer. Raises BadQuestion, ServiceFailed."""
        return await self._deadlines.begin().keep(
            self._finder.search(checked(query), limit, tuning), "what the book has on the query"
        )

    async def _write(self, brief: Brief, draft: Draft, deadline: Deadline) -> AsyncGenerator[Event, None]:
        try:
            async with aclosing(self._answerer.answer(brief)) as answering:
                async for part in deadline.each(answering, "the whole answer"):
                    if isinstance(part, Plan):
                        draft.model, draft.degraded = part.model, part.degraded
                        yield Planned(part.text, part.note)
                    elif isinstance(part, Usage):
                        draft.tokens += part.tokens
                        draft.complete = part.complete
                    else:
                        for event in draft.take(draft.citations.feed(part.text)):
                            yield event
        except ServiceFailed as error:
            if not draft.begun:
                raise
            log.error("an answer broke off: %s", error)
            draft.broken = str(error)
            # The same for who gets it whole, and in what is remembered.
            for event in draft.take(draft.citations.feed(BREAKS_OFF)):
                yield event
        for event in draft.take(draft.citations.close()):
            yield event


def milliseconds(start: float, end: float | None = None) -> float:
    """Milliseconds from ``start``, until now where no end is given."""
    return round(((time.perf_counter() if end is None else end) - start) * 1000, 2)


def _passages(retrieval: Retrieval) -> Sequence[Hit]:
    """Those that an answer is made from."""
    return retrieval.hits if retrieval.overview else retrieval.hits[:PASSAGES]


def _nothing_sought(turns: Sequence[Turn]) -> Retrieval:
    """For small talk: no search, and the topic stays what it was."""
    return Retrieval(turns[-1].topic if turns else "", (), 0.0)
