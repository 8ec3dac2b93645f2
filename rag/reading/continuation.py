"""Where one chunk goes on in the next.

Knows what a list, a table, a procedure or a lead-in looks like at the edge of a chunk. It sees texts only; which chunks are neighbours,
and what becomes of them, is known elsewhere.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.book import Sentence, sentences

_LEANING = re.compile(
    r"(?:it|its|this|that|these|those|they|their|such|then|however|therefore|otherwise)\b", re.IGNORECASE
)


@lru_cache(512)  # the same few chunks are the best for most questions
def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(sentences(text))


def may_go_on(text: str) -> bool:
    """Whether the text ends where its neighbour may continue it: within a list or a table, or with "the following:"."""
    split = _sentences(text)
    return bool(split) and (split[-1].kind in ("item", "row") or _leads_in(split[-1]))


def may_have_begun(text: str) -> bool:
    """Whether the text begins in the middle of something."""
    split = _sentences(text)
    return bool(split) and (split[0].kind != "prose" or bool(_LEANING.match(split[0].text)))


def goes_on(before: str, after: str) -> bool:
    """Whether ``after``, the next chunk, continues what ``before`` ends with."""
    first, second = _sentences(before), _sentences(after)
    if not first or not second:
        return False
    second = second[repeated(first, second) :] or second
    last, begins = first[-1], second[0]
    if last.kind == begins.kind == "row":
        return (last.header or last.text) == (begins.header or begins.text)
    if last.kind == begins.kind == "item":
        return True
    if _leads_in(last):
        return begins.kind != "prose"
    return last.kind == "prose" and begins.kind == "prose" and bool(_LEANING.match(begins.text))


def repeated(before: Sequence[Sentence], after: Sequence[Sentence]) -> int:
    """How many sentences at the beginning of ``after`` stand at the end of ``before`` already: the overlap of chunks, and the header that
    a table cut in two has twice."""
    count = 0
    known = {sentence.text for sentence in before}
    while count < len(after) and after[count].kind == "prose" and after[count].text in known:
        count += 1
    rest = after[count:]
    if not count and len(rest) > 1 and rest[1].header == rest[0].text and before and before[-1].header == rest[0].text:
        return 1
    return count


def _leads_in(sentence: Sentence) -> bool:
    return sentence.kind in ("prose", "item") and sentence.text.rstrip().endswith(":")
