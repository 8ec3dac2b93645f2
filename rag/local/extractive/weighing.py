"""How well each sentence of the passages answers.

Knows what counts for a sentence and how much; not how many are taken. The numbers were measured on five books, see
``tests/retrieval_choices.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.book import Sentence
from rag.local.extractive.evidence import defines, glosses, holds_what_is_asked_for, nearness
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.form import CODE_UNASKED, leads_in, worth
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.kinship import Kinship
from rag.local.extractive.selected import selected
from rag.reading.cards import KIND, KINDS, in_words
from rag.reading.passages import Passage, Passages
from rag.reading.spread import Floats, Spread
from rag.reading.terms import AskedTerms
from rag.types import Hit

COVERAGE, KINSHIP, COSINE = 1.0, 0.8, 0.2
REREAD = 12  # of the best sentences have their words looked at one by one
EARLIER = (
    0.4  # of what the sentences before it in its passage hold beyond it, for prose and code: "They" is whom these name
)
FIRST_CELL = 0.5  # of a row's coverage by its first cell, which says what the row is about
CHUNK, FIRST = 0.8, 0.1  # of the hit's score; for the sentences of the first hit
ANSWER_TYPE, NEAR, DEFINITION, GLOSSARY = 0.4, 0.2, 0.3, 0.2  # NEAR: a number beside the words that ask for it
LEADS_NOWHERE = -0.4  # for "… as follows:" at the end of a passage, or before something else than a list

_LEANING, _ROW = [KINDS.index("prose"), KINDS.index("code")], KINDS.index("row")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, where it stands, and how well it answers."""

    passage: int  # 1-based
    place: int  # within its passage
    sentence: Sentence
    score: float
    terms: frozenset[int]
    covers: float  # 0..1: share of the question's weight that it, its headings and the sentences before it hold
    fits: bool  # it holds the kind of thing that is asked for
    defines: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read closely. ``text``: with what it leans on; ``context``: the terms of the selected text."""

    text: str
    terms: AskedTerms
    expected: Expectation
    context: frozenset[int]


class Weighing:
    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        self._kinship = Kinship(passages)

    def scored(self, hits: Sequence[Hit], passages: Sequence[Passage], joints: Joints, asked: Asked) -> list[Scored]:
        """All sentences, best first."""
        spread = Spread([passage.card for passage in passages], asked.terms)
        coverage, earlier = spread.coverage(), spread.earlier()
        scores = self._by_words(spread, coverage, earlier, passages, asked)
        scores += np.array([CHUNK * hit.score for hit in hits])[spread.chunk] + FIRST * (spread.chunk == 0)
        covers = np.minimum(coverage + earlier, 1.0).tolist()
        where = [(number, place) for number, each in enumerate(passages, 1) for place in range(len(each.sentences))]
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        fits = [holds_what_is_asked_for(asked.expected, sentence) for sentence in sentences]
        says_what_it_is = [defines(asked.expected, sentence) for sentence in sentences]
        entry = [glosses(asked.expected, sentence) for sentence in sentences]
        beside = selected(asked.context, passages, joints)
        scores += [
            ANSWER_TYPE * fits[at]
            + NEAR * nearness(asked.expected, sentence)
            + max(DEFINITION * says_what_it_is[at], GLOSSARY * entry[at])
            + _form(sentence, where[at], passages, joints, asked.expected)
            + beside.get(where[at], 0.0)
            for at, sentence in enumerate(sentences)
        ]
        self._reread(scores, sentences, asked)
        return [
            Scored(
                where[at][0],
                where[at][1],
                sentences[at],
                float(scores[at]),
                passages[where[at][0] - 1].terms[where[at][1]],
                covers[at],
                fits[at],
                says_what_it_is[at] or entry[at],
            )
            for at in np.argsort(-scores, kind="stable").tolist()
        ]

    def _by_words(
        self, spread: Spread, coverage: Floats, earlier: Floats, passages: Sequence[Passage], asked: Asked
    ) -> Floats:
        kinds = np.concatenate([passage.card.spans[:, KIND] for passage in passages])
        words: Floats = COSINE * spread.cosines(self._passages.vector(asked.text)) + COVERAGE * coverage
        words += EARLIER * earlier * np.isin(kinds, _LEANING) + FIRST_CELL * spread.opening() * (kinds == _ROW)
        return words

    def _reread(self, scores: Floats, sentences: Sequence[Sentence], asked: Asked) -> None:
        """Adds the kinship of the best; the others count as the least of them."""
        best = np.argsort(-scores, kind="stable")[:REREAD]
        kinship = np.array(self._kinship.of(asked.text, [in_words(sentences[at]) for at in best.tolist()]))
        least = kinship.min(initial=1.0)
        scores += KINSHIP * least
        scores[best] += KINSHIP * (kinship - least)


def _form(
    sentence: Sentence, where: Place, passages: Sequence[Passage], joints: Joints, expected: Expectation
) -> float:
    leads = LEADS_NOWHERE if leads_in(sentence) and _leads_nowhere(passages, joints, where) else 0.0
    return leads + (CODE_UNASKED if sentence.kind == "code" and not expected.code else worth(sentence))


def _leads_nowhere(passages: Sequence[Passage], joints: Joints, place: Place) -> bool:
    after = joints.after(place)
    return after is None or passages[after[0] - 1].sentences[after[1]].kind == "prose"
