"""The book, a page or a chapter as a whole: how it begins, and what it says of itself in short where one page does, else a list of its
parts, in a summary each with its first sentence. Of a page that tells what to do the numbered list, word for word.

Knows which sentence of a passage says what the passage is about, and that a part goes by its title or its heading: the words that are not
a sentence of the book.
"""

import re
from collections.abc import Iterator, Sequence
from os.path import commonprefix

from rag.book import Sentence, fenced
from rag.book.markup.fence import SHELLS
from rag.local.extractive.form import announces, is_whole, language_of
from rag.local.extractive.layout import as_name
from rag.local.extractive.listed_items import listed_items
from rag.local.extractive.numbered_steps import named_point, numbered_steps
from rag.local.extractive.worth import LABEL, LEANS, worth
from rag.reading.passages import Passage
from rag.sections.code_names import code_name
from rag.sections.references import without_references
from rag.types import Overview

LEAD = 3  # sentences of the beginning, where it is all there is; else …
LEAD_OF_A_LIST = 2
FIRST_ITEMS = 4
LEAD_CHARACTERS = 400
GLANCE_CHARACTERS = 200  # a longer sentence is left out of a list

COMMAND_LINES = 6

SUMMED_UP = 8  # sentences of the section in which a page sums itself up
_SUMS_UP = re.compile(
    r"(?:(?:chapter|section|module|lesson) )?(?:summary|recap|conclusions?|key (?:takeaways|points|ideas|messages|facts)|takeaways)"
    r"|in (?:summary|short|brief)|tl;?dr|wrap(?:ping)?[ -]up|the bottom line",
    re.IGNORECASE,
)
# What stands above a lesson or what an option does, and is no part of it: "Duration: 2 weeks", "Default: 20".
_OF_THE_PAGE = re.compile(
    r"(?:duration|estimated time|reading time|time|difficulty|level|authors?|(?:last )?updated|date|version|module|course|chapter|unit"
    r"|weeks?|lesson|study no\.?|status|tags|types?|defaults?(?: values?)?|added in|since)(?: required| needed)?\s*:\s.{1,120}",
    re.IGNORECASE,
)
_TO_READERS = re.compile(
    r"(?:in this \w+,? )?you(?:['’]ve| have| can now|['’]ll| now)?\s+(?:learn|master|explore|able)", re.IGNORECASE
)


def told(passages: Sequence[Passage], overview: Overview) -> list[str]:
    """The answer piece by piece, with markers."""
    if overview.telling == "numbered list":
        return numbered_steps(passages)
    if overview.telling == "items":
        return listed_items(passages)
    if overview.points and (point := named_point(passages, overview.points)):
        return point
    listing = overview.telling == "list"
    if overview.introduced and not listing and (items := _first_items(passages)):
        return items
    lead = _lead(passages[0]) if overview.introduced and not listing else []
    summed_up = [] if listing else _summed_up(passages)
    lines = summed_up or list(_lines(passages, overview, skipped=1 if lead else 0))
    pieces = [f"{' '.join(lead[:LEAD_OF_A_LIST] if lines else lead)} [1]\n\n", *lines] if lead else lines
    return [*pieces, f"\n… and {overview.more} more."] if overview.more and not summed_up else pieces


def _first_items(passages: Sequence[Passage]) -> list[str]:
    """With which an article begins that is one list, or [] for any other: all that it says stands in its paragraphs, "1. …"."""
    telling = [
        each for each in passages[0].sentences if worth(each) > LABEL and (each.kind != "prose" or is_whole(each))
    ]
    of_one_section = len({(each.chunk.source_path, each.chunk.section) for each in passages}) == 1
    if not of_one_section or not telling or telling[0].kind != "item":
        return []
    items = numbered_steps(passages) or listed_items(passages)
    more = len(items) - FIRST_ITEMS
    return [*items[:FIRST_ITEMS], f"\n… and {more} more."] if more > 0 else items


def _lines(passages: Sequence[Passage], overview: Overview, skipped: int) -> Iterator[str]:
    of_one_page = _of_one_page(passages)
    for number, name in _parts(passages, skipped):
        passage = passages[number - 1]
        listing = overview.telling == "list"
        about = "" if listing else _about(passage.sentences)
        if about or listing or passage.chunk.section or not of_one_page:
            yield line(number, name, about)
        if overview.telling == "steps" and (command := _command(passage)):
            yield f"\n{command}\n\n"


