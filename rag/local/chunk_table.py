"""The chunks of a generation as rows, in the order of the book, each with its embedding key, its card and, where they are kept, the vectors
of its sentences.

Knows how rows are written and looked up; the engine knows them by their numbers only. It is what makes a search cheap: a payload that
comes back from the engine costs more than the search itself.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from rag.local.records import Records, RecordsWriter
from rag.types import Chunk

CHUNKS_KEPT = 1_000  # decoded, some 2 KB each


class ChunkTableWriter:
    """Writes below ``folder``, which must be there. ``with_sentences``: vectors of sentences are kept, too."""

    def __init__(self, folder: Path, *, with_sentences: bool = False) -> None:
        self._folder = folder
        self._chunks = RecordsWriter(folder / "chunks")
        self._cards = RecordsWriter(folder / "cards")
        self._sentences = RecordsWriter(folder / "sentences") if with_sentences else None
        self._ids: list[str] = []
        self._keys: list[str] = []
        self._pages: dict[str, int] = {}
        self._editions: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def pages(self) -> int:
        return len(self._pages)

    def add(
        self, chunks: Sequence[Chunk], keys: Sequence[str], cards: Sequence[bytes], sentences: Sequence[bytes] = ()
    ) -> None:
        """``cards``, ``sentences``: packed; empty where none are kept."""
        self._chunks.extend(json.dumps(asdict(chunk)).encode() for chunk in chunks)
        self._cards.extend(cards or [b""] * len(chunks))
        if self._sentences:
            self._sentences.extend(sentences)
        for row, chunk in enumerate(chunks, start=len(self._ids)):
            self._pages.setdefault(chunk.source_path, row)
            self._editions.update(dict.fromkeys(chunk.editions))
        self._ids += [chunk.chunk_id for chunk in chunks]
        self._keys += keys

    def close(self) -> None:
        self._chunks.close()
        self._cards.close()
        if self._sentences:
            self._sentences.close()
        listed = {"ids": self._ids, "keys": self._keys, "pages": self._pages, "editions": list(self._editions)}
        (self._folder / "rows.json").write_text(json.dumps(listed), encoding="utf-8")


class ChunkTable:
    """What a ChunkTableWriter wrote. ``rows``: chunk id -> row."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError, ValueError, KeyError."""
        self._folder = folder
        listed = self._listed()
        self.rows: dict[str, int] = {chunk_id: row for row, chunk_id in enumerate(listed["ids"])}
        # An index of an earlier version lists no pages or editions; the next ingest does.
        self._pages: dict[str, int] = listed.get("pages", {})
        self.editions: tuple[str, ...] = tuple(listed.get("editions", ()))
        self._chunks = Records(folder / "chunks")
        self._cards = Records(folder / "cards")
        self._sentences = Records(folder / "sentences") if (folder / "sentences").exists() else None
        # Those found last, once for all the answers that are kept with their hits.
        self._read = lru_cache(CHUNKS_KEPT)(lambda row: _chunk(json.loads(str(self._chunks[row], "ascii"))))
        # Kept apart: a long book has more pages than that.
        self.openings = lru_cache(1)(self._openings)
        if not len(self._chunks) == len(self._cards) == len(listed["ids"]) == len(listed["keys"]):
            raise ValueError(f"{len(self._chunks)} chunks, {len(self._cards)} cards, {len(listed['ids'])} rows")

    def __len__(self) -> int:
        return len(self._chunks)

    def keys(self) -> dict[str, int]:
        """Embedding key -> a row with its vector. Read anew: only an ingest asks, and at 100,000 chunks they take 20 MB."""
        return {key: row for row, key in enumerate(self._listed()["keys"])}

    def _listed(self) -> dict[str, Any]:
        listed: dict[str, Any] = json.loads((self._folder / "rows.json").read_text(encoding="utf-8"))
        return listed

    def chunk(self, row: int) -> Chunk:
        return self._read(row)

    def _openings(self, most: int) -> tuple[Chunk, ...]:
        """The first chunk of each page; of the first ``most`` pages."""
        return tuple(self.chunk(row) for row in islice(self._pages.values(), most))

    def page(self, source_path: str) -> list[Chunk]:
        """All of its chunks, which stand side by side."""
        rows = range(self._pages.get(source_path, len(self)), len(self))
        return list(takewhile(lambda chunk: chunk.source_path == source_path, map(self.chunk, rows)))

    def packed_card(self, chunk_id: str) -> memoryview | None:
        row = self.rows.get(chunk_id)
        return (self._cards[row] or None) if row is not None else None

    def packed_sentences(self, chunk_id: str) -> memoryview | None:
        row = self.rows.get(chunk_id)
        return self._sentences[row] if self._sentences and row is not None else None

    def neighbours(self, chunk: Chunk) -> tuple[Chunk | None, Chunk | None]:
        """The chunks before and after it in its section."""
        row = self.rows.get(chunk.chunk_id)
        if row is None:
            return None, None
        return self._beside(chunk, row - 1), self._beside(chunk, row + 1)

    def _beside(self, chunk: Chunk, row: int) -> Chunk | None:
        if not 0 <= row < len(self):
            return None
        other = self.chunk(row)
        return other if (other.url, other.section) == (chunk.url, chunk.section) else None


def _chunk(values: dict[str, Any]) -> Chunk:
    return Chunk(**{**values, "editions": tuple(values.get("editions", ()))})
