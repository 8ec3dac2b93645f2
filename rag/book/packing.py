"""Which parts share a chunk.

Knows sizes and what it costs to part two neighbours. It finds the cheapest cut of a whole section, so that no tiny rest is
left, lists stay with the sentence that leads into them, and paragraphs are cut only where they must be.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.book.parts import Part

_TINY = 25  # words; a chunk below says too little by itself

_PER_CHUNK = 1.0
_TINY_CHUNK = 1.5
_UNEVEN = 0.6
_AFTER_LEAD_IN = 1.2
_INSIDE = {"prose": 0.7, "item": 0.8, "table": 0.1, "code": 0.0}
_BETWEEN_ITEMS = 0.15


def pack(parts: Sequence[Part], max_words: int, overlap_sentences: int) -> Iterator[tuple[int, int, int]]:
    """Cut ``parts`` into chunks: (first part, part after the last, number of earlier parts repeated before the first).

    A chunk holds at most ``max_words`` words, or a single part that is larger.
    """
    overlaps = [_overlap(parts, index, max_words, overlap_sentences) for index in range(len(parts))]
    cuts = _cheapest_cuts(parts, max_words, overlaps)
    first = 0
    while first < len(parts):
        yield first, cuts[first], overlaps[first]
        first = cuts[first]


def _cheapest_cuts(parts: Sequence[Part], max_words: int, overlaps: Sequence[int]) -> list[int]:
    """For each part, where a chunk that begins there ends in the cheapest cut of what follows."""
    count = len(parts)
    by_size = _chunk_costs(max_words)
    cost = [0.0] * (count + 1)  # of everything from a part on, the cut before it included
    cuts = [0] * count
    for first in range(count - 1, -1, -1):
        words = sum(part.words for part in parts[first - overlaps[first] : first])
        block, best = -1, float("inf")
        for after in range(first + 1, count + 1):
            part = parts[after - 1]
            words += part.words
            if part.block != block:
                words += part.head_words
                block = part.block
            if words > max_words and after > first + 1:
                break
            total = by_size[min(words, max_words)] + cost[after]
            if total < best:
                best, cuts[first] = total, after
        cost[first] = best + (_cut_cost(parts[first - 1], parts[first]) if first else 0.0)
    return cuts


def _overlap(parts: Sequence[Part], first: int, max_words: int, overlap_sentences: int) -> int:
    """How many sentences to repeat before ``first``: of the same paragraph, and never a third of the chunk."""
    words = count = 0
    while count < overlap_sentences and first - count > 0:
        earlier = parts[first - count - 1]
        words += earlier.words
        if earlier.block != parts[first].block or earlier.kind != "prose" or words > max_words // 3:
            break
        if words + parts[first].words > max_words:
            break
        count += 1
    return count


@lru_cache(maxsize=8)
def _chunk_costs(max_words: int) -> tuple[float, ...]:
    """What a chunk of each size costs."""
    return tuple(_chunk_cost(words, max_words) for words in range(max_words + 1))


def _chunk_cost(words: int, max_words: int) -> float:
    fill = min(1.0, words / max_words)
    tiny = _TINY_CHUNK * (1 - words / _TINY) if words < min(_TINY, max_words // 2) else 0.0
    return _PER_CHUNK + tiny + _UNEVEN * (1 - fill) ** 2


def _cut_cost(before: Part, behind: Part) -> float:
    if before.leads_in:
        return _AFTER_LEAD_IN
    if before.block == behind.block:
        return _INSIDE.get(before.kind, 0.0)
    return _BETWEEN_ITEMS if before.kind == behind.kind == "item" else 0.0
