"""Which sentence follows which, across the borders of passages too.

Knows chunks that follow each other in a section, and what they both hold because chunks overlap. Each sentence stays in the passage
that it is quoted from.
"""

from collections.abc import Sequence

from rag.book import Sentence
from rag.reading.continuation import repeated
from rag.reading.passages import Passage

Place = tuple[int, int]  # (1-based passage, place within it)


class Joints:
    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._after: dict[int, Place] = {}
        self._before: dict[Place, Place] = {}
        self._follows: dict[int, int] = {}  # passage -> the one that it goes on from
        chunks = {
            (passage.chunk.url, passage.chunk.section, passage.chunk.order_index): number
            for number, passage in enumerate(passages, start=1)
        }
        for number, passage in enumerate(passages, start=1):
            chunk = passage.chunk
            following = chunks.get((chunk.url, chunk.section, chunk.order_index + 1))
            if following and passage.sentences:
                self._join(number, following)

    def _join(self, number: int, following: int) -> None:
        self._follows[following] = number
        before, after = self._passages[number - 1].sentences, self._passages[following - 1].sentences
        first = repeated(before, after)
        if first < len(after):
            self._after[number] = (following, first)
            self._before[following, first] = (number, len(before) - 1)

    def after(self, place: Place) -> Place | None:
        passage, at = place
        if at + 1 < len(self._passages[passage - 1].sentences):
            return passage, at + 1
        return self._after.get(passage)

    def before(self, place: Place) -> Place | None:
        passage, at = place
        return self._before.get(place) or ((passage, at - 1) if at else None)

    def sentence(self, place: Place | None) -> Sentence | None:
        """What stands there."""
        return self._passages[place[0] - 1].sentences[place[1]] if place else None

    def text_of(self, passage: int) -> int:
        """The first passage of the running text that it belongs to."""
        while passage in self._follows:
            passage = self._follows[passage]
        return passage

    def same_text(self, passage: int, other: int) -> bool:
        return self.text_of(passage) == self.text_of(other)

    def position(self, place: Place) -> tuple[int, int]:
        """Sorts the sentences of a running text."""
        passage, at = place
        return self._passages[passage - 1].chunk.order_index, at
