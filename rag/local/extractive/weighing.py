"""How well each sentence of the passages answers.

Knows what counts for a sentence and how much; not how many are taken. The numbers were measured on five books, see
``tests/retrieval_choices.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.book import Sentence
from rag.local.extractive.evidence import defines, glosses, holds_what_is_asked_for, number_is_near
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.form import CODE_UNASKED, leads_in, worth
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.selected import selected
from rag.ports import Vector
from rag.reading.passages import Passage
from rag.reading.spread import Spread
from rag.reading.terms import AskedTerms
from rag.types import Hit

COVERAGE, COSINE = 1.0, 0.4
EARLIER = 0.4  # of what the sentences before it in its passage hold beyond it, for prose: "They" is whom these name
FIRST_CELL = 0.5  # of a row's coverage by its first cell, which says what the row is about
CHUNK, FIRST = 0.8, 0.1  # of the hit's score; for the sentences of the first hit
ANSWER_TYPE, NEAR, DEFINITION, GLOSSARY = 0.4, 0.2, 0.3, 0.2  # NEAR: a number beside the words that ask for it
LEADS_NOWHERE = -0.4  # for "… as follows:" at the end of a passage, or before something else than a list


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, where it stands, and how well it answers."""

    passage: int  # 1-based
    place: int  # within its passage
    sentence: Sentence
    score: float
    terms: frozenset[int]
    fits: bool  # it holds the kind of thing that is asked for
    defines: bool


def weigh(
    hits: Sequence[Hit],
    passages: Sequence[Passage],
    joints: Joints,
    question: Vector,
    asked: AskedTerms,
    expected: Expectation,
    context: frozenset[int],
) -> list[Scored]:
    """All sentences, best first. ``context``: the terms of the selected text."""
    spread = Spread([passage.card for passage in passages], asked)
    bases = (COSINE * spread.cosines(question) + COVERAGE * spread.coverage()).tolist()
    leaning = (EARLIER * spread.earlier()).tolist()
    extra = {"prose": leaning, "code": leaning, "row": (FIRST_CELL * spread.opening()).tolist()}
    at = 0
    chosen = selected(context, passages, joints)
    scored = []
    for number, (hit, passage) in enumerate(zip(hits, passages, strict=True), start=1):
        found = CHUNK * hit.score + (FIRST if number == 1 else 0.0)
        for place, sentence in enumerate(passage.sentences):
            fits = holds_what_is_asked_for(expected, sentence)
            says_what_it_is, entry = defines(expected, sentence), glosses(expected, sentence)
            kind = (
                ANSWER_TYPE * fits
                + NEAR * (fits and number_is_near(expected, sentence))
                + max(DEFINITION * says_what_it_is, GLOSSARY * entry)
            )
            leads = LEADS_NOWHERE if leads_in(sentence) and _leads_nowhere(passages, joints, (number, place)) else 0.0
            form = leads + (CODE_UNASKED if sentence.kind == "code" and not expected.code else worth(sentence))
            words = bases[at] + (extra[sentence.kind][at] if sentence.kind in extra else 0.0)
            score = words + found + kind + form + chosen.get((number, place), 0.0)
            at += 1
            scored.append(Scored(number, place, sentence, score, passage.terms[place], fits, says_what_it_is or entry))
    return sorted(scored, key=lambda each: -each.score)


def _leads_nowhere(passages: Sequence[Passage], joints: Joints, place: Place) -> bool:
    after = joints.after(place)
    return after is None or passages[after[0] - 1].sentences[after[1]].kind == "prose"
