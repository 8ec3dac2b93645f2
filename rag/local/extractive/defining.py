"""Where the passages say what a question wants defined, and how the section begins that has its name.

Knows which sentences these are and what that counts; how a definition is written is known in `reading/definitions.py`.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile

from rag.book import Sentence
from rag.book.markup.fence import SHELLS
from rag.facts.acronyms import spells_out
from rag.facts.comparisons import apart, compared_rows, compares, compares_in_row
from rag.facts.definitions import (
    ENTRY,
    begins_with,
    calls,
    definitions,
    goes_on_to_define,
    is_called_definition,
    is_entry,
    is_name,
    names_or_glosses,
    says_in_passing,
)
from rag.local.extractive.form import is_heading, is_whole, language_of, leads_in, leads_nowhere, says_yes_or_no
from rag.local.extractive.joints import Place
from rag.local.extractive.worth import LABEL, LEANS, worth
from rag.reading.passages import Passage
from rag.reading.written import word
from rag.sections.asides import asides
from rag.sections.headings import first_of_named, is_asked, is_trouble, spelt_out, trouble
from rag.sections.home import is_home
from rag.sections.options import heads_command

# Of a sentence's score: for "X is a …"; for what a section named X begins with; for the words of an acronym that is asked for, since hardly
# another sentence answers that; for "Definition: …" in such a section; for "… is called X"; for "… X, which is …" where nothing else
# says it.
DEFINES, BEGINS, SPELLS, CALLED, CALLS, IN_PASSING = 0.3, 0.3, 1.0, 0.8, 0.25, 0.2
LISTED = 12  # items, where it is a list
SHORT = 10  # sentences and programs of a section that says how something is done
LEAD = 3  # sentences of the beginning of a section, where it is asked for as a whole


@dataclass(frozen=True, slots=True)
class Defines:
    """That a sentence says what ``term`` is, and what that counts. ``plainly``: "X is a …"."""

    term: str
    counts: float
    plainly: bool = False


def defining_places(passages: Sequence[Passage], terms: Sequence[str], acronym: str = "") -> dict[Place, Defines]:
    """Where it is said what one of the terms is. ``acronym``: whose words are asked for."""
    found: dict[Place, Defines] = {}
    for term, alone in zip(terms, apart(terms), strict=True):
        names = (term, alone) if len(terms) > 1 else ()
        for number, passage in enumerate(passages, start=1):
            for place, sentence in enumerate(passage.sentences):
                if not is_heading(sentence, passage.chunk.text) and (said := _said_of(term, names, passage, place)):
                    found[number, place] = said
        for at, exactly in first_of_named(term, [passage.chunk for passage in passages]).items():
            # What is no sentence says nothing of it: "Stability: 2 - Stable" above the first one.
            whole = (
                place for place, each in enumerate(passages[at].sentences) if each.kind == "prose" and is_whole(each)
            )
            first = next(whole, None)
            called = (term, spelt_out(term, passages[at].chunk.headline))
            if first is not None and _says_what_it_is(called, passages[at].sentences[first]):
                said = found.get((at + 1, first), Defines(term, 0.0))
                counts = CALLED if is_called_definition(passages[at].sentences[first].text) else said.counts
                plainly = any(name and definitions(name, passages[at].sentences[first].text) == 1 for name in called)
                found[at + 1, first] = Defines(term, counts + BEGINS * exactly, said.plainly or plainly)
    for term in set(terms).difference(each.term for each in found.values()):
        passing = (place for place, text in _texts(passages) if _says_in_passing(term, text))
        found |= {place: Defines(term, IN_PASSING) for place in passing}
    if acronym:
        spelt = (place for place, text in _texts(passages) if spells_out(acronym, text))
        found |= {place: Defines(acronym, SPELLS, plainly=True) for place in spelt}
    return found


def _said_of(term: str, compared: Sequence[str], passage: Passage, place: int) -> Defines | None:
    """What the sentence there says of it. ``compared``: its names where it is one of several, whose entries then tell how they differ."""
    sentence, before = passage.sentences[place], passage.sentences[place - 1] if place else None
    if before and _has_its_name_above(term, before, sentence):
        # The line may be a command or a caption, too.
        return Defines(term, DEFINES + BEGINS, plainly=definitions(term, sentence.text) == 1)
    if sentence.kind in ("prose", "item") and (plainly := definitions(term, sentence.text)):
        return Defines(term, DEFINES * plainly, plainly == 1)
    if sentence.kind == "item" and any(is_entry(each, sentence.text) for each in compared):
        return Defines(term, DEFINES * ENTRY)
    if sentence.kind in ("prose", "item") and calls(term, sentence.text):
        return Defines(term, CALLS)
    if before and goes_on_to_define(term, before.text, sentence.text):
        return Defines(term, DEFINES)
    return None


def _says_in_passing(term: str, text: str) -> bool:
    return says_in_passing(term, text) and not text.endswith(":")


def _has_its_name_above(term: str, above: Sentence, sentence: Sentence) -> bool:
    """Whether a line of its own is the name, and this stands below it."""
    if not above.kind == sentence.kind == "prose" or is_whole(above):
        return False
    return is_whole(sentence) and is_name(term, above.text)


def _texts(passages: Sequence[Passage]) -> Iterator[tuple[Place, str]]:
    for number, passage in enumerate(passages, start=1):
        for place, sentence in enumerate(passage.sentences):
            yield (number, place), sentence.text


def beginning_of_named(passages: Sequence[Passage], terms: Sequence[str], *, lists_only: bool = False) -> set[Place]:
    """The first sentences of the section that has the name of a term, where none says what the term is: what a page says first is what
    it is about. ``lists_only``: where it is a list and nothing else, of which no item alone says what the term is."""
    if _is_defined(passages, terms):
        return set()
    named = next(_named(passages, terms), None)
    if lists_only and named is not None and any(each.kind != "item" for each in passages[named].sentences):
        return set()
    return _beginning(passages, named)


def beginning_of_home(passages: Sequence[Passage], terms: Sequence[str]) -> set[Place]:
    """The first sentences of the book, where none says what the book's own subject is and no section has its name."""
    if _is_defined(passages, terms) or next(_named(passages, terms), None) is not None:
        return set()
    home = (at for at, passage in enumerate(passages) if is_home(passage.chunk, terms))
    return _beginning(passages, next(home, None))


