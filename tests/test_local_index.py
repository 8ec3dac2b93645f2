"""The embedded index on disk: what it keeps beside the engine, and what it says when that is broken."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.build import Parts, book_source, build
from rag.errors import IndexUnusable
from rag.ingest import ingest
from rag.local.embedder import LocalEmbedder
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.reading.cards import CloseReader


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
