"""Embeddings and reranking through the real SDK, over a real socket, against a server that speaks Cohere's wire format."""

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import numpy as np
import pytest
from wire.cohere_server import CohereServer
from wire.served import Fault

from rag.cohere import CohereConnection, CohereEmbedder, CohereReranker
from rag.errors import ServiceFailed
from rag.local.embedder import LocalEmbedder

KEY = "sk-cohere-sentinel-1f0c"
T = TypeVar("T")


@pytest.fixture
def server() -> Iterator[CohereServer]:
    with CohereServer(KEY) as server:
        yield server


def using(server: CohereServer, use: Callable[[CohereConnection], Awaitable[T]], **options: float) -> T:
    """What ``use`` brings over a connection that is closed afterwards."""

    async def run() -> T:
        connection = CohereConnection(KEY, server.url, **options)
        try:
            return await use(connection)
        finally:
            await connection.close()

    return asyncio.run(run())


def ask(connection: CohereConnection, text: str = "boiler") -> Awaitable[np.ndarray]:
    return CohereEmbedder(connection).embed_query(text)


def failure(server: CohereServer, **options: float) -> str:
    with pytest.raises(ServiceFailed) as failed:
        using(server, ask, **options)
    assert failed.value.service == "cohere"
    return str(failed.value)


# ---------------------------------------------------------------- embedding


def test_rows_come_in_order_and_have_length_one(server: CohereServer):
    texts = [f"Tram {i} leaves the depot." for i in range(5)]
    rows = using(server, lambda connection: CohereEmbedder(connection).embed_documents(texts))

    assert rows.shape == (5, 1024) and rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert rows[:, :256] == pytest.approx(LocalEmbedder().embed(texts), abs=1e-5)


def test_documents_go_in_batches_of_96_and_are_told_from_queries(server: CohereServer):
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection)
        assert (await embedder.embed_documents([f"text {i}" for i in range(200)])).shape == (200, 1024)
        await embedder.embed_query("text 7")

    using(server, use)
    assert [len(texts) for texts in server.embedded()] == [96, 96, 8, 1]
    assert [asked.body["input_type"] for asked in server.asked] == ["search_document"] * 3 + ["search_query"]
    assert {asked.body["model"] for asked in server.asked} == {"embed-english-v3.0"}


def test_vectors_come_packed_where_the_model_can_and_as_numbers_where_it_can_not():
    async def use(connection: CohereConnection) -> list[np.ndarray]:
        embedder = CohereEmbedder(connection)
        return [await embedder.embed_query("boiler"), await embedder.embed_query("valve")]

    with CohereServer(KEY) as packing:
        packed = using(packing, use)
    with CohereServer(KEY, packs=False) as plain:
        numbers = using(plain, use)

    assert [asked.body["embedding_types"] for asked in packing.asked] == [["base64"], ["base64"]]
    assert [asked.body["embedding_types"] for asked in plain.asked] == [["base64"], ["float"], ["float"]]
    for one, other in zip(packed, numbers, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize(
    "model, dimension, name, size, sent",
    [
        ("embed-english-v3.0", None, "cohere:embed-english-v3.0", 1024, None),
        ("embed-english-v3.0", 256, "cohere:embed-english-v3.0", 1024, None),
        ("embed-english-light-v3.0", None, "cohere:embed-english-light-v3.0", 384, None),
        ("embed-v4.0", None, "cohere:embed-v4.0", 1536, None),
        ("embed-v4.0", 512, "cohere:embed-v4.0:512", 512, 512),
    ],
)
def test_a_dimension_is_asked_for_only_where_the_model_takes_it(server, model, dimension, name, size, sent):
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection, model, dimension)
        assert (embedder.name, embedder.dimension) == (name, size)
        assert (await embedder.embed_query("boiler")).shape == (size,)

    using(server, use)
    assert server.asked[0].body.get("output_dimension") == sent


def test_the_dimension_of_a_model_we_do_not_know_is_learnt(server: CohereServer):
    async def use(connection: CohereConnection) -> tuple[int, int]:
        embedder = CohereEmbedder(connection, "embed-of-tomorrow")
        before = embedder.dimension
        await embedder.embed_query("boiler")
        return before, embedder.dimension

    assert using(server, use) == (0, 512)


def test_vectors_of_another_dimension_than_the_models_are_refused():
    with CohereServer(KEY, dimension=768) as server:
        assert failure(server) == "embed-english-v3.0 sent vectors of 768 dimensions instead of 1024"


# ---------------------------------------------------------------- queries are embedded once


def test_a_query_is_embedded_once_however_often_it_is_asked(server: CohereServer):
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection)
        first = await embedder.embed_query("boiler")
        assert (await embedder.embed_query("boiler") == first).all()
        await embedder.embed_query("valve")

    using(server, use)
    assert server.embedded() == [["boiler"], ["valve"]]


