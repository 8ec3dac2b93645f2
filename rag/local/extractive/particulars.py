"""What a question may ask in particular, and where passages tell just that: a property of a thing, an option, a default, what somebody did,
where something is.

Knows what each counts; how it is asked and told is known to the files of `reading` that are named so.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from rag.facts.deeds import Deed, asked_deed
from rag.facts.properties import Property, asked_property
from rag.facts.whereabouts import Whereabouts, asked_whereabouts
from rag.local.extractive.form import line_label
from rag.local.extractive.joints import Place
from rag.reading.passages import Passage
from rag.reading.phrases import stands_in
from rag.sections.defaults import Default, asked_default, tells_default
from rag.sections.named import named_sections
from rag.sections.options import Option, asked_option

PROPERTY = 0.6  # for what says of the thing itself how high it is, or what it uses
DEED = 0.6  # for what says of the subject of its page that it did what is asked
WHEREABOUTS = 0.6  # … or where it is
DEFAULT = 0.3  # for what says something to be the default, to who asks for one
OPTION = (
    1.0  # for what has to itself the option that is asked for: "the same as the --bell flag" says nothing of a flag -b
)


def counted(passages: Sequence[Passage], question: str, own: str, option: Sequence[Place]) -> Mapping[Place, float]:
    """What each sentence that tells it counts. ``own``: the visitor's words; ``question``: with what they lean on; ``option``: what
    ``option_told`` gave."""
    found: Counter[Place] = Counter()
    for weight, places in (
        (PROPERTY, _told(passages, asked_property(question))),
        (DEED, _said_of_the_page(passages, partial(asked_deed, own))),
        (WHEREABOUTS, _said_of_the_page(passages, partial(asked_whereabouts, own))),
        (DEFAULT, _speaking_of_default(passages, own)),
        (OPTION, option),
    ):
        found.update(dict.fromkeys(places, weight))
    return found


def option_told(passages: Sequence[Passage], own: str) -> Sequence[Place]:
    """Where the option has a row, an item or a section to itself that is asked for as it is typed."""
    return list(_told(passages, asked_option(own)))


def default_told(passages: Sequence[Passage], question: str) -> set[Place]:
    """Where the first passage that does says what the default is."""
    told = list(_told(passages, asked_default(question)))
    return {place for place in told if place[0] == told[0][0]}


def labelled_told(
    passages: Sequence[Passage],
    question: str,
    sequence: Callable[[str], Sequence[int]],
    coverage: Callable[[frozenset[int]], float],
) -> set[Place]:
    """Where the section that the question names has a line for what it asks: "Duration: a minute" below "Haste" for "duration of haste"."""
    asked = sequence(question)
    named = named_sections([each.chunk for each in passages], question, sequence, coverage)
    return {
        (number, place)
        for number, (passage, share) in enumerate(zip(passages, named, strict=True), 1)
        for place, sentence in enumerate(passage.sentences if share else ())
        if (label := line_label(sentence)) and _is_asked(sequence(label), asked, sequence(passage.chunk.headline))
    }


def _is_asked(label: Sequence[int], asked: Sequence[int], named: Sequence[int]) -> bool:
    return bool(label) and stands_in(label, asked) and not set(label) <= set(named)


def _told(passages: Sequence[Passage], asked: Default | Property | Option | None) -> Iterator[Place]:
    for number, passage in enumerate(passages if asked else (), 1):
        for place, sentence in enumerate(passage.sentences):
            if asked and asked.told_in(passage.chunk, sentence):
                yield number, place


def _speaking_of_default(passages: Sequence[Passage], own: str) -> Iterator[Place]:
    for number, passage in enumerate(passages if asked_default(own) else (), 1):
        for place, sentence in enumerate(passage.sentences):
            if sentence.kind == "prose" and tells_default(sentence.text):
                yield number, place


def _said_of_the_page(
    passages: Sequence[Passage], asked_of: Callable[[str], Deed | Whereabouts | None]
) -> Iterator[Place]:
    """Where it is told of the subject of a page. ``asked_of``: what of a page with that title."""
    for number, passage in enumerate(passages, 1):
        if asked := asked_of(passage.chunk.title):
            for place, sentence in enumerate(passage.sentences):
                if sentence.kind == "prose" and asked.told_in(sentence.text):
                    yield number, place
