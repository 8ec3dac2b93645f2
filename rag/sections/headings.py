"""Sections by their headings: those that have the name of what is asked for, or that are the question itself.

Knows how headings are written in English; "Who is this book for?" and "Who This Book Is For" ask the same, which no other word tells.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from rag.facts.acronyms import spells_out
from rag.facts.wanted import to_define, to_do
from rag.languages import questions
from rag.message.wording import ITSELF
from rag.reading.written import KIND, end_in_brackets, name, without_number, word
from rag.sections.home import INTRODUCTIONS
from rag.sections.syllabus import is_syllabus
from rag.types import Chunk

ABOUT = 0.2  # of a heading that is named X, for one that names more
SUBTITLED = 0.6  # … for "X: what else it is"
BESIDE = 0.7  # … for one on another page, where a whole page is named X; for `plugin` beside "Plugins"; for these beside "What is X?"
BEGINNING = 2  # chunks of a page
MANY = 3  # sections of one name, as "Prerequisites": the book's own stand in its introduction
LETTERS = 3  # at least, of an acronym that nothing spells out
FEWEST = 3  # words, or "installation" would be the question of whoever writes just that

# "Class: ProxyAgent", "Event: 'error'": how a reference counts up what there is.
_KINDS_OF_CODE = (
    r"(?:class|interface|function|method|module|namespace|type|enum|struct|trait|component|hook|event|option|parameter|property|command"
    r"|directive|macro|decorator)"
)
_COUNT = r"(?:(?:(?:part|chapter|section|step)\s+)?\d+(?:\.\d+)*[.):]?|[A-H][.)])\s+"  # "Step 2: ", "B. "
COUNTED_AS = re.compile(r"^[^\W\d_]+ \d{1,3}(?:\s*:|\s+[-–—])\s+(?=\w)")  # "Level 7: Evasion"
# Of a heading: what may stand before and behind the name of what it is about.
_HEAD = re.compile(
    rf"(?:{_COUNT})?"
    r"(?:what\s+(?:is|are)\s+|how\s+|(?P<about>understanding\s+|introducing\s+|(?:an?\s+)?introduction\s+to\s+|about\s+)"
    rf"|{_KINDS_OF_CODE}:\s+)?"
    r"(?:(?:an?|the)\s+)?[`*'\"]*(?:(?:-\w`?(?:\s+\S+)?\s*[,/|]\s*`?)?--)?",  # "`-l`, `--line-length`"
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"[`*'\"]*(?:\s*[(（][^)）]*[)）][`*]*)?(?:\s+works?)?(?P<kind>{KIND}(?:\s+(?:concepts?|models?|overview|basics))?"
    r"(?:\s+and\s+[\w'’ -]{2,40})?)(?P<subtitle>(?:\s*[:—–]|\s+-\s).*)?(?:\s*[,/|]\s*`?--.*)?\s*\??$",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(rf"(?:{_COUNT})?what\s+(?:is|are)\b", re.IGNORECASE)
COUNTED = re.compile(rf"^{_COUNT}", re.IGNORECASE)
_ONLY_A_TITLE = re.compile(
    r"[^\n]{0,120}[^\n.!?:…)\]\"'”’`$]"
)  # a second one, as "# Gears: the teeth of it all" below the page's own
# "`lamp.mock(name, factory)`", "`--bail[=<n>]`", "`roots` [array<string>]": a reference shows how it is written.
_SIGNATURE = re.compile(r"`?\.?((?:--)?[A-Za-z_$][\w$.-]*)(?:[(=]|`? ?[\[<]).*")
# "`install.minimumAge`" is asked for by what stands behind the last point, where that is a name of several words.
_WITHIN_ANOTHER = re.compile(r"`?(?:[\w$-]+\.)+([\w$]*(?:[a-z][A-Z]|\w[_-]\w)[\w$-]*)`?")
_SPELT_OUT = re.compile(r"[^(]*\(")  # "Zero-moment point (ZMP)"
_SPELT_AMID = re.compile(r"(?P<words>[^()]+?) \((?P<letters>[A-Z][A-Za-z.-]*)\) (?P<rest>\w.*)")
_ONLY_KIND = re.compile(rf"{KIND}\W*", re.IGNORECASE)  # with a space before it
_ONLY_CODE = re.compile(r"\s*(`{3,}|~{3,}).*\n\1\s*", re.DOTALL)
_TROUBLE = re.compile(r"(?:issue|problem|error|symptom|bug)s?(?:\s*#?\d+)?\s*:\s*", re.IGNORECASE)
_AUDIENCE = re.compile(
    r"(?:(?:target|intended) )?(?:audience|readers?)|who should (?:read|take|use) this\b.*", re.IGNORECASE
)
_FOR_WHOM = re.compile(
    r"\b(?:who(?:m| is| are)?\b.*\bbook\b.*\bfor\b|for whom\b.*\bbook|who should (?:read|take|use)\b|audience\b)"
)
_NUMBERED = re.compile(r" (?:\d{1,2}|[A-Ha-h])$")
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|our|mine|i)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SMALL = re.compile(r"(?:an?|the|of|and|or|for|in|on|to|with)", re.IGNORECASE)
_ITSELF = re.compile(rf"\b(?:{ITSELF})\b")
# "What are the signs of a cold?" is told below "Cold symptoms".
_SIGNS = "symptoms"
_SIGNS_OF = re.compile(
    r"(?:^\W*(?:what|which)\s+are\s+(?:the\s+)?)?\b(?:signs?|symptoms?)(?:\s+and\s+(?:signs?|symptoms?))?(?:\s+of)?\b"
)
# What changes its place, its form, or is left out from the one to the other.
_FORM = re.compile(r"(?:an?|the|is|are|was|were|am|be|do|does|did|i|you|we|one|to|my|your|our|please|s)")


def first_of_named(term: str, chunks: Sequence[Chunk]) -> dict[int, float]:
    """The places of those that a section begins with whose heading names it, and 0..1: how exactly. "What Is a Gear Ratio?", "Gear
    ratios" and "Zero-moment point (ZMP)" do, "Gear ratios and belts" does less, and so does one beside a better one."""
    firsts, pages = beginnings(partial(_named, term), chunks, called)
    firsts |= _parts_of(term, chunks)
    firsts = preferring(firsts, lambda at: bool(_WHAT_IS.match(chunks[at].headline)))
    firsts = preferring(firsts, lambda at: not _is_code(term, chunks[at].headline))
    firsts = preferring(firsts, lambda at: chunks[at].source_path in pages)
    if sum(exactly == 1 for exactly in firsts.values()) < MANY:
        return firsts
    return preferring(firsts, lambda at: bool(INTRODUCTIONS.fullmatch(chunks[at].slug)))


