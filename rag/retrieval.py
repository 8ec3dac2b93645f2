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
from rag.continuation import goes_on, may_go_on, may_have_begun
from rag.errors import ServiceFailed
from rag.followups import Reading, unwrapped
from rag.passages import Passages
from rag.ports import Embedder, Index, Reranker, Vector
from rag.spread import Floats, Spread, paired
from rag.terms import AskedTerms, asked_terms, widened
from rag.tuning import USUAL, Tuning
from rag.types import Candidate, Chunk, Cut, Hit, Retrieval

log = logging.getLogger(__name__)

RERANKED = 20  # hits that a reranker gets to see
CANDIDATES = 30  # from each of the two searches
CONTEXT_CHARACTERS = 600  # of the selected text take part in the search

# Shares of the blend; each signal is standardised over the candidates of the question first.
LEXICAL, COVERAGE, PAIRS, DENSE, SENTENCE = 0.05, 0.30, 0.15, 0.25, 0.25
SHARES = {"lexical": LEXICAL, "coverage": COVERAGE, "pairs": PAIRS, "sentence": SENTENCE, "dense": DENSE}
SENTENCE_COVERAGE = 0.4  # of a sentence's score; the rest is its cosine
OPENING = 0.2
ASKING = 0.5  # of its score, for a sentence that asks: a question in the book answers none of a visitor's
SAME_PAGE = 0.10  # for a chunk of the page that the visitor reads

# Selected text and carried topic say less of what is asked than the question itself does.
CONTEXT_WEIGHT = 0.5
CARRIED_WEIGHT = 0.5

JOINED = 2  # of the best hits are joined with the neighbours that continue them …
JOINED_AT = 6  # … so that these are among so many: what an answer is written from

