"""Answers without a language model: the sentences of the book that answer, quoted and cited.

Knows which sentences to choose and how to lay them out: whole sentences, list items, table rows and code in reading order,
each run with the marker of its passage. It never writes a word of its own but the table header that a row belongs to.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from rag.book import Sentence
from rag.passages import Passage, Passages
from rag.ports import Brief, Delta, Index, Plan, Usage
from rag.terms import AskedTerms, asked_terms

READ = 5  # passages that are read for an answer
MOST = 5  # sentences in an answer
ENOUGH_COVERAGE = 0.9  # of the question's rarity: then one sentence is enough
WORTH = 0.72  # a further sentence must score this share of the best one

# What a sentence is chosen by, on top of its cosine.
COVERAGE, ANSWER_TYPE, CHUNK, DEFINITION = 0.8, 0.15, 0.2, 0.25

_DANGLING = re.compile(
    r"^(it|its|this|that|these|those|they|their|such|he|she|both|the (?:former|latter|same|result)|but|and|so|then|however|therefore|thus"
    r"|instead|otherwise"
    r"|for example|for instance|in (?:this|that) case|here)\b",
    re.IGNORECASE,
)
_ASKS_NUMBER = re.compile(
    r"\b(how (?:many|much|long|far|fast|heavy|tall|high|big|large|often|strong|old|wide|deep|hot)|what (?:is|are) the (?:\w+ ){0,3}"
    r"(?:mass|weight|height|length|speed|rate|frequency|torque|capacity|voltage|number|range|resolution|limit|maximum|minimum|size|duration|cost|price|value))\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(r"\b(when|what year|which year|what date|since when)\b", re.IGNORECASE)
_ASKS_NAME = re.compile(r"\b(who|whose|whom|which (?:person|company|author|team|researcher))\b", re.IGNORECASE)
_ASKS_STEPS = re.compile(
    r"\bhow (?:do|can|should|would|to)\b.{0,12}\b(?!much|many)|\b(steps?|procedure|instructions?|checklist|recipe|walk me through)\b",
    re.IGNORECASE,
)
_ASKS_LIST = re.compile(
    r"\b(what are|which are|list|name|what (?:kinds|types|parts|rules|advantages|disadvantages|reasons))\b",
    re.IGNORECASE,
)
_ASKS_CODE = re.compile(
    r"\b(code|command|snippet|script|example of (?:a|an) \w+ (?:file|node)|syntax|config(?:uration)? file|yaml|xml|urdf)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^\s*(?:what(?:'s| is| are| does)|define|meaning of)\s+(?:an?\s+|the\s+)?(.{2,60}?)(?:\s+mean)?\s*\?*\s*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand)\b", re.IGNORECASE
)
_YEAR = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-zà-ÿ]+")


_BULLET = re.compile(r"(?:^|\n)[ \t]*([-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence, where it stands, and why it might be chosen."""

    passage: int  # 1-based
    place: int  # within its passage
    sentence: Sentence
    score: float
    terms: frozenset[int]


class ExtractiveAnswerer:
    """Chooses one to five sentences by need."""

    model = "extractive"

    def __init__(self, index: Index, passages: Passages) -> None:
        self._index = index
        self._passages = passages

    async def answer(self, brief: Brief) -> AsyncIterator[Plan | Delta | Usage]:
        question = f"{brief.query} {brief.question.context}".strip()
        asked = await asked_terms(self._index, [(question, 1.0)])
        passages, scored = await asyncio.to_thread(self._score, brief, question, asked)
        chosen = _choose(brief.query, passages, scored, asked)
        yield Plan(_plan(scored, chosen, passages))
        for piece in _lay_out(chosen, passages):
            yield Delta(piece)

    def _score(self, brief: Brief, question: str, asked: AskedTerms) -> tuple[list[Passage], list[Scored]]:
        """The passages, and all their sentences, best first."""
        passages = self._passages.read([hit.chunk for hit in brief.hits[:READ]])
        vector = self._passages.vector(question)
        defined = _DEFINITION.match(brief.query)
        scored = []
        for number, (hit, passage) in enumerate(zip(brief.hits, passages, strict=False), start=1):
            bases = passage.cosines(vector) + COVERAGE * passage.coverage(asked) + CHUNK * hit.score
            for place, (sentence, base) in enumerate(zip(passage.sentences, bases, strict=True)):
                score = float(base) + ANSWER_TYPE * _fits(brief.query, sentence)
                if defined and _defines(sentence.text, defined[1]):
                    score += DEFINITION
                scored.append(Scored(number, place, sentence, score, passage.terms[place]))
        return passages, sorted(scored, key=lambda each: -each.score)


