"""Where the sentences stand, for who asks this: in sections beside what the book says, or in one about doing what is to be done.

Knows of which passages that holds; not what it counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.facts.wanted import to_do
from rag.local.extractive.joints import Place
from rag.reading.passages import Passage
from rag.sections.asides import asides
from rag.sections.syllabus import asks_for_syllabus, promises
from rag.sections.tasks import first_of_task


@dataclass(frozen=True, slots=True)
class Standing:
    """``beside``: places beside what the book says; ``done``: the numbers of passages that are about doing it, and how exactly."""

    beside: frozenset[Place]
    done: Mapping[int, float]

    @classmethod
    def of(cls, passages: Sequence[Passage], question: str) -> "Standing":
        is_aside = asides(question)
        aside = [number for number, each in enumerate(passages, start=1) if is_aside(each.chunk)]
        beside = {(number, place) for number in aside for place in range(len(passages[number - 1].sentences))}
        if not asks_for_syllabus(question):
            beside |= set(_promised(passages))
        task = to_do(question)
        firsts = first_of_task(task, [each.chunk for each in passages]) if task else {}
        return cls(frozenset(beside), {at + 1: exactly for at, exactly in firsts.items() if at + 1 not in aside})


def _promised(passages: Sequence[Passage]) -> Iterator[Place]:
    """The items that say what readers will have done."""
    for number, passage in enumerate(passages, start=1):
        promised = False
        for place, sentence in enumerate(passage.sentences):
            promised = promises(sentence.text) or (promised and sentence.kind == "item")
            if promised:
                yield number, place
