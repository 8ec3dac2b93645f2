"""Which sentences of a passage stand in a tab, and which tabs a question means.

Knows a passage's labels and rules; not what becomes of those that nobody asks for.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.book import Sentence
from rag.book.markup.tabs import END
from rag.reading.phrases import stands_in
from rag.reading.terms import widened

if TYPE_CHECKING:
    from rag.reading.passages import Passage

_LETTERS = re.compile(r"\b[A-Z]{2,}\b")
_WORD = re.compile(r"[^\W_]+")
_RULE = re.compile(rf"^{END}$", re.MULTILINE)


def labels(sentences: Sequence[Sentence], text: str) -> list[int | None]:
    """One a sentence of a passage with that text: the place of its tab's label, its own where it is one, None outside of tabs."""
    found: list[int | None] = []
    label, begins = None, 0
    for place, sentence in enumerate(sentences):
        if sentence.kind == "tab":
            label = place
        elif label is not None and _RULE.search(text, begins, sentence.start):
            label = None
        found.append(label)
        begins = sentence.start + len(sentence.text)
    return found


def in_tabs_not_asked_for(
    passages: Sequence["Passage"], question: str, sequence: Callable[[str], Sequence[int]]
) -> set[tuple[int, int]]:
    """(1-based passage, place) of all that stands in a tab beside one that the question names. ``sequence``: how a text is read."""
    found: set[tuple[int, int]] = set()
    tabs = [each.tabs for each in passages]
    if not any(any(label is not None for label in each) for each in tabs):
        return found
    asked = sequence(widened(question))
    for group in _joined(passages, tabs):
        named = {each for each in group if _is_named(_label(passages, each), question, asked, sequence)}
        others = set(group) - named if named else set()
        found |= {
            (number, place)
            for number, own in enumerate(tabs, 1)
            for place, label in enumerate(own)
            if label is not None and (number, label) in others
        }
    return found


def _joined(passages: Sequence["Passage"], tabs: Sequence[Sequence[int | None]]) -> list[list[tuple[int, int]]]:
    """(1-based passage, place) of the labels of tabs that stand side by side; a tab may be cut, and go on in the next passage."""
    found: list[list[tuple[int, int]]] = []
    places = {(each.chunk.url, each.chunk.section, each.chunk.order_index): at for at, each in enumerate(passages)}
    for at in sorted(range(len(passages)), key=lambda at: passages[at].chunk.order_index):
        chunk = passages[at].chunk
        groups = [[(at + 1, label) for label in group] for group in _groups(tabs[at])]
        before = places.get((chunk.url, chunk.section, chunk.order_index - 1))
        if groups and before is not None and _goes_on(passages[before], tabs[before], passages[at]):
            next(each for each in found if (before + 1, tabs[before][-1]) in each).extend(groups.pop(0))
        found += groups
    return found


def _goes_on(before: "Passage", tabs: Sequence[int | None], passage: "Passage") -> bool:
    """Whether it begins with the tab that the one before ends in."""
    last = tabs[-1] if tabs else None
    return last is not None and passage.sentences[0] == replace(
        before.sentences[last], start=passage.sentences[0].start
    )


def _label(passages: Sequence["Passage"], place: tuple[int, int]) -> str:
    return passages[place[0] - 1].sentences[place[1]].text


def _groups(tabs: Sequence[int | None]) -> list[list[int]]:
    """The labels of tabs that stand side by side."""
    found: list[list[int]] = []
    before: int | None = None
    for label in tabs:
        if label is not None and label != before:
            if before is None:
                found.append([])
            found[-1].append(label)
        before = label
    return found


def _is_named(label: str, question: str, asked: Sequence[int], sequence: Callable[[str], Sequence[int]]) -> bool:
    """By its words, or by the letters that they begin with: "HA" of "High-Availability"."""
    words = sequence(label)
    letters = "".join(each[0] for each in _WORD.findall(label)).upper()
    return (bool(words) and stands_in(words, asked)) or letters in _LETTERS.findall(question)