def _fits(question: str, sentence: Sentence) -> float:
    """1 where the sentence holds the kind of thing that is asked for, 0 where it does not or nothing special is asked."""
    wanted = (
        (_ASKS_NUMBER.search(question) and _DIGIT.search(sentence.text))
        or (_ASKS_TIME.search(question) and _YEAR.search(sentence.text))
        or (_ASKS_NAME.search(question) and _NAME.search(sentence.text))
        or (_ASKS_CODE.search(question) and sentence.kind == "code")
        or (_ASKS_STEPS.search(question) and sentence.kind == "item")
    )
    return 1.0 if wanted else -0.5 if sentence.kind == "code" else 0.0


def _defines(text: str, term: str) -> bool:
    subject = re.escape(term.strip()).replace(r"\ ", r"\s+")
    return bool(
        re.match(
            rf"(?:(?:an?|the)\s+)?`?{subject}`?s?\b[^.]{{0,60}}?\b(?:is|are|means?|refers?\s+to|describes?|stands?\s+for|denotes?)\b",
            text,
            re.IGNORECASE,
        )
    )


def _choose(question: str, passages: Sequence[Passage], scored: Sequence[Scored], asked: AskedTerms) -> list[Scored]:
    """By need: the best sentence, then those that come near it and add what the question still misses; a whole list where a
    list is asked for. In reading order."""
    if not scored:
        return []
    best = scored[0]
    if _ASKS_STEPS.search(question) or _ASKS_LIST.search(question):
        items = _items_around(best, passages, scored)
        if len(items) > 1:
            return items
    chosen, covered = [best], set(best.terms)
    missing = 1 - asked.coverage(covered)
    for each in scored[1:]:
        if len(chosen) >= MOST - 2 or missing <= 1 - ENOUGH_COVERAGE or each.score < WORTH * best.score:
            break
        gain = missing - (1 - asked.coverage(covered | each.terms))
        if gain > 0.08 and not _says_the_same(each, chosen):
            chosen.append(each)
            covered |= each.terms
            missing -= gain
    for each in list(chosen):
        before = _leaned_on(each, passages)
        if before and before not in [(known.passage, known.place) for known in chosen] and len(chosen) < MOST:
            chosen += [known for known in scored if (known.passage, known.place) == before]
    return _in_reading_order(chosen, passages)


def _items_around(best: Scored, passages: Sequence[Passage], scored: Sequence[Scored]) -> list[Scored]:
    """The list that the best sentence belongs to or leads in, with its lead-in, whole where it is short."""
    of_passage = {each.place: each for each in scored if each.passage == best.passage}
    first = best.place
    if best.sentence.kind == "item":
        while first - 1 in of_passage and of_passage[first - 1].sentence.kind == "item":
            first -= 1
        lead = first - 1
    else:
        lead, first = first, first + 1
    items = []
    while first in of_passage and of_passage[first].sentence.kind == "item":
        items.append(of_passage[first])
        first += 1
    if lead in of_passage and of_passage[lead].sentence.text.rstrip().endswith(":"):
        items.insert(0, of_passage[lead])
    return items if best in items and len(items) <= 3 * MOST else []


def _leaned_on(each: Scored, passages: Sequence[Passage]) -> tuple[int, int] | None:
    """A sentence that begins with "This" is nothing without the one before it."""
    if each.place == 0 or each.sentence.kind != "prose" or not _DANGLING.match(each.sentence.text):
        return None
    before = passages[each.passage - 1].sentences[each.place - 1]
    return (each.passage, each.place - 1) if before.kind in ("prose", "item") else None