def beginning_of_asked(
    passages: Sequence[Passage], question: str, terms: Sequence[str], read: Callable[[str], Sequence[int]]
) -> set[Place]:
    """The first sentences of the section whose heading is the question, or the trouble that it tells of, or compares the terms as the
    question does. ``read``: a text's stemmed terms."""
    told = trouble(question, read)
    is_aside = asides(question)
    headings = [(at, each.chunk.heading) for at, each in enumerate(passages) if not is_aside(each.chunk)]
    asked = [
        at for at, each in headings if is_asked(question, each) or compares(terms, each) or is_trouble(told, each, read)
    ]
    first = min(asked, key=lambda at: passages[at].chunk.order_index, default=None)
    begin = _beginning(passages, first)
    if first is not None and len(terms) > 1 and begin:
        begin |= set(_of_those_not_named(passages, passages[first].chunk.section, begin, terms))
    return begin


def _of_those_not_named(
    passages: Sequence[Passage], section: str, begin: Container[Place], terms: Sequence[str]
) -> Iterator[Place]:
    """Of a section that compares, the first sentence that begins with a term that its beginning does not name."""
    texts = [(place, text) for place, text in _texts(passages) if passages[place[0] - 1].chunk.section == section]
    for term in terms:
        if not any(word(term).search(text) for place, text in texts if place in begin):
            yield from islice((place for place, text in texts if begins_with(term, text)), 1)


def comparing_rows(passages: Sequence[Passage], terms: Sequence[str]) -> set[Place]:
    """The table that has a column for each of the terms, else the rows of one that has a row for each; of several pages the one with most
    rows."""
    rows = [
        (number, place)
        for number, passage in enumerate(passages, start=1)
        for place, each in enumerate(passage.sentences)
        if each.kind == "row" and compares_in_row(terms, each.header or each.text)
    ]
    pages = [passages[number - 1].chunk.source_path for number, _ in rows]
    most = max(dict.fromkeys(pages), key=pages.count, default="")
    columns = {row for row, page in zip(rows, pages, strict=True) if page == most}
    return columns or next(
        filter(None, (_rows_of(number, each, terms) for number, each in enumerate(passages, 1))), set()
    )


