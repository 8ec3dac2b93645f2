"""Which parts share a chunk.

Knows sizes and what it costs to part two neighbours. It finds the cheapest cut of a whole section, so that no tiny rest is
left, lists stay with the sentence that leads into them, and paragraphs are cut only where they must be.
"""

from collections.abc import Iterator, Sequence

from rag.book.parts import Part

_TINY = 25  # words; a chunk below says too little by itself

_PER_CHUNK = 1.0
_TINY_CHUNK = 1.5
_UNEVEN = 0.6
_AFTER_LEAD_IN = 1.2
_INSIDE = {"prose": 0.5, "item": 0.8, "table": 0.1, "code": 0.0}
_BETWEEN_ITEMS = 0.15
_BETWEEN_BLOCKS = 0.0


def pack(parts: Sequence[Part], max_words: int, overlap_sentences: int) -> Iterator[tuple[int, int, int]]:
    """Cut ``parts`` into chunks: (first part, part after the last, number of earlier parts repeated before the first).

    A chunk holds at most ``max_words`` words, or a single part that is larger.
    """
    overlaps = [_overlap(parts, index, max_words, overlap_sentences) for index in range(len(parts))]
    cost, next_cut = [0.0] * (len(parts) + 1), [0] * len(parts)
    for first in range(len(parts) - 1, -1, -1):
        cost[first], next_cut[first] = min(
            (_chunk_cost(words, max_words) + _cut_cost(parts, after) + cost[after], after)
            for after, words in _extents(parts, first, overlaps[first], max_words)
        )
    first = 0
    while first < len(parts):
        yield first, next_cut[first], overlaps[first]
        first = next_cut[first]


def _extents(parts: Sequence[Part], first: int, overlap: int, max_words: int) -> Iterator[tuple[int, int]]:
    """Every place where a chunk that begins at ``first`` may end, with its size there."""
    words = sum(part.words for part in parts[first - overlap : first])
    block = -1
    for index in range(first, len(parts)):
        part = parts[index]
        words += part.words + (part.head_words if part.block != block else 0)
        block = part.block
        if index > first and words > max_words:
            return
        yield index + 1, words


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


def _chunk_cost(words: int, max_words: int) -> float:
    fill = min(1.0, words / max_words)
    tiny = _TINY_CHUNK * (1 - words / _TINY) if words < min(_TINY, max_words // 2) else 0.0
    return _PER_CHUNK + tiny + _UNEVEN * (1 - fill) ** 2


def _cut_cost(parts: Sequence[Part], after: int) -> float:
    if after == len(parts):
        return 0.0
    before, behind = parts[after - 1], parts[after]
    if before.leads_in and behind.kind != "prose":
        return _AFTER_LEAD_IN
    if before.block == behind.block:
        return _INSIDE.get(before.kind, 0.0)
    if before.kind == behind.kind == "item":
        return _BETWEEN_ITEMS
    return _BETWEEN_BLOCKS
