"""Answers without a language model: the sentences of the book that answer, quoted and cited.

Data flows `expectation` (what is asked for) -> scores (here) -> `choice` -> `layout`. It never writes a word of its own but the header of
the table that a row belongs to.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence

from rag.book import Sentence
from rag.local.extractive.choice import Choice, Scored
from rag.local.extractive.expectation import Expectation, expectation
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.layout import lay_out
from rag.ports import Brief, Delta, Index, Plan, Usage
from rag.reading.passages import Passage, Passages
from rag.reading.terms import AskedTerms, asked_terms

# What a sentence is chosen by, on top of its cosine.
COVERAGE, OPENING, ANSWER_TYPE, CHUNK, DEFINITION = 1.0, 0.3, 0.3, 0.6, 0.3
SELECTED = -2.0  # for the sentence that the visitor has selected and asks about: they know it
BESIDE_SELECTED = (
    0.4  # for the one behind it, half of that for the one before: there it is explained, more often than not
)
WHOLE, MOST_OF = 0.7, 0.5  # shares of the sentence's and the selection's terms that both have, where one is the other
LEADS_NOWHERE = -0.4  # for "… as follows:" at the end of a passage, or before something else than a list
POINTS_ELSEWHERE = -0.4  # for "Learn more about …", which says where the answer stands, and not what it is
FRAGMENT = -0.4  # for prose of one or two words: a heading in bold, a label
PLANNED = 12  # sentences that the plan shows


_ELSEWHERE = re.compile(
    r"(?:learn (?:more|about|how)|read (?:more|about|the|our)|see (?:also|the)|check out|explore|find out (?:more|how)|refer to)\b",
    re.IGNORECASE,
)


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
        spread = self._passages.spread([passage.card for passage in passages], asked, question)
        cosines = spread.cosines(self._passages.vector(question))
        bases = iter((cosines + COVERAGE * spread.coverage() + OPENING * spread.opening()).tolist())
        joints = Joints(passages)
        selected = _selected(self._passages.terms(brief.question.context), passages, joints)
        scored = []
        for number, (hit, passage) in enumerate(zip(brief.hits, passages, strict=True), start=1):
            for place, sentence in enumerate(passage.sentences):
                defines = DEFINITION if expected.defined_by(sentence) else 0.0
                leads = LEADS_NOWHERE if _leads_nowhere(passages, joints, (number, place)) else 0.0
                fits = ANSWER_TYPE * expected.fit(sentence)
                form = fits + defines + leads + _worthless(sentence)
                score = next(bases) + CHUNK * hit.score + form + selected.get((number, place), 0.0)
                scored.append(Scored(number, place, sentence, score, passage.terms[place]))
        return passages, sorted(scored, key=lambda each: -each.score)


def _selected(context: frozenset[int], passages: Sequence[Passage], joints: Joints) -> dict[Place, float]:
    """What it counts for a sentence that it is, or stands beside, the one that was selected. A selection of many sentences counts for none:
    the answer may well be one of them."""
    found: dict[Place, float] = {}
    for number, passage in enumerate(passages, start=1):
        for at, terms in enumerate(passage.terms):
            shared = len(terms & context)
            if context and shared >= WHOLE * len(terms) and shared >= MOST_OF * len(context):
                found[number, at] = SELECTED
    for place in list(found):
        for beside, worth in ((joints.after(place), BESIDE_SELECTED), (joints.before(place), BESIDE_SELECTED / 2)):
            if beside and beside not in found:
                found[beside] = worth
    return found


def _worthless(sentence: Sentence) -> float:
    if _ELSEWHERE.match(sentence.text):
        return POINTS_ELSEWHERE
    return FRAGMENT if sentence.kind == "prose" and len(sentence.text.split()) < 3 else 0.0


def _leads_nowhere(passages: Sequence[Passage], joints: Joints, place: Place) -> bool:
    number, at = place
    if not passages[number - 1].sentences[at].text.endswith(":"):
        return False
    after = joints.after(place)
    return after is None or passages[after[0] - 1].sentences[after[1]].kind == "prose"


def _plan(scored: Sequence[Scored], chosen: Sequence[Scored], passages: Sequence[Passage]) -> str:
    taken = {(each.passage, each.place) for each in chosen}
    lines = [
        f"{len(scored)} sentences of {len(passages)} passages weighed, {len(chosen)} chosen (+). Score, passage, text:"
    ]
    for each in scored[:PLANNED]:
        sign = "+" if (each.passage, each.place) in taken else " "
        lines.append(f"{sign} {each.score:.2f} [{each.passage}] {' '.join(each.sentence.text.split())[:160]}")
    return "\n".join(lines)