def _parts_of(term: str, chunks: Sequence[Chunk]) -> dict[int, float]:
    """The same of "the teeth of a gear": a section "Teeth" on the page "Gears", or below that heading."""
    part, of, whole = term.partition(" of ")
    if not of:
        return {}
    whole = _ARTICLE.sub("", whole)
    within = [
        at for at, each in enumerate(chunks) if each.section and word(whole).search(f"{each.title} › {each.section}")
    ]
    firsts, _ = beginnings(partial(_named, part), [chunks[at] for at in within], called)
    return {within[at]: exactly for at, exactly in firsts.items()}


def beginnings(
    exactly_named: Callable[[str], float],
    chunks: Sequence[Chunk],
    called: Callable[[Chunk], list[tuple[str, str]]],
) -> tuple[dict[int, float], set[str]]:
    """The places of those that something begins with that has the name, with how exactly it has it, in order; and the pages that have it,
    exactly. ``called``: what a chunk belongs to, and how that is called."""
    named: dict[str, tuple[int, float]] = {}
    for at, chunk in enumerate(chunks):
        for place, heading in called(chunk):
            earlier = named.get(place)
            if (exactly := exactly_named(heading)) and (
                not earlier or chunk.order_index < chunks[earlier[0]].order_index
            ):
                named[place] = at, exactly
    pages = {chunks[at].source_path for place, (at, exactly) in named.items() if exactly == 1 and "#" not in place}
    return dict(sorted(named.values())), pages  # with which a section begins and a page, too, has the higher of both


def preferring(firsts: dict[int, float], is_better: Callable[[int], bool]) -> dict[int, float]:
    """All others count less, where one that is better is named exactly."""
    better = {at for at in firsts if is_better(at)}
    if not any(firsts[at] == 1 for at in better):
        return firsts
    return {at: exactly if at in better else BESIDE * exactly for at, exactly in firsts.items()}


def is_named(terms: Sequence[str], chunk: Chunk) -> bool:
    """Whether one of the terms is what its section is about."""
    return any(_named(term, heading) for term in terms for _, heading in called(chunk))


def is_called(term: str, heading: str) -> bool:
    """Whether the heading is the term's name, and nothing more."""
    return _named(term, heading) == 1


def called(chunk: Chunk) -> list[tuple[str, str]]:
    """What it belongs to, and how that is called: its section by its heading, and where it is of the beginning of a page, which may stand
    below "Description" or behind a synopsis in code or what readers will learn, the page by its title."""
    begins = chunk.order_index < BEGINNING
    if begins and not chunk.section and _ONLY_A_TITLE.fullmatch(chunk.text):
        return []
    called = [(chunk.url, chunk.headline)]
    if begins and not _ONLY_CODE.fullmatch(chunk.text) and not is_syllabus(chunk.section):
        called.append((chunk.source_path, chunk.title))
    return called