CUT_TOLD = 8  # chunks that were left out and are told of
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
        embedder: Embedder | None,
        index: Index,
        passages: Passages,
        reranker: Reranker | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """``embedder``: None for a search by words alone; ``breaker``: of the service that embeds and reranks, where one does."""
        self._embedder = embedder
        self._index = index
        self._passages = passages
        self._reranker = reranker
        self._breaker = breaker

    async def best(
        self, searches: Sequence[Search], limit: int, *, enough: float, tuning: Tuning = USUAL
    ) -> tuple[Search, Retrieval]:
        """The first search that finds ``enough`` relevance, else the one that finds most."""
        tried = []
        for search in searches:
            search = await self._spelt(search)
            retrieval = await self.retrieve(search, limit, tuning)
            tried.append((search, retrieval))
            if retrieval.relevance >= enough:
                break
        search, found = next(
            (each for each in tried if each[1].relevance >= enough), max(tried, key=lambda each: each[1].relevance)
        )
        return search, await self._joined(found, limit)

    async def search(self, query: str, limit: int, tuning: Tuning = USUAL) -> Retrieval:
        """One query that stands alone. Raises ServiceFailed."""
        return await self.retrieve(await self._spelt(Search(Reading(unwrapped(query)))), limit, tuning)

    async def retrieve(self, search: Search, limit: int, tuning: Tuning = USUAL) -> Retrieval:
        """At most ``limit`` hits, best first. Raises ServiceFailed where the index can't be searched."""
        started = time.perf_counter()
        vector = await self._vector(search.text) if tuning.by_meaning else None
        embedded = time.perf_counter()
        words = widened(search.text) if tuning.by_words else ""
        candidates = tuning.kept(await self._index.search(words, vector, tuning.searched(CANDIDATES)))
        searched = time.perf_counter()
        asked = await self._asked(search)
        wanted = max(limit, RERANKED) if self._reranker is not None else limit
        hits, cut = await asyncio.to_thread(self._rank, search, candidates, asked, wanted, tuning)
        reranked = True
        if self._reranker is not None and vector is not None and tuning.rerank:
            hits, reranked = await self._reranked(search.reading.text, hits)
        ranked = time.perf_counter()
        return Retrieval(
            query=search.reading.text,
            hits=tuple(hits[:limit]),
            relevance=hits[0].score if hits else 0.0,
            degraded=(vector is None and tuning.by_meaning)
            or not reranked
            or (tuning.by_meaning and bool(candidates) and all(each.dense is None for each in candidates)),
            cut=cut,
            timings_ms={
                "embed": _ms(started, embedded),
                "search": _ms(embedded, searched),
                "rank": _ms(searched, ranked),
            },
        )

    async def _joined(self, found: Retrieval, limit: int) -> Retrieval:
        """With the neighbours in which the best hits go on, or have begun, among the first: an answer that ends in the middle of a list is
        none. They come behind what was found for itself."""
        first = [hit.chunk for hit in found.hits[:JOINED]]
        cut = [chunk for chunk in first if may_go_on(chunk.text) or may_have_begun(chunk.text)]
        if not cut:
            return found
        neighbours: list[Chunk] = []
        for chunk, (before, after) in zip(cut, await self._index.neighbours(cut), strict=True):
            if after and goes_on(chunk.text, after.text):
                neighbours.append(after)
            if before and goes_on(before.text, chunk.text):
                neighbours.append(before)
        known = [hit.chunk.chunk_id for hit in found.hits[:JOINED_AT]]
        missing = {each.chunk_id: each for each in neighbours if each.chunk_id not in known}
        if not missing:
            return found
        hits = [hit for hit in found.hits if hit.chunk.chunk_id not in missing]
        at = max(1, min(JOINED_AT - len(missing), len(hits)))
        joined = [Hit(chunk, score=hits[at - 1].score) for chunk in list(missing.values())[: JOINED_AT - 1]]
        return replace(found, hits=tuple([*hits[:at], *joined, *hits[at:]][:limit]))

    async def _vector(self, text: str) -> Vector | None:
        """None where the service that embeds is down."""
        if self._embedder is None:
            return None
        try:
            return await self._embedder.embed_query(text)
        except ServiceFailed as error:
            if self._breaker is None:
                raise
            log.debug("the search is by words: %s", error)
            self._breaker.fell_back()
            return None

    async def _reranked(self, query: str, hits: list[Hit]) -> tuple[list[Hit], bool]:
        """The best hits in the reranker's order; their scores stay in place, since they say how sure we are, not who is first. False where
        the reranker is down, and the order ours."""
        assert self._reranker is not None
        first, rest = hits[:RERANKED], hits[RERANKED:]
        try:
            scores = await self._reranker.rerank(query, [hit.chunk.text for hit in first])
        except ServiceFailed as error:
            log.debug("hits are not reranked: %s", error)
            return hits, False
        order = sorted(range(len(first)), key=lambda i: -scores[i])
        return [
            replace(first[i], score=first[place].score, rerank=scores[i]) for place, i in enumerate(order)
        ] + rest, True

    async def _spelt(self, search: Search) -> Search:
        reading = replace(search.reading, query=await self._index.corrected(search.reading.query))
        return replace(search, reading=reading)

    async def _asked(self, search: Search) -> AskedTerms:
        context = search.context[:CONTEXT_CHARACTERS]
        parts = ((search.reading.query, 1.0), (search.reading.carried, CARRIED_WEIGHT), (context, CONTEXT_WEIGHT))
        return await asked_terms(self._index, parts)

    def _rank(
        self, search: Search, candidates: Sequence[Candidate], asked: AskedTerms, wanted: int, tuning: Tuning
    ) -> tuple[list[Hit], tuple[Cut, ...]]:
        """At most ``wanted``, best first, and what was left out."""
        if not candidates:
            return [], ()
        cards = self._passages.cards([candidate.chunk for candidate in candidates])
        vector = self._passages.vector(search.text)
        pairs = paired(np.array(self._passages.sequence(search.text), dtype=np.uint32))
        signals = _Signals.of(candidates, Spread(cards, asked), vector, pairs, asked)
        fused = signals.blend(tuning)
        if here := _bare(search.page_path):
            fused += SAME_PAGE * np.array([_same_page(each.chunk.url, here) for each in candidates])
        order = sorted(
            range(len(candidates)),
            key=lambda i: (-fused[i], candidates[i].chunk.source_path, candidates[i].chunk.order_index),
        )
        evidence = signals.evidence()
        chances = relevance(evidence)
        hits: list[Hit] = []
        cut: list[Cut] = []
        taken: list[set[int]] = []
        ceiling = 1.0
        for i in order:
            if len(hits) == wanted:
                cut.append(_cut(candidates[i], float(fused[i]), "ranked below those that were asked for"))
                if len(cut) >= CUT_TOLD:
                    break
                continue
            ceiling = min(ceiling, float(chances[i]))
            candidate, terms = candidates[i], set(cards[i].terms.tolist())
            repeated = next((rank for rank, kept in enumerate(taken, start=1) if _repeats(terms, kept)), 0)
            if repeated:
                cut.append(_cut(candidate, float(fused[i]), f"says what hit {repeated} says"))
                continue
            taken.append(terms)
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
        return hits, tuple(cut)