def _summed_up(passages: Sequence[Passage]) -> list[str]:
    """What one page says of itself in short, [] where it does not, or only tells readers what they have learned."""
    if not _of_one_page(passages):
        return []
    lines = [
        f"- {sentence.text} [{number}]\n"
        for number, passage in enumerate(passages, start=1)
        if _SUMS_UP.fullmatch(passage.chunk.section)
        for sentence in passage.sentences
        if sentence.kind in ("prose", "item") and sentence.text[-1:] != ":" and worth(sentence) > LABEL
    ]
    if len(lines) < 2 or any(_TO_READERS.match(each.text) for passage in passages for each in passage.sentences):
        return []
    return lines[:SUMMED_UP]


def _command(passage: Passage) -> str:
    """What is typed in that step, where it is a line or a few, "" where nothing is."""
    for sentence in passage.sentences:
        if sentence.kind == "code" and sentence.text.count("\n") < COMMAND_LINES:
            language = language_of(sentence, passage.chunk.text)
            if language in SHELLS:
                return fenced(sentence.text, language)
    return ""


def line(number: int, name: str, about: str) -> str:
    """Of a list: what a passage is called, what it says in short, and its marker. Outside of code "<stop>" is a tag, and not seen."""
    called = as_name(name) if "`" in name else code_name(name) or as_name(name)
    return f"- **{called}**{about and f': {about}'} [{number}]\n"


def at_a_glance(sentence: Sentence) -> str:
    """What a part is about, "" where one would have to read it."""
    return without_references(sentence.text) if len(sentence.text) <= GLANCE_CHARACTERS else ""


def _lead(passage: Passage) -> list[str]:
    """The sentences with which it begins, as far as they are prose; what it asks there it answers later, and a label is none. What it
    leads in to at its end are the parts."""
    lead: list[str] = []
    telling = [
        each
        for each in passage.sentences
        if worth(each) > LABEL and each.text[-1:] != "?" and not _is_of_the_page(each)
    ]
    for sentence in telling[:LEAD]:
        leads_in = sentence.text.endswith(":") and sentence is not passage.sentences[-1]
        if sentence.kind != "prose" or leads_in or sum(map(len, lead)) > LEAD_CHARACTERS:
            break
        lead.append(without_references(sentence.text))
    return lead


def _parts(passages: Sequence[Passage], skipped: int) -> Iterator[tuple[int, str]]:
    """(number, name): a page each, or a section each where all are of one page. What continues one that is ``skipped``
    is skipped, too."""
    names = _names(passages)
    named = names[:skipped]
    for number, name in enumerate(names, start=1):
        if name not in named:
            named = [name]
            yield number, name


def _names(passages: Sequence[Passage]) -> list[str]:
    """Pages by their titles; sections of one page by the first of their headings that they do not share."""
    if not _of_one_page(passages):
        return [passage.chunk.title for passage in passages]
    paths = [passage.chunk.headings or ("",) for passage in passages]
    shared = len(commonprefix(paths))
    headings = [path[min(shared, len(path) - 1)] for path in paths]
    return [heading or passage.chunk.title for heading, passage in zip(headings, passages, strict=True)]


def _of_one_page(passages: Sequence[Passage]) -> bool:
    return len({passage.chunk.source_path for passage in passages}) == 1


def _about(sentences: Sequence[Sentence]) -> str:
    """The first that stands alone, "" where none does. What begins a passage leans on nothing but its title, and "In this chapter, we'll
    look at …" says what it is about."""
    for sentence in sentences:
        least = LEANS if sentence is sentences[0] else 0.0
        if (
            sentence.kind in ("prose", "item")
            and "?" not in sentence.text
            and sentence.text[-1:] != ":"
            and not _is_of_the_page(sentence)
            and (announces(sentence) or worth(sentence) >= least)
        ):
            return at_a_glance(sentence)
    return ""


def _is_of_the_page(sentence: Sentence) -> bool:
    return bool(_OF_THE_PAGE.fullmatch(sentence.text))
