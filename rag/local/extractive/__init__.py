"""Answers without a language model: the sentences of the book that answer, quoted and cited.

Data flows `expectation` (what is asked for) -> `weighing` (how well each sentence answers: by its words, by `evidence` of the kind asked
for, by its `form`, by what was `selected`) -> `choice` (which, with their `company`) -> `layout`. It never writes a word of its own but
the header of the table that a row belongs to.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from rag.local.extractive.choice import Choice
from rag.local.extractive.company import Company
from rag.local.extractive.expectation import Expectation, expectation
from rag.local.extractive.joints import Joints
from rag.local.extractive.layout import Layout
from rag.local.extractive.weighing import Scored, weigh
from rag.ports import Brief, Delta, Index, Plan, Usage
from rag.reading.passages import Passage, Passages
from rag.reading.terms import AskedTerms, asked_terms

PLANNED = 12  # sentences that the plan shows


class ExtractiveAnswerer:
    """Chooses sentences by need."""

    model = "extractive"

    def __init__(self, index: Index, passages: Passages) -> None:
        self._index = index
        self._passages = passages

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        question = f"{brief.query} {brief.question.context}".strip()
        asked = await asked_terms(self._index, [(question, 1.0)])
        # Alone, a question is searched with its slips corrected; behind others, with what they were about.
        expected = expectation(brief.question.message if brief.turns else brief.query, brief.query)
        plan, pieces = await asyncio.to_thread(self._choose, brief, question, expected, asked)
        yield Plan(plan)
        for piece in pieces:
            yield Delta(piece)

    def _choose(self, brief: Brief, question: str, expected: Expectation, asked: AskedTerms) -> tuple[str, list[str]]:
        """What was weighed, and the answer piece by piece."""
        passages = self._passages.read([hit.chunk for hit in brief.hits])
        joints = Joints(passages)
        selected = self._passages.terms(brief.question.context) if brief.question.context else frozenset()
        vector = self._passages.vector(question)
        scored = weigh(brief.hits, passages, joints, vector, asked, expected, selected)
        company = Company(passages, scored, joints, expected, asked, self._passages.terms)
        chosen = Choice(scored, joints, company, expected, asked).sentences()
        return _plan(scored, chosen, passages), Layout(passages, joints).pieces(chosen)


def _plan(scored: Sequence[Scored], chosen: Sequence[Scored], passages: Sequence[Passage]) -> str:
    taken = {(each.passage, each.place) for each in chosen}
    lines = [
        f"{len(scored)} sentences of {len(passages)} passages weighed, {len(chosen)} chosen (+). Score, passage, text:"
    ]
    for each in scored[:PLANNED]:
        sign = "+" if (each.passage, each.place) in taken else " "
        lines.append(f"{sign} {each.score:.2f} [{each.passage}] {' '.join(each.sentence.text.split())[:160]}")
    return "\n".join(lines)
