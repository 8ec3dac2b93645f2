"""Answers without a language model: the sentences of the book that answer, quoted and cited.

Data flows `expectation` (what is asked for) -> `weighing` (how well each sentence answers: by its words, by `evidence` of the kind asked
for, `formulas` too, by what its `form` is `worth`, also where that is `unasked`, by where it is `standing`, by what it is `defining`, by
what was `selected`, by the `particulars` that are asked) -> `choice` (which, with their `company` from the `blocks` around them, and
`remedies`) -> `layout`, as the conversation `so_far` bears on it; a whole is told by `overview`, and where the book speaks of something by
`places`. It never writes a word of its own but the header of the table that a row belongs to, and the headings of what it lists or
compares, and of the option or command that it tells of.
"""

from collections.abc import AsyncGenerator, Sequence
from functools import partial

from rag.facts.wanted import names_only
from rag.local.extractive.blocks import Blocks
from rag.local.extractive.choice import Choice
from rag.local.extractive.company import Company
from rag.local.extractive.expectation import expectation
from rag.local.extractive.joints import Joints
from rag.local.extractive.layout import Layout
from rag.local.extractive.overview import told
from rag.local.extractive.places import places
from rag.local.extractive.so_far import SoFar
from rag.local.extractive.weighing import Asked, Scored, Weighing
from rag.message.followups import CARRIED_WEIGHT
from rag.message.places import asks_for_its_place, place_asked
from rag.message.wording import names_a_topic
from rag.ports import Brief, Delta, Embedder, Index, Plan, Usage
from rag.reading.passages import Passage, Passages
from rag.reading.terms import asked_terms
from rag.types import Chunk, Hit, Overview

PLANNED = 12  # sentences that the plan shows


class ExtractiveAnswerer:
    """Chooses sentences by need."""

    model = "extractive"
    judges = False

    def __init__(self, index: Index, passages: Passages, close: Embedder | None = None) -> None:
        """``close``: the embedder that has read the sentences of the index, where one has."""
        self._index = index
        self._close = close
        self._passages = passages
        self._weighing = Weighing(passages)

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        chunks = [hit.chunk for hit in brief.hits]
        if brief.overview:
            work = partial(self._overview, chunks, brief.overview)
        else:
            asked = [await self._asked(brief, query) for query in brief.subquestions or [brief.query]]
            write = self._places if _wants_places(brief) else partial(self._written, SoFar.of(brief))
            work = partial(write, brief.hits, asked)
        plan, pieces = await self._passages.reading(chunks, work)
        yield Plan(plan)
        for piece in pieces:
            yield Delta(piece)

    async def _asked(self, brief: Brief, query: str) -> Asked:
        context = brief.question.context
        text = f"{query} {context}".strip()
        own = query.removeprefix(brief.carried)
        carried = brief.carried if own != query else ""
        terms = await asked_terms(self._index, [(f"{own} {context}", 1.0), (carried, CARRIED_WEIGHT)])
        # Alone, a question is searched with its slips corrected, or put in full; behind what it leans on it is as it was typed.
        expected = expectation(brief.question.message if brief.carried and query == brief.query else query, query)
        selected = self._passages.terms(context) if context else frozenset()
        topic = names_a_topic(brief.question.message) or names_only(brief.question.message)
        vector = await self._close.embed_query(text) if self._close is not None else None
        return Asked(text, terms, expected, selected, topic, own, vector)

    def _overview(self, chunks: Sequence[Chunk], overview: Overview) -> tuple[str, list[str]]:
        return f"how each of {len(chunks)} parts begins", told(self._passages.read(chunks), overview)

    def _places(self, hits: Sequence[Hit], asked: Sequence[Asked]) -> tuple[str, list[str]]:
        passages = self._passages.read([hit.chunk for hit in hits])
        scored = self._weighing.scored(hits, passages, Joints(passages), asked[0])
        return _plan(scored, [], passages), places(hits, passages, scored)

    def _written(self, so_far: SoFar, hits: Sequence[Hit], asked: Sequence[Asked]) -> tuple[str, list[str]]:
        """What was weighed, and the answer piece by piece: one question after the other."""
        passages = self._passages.read([hit.chunk for hit in hits])
        joints = Joints(passages)
        plans: list[str] = []
        pieces: list[str] = []
        sentences = [one for each in passages for one in each.sentences]
        before, shown = set(so_far.told_of(sentences)), set(so_far.shown_of(sentences))
        said: set[str] = set()
        for each in asked:
            scored = self._weighing.scored(hits, passages, joints, each, shown)
            blocks = Blocks(passages, scored, joints)
            company = Company(passages, blocks, each, self._passages.terms)
            found = Choice(scored, joints, blocks, company, each).sentences(before)
            chosen = so_far.shortened([one for one in found if one.sentence.text not in said])
            said |= {one.sentence.text for one in chosen}
            plans.append(_plan(scored, chosen, passages))
            pieces += ["\n\n"] if pieces and chosen else []
            pieces += Layout(passages, joints, each.text, self._passages.terms).pieces(chosen)
        return "\n\n".join(plans), pieces


def _wants_places(brief: Brief) -> bool:
    message = brief.question.message
    return bool(place_asked(message)) or bool(brief.turns and asks_for_its_place(message))


def _plan(scored: Sequence[Scored], chosen: Sequence[Scored], passages: Sequence[Passage]) -> str:
    taken = {(each.passage, each.place) for each in chosen}
    lines = [
        f"{len(scored)} sentences of {len(passages)} passages weighed, {len(chosen)} chosen (+). Score, passage, text:"
    ]
    for each in scored[:PLANNED]:
        sign = "+" if (each.passage, each.place) in taken else " "
        lines.append(f"{sign} {each.score:.2f} [{each.passage}] {' '.join(each.sentence.text.split())[:160]}")
    return "\n".join(lines)
