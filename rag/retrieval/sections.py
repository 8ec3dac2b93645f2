"""Sections of a page, by the headings that they stand below, and an answer that tells one after the other.

Knows how a chunk's headings lead down to it; which sections are told, others know.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.types import Chunk, Hit, Overview, Retrieval, Telling

MOST = 24  # chunks that are told: some 5,000 tokens, and a list that one still reads

Path = tuple[str, ...]  # a page's title, and headings from the top down


def path(chunk: Chunk) -> Path:
    """The page's title and the headings that it stands below."""
    return chunk.title, *chunk.headings


def below(named: Path, chunk: Chunk) -> str:
    """The next heading that it stands below, "" where there is none."""
    return "".join(path(chunk)[len(named) : len(named) + 1])


def firsts(chunks: Iterable[Chunk], key: Callable[[Chunk], Hashable]) -> Iterator[Chunk]:
    """The first of each key, in order."""
    seen = set()
    for chunk in chunks:
        if (own := key(chunk)) not in seen:
            seen.add(own)
            yield chunk


def told(found: Retrieval, chunks: Sequence[Chunk], named: Path, note: str, *, steps: bool = False) -> Retrieval:
    """What was found, told by these chunks, which stand below ``named``; of too many by how each section begins."""
    shown = chunks if len(chunks) <= MOST else list(firsts(chunks, lambda each: below(named, each)))
    hits = tuple(Hit(chunk, score=found.relevance) for chunk in shown[:MOST])
    overview = Overview("steps" if steps else "summary", not below(named, shown[0]), max(0, len(shown) - MOST))
    return replace(found, hits=hits, notes=(*found.notes, note), overview=overview)


def word_for_word(found: Retrieval, chunks: Sequence[Chunk], telling: Telling, note: str) -> Retrieval:
    """What was found, told by all that these chunks say of it."""
    hits = tuple(Hit(chunk, score=1.0) for chunk in chunks)
    return replace(found, hits=hits, relevance=1.0, notes=(*found.notes, note), overview=Overview(telling))