def _says_the_same(each: Scored, chosen: Sequence[Scored]) -> bool:
    return any(len(each.terms & known.terms) > 0.8 * min(len(each.terms), len(known.terms)) for known in chosen)


def _in_reading_order(chosen: Sequence[Scored], passages: Sequence[Passage]) -> list[Scored]:
    """Pages by their best passage, then as the page has it."""
    pages: dict[str, int] = {}
    for each in sorted(chosen, key=lambda each: each.passage):
        pages.setdefault(passages[each.passage - 1].chunk.source_path, each.passage)

    def key(each: Scored) -> tuple[int, int, int]:
        chunk = passages[each.passage - 1].chunk
        return pages[chunk.source_path], chunk.order_index, each.place

    return sorted(chosen, key=key)


def _lay_out(chosen: Sequence[Scored], passages: Sequence[Passage]) -> list[str]:
    """Markdown, piece by piece: prose runs on, an item or row or code stands by itself, each ends with its marker."""
    pieces: list[str] = []
    for previous, each, following in zip([None, *chosen], chosen, [*chosen[1:], None], strict=False):
        marker = "" if following and _runs_on(each, following) else f"[{each.passage}]"
        if previous:
            pieces.append(_gap(previous, each))
        pieces.append(_laid_out(each, previous, marker, passages[each.passage - 1].chunk.text))
    return pieces


def _laid_out(each: Scored, previous: Scored | None, marker: str, passage: str) -> str:
    sentence = each.sentence
    if sentence.kind == "row":
        head = "" if previous and _runs_on(previous, each) else _table_head(sentence)
        return f"{head}{sentence.text}" + (f"\n\n{marker}" if marker else "")
    if sentence.kind == "code":
        return f"```{_language(sentence, passage)}\n{sentence.text}\n```\n\n{marker}"
    return f"{_bullet(sentence, passage)}{sentence.text}{' ' + marker if marker else ''}"


def _bullet(sentence: Sentence, passage: str) -> str:
    """The bullet or number that the book has before an item."""
    if sentence.kind != "item":
        return ""
    before = _BULLET.search(passage, max(0, passage.rfind("\n", 0, sentence.start)), sentence.start)
    return f"{before[1]} " if before else ""


def _language(code: Sentence, passage: str) -> str:
    fence = passage[: code.start].rstrip("\n").rpartition("\n")[2]
    return fence.strip().lstrip("`~")


def _runs_on(each: Scored, following: Scored) -> bool:
    """Rows of one table, and sentences that stand side by side in the book, share one marker."""
    if each.passage != following.passage or each.sentence.kind != following.sentence.kind:
        return False
    if each.sentence.kind == "row":
        return each.sentence.header == following.sentence.header
    return each.sentence.kind == "prose" and following.place == each.place + 1


def _gap(previous: Scored, each: Scored) -> str:
    kinds = (previous.sentence.kind, each.sentence.kind)
    if kinds == ("prose", "prose"):
        return " "
    if kinds == ("item", "item") or (kinds == ("row", "row") and _runs_on(previous, each)):
        return "\n"
    return "\n\n"


def _table_head(row: Sentence) -> str:
    columns = row.header.count("|") - 1
    return f"{row.header}\n|{' --- |' * max(columns, 1)}\n" if row.header else ""


def _plan(scored: Sequence[Scored], chosen: Sequence[Scored], passages: Sequence[Passage]) -> str:
    taken = {(each.passage, each.place) for each in chosen}
    lines = [
        f"Sentences weighed: {len(scored)} of {len(passages)} passages; chosen: {len(chosen)}. Score, passage, text:"
    ]
    for each in scored[:12]:
        sign = "+" if (each.passage, each.place) in taken else " "
        lines.append(f"{sign} {each.score:.2f} [{each.passage}] {' '.join(each.sentence.text.split())[:160]}")
    return "\n".join(lines)
