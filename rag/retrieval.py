"""From a question to judged hits: candidates from the index, closer reading, one blend, one calibrated score.

Knows the signals and how they are weighed; not which engine or embedder made them.

The blend of standardised signals is the one that measured best over four collections (weights below); reciprocal rank
fusion with its usual constant was no better than BM25 alone there.
"""

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.breaker import Breaker
from rag.errors import ServiceFailed
from rag.followups import Reading, unwrapped
from rag.passages import Passage, Passages
from rag.ports import Embedder, Index, Reranker, Vector
from rag.terms import AskedTerms, asked_terms, widened
from rag.types import Candidate, Hit, Retrieval

log = logging.getLogger(__name__)

RERANKED = 20  # hits that a reranker gets to see
CANDIDATES = 30  # from each of the two searches
CONTEXT_CHARACTERS = 600  # of the selected text take part in the search

# Shares of the blend; each signal is standardised over the candidates of the question first.
LEXICAL, COVERAGE, PAIRS, DENSE, SENTENCE = 0.05, 0.30, 0.15, 0.25, 0.25
SENTENCE_COVERAGE = 0.4  # of a sentence's score; the rest is its cosine
OPENING = 0.2
ASKING = 0.5  # of its score, for a sentence that asks: a question in the book answers none of a visitor's
SAME_PAGE = 0.10  # for a chunk of the page that the visitor reads

# Selected text and carried topic say less of what is asked than the question itself does.
CONTEXT_WEIGHT = 0.5
CARRIED_WEIGHT = 0.5

NEAR_DUPLICATE = 0.9  # of the terms of two chunks, shared: the lower one is dropped

