"""What came of one question: its marks, and the words behind them for whoever wants to see why.

Knows how an answer is marked. It asks nothing and adds nothing up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.evaluation.cases import Case
from rag.evaluation.gold import Gold, all_stand_in, bare
from rag.evaluation.marks import FAILED, SHOWN, Marks
from rag.events import CitedSource, Event, Finished, Retrieved
from rag.types import Answer, Chunk, Hit, Retrieval, Source

_SNIPPET_CHARACTERS = 280


@dataclass(frozen=True, slots=True)
class Found:
    """One of the first hits."""

    title: str
    section: str
    url: str
    score: float
    right: bool
    snippet: str


@dataclass(frozen=True, slots=True)
class Outcome:
    case: Case
    marks: Marks
    searched: str  # after the conversation and the page were taken in; "" where nothing was
    answer: str  # what was said, or why nothing could be
    found: tuple[Found, ...]
    sources: tuple[Source, ...]


def outcome_of(case: Case, key: str, events: Iterable[Event], gold: Gold) -> Outcome:
    """``events``: all that the assistant told about this question, Finished among them."""
    retrieval, answer, cited = None, None, []
    for event in events:
        if isinstance(event, Retrieved):
            retrieval = event.retrieval
        elif isinstance(event, CitedSource):
            cited.append(event.source)
        elif isinstance(event, Finished):
            answer = event.answer
    assert answer is not None, "the flow always ends with Finished"
    marks = _marks(case, key, retrieval, answer, cited, gold)
    found = [_found(hit, rank in marks.ranks) for rank, hit in enumerate(_hits(retrieval)[:SHOWN], start=1)]
    return Outcome(case, marks, retrieval.query if retrieval else "", answer.message, tuple(found), tuple(cited))


def failure_of(case: Case, key: str, reason: str, gold: Gold) -> Outcome:
    """No answer came: wrong by every measure that applies. It takes no part in latencies."""
    marks = Marks(
        key=key,
        question=case.question,
        kind=_kind(case),
        in_book=case.in_book,
        sought=bool(case.sought),
        status=FAILED,
        relevance=None,
        ranks=(),
        right_chunks=_right_chunks(case, gold),
        cited=0,
        cited_right=0,
        quotes_valid=0,
        holds=False,
        tokens=0,
        total_ms=0.0,
        timings_ms={},
    )
    return Outcome(case, marks, "", reason, (), ())


def _marks(
    case: Case, key: str, retrieval: Retrieval | None, answer: Answer, cited: Sequence[Source], gold: Gold
) -> Marks:
    hits = _hits(retrieval)
    chunks = {hit.chunk.chunk_id: hit.chunk for hit in hits}
    right = {id_ for id_, chunk in chunks.items() if case.sought and gold.right(chunk, case.sought)}
    return Marks(
        key=key,
        question=case.question,
        kind=_kind(case),
        in_book=case.in_book,
        sought=bool(case.sought),
        status=str(answer.status),
        relevance=retrieval.relevance if retrieval else None,
        ranks=tuple(rank for rank, hit in enumerate(hits, start=1) if hit.chunk.chunk_id in right),
        right_chunks=_right_chunks(case, gold),
        cited=len(cited),
        cited_right=_cited_right(retrieval, cited, right),
        quotes_valid=sum(_word_for_word(source, chunks.get(source.chunk_id)) for source in cited),
        holds=bool(case.sought) and all_stand_in([bare(words) for words in case.sought], bare(answer.message)),
        tokens=answer.metadata.tokens_used,
        total_ms=answer.metadata.response_time_ms,
        timings_ms=dict(answer.metadata.timings_ms),
    )


def _cited_right(retrieval: Retrieval | None, cited: Sequence[Source], right: set[str]) -> int:
    """Of a whole each part belongs to the answer, where the one that is expected is among them."""
    found = sum(source.chunk_id in right for source in cited)
    return len(cited) if found and retrieval and retrieval.overview else found


def _hits(retrieval: Retrieval | None) -> Sequence[Hit]:
    return retrieval.hits if retrieval else ()


def _right_chunks(case: Case, gold: Gold) -> int | None:
    return gold.count(case.sought) if case.sought else 0


def _word_for_word(source: Source, chunk: Chunk | None) -> bool:
    """A source that is none of the hits was made up, whatever it quotes."""
    return chunk is not None and bool(source.quote.strip()) and source.quote in chunk.text


def _found(hit: Hit, right: bool) -> Found:
    chunk = hit.chunk
    snippet = chunk.text[:_SNIPPET_CHARACTERS] + ("…" if len(chunk.text) > _SNIPPET_CHARACTERS else "")
    return Found(chunk.title, chunk.section, chunk.url, hit.score, right, snippet)


def _kind(case: Case) -> str:
    return case.kind or ("followup" if case.history else "other")
