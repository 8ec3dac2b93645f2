"""What was found for each of several questions, as one.

Knows that each keeps its best hits among the first, and that hits stand by their score; not what is made of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, zip_longest

from rag.retrieval.search import Search
from rag.types import Hit, Retrieval, Subquestion


def merged(found: Sequence[tuple[Search, Retrieval]], *, first: int, limit: int, enough: float) -> Retrieval:
    """At most ``limit`` hits, of each question as many among the ``first``. A question with less than ``enough`` relevance has none
    where another has it."""
    if len(found) == 1:
        return found[0][1]
    searches, retrievals = zip(*found, strict=True)
    covered = [each for each in retrievals if each.relevance >= enough] or list(retrievals)
    hits = list(_in_turns([each.hits for each in covered]))
    return Retrieval(
        query=" ".join(map(_ended, [searches[0].reading.text, *(search.reading.query for search in searches[1:])])),
        hits=tuple(islice(_falling([*_by_score(hits[:first]), *_by_score(hits[first:])]), limit)),
        relevance=max(each.relevance for each in retrievals),
        degraded=any(each.degraded for each in retrievals),
        notes=tuple(_note(each) for each in retrievals if each.relevance < enough),
        timings_ms={lap: max(each.timings_ms[lap] for each in retrievals) for lap in retrievals[0].timings_ms},
        cut=tuple(chain.from_iterable(each.cut for each in covered)),
        carried=searches[0].reading.carried,
        near=any(each.near for each in retrievals),
        subquestions=tuple(Subquestion(each.query, each.relevance) for each in retrievals),
    )


def _in_turns(lists: Sequence[Sequence[Hit]]) -> Iterator[Hit]:
    """The best of each list, then the second best …, no chunk twice."""
    seen: set[str] = set()
    for hit in chain.from_iterable(zip_longest(*lists)):
        if hit is not None and hit.chunk.chunk_id not in seen:
            seen.add(hit.chunk.chunk_id)
            yield hit


def _by_score(hits: Sequence[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: -hit.score)


def _falling(hits: Sequence[Hit]) -> Iterator[Hit]:
    """None with a higher score than the one before it."""
    ceiling = 1.0
    for hit in hits:
        ceiling = min(ceiling, hit.score)
        yield hit if hit.score == ceiling else replace(hit, score=ceiling)


def _ended(question: str) -> str:
    """As one of several, with a mark at its end."""
    return question if question.endswith(("?", "!", ".")) else f"{question}?"


def _note(retrieval: Retrieval) -> str:
    return f"the book has too little on one of the questions: {retrieval.query} (relevance {retrieval.relevance:.2f})"
