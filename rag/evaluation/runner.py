"""Asks questions with known answers, through the flow that visitors get.

Knows the order: the conversation before, the question, the marks. It knows no file, no terminal and no configuration; a UI
calls it as the command line does.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.assistant import Assistant
from rag.errors import ServiceFailed
from rag.evaluation.cases import Case, Exchange, distinct_keys
from rag.evaluation.gold import Gold
from rag.evaluation.marks import FAILED, Marks
from rag.evaluation.outcome import Outcome, failure_of, outcome_of
from rag.events import Finished, Retrieved
from rag.message.followups import TOPIC_CHARACTERS
from rag.types import AnswerStatus, Chunk, Question, Source, Turn

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """How far it is."""

    done: int
    of: int
    last: Outcome


class StopSignal(Protocol):
    """An ``asyncio.Event`` or a ``threading.Event``."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a run, in the order of the questions. One that was stopped has fewer than ``of``."""

    outcomes: tuple[Outcome, ...]
    of: int
    seconds: float

    @property
    def marks(self) -> tuple[Marks, ...]:
        return tuple(outcome.marks for outcome in self.outcomes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.marks.status == FAILED)

    @property
    def degraded(self) -> int:
        return sum(outcome.marks.status == AnswerStatus.DEGRADED for outcome in self.outcomes)

    @property
    def nowhere(self) -> tuple[Case, ...]:
        """Questions whose expected words stand together in no chunk of the book: they can't be found, whoever searches."""
        return tuple(each.case for each in self.outcomes if each.marks.sought and each.marks.right_chunks == 0)


async def evaluate(
    assistant: Assistant,
    cases: Sequence[Case],
    *,
    book: Iterable[Chunk] | None = None,
    workers: int = WORKERS,
    progress: Callable[[Asked], None] = lambda _: None,
    stop: StopSignal | None = None,
) -> Evaluation:
    """Ask every question, ``workers`` at a time; nothing is remembered. ``book``: all chunks of the index; without them, a question
    has no known number of right chunks, and nDCG is not told. A question whose service failed is marked so. Raises BookError
    where the index can't be used."""
    began = time.perf_counter()
    gold = await asyncio.to_thread(Gold, book)
    outcomes: dict[int, Outcome] = {}
    waiting = iter(enumerate(zip(cases, distinct_keys(cases), strict=True)))

    async def work() -> None:
        for at, (case, key) in waiting:
            if stop is not None and stop.is_set():
                return
            outcomes[at] = await _ask(assistant, case, key, gold)
            progress(Asked(len(outcomes), len(cases), outcomes[at]))

    tasks = [asyncio.create_task(work()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    return Evaluation(tuple(outcomes[at] for at in sorted(outcomes)), len(cases), time.perf_counter() - began)


async def _ask(assistant: Assistant, case: Case, key: str, gold: Gold) -> Outcome:
    try:
        turns = await conversation(assistant, case.history)
        events = [event async for event in assistant.rehearse(case.asked, turns)]
    except ServiceFailed as error:
        return failure_of(case, key, str(error), gold)
    return outcome_of(case, key, events, gold)


async def conversation(assistant: Assistant, history: Sequence[Exchange]) -> list[Turn]:
    """The conversation as a session would remember it: the given answers, and what the flow itself searched and cited at that point."""
    turns: list[Turn] = []
    for each in history:
        topic = ""
        sources: tuple[Source, ...] = ()
        async for event in assistant.rehearse(Question(each.question), turns):
            if isinstance(event, Retrieved):
                topic = event.retrieval.query[-TOPIC_CHARACTERS:]
            elif isinstance(event, Finished):
                sources = event.answer.sources
        turns.append(Turn("", each.question, each.answer, AnswerStatus.ANSWERED, 0.0, topic, sources))
    return turns
