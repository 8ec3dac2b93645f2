"""What a sentence is nothing without.

Knows what belongs together on a page: a lead-in and its list, an instruction and its code, "This …" and the sentence before it, what went
wrong and what helps. It knows when a list comes whole: where one is asked for, and its lead-in or heading says that it is this one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from rag.book import Sentence
from rag.facts.definitions import calls
from rag.local.extractive.blocks import Blocks
from rag.local.extractive.evidence import has_literal
from rag.local.extractive.form import (
    counted_up,
    is_caption,
    is_numbered,
    is_output,
    is_whole,
    label_of,
    leads_in,
    leans,
    means_several,
    number_shown,
    presents,
    says_how,
    speaks_of_list,
    stands_alone,
)
from rag.local.extractive.formulas import explains_formula, is_formula
from rag.local.extractive.remedies import Remedies
from rag.local.extractive.weighing import Asked, Scored
from rag.reading.passages import Passage

LEANED_ON = 2  # sentences that come along with one that begins with "This" or "It": the one before may begin so, too
COMMAND_LINES = 6  # of code that comes along with a sentence beside it, for who asks what to do
COUNTED_WITHIN = 10  # sentences to each side of one of several that prose counts up
SHOWN_WITHIN = 6  # sentences behind the one that points at code or a table by its number
EXAMPLE_WITHIN = 3  # … behind any, to who asks for an example
ALIKE, ALIKE_AT_MOST = 0.8, 8  # of the best item's score; items
ALIKE_SURE = 0.9  # of the question's weight: an item that covers as much is all
DONE_BY = 0.6  # of the question's weight, in all steps and their heading
OF_AN_ITEM, BY_ITS_LABEL = 3, 0.5  # sentences of one whose label has as much of the question's weight
SHORT_LIST = 6  # items
NAMED = 0.8  # of the question's weight, in a heading: then its list is what is asked for
ABOUT = 0.4  # of the question's weight, in the lead-in and heading of a list: then it is about what is asked


class Company:
    """``terms``: how a text is read."""

    def __init__(
        self,
        passages: Sequence[Passage],
        blocks: Blocks,
        asked: Asked,
        terms: Callable[[str], frozenset[int]],
    ) -> None:
        self._passages = passages
        self._blocks = blocks
        self._expected = asked.expected
        self._asked = asked.terms
        self._terms = terms
        self._remedies = Remedies(passages, blocks)

    def of(self, each: Scored) -> list[Scored]:
        """The sentence and what comes along, in reading order. Of trouble only what helps, where that has a section of its own beside it,
        but to who asks for a number, a name, a time or a place."""
        if not self._expected.short and (helping := self._remedies.beside(each, self._expected.reason)):
            return helping
        helping = [one for helps in self._remedies.below(each) for one in self._of_one(helps)]
        return [*self._of_one(each), *self._ways(each), *helping]

    def _ways(self, each: Scored) -> list[Scored]:
        """All in which something is done, where each has a tab with a command or steps."""
        wants_a_way = (self._expected.steps or self._expected.code) and len(self._expected.terms) < 2
        tabs = self._blocks.tabs_around(each) if wants_a_way else []
        return list(chain.from_iterable(tabs)) if all(any(map(self._says_how, tab)) for tab in tabs) else []

    def _says_how(self, each: Scored) -> bool:
        return _is_a_command(each.sentence) or is_numbered(each.sentence, self._passages[each.passage - 1].chunk.text)

    def _of_one(self, each: Scored) -> list[Scored]:
        kind = each.sentence.kind
        if kind in ("item", "row"):
            return self._of_one_in_a_list(each)
        if kind in ("code", "math"):
            return self._with_its_lead(each)
        if counted_up(each.sentence) and self._expected.list:
            return self._counted_up(each)
        return [*self._leaned_on(each), each, *self._told_of(each), *self._led_to(each)]

    def _counted_up(self, each: Scored) -> list[Scored]:
        """All that are told with it: "First, …", "Second, …", "Finally, …"."""
        before = list(self._to_the(islice(self._blocks.ahead(each), COUNTED_WITHIN), "first", each))
        behind = self._to_the(islice(self._blocks.behind(each), COUNTED_WITHIN), "last", each)
        return [*reversed(before), each, *behind]

    def _to_the(self, sentences: Iterable[Scored], end: str, start: Scored) -> Iterator[Scored]:
        """Those that are counted up, from ``start`` to the first or the last of its series."""
        counted = counted_up(start.sentence)
        for each in sentences:
            if counted == end:
                return
            if counted := counted_up(each.sentence):
                yield each

    def _told_of(self, each: Scored) -> list[Scored]:
        """What is said of what it presents, and how what it tells to do is done."""
        following = self._blocks.after(each)
        if following is None:
            return []
        only_named = bool(each.defines) and calls(each.defines, each.sentence.text)
        told = (presents(each.sentence) or only_named) and leans(following.sentence)
        if says_how(following.sentence):
            return [following, *(self._led_to(following) if leads_in(following.sentence) else [])]
        return [following] if told else []

    def _with_its_lead(self, block: Scored) -> list[Scored]:
        lead = self._blocks.before(block)
        if self._blocks.label_of(block) and not (lead and leads_in(lead.sentence)):
            lead = self._blocks.before_tabs(block)
        shown = self._formula(block) if is_formula(block.sentence) else [block]
        return [lead, *shown] if lead and leads_in(lead.sentence) else shown

    def _led_to(self, each: Scored) -> list[Scored]:
        """What it leads in to; the formula behind it, for who asks for one or what something is; for who asks how, the code behind it, or
        the command behind its lead-in."""
        following = self._blocks.after(each)
        wanted = self._expected.formula or bool(each.defines) or self._leads_in(each)
        if following and wanted and is_formula(following.sentence):
            return self._formula(following)
        if self._leads_in(each):
            return self._blocks.block_from(following) or self._labelled(following)
        if shown := self._shown_behind(each):
            return shown
        if following and following.sentence.kind == "code" and self._has_the_literal(each, following):
            return [following]
        if following is None or not (self._expected.steps or self._expected.code):
            return []
        if following.sentence.kind == "code":
            return [following]
        if following.sentence.kind == "tab":
            return self._ways(following)
        told = self._blocks.block_from(self._blocks.after(following)) if leads_in(following.sentence) else []
        return [following, *told] if self._expected.steps and told and _is_a_command(told[0].sentence) else []

    def _labelled(self, label: Scored | None) -> list[Scored]:
        """Code below labels: "Before:" and "After:"."""
        shown: list[Scored] = []
        while label and label.sentence.kind == "prose" and leads_in(label.sentence) and not is_whole(label.sentence):
            code = self._blocks.after(label)
            if code is None or code.sentence.kind != "code":
                break
            shown += [label, code]
            label = self._blocks.after(code)
        return shown

    def _has_the_literal(self, each: Scored, code: Scored) -> bool:
        """Whether the code says which file or address it is, and the sentence above it does not."""
        return has_literal(self._expected, code.sentence) and not has_literal(self._expected, each.sentence)

    def _shown_behind(self, each: Scored) -> list[Scored]:
        """The code or table further down that it points at by its number, "as shown in Listing 5-2", to who may want it; the first code
        below it to who asks for an example."""
        number = number_shown(each.sentence)
        expected = self._expected
        wanted = {"code": expected.steps or expected.code or expected.shown, "row": expected.list and bool(number)}
        kinds = [kind for kind, wants in wanted.items() if wants]
        if not kinds or not (number or expected.shown):
            return []
        ahead = list(islice(self._blocks.behind(each), SHOWN_WITHIN if number else EXAMPLE_WITHIN))
        at = next((at for at, one in enumerate(ahead) if one.sentence.kind in kinds), None)
        if at is None or ahead[at].sentence.kind == "code" and is_output(ahead[at].sentence):
            return []
        captions = [one.sentence for one in ahead[max(at - 1, 0) : at + 2] if is_caption(one.sentence)]
        another = number and captions and number not in map(number_shown, captions)
        return [] if another else self._blocks.block_from(ahead[at])

    def _formula(self, formula: Scored) -> list[Scored]:
        """With what its letters mean."""
        behind = self._blocks.after(formula)
        if behind is None or not explains_formula(behind.sentence):
            return [formula]
        return [
            formula,
            behind,
            *(self._blocks.block_from(self._blocks.after(behind)) if leads_in(behind.sentence) else []),
        ]

    def _leaned_on(self, each: Scored) -> list[Scored]:
        """In reading order, the sentences that it goes on from."""
        found: list[Scored] = []
        while len(found) < LEANED_ON and leans((found[0] if found else each).sentence):
            leaning = found[0] if found else each
            before = self._blocks.before(leaning)
            if before and self._expected.steps and _is_a_command(before.sentence):
                return [*self._with_its_lead(before), *found]
            if before is None or before.sentence.kind not in ("prose", "item"):
                break
            if before.sentence.kind == "prose" and not is_whole(before.sentence) and not leaning.defines:
                break  # the title of a note, and not a term with what it means below it
            if before.sentence.kind == "item" and leaning.sentence.kind == "prose" and means_several(leaning.sentence):
                return [*self._whole_list(before), *found]  # of the whole list, and not of its last item
            found.insert(0, before)
        return found

    def _whole_list(self, item: Scored) -> list[Scored]:
        """With its lead-in, where it is short."""
        first = self._blocks.first_of_list(item)
        whole = self._blocks.block_from(first)
        return [*self._lead_of(first), *whole] if item in whole and len(whole) <= SHORT_LIST else []

    def is_of_a_list_that_is_asked_for(self, each: Scored) -> bool:
        """Whether its list or table is about what is asked, and several things are asked for."""
        if not (self._expected.steps or self._expected.list):
            return False
        first = self._blocks.first_of_list(each)
        return self._is_about_what_is_asked(first, self._lead_of(first)) or self._is_done_together(first)

    def _is_done_together(self, first: Scored) -> bool:
        """Whether the list that begins so is numbered, and most of what is to be done is said by its steps, and by none of them alone."""
        passage = self._passages[first.passage - 1]
        if not self._expected.steps or not is_numbered(first.sentence, passage.chunk.text):
            return False
        steps = [step.terms for step in self._blocks.block_from(first)]
        said = self._terms(passage.chunk.headline).union(*steps)
        return max(map(self._asked.coverage, steps)) < DONE_BY <= self._asked.coverage(said)

    def _is_one_of_many_alike(self, each: Scored) -> bool:
        """Whether its section is about what is asked, a list and nothing else, and no item of it answers much better than another: of
        "Daily: …", "Weekly: …", "Monthly: …" one alone is no answer to how often."""
        passage = self._passages[each.passage - 1]
        items = self._blocks.of_passage(each.passage)
        if not 1 < len(items) <= ALIKE_AT_MOST or any(one.sentence.kind != "item" for one in items):
            return False
        if self._asked.coverage(self._terms(passage.chunk.section)) < ABOUT or each.covers >= ALIKE_SURE:
            return False
        return min(one.score for one in items) >= ALIKE * max(one.score for one in items)

    def _lead_of(self, first: Scored) -> list[Scored]:
        before = self._blocks.before(first)
        return [before] if before and self._leads_in(before) else []

    def _leads_in(self, each: Scored) -> bool:
        """ "Do this:", or what stands right above a list, like a heading, "Week 9 - Navigation", or as what speaks of it: "You need three
        tools."."""
        if leads_in(each.sentence):
            return True
        following = self._blocks.after(each)
        heads_a_list = each.sentence.kind == "prose" and following is not None and following.sentence.kind == "item"
        # One word, "Summary", says nothing of the list.
        heading = not is_whole(each.sentence) and " " in each.sentence.text
        return heads_a_list and (heading or speaks_of_list(each.sentence) or self._is_all_above_it(each))

    def _is_all_above_it(self, each: Scored) -> bool:
        """Whether it is the only sentence above the list of a section that is named by what is asked."""
        named = self._terms(self._passages[each.passage - 1].chunk.headline)
        return not each.place and self._asked.coverage(named) >= NAMED

    def _of_one_in_a_list(self, each: Scored) -> list[Scored]:
        if clauses := self._blocks.clauses_of(each):
            return [each, *clauses]
        first = self._blocks.first_of_list(each)
        lead = self._lead_of(first)
        if self.is_of_a_list_that_is_asked_for(each) or self._is_one_of_many_alike(each):
            whole = self._blocks.block_from(first)
            if each in whole:
                return lead + whole
        if self._blocks.heads_a_table(each):
            return self._blocks.block_from(each)
        if leads_in(each.sentence):
            return [each, *self._blocks.block_from(self._blocks.after(each))]
        if each.sentence.kind == "row":
            return self._blocks.rows_of_one(each)
        if stands_alone(each.sentence):
            rest = self._blocks.with_the_rest(each, OF_AN_ITEM)[1:] if self._is_named(each) else self._told_of(each)
            return [*self._leaned_on(each), each, *rest]
        return [*lead, each]

    def _is_named(self, each: Scored) -> bool:
        """Whether it begins with a label that is what is asked about, "Rough seas: …": what is said of it may come further down."""
        label = label_of(each.sentence)
        short = self._expected.short and each.fits
        return bool(label) and not short and self._asked.coverage(self._terms(label)) >= BY_ITS_LABEL

    def _is_about_what_is_asked(self, first: Scored, lead: Sequence[Scored]) -> bool:
        chunk = self._passages[first.passage - 1].chunk
        named = self._terms(chunk.headline).union(*(each.terms for each in lead))
        return self._asked.coverage(named) >= ABOUT


def _is_a_command(sentence: Sentence) -> bool:
    """Whether it is code of few lines, and not what a program printed."""
    return sentence.kind == "code" and sentence.text.count("\n") < COMMAND_LINES and not is_output(sentence)