def test_the_cache_forgets_what_was_asked_longest_ago(server: CohereServer):
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection, cached=2)
        for text in ("one", "two", "one", "three", "one", "two"):
            await embedder.embed_query(text)

    using(server, use)
    assert server.embedded() == [["one"], ["two"], ["three"], ["two"]]


def test_each_model_has_queries_of_its_own(server: CohereServer):
    async def use(connection: CohereConnection) -> None:
        for model in ("embed-english-v3.0", "embed-v4.0"):
            await CohereEmbedder(connection, model).embed_query("boiler")

    using(server, use)
    assert [asked.body["model"] for asked in server.asked] == ["embed-english-v3.0", "embed-v4.0"]


def test_the_same_query_from_many_visitors_at_once_is_one_call(server: CohereServer):
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection)
        rows = await asyncio.gather(*(embedder.embed_query(f"question {i % 2}") for i in range(20)))
        assert all((row == rows[i % 2]).all() for i, row in enumerate(rows))

    using(server, use)
    assert sorted(server.embedded()) == [["question 0"], ["question 1"]]


def test_a_visitor_who_leaves_takes_the_answer_from_nobody_else(server: CohereServer):
    async def use(connection: CohereConnection) -> np.ndarray:
        embedder = CohereEmbedder(connection)
        leaving = asyncio.create_task(embedder.embed_query("boiler"))
        staying = asyncio.create_task(embedder.embed_query("boiler"))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert using(server, use).shape == (1024,)
    assert server.embedded() == [["boiler"]]


def test_when_the_last_visitor_leaves_the_call_ends(server: CohereServer):
    fault = Fault(hang=True)
    server.faults.append(fault)

    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection)
        visitors = [asyncio.create_task(embedder.embed_query("boiler")) for _ in range(3)]
        await asyncio.to_thread(fault.met.wait, 10)
        for visitor in visitors:
            visitor.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)
        assert await asyncio.to_thread(fault.left.wait, 10)
        server.faults.clear()
        assert (await embedder.embed_query("boiler")).shape == (1024,)

    using(server, use)
    assert len(server.asked) == 2


def test_a_failed_query_is_asked_again_by_the_next_visitor(server: CohereServer):
    server.faults.append(Fault(status=400, body=b'{"message": "no"}', times=2))

    async def use(connection: CohereConnection) -> np.ndarray:
        embedder = CohereEmbedder(connection)
        with pytest.raises(ServiceFailed):
            await embedder.embed_query("boiler")
        return await embedder.embed_query("boiler")

    assert using(server, use).shape == (1024,)


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_may_pass_is_tried_a_second_time(server: CohereServer, status):
    server.faults.append(Fault(status=status, times=1))

    assert using(server, ask).shape == (1024,)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "status, words",
    [
        (429, "Cohere asks to slow down (429): the key's rate or monthly limit is reached"),
        (500, "Cohere answered 500: it broke"),
        (503, "Cohere answered 503: it broke"),
    ],
)
def test_there_is_no_third_try(server: CohereServer, status, words):
    server.faults.append(Fault(status=status, body=b'{"message": "it broke"}'))

    assert failure(server) == words
    assert len(server.asked) == 2


@pytest.mark.parametrize("status, calls", [(401, 1), (403, 1), (404, 1), (400, 2)], ids=str)
def test_what_will_not_pass_is_not_tried_again(server: CohereServer, status, calls):
    server.faults.append(Fault(status=status, body=b'{"message": "no such thing"}'))
    words = failure(server)

    refused = status in (401, 403)
    assert words == (
        f"Cohere refuses the key ({status}); check COHERE_API_KEY"
        if refused
        else f"Cohere answered {status}: no such thing"
    )
    assert len(server.asked) == calls  # the second one for the other type of embedding


def test_a_short_retry_after_is_waited_for(server: CohereServer):
    server.faults.append(Fault(status=429, headers={"retry-after": "1"}, times=1))

    assert using(server, ask).shape == (1024,)
    assert len(server.asked) == 2


