"""Cases to calibrate the relevance score by, from books and questions with known answers.

Knows what counts as an insider and an outsider. What is fitted to them is known in `calibration.py`.
"""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rag.assistant import Assistant
from rag.evaluation.cases import Case
from rag.evaluation.gold import Gold
from rag.evaluation.runner import conversation
from rag.events import Retrieved
from rag.types import Hit, Question, Turn

FOREIGN = 60  # questions of other books that each book is asked
SHOWN = 5  # hits: where none of these is right, there is nothing right to be sure of


@dataclass(frozen=True, slots=True)
class Evidence:
    """``kind``: "inside"; "near", where it sounds covered; "far", where it is about something else."""

    kind: str
    values: tuple[float, ...]  # of the hit that decides, in the order of relevance.EVIDENCE


async def own_evidence(assistant: Assistant, cases: Sequence[Case], gold: Gold) -> AsyncIterator[Evidence]:
    """Of a book's own questions. Each that is answered counts a second time, as a near miss: by the best hit that is not right, as if
    the book lacked the passage."""
    for case in cases:
        hits = await _hits(assistant, case.asked, await conversation(assistant, case.history))
        if not hits or case.in_book is None:
            continue
        if not case.in_book:
            yield Evidence("near" if case.kind.startswith("near") else "far", hits[0].evidence)
            continue
        wrong = [hit for hit in hits if not gold.right(hit.chunk, case.sought)]
        if any(hit not in wrong for hit in hits[:SHOWN]):
            yield Evidence("inside", hits[0].evidence)
            if wrong:
                yield Evidence("near", wrong[0].evidence)


async def foreign_evidence(assistant: Assistant, cases: Sequence[Case], seed: int) -> AsyncIterator[Evidence]:
    """Of questions of other books, drawn by lot."""
    alone = [case for case in cases if case.in_book and not case.history and not case.context]
    for case in random.Random(seed).sample(alone, min(FOREIGN, len(alone))):
        if hits := await _hits(assistant, case.asked, ()):
            yield Evidence("far", hits[0].evidence)


async def _hits(assistant: Assistant, question: Question, turns: Sequence[Turn]) -> list[Hit]:
    """Those that were searched for; a neighbour that was joined has no evidence of its own."""
    async with aclosing(assistant.rehearse(question, turns)) as events:
        async for event in events:
            if isinstance(event, Retrieved):
                return [hit for hit in event.retrieval.hits if hit.evidence]
    return []
