"""The one flow: understand -> retrieve -> judge -> answer -> cite -> remember.

Knows the order of the steps and what decides the status of an answer. It knows no vendor, no HTTP, and nothing about how a
step is done; routes, the UI and the command line all call it.
"""

import logging
import secrets
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from rag.citations import Citations
from rag.citations.support import Support, support
from rag.conversations import Conversations, Recalled
from rag.deadline import Deadline, Deadlines
from rag.draft import NOT_COVERED, Draft
from rag.errors import ServiceFailed
from rag.events import BrokeOff, Event, Finished, Planned, Retrieved, Started
from rag.finder import PASSAGES, TURNS_READ, Finder
from rag.message.followups import topic_of
from rag.message.input import checked, cleaned
from rag.message.leaning import wants_more
from rag.message.own_words import OwnWords
from rag.ports import Answerer, Brief, Index, Plan, Rewriter, Store, Usage
from rag.reading.passages import Passages
from rag.retrieval import Editions, Ingredients, Listings, Options, Overviews, Procedures, Remedies, Retriever
from rag.retrieval.tuning import USUAL, Tuning
from rag.shared_answers import SharedAnswers
from rag.suggestions import Suggestions
from rag.traces import TraceLog, TraceNotes
from rag.types import Answer, AnswerStatus, Metadata, Question, Retrieval, Turn

log = logging.getLogger(__name__)

SUGGESTION_SECONDS = 1.0  # waited for suggestions once all has been said