def _rows_of(number: int, passage: Passage, terms: Sequence[str]) -> set[Place]:
    rows = [place for place, each in enumerate(passage.sentences) if each.kind == "row"]
    firsts = [passage.sentences[place].text.strip("| ").partition("|")[0].strip(" `*") for place in rows]
    return {(number, rows[at]) for at in compared_rows(terms, firsts)}


def beginnings_of_compared(passages: Sequence[Passage], terms: Sequence[str]) -> set[Place]:
    """What the sections begin with that have the names of the terms, where these are compared and not each of them is defined."""
    if len(terms) < 2 or all(_is_defined(passages, [term]) for term in terms):
        return set()
    named = [next(chain(_named(passages, [term]), _commands(passages, term)), None) for term in terms]
    if len({at for at in named if at is not None}) < len(terms):
        return set()
    return set().union(*(_beginning(passages, at) for at in named))


def programs_of_task(passages: Sequence[Passage], done: Mapping[int, float]) -> set[Place]:
    """What the section says which is about doing what is to be done, where that is short and says what to type, or is a program and nothing
    else: no sentence of another page tells it better. ``done``: numbers of the passages, and how exactly each is about it."""
    sure = (number for number, exactly in done.items() if exactly == 1)
    for number in sure:
        sentences = passages[number - 1].sentences
        if all(each.kind == "code" for each in sentences):
            return {(number, 0)}
        chunk = passages[number - 1].chunk
        whole = sum((each.chunk.url, each.chunk.section) == (chunk.url, chunk.section) for each in passages) == 1
        if whole and len(sentences) <= SHORT and _says_what_to_type(passages[number - 1]):
            return {(number, place) for place, each in enumerate(sentences) if worth(each) > LABEL}
    return set()


def _says_what_to_type(passage: Passage) -> bool:
    code = (each for each in passage.sentences if each.kind == "code")
    return any(language_of(each, passage.chunk.text) in SHELLS for each in code)


def _is_defined(passages: Sequence[Passage], terms: Sequence[str]) -> bool:
    return any(definitions(term, text) == 1 for _, text in _texts(passages) for term in terms)


def _named(passages: Sequence[Passage], terms: Sequence[str]) -> Iterator[int]:
    chunks = [passage.chunk for passage in passages]
    return (at for term in terms for at, exactly in first_of_named(term, chunks).items() if exactly == 1)


def _commands(passages: Sequence[Passage], term: str) -> Iterator[int]:
    """Whose section is headed by that command, without the program's name: "`tram send [stop]`" by "send"."""
    return (at for at, each in enumerate(passages) if heads_command(term, each.chunk.heading))


def _beginning(passages: Sequence[Passage], at: int | None) -> set[Place]:
    if at is None:
        return set()
    sentences = passages[at].sentences
    following = [*sentences[1:], None]
    tells = [place for place, each in enumerate(sentences) if _tells(each)]
    told = [place for place in tells if not leads_nowhere(sentences[place], following[place])] or tells
    if not told:  # a section may be a list and nothing else
        return {
            (at + 1, place)
            for place, _ in takewhile(lambda each: each[1].kind == "item", enumerate(sentences[:LISTED]))
        }
    lead = set(told[: LEAD + says_yes_or_no(sentences[told[0]])])
    # A table says at a glance what the section says, whether a colon leads in to it or not.
    lead |= {place + 1 for place in lead if (behind := following[place]) and behind.kind == "row"}
    return {(at + 1, place) for place in lead}


def _says_what_it_is(names: Iterable[str], sentence: Sentence) -> bool:
    """Of the first sentence of a section that has one of these names; "" is none. What leads in to a list says it by the list."""
    says = begins_with if leads_in(sentence) else names_or_glosses
    return any(name and says(name, sentence.text) for name in names)


def _tells(sentence: Sentence) -> bool:
    if sentence.kind != "prose":
        return False
    return leads_in(sentence) or says_yes_or_no(sentence) or (is_whole(sentence) and worth(sentence) >= LEANS)
