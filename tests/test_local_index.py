"""The embedded index on disk: what it keeps beside the engine, and what it says when that is broken."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.build import Parts, book_source, build
from rag.errors import IndexUnusable
from rag.ingest import ingest
from rag.local.embedder import LocalEmbedder
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.reading.cards import CloseReader
from rag.types import Chunk


def ingested(parts: Parts, settings) -> list[str]:
    asyncio.run(ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None))
    return [hit.chunk.chunk_id for hit in asyncio.run(parts.assistant.search("How heavy is a Finch?", 5)).hits]


def generation(settings) -> Path:
    return settings.index_dir / (settings.index_dir / "current").read_text()


class Words:
    """An encoder that notes what it was asked to embed."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts):
        self.texts += texts
        return LocalEmbedder().embed(texts)


def test_a_search_after_a_restart_reads_no_text_anew(parts: Parts, settings):
    hits = ingested(parts, settings)
    restarted = build(settings)

    cards = [(asyncio.run(restarted.index.state()), restarted.index.card(each))[1] for each in hits]
    assert len(hits) == 5
    assert all(card is not None and len(card.spans) for card in cards)


def test_cards_that_are_made_otherwise_are_made_anew_and_nothing_is_embedded_again(
    parts: Parts, settings, book: Path, monkeypatch
):
    with monkeypatch.context() as before:
        before.setattr("rag.reading.cards.CARDS", 1)
        before.setattr("rag.ingest.MAKING", 1)
        ingested(parts, settings)
    encoder = Words()
    index = LocalIndex(settings.index_dir, "english", CloseReader(encoder, Terms("english")))
    report = asyncio.run(ingest(book_source(settings), parts.embedder, index, parts.store, lambda _: None))

    assert report.embedded == 0
    assert len([text for text in encoder.texts if " " in text]) >= report.state.chunks


def test_cards_of_chunks_that_did_not_change_are_taken_over(parts: Parts, settings, book: Path):
    ingested(parts, settings)
    page = next(iter(sorted(book.rglob("*.md"))))
    page.write_text(page.read_text() + "\n\nThe depot cat is called Quill.\n")
    encoder = Words()
    index = LocalIndex(settings.index_dir, "english", CloseReader(encoder, Terms("english")))
    asyncio.run(ingest(book_source(settings), parts.embedder, index, parts.store, lambda _: None))

    sentences = [text for text in encoder.texts if " " in text]  # single words are the vocabulary's
    assert any("Quill" in text for text in sentences)
    assert len(sentences) < 20


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9])


def lose(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("name", ["rows.json", "chunks", "chunks.ends", "cards", "cards.ends", "lexicon.json"])
@pytest.mark.parametrize("breaking", [cut, lose])
def test_a_broken_file_is_told_and_the_next_ingest_mends_it(
    parts: Parts, settings, name: str, breaking: Callable[[Path], None]
):
    before = ingested(parts, settings)
    breaking(generation(settings) / name)

    with pytest.raises(IndexUnusable, match="ingest again"):
        asyncio.run(build(settings).assistant.search("How heavy is a Finch?", 5))
    assert ingested(build(settings), settings) == before


def test_in_a_book_of_many_megabytes_too_the_nearest_are_all_found(tmp_path: Path):
    """From 10 MB of vectors on the engine would search a graph of neighbours, and miss some."""
    vectors = np.random.default_rng(7).normal(size=(3000, 1024)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [str(number) for number in range(len(vectors))]
    chunks = [Chunk(key, f"Lamp {key} burns.", "a.md", "a", "Lamps", "", "/a", n, 1) for n, key in enumerate(keys)]

    async def found(asked: int) -> set[str]:
        index = LocalIndex(tmp_path / "index", "english")
        if await index.state() is None:
            async with index.rebuild("a model", 1024) as build:
                await build.add(chunks, keys, vectors)
                await build.commit(book="lamps", fingerprint="1")
        return {candidate.chunk.chunk_id for candidate in await index.search("", vectors[asked], 30)}

    for asked in range(0, 3000, 500):
        nearest = np.argsort(-vectors @ vectors[asked])[:30]
        assert asyncio.run(found(asked)) == {keys[row] for row in nearest}
