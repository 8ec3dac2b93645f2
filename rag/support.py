"""Which sentences of an answer stand on nothing.

Knows how much of a sentence a passage must share to support it. The citations say what an answer claims to rest on; this says what
rests on the passages at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.book import sentences
from rag.passages import Passages
from rag.types import Hit

SHARED = 0.5  # of a sentence's terms in one sentence of a passage, or …
COSINE = 0.7  # … this near to it
FEWEST_TERMS = 3  # a shorter sentence claims too little to be checked ("Yes.", "In short:")

_MARKERS = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Support:
    checked: int  # sentences that claim something
    unsupported: int  # of these

    @property
    def mostly_missing(self) -> bool:
        return 2 * self.unsupported > self.checked


def support(answer: str, hits: Sequence[Hit], passages: Passages) -> Support:
    """Counts the answer's sentences, code and headings of tables aside."""
    read = passages.read([hit.chunk for hit in hits])
    checked = unsupported = 0
    for sentence in sentences(_MARKERS.sub("", answer)):
        terms = passages.terms(sentence.text)
        if sentence.kind == "code" or len(terms) < FEWEST_TERMS:
            continue
        checked += 1
        vector = passages.vector(sentence.text)
        backed = any(
            len(terms & known) >= SHARED * len(terms) or float(cosine) >= COSINE
            for passage in read
            for known, cosine in zip(passage.terms, passage.cosines(vector), strict=True)
        )
        unsupported += not backed
    return Support(checked, unsupported)
