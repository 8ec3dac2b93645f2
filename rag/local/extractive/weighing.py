"""How well each sentence of the passages answers.

Knows what counts for a sentence and how much; not how many are taken. The numbers were measured on five books, see
``tests/retrieval_choices.md``.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.book import Sentence
from rag.facts.bylines import told_by_byline
from rag.facts.wanted import names_all
from rag.local.extractive.defining import (
    Defines,
    beginning_of_asked,
    beginning_of_home,
    beginning_of_named,
    beginnings_of_compared,
    comparing_rows,
    defining_places,
    programs_of_task,
)
from rag.local.extractive.evidence import counts, gives_formula, holds_what_is_asked_for, in_unit, nearness
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.form import is_numbered, is_whole, leads_in
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.particulars import counted, default_told, labelled_told, option_told
from rag.local.extractive.selected import selected
from rag.local.extractive.standing import Standing
from rag.local.extractive.unasked import by_form
from rag.ports import Vector
from rag.reading.cards import KIND, KINDS
from rag.reading.passages import Passage, Passages
from rag.reading.spread import Floats, Spread
from rag.reading.tabs import in_tabs_not_asked_for
from rag.reading.terms import AskedTerms
from rag.sections.home import is_subject
from rag.sections.named import named_page
from rag.types import Hit

COVERAGE, COSINE = 1.0, 0.2
CLOSE_COSINE = 0.9  # by an embedder that reads words in their context: its vectors tell more
READ = 12  # sentences, the best by words, are read closely
EARLIER = 0.4  # of what those before it in its passage hold beyond it, for prose and code: "They" is whom these name
FIRST_CELL = 0.5  # of a row's coverage by its first cell, which says what the row is about
CHUNK, FIRST = 0.8, 0.1  # of the hit's score; for the sentences of the first hit
# For the first two sentences of a passage, by how much of the question its headings hold, from NAMED of it on: what is asked for by a
# heading is said there first, and seldom once more in its words. How something is done is told further down.
LEADS = (0.4, 0.2)
NAMED = 0.4
LEADS_TO_DO = 0.6
ANSWER_TYPE, NEAR = 0.4, 0.2  # NEAR: a number beside the words that ask for it
TO_DO = 0.2  # the same for something to do, which many sentences hold; not for a numbered step, which few do
LEADS_TO_LIST = 0.25  # for what leads in to one, to who asks for several things
IN_UNIT = 0.3  # for a number in the unit that is asked for
COUNTS = 0.3  # for a number of the very things that are to be counted
COUNTS_FROM = 0.5  # of the question's weight: less counts the same things elsewhere, or others
COUNTS_IN_ITEM = 0.5  # the same, where it is an item: "Eggs: 5" has few other words
ECHO = -0.5  # for what says hardly more than the question
DONE = 0.3  # for what a section begins with that is about doing what is to be done
STRANGE = -0.3  # for what is of another page than the one that the question names in full
SHOWN = -0.8  # for what was shown in the last answer, to who asks on

_PROSE, _ROW, _CODE = (KINDS.index(kind) for kind in ("prose", "row", "code"))


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, where it stands, and how well it answers."""

    passage: int  # 1-based
    relevance: float  # of its passage, 0..1
    place: int  # within its passage
    sentence: Sentence
    score: float
    terms: frozenset[int]
    covers: float  # 0..1: share of the question's weight that it, its headings and the sentences before it hold
    fits: bool  # it holds the kind of thing that is asked for
    begins: bool  # a section that is named by the topic that is asked for
    defines: str  # which of the terms that are to be defined; "" for none
    plainly: bool  # and says it plainly
    hidden: bool  # it is the label of a tab, or stands in one beside that which is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read closely. ``text``: with what it leans on; ``own``: without; ``context``: the terms of the selected text; ``topic``:
    whether nothing special is asked of what it is about; ``vector``: of the text, by an embedder that has read the sentences in their
    words' context."""

    text: str
    terms: AskedTerms
    expected: Expectation
    context: frozenset[int]
    topic: bool
    own: str
    vector: Vector | None = None


