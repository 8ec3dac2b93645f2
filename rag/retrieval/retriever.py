"""From a question to judged hits: candidates from the index, closer reading, one blend, one calibrated score.

Knows the order of the steps, and what goes on without a service that is down; not how candidates are weighed.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from rag.errors import ServiceFailed
from rag.facts.acronyms import spells_out, to_spell_out
from rag.facts.wanted import to_define
from rag.message.followups import CARRIED_WEIGHT, Reading, unwrapped
from rag.ports import Embedder, Index, Reranker, Vector
from rag.reading.continuation import goes_on, may_go_on, may_have_begun
from rag.reading.names import asking, asks_fact
from rag.reading.passages import Passages
from rag.reading.terms import AskedTerms, asked_terms, nouns, widened
from rag.retrieval.contextual import Contextual, Measuring
from rag.retrieval.named_pages import NamedPages
from rag.retrieval.ranking import ranked
from rag.retrieval.relevance import worth_reading
from rag.retrieval.search import CONTEXT_CHARACTERS, Search
from rag.retrieval.tuning import MOST_CANDIDATES, USUAL, Tuning
from rag.sections.headings import is_named
from rag.services.breaker import Breaker
from rag.types import Candidate, Chunk, Hit, Retrieval

log = logging.getLogger(__name__)

RERANKED = 20  # hits that a reranker gets to see
CANDIDATES = 30  # from each of the two searches
FURTHER = 2  # times as many, for a section that has the name of what is to be defined

CONTEXT_WEIGHT = 0.5  # selected text says less of what is asked than the question itself does

JOINED = 2  # of the best hits are joined with the neighbours that continue them …
JOINED_AT = 6  # … so that these are among so many: what an answer is written from


class Retriever:
    """Finds the chunks that answer a question."""

    def __init__(
        self,
        embedder: Embedder | None,
        index: Index,
        passages: Passages,
        reranker: Reranker | None = None,
        breaker: Breaker | None = None,
        *,
        contextual: bool = False,
    ) -> None:
        """``embedder``: None for a search by words alone; ``breaker``: of the service that embeds and reranks, where one does;
        ``contextual``: whether the embedder reads words in their context, and its vectors tell more than sums of words do."""
        self._embedder = embedder
        self._index = index
        self._named_pages = NamedPages(index)
        self._passages = passages
        self._reranker = reranker
        self._breaker = breaker
        self._measuring = Measuring(embedder) if embedder is not None and contextual else None

    async def best(self, searches: Sequence[Search], limit: int, tuning: Tuning = USUAL) -> tuple[Search, Retrieval]:
        """The first search that finds enough, else the one that finds most."""
        tried = []
        for search in searches:
            search = await self._spelt(search)
            retrieval = await self.retrieve(search, limit, tuning)
            tried.append((search, retrieval))
            if retrieval.relevance >= search.enough:
                break
        else:
            search, retrieval = max(tried, key=lambda each: each[1].relevance)
        return search, await self._joined(retrieval, limit)

    async def search(
        self,
        query: str,
        limit: int,
        tuning: Tuning = USUAL,
        files: frozenset[str] = frozenset(),
        edition: str | None = None,
    ) -> Retrieval:
        """One query that stands alone. ``files``: those that are searched, all where there are none; ``edition``: of the site. Raises
        ServiceFailed."""
        search = Search(Reading(unwrapped(query)), files=files, edition=edition)
        return await self.retrieve(await self._spelt(search), limit, tuning)

    async def by_words(self, query: str, limit: int, edition: str | None = None) -> list[Candidate]:
        """What the index finds by words alone, best first, and nobody has read closely; a fifth of the cost of a search. Raises
        ServiceFailed."""
        return _best(await self._index.search(query, None, limit, edition), limit, _by_words)

    async def retrieve(self, search: Search, limit: int, tuning: Tuning = USUAL) -> Retrieval:
        """At most ``limit`` hits, best first. Raises ServiceFailed where the index can't be searched."""
        started = time.perf_counter()
        vector, contextual = await self._embedded(search.text) if tuning.by_meaning else (None, None)
        embedded = time.perf_counter()
        words = (to_spell_out(search.text) or widened(search.text)) if tuning.by_words else ""
        candidates = tuning.kept(await self._candidates(words, vector, search, tuning))
        searched = time.perf_counter()
        asked = await self._asked(search)
        wanted = max(limit, RERANKED) if self._reranker is not None else limit
        hits, cut = await self._passages.reading(
            [candidate.chunk for candidate in candidates],
            partial(ranked, search, candidates, asked, wanted, tuning, self._passages, contextual),
        )
        reranked = True
        if self._reranker is not None and vector is not None and tuning.rerank:
            hits, reranked = await self._reranked(search.reading.text, hits)
        judged = time.perf_counter()
        return Retrieval(
            query=search.reading.text,
            carried=search.reading.carried,
            edition=search.edition,
            hits=tuple(hits[:limit]),
            relevance=hits[0].score if hits else 0.0,
            near=worth_reading(hits),
            degraded=(vector is None and tuning.by_meaning)
            or not reranked
            or (tuning.by_meaning and bool(candidates) and all(each.dense is None for each in candidates)),
            cut=cut,
            timings_ms={
                "embed": _ms(started, embedded),
                "search": _ms(embedded, searched),
                "rank": _ms(searched, judged),
            },
        )

    async def _candidates(
        self, words: str, vector: Vector | None, search: Search, tuning: Tuning
    ) -> Sequence[Candidate]:
        """Of what is to be defined a book may speak everywhere: a section that has its name, or the words of its letters, is looked for
        further down. So are the chunks of a part."""
        if search.files:
            found = await self._index.search(words, vector, MOST_CANDIDATES, search.edition)
            return [each for each in found if each.chunk.source_path in search.files]
        limit, text = tuning.searched(CANDIDATES), search.text
        if not (terms := to_define(text)):
            return await self._index.search(words, vector, limit, search.edition)
        found = await self._index.search(words, vector, min(FURTHER * limit, MOST_CANDIDATES), search.edition)
        nearest = {each.chunk.chunk_id for each in (*_best(found, limit, _by_meaning), *_best(found, limit, _by_words))}
        acronym = to_spell_out(text)
        kept = [
            each
            for each in found
            if each.chunk.chunk_id in nearest or is_named(terms, each.chunk) or spells_out(acronym, each.chunk.text)
        ]
        return kept + await self._named_pages.added(terms, kept, search.edition)

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

    async def _embedded(self, text: str) -> tuple[Vector | None, Contextual | None]:
        """None for what a service that is down, or an embedder that sums up words, has not."""
        if self._measuring is None:
            return await self._vector(text), None
        vector, yardstick = await asyncio.gather(self._vector(text), self._measuring.yardstick())
        return vector, None if vector is None else Contextual(vector, yardstick)

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
        query, context = search.reading.query, search.context[:CONTEXT_CHARACTERS]
        parts = ((query, 1.0), (search.reading.carried, CARRIED_WEIGHT), (context, CONTEXT_WEIGHT))
        strangers = () if asks_fact(query) else await self._index.strangers(asking(query))
        # "drawbacks" has other words that answer it.
        return replace(await asked_terms(self._index, parts), strange=not all(map(nouns, strangers)))


def _by_meaning(candidate: Candidate) -> float:
    return -math.inf if candidate.dense is None else candidate.dense


def _by_words(candidate: Candidate) -> float:
    return candidate.lexical or 0.0


def _best(candidates: Sequence[Candidate], limit: int, score: Callable[[Candidate], float]) -> list[Candidate]:
    return sorted(candidates, key=score, reverse=True)[:limit]


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