def _named(term: str, heading: str) -> float:
    """0..1. "Zero-Moment Point (ZMP) Methods" is named by its words and by its letters, and "Design rule checking" by DRC."""
    if has_its_letters(term, heading):
        return 1.0
    behind = COUNTED_AS.sub("", heading)  # it goes by its number, and by what stands there
    return max(_exactly(term, each) for each in {*spellings(heading), *spellings(behind)})


def has_its_letters(term: str, heading: str) -> bool:
    """Whether the term is the first letters of the heading's words: fewer than LETTERS may be those of anything."""
    if not (len(term) >= LETTERS and term.isalpha() and term.isupper()):
        return False
    words = [each for each in _WORD.findall(without_number(heading)) if not _SMALL.fullmatch(each)]
    return "".join(each[0] for each in words).upper() == term


@lru_cache(maxsize=4096)  # each search looks at sixty headings
def spellings(heading: str) -> tuple[str, ...]:
    """The heading, or what it asks in another language than English, and where it spells letters out amid its words, how it reads with the
    one and with the other."""
    if term := questions.to_define(without_number(heading)):
        return (heading, term)
    if signature := _SIGNATURE.fullmatch(heading):
        return (heading, signature[1])
    if within := _WITHIN_ANOTHER.fullmatch(heading):
        return (heading, within[1])
    spelt = _SPELT_AMID.match(heading)
    if not spelt or not spells_out(spelt["letters"], heading):
        return (heading,)
    words, letters, rest = spelt.groups()
    alone = [letters] if _ONLY_KIND.fullmatch(f" {rest}") else []  # a VLA is a VLA model
    return (heading, f"{words} {rest}", f"{letters} {rest}", *alone)


def spelt_out(term: str, heading: str) -> str:
    """The words of what the heading names by letters, "Zero-Moment Point Methods", where these are what is asked for; else ""."""
    if has_its_letters(term, heading):
        return without_number(heading)
    names = spellings(heading)
    if not any(_exactly(term, each) for each in names[2:]):
        return ""
    head = _HEAD.match(names[1])
    return names[1][head.end() if head else 0 :].rstrip(" ?")


def _exactly(term: str, heading: str) -> float:
    head = _HEAD.match(heading)
    at = head.end() if head else 0
    called = name(term)
    end = found.end() if (found := called.match(heading, at)) else 0
    # Of "Loop closure (SLAM)" the letters stand for something else.
    if not end and (opened := _SPELT_OUT.match(heading, at)) and (" " in term or spells_out(term, heading)):
        end = end_in_brackets(called, opened, heading)
    tail = _TAIL.match(heading, end) if end else None
    if head is None or tail is None:
        return 0.0
    if head["about"] or tail["kind"]:
        return ABOUT
    # There is one phase 2, whatever it is called.
    return SUBTITLED if tail["subtitle"] and not _NUMBERED.search(term) else 1.0


def _is_code(term: str, heading: str) -> bool:
    """Whether it names the term as programs do, which was asked for in words."""
    found = name(term).search(heading)
    if found is None:
        return False
    return heading.count("`", 0, found.start()) % 2 == 1 or (" " in term and found[0].isalnum())


def is_asked(question: str, heading: str) -> bool:
    """Whether the heading puts the question in other order at most, or is "Target Audience" where it asks who the book is for."""
    asked = _words(question)
    if len(asked) >= (FEWEST - (_SIGNS in asked)) and asked == _words(heading):
        return True
    return bool(_AUDIENCE.fullmatch(heading)) and bool(_FOR_WHOM.search(_ITSELF.sub("book", question.casefold())))


def trouble(question: str, read: Callable[[str], Sequence[int]]) -> frozenset[int]:
    """The terms of what is told of, where nothing is to be defined or done: "my lamp flickers"."""
    asks = to_define(question) or to_do(question)
    return frozenset() if asks else frozenset(read(_OWN.sub(" ", question)))


def is_trouble(told: frozenset[int], heading: str, read: Callable[[str], Sequence[int]]) -> bool:
    """Whether it is that trouble: "Issue: Lamp flickers in a curve"."""
    found = _TROUBLE.match(heading)
    return bool(found) and len(told) > 1 and told <= frozenset(read(heading[found.end() :] if found else ""))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    itself = _SIGNS_OF.sub(_SIGNS, _ITSELF.sub("book", without_number(text).casefold()))
    return frozenset(each for each in _WORD.findall(itself) if not _FORM.fullmatch(each))
