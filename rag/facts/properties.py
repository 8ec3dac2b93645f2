"""A property of one thing: who asks for it, and where it is told of that thing itself.

Knows how it is asked for ("How heavy is Wren?", "What is Wren's height?", "Which battery does Wren use?") and how a book answers: "Wren is
1.3 m tall", or a row "Height | 1.3 m" below a heading with its name. What Wren's motors weigh is told in the same words, and is none of it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.book import Sentence
from rag.facts.comparisons import cells
from rag.facts.quantities import ADJECTIVES, MEASURES
from rag.message.wording import plain
from rag.reading.terms import nouns
from rag.reading.written import subject
from rag.types import Chunk

_WHOLE = r"(?:total|overall|own|full|whole|maximum|max|top|nominal|typical|average|standing|walking|current)\s+"
_OF = r"(?:(?:an?|the|this|my|your|our)\s+)?"
_ASKED = re.compile(
    rf"how (?P<how>{ADJECTIVES}) (?:is|are|was|were|can|does|do|did|will) {_OF}(?P<a>.{{2,40}}?)"
    r"(?: (?:be|get|go|move|run|walk|drive|fly|travel|reach|take|last))?$"
    rf"|(?:how much|what) (?:does|do|did|will|would) {_OF}(?P<b>.{{2,40}}?) (?P<does>weigh|cost)$"
    rf"|(?:what(?:['’]?s| is| are| was) )?{_OF}(?P<c>.{{2,40}}?)(?:['’]s|s['’]?)? (?:{_WHOLE})?(?P<its>{MEASURES})$"
    rf"|(?:what(?:['’]?s| is| are| was) )?(?:the )?(?:{_WHOLE})?(?P<of>{MEASURES}) of {_OF}(?P<d>.{{2,40}})$"
    rf"|(?:what|which)(?: (?:kind|type|sort) of)? (?P<has>[\w-]+(?: [\w-]+)?) (?:does|do|did) {_OF}(?P<e>.{{2,40}}?)"
    r" (?:have|use|run|run on|need|come with|contain|carry)$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"an?|the|its?|this|that|these|those|they|their|he|his|she|her|you|your|we|our|i|my|one|there|what.*", re.IGNORECASE
)
_NUMBER = r"[$£€]?\d[\d.,]*"
_UNIT = r"(?:\s?[^\s\d.,;:()]{1,12}){0,2}"
_LEADS = (
    r"(?:\W{1,3}(?:with|without)(?: \w+){1,2})?"
    r"(?:\W{1,4}(?:of|is|was|are|were|at|to|up|about|around|approximately|roughly|nearly|over|under|only|therefore|just)\b){0,3}\W{1,4}"
)
_HAS = r"\s+(?:has|have|had|uses?|used|runs?|needs?|comes?\s+with|contains?|carr(?:y|ies))\s+(?:[\w-]+\s+){0,4}"


@dataclass(frozen=True, slots=True)
class Property:
    """``measured``: whether a number tells it. ``said`` finds it told of whatever the sentence is about, ``owned`` of the thing by name,
    ``cell`` at the beginning of a row."""

    measured: bool
    thing: re.Pattern[str]
    said: re.Pattern[str]
    owned: re.Pattern[str]
    cell: re.Pattern[str]

    def told_in(self, chunk: Chunk, sentence: Sentence) -> bool:
        """Whether the sentence, which stands in that chunk, says it of the thing."""
        text = sentence.text.replace("*", "")
        if sentence.kind == "row":
            return self._in_row(chunk, text, sentence.header)
        if sentence.kind not in ("prose", "item"):
            return False
        begins = self.thing.match(text)
        if begins and self._says(text, begins.end()):
            return True
        return bool(self.owned.search(text)) or (
            self.measured and self._is_headed(chunk) and bool(self.said.match(text))
        )

    def _says(self, text: str, start: int) -> bool:
        """Of what it uses it says so right behind the name; how heavy it is may be said anywhere."""
        return bool(self.said.search(text, start) if self.measured else self.said.match(text, start))

    def _in_row(self, chunk: Chunk, row: str, header: str) -> bool:
        first, *rest = cells(row)
        heads = cells(header.replace("*", ""))[1:]
        if not rest or (self.measured and not any(map(str.isdigit, "".join(rest)))):
            return False
        if self.thing.match(first):
            return any(map(self.cell.match, heads))
        if not self.cell.match(first):
            return False
        by_name = self.measured and any(map(self.thing.search, heads))
        return by_name or (len(rest) == 1 and self._is_headed(chunk))

    def _is_headed(self, chunk: Chunk) -> bool:
        return bool(self.thing.search(chunk.title) or self.thing.search(chunk.section))


@lru_cache(maxsize=64)
def asked_property(question: str) -> Property | None:
    """None where none is asked for."""
    asked, of = _asked(question)
    if asked is None:
        return None
    named = subject(of)
    thing = rf"{_OF}\b{named}\b(?!['’]|-\w)"
    if asked["has"]:
        words = subject(asked["has"])
        owned = rf"\b{named}['’]s?\s(?:\w+\s)?{words}\s+(?:is|are)\b"
        return Property(False, *map(_compiled, (thing, rf"{_HAS}{words}\b", owned, rf"{words}\b")))
    how = asked["how"] or asked["does"] or asked["its"] or asked["of"]
    words = rf"(?:{'|'.join([how, *nouns(how)])})(?:s|ed)?"
    behind = rf"\b{words}\b{_LEADS}{_NUMBER}"
    said = rf"{behind}|{_NUMBER}{_UNIT}\s{how}\b"
    owned = rf"\b{named}['’]s?\s(?:{_WHOLE})?{behind}|\b{words}\sof\s{thing}{_LEADS}{_NUMBER}"
    return Property(True, *map(_compiled, (thing, said, owned, rf"(?:{_WHOLE})?{words}\b")))


def measures(question: str) -> bool:
    """Whether it asks for a property that a number tells."""
    found = asked_property(question)
    return found is not None and found.measured


def thing_asked_about(question: str) -> str:
    """Wren, of "How heavy is Wren?"; "" where no property is asked for."""
    return _asked(question)[1]


def _asked(question: str) -> tuple[re.Match[str] | None, str]:
    """How it is asked, and of what."""
    asked = _ASKED.match(plain(question))
    of = next(filter(None, asked.group("a", "b", "c", "d", "e"))) if asked else ""
    return (None, "") if _NOTHING.fullmatch(of) else (asked, of)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
