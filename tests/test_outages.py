"""The running program while its services die and come back: what visitors get, what `/health` says, and what is asked of whom."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import Program, Programs, free_port
from wire.cohere_server import CohereServer
from wire.openai_server import OpenAIServer, says
from wire.qdrant_server import QdrantServer
from wire.served import Fault

from rag.build import Parts

QUESTION = "At which pressure does the safety valve open?"
ASKED = itertools.count()


def ask(program: Program, question: str = QUESTION, **options) -> httpx.Response:
    """Each time from another page, which is none of the book's: an answer that is remembered must not serve."""
    body = {"message": question, "page": {"path": f"/elsewhere/{next(ASKED)}"}}
    return program.client.post("/chat", json=body, **options)


def status(program: Program) -> str:
    return ask(program).json().get("status", "")


def health(program: Program) -> dict:
    return program.client.get("/health").json()


def flags(program: Program) -> dict[str, bool]:
    report = health(program)
    return {name: report[name] for name in ("qdrant", "postgres", "openai", "cohere")}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def with_copy(parts: Parts, data: Path) -> Path:
    """A data folder whose embedded index holds the tram book."""
    return data


@pytest.fixture
def qdrant(tmp_path: Path) -> Iterator[QdrantServer]:
    """Not running yet."""
    yield QdrantServer(tmp_path / "qdrant")


def test_without_cohere_the_program_searches_by_words_until_it_is_back(programs: Programs, book: Path, data: Path):
    with CohereServer() as cohere:
        program = programs.serve(
            BOOK_DIR=str(book), DATA_DIR=str(data), COHERE_API_KEY="a-key", CO_API_URL=cohere.url
        ).ready()
        # Another question than the one below, whose embedding would be remembered.
        assert ask(program, "Who designed the lamp code?").json()["status"] == "answered"
        assert flags(program)["cohere"] is True

    reply = ask(program).json()
    assert ("11 bar" in reply["message"], reply["status"]) == (True, "degraded")
    report = health(program)
    assert (report["status"], report["cohere"]) == ("degraded", False)
    check = report["checks"]["cohere"]
    assert (check["ok"], check["fallbacks"]) == (False, 1)
    assert "can't be reached" in check["last_failure"] and check["failing_since"] and check["asked_again_in"] > 0
    assert report["checks"]["embeddings"]["part"] == "none"
    assert "127.0.0.1" not in json.dumps(report) and "a-key" not in json.dumps(report)

    with cohere:
        program._until(lambda: status(program) == "answered", 60, every=0.2)
        assert health(program)["status"] == "ok"
    assert program.log.count("cohere fails") == program.log.count("cohere answers again") == 1


def test_while_reranking_alone_fails_hits_keep_their_order_and_it_is_left_alone(
    programs: Programs, book: Path, data: Path
):
    with CohereServer() as cohere:
        cohere.faults.append(
            Fault(status=429, headers={"Retry-After": "40"}, only=lambda asked: asked.path == "/v2/rerank")
        )
        program = programs.serve(
            BOOK_DIR=str(book),
            DATA_DIR=str(data),
            COHERE_API_KEY="a-key",
            CO_API_URL=cohere.url,
            COHERE_RERANK_MODEL="rerank-v3.5",
        ).ready()
        assert status(program) == status(program) == "degraded"

        assert cohere.paths().count("/v2/rerank") == 1
        report = health(program)
        assert (report["cohere"], report["status"]) == (True, "degraded")
        check = report["checks"]["rerank"]
        assert (check["fallbacks"], check["last_failure"][:13]) == (2, "asks to slow ")
        assert 30 < check["asked_again_in"] <= 40


def test_without_qdrant_the_embedded_copy_answers_until_it_is_back(
    programs: Programs, book: Path, with_copy: Path, qdrant: QdrantServer
):
    with qdrant:
        program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(with_copy), QDRANT_URL=qdrant.url).ready()
        assert status(program) == "answered"
        assert health(program)["checks"]["index"]["part"] == "qdrant"

    reply = ask(program).json()
    assert ("11 bar" in reply["message"], reply["status"]) == (True, "degraded")
    report = health(program)
    assert (report["status"], report["qdrant"], report["checks"]["index"]["part"]) == ("degraded", False, "qdrant-edge")
    assert report["checks"]["index"]["ok"] and report["checks"]["qdrant"]["fallbacks"] >= 1

    with qdrant:
        program._until(lambda: status(program) == "answered", 60, every=0.2)
        assert (health(program)["status"], flags(program)["qdrant"]) == ("ok", True)
    assert program.log.count("qdrant fails") == program.log.count("qdrant answers again") == 1


def test_without_qdrant_and_without_a_copy_visitors_are_told_when_to_come_back(
    programs: Programs, book: Path, data: Path, qdrant: QdrantServer
):
    with qdrant:
        program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), QDRANT_URL=qdrant.url).ready()
        assert status(program) == "answered"

    refused = [ask(program), ask(program), program.client.post("/search", json={"query": "valve"})]
    for each in refused:
        assert each.status_code == 503
        assert 1 <= int(each.headers["retry-after"]) <= 60
        assert each.json()["error"] == "service_failed"
        assert "please try again in about" in each.json()["message"]
        assert "qdrant" not in each.text.lower()
    streamed = ask(program, headers={"Accept": "text/event-stream"})
    [error] = [json.loads(line[6:]) for line in streamed.text.splitlines() if line.startswith('data: {"type":"error"')]
    assert "please try again in about" in error["errorText"] and "127.0.0.1" not in streamed.text
    report = program.client.get("/health")
    assert (report.status_code, report.json()["status"]) == (503, "error")

    with qdrant:
        program._until(lambda: ask(program).status_code == 200, 60, every=0.2)
        assert health(program)["status"] == "ok"