class Weighing:
    def __init__(self, passages: Passages) -> None:
        self._passages = passages

    def scored(
        self,
        hits: Sequence[Hit],
        passages: Sequence[Passage],
        joints: Joints,
        asked: Asked,
        shown: Container[str] = (),
    ) -> list[Scored]:
        """All sentences, best first. ``shown``: texts that the visitor has before their eyes."""
        spread = self._passages.spread([passage.card for passage in passages], asked.terms, asked.text)
        coverage, earlier = spread.coverage(), spread.earlier()
        scores = self._by_words(spread, coverage, earlier, passages, asked)
        scores += np.array([CHUNK * hit.score for hit in hits])[spread.chunk] + FIRST * (spread.chunk == 0)
        where = [(number, place) for number, each in enumerate(passages, 1) for place in range(len(each.sentences))]
        standing = Standing.of(passages, asked.text)
        scores += self._leading(spread, passages, asked, standing)
        scores += STRANGE * self._strange(passages, asked)[spread.chunk]
        scores += [DONE * standing.done.get(number, 0.0) for number, _ in where]
        if shown:
            scores += [SHOWN * (passages[number - 1].sentences[place].text in shown) for number, place in where]
        beside = selected(asked.context, passages, joints)
        if beside:
            scores += [beside.get(each, 0.0) for each in where]
        covers = np.minimum(coverage + earlier, 1.0).tolist()
        read = self._read_closely(scores, coverage.tolist(), where, passages, joints, asked, standing)
        begin = self._beginning(passages, asked) or programs_of_task(passages, standing.done)
        beside_tab = in_tabs_not_asked_for(passages, asked.own, self._passages.sequence)
        scored = []
        for at in np.argsort(-scores, kind="stable").tolist():
            number, place = where[at]
            passage = passages[number - 1]
            fits, defines = read.get(at, (False, None))
            sentence, terms = passage.sentences[place], passage.terms[place]
            relevance, score = hits[number - 1].score, float(scores[at])
            scored.append(
                Scored(
                    number,
                    relevance,
                    place,
                    sentence,
                    score,
                    terms,
                    covers[at],
                    fits,
                    where[at] in begin,
                    defines.term if defines else "",
                    bool(defines and defines.plainly),
                    sentence.kind == "tab" or where[at] in beside_tab,
                )
            )
        return scored

    def _read_closely(
        self,
        scores: Floats,
        coverage: Sequence[float],
        where: Sequence[Place],
        passages: Sequence[Passage],
        joints: Joints,
        asked: Asked,
        standing: Standing,
    ) -> dict[int, tuple[bool, Defines | None]]:
        """Adds to the scores of the best what form and kind count; all others stay behind the least of these. For each of the best, whether
        it fits and what it defines."""
        expected = asked.expected
        defining = defining_places(passages, expected.terms, expected.acronym)
        option = option_told(passages, asked.own)
        if option:  # "Bell: the name of a tram" says nothing of --bell
            defining = {place: each for place, each in defining.items() if place in option}
        telling = counted(passages, asked.text, asked.own, option)
        scores += [telling.get(place, 0.0) for place in where]
        best = np.argsort(-scores, kind="stable")[:READ].tolist()
        best += [at for at, place in enumerate(where) if place in defining and at not in best]
        read: dict[int, tuple[bool, Defines | None]] = {}
        for at in best:
            sentence = passages[where[at][0] - 1].sentences[where[at][1]]
            fits = _fits(where[at], sentence, joints, expected)
            to_do = expected.steps and not is_numbered(sentence, passages[where[at][0] - 1].chunk.text)
            kind = (TO_DO if to_do else ANSWER_TYPE) * fits + NEAR * nearness(expected, sentence)
            defines = defining.get(where[at])
            kind += LEADS_TO_LIST * (expected.list and _leads_to_a_list(where[at], sentence, joints))
            of_an_item = COUNTS_IN_ITEM if sentence.kind == "item" else COUNTS
            of_these = min(1.0, coverage[at] / COUNTS_FROM)
            kind += of_these * of_an_item * counts(expected, sentence) + IN_UNIT * in_unit(expected, sentence)
            scores[at] += (
                (defines.counts if defines else 0.0) + kind + by_form(where[at], passages, joints, expected, standing)
            )
            if _echoes(sentence, passages[where[at][0] - 1].terms[where[at][1]], asked):
                scores[at] += ECHO
            read[at] = fits, defines
        others = np.ones(len(scores), dtype=np.bool_)
        others[best] = False
        if others.any():
            scores[others] += scores[best].min() - scores[others].max()
        return read

    def _strange(self, passages: Sequence[Passage], asked: Asked) -> NDArray[np.bool_]:
        """One a passage: whether the question names another page in full, and compares nothing."""
        titles = {each.chunk.title for each in passages}
        compares = len(asked.expected.terms) > 1
        named = "" if compares or len(titles) < 2 else named_page(titles, asked.own, self._passages.sequence)
        return np.array([bool(named) and each.chunk.title != named for each in passages])

    def _by_words(
        self, spread: Spread, coverage: Floats, earlier: Floats, passages: Sequence[Passage], asked: Asked
    ) -> Floats:
        kinds = np.concatenate([passage.card.spans[:, KIND] for passage in passages])
        words: Floats = self._meaning(spread, passages, asked) + COVERAGE * coverage
        leaning = (kinds == _PROSE) | (kinds == _CODE)
        words += EARLIER * earlier * leaning + FIRST_CELL * spread.opening() * (kinds == _ROW)
        return words

    def _meaning(self, spread: Spread, passages: Sequence[Passage], asked: Asked) -> Floats:
        if asked.vector is not None:
            close = self._passages.sentence_cosines([passage.chunk for passage in passages], asked.vector)
            if close is not None and len(close) == len(spread.chunk):
                return CLOSE_COSINE * close.astype(np.float64)
        return COSINE * spread.cosines(self._passages.vector(asked.text)).astype(np.float64)

    def _leading(self, spread: Spread, passages: Sequence[Passage], asked: Asked, standing: Standing) -> Floats:
        """For what stands first in a passage that is about what is asked, and not beside what the book says."""
        leads = np.array([lead for number, each in enumerate(passages, 1) for lead in _leads(number, each, standing)])
        named = spread.named()
        expected = asked.expected
        share = LEADS_TO_DO if expected.steps or expected.code or expected.shown else 1.0
        leading: Floats = share * leads * np.where(named >= NAMED, named, 0.0)
        return leading

    def _beginning(self, passages: Sequence[Passage], asked: Asked) -> set[Place]:
        """The sentences with which a section, or the book, begins that answers as a whole."""
        expected, terms = asked.expected, asked.expected.terms
        more = expected.steps or expected.reason or expected.code or expected.list or len(terms) > 1
        if told := default_told(passages, asked.text) if not more else set():
            return told
        if not more and (told := labelled_told(passages, asked.own, self._passages.sequence, asked.terms.coverage)):
            return told
        if told := told_by_byline(passages, asked.own, self._passages.terms):
            return told
        if begin := beginning_of_asked(passages, asked.text, terms, self._passages.sequence):
            return begin
        if compared := comparing_rows(passages, terms) or beginnings_of_compared(passages, terms):
            return compared
        whole = asked.topic or names_all(asked.text)
        if len(terms) < 2 and (begin := beginning_of_named(passages, terms, lists_only=not whole)):
            return begin
        return beginning_of_home(passages, terms) if terms and is_subject(asked.terms.weights) else set()


