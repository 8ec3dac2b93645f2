"""Two rankings of the same question, side by side: who moved, how long each took, and where the chunk is that somebody expected.

Knows pictures of ranks. It searches nothing itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rag.types import Hit, Retrieval
from rag.web.inspector.chunks import Matches, chunk
from rag.web.inspector.markup import bar, chip, empty, notice, quiet

_ROW = 44  # pixels a hit, here and in the style sheet


@dataclass(frozen=True, slots=True)
class Side:
    """``words``: the settings in a few words; ``expected``: rank of the chunk that was expected, None where it is not among ``deep``."""

    name: str
    words: str
    retrieval: Retrieval
    shown: int
    expected: int | None = None
    expected_title: str = ""
    deep: int = 0

    @property
    def hits(self) -> Sequence[Hit]:
        return self.retrieval.hits[: self.shown]


def duel(left: Side, right: Side, expects: bool) -> str:
    """The picture: two lists, and a line for each chunk that is in both."""
    if not left.hits and not right.hits:
        return empty("Neither side found a chunk", "Let the page filter go, or ask in words of the book.")
    rows = max(len(left.hits), len(right.hits))
    said = _expected([left, right]) if expects else ""
    return (
        f'{said}<div class="duel">{_head(left)}<span></span>{_head(right)}{_ranks(left, right)}{_lines(left, right, rows)}'
        f"{_ranks(right, left)}</div>{_summary(left, right)}"
    )


def side(shown: Side, other: Side, matches: Matches) -> str:
    """Its chunks with all their scores."""
    if not shown.hits:
        return empty("No chunk was found", "Nothing here comes near the question.")
    places = _places(other)
    return "".join(
        chunk(rank, hit, shown.hits, matches, note=_move(rank, places.get(hit.chunk.chunk_id)))
        for rank, hit in enumerate(shown.hits, start=1)
    )


def _head(shown: Side) -> str:
    laps = shown.retrieval.timings_ms
    told = " · ".join(f"{name} {ms:.1f}" for name, ms in laps.items())
    return (
        f'<header><b>{shown.name}</b><span class="quiet">{escape(shown.words)}</span>'
        f'<span class="quiet" title="{escape(told)} ms">{sum(laps.values()):.1f} ms</span></header>'
    )


def _ranks(shown: Side, other: Side) -> str:
    places = _places(other)
    rows = "".join(
        _rank(rank, hit, _move(rank, places.get(hit.chunk.chunk_id)), rank == shown.expected)
        for rank, hit in enumerate(shown.hits, start=1)
    )
    return f'<ol class="ranks">{rows}</ol>'


def _rank(rank: int, hit: Hit, move: str, is_expected: bool) -> str:
    section = f" › {escape(hit.chunk.section)}" if hit.chunk.section else ""
    mark = " expected" if is_expected else ""
    return (
        f'<li class="rank-row{mark}" title="{escape(hit.chunk.title)}{section}"><span class="rank">{rank}</span>'
        f"<span class='title'><b>{escape(hit.chunk.title)}</b>{section}</span>{move}{bar('', hit.score, hit.score, 'main')}</li>"
    )


def _lines(left: Side, right: Side, rows: int) -> str:
    places = _places(right)
    drawn = []
    for rank, hit in enumerate(left.hits, start=1):
        there = places.get(hit.chunk.chunk_id)
        if there is None:
            continue
        kind = "same" if there == rank else "up" if there < rank else "down"
        y1, y2 = (rank - 0.5) * _ROW, (there - 0.5) * _ROW
        drawn.append(f'<path class="{kind}" d="M0 {y1} C40 {y1} 60 {y2} 100 {y2}"/>')
    height = rows * _ROW
    return (
        f'<svg class="moves" viewBox="0 0 100 {height}" preserveAspectRatio="none" style="height:{height}px" role="img" '
        f'aria-label="{len(drawn)} chunks are in both lists">{"".join(drawn)}</svg>'
    )


def _summary(left: Side, right: Side) -> str:
    here, there = ({hit.chunk.chunk_id for hit in each.hits} for each in (left, right))
    moved = sum(_places(right).get(hit.chunk.chunk_id, rank) != rank for rank, hit in enumerate(left.hits, start=1))
    told = f"{len(here & there)} chunks in both lists, {moved} of them moved; {len(here - there)} only in A, {len(there - here)} only in B."
    relevance = f"Relevance {left.retrieval.relevance:.2f} in A, {right.retrieval.relevance:.2f} in B."
    return quiet(f"{told} {relevance}")


def _expected(sides: Sequence[Side]) -> str:
    told = []
    for each in sides:
        if each.expected is None:
            words = f"{each.name}: the expected chunk is not among the {each.deep} that were found"
            told.append(
                notice(words + "; no order could bring it up, so look at its words or at how it was cut.", "bad")
            )
        else:
            kind = "good" if each.expected <= each.shown else "warn"
            told.append(
                notice(f"{each.name}: the expected chunk, {each.expected_title}, is at rank {each.expected}.", kind)
            )
    return "".join(told)


def _places(of: Side) -> dict[str, int]:
    return {hit.chunk.chunk_id: rank for rank, hit in enumerate(of.hits, start=1)}


def _move(rank: int, there: int | None) -> str:
    """Where the other side has it."""
    if there is None:
        return chip("only here", "warn")
    if there == rank:
        return chip("=")
    return chip(f"▲ {there - rank}", "good") if rank < there else chip(f"▼ {rank - there}", "bad")
