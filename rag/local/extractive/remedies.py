"""What helps against the trouble that a sentence tells of: behind its label, right behind it, or in a section of its own beside it.

Knows where that stands and how far it goes; how trouble and help are written is known in `sections/remedies.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from rag.local.extractive.blocks import Blocks
from rag.local.extractive.weighing import Scored
from rag.reading.passages import Passage
from rag.sections.remedies import (
    above_cause,
    above_trouble,
    above_what_helps,
    helps_against_it,
    makes_it_go,
    tells_of_trouble,
    tells_what_helps,
)
from rag.types import Chunk

Above = tuple[str, ...]  # headings

LABELLED_WITHIN = 8  # sentences behind the one that tells of trouble
WITHIN = 2  # sentences behind any, where it has no label
SENTENCES = 4  # with which a section of what helps begins, up to its first code or list


class Remedies:
    def __init__(self, passages: Sequence[Passage], blocks: Blocks) -> None:
        self._passages = passages
        self._blocks = blocks

    def below(self, each: Scored) -> list[Scored]:
        """The sentence that tells what helps; [] where none does."""
        labelled = tells_of_trouble(each.sentence.text)
        helps, within = (tells_what_helps, LABELLED_WITHIN) if labelled else (helps_against_it, WITHIN)
        behind = list(islice(self._blocks.behind(each), within))
        if behind and makes_it_go(each.sentence.text, behind[0].sentence.text):
            return behind[:1]
        return list(islice((one for one in behind if helps(one.sentence.text)), 1))

    def beside(self, each: Scored, why: bool) -> list[Scored]:
        """The beginning of the section that does, as far as it says what to do; behind that of the section that says why, to who asks."""
        chunk = self._passages[each.passage - 1].chunk
        above = above_trouble(chunk.headings)
        if above is None or not (helping := self._first_of(chunk, above, above_what_helps)):
            return []
        cause = (self._first_of(chunk, above, above_cause) or each) if why else None
        return [*(self._as_far_as_it_tells(cause) if cause else ()), *self._as_far_as_it_tells(helping)]

    def _first_of(self, chunk: Chunk, above: Above, kind: Callable[[Above], Above | None]) -> Scored | None:
        """With which that section begins, behind the chunk on its page and below the same headings."""
        sections = {
            passage.chunk.order_index: number
            for number, passage in enumerate(self._passages, start=1)
            if passage.chunk.source_path == chunk.source_path and kind(passage.chunk.headings) == above
        }
        behind = (sections[at] for at in sorted(sections) if at > chunk.order_index)
        return next(chain.from_iterable(map(self._blocks.of_passage, behind)), None)

    def _as_far_as_it_tells(self, first: Scored) -> Iterator[Scored]:
        for each in islice(chain([first], self._blocks.behind(first)), SENTENCES):
            if each.sentence.kind != "prose":
                yield from self._blocks.block_from(each) or [each]
                return
            yield each
