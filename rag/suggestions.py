"""What could be asked next: headings near the answer, as questions that the book is known to answer.

Knows how a heading becomes a question, and asks it of the retrieval before it is shown; a question whose own search does not lead back
to its section is not suggested. What was found out is kept, since the same sections come up again and again.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from rag.errors import ServiceFailed
from rag.languages.english import ENGLISH
from rag.languages.known import spoken
from rag.reading.asides import asides
from rag.reading.written import without_number
from rag.retrieval import Retriever
from rag.retrieval.tuning import Tuning
from rag.types import Chunk, Hit, Source

log = logging.getLogger(__name__)

MOST = 3
TRIED = 5  # searches at most, for one answer: one or two may lead to what it cites
NEAR = 0.02  # score of a hit, below which it has nothing to do with the question
KEPT = 2048
CANDIDATES = 10  # from each of the two searches: a question made of a heading finds it near the top or not at all

_NOT_WORDS = re.compile(r"[^\w\s'’,:;()+/.&–—≠=（）：，、・「」《》-]|`")
_KIND = re.compile(r"(?<=\w)<[^<>]*>")  # of `Box<T>`
_ISSUE = re.compile(r"\s*\(#\d+\)")  # "Removed app.use() (#3506)"
# Headings of a reference: "Class: Pool", "`-l`, `--line-length`", "fastify.listen(options[, callback])", "`pluginTimeout`".
_THING = re.compile(
    r"(?:class|interface|type|module|component|struct|trait|parameter|event|function|method)\s*:\s*[`']*(\w[\w.]*)[`']*$",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:`?-\w`?(?:\s+\S+)?\s*[,/|]\s*)?`?(--\w[\w-]*)(?:[`\s=<\[].*)?$")
_CALL = re.compile(r"`?\.?(?P<new>new\s+)?(?P<name>(?:\w+\.)*\w{3,})(?:<.*>)?\(.*\)(?:\s*:.*)?`?$")
_NAME_IN_CODE = re.compile(r"`((?:\w+[.:])*\w*[a-z]\w*)`$")
_SENTENCE = re.compile(
    r"\s(?:is|are|was|were|has|have|can(?:not|['’]t)?|should|must|isn['’]t|aren['’]t|don['’]t|doesn['’]t)\s",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"how\s+to\s+", re.IGNORECASE)
_PLACE = re.compile(
    r"^(?:(?:step|part|question|chapter|section|module|lesson|task|issue|problem|example|exercise|figure|table|day|week|phase)"
    r"\s*[\d.a-z]?\b|v?\d+(?:\.\d+)*\s|[A-Z]\s(?:to|–|-)\s[A-Z]$)",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:(?:module|chapter|course|project) )?(?:overview|introduction|summary|requirements)|conclusions?|examples?|notes?|prerequisites"
    r"|(?:key )?takeaways?|key (?:points|concepts|ideas|terms)(?: and summary)?|faq|usage|details|background|process|steps|tools"
    r"|learning path|timeline"
    r"|glossary|table of contents|ideas?|comments?|(?:in )?general|highlights|mitigation|calculations?|configuration|bug fixes"
    r"|miscellaneous|let['’]s (?:summari[sz]e|recap|practice)|wrap[- ]up|what['’]s next|getting help|more|other|basics|setup|features"
    r"|tips|warnings?",
    re.IGNORECASE,
)
_is_aside = asides("")  # for who asks for none of them

_DOING = re.compile(r"[A-Z][a-z]{2,}ing [a-z]")  # "Perceiving objects and ground"
_ALWAYS_SMALL = ("a", "an", "the", "how", "what", "why", "when", "where", "which", "who")
# "From home": what is said about that is said in quotes.
_PREPOSITION = re.compile(
    r"(?:about|after|as|at|before|beyond|by|during|for|from|if|in|inside|into|no|not|on|through|to|toward|under|until|while|with|within"
    r"|without)\b",
    re.IGNORECASE,
)


class Suggesting:
    """Suggestions on their way, while an answer is still being written: from ``begin`` on as many as are shown, and further ones only where
    the answer turns out to cite what they were made of, since each costs a search. ``end`` it."""

    def __init__(
        self, candidates: Iterator[tuple[str, Chunk]], leads_back: Callable[[str, Chunk], Awaitable[bool]]
    ) -> None:
        self._candidates = candidates
        self._leads_back = leads_back
        self._found: list[tuple[str, Chunk]] = []
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> asyncio.Task[None]:
        self._task = self._task or asyncio.ensure_future(self._find(frozenset()))
        return self._task

    async def besides(self, cited: Sequence[Source], seconds: float) -> tuple[str, ...]:
        """At most three, none about a section that the answer cites; those that are there in time."""
        told = frozenset((source.slug, source.section) for source in cited)
        try:
            async with asyncio.timeout(seconds):
                await self.begin()
                await self._find(told)
        except TimeoutError:
            log.debug("no more suggestions: they took longer than %.1f s", seconds)
        return tuple(self._beside(told)[:MOST])

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _find(self, told: frozenset[tuple[str, str]]) -> None:
        while len(self._beside(told)) < MOST and (candidate := next(self._candidates, None)):
            try:
                if await self._leads_back(*candidate):
                    self._found.append(candidate)
            except ServiceFailed as error:  # an answer does not fail for want of suggestions
                log.info("no more suggestions: %s", error)
                self._candidates = iter(())

    def _beside(self, told: frozenset[tuple[str, str]]) -> list[str]:
        return [question for question, chunk in self._found if (chunk.slug, chunk.section) not in told]


class Suggestions:
    """Makes suggestions over one retriever."""

    def __init__(self, retriever: Retriever, *, enough: float, book_name: str) -> None:
        self._retriever = retriever
        self._enough = enough
        self._known: OrderedDict[tuple[str, str, str], bool] = OrderedDict()
        self._question_of = lru_cache(KEPT)(lambda chunk: as_question(chunk, book_name))

    def near(self, asked: str, hits: Sequence[Hit]) -> Suggesting:
        """What stands near the hits of a question and is not what was asked, each made sure to lead back to the chunk that it was made
        from; the nearest first."""
        return Suggesting(islice(self._candidates(asked.lower(), hits), TRIED), self._leads_back)

    def _candidates(self, asked: str, hits: Sequence[Hit]) -> Iterator[tuple[str, Chunk]]:
        hits = [hit for hit in hits if hit.score >= NEAR]
        seen: set[tuple[str, str]] = set()
        told: set[str] = set()  # pages of a book may have the same headings
        if hits and hits[0].score >= self._enough:
            # What is asked is answered from there, nearly always: no search need find out that it leads there.
            seen.add((hits[0].chunk.slug, hits[0].chunk.section))
        for hit in hits:
            chunk = hit.chunk
            if (chunk.slug, chunk.section) not in seen:
                seen.add((chunk.slug, chunk.section))
                heading = chunk.headline.lower()
                question = "" if heading in asked else self._question_of(chunk)
                if question and question.lower() not in told:
                    told.add(question.lower())
                    yield question, chunk

    async def _leads_back(self, question: str, chunk: Chunk) -> bool:
        key = (question, chunk.slug, chunk.section)
        if key not in self._known:
            # By words, which are the section's own: embedding several questions an answer costs time, and money where it is paid for.
            tried = Tuning(by_meaning=False, candidates=CANDIDATES)
            retrieval = await self._retriever.search(question, 3, tried)
            places = [(hit.chunk.slug, hit.chunk.section) for hit in retrieval.hits]
            self._known[key] = retrieval.relevance >= self._enough and (chunk.slug, chunk.section) in places
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        return self._known[key]


def as_question(chunk: Chunk, book_name: str) -> str:
    """The section's heading, or the page's title, as a question; "" where it says nothing by itself."""
    asked = without_number(_ISSUE.sub("", chunk.headline))
    if in_code := _of_code(asked):
        return "" if _is_aside(chunk) else in_code
    heading = " ".join(_NOT_WORDS.sub("", _KIND.sub("", asked)).split()).strip(" :;,.-–")
    if len(heading) < 4 or _SAYS_NOTHING.fullmatch(heading) or _PLACE.match(heading) or _is_aside(chunk):
        return ""
    if asked.rstrip().endswith(("?", "？")):
        return heading + "?"
    if spoken(chunk.text, ENGLISH) is not ENGLISH:
        return heading  # no English around it
    if _in_capitals(heading) or _SENTENCE.search(heading) or _PREPOSITION.match(heading):
        return f"What does {book_name} say about “{heading}”?"
    within = _within_a_sentence(heading, chunk.text)
    if how := _HOW_TO.match(within):
        return f"How do I {within[how.end() :]}?"
    return f"What does {book_name} say about {within}?"


def _of_code(heading: str) -> str:
    """What is asked about a name that programs write; "" where the heading is in words."""
    if thing := _THING.match(heading):
        return f"What is {thing[1]}?"
    if call := _CALL.match(heading):
        return f"How do I make a new {call['name']}?" if call["new"] else f"What does {call['name']} do?"
    does = _OPTION.match(heading) or _NAME_IN_CODE.match(heading)
    return f"What does {does[1]} do?" if does else ""


def _in_capitals(heading: str) -> bool:
    """Whether Most of Its Longer Words Begin so."""
    longer = [word[0].isupper() for word in heading.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return sum(longer) > 0.6 * len(longer)


def _within_a_sentence(heading: str, text: str) -> str:
    """A heading begins with a capital; a word that the section also writes small loses it, a name keeps it. It has no article either: what
    the section calls "the capture point" is asked for so."""
    first, space, rest = heading.partition(" ")
    small = first[:1].lower() + first[1:]
    written_small = small in _ALWAYS_SMALL or _DOING.match(heading) or re.search(rf"\b{re.escape(small)}\b", text)
    within = f"{small if first.lower() == small and written_small else first}{space}{rest}"
    the = re.findall(rf"\b(the\s+)?{re.escape(within)}\b", text)
    return f"the {within}" if sum(map(bool, the)) > len(the) / 2 else within
