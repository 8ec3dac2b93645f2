"""Which of the scored sentences make the answer, and in which order.

Knows when an answer says enough: it takes one to three sentences by need, with what belongs to them. An editor stays with the passage that
answers, and goes to another only for what that one does not say.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from rag.local.extractive.blocks import Blocks
from rag.local.extractive.company import Company
from rag.local.extractive.form import (
    announces,
    glosses,
    goes_on_from_code,
    is_caption,
    is_diagram,
    is_output,
    is_whole,
    leads_in,
    leans,
    stands_alone,
)
from rag.local.extractive.formulas import is_formula
from rag.local.extractive.joints import Joints
from rag.local.extractive.unasked import is_unasked
from rag.local.extractive.weighing import Asked, Scored
from rag.local.extractive.worth import LEANS, worth
from rag.reading.unspaced import has_words

MOST = 3  # sentences, what belongs to them aside
WORTH = 0.65  # of the best score, for a sentence that adds something asked for
DEFINING = 0.5  # of the best score, for a sentence that says what is asked for: it need not name it again below a heading that does
GAIN = 0.08  # of the question's weight: less is adding nothing
GAIN_ELSEWHERE = 0.12  # the same, for a sentence of another passage
GAIN_AFAR = 0.3  # the same, for one of a passage that is less relevant than AS_RELEVANT of the first's: most speak of something else
AS_RELEVANT = 0.8
CLOSE = 0.8  # of the best score, for a sentence of its passage that adds nothing but may be the better one
CLOSE_NEXT = 0.7  # the same, for one right before or behind what is told, and where a list is asked for
CLOSE_TO_FITTING = 0.85  # the same, where that one holds the number, date, name or place that is asked for
CLOSE_ELSEWHERE = 0.86
SURE = 0.9  # of the question's weight: a sentence with that much and the number or date that is asked for is all
SHORT = 400  # characters of code that is told with its lead-in
GAP = 300  # characters of a sentence that is told for standing between two
ENOUGH = 0.9  # of the question's weight: then nothing is missing


class Choice:
    """``scored``: all sentences of the passages, best first. What is ``hidden`` is never said."""

    def __init__(
        self, scored: Sequence[Scored], joints: Joints, blocks: Blocks, company: Company, asked: Asked
    ) -> None:
        self._scored = [each for each in scored if not each.hidden]
        self._joints = joints
        self._blocks = blocks
        self._company = company
        self._expected = asked.expected
        self._wants_a_list = asked.expected.list or asked.expected.steps or asked.expected.code
        self._asked = asked.terms
        self._is_topic = asked.topic

    def sentences(self, said: Container[str] = ()) -> list[Scored]:
        """In the order in which they are said; [] where there is nothing to choose from. ``said``: texts that were told before, where only
        what goes on from them is asked for."""
        if not self._scored:
            return []
        chosen: dict[tuple[str, ...], Scored] = {}  # by their words: chunks overlap
        texts: dict[int, float] = {}  # the best score of a running text, or of what its sentences come along with
        answering = self._going_on(said) if said else self._with_an_example(self._answering())
        for each in answering:
            for one in self._company.of(each):
                if one.sentence.text not in said and not one.hidden:
                    chosen.setdefault(self._words(one), one)
                    text = self._joints.text_of(one.passage)
                    texts[text] = max(texts.get(text, one.score), one.score, each.score)
        if all(one.sentence.text.endswith("?") for one in chosen.values()):
            return []  # a quiz asks what the visitor asks, and tells nobody
        return list(self._labelled(self._without_gaps(self._ordered(chosen.values(), texts), answering)))

    def _without_gaps(self, chosen: Sequence[Scored], answering: Sequence[Scored]) -> Iterator[Scored]:
        """With a sentence of prose that stands alone between two that answer: who reads these would miss it."""
        for each, following in zip(chosen, [*chosen[1:], None], strict=True):
            yield each
            between = self._blocks.after(each)
            if between and each in answering and following in answering and self._is_between(each, between, following):
                yield between

    def _is_between(self, each: Scored, between: Scored, following: Scored | None) -> bool:
        if following is None or self._blocks.after(between) is not following or between.hidden or each.begins:
            return False
        prose = all(one.sentence.kind == "prose" for one in (each, between, following))
        asks = between.sentence.text.endswith("?")
        return prose and is_whole(between.sentence) and not asks and len(between.sentence.text) <= GAP

    def _labelled(self, chosen: Iterable[Scored]) -> Iterator[Scored]:
        """With the labels of the tabs that they stand in."""
        last: Scored | None = None
        for each in chosen:
            label = self._blocks.label_of(each)
            if label and not (last and self._goes_on(last, label)):
                yield label
            last = label
            yield each

    def _goes_on(self, label: Scored, other: Scored) -> bool:
        """Whether it is the same tab, which a passage says anew where it begins."""
        same = label.sentence.text == other.sentence.text
        return label is other or (same and self._joints.same_text(label.passage, other.passage))

    def _words(self, each: Scored) -> tuple[str, ...]:
        """Its own, those that it leads in to, those that lead to it, and its tab's: "For example:" may stand on a page twice, and so
        may what several steps type."""
        following = self._blocks.after(each) if leads_in(each.sentence) else None
        before = self._blocks.before(each) if each.sentence.kind == "code" else None
        around = (following, before, self._blocks.label_of(each))
        return each.sentence.text, *(one.sentence.text if one else "" for one in around)

    def _going_on(self, said: Container[str]) -> list[Scored]:
        chosen: list[Scored] = []
        for each in self._worth_saying():
            if len(chosen) >= MOST:
                break
            new = each.sentence.text not in said and each.relevance >= AS_RELEVANT * self._scored[0].relevance
            if new and not self._is_a_stranger(each, chosen):
                chosen.append(each)
        return chosen

    def _answering(self) -> list[Scored]:
        if beginning := [each for each in self._scored if each.begins]:
            return beginning
        defining = self._definitions()
        first = defining[0] if defining else self._code() or self._scored[0]
        chosen = defining or [first]
        covered = set().union(*(each.terms for each in chosen))
        # A capital may be anybody's name, a number rarely is another; "How many, and since when?" asks for two things.
        if self._expected.number != self._expected.time and first.fits and first.covers >= SURE:
            return chosen
        for each in self._worth_saying():
            if len(chosen) >= MOST:
                break
            if each not in chosen and self._adds(each, chosen, covered) and not self._is_a_stranger(each, chosen):
                chosen.append(each)
                covered |= each.terms
        alone = self._is_topic and chosen == [first]
        return self._blocks.with_the_rest(first, MOST) if alone else chosen

    def _with_an_example(self, chosen: list[Scored]) -> list[Scored]:
        """With code, where an example is asked for and none comes along: the best of those passages that are as relevant."""
        if not self._expected.example or any(
            one.sentence.kind == "code" for each in chosen for one in self._company.of(each)
        ):
            return chosen
        enough = AS_RELEVANT * chosen[0].relevance
        shown = (each for each in self._scored if each.sentence.kind == "code" and each.relevance >= enough)
        code = [each for each in shown if not is_output(each.sentence) and not is_diagram(each.sentence)]
        beside = [each for each in code if self._joints.same_text(each.passage, chosen[0].passage)]
        return [*chosen, *(beside or code)[:1]]

    def _definitions(self) -> list[Scored]:
        """What an answer begins with where something is to be defined, though another sentence may have more of the words. Of two that are
        compared one alone is no answer."""
        enough = DEFINING * self._scored[0].score
        first: dict[str, Scored] = {}
        for each in sorted(self._scored, key=lambda each: not each.plainly):
            if each.defines and each.score >= enough:
                first.setdefault(each.defines, each)
        return list(first.values()) if len(first) == len(self._expected.terms) else []

    def _code(self) -> Scored | None:
        if not self._expected.code:
            return None
        return next((each for each in self._worth_saying() if each.sentence.kind == "code"), None)

    def _worth_saying(self) -> Iterator[Scored]:
        """Best first."""
        enough = WORTH * self._scored[0].score
        return takewhile(lambda each: each.score >= enough, self._scored)

    def _adds(self, each: Scored, chosen: Sequence[Scored], covered: set[int]) -> bool:
        """Whether it says something asked for that is not said yet, or may be the better answer."""
        first = chosen[0]
        beside = self._joints.same_text(each.passage, first.passage)
        if not beside and (
            (first.defines and len(self._expected.terms) == 1) or (self._expected.short and first.covers >= SURE)
        ):
            return False
        before = self._asked.coverage(covered)
        gain = self._asked.coverage(covered | each.terms) - before
        afar = not beside and not self._wants_a_list and each.relevance < AS_RELEVANT * first.relevance
        if before < ENOUGH and gain > (GAIN if beside else GAIN_AFAR if afar else GAIN_ELSEWHERE):
            return True
        if afar:
            return False
        if each.score < self._close(each, chosen, beside) * self._scored[0].score:
            return False
        # Items and rows share the words of their lead-in and header, so that many of them come close.
        return each.sentence.kind == "prose" or self._company.is_of_a_list_that_is_asked_for(each)

    def _close(self, each: Scored, chosen: Sequence[Scored], beside: bool) -> float:
        """The share of the best score that it must have."""
        if not beside:
            return CLOSE_ELSEWHERE
        if self._expected.short and chosen[0].fits:
            return CLOSE_TO_FITTING
        following = self._blocks.after(each)
        is_next = any(known is following or self._blocks.after(known) is each for known in chosen)
        return CLOSE_NEXT if is_next or self._wants_a_list else CLOSE

    def _is_a_stranger(self, each: Scored, chosen: Sequence[Scored]) -> bool:
        """What says nothing by itself, or nothing new."""
        sentence = each.sentence
        if sentence.text.endswith("?"):
            return True
        if sentence.kind == "prose" and not is_whole(sentence):
            # "In this model it is", and then the formula that is asked for; "The downsides are that", and then what they are.
            return not (self._expected.formula and each.fits) and not self._breaks_off_above_a_list(each)
        if (sentence.kind == "item" and not stands_alone(sentence)) or self._blocks.heads_a_table(each):
            return True
        if not each.defines and glosses(sentence) and _defined(chosen):
            return True
        if announces(sentence) or is_caption(sentence) or is_diagram(sentence):
            return True
        if goes_on_from_code(sentence, self._joints.sentence(self._joints.before((each.passage, each.place)))):
            return True
        is_asked_for = self._wants_a_list or (
            (self._expected.number or self._expected.literal is not None) and each.fits
        )
        if leads_in(sentence) and not self._shows_how(each) and (not is_asked_for or self._leads_to_unasked(each)):
            return True
        code = self._expected.code or self._expected.steps or self._expected.shown
        if sentence.kind == "code" and not (code or (self._expected.formula and is_formula(sentence))):
            return True
        if each.defines and any(
            known.defines and not self._joints.same_text(known.passage, each.passage) for known in chosen
        ):
            return True
        return _says_the_same(each, chosen)

    def _breaks_off_above_a_list(self, each: Scored) -> bool:
        following = self._blocks.after(each)
        above = following is not None and following.sentence.kind == "item"
        return self._wants_a_list and above and has_words(each.sentence.text, 3)

    def _shows_how(self, each: Scored) -> bool:
        """Whether it leads in to short code, "It can be changed, like so:", and that may be what is wanted."""
        following = self._blocks.after(each)
        if following is None or self._is_topic or not self._expected.bare:
            return False
        return following.sentence.kind == "code" and len(following.sentence.text) < SHORT

    def _leads_to_unasked(self, each: Scored) -> bool:
        following = self._blocks.after(each)
        return following is not None and is_unasked(following.sentence, self._expected)

    def _ordered(self, chosen: Iterable[Scored], texts: Mapping[int, float]) -> list[Scored]:
        """Passage by passage, the one with the best score in ``texts`` first, each as the page has it; a definition before all. A table's
        own header is written by the layout."""
        kept = [each for each in chosen if not self._blocks.heads_a_table(each)]
        defining = [each for each in self._definitions() if self._comes_first(each, kept)]

        def key(each: Scored) -> tuple[bool, float, int, tuple[int, int]]:
            text = self._joints.text_of(each.passage)
            return each not in defining, -texts[text], text, self._joints.position((each.passage, each.place))

        ordered = sorted(kept, key=key)
        behind = [*ordered[1:], None]
        led = [
            each for each, following in zip(ordered, behind, strict=False) if not self._leads_nowhere(each, following)
        ]
        return led or ordered

    def _comes_first(self, definition: Scored, chosen: Sequence[Scored]) -> bool:
        """Whether it is told before all else, and not where it stands: behind what it leans on, or another sentence that defines."""
        if definition.begins or leans(definition.sentence):
            return False
        at = self._joints.position((definition.passage, definition.place))
        return not any(
            each.defines == definition.defines
            and self._joints.same_text(each.passage, definition.passage)
            and self._joints.position((each.passage, each.place)) < at
            for each in chosen
        )

    def _leads_nowhere(self, each: Scored, following: Scored | None) -> bool:
        """Whether what it leads in to was said before it: a definition is told first."""
        led_to = self._blocks.after(each)
        if not leads_in(each.sentence) or led_to is None or following is led_to:
            return False
        if following is None or following.sentence.kind == "prose":
            return True
        return not self._joints.same_text(each.passage, following.passage)


def _defined(chosen: Sequence[Scored]) -> bool:
    """Whether the first says what was asked for, and not only where that stands."""
    return bool(chosen and chosen[0].defines) and worth(chosen[0].sentence) >= LEANS


def _says_the_same(each: Scored, chosen: Sequence[Scored]) -> bool:
    return any(len(each.terms & known.terms) > 0.8 * min(len(each.terms), len(known.terms)) for known in chosen)
