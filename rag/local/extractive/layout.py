"""Chosen sentences as Markdown.

Knows how prose, items, rows and code stand on a page, and where their markers go: behind what stands together in the book, never inside
code or a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.book import Sentence, fenced
from rag.local.extractive.form import begins_clause, bullet_of, language_of, leads_in
from rag.local.extractive.formulas import runs_into
from rag.local.extractive.joints import Joints
from rag.local.extractive.weighing import Scored
from rag.reading.passages import Passage
from rag.reading.unspaced import ENDS_WITHOUT_SPACE
from rag.reading.written import without_number
from rag.sections.code_names import code_name, is_identifier, says
from rag.sections.headings import is_asked
from rag.sections.options import heads_options
from rag.sections.references import without_references

_LEVEL = 2  # spaces that a list is moved in by, in a chunk
_BELOW_A_PARAGRAPH = 1  # the level of clauses, whose paragraph may have a number of its own
_DEEPER = "    "  # what moves a list in below any other, "10." too
_UNMARKED = str.maketrans("[]", "()")  # a number in brackets would be a marker
_BLOCKS = ("code", "math", "row")  # their markers stand below them


@dataclass(frozen=True, slots=True)
class _Bullet:
    """What stands before an item in the book: "" in the middle of one."""

    mark: str
    level: int


class Layout:
    """``terms``: how a text is read."""

    def __init__(
        self, passages: Sequence[Passage], joints: Joints, question: str, terms: Callable[[str], frozenset[int]]
    ) -> None:
        self._passages = passages
        self._joints = joints
        self._question = question
        self._terms = terms
        self._counted: set[int] = set()  # passages of which several numbered items are told

    def pieces(self, chosen: Sequence[Scored]) -> list[str]:
        """Prose runs on, an item or row or code stands by itself, each run ends with the marker of its passage. Where several sections are
        told from their beginning, each goes by its name, and so does an option or a command that nothing names."""
        pieces: list[str] = []
        steps = [each.passage for each in chosen if self._bullet(each).mark[:1].isdigit()]
        self._counted = {passage for passage in steps if steps.count(passage) > 1}
        top = 0  # level of the list that stands there
        numbered = self._keep_their_numbers(chosen)
        told = {each.passage for each in chosen if each.begins and each.sentence.kind != "row"}
        names = {self._passages[passage - 1].chunk.headline for passage in told}
        named = 1 < len(told) == len(names) and all(each.passage in told for each in chosen)
        unmarked: dict[int, None] = {}  # passages of what shares a marker, so far
        for previous, each, following, counts in zip(
            [None, *chosen], chosen, [*chosen[1:], None], numbered, strict=False
        ):
            enters = previous is None or previous.passage != each.passage
            name = (self._name(each) if named else self._unsaid(previous, each, chosen)) if enters else ""
            if previous:
                pieces.append("\n\n" if name else self._gap(previous, each))
            if name:
                pieces.append(f"**{name}**:" + (" " if each.sentence.kind == "prose" else "\n\n"))
            bullet = self._bullet(each, counts)
            if previous is None or previous.sentence.kind != "item":
                top = bullet.level
            unmarked[each.passage] = None
            marker = ""
            if following is None or not self._share_a_marker(each, following):
                marker = "".join(f"[{passage}]" for passage in unmarked)
                unmarked.clear()
            pieces.append(self._laid_out(previous, each, following, bullet, bullet.level - top) + _placed(each, marker))
        return pieces

    def _name(self, each: Scored) -> str:
        headline = self._passages[each.passage - 1].chunk.headline
        return code_name(headline) or as_name(without_number(headline))

    def _unsaid(self, previous: Scored | None, each: Scored, chosen: Sequence[Scored]) -> str:
        """What its section goes by, where that begins here and the answer would lack it."""
        section = self._section(each)
        if previous and self._section(previous) == section:
            return ""
        told = [one for one in chosen if self._section(one) == section]
        return self._unsaid_name(each, told) or self._unsaid_heading(each, told)

    def _unsaid_heading(self, each: Scored, told: Sequence[Scored]) -> str:
        """Of items that leave open what is asked: "Deep red" is told below "Third-degree burns" to who asks which degree a burn is."""
        _, headings = self._section(each)
        if each.sentence.kind != "item" or not headings:
            return ""
        said = frozenset[int]().union(*(one.terms for one in told))
        named, asked = self._terms(headings[-1]), self._terms(self._question)
        answers = (named & asked) - said and named - asked - said and not is_asked(self._question, headings[-1])
        return as_name(without_number(headings[-1])) if answers else ""

    def _unsaid_name(self, each: Scored, told: Sequence[Scored]) -> str:
        """Of the option or command that its section is about, which neither the question nor what is told says: "Install the packages as
        `devDependencies`." is told below "--save-dev"; or, to who asks for an option, of the command that has it."""
        names = [
            name for heading in self._section(each)[1] if not heads_options(heading) and (name := code_name(heading))
        ]
        while names and says(names[-1], self._question) and not is_identifier(names[-1]):
            names.pop()
        name = names[-1] if names and not says(names[-1], self._question) else ""
        # What stands below a type may be of anything.
        if not name or says(name, " ".join(one.sentence.text for one in told)) or (each.place and is_identifier(name)):
            return ""
        return name

    def _section(self, each: Scored) -> tuple[str, tuple[str, ...]]:
        chunk = self._passages[each.passage - 1].chunk
        return chunk.url, chunk.headings

    def _laid_out(
        self, previous: Scored | None, each: Scored, following: Scored | None, bullet: _Bullet, level: int
    ) -> str:
        sentence = each.sentence
        if sentence.kind == "code":
            code = fenced(sentence.text, language_of(sentence, self._text(each)))
            said = not sentence.header or (previous is not None and sentence.header in previous.sentence.text)
            return code if said else f"`{sentence.header}`:\n\n{code}"
        if sentence.kind == "tab":
            return f"**{as_name(sentence.text)}**"
        text = sentence.text if sentence.kind == "math" else without_references(sentence.text)
        if sentence.kind == "row":
            return ("" if previous and self._in_one_table(previous, each) else table_head(sentence)) + text
        if not bullet.mark or not self._in_a_list(previous, each, following):
            return text
        return f"{_DEEPER * max(level, 0)}{bullet.mark} {text}"

    def _in_a_list(self, previous: Scored | None, each: Scored, following: Scored | None) -> bool:
        """An item that stands beside no other and without its lead-in reads as a paragraph, but for a step that has others before or behind
        it, with code between them."""
        if self._bullet(each).mark[:1].isdigit() and each.passage in self._counted:
            return True
        beside = any(
            other and other.sentence.kind == "item" and self._bullet(other).mark for other in (previous, following)
        )
        return beside or bool(
            previous and leads_in(previous.sentence) and self._joints.same_text(previous.passage, each.passage)
        )

    def _keep_their_numbers(self, chosen: Sequence[Scored]) -> list[bool]:
        """One a sentence: the number of an item counts nothing where some of those beside it in the book are left out."""
        kept = [True] * len(chosen)
        start = 0
        for at in range(1, len(chosen) + 1):
            if at == len(chosen) or chosen[at].sentence.kind != "item" or chosen[at - 1].sentence.kind != "item":
                run = chosen[start:at]
                whole = all(self._is_next(each, following) for each, following in pairwise(run))
                kept[start:at] = [whole] * len(run)
                start = at
        return kept

    def _share_a_marker(self, each: Scored, following: Scored) -> bool:
        """Rows of one table, sentences that stand side by side in the book, a lead-in and what it leads to, a label and its tab."""
        if each.sentence.kind == "tab":
            return True
        if self._in_one_table(each, following):
            return True
        if each.passage != following.passage or each.sentence.kind == following.sentence.kind == "row":
            return False
        if not self._is_next(each, following):
            return False
        if leads_in(each.sentence) or runs_into(each.sentence, following.sentence):
            return True
        kinds = (each.sentence.kind, following.sentence.kind)
        return kinds == ("prose", "prose") or (kinds == ("item", "item") and not self._bullet(following).mark)

    def _gap(self, previous: Scored, each: Scored) -> str:
        kinds = (previous.sentence.kind, each.sentence.kind)
        if kinds == ("prose", "prose"):
            if not self._joints.same_text(previous.passage, each.passage):
                return "\n\n"
            return "" if previous.sentence.text.endswith(ENDS_WITHOUT_SPACE) else " "
        if kinds == ("item", "item"):
            goes_on = self._joints.same_text(previous.passage, each.passage)
            return "\n" if self._bullet(each).mark else " " if goes_on else "\n\n"
        if self._in_one_table(previous, each):
            return "\n"
        return "\n\n"

    def _in_one_table(self, each: Scored, following: Scored) -> bool:
        """Whether both are rows of it, though it may be cut into several passages."""
        return (
            each.sentence.kind == following.sentence.kind == "row"
            and each.sentence.header == following.sentence.header
            and self._joints.same_text(each.passage, following.passage)
        )

    def _is_next(self, each: Scored, following: Scored) -> bool:
        return self._joints.after((each.passage, each.place)) == (following.passage, following.place)

    def _bullet(self, each: Scored, counts: bool = True) -> _Bullet:
        sentence, text = each.sentence, self._text(each)
        if begins_clause(sentence, text):
            return _Bullet("-", _BELOW_A_PARAGRAPH)
        before = bullet_of(sentence, text)
        if before is None:
            return _Bullet("", 0)
        return _Bullet(before["mark"] if counts else "-", len(before["indent"].expandtabs(_LEVEL)) // _LEVEL)

    def _text(self, each: Scored) -> str:
        return self._passages[each.passage - 1].chunk.text


def _placed(each: Scored, marker: str) -> str:
    if not marker:
        return ""
    return f"\n\n{marker}" if each.sentence.kind in _BLOCKS else f" {marker}"


def table_head(row: Sentence) -> str:
    """What stands above it, "" where it heads the table itself."""
    columns = row.header.count("|") - 1
    return f"{row.header}\n|{' --- |' * max(columns, 1)}\n" if row.header else ""


def as_name(heading: str) -> str:
    """A heading as an answer may have it."""
    return " ".join(heading.translate(_UNMARKED).split())
