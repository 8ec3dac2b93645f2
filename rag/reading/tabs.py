"""Which sentences of a passage stand in a tab, and which tabs a question means.

Knows a passage's labels and rules; not what becomes of those that nobody asks for.
"""

import re
from collections.abc import Callable, Sequence

from rag.book.tabs import END
from rag.reading.passages import Passage
from rag.reading.phrases import stands_in
from rag.reading.terms import widened

_RULE = re.compile(rf"^{END}$", re.MULTILINE)


def labels(passage: Passage) -> list[int | None]:
    """One a sentence: the place of its tab's label, its own where it is one, None outside of tabs."""
    found: list[int | None] = []
    label, begins = None, 0
    for place, sentence in enumerate(passage.sentences):
        if sentence.kind == "tab":
            label = place
        elif label is not None and _RULE.search(passage.chunk.text, begins, sentence.start):
            label = None
        found.append(label)
        begins = sentence.start + len(sentence.text)
    return found


def in_tabs_not_asked_for(
    passages: Sequence[Passage], question: str, sequence: Callable[[str], Sequence[int]]
) -> set[tuple[int, int]]:
    """(1-based passage, place) of all that stands in a tab beside one that the question names. ``sequence``: how a text is read."""
    asked: Sequence[int] | None = None
    found: set[tuple[int, int]] = set()
    for number, passage in enumerate(passages, 1):
        tabs = labels(passage)
        for group in _groups(tabs):
            if asked is None:
                asked = sequence(widened(question))
            named = {label for label in group if _is_named(sequence(passage.sentences[label].text), asked)}
            others = set(group) - named if named else set()
            found |= {(number, place) for place, label in enumerate(tabs) if label in others}
    return found


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


def _is_named(label: Sequence[int], asked: Sequence[int]) -> bool:
    return bool(label) and stands_in(label, asked)
