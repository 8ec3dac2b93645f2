"""The embedded index: a folder of generations, of which one is read and the next one made.

Knows which generation is read, and when a newer one is there; what one is made of, `generation.py` and `build.py` know.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from qdrant_edge import SparseVector

from rag.errors import IndexUnusable
from rag.local.build import LocalBuild
from rag.local.generation import Generation, opened
from rag.local.generations import Generations
from rag.local.lexicon import Lexicon, Terms
from rag.ports import OPENINGS, IndexState, Vector, Vectors
from rag.reading.cards import Card, CloseReader, SentenceEncoder
from rag.reading.vocabulary import Ids, NoMeanings
from rag.types import Candidate, Chunk


class LocalIndex:
    """Reads the newest generation below a folder, and follows when another process publishes a newer one."""

    def __init__(
        self,
        folder: Path,
        language: str,
        reader: CloseReader | None = None,
        sentence_encoder: SentenceEncoder | None = None,
    ) -> None:
        """``reader``: makes the cards that are kept with the chunks; without one there are none. ``sentence_encoder``: of the model that
        embeds the chunks, where their sentences are embedded by it, too."""
        self._generations = Generations(folder)
        self._reader = reader
        self._sentence_encoder = sentence_encoder
        self._terms = Terms(language)
        self._opened: Generation | None = None
        self._opened_at = (0, 0)  # the mark of the generations when that was current
        self._opening = asyncio.Lock()

    async def state(self) -> IndexState | None:
        generation = await self._open()
        return generation.state if generation else None

    async def search(
        self, query: str, vector: Vector | None, limit: int, edition: str | None = None
    ) -> list[Candidate]:
        generation = await self._open()
        if generation is None:
            return []
        return await asyncio.to_thread(_search, generation, self._terms.bm25.embed_query(query), vector, limit, edition)

    async def editions(self) -> Sequence[str]:
        generation = await self._open()
        return generation.table.editions if generation else ()

    async def rarity(self, text: str) -> Mapping[int, float]:
        generation = await self._open()
        lexicon = generation.lexicon if generation else Lexicon(0, {}, {})
        return lexicon.rarities(self._terms.asked(text))

    async def corrected(self, text: str) -> str:
        generation = await self._open()
        return generation.lexicon.corrected(text, self._terms) if generation else text

    async def strangers(self, text: str) -> Sequence[str]:
        generation = await self._open()
        return generation.lexicon.strangers(text, self._terms) if generation else ()

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        generation = await self._open()
        if generation is None:
            return [(None, None)] * len(chunks)
        return [generation.table.neighbours(chunk) for chunk in chunks]

    async def openings(self) -> Sequence[Chunk]:
        generation = await self._open()
        return await asyncio.to_thread(generation.table.openings, OPENINGS) if generation else []

    async def page(self, source_path: str) -> list[Chunk]:
        generation = await self._open()
        return await asyncio.to_thread(generation.table.page, source_path) if generation else []

    def card(self, chunk_id: str) -> Card | None:
        """Of the generation that was searched last."""
        packed = self._opened.table.packed_card(chunk_id) if self._opened else None
        return Card.unpack(packed) if packed else None

    def sentence_vectors(self, chunk_id: str) -> memoryview | None:
        """Packed, of that generation; see rag.reading.sentence_vectors."""
        return self._opened.table.packed_sentences(chunk_id) if self._opened else None

    def cosines(self, terms: Ids, words: Vectors) -> Vectors:
        """What terms of that generation mean; as Meanings.cosines."""
        return (self._opened.meanings if self._opened else NoMeanings()).cosines(terms, words)

    @asynccontextmanager
    async def rebuild(self, embedder: str, dimension: int) -> AsyncIterator[LocalBuild]:
        with self._generations.building() as path:
            previous = await self._reusable()
            build = await asyncio.to_thread(
                LocalBuild,
                path,
                self._generations,
                self._terms.bm25,
                self._reader,
                self._sentence_encoder,
                previous,
                embedder,
                dimension,
            )
            try:
                yield build
            finally:
                build.close()

    async def _reusable(self) -> Generation | None:
        """The current generation. One that can't be opened has nothing to reuse."""
        try:
            return await self._open()
        except IndexUnusable:
            return None

    async def _open(self) -> Generation | None:
        mark = self._generations.mark()
        if self._opened and self._opened_at == mark:
            return self._opened
        async with self._opening:
            path = self._generations.current()
            if path is None:
                return None
            if not self._opened or self._opened.path != path:
                self._opened = await asyncio.to_thread(self._load_current, path)
            self._opened_at = mark
            return self._opened

    def _load_current(self, path: Path) -> Generation:
        """A generation may be swept away while it is opened, where ingests follow each other closely; then a newer one is there."""
        while True:
            try:
                return opened(path)
            except IndexUnusable:
                newer = self._generations.current()
                if newer is None or newer == path:
                    raise
                path = newer


def _search(
    generation: Generation, words: SparseVector, vector: Vector | None, limit: int, edition: str | None
) -> list[Candidate]:
    known = edition if edition in generation.table.editions else None
    found = generation.shard.search(words, vector, limit, known)
    return [Candidate(generation.table.chunk(row), dense, lexical) for row, (dense, lexical) in found.items()]
