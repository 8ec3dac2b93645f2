"""BM25 in this process, for a collection whose points carry no sparse vectors of ours.

Knows which points hold which terms, and the lexicon of their texts, read once behind the visitors' backs. It keeps no text: 20,000
chunks take some 15 MB.
"""

import asyncio
import logging
from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import SparseVector

from rag.errors import ServiceFailed
from rag.local.bm25 import Bm25Vectors
from rag.local.lexicon import Lexicon, LexiconCount
from rag.qdrant.layout import Site, chunk_of
from rag.qdrant.snapshot import NOTHING, Snapshot

log = logging.getLogger(__name__)

MOST_POINTS = 20_000


class WordIndex:
    """Made by WordCount."""

    def __init__(
        self,
        ids: Sequence[str],
        terms: NDArray[np.int64],
        points: NDArray[np.int32],
        weights: NDArray[np.float32],
        lexicon: Lexicon,
    ) -> None:
        order = np.argsort(terms, kind="stable")
        self._ids = ids
        self._terms, self._points, self._weights = terms[order], points[order], weights[order]
        self.lexicon = lexicon

    def best(self, words: SparseVector, limit: int) -> dict[str, float]:
        """Point id -> BM25, of the ``limit`` best."""
        scores = np.zeros(len(self._ids), dtype=np.float32)
        for term in words.indices:
            begin, end = np.searchsorted(self._terms, (term, term + 1))
            scores[self._points[begin:end]] += self._weights[begin:end] * self.lexicon.rarity(term)
        best = np.argsort(-scores, kind="stable")[:limit]
        return {self._ids[i]: float(scores[i]) for i in best if scores[i] > 0}


class WordCount:
    """Counts while the points come by."""

    def __init__(self, bm25: Bm25Vectors) -> None:
        self._bm25 = bm25
        self._count = LexiconCount()
        self._ids: list[str] = []
        self._terms, self._points, self._weights = array("q"), array("i"), array("f")

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """``texts``: point ids with all that may be searched of the point."""
        for point_id, text in texts:
            vector = self._bm25.embed_document(text)
            self._count.add([text], [vector])
            self._terms.extend(vector.indices)
            self._weights.extend(vector.values)
            self._points.extend([len(self._ids)] * len(vector.indices))
            self._ids.append(point_id)

    def index(self) -> WordIndex:
        return WordIndex(
            self._ids,
            np.array(self._terms, dtype=np.int64),
            np.array(self._points, dtype=np.int32),
            np.array(self._weights, dtype=np.float32),
            self._count.lexicon(),
        )


class Counting:
    """The word index of a collection, counted again when the collection has changed. Until it is there, every word weighs the same."""

    def __init__(self, bm25: Bm25Vectors, site: Site) -> None:
        self._bm25 = bm25
        self._site = site
        self._task: asyncio.Task[None] | None = None
        self._version = ""
        self.index: WordIndex | None = None

    @property
    def lexicon(self) -> Lexicon:
        return self.index.lexicon if self.index else NOTHING

    def begin(self, snapshot: Snapshot) -> None:
        """Count in the background, unless that is done, under way, or too much."""
        version = f"{snapshot.state.version if snapshot.state else ''} {snapshot.points}"
        if version != self._version and snapshot.points <= MOST_POINTS and not self._is_running():
            self._task = asyncio.create_task(self._count(snapshot, version))

    async def wait(self, seconds: float) -> None:
        if self._task is not None and self._is_running():
            await asyncio.wait([self._task], timeout=seconds)

    def cancel(self) -> None:
        if self._task is not None and self._is_running():
            self._task.cancel()

    def _is_running(self) -> bool:
        task = self._task
        return task is not None and not task.done() and task.get_loop() is asyncio.get_running_loop()

    async def _count(self, snapshot: Snapshot, version: str) -> None:
        count = WordCount(self._bm25)
        try:
            async for points in snapshot.collection.pages(snapshot.layout.payload, layout=snapshot.layout):
                chunks = [
                    (point.id, chunk_of(point.id, point.payload, snapshot.layout, self._site)) for point in points
                ]
                texts = [(each, chunk.in_full) for each, chunk in chunks if chunk]
                await asyncio.to_thread(count.add, texts)
            self.index, self._version = await asyncio.to_thread(count.index), version
        except ServiceFailed as error:
            log.warning("the words of the collection %s could not be counted: %s", snapshot.collection.name, error)