@pytest.mark.parametrize("wait", ["30", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_long_retry_after_is_honoured_by_asking_nothing_until_then(server: CohereServer, wait):
    server.faults.append(Fault(status=429, headers={"retry-after": wait}))

    async def use(connection: CohereConnection) -> list[str]:
        embedder, words = CohereEmbedder(connection), []
        for text in ("boiler", "valve", "lamp"):
            with pytest.raises(ServiceFailed) as failed:
                await embedder.embed_query(text)
            words.append(str(failed.value))
        assert await CohereReranker(connection, "rerank-v3.5").rerank("a", []) == []
        return words

    first, *others = using(server, use)
    assert "slow down (429)" in first
    assert all("Cohere asked to slow down; asking again in" in words for words in others)
    assert len(server.asked) == 1


def test_a_limit_on_reranking_does_not_stop_embedding(server: CohereServer):
    server.faults.append(
        Fault(status=429, headers={"retry-after": "30"}, only=lambda asked: asked.path == "/v2/rerank")
    )

    async def use(connection: CohereConnection) -> np.ndarray:
        with pytest.raises(ServiceFailed):
            await CohereReranker(connection, "rerank-v3.5").rerank("boiler", ["a boiler"])
        return await ask(connection)

    assert using(server, use).shape == (1024,)


def test_a_server_that_hangs_is_given_up(server: CohereServer):
    server.faults.append(Fault(hang=True))

    assert failure(server, timeout=0.3) == "Cohere did not answer within 0.3 s"


def test_a_server_that_is_not_there_is_named(server: CohereServer):
    gone = CohereServer(KEY)
    with gone:
        pass
    words = failure(gone)

    assert "Cohere can't be reached" in words


def test_a_server_that_comes_back_is_used_again():
    async def use(connection: CohereConnection) -> None:
        embedder = CohereEmbedder(connection)
        server.faults.append(Fault(status=503))
        with pytest.raises(ServiceFailed):
            await embedder.embed_query("boiler")
        server.faults.clear()
        assert (await embedder.embed_query("boiler")).shape == (1024,)

    with CohereServer(KEY) as server:
        using(server, use)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"<html>busy</html>",
        b"null",
        b"[]",
        b"{}",
        b'{"embeddings": {}}',
        b'{"embeddings": {"base64": ["!"]}}',
        b'{"embeddings": {"float": [["a"]]}}',
        b'{"embeddings": {"float": [[1, 2], [3]]}}',
        b'{"embeddings": {"float": [[1, 2], [3, 4]]}}',
        b'{"embeddings": 7}',
    ],
)
def test_a_reply_that_makes_no_sense_is_a_failure_of_the_service(server: CohereServer, body):
    server.faults.append(Fault(body=body))

    assert "Cohere sent" in failure(server)


def test_the_key_is_in_no_words_and_no_trace(server: CohereServer, caplog):
    """Though the server says it back."""
    caplog.set_level(logging.DEBUG)
    server.faults.append(Fault(status=401, body=f'{{"message": "bad {KEY}"}}'.encode(), times=1))
    server.faults.append(Fault(status=404, body=f'"{KEY} knows no such model"'.encode(), headers={"x-key": KEY}))

    async def use(connection: CohereConnection) -> list[str]:
        embedder, said = CohereEmbedder(connection), [repr(connection), repr(CohereEmbedder(connection))]
        for _ in range(2):
            try:
                await embedder.embed_query("boiler")
            except ServiceFailed as error:
                said += [str(error), repr(error), *traceback.format_exception(error)]
        return said

    said = using(server, use)
    assert len(said) > 4
    assert KEY not in "".join(said)
    assert KEY not in caplog.text
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"


# ---------------------------------------------------------------- reranking


def test_scores_come_in_the_order_of_the_texts(server: CohereServer):
    texts = ["A lamp is green.", "The safety valve of the boiler opens.", "The boiler holds water."]
    scores = using(server, lambda connection: CohereReranker(connection, "rerank-v3.5").rerank("boiler valve", texts))

    assert scores == [0.0, 1.0, 0.5]
    assert server.asked[0].body["model"] == "rerank-v3.5"
    assert server.asked[0].body["documents"] == texts


def test_no_texts_are_not_asked_about(server: CohereServer):
    assert using(server, lambda connection: CohereReranker(connection, "rerank-v3.5").rerank("boiler", [])) == []
    assert server.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"results": null}',
        b'{"results": [{"index": 0, "relevance_score": 0.5}]}',
        b'{"results": [{"index": 7, "relevance_score": 0.5}, {"index": 0, "relevance_score": 0.5}]}',
        b'{"results": [{"index": 0}, {"index": 1}]}',
        b'{"results": [1, 2]}',
        b"{",
    ],
)
def test_a_ranking_that_makes_no_sense_is_a_failure_of_the_service(server: CohereServer, body):
    server.faults.append(Fault(body=body))

    with pytest.raises(ServiceFailed, match="Cohere sent a"):
        using(server, lambda connection: CohereReranker(connection, "rerank-v3.5").rerank("boiler", ["a", "b"]))


# ---------------------------------------------------------------- weight


def test_the_sdk_is_imported_only_when_something_is_asked():
    program = """
import sys
from rag.cohere import CohereConnection, CohereEmbedder, CohereReranker
connection = CohereConnection("a-key")
CohereEmbedder(connection), CohereReranker(connection, "rerank-v3.5")
print([name for name in ("cohere", "httpx", "aiohttp") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
