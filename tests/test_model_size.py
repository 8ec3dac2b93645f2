"""A Cohere model that is in no table of ours: its first reply tells the size of its vectors, before anything is made for them."""

import asyncio
from dataclasses import replace

import pytest
from wire.cohere_server import CohereServer
from wire.qdrant_server import QdrantServer

from rag.build import book_source, build
from rag.doctor import examine
from rag.ingest import Report, ingest
from rag.settings import Settings

OF_TOMORROW = 512


def ingested(settings: Settings) -> Report:
    async def act() -> Report:
        parts = build(settings)
        try:
            return await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        finally:
            await parts.close()

    return asyncio.run(act())


@pytest.fixture
def tomorrow(settings: Settings):
    with CohereServer() as cohere:
        yield (
            replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, cohere_embed_model="embed-of-tomorrow"),
            cohere,
        )


def test_a_fresh_embedded_index_gets_its_size(tomorrow):
    settings, cohere = tomorrow

    report = ingested(settings)

    assert (report.state.dimension, report.embedded) == (OF_TOMORROW, report.state.chunks)
    assert cohere.embedded()[0] == ["book"]


def test_a_fresh_collection_gets_its_size(tomorrow, tmp_path):
    settings, _ = tomorrow
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        report = ingested(replace(settings, qdrant_url=qdrant.url))

        assert report.state.dimension == OF_TOMORROW
        assert qdrant.collections["book_chunks"][0]["vectors"]["dense"]["size"] == OF_TOMORROW


def test_beside_the_collection_of_another_model_its_own_is_found_again(tomorrow, tmp_path):
    settings, _ = tomorrow
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        served = replace(settings, qdrant_url=qdrant.url)
        ingested(replace(served, cohere_embed_model="embed-english-v3.0"))
        first = ingested(served)

        again = ingested(served)

        assert sorted(qdrant.collections) == ["book_chunks", f"book_chunks_{OF_TOMORROW}"]
        assert (first.up_to_date, again.up_to_date, again.state.version) == (False, True, first.state.version)
        index = next(each for each in asyncio.run(examine(served)).findings if each.part == "index")
        assert (index.collection, index.dimension) == (f"book_chunks_{OF_TOMORROW}", OF_TOMORROW)


def test_while_nobody_embeds_the_collection_is_searched_by_words(tomorrow, tmp_path):
    settings, _ = tomorrow
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        served = replace(settings, qdrant_url=qdrant.url)
        ingested(served)

        async def act() -> list[str]:
            parts = build(replace(served, cohere_url="http://127.0.0.1:9"))
            found = await parts.index.search("safety valve", None, 3)
            await parts.close()
            return [candidate.chunk.text for candidate in found]

        assert any("11 bar" in text for text in asyncio.run(act()))