BM25_CEILING = 2.2  # k + 1: the most that one term can bring, in units of its rarity


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for. ``context``: selected text; ``page_path``: the page that the visitor reads, as the browser has it."""

    reading: Reading
    context: str = ""
    page_path: str = ""

    @property
    def text(self) -> str:
        return f"{self.reading.text} {self.context[:CONTEXT_CHARACTERS]}".strip()


class Retriever:
    """Finds the chunks that answer a question."""

    def __init__(
        self,
        embedder: Embedder,
        index: Index,
        passages: Passages,
        reranker: Reranker | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """``breaker``: of the service that embeds and reranks, where one does; without its vectors the search is by words."""
        self._embedder = embedder
        self._index = index
        self._passages = passages
        self._reranker = reranker
        self._breaker = breaker

    async def best(self, searches: Sequence[Search], limit: int, *, enough: float) -> tuple[Search, Retrieval]:
        """The first search that finds ``enough`` relevance, else the one that finds most."""
        tried = []
        for search in searches:
            search = await self._spelt(search)
            retrieval = await self.retrieve(search, limit)
            tried.append((search, retrieval))
            if retrieval.relevance >= enough:
                break
        return next(
            (each for each in tried if each[1].relevance >= enough), max(tried, key=lambda each: each[1].relevance)
        )

    async def search(self, query: str, limit: int) -> Retrieval:
        """One query that stands alone. Raises ServiceFailed."""
        return (await self.best([Search(Reading(unwrapped(query)))], limit, enough=0.0))[1]

    async def retrieve(self, search: Search, limit: int) -> Retrieval:
        """At most ``limit`` hits, best first. Raises ServiceFailed where the index can't be searched."""
        started = time.perf_counter()
        vector = await self._vector(search.text)
        embedded = time.perf_counter()
        candidates = await self._index.search(widened(search.text), vector, CANDIDATES)
        searched = time.perf_counter()
        asked = await self._asked(search)
        hits = await asyncio.to_thread(self._rank, search, candidates, asked)
        if self._reranker is not None and vector is not None:
            hits = await self._reranked(search.reading.text, hits)
        ranked = time.perf_counter()
        return Retrieval(
            query=search.reading.text,
            hits=tuple(hits[:limit]),
            relevance=hits[0].score if hits else 0.0,
            degraded=vector is None or (bool(candidates) and all(each.dense is None for each in candidates)),
            timings_ms={
                "embed": _ms(started, embedded),
                "search": _ms(embedded, searched),
                "rank": _ms(searched, ranked),
            },
        )

    async def _vector(self, text: str) -> Vector | None:
        """None where the service that embeds is down."""
        if self._breaker is None:
            return await self._embedder.embed_query(text)
        if self._breaker.lets_through():
            try:
                vector = await self._embedder.embed_query(text)
            except ServiceFailed as error:
                self._breaker.failed(error)
            else:
                self._breaker.succeeded()
                return vector
        self._breaker.fell_back()
        return None

    async def _reranked(self, query: str, hits: list[Hit]) -> list[Hit]:
        """The best hits in the reranker's order; their scores stay in place, since they say how sure we are, not who is first."""
        assert self._reranker is not None
        first, rest = hits[:RERANKED], hits[RERANKED:]
        try:
            scores = await self._reranker.rerank(query, [hit.chunk.text for hit in first])
        except ServiceFailed as error:
            log.warning("hits are not reranked: %s", error)
            return hits
        order = sorted(range(len(first)), key=lambda i: -scores[i])
        return [replace(first[i], score=first[place].score) for place, i in enumerate(order)] + rest

    async def _spelt(self, search: Search) -> Search:
        reading = replace(search.reading, query=await self._index.corrected(search.reading.query))
        return replace(search, reading=reading)

    async def _asked(self, search: Search) -> AskedTerms:
        context = search.context[:CONTEXT_CHARACTERS]
        parts = ((search.reading.query, 1.0), (search.reading.carried, CARRIED_WEIGHT), (context, CONTEXT_WEIGHT))
        return await asked_terms(self._index, parts)

    def _rank(self, search: Search, candidates: Sequence[Candidate], asked: AskedTerms) -> list[Hit]:
        if not candidates:
            return []
        passages = self._passages.read([candidate.chunk for candidate in candidates])
        question = _Question(self._passages.vector(search.text), asked, self._passages.pairs(search.text))
        signals = _Signals.of(candidates, passages, question)
        fused = signals.blend() + np.array(
            [SAME_PAGE * _same_page(each.chunk.url, search.page_path) for each in candidates]
        )
        order = sorted(
            range(len(candidates)),
            key=lambda i: (-fused[i], candidates[i].chunk.source_path, candidates[i].chunk.order_index),
        )
        evidence = signals.evidence()
        chances = relevance(evidence)
        hits: list[Hit] = []
        taken: list[Passage] = []
        ceiling = 1.0
        for i in order:
            ceiling = min(ceiling, float(chances[i]))
            candidate = candidates[i]
            if any(_repeats(passages[i], kept) for kept in taken):
                continue
            taken.append(passages[i])
            hits.append(
                Hit(
                    candidate.chunk,
                    round(ceiling, 4),
                    candidate.dense,
                    candidate.lexical,
                    float(signals.coverage[i]),
                    float(signals.sentence[i]),
                    float(fused[i]),
                    tuple(float(value) for value in evidence[i]),
                )
            )
        return hits


