"""The next generation of the embedded index, while it is made.

Knows what is taken over from the one before: vectors, cards and sentences of what has not changed. Durability comes from publishing a
generation only after its flush.
"""

import asyncio
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from rag.local.bm25 import Bm25Vectors
from rag.local.chunk_table import ChunkTableWriter
from rag.local.generation import Generation
from rag.local.generations import Generations, write_manifest
from rag.local.lexicon import LexiconCount
from rag.local.shard import Shard
from rag.ports import IndexState, Vector, Vectors
from rag.reading.cards import Card, CloseReader, SentenceEncoder, card_checksum
from rag.reading.sentence_vectors import is_of, packed
from rag.reading.vocabulary import Vocabulary
from rag.types import Chunk


class LocalBuild:
    def __init__(
        self,
        path: Path,
        generations: Generations,
        engine_bm25: Bm25Vectors,
        reader: CloseReader | None,
        sentence_encoder: SentenceEncoder | None,
        previous: Generation | None,
        embedder: str,
        dimension: int,
    ) -> None:
        self._path = path
        self._generations = generations
        self._bm25 = engine_bm25
        self._reader = reader
        self._sentence_encoder = sentence_encoder
        self._previous = previous
        self._known_keys = previous.table.keys() if previous and previous.state.embedder == embedder else {}
        self._embedder = embedder
        self._dimension = dimension
        self._count = LexiconCount()
        self._vocabulary = Vocabulary(reader.encoder, reader.terms) if reader else None
        self._table = ChunkTableWriter(path, with_sentences=sentence_encoder is not None)
        self._shard: Shard | None = Shard(path, dimension)

    async def known(self, keys: Sequence[str]) -> dict[str, Vector]:
        return await asyncio.to_thread(self._known, keys)

    def _known(self, keys: Sequence[str]) -> dict[str, Vector]:
        previous = self._previous
        if previous is None or not self._known_keys:
            return {}
        wanted = {self._known_keys[key]: key for key in keys if key in self._known_keys}
        return {wanted[row]: vector for row, vector in previous.shard.vectors(list(wanted)).items()}

    async def add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        await asyncio.to_thread(self._add, chunks, keys, vectors)

    def _add(self, chunks: Sequence[Chunk], keys: Sequence[str], vectors: Vectors) -> None:
        assert self._shard is not None
        self._generations.check_room(self._path)
        texts = [chunk.in_full for chunk in chunks]
        words = [self._bm25.embed_document(text) for text in texts]
        self._shard.add(len(self._table), vectors, words, [chunk.editions for chunk in chunks])
        self._count.add(texts, words)
        if self._vocabulary:
            self._vocabulary.note(texts)
        self._table.add(chunks, keys, self._cards(chunks), self._sentences(chunks))

    def _cards(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """Packed; those of texts that have not changed are taken over."""
        if self._reader is None:
            return []
        known = {chunk.chunk_id: packed for chunk in chunks if (packed := self._known_card(chunk))}
        new = [chunk for chunk in chunks if chunk.chunk_id not in known]
        known |= {chunk.chunk_id: card.pack() for chunk, card in zip(new, self._reader.read(new), strict=True)}
        return [known[chunk.chunk_id] for chunk in chunks]

    def _known_card(self, chunk: Chunk) -> bytes | None:
        packed = self._previous.table.packed_card(chunk.chunk_id) if self._previous else None
        return bytes(packed) if packed and Card.unpack(packed).checksum == card_checksum(chunk) else None

    def _sentences(self, chunks: Sequence[Chunk]) -> list[bytes]:
        """Packed; those of texts that have not changed are taken over."""
        if self._sentence_encoder is None:
            return []
        reusable = self._previous.table if self._previous and self._previous.state.embedder == self._embedder else None
        known: dict[str, bytes] = {}
        for chunk in chunks:
            record = reusable.packed_sentences(chunk.chunk_id) if reusable else None
            if record and is_of(record, chunk):
                known[chunk.chunk_id] = bytes(record)
        new = [chunk for chunk in chunks if chunk.chunk_id not in known]
        known |= zip([chunk.chunk_id for chunk in new], packed(new, self._sentence_encoder), strict=True)
        return [known[chunk.chunk_id] for chunk in chunks]

    async def commit(self, *, book: str, fingerprint: str) -> IndexState:
        return await asyncio.to_thread(self._commit, book, fingerprint)

    def _commit(self, book: str, fingerprint: str) -> IndexState:
        assert self._shard is not None
        self._generations.check_room(self._path)
        self._shard.finish()
        self.close()
        self._table.close()
        self._count.lexicon().write(self._path / "lexicon.json")
        if self._vocabulary:
            self._vocabulary.write(self._path)
        state = IndexState(
            version=uuid.uuid4().hex[:12],
            embedder=self._embedder,
            dimension=self._dimension,
            chunks=len(self._table),
            pages=self._table.pages,
            book=book,
            fingerprint=fingerprint,
            built_at=time.time(),
        )
        write_manifest(self._path, state)
        self._generations.publish(self._path)
        return state

    def close(self) -> None:
        if self._shard is not None:
            self._shard.close()
            self._shard = None
