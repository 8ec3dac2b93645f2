"""With Cohere and Qdrant configured: the same flow, and what serves while either is down."""

import asyncio
from dataclasses import replace

import pytest
from wire.cohere_server import CohereServer
from wire.qdrant_server import QdrantServer

from rag.build import book_source, build
from rag.errors import ServiceFailed
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Question

VALVE = Question("At which pressure does the safety valve open?")


def test_an_answer_comes_through_both_services(settings, tmp_path):
    with CohereServer() as cohere, QdrantServer(tmp_path / "qdrant") as qdrant:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, qdrant_url=qdrant.url)

        async def act() -> None:
            parts = build(chosen)
            await ingest(book_source(chosen), parts.embedder, parts.index, parts.store, lambda _: None)
            answer = await parts.assistant.ask(VALVE)
            assert "11 bar" in answer.message
            assert answer.status == "answered"
            assert not [name for name, breaker in parts.breakers.items() if breaker.failing]
            await parts.close()

        asyncio.run(act())


def test_without_cohere_the_words_are_searched_and_the_answer_says_so(settings):
    with CohereServer() as cohere:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url)

        async def ingested() -> None:
            parts = build(chosen)
            await ingest(book_source(chosen), parts.embedder, parts.index, parts.store, lambda _: None)
            await parts.close()

        asyncio.run(ingested())

    async def act() -> None:
        parts = build(chosen)
        answer = await parts.assistant.ask(VALVE)
        assert ("11 bar" in answer.message, answer.status) == (True, "degraded")
        assert parts.breakers["cohere"].failing
        await parts.close()

    asyncio.run(act())


def test_without_qdrant_the_embedded_copy_is_searched(settings, parts):
    async def act() -> None:
        served = build(replace(settings, qdrant_url="http://127.0.0.1:9"))
        answer = await served.assistant.ask(VALVE)
        assert ("11 bar" in answer.message, answer.status) == (True, "degraded")
        assert served.breakers["qdrant"].failing and served.breakers["qdrant"].fallbacks
        await served.close()

    asyncio.run(act())


def test_without_qdrant_and_without_a_copy_it_is_said_in_words(settings):
    async def act() -> None:
        served = build(replace(settings, qdrant_url="http://127.0.0.1:9"))
        with pytest.raises(ServiceFailed, match="no embedded copy"):
            await served.assistant.ask(VALVE)
        await served.close()

    asyncio.run(act())


def test_secrets_are_in_no_repr():
    environment = {
        "COHERE_API_KEY": "co-SENTINEL",
        "QDRANT_API_KEY": "qd-SENTINEL",
        "DATABASE_URL": "postgresql://u:db-SENTINEL@h/d",
    }
    assert "SENTINEL" not in repr(Settings.from_environment(environment))