class Assistant:
    """Answers questions about one book. Safe to share between all visitors.

    ``suggestions``, ``shared`` and ``traces`` belong to this assistant alone: what they keep is only true of its parts.
    """

    def __init__(
        self,
        *,
        index: Index,
        retriever: Retriever,
        passages: Passages,
        answerer: Answerer,
        store: Store,
        suggestions: Suggestions,
        shared: SharedAnswers,
        traces: TraceLog,
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
        self.conversations = Conversations(store)
        self._suggestions = suggestions
        self._shared = shared
        self._traces = traces
        self._own_words = own_words
        self._deadlines = Deadlines(answer_seconds)

    @property
    def cached_answers(self) -> int:
        return self._shared.kept

    def end_in(self, seconds: float) -> None:
        """The program ends: what is not said by then breaks off in words, and what was said is remembered."""
        self._deadlines.end_in(seconds)

    def check(self, question: Question) -> None:
        """Raises BadQuestion, where ``stream`` would only once its first event is asked for."""
        cleaned(question)

    async def ask(self, question: Question) -> Answer:
        """The whole answer at once. Raises BadQuestion, ServiceFailed."""
        async with aclosing(self._told(question, whole=True)) as events:
            async for event in events:
                last = event
        assert isinstance(last, Finished)
        return last.answer

    def stream(self, question: Question) -> AsyncGenerator[Event, None]:
        """Started first, then what is found and said as it comes, Finished last. Raises BadQuestion, ServiceFailed."""
        return self._told(question, whole=False)

    async def _told(self, question: Question, *, whole: bool) -> AsyncGenerator[Event, None]:
        """``whole``: nothing of the answer before all of it is there."""
        began = time.perf_counter()
        question = cleaned(question)
        memory = await self.conversations.recall(question.session_id)
        message_id = secrets.token_urlsafe(12)
        yield Started(memory.session_id, message_id)
        recalled = time.perf_counter()
        notes = TraceNotes()
        async with aclosing(self._answered(question, memory.turns, whole)) as events:
            async for event, cached in events:
                notes.hear(event)
                if isinstance(event, Finished):
                    answer = _made_for(event.answer, memory.session_id, message_id, cached, recalled)
                    answer = await self._remembered(memory, question, notes.retrieval.query, answer, began, recalled)
                    self._traces.add(notes.trace(question, answer))
                    event = replace(event, answer=answer)
                yield event

    async def _answered(
        self, question: Question, turns: Sequence[Turn], whole: bool
    ) -> AsyncGenerator[tuple[Event, bool], None]:
        """The events of an answer, and whether it was made for somebody who asked the same: the same words about the same page, after
        the same turns, of the same index. What else it depends on, settings and parts, this process has only one of."""
        state = await self._index.state()
        version = state.version if state else ""
        key = (replace(question, session_id=None), tuple(turns), version)

        def keep(finished: Finished) -> bool:
            answer = finished.answer
            complete = answer.status is not AnswerStatus.DEGRADED and not finished.broken
            return complete and not turns and answer.metadata.index_version == version

        def make() -> AsyncGenerator[Event, None]:
            return self.rehearse(question, turns, followed=not whole)

        async with aclosing(self._shared.events(key, make, keep, whole)) as events:
            async for each in events:
                yield each

    async def _remembered(
        self, memory: Recalled, question: Question, query: str, answer: Answer, began: float, recalled: float
    ) -> Answer:
        """The answer as it goes out: with the times of the whole, and with the word that it will not be remembered where that is so."""
        said = time.perf_counter()
        kept = await self.conversations.remember(memory, _turn(question, answer, query))
        laps = {"recall": _ms(began, recalled), **answer.metadata.timings_ms, "remember": _ms(said)}
        metadata = replace(answer.metadata, timings_ms=laps, response_time_ms=_ms(began))
        return replace(answer, metadata=metadata, status=answer.status if kept else AnswerStatus.DEGRADED)

    async def rehearse(
        self, question: Question, turns: Sequence[Turn] = (), tuning: Tuning = USUAL, *, followed: bool = True
    ) -> AsyncGenerator[Event, None]:
        """The same flow after a conversation that is given, not recalled, with nothing remembered and nothing shared: what evaluation
        and reruns use. No Started; the answer has no session and no message id. ``followed``: as Brief has it. Raises BadQuestion,
        ServiceFailed."""
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

        passages = retrieval.hits if retrieval.overview else retrieval.hits[:PASSAGES]
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
            supported = support(draft.text, passages, self._passages, asked_with) if sources else Support(0, 0)
            # An overview cites how each section begins, and leaves the rest of it to be asked for.
            told = () if retrieval.overview else sources
            suggestions = await suggesting.besides(told, min(SUGGESTION_SECONDS, deadline.left))
        finally:
            suggesting.end()
        state = await self._index.state()
        metadata = Metadata(
            response_time_ms=_ms(began),
            tokens_used=draft.tokens,
            context_chunks=len(passages) if sources else 0,
            timings_ms={**retrieval.timings_ms, "answer": _ms(found, written), "check": _ms(written)},
            model=draft.model or self._answerer.model,
            index_version=state.version if state else "",
            unsupported_sentences=supported.unsupported,
        )
        draft.degraded = draft.degraded or retrieval.degraded
        status = draft.status(retrieval.least, sources, supported)
        answer = Answer("", "", draft.text, sources, status, metadata, suggestions)
        yield Finished(answer, draft.citations.dropped, bool(draft.broken))

    async def search(self, query: str, limit: int, tuning: Tuning = USUAL) -> Retrieval:
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
            for event in draft.take(draft.citations.feed(" …")):
                yield event
        for event in draft.take(draft.citations.close()):
            yield event


def _made_for(answer: Answer, session_id: str, message_id: str, cached: bool, asked: float) -> Answer:
    """An answer that several asked for, as one of them gets it. Whoever asked first pays for it."""
    answer = replace(answer, session_id=session_id, message_id=message_id)
    if not cached:
        return answer
    metadata = replace(answer.metadata, cached=True, tokens_used=0, timings_ms={"shared": _ms(asked)})
    return replace(answer, metadata=metadata)


def _ms(start: float, end: float | None = None) -> float:
    """Milliseconds from ``start``, until now where no end is given."""
    return round(((time.perf_counter() if end is None else end) - start) * 1000, 2)


def _turn(question: Question, answer: Answer, query: str) -> Turn:
    return Turn(
        answer.message_id,
        question.message,
        answer.message,
        answer.status,
        time.time(),
        topic_of(question, query),
        answer.sources,
    )


def _nothing_sought(turns: Sequence[Turn]) -> Retrieval:
    """For small talk: no search, and the topic stays what it was."""
    return Retrieval(turns[-1].topic if turns else "", (), 0.0)
