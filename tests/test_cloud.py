"""With Cohere and Qdrant configured: the same flow, and what serves while either is down."""

import asyncio
from dataclasses import replace

import pytest
from wire.cohere_server import CohereServer
from wire.qdrant_server import QdrantServer
from wire.served import Fault

from rag.build import Parts, book_source, build
from rag.errors import ServiceFailed
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Question

VALVE = Question("At which pressure does the safety valve open?")


async def with_the_book(chosen: Settings) -> Parts:
    """All parts as they are configured, and the book ingested by them."""
    parts = build(chosen)
    await ingest(book_source(chosen), parts.embedder, parts.written, parts.store, lambda _: None)
    return parts


def test_an_answer_comes_through_both_services(settings, tmp_path):
    with CohereServer() as cohere, QdrantServer(tmp_path / "qdrant") as qdrant:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, qdrant_url=qdrant.url)

        async def act() -> None:
            parts = await with_the_book(chosen)
            answer = await parts.assistant.ask(VALVE)
            assert "11 bar" in answer.message
            assert answer.status == "answered"
            assert not [name for name, breaker in parts.breakers.items() if breaker.failing]
            await parts.close()

        asyncio.run(act())


def test_what_the_book_is_about_is_told_from_qdrant_and_embeds_nothing(settings, tmp_path):
    with CohereServer() as cohere, QdrantServer(tmp_path / "qdrant") as qdrant:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, qdrant_url=qdrant.url)

        async def act() -> None:
            parts = await with_the_book(chosen)
            before = len(cohere.asked)
            answer = await parts.assistant.ask(Question("What is this book about?"))
            assert answer.message.startswith("The Vell Tramway runs steam trams along the river Orl.")
            assert "- **Signals**: A steady green lamp means" in answer.message
            page = await parts.assistant.ask(Question("Summarize this page", page_path="/docs/boiler"))
            assert "- **Safety valve**: The safety valve opens at 11 bar." in page.message
            assert (answer.status, page.status, len(cohere.asked)) == ("answered", "answered", before)
            await parts.close()

        asyncio.run(act())


def test_what_is_suggested_next_is_tried_out_by_words_and_costs_no_call(settings):
    with CohereServer() as cohere:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url)

        async def act() -> None:
            parts = await with_the_book(chosen)
            await parts.assistant.ask(VALVE)  # with the first question the embedder is measured
            before = len(cohere.embedded())
            answer = await parts.assistant.ask(Question("How fast is a Finch?"))
            assert answer.suggestions
            assert cohere.embedded()[before:] == [["How fast is a Finch?"]]
            await parts.close()

        asyncio.run(act())


def test_where_qdrant_does_not_let_us_look_for_the_rest_of_a_page_its_beginning_is_told(settings, tmp_path):
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        chosen = replace(settings, qdrant_url=qdrant.url)

        async def act() -> None:
            parts = await with_the_book(chosen)
            await parts.assistant.ask(Question("List the chapters"))
            qdrant.faults.append(Fault(status=400, body=b"strict mode"))
            page = await parts.assistant.ask(Question("Summarize this page", page_path="/docs/boiler"))
            assert page.message == "The boiler of a Heron holds 610 litres of water and works at 9 bar. [1]"
            await parts.close()

        asyncio.run(act())


def test_without_cohere_the_words_are_searched_and_the_answer_says_so(settings):
    with CohereServer() as cohere:
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url)

        async def ingested() -> None:
            await (await with_the_book(chosen)).close()

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


def test_without_qdrant_the_embedded_copy_tells_what_the_book_is_about(settings, parts):
    async def act() -> None:
        served = build(replace(settings, qdrant_url="http://127.0.0.1:9"))
        answer = await served.assistant.ask(Question("What is this book about?"))
        page = await served.assistant.ask(Question("Summarize this page", page_path="/docs/boiler"))
        assert answer.message.startswith("The Vell Tramway") and "Safety valve" in page.message
        await served.close()

    asyncio.run(act())


def test_without_qdrant_and_without_a_copy_it_is_said_in_words(settings):
    async def act() -> None:
        served = build(replace(settings, qdrant_url="http://127.0.0.1:9"))
        with pytest.raises(ServiceFailed, match="no embedded copy"):
            await served.assistant.ask(VALVE)
        await served.close()

    asyncio.run(act())


def test_a_collection_that_somebody_dropped_is_not_a_book_without_an_answer(settings, tmp_path):
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        chosen = replace(settings, qdrant_url=qdrant.url)

        async def act() -> None:
            parts = await with_the_book(chosen)
            assert (await parts.assistant.ask(VALVE)).status == "answered"
            qdrant.collections.clear()
            for _ in range(2):
                with pytest.raises(ServiceFailed, match="no embedded copy") as failed:
                    await parts.assistant.search("safety valve", 3)
                assert failed.value.retry_after is not None
            await parts.close()

        asyncio.run(act())


def test_the_copy_of_another_book_does_not_stand_in(settings, parts, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.md").write_text("# Kites\n\nA Vell kite flies 90 metres high.\n", encoding="utf-8")
    qdrant = QdrantServer(tmp_path / "qdrant")

    async def act() -> None:
        with qdrant:
            chosen = replace(settings, book_dir=other, qdrant_url=qdrant.url)
            served = await with_the_book(chosen)
            assert "90 metres" in (await served.assistant.ask(Question("How high does a Vell kite fly?"))).message
        with pytest.raises(ServiceFailed, match="no embedded copy"):
            await served.assistant.search("safety valve", 3)
        await served.close()

    asyncio.run(act())


def test_a_question_that_was_embedded_before_needs_no_cohere_and_does_not_call_it_well(settings):
    async def act() -> None:
        with CohereServer() as cohere:
            chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url)
            parts = await with_the_book(chosen)
            await parts.assistant.search("the safety valve", 3)
        assert (await parts.assistant.search("the sand brake", 3)).degraded
        assert not (await parts.assistant.search("the safety valve", 3)).degraded
        assert parts.breakers["cohere"].failing and parts.breakers["cohere"].fallbacks == 1
        await parts.close()

    asyncio.run(act())


def test_secrets_are_in_no_repr():
    environment = {
        "COHERE_API_KEY": "co-SENTINEL",
        "QDRANT_API_KEY": "qd-SENTINEL",
        "DATABASE_URL": "postgresql://u:db-SENTINEL@h/d",
    }
    assert "SENTINEL" not in repr(Settings.from_environment(environment))