@dataclass(frozen=True, slots=True)
class _Signals:
    """One value a candidate, in their order."""

    lexical: NDArray[np.float64]  # BM25 as a share of what the question's terms could bring at most
    coverage: NDArray[np.float64]  # share of the question's weight that stands in the chunk, its title or headings
    pairs: NDArray[np.float64]  # share of the question's neighbouring terms that are neighbours in the chunk too
    dense: NDArray[np.float64] | None  # cosine of the chunk, where vectors were searched
    cosine: NDArray[np.float64]  # of its best sentence
    centroid: NDArray[
        np.float64
    ]  # cosine of the mean of its sentences: like ``dense``, whichever embedder is configured
    sentence: NDArray[np.float64]  # its best sentence, by cosine and coverage
    asked: AskedTerms

    @classmethod
    def of(cls, candidates: Sequence[Candidate], passages: Sequence[Passage], question: "_Question") -> "_Signals":
        ceiling = BM25_CEILING * question.asked.total or 1.0
        dense = [candidate.dense for candidate in candidates if candidate.dense is not None]
        cosines = [passage.cosines(question.vector) for passage in passages]
        sentences = [_sentence(passage, each, question.asked) for passage, each in zip(passages, cosines, strict=True)]
        return cls(
            lexical=np.array([min(1.0, (candidate.lexical or 0.0) / ceiling) for candidate in candidates]),
            coverage=np.array([question.asked.coverage(passage.all_terms) for passage in passages]),
            pairs=np.array([len(question.pairs & passage.pairs) / (len(question.pairs) or 1) for passage in passages]),
            dense=np.array(dense) if len(dense) == len(candidates) else None,
            cosine=np.array([float(each.max(initial=0.0)) for each in cosines]),
            centroid=np.array([float(passage.centroid @ question.vector) for passage in passages]),
            sentence=np.array(sentences),
            asked=question.asked,
        )

    def blend(self) -> NDArray[np.float64]:
        shares = [(LEXICAL, self.lexical), (COVERAGE, self.coverage), (PAIRS, self.pairs), (SENTENCE, self.sentence)]
        if self.dense is not None:
            shares.append((DENSE, self.dense))
        blended: NDArray[np.float64] = sum(
            (share * _standardised(signal) for share, signal in shares), np.zeros(len(self.coverage))
        )
        return blended

    def evidence(self) -> NDArray[np.float64]:
        """(candidates, EVIDENCE)."""
        length = np.full(len(self.coverage), math.log1p(len(self.asked.groups)))
        return np.column_stack([self.coverage, self.sentence, self.cosine, self.centroid, self.lexical, length])


def relevance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that a chunk answers the question; ``evidence`` has a column for each of EVIDENCE."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-(evidence @ np.array(WEIGHTS) + BIAS)))
    return chance


# Logistic regression of "this chunk answers" on what means the same whichever engine or embedder is configured; ``terms`` because half of
# a long question's words in one place is more than half of a short one's. `python -m rag calibrate` prints these from the cases
# in evaluation/calibration.csv: the first hits of 1,900 questions about five books.
EVIDENCE = ("coverage", "sentence", "cosine", "centroid", "lexical", "terms")
WEIGHTS = (3.67, 3.25, 0.6, 2.68, 5.59, 2.13)
BIAS = -10.6


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, as the passages are read against it."""

    vector: Vector
    asked: AskedTerms
    pairs: frozenset[tuple[int, int]]


def _sentence(passage: Passage, cosines: NDArray[np.float32], asked: AskedTerms) -> float:
    """0..1: the best sentence."""
    scores = (1 - SENTENCE_COVERAGE) * cosines + SENTENCE_COVERAGE * passage.coverage(asked)
    scores += OPENING * passage.opening(asked)
    scores[passage.asks] *= ASKING
    return float(scores.max(initial=0.0))


def _repeats(passage: Passage, kept: Passage) -> bool:
    """Whether one says what the other said: chunks overlap, and books repeat themselves."""
    shared = len(passage.all_terms & kept.all_terms)
    return shared > NEAR_DUPLICATE * max(len(passage.all_terms), len(kept.all_terms), 1)


def _standardised(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = float(signal.std())
    scaled: NDArray[np.float64] = (signal - signal.mean()) / spread if spread > 1e-9 else np.zeros_like(signal)
    return scaled


def _same_page(url: str, page_path: str) -> bool:
    """Hosts, trailing slashes, queries and anchors don't matter; the base URL of the site may be missing on one side."""
    here, there = _bare(page_path), _bare(url)
    return bool(here) and (here == there or there.endswith("/" + here) or here.endswith("/" + there))


def _bare(url: str) -> str:
    path = url.split("#")[0].split("?")[0]
    if "://" in path:
        path = path.split("://", 1)[1].partition("/")[2]
    return path.strip("/")


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
