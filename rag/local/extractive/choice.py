"""Which of the scored sentences make the answer.

Knows what belongs together: a lead-in and its list, an instruction and its code, "This …" and the sentence before it. It takes one to
three sentences by need, and a list whole where a list is asked for.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.book import Sentence
from rag.local.extractive.expectation import Expectation
from rag.local.extractive.joints import Joints
from rag.reading.passages import Passage
from rag.reading.terms import AskedTerms

MOST = 3  # sentences, what belongs to them aside
LONGEST_LIST = 12  # items or rows that come along with a lead-in
WORTH = 0.65  # of the best score, for a sentence that adds something asked for
GAIN = 0.08  # of the question's weight: less is adding nothing
CLOSE = 0.86  # of the best score, for a sentence that adds nothing but may be the better one
ENOUGH = 0.9  # of the question's weight: then nothing is missing

_DANGLING = re.compile(
    r"^(it|its|this|that|these|those|they|their|such|he|she|both|the (?:former|latter|same|result)|but|and|so|then|however|therefore|thus"
    r"|instead|otherwise|for example|for instance|in (?:this|that) case|here|hence|consequently|as a result|similarly|likewise|moreover"
    r"|furthermore|additionally|in addition|besides|conversely|on the other hand|\w+ (?:can |could |may |will )?also)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, where it stands, and how well it answers."""

    passage: int  # 1-based
    place: int  # within its passage
    sentence: Sentence
    score: float
    terms: frozenset[int]


class Choice:
    """``scored``: all sentences of the passages, best first."""

    def __init__(
        self, passages: Sequence[Passage], scored: Sequence[Scored], expected: Expectation, asked: AskedTerms
    ) -> None:
        self._passages = passages
        self._scored = scored
        self._expected = expected
        self._asked = asked
        self._at = {(each.passage, each.place): each for each in scored}
        self._joints = Joints(passages)

    def sentences(self) -> list[Scored]:
        """In reading order; [] where there is nothing to choose from."""
        if not self._scored:
            return []
        chosen: dict[tuple[int, int], Scored] = {}
        for each in self._answering():
            for one in self._with_company(each):
                chosen[one.passage, one.place] = one
        return self._in_reading_order(chosen.values())

    def _answering(self) -> list[Scored]:
        best = self._scored[0]
        chosen, covered = [best], set(best.terms)
        for each in self._scored[1:]:
            if len(chosen) >= MOST or each.score < WORTH * best.score:
                break
            before = self._asked.coverage(covered)
            if each.sentence.text.endswith("?"):
                continue  # what the book asks answers nobody
            adds = before < ENOUGH and self._asked.coverage(covered | each.terms) - before > GAIN
            if (adds or each.score >= CLOSE * best.score) and not _says_the_same(each, chosen):
                chosen.append(each)
                covered |= each.terms
        return chosen

    def _with_company(self, each: Scored) -> list[Scored]:
        """The sentence with what it is nothing without."""
        if (self._expected.steps or self._expected.list) and (whole := self._list_around(each)):
            return whole
        company = [*self._leaned_on(each), each]
        following = self._next(each)
        if each.sentence.text.rstrip().endswith(":"):
            company += self._list_from(following)
        elif following and (self._shows(following) or (each is self._scored[0] and _leans(following))):
            company.append(following)
        return company

    def _shows(self, following: Scored) -> bool:
        return following.sentence.kind == "code" and (self._expected.steps or self._expected.code)

    def _leaned_on(self, each: Scored) -> list[Scored]:
        """A sentence that begins with "This" needs the one before it."""
        before = self._before(each)
        if before is None or not _leans(each):
            return []
        return [before] if before.sentence.kind in ("prose", "item") else []

    def _list_around(self, each: Scored) -> list[Scored]:
        """The list that the sentence stands in, with its lead-in; [] where it stands in none or that is too long."""
        if each.sentence.kind != "item":
            return []
        first = each
        while (before := self._before(first)) and before.sentence.kind == "item":
            first = before
        items = self._list_from(first)
        lead = self._before(first)
        introduced = [lead] if lead and lead.sentence.text.rstrip().endswith(":") else []
        return introduced + items if each in items else []

    def _list_from(self, first: Scored | None) -> list[Scored]:
        """What stands there: the items of a list, the rows of a table, or one piece of code or formula."""
        if first is None or first.sentence.kind == "prose":
            return []
        if first.sentence.kind not in ("item", "row"):
            return [first]
        run: list[Scored] = []
        each: Scored | None = first
        while each and each.sentence.kind == first.sentence.kind and len(run) < LONGEST_LIST:
            run.append(each)
            each = self._next(each)
        return run

    def _next(self, each: Scored) -> Scored | None:
        place = self._joints.after((each.passage, each.place))
        return self._at[place] if place else None

    def _before(self, each: Scored) -> Scored | None:
        place = self._joints.before((each.passage, each.place))
        return self._at[place] if place else None

    def _in_reading_order(self, chosen: Iterable[Scored]) -> list[Scored]:
        """Pages by their best passage, then as the page has it. A table's own header is written by the layout."""
        kept = [each for each in chosen if not self._heads_a_table(each)]
        pages: dict[str, int] = {}
        for each in sorted(kept, key=lambda each: each.passage):
            pages.setdefault(self._passages[each.passage - 1].chunk.source_path, each.passage)

        def key(each: Scored) -> tuple[int, int, int]:
            chunk = self._passages[each.passage - 1].chunk
            return pages[chunk.source_path], chunk.order_index, each.place

        return sorted(kept, key=key)

    def _heads_a_table(self, each: Scored) -> bool:
        following = self._next(each)
        return bool(following and following.sentence.header == each.sentence.text)


def _leans(each: Scored) -> bool:
    """Whether it begins with "This", "It", "However" and goes on with what the sentence before it says."""
    return each.sentence.kind == "prose" and bool(_DANGLING.match(each.sentence.text))


def _says_the_same(each: Scored, chosen: Sequence[Scored]) -> bool:
    return any(len(each.terms & known.terms) > 0.8 * min(len(each.terms), len(known.terms)) for known in chosen)
