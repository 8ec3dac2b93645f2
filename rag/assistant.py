"""The one flow for a visitor: recall -> answer -> remember.

Knows conversations, and whose answer may serve somebody else. It knows no vendor, no HTTP, and nothing about how an answer is made; routes,
the UI and the command line all call it.
"""

import secrets
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from rag.answering import Answering, milliseconds
from rag.conversations import Conversations, Recalled
from rag.events import Event, Finished, Started
from rag.message.followups import topic_of
from rag.message.input import cleaned
from rag.ports import Store
from rag.retrieval.tuning import USUAL, Tuning
from rag.shared_answers import SharedAnswers
from rag.traces import TraceLog, TraceNotes
from rag.types import Answer, AnswerStatus, Question, Retrieval, Turn
from rag.workers.crew import Crew


class Assistant:
    """Answers questions about one book, each after what was said before. Safe to share between all visitors.

    ``shared`` and ``traces`` belong to this assistant alone: what they keep is only true of its parts.
    """

    def __init__(
        self, *, answering: Answering, store: Store, shared: SharedAnswers, traces: TraceLog, crew: Crew | None = None
    ) -> None:
        """``crew``: makes the answers for visitors, where other processes do so beside this one."""
        self._answering = answering
        self._crew = crew
        self._made_by = crew or answering
        self.conversations = Conversations(store)
        self._shared = shared
        self._traces = traces

    @property
    def cached_answers(self) -> int:
        return self._shared.kept

    @property
    def processes(self) -> int:
        """That make answers now."""
        return self._crew.processes if self._crew else 1

    def end_in(self, seconds: float) -> None:
        """The program ends: what is not said by then breaks off in words, and what was said is remembered."""
        self._made_by.end_in(seconds)

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
        version = await self._answering.version()
        key = (replace(question, session_id=None), tuple(turns), version)

        def keep(finished: Finished) -> bool:
            answer = finished.answer
            complete = answer.status is not AnswerStatus.DEGRADED and not finished.broken
            return complete and not turns and answer.metadata.index_version == version

        def make() -> AsyncGenerator[Event, None]:
            return self._made_by.answer(question, turns, followed=not whole)

        async with aclosing(self._shared.events(key, make, keep, whole)) as events:
            async for each in events:
                yield each

    async def _remembered(
        self, memory: Recalled, question: Question, query: str, answer: Answer, began: float, recalled: float
    ) -> Answer:
        """The answer as it goes out: with the times of the whole, and with the word that it will not be remembered where that is so."""
        said = time.perf_counter()
        kept = await self.conversations.remember(memory, _turn(question, answer, query))
        laps = {"recall": milliseconds(began, recalled), **answer.metadata.timings_ms, "remember": milliseconds(said)}
        metadata = replace(answer.metadata, timings_ms=laps, response_time_ms=milliseconds(began))
        return replace(answer, metadata=metadata, status=answer.status if kept else AnswerStatus.DEGRADED)

    def rehearse(
        self, question: Question, turns: Sequence[Turn] = (), tuning: Tuning = USUAL, *, followed: bool = True
    ) -> AsyncGenerator[Event, None]:
        """An answer made in this process, after a conversation that is given, not recalled, with nothing remembered and nothing shared:
        what evaluation and reruns use. No Started; as Answering.answer."""
        return self._answering.answer(question, turns, tuning, followed=followed)

    async def search(self, query: str, limit: int, tuning: Tuning = USUAL) -> Retrieval:
        """What the book has on a query, without an answer. Raises BadQuestion, ServiceFailed."""
        return await self._answering.search(query, limit, tuning)


def _made_for(answer: Answer, session_id: str, message_id: str, cached: bool, asked: float) -> Answer:
    """An answer that several asked for, as one of them gets it. Whoever asked first pays for it."""
    answer = replace(answer, session_id=session_id, message_id=message_id)
    if not cached:
        return answer
    metadata = replace(answer.metadata, cached=True, tokens_used=0, timings_ms={"shared": milliseconds(asked)})
    return replace(answer, metadata=metadata)


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