def _leads_to_a_list(place: Place, sentence: Sentence, joints: Joints) -> bool:
    following = joints.sentence(joints.after(place))
    return leads_in(sentence) and following is not None and following.kind in ("item", "row")


def _fits(place: Place, sentence: Sentence, joints: Joints, expected: Expectation) -> bool:
    """Whether it, there, is what is asked for; a formula may be what it leads in to."""
    holds = holds_what_is_asked_for(expected, sentence)
    if holds or not expected.formula:
        return holds
    return gives_formula(joints.sentence(joints.before(place)), sentence, joints.sentence(joints.after(place)))


def _leads(number: int, passage: Passage, standing: Standing) -> Iterator[float]:
    """One a sentence: what its place counts."""
    for place, sentence in enumerate(passage.sentences):
        first = place < len(LEADS) and sentence.kind == "prose" and (number, place) not in standing.beside
        yield LEADS[place] if first else 0.0


def _echoes(sentence: Sentence, terms: frozenset[int], asked: Asked) -> bool:
    """Whether it is no sentence, and says hardly a word that was not asked with: "Lamp techniques" of "How do lamps work?"."""
    if sentence.kind not in ("prose", "item") or is_whole(sentence) or asked.expected.list or asked.expected.short:
        return False
    return len(terms.difference(*(group for group, _ in asked.terms.groups))) <= 1
