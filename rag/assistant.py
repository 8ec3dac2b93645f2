"""The one flow: understand -> retrieve -> judge -> answer -> cite -> remember.

Knows the order of the steps and what decides the status of an answer. It knows no vendor, no HTTP, and nothing about how a
step is done; routes, the UI and the command line all call it.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rag.citations import Citations, Cited
from rag.errors import BadQuestion, ServiceFailed, UnknownMessage, UnknownSession
from rag.events import BrokeOff, CitedSource, Event, Finished, Planned, Retrieved, Said, Started
from rag.followups import TOPIC_CHARACTERS, Reading, readings
from rag.passages import Passages
from rag.ports import Answerer, Brief, Index, IndexState, Plan, Rewriter, Store, Usage
from rag.retrieval import Retriever, Search
from rag.smalltalk import small_talk
from rag.suggestions import Suggestions
from rag.support import Support, support
from rag.types import (
    MESSAGE_CHARACTERS,
    Answer,
    AnswerStatus,
    Metadata,
    Question,
    Retrieval,
    Source,
    StoreState,
    Turn,
)

log = logging.getLogger(__name__)

CONTEXT_CHARACTERS = 4000
SESSION_ID_CHARACTERS = 64
HITS = 10  # found for a question
PASSAGES = 6  # of them given to the answerer
TURNS_READ = 6  # of the conversation

# Relevance (retrieval.py) from which the book covers a question, and below which it does not.
COVERED, NOT_COVERED = 0.5, 0.2


class Assistant:
    """Answers questions about one book. Safe to share between all visitors."""

    def __init__(
        self,
        *,
        index: Index,
        retriever: Retriever,
        passages: Passages,
        answerer: Answerer,
        store: Store,
        book_name: str,
        rewriter: Rewriter | None = None,
    ) -> None:
        self._index = index
        self._retriever = retriever
        self._passages = passages
        self._answerer = answerer
        self._store = store
        self._book_name = book_name
        self._rewriter = rewriter
        self._suggestions = Suggestions(retriever, enough=COVERED, book_name=book_name)

    def check(self, question: Question) -> None:
        """Raises BadQuestion, where ``stream`` would only once its first event is asked for."""
        cleaned(question)

    async def ask(self, question: Question) -> Answer:
        """The whole answer at once. Raises BadQuestion, ServiceFailed."""
        events = [event async for event in self.stream(question)]
        last = events[-1]
        assert isinstance(last, Finished)
        return last.answer

    async def stream(self, question: Question) -> AsyncGenerator[Event, None]:
        """Started first, then what is found and said as it comes, Finished last. Raises BadQuestion, ServiceFailed."""
        began = time.perf_counter()
        question = cleaned(question)
        memory = await self._recall(question.session_id)
        message_id = secrets.token_urlsafe(12)
        yield Started(memory.session_id, message_id)
        recalled = time.perf_counter()
        topic = ""
        async with aclosing(self.rehearse(question, memory.turns)) as events:
            async for event in events:
                if isinstance(event, Retrieved):
                    topic = event.retrieval.query
                if isinstance(event, Finished):
                    answer = replace(event.answer, session_id=memory.session_id, message_id=message_id)
                    event = Finished(await self._remembered(memory, question, topic, answer, began, recalled))
                yield event

    async def _remembered(
        self, memory: "_Memory", question: Question, topic: str, answer: Answer, began: float, recalled: float
    ) -> Answer:
        """The answer as it goes out: with the times of the whole, and with the word that it will not be remembered where that is so."""
        said = time.perf_counter()
        kept = await self._remember(memory.session_id, _turn(question, answer, topic))
        laps = {"recall": _ms(began, recalled), **answer.metadata.timings_ms, "remember": _ms(said)}
        metadata = replace(answer.metadata, timings_ms=laps, response_time_ms=_ms(began))
        lost = memory.lost or not kept or self._store.state() is StoreState.DOWN
        return replace(answer, metadata=metadata, status=AnswerStatus.DEGRADED if lost else answer.status)

    async def rehearse(self, question: Question, turns: Sequence[Turn] = ()) -> AsyncGenerator[Event, None]:
        """The same flow after a conversation that is given, not recalled, and with nothing remembered: what evaluation and reruns
        use. No Started; the answer has no session and no message id. Raises BadQuestion, ServiceFailed."""
        began = time.perf_counter()
        question = cleaned(question)
        reply = small_talk(question.message, self._book_name)
        search, retrieval = _nothing_sought(turns) if reply else await self._find(question, turns)
        yield Retrieved(retrieval)
        found = time.perf_counter()

        passages = retrieval.hits[:PASSAGES]
        draft = _Draft(Citations(passages, self._passages, retrieval.query))
        if retrieval.relevance >= NOT_COVERED:
            brief = Brief(question, search.reading.text, passages, turns[-TURNS_READ:])
            async with aclosing(self._write(brief, draft)) as events:
                async for event in events:
                    yield event
            if draft.broken:
                yield BrokeOff()
        if not draft.said:
            yield draft.say(reply or f"I could not find an answer to this in {self._book_name}.")
        written = time.perf_counter()

        sources = tuple(draft.citations.sources)
        supported = await asyncio.to_thread(support, draft.text, passages, self._passages) if sources else Support(0, 0)
        suggestions = await self._suggestions.after(question.message, retrieval.hits, sources)
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
        status = _status(retrieval.relevance, sources, supported, draft)
        yield Finished(Answer("", "", draft.text, sources, status, metadata, suggestions))

    async def search(self, query: str, limit: int) -> Retrieval:
        """What the book has on a query, without an answer. Raises BadQuestion, ServiceFailed."""
        return await self._retriever.search(_checked(query), limit)

    async def turns(self, session_id: str) -> Sequence[Turn]:
        """The conversation, oldest turn first. Raises UnknownSession, ServiceFailed."""
        turns = await self._store.turns(session_id) if _could_be_ours(session_id) else None
        if turns is None:
            raise UnknownSession("there is no conversation under this session_id; it may have expired or been deleted")
        return turns

    async def forget(self, session_id: str) -> None:
        """Delete a conversation with all its turns. Raises UnknownSession, ServiceFailed."""
        if not (_could_be_ours(session_id) and await self._store.forget(session_id)):
            raise UnknownSession("there is no conversation under this session_id; it may have expired or been deleted")

    async def feedback(self, message_id: str, rating: str, comment: str) -> None:
        """What a visitor thinks of an answer. Raises UnknownMessage, ServiceFailed."""
        known = _could_be_ours(message_id) and await self._store.feedback(message_id, rating, _printable(comment))
        if not known:
            raise UnknownMessage("there is no answer under this message_id; it may have expired or been deleted")

    async def index_state(self) -> IndexState | None:
        return await self._index.state()

    async def _recall(self, session_id: str | None) -> "_Memory":
        """An id that is not, or no longer, known begins a new conversation under an id of ours."""
        if session_id and _could_be_ours(session_id):
            try:
                turns = await self._store.turns(session_id)
            except ServiceFailed as error:
                log.warning("answering without the conversation so far: %s", error)
                return _Memory(session_id, [], lost=True)
            if turns is not None:
                return _Memory(session_id, turns)
        return _Memory(secrets.token_urlsafe(24), [])

    async def _remember(self, session_id: str, turn: Turn) -> bool:
        try:
            await self._store.remember(session_id, turn)
        except ServiceFailed as error:
            log.warning("this turn is not remembered: %s", error)
            return False
        return True

    async def _find(self, question: Question, turns: Sequence[Turn]) -> tuple[Search, Retrieval]:
        meant = await self._meant(question.message, turns)
        searches = [Search(reading, question.context, question.page_path) for reading in meant]
        return await self._retriever.best(searches, HITS, enough=COVERED)

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

    async def _write(self, brief: Brief, draft: "_Draft") -> AsyncGenerator[Event, None]:
        try:
            async with aclosing(self._answerer.answer(brief)) as parts:
                async for part in parts:
                    if isinstance(part, Plan):
                        draft.model, draft.degraded = part.model, part.degraded
                        yield Planned(part.text)
                    elif isinstance(part, Usage):
                        draft.tokens += part.tokens
                    else:
                        for event in draft.take(draft.citations.feed(part.text)):
                            yield event
        except ServiceFailed as error:
            if not draft.said:
                raise
            log.error("an answer broke off: %s", error)
            draft.broken = True
        for event in draft.take(draft.citations.close()):
            yield event


@dataclass(frozen=True, slots=True)
class _Memory:
    session_id: str
    turns: Sequence[Turn]
    lost: bool = False  # there may be turns, but the store could not be read


class _Draft:
    """The answer so far."""

    def __init__(self, citations: Citations) -> None:
        self.citations = citations
        self.said: list[str] = []
        self.tokens = 0
        self.model = ""  # where it is not the answerer's own
        self.degraded = False
        self.broken = False  # the answerer failed in the middle

    @property
    def text(self) -> str:
        return "".join(self.said).strip()

    def say(self, text: str) -> Said:
        self.said.append(text)
        return Said(text)

    def take(self, cited: Cited) -> list[Event]:
        """A source is announced before the text with its marker."""
        events: list[Event] = [CitedSource(source) for source in cited.sources]
        if cited.text:
            events.append(self.say(cited.text))
        return events


def _ms(start: float, end: float | None = None) -> float:
    """Milliseconds from ``start``, until now where no end is given."""
    return round(((time.perf_counter() if end is None else end) - start) * 1000, 2)


def _turn(question: Question, answer: Answer, topic: str) -> Turn:
    return Turn(
        answer.message_id,
        question.message,
        answer.message,
        answer.status,
        time.time(),
        topic[-TOPIC_CHARACTERS:],
        answer.sources,
    )


def cleaned(question: Question) -> Question:
    """The question as it may be searched, stored and shown. Raises BadQuestion."""
    return replace(
        question,
        message=_checked(question.message),
        context=_printable(question.context)[:CONTEXT_CHARACTERS].strip(),
        page_path=_printable(question.page_path),
        page_heading=_printable(question.page_heading),
    )


def _checked(message: str) -> str:
    if len(message) > MESSAGE_CHARACTERS:
        raise BadQuestion(f"the message has {len(message)} characters; ask in at most {MESSAGE_CHARACTERS}")
    message = _printable(message).strip()
    if not message:
        raise BadQuestion("the message is empty; write a question")
    return message


def _printable(text: str) -> str:
    """Without NUL, which databases refuse, other control characters, and halves of surrogate pairs, which no encoding takes."""
    return "".join(
        c for c in text if c in "\n\t" or not (ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000)
    )


def _could_be_ours(session_id: str) -> bool:
    return (
        len(session_id) <= SESSION_ID_CHARACTERS
        and session_id.isascii()
        and session_id.replace("-", "").replace("_", "").isalnum()
    )


def _nothing_sought(turns: Sequence[Turn]) -> tuple[Search, Retrieval]:
    """For small talk: no search, and the topic stays what it was."""
    topic = turns[-1].topic if turns else ""
    return Search(Reading(topic)), Retrieval(topic, (), 0.0)


def _status(relevance: float, sources: Sequence[Source], supported: Support, draft: _Draft) -> AnswerStatus:
    if draft.broken:
        return AnswerStatus.PARTIAL
    if draft.degraded:
        return AnswerStatus.DEGRADED
    if not sources:
        return AnswerStatus.NOT_IN_BOOK
    if relevance < COVERED or supported.mostly_missing:
        return AnswerStatus.PARTIAL
    return AnswerStatus.ANSWERED