def test_without_the_model_the_book_answers_itself_until_it_is_back(programs: Programs, book: Path, with_copy: Path):
    async def live() -> None:
        model = OpenAIServer(says("The safety valve opens at 11 bar", " [1]."))
        async with model:
            program = programs.serve(
                BOOK_DIR=str(book), DATA_DIR=str(with_copy), OPENAI_BASE_URL=model.url, OPENAI_API_KEY="sk-a"
            )
            await asyncio.to_thread(program.ready)
            assert await asyncio.to_thread(status, program) == "answered"
            assert (await asyncio.to_thread(health, program))["checks"]["answers"]["part"] == "gpt-4o-mini"

        assert await asyncio.to_thread(status, program) == "degraded"
        report = await asyncio.to_thread(health, program)
        assert (report["status"], report["openai"]) == ("degraded", False)
        assert report["checks"]["answers"]["part"] == "extractive"
        assert "127.0.0.1" not in json.dumps(report)

        model.requests.clear()
        async with model:
            await asyncio.to_thread(program._until, lambda: status(program) == "answered", 60, every=0.2)
            assert (await asyncio.to_thread(health, program))["status"] == "ok"
            assert len(model.requests) == 1
        assert program.log.count("openai fails") == program.log.count("openai answers again") == 1

    asyncio.run(live())


# ---------------------------------------------------------------- starting while they are away


def no_failure(program: Program) -> bool:
    return "ERROR" not in program.log and "Traceback" not in program.log


def test_a_start_without_qdrant_and_without_a_copy_is_made_good_when_it_comes(
    programs: Programs, book: Path, data: Path, qdrant: QdrantServer
):
    qdrant._port = free_port()
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(data), QDRANT_URL=f"http://127.0.0.1:{qdrant._port}")
    program.answers()._until(lambda: health(program)["status"] == "error", 30)

    report = program.client.get("/health")
    assert report.status_code == 503
    assert "waits for qdrant, which can't be reached" in report.json()["checks"]["index"]["detail"]
    refused = ask(program)
    assert (refused.status_code, refused.json()["error"]) == (503, "not_ready")
    assert int(refused.headers["retry-after"]) >= 1
    assert "ask again" in refused.json()["message"]

    with qdrant:
        program.ready()
        assert status(program) == "answered"
    assert no_failure(program)
    assert program.log.count("can't be brought up to date until qdrant answers") == 1
    assert program.log.count("qdrant answers again, and the start is complete") == 1


def test_a_start_without_qdrant_serves_the_copy_and_is_made_good_though_nobody_asks(
    programs: Programs, book: Path, with_copy: Path, qdrant: QdrantServer
):
    qdrant._port = free_port()
    url = f"http://127.0.0.1:{qdrant._port}"
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(with_copy), QDRANT_URL=url).answers()
    program._until(lambda: "update" in health(program)["checks"], 30)

    assert status(program) == "degraded"
    assert health(program)["status"] == "degraded"
    with qdrant:
        program.ready()
        assert flags(program)["qdrant"] is True
        assert qdrant.points("book_chunks")
    assert no_failure(program)


def test_a_start_without_cohere_is_made_good_when_it_comes(programs: Programs, book: Path, data: Path):
    cohere = CohereServer()
    cohere._port = free_port()
    program = programs.serve(
        BOOK_DIR=str(book),
        DATA_DIR=str(data),
        COHERE_API_KEY="a-key",
        CO_API_URL=f"http://127.0.0.1:{cohere._port}",
    )
    program.answers()._until(lambda: health(program)["status"] == "error", 30)
    assert ask(program).status_code == 503

    with cohere:
        program.ready()
        assert status(program) == "answered"
    assert no_failure(program)


def test_a_collection_of_another_dimension_is_final_and_named(
    programs: Programs, book: Path, data: Path, qdrant: QdrantServer
):
    with qdrant:
        qdrant.make("theirs", {"size": 768, "distance": "Cosine"})
        qdrant.put("theirs", [{"id": 1, "vector": [0.1] * 768, "payload": {"text": "A kite."}}])
        program = programs.serve(
            BOOK_DIR=str(book), DATA_DIR=str(data), QDRANT_URL=qdrant.url, QDRANT_COLLECTION="theirs"
        ).answers()
        program._until(lambda: "ERROR" in program.log, 60)

        assert program.client.get("/health").status_code == 503
        [line] = [line for line in program.log.splitlines() if "ERROR" in line]
        assert "768" in line


# ---------------------------------------------------------------- what is asked of whom


def test_a_monitor_asks_nothing_of_any_service(programs: Programs, book: Path, data: Path, qdrant: QdrantServer):
    with CohereServer() as cohere, qdrant:
        program = programs.serve(
            BOOK_DIR=str(book),
            DATA_DIR=str(data),
            COHERE_API_KEY="a-key",
            CO_API_URL=cohere.url,
            QDRANT_URL=qdrant.url,
        ).ready()
        assert status(program) == "answered"
        before = len(cohere.asked), len(qdrant.asked)
        for _ in range(30):
            assert health(program)["status"] == "ok"
        assert (len(cohere.asked), len(qdrant.asked)) == before


def test_the_vendors_clients_are_loaded_before_the_first_question(programs: Programs, book: Path, with_copy: Path):
    program = programs.serve(
        BOOK_DIR=str(book),
        DATA_DIR=str(with_copy),
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
        COHERE_API_KEY="a-key",
        CO_API_URL="http://127.0.0.1:9",
    ).answers()

    program._until(lambda: "openai" in program.imported, 60)
    assert "reach" not in health(program)["checks"]["openai"]["detail"]
