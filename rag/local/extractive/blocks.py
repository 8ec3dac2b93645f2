"""What stands around a sentence: those before and behind it, the rest of its paragraph, its list, its table or its tab.

Knows where a paragraph, a list, a table, a tab and a law's clauses begin and end, over the borders of passages too; not what is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, takewhile

from rag.book import Sentence
from rag.local.extractive.form import is_lettered, leads_in, number_of
from rag.local.extractive.joints import Joints, Place
from rag.local.extractive.weighing import Scored
from rag.reading.passages import Passage

LONGEST = 20  # items or rows that come along with a lead-in
AMID = 8  # sentences that stand between two items of a numbered list


class Blocks:
    def __init__(self, passages: Sequence[Passage], scored: Sequence[Scored], joints: Joints) -> None:
        self._passages = passages
        self._at: Mapping[Place, Scored] = {(each.passage, each.place): each for each in scored}
        self._joints = joints

    def after(self, each: Scored) -> Scored | None:
        place = self._joints.after((each.passage, each.place))
        return self._at[place] if place else None

    def before(self, each: Scored) -> Scored | None:
        place = self._joints.before((each.passage, each.place))
        return self._at[place] if place else None

    def label_of(self, each: Scored) -> Scored | None:
        """Of the tab that it stands in, itself where it is a label."""
        place = self._passages[each.passage - 1].tabs[each.place]
        return None if place is None else self._at[each.passage, place]

    def before_tabs(self, each: Scored) -> Scored | None:
        """What stands before the first of the tabs among which it is."""
        return next((one for one in self.ahead(each) if self.label_of(one) is None), None)

    def of_passage(self, number: int) -> list[Scored]:
        """All of a passage, in reading order."""
        return [self._at[number, place] for place in range(len(self._passages[number - 1].sentences))]

    def behind(self, each: Scored) -> Iterator[Scored]:
        """All that follow it, one after the other."""
        while following := self.after(each):
            yield following
            each = following

    def ahead(self, each: Scored) -> Iterator[Scored]:
        """All that stand before it, the nearest first."""
        while before := self.before(each):
            yield before
            each = before

    def with_the_rest(self, first: Scored, most: int) -> list[Scored]:
        """The sentence and those behind it in its paragraph or item, ``most`` in all."""
        rest = [first]
        while len(rest) < most and (following := self.after(rest[-1])) and self._in_one_paragraph(rest[-1], following):
            rest.append(following)
        return rest

    def _in_one_paragraph(self, each: Scored, following: Scored) -> bool:
        kind = each.sentence.kind
        if each.passage != following.passage or kind not in ("prose", "item") or following.sentence.kind != kind:
            return False
        end = each.sentence.start + len(each.sentence.text)
        between = self._passages[each.passage - 1].chunk.text[end : following.sentence.start]
        return ("\n\n" if kind == "prose" else "\n") not in between

    def heads_a_table(self, each: Scored) -> bool:
        following = self.after(each)
        return bool(following and following.sentence.header == each.sentence.text)

    def block_from(self, first: Scored | None) -> list[Scored]:
        """What stands there: the items of a list with the code between them, the rows of a table, one piece of code or formula, or what
        each of several tabs begins with."""
        if first is None or first.sentence.kind == "prose":
            return []
        if first.sentence.kind == "tab":
            return list(chain.from_iterable(self._tabs_from(first)))
        if first.sentence.kind not in ("item", "row"):
            return [first]
        if self._number(first):
            return self._numbered_from(first)
        run = [
            first,
            *islice(takewhile(lambda each: self._goes_on_with(first, each), self.behind(first)), LONGEST - 1),
        ]
        while run[-1].sentence.kind != first.sentence.kind and not (len(run) > 1 and leads_in(run[-2].sentence)):
            run.pop()
        return run

    def _numbered_from(self, first: Scored) -> list[Scored]:
        """The numbered items from there on, with what stands amid them: code, notes, items of their own."""
        run, number = [first], self._number(first)
        amid: list[Scored] = []
        for each in self.behind(first):
            if len(run) + len(amid) >= LONGEST or not self._is_in_the_same_tab(first, each):
                break
            if each.sentence.kind == "tab":
                continue  # said anew where a passage begins
            own = self._number(each)
            if own == number + 1:
                run += [*amid, each]
                amid, number = [], own
            elif own or each.sentence.kind == "row" or len(amid) >= AMID:
                break
            elif amid or each.sentence.kind == "prose":
                amid.append(each)
            else:
                run.append(each)
        return run

    def _number(self, each: Scored) -> int:
        """By which an item goes, 0 where that is none."""
        return number_of(each.sentence, self._passages[each.passage - 1].chunk.text)

    def _is_in_the_same_tab(self, each: Scored, other: Scored) -> bool:
        """Or both in none."""
        labels = (self.label_of(each), self.label_of(other))
        return len({label and label.sentence.text for label in labels}) == 1

    def tabs_around(self, each: Scored) -> list[list[Scored]]:
        """What each of the tabs among which it stands begins with; [] where it stands in none."""
        label = first = self.label_of(each)
        for one in self.ahead(label) if label else ():
            if (label := self.label_of(one)) is None:
                break
            first = label
        return list(self._tabs_from(first))

    def _tabs_from(self, label: Scored | None) -> Iterator[list[Scored]]:
        while label and label.sentence.kind == "tab":
            if first := self.after(label):
                yield self._opening(first)
            behind = self.behind(label)
            label = next((one for one in behind if not self._is_in_the_same_tab(one, label)), None)

    def _opening(self, first: Scored) -> list[Scored]:
        """A block, or a sentence with the code right behind it, or those before the steps."""
        if block := self.block_from(first):
            return block
        rest = list(islice(takewhile(lambda each: self._is_in_the_same_tab(first, each), self.behind(first)), AMID))
        said = [first, *takewhile(lambda each: each.sentence.kind == "prose", rest)]
        told = rest[len(said) - 1 : len(said)]
        if told and self._number(told[0]):
            return [*said, *self._numbered_from(told[0])]
        return [first, *(each for each in rest[:1] if each.sentence.kind == "code")]

    def _goes_on_with(self, first: Scored, each: Scored) -> bool:
        """Whether it is of the list or table that begins so. Clauses end where the next paragraph of a law begins, "2. …"."""
        return _same_list(each, first) and not (each.sentence.kind == "item" and self._is_stem(each, first))

    def first_of_list(self, each: Scored) -> Scored:
        if self._number(each) > 1:
            return self._first_of_numbered(each)
        first = at = each
        while (before := self.before(at)) and _same_list(before, each) and not self._is_stem(before, each):
            at = before
            first = at if at.sentence.kind == each.sentence.kind else first
        return first

    def _first_of_numbered(self, each: Scored) -> Scored:
        first, number, amid = each, self._number(each), 0
        for before in self.ahead(each):
            if amid > AMID or before.sentence.kind == "row" or not self._is_in_the_same_tab(before, each):
                break
            own = self._number(before)
            if own and own != number - 1:
                break
            first, number, amid = (before, own, 0) if own else (first, number, amid + (before.sentence.kind == "prose"))
        return first

    def clauses_of(self, each: Scored) -> list[Scored]:
        """What an item leads in to, where that is clauses: then it is a paragraph of a law, and those beside it tell other things."""
        following = self.after(each)
        has_clauses = following and leads_in(each.sentence) and self._is_stem(each, following)
        return self.block_from(following) if has_clauses else []

    def _is_stem(self, before: Scored, each: Scored) -> bool:
        """Whether it is an item, "1. One of these must be so:", of which ``each`` is a clause, "(b) …"."""
        return before.sentence.kind == "item" and self._is_lettered(each) and not self._is_lettered(before)

    def _is_lettered(self, each: Scored) -> bool:
        return is_lettered(each.sentence, self._passages[each.passage - 1].chunk.text)

    def rows_of_one(self, each: Scored) -> list[Scored]:
        """The row, with those below it that leave its first cell empty, since they go on with what that one names."""
        first = each
        while _goes_on(first.sentence) and (before := self.before(first)) and _same_list(before, each):
            first = before
        if _goes_on(first.sentence) or self.heads_a_table(first):
            return [each]  # a table that names nothing in its first column
        behind = takewhile(lambda row: _same_list(row, each) and _goes_on(row.sentence), self.behind(first))
        return [first, *islice(behind, LONGEST - 1)]


def _goes_on(row: Sentence) -> bool:
    """Whether its first cell is empty."""
    return row.text.startswith("|") and not row.text[1:].partition("|")[0].strip()


def _same_list(each: Scored, other: Scored) -> bool:
    if other.sentence.kind == "row":
        same = other.sentence.header or other.sentence.text
        return each.sentence.kind == "row" and same in (each.sentence.header, each.sentence.text)
    return each.sentence.kind in ("item", "code", "math", "tab")
