"""Answers without a language model: the sentences of the book that answer, quoted and cited.

Data flows `expectation` (what is asked for) -> scores (here) -> `choice` -> `layout`. It never writes a word of its own but the header of
the table that a row belongs to.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from rag.local.extractive.choice import Choice, Scored
from rag.local.extractive.expectation import Expectation, expectation
from rag.local.extractive.layout import lay_out
from rag.passages import Passage, Passages
from rag.ports import Brief, Delta, Index, Plan, Usage
from rag.terms import AskedTerms, asked_terms

# What a sentence is chosen by, on top of its cosine.
COVERAGE, OPENING, ANSWER_TYPE, CHUNK, DEFINITION = 1.0, 0.3, 0.3, 0.6, 0.3
LEADS_NOWHERE = -0.4  # for "… as follows:" at the end of a passage, or before something else than a list
PLANNED = 12  # sentences that the plan shows


class ExtractiveAnswerer:
    """Chooses sentences by need."""

    model = "extractive"

    def __init__(self, index: Index, passages: Passages) -> None:
        self._index = index
        self._passages = passages

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        question = f"{brief.query} {brief.question.context}".strip()
        expected = expectation(brief.question.message)
        asked = await asked_terms(self._index, [(question, 1.0)])
        passages, scored = await asyncio.to_thread(self._score, brief, question, expected, asked)
        chosen = Choice(passages, scored, expected, asked).sentences()
        yield Plan(_plan(scored, chosen, passages))
        for piece in lay_out(chosen, passages):
            yield Delta(piece)

    def _score(
        self, brief: Brief, question: str, expected: Expectation, asked: AskedTerms
    ) -> tuple[list[Passage], list[Scored]]:
        """The passages, and all their sentences, best first."""
        passages = self._passages.read([hit.chunk for hit in brief.hits])
        vector = self._passages.vector(question)
        scored = []
        for number, (hit, passage) in enumerate(zip(brief.hits, passages, strict=True), start=1):
            bases = passage.cosines(vector) + COVERAGE * passage.coverage(asked) + OPENING * passage.opening(asked)
            bases += CHUNK * hit.score
            for place, (sentence, base) in enumerate(zip(passage.sentences, bases, strict=True)):
                defines = DEFINITION if expected.defined_by(sentence) else 0.0
                leads = LEADS_NOWHERE if _leads_nowhere(passage, place) else 0.0
                score = float(base) + ANSWER_TYPE * expected.fit(sentence) + defines + leads
                scored.append(Scored(number, place, sentence, score, passage.terms[place]))
        return passages, sorted(scored, key=lambda each: -each.score)


def _leads_nowhere(passage: Passage, place: int) -> bool:
    if not passage.sentences[place].text.endswith(":"):
        return False
    return place + 1 == len(passage.sentences) or passage.sentences[place + 1].kind == "prose"


def _plan(scored: Sequence[Scored], chosen: Sequence[Scored], passages: Sequence[Passage]) -> str:
    taken = {(each.passage, each.place) for each in chosen}
    lines = [
        f"{len(scored)} sentences of {len(passages)} passages weighed, {len(chosen)} chosen (+). Score, passage, text:"
    ]
    for each in scored[:PLANNED]:
        sign = "+" if (each.passage, each.place) in taken else " "
        lines.append(f"{sign} {each.score:.2f} [{each.passage}] {' '.join(each.sentence.text.split())[:160]}")
    return "\n".join(lines)