@dataclass(frozen=True, slots=True)
class _Signals:
    """One value a candidate, in their order."""

    lexical: Floats  # BM25 as a share of what the question's terms could bring at most
    coverage: Floats  # share of the question's weight that stands in the chunk, its title or headings
    pairs: Floats  # share of the question's neighbouring terms that are neighbours in the chunk too
    dense: Floats | None  # cosine of the chunk, where vectors were searched
    cosine: Floats  # of its best sentence
    centroid: Floats  # cosine of the mean of its sentences: like ``dense``, whichever embedder is configured
    sentence: Floats  # its best sentence, by cosine and coverage
    asked: AskedTerms

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        spread: Spread,
        vector: Vector,
        pairs: NDArray[np.uint64],
        asked: AskedTerms,
    ) -> "_Signals":
        """``vector``: of the question, in the space of the sentences; ``pairs``: its neighbouring terms."""
        ceiling = BM25_CEILING * asked.total or 1.0
        dense = [candidate.dense for candidate in candidates if candidate.dense is not None]
        cosines = spread.cosines(vector)
        return cls(
            lexical=np.array([min(1.0, (candidate.lexical or 0.0) / ceiling) for candidate in candidates]),
            coverage=spread.chunk_coverage(),
            pairs=spread.pairs(pairs),
            dense=np.array(dense) if len(dense) == len(candidates) else None,
            cosine=spread.best(cosines),
            centroid=spread.centroid(cosines),
            sentence=spread.best(_sentences(spread, cosines)),
            asked=asked,
        )

    def blend(self, tuning: Tuning = USUAL) -> Floats:
        if tuning.fusion_constant is not None:
            return self._reciprocal_ranks(tuning.fusion_constant)
        wished = SHARES if tuning.shares is None else tuning.shares
        signals = {name: getattr(self, name) for name in SHARES if wished.get(name) and getattr(self, name) is not None}
        blended: Floats = sum(
            (wished[name] * _standardised(signal) for name, signal in signals.items()), np.zeros(len(self.coverage))
        )
        return blended

    def _reciprocal_ranks(self, constant: int) -> Floats:
        """Of the two searches alone, as an engine would fuse them."""
        lists = [signal for signal in (self.lexical, self.dense) if signal is not None]
        places = [np.argsort(np.argsort(-signal, kind="stable"), kind="stable") for signal in lists]
        fused: Floats = sum((1.0 / (constant + 1 + place) for place in places), np.zeros(len(self.coverage)))
        return fused

    def evidence(self) -> Floats:
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


def _sentences(spread: Spread, cosines: NDArray[np.float32]) -> Floats:
    """0..1: how well each sentence answers."""
    scores = (1 - SENTENCE_COVERAGE) * cosines + SENTENCE_COVERAGE * spread.coverage() + OPENING * spread.opening()
    scores[spread.asks] *= ASKING
    return scores


def _cut(candidate: Candidate, fused: float, why: str) -> Cut:
    chunk = candidate.chunk
    return Cut(chunk.title, chunk.section, chunk.url, fused, why)


def _repeats(terms: set[int], kept: set[int]) -> bool:
    """Whether one says what the other said: chunks overlap, and books repeat themselves."""
    return len(terms & kept) > NEAR_DUPLICATE * max(len(terms), len(kept), 1)


def _standardised(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = float(signal.std())
    scaled: NDArray[np.float64] = (signal - signal.mean()) / spread if spread > 1e-9 else np.zeros_like(signal)
    return scaled


def _same_page(url: str, here: str) -> bool:
    """Hosts, trailing slashes, queries and anchors don't matter; the base URL of the site may be missing on one side."""
    there = _bare(url)
    return here == there or there.endswith("/" + here) or here.endswith("/" + there)


def _bare(url: str) -> str:
    path = url.split("#")[0].split("?")[0]
    if "://" in path:
        path = path.split("://", 1)[1].partition("/")[2]
    return path.strip("/")


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
