"""The doctor over real parts and real sockets: what it reports of each, and its exit code."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from wire.cohere_server import CohereServer
from wire.model_list import ModelServer
from wire.postgres import Server as Postgres
from wire.qdrant_server import QdrantServer
from wire.served import Fault, Served

from rag.build import book_source, build
from rag.doctor import Finding, Report, examine
from rag.ingest import ingest
from rag.settings import Settings

NOWHERE = "http://127.0.0.1:9"
PARTS = ["book", "data", "embeddings", "index", "memory", "answers", "rerank", "budget"]


def finding(report: Report, part: str) -> Finding:
    return next(each for each in report.findings if each.part == part)


def examined(settings: Settings, seconds: float = 20) -> Report:
    return asyncio.run(examine(settings, seconds))


def ingested(settings: Settings) -> None:
    async def act() -> None:
        parts = build(settings)
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        await parts.close()

    asyncio.run(act())


def told(program) -> dict:
    program.wait()
    return json.loads(program.said)


# ---------------------------------------------------------------- embedded


def test_with_nothing_configured_all_is_well_and_it_says_what_could_be_turned_on(programs, book, tmp_path):
    program = programs.run("-m", "rag", "doctor", BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"))

    assert program.wait() == 0, program.log
    rows = {line.split()[0]: line for line in program.said.splitlines() if line}
    assert all(part in rows for part in PARTS)
    assert "7 pages" in rows["book"]
    assert "wordllama" in rows["embeddings"] and "256 dimensions" in rows["embeddings"]
    assert "empty; the start makes it" in rows["index"]
    assert "sqlite" in rows["memory"] and "schema" in rows["memory"]
    for hint in ("set COHERE_API_KEY", "set QDRANT_URL", "set DATABASE_URL", "set OPENAI_API_KEY"):
        assert hint in program.said
    assert program.said.endswith("everything that is configured can be reached and used\n")
    assert program.log == ""


def test_as_json_it_is_one_object(programs, settings):
    ingested(settings)
    environment = {"BOOK_DIR": str(settings.book_dir), "DATA_DIR": str(settings.data_dir)}

    report = told(programs.run("-m", "rag", "doctor", "--json", **environment))

    assert (report["verdict"], report["exit_code"], list(report["parts"])) == ("ok", 0, PARTS)
    index = report["parts"]["index"]
    assert (index["provider"], index["reachable"], index["dimension"], index["pages"]) == ("qdrant-edge", True, 256, 7)
    assert index["points"] > 7 and index["latency_ms"] > 0


def test_an_index_of_another_book_is_named(settings, tmp_path):
    ingested(settings)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("# Ferries\n\nThe ferry leaves at six.")

    index = finding(examined(replace(settings, book_dir=other)), "index")

    assert index.detail == f"of {settings.book_dir}; the start makes it anew"


def test_an_index_that_is_broken_is_made_anew_by_a_start(settings):
    ingested(settings)
    current = settings.index_dir / "current"
    current.write_text("nothing")

    report = examined(settings)

    assert report.exit_code == 0
    assert "the start makes it anew" in finding(report, "index").detail


# ---------------------------------------------------------------- all services


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.end()


def test_each_service_is_asked_for_something_real_and_small(programs, settings, tmp_path, postgres):
    with (
        CohereServer() as cohere,
        QdrantServer(tmp_path / "qdrant", "a-key") as qdrant,
        ModelServer("gpt-4o-mini", "gpt-4o") as openai,
    ):
        served = {"COHERE_API_KEY": "a-key", "CO_API_URL": cohere.url, "COHERE_RERANK_MODEL": "rerank-v3.5"}
        served |= {"QDRANT_API_KEY": "a-key", "QDRANT_URL": qdrant.url, "DATABASE_URL": postgres.url}
        served |= {"OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": f"{openai.url}/v1", "DAILY_TOKEN_BUDGET": "5000"}
        served |= {"BOOK_DIR": str(settings.book_dir), "DATA_DIR": str(settings.data_dir)}
        ingested(Settings.from_environment(served))
        before = {name: qdrant.points(name) for name in qdrant.collections}
        for server in (cohere, qdrant):
            server.asked.clear()

        report = told(programs.run("-m", "rag", "doctor", "--json", **served))

        assert report["verdict"] == "ok", report
        parts = report["parts"]
        for part, server in (("embeddings", cohere), ("rerank", cohere), ("index", qdrant), ("answers", openai)):
            assert (parts[part]["kind"], parts[part]["reachable"]) == ("service", True)
            assert parts[part]["where"] == server.url.removeprefix("http://")
            assert parts[part]["latency_ms"] > 0
        assert (parts["embeddings"]["model"], parts["embeddings"]["dimension"]) == ("embed-english-v3.0", 1024)
        assert (parts["index"]["collection"], parts["index"]["dimension"]) == ("book_chunks", 1024)
        assert parts["index"]["points"] > 7
        assert (parts["memory"]["provider"], parts["memory"]["schema_version"] >= 2) == ("postgresql", True)
        assert parts["budget"]["detail"] == "0 of 5,000 tokens a day (UTC) spent"
        assert cohere.embedded() == [["book"]]
        assert openai.paths() == ["/v1/models"]
        assert {name: qdrant.points(name) for name in qdrant.collections} == before


def test_a_fresh_qdrant_is_looked_at_and_left_as_it_is(settings, tmp_path):
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        index = finding(examined(replace(settings, qdrant_url=qdrant.url)), "index")

        assert (index.points, index.detail, index.verdict) == (0, "empty; the start fills it", "ok")
        assert qdrant.collections == {}


# ---------------------------------------------------------------- what is wrong, and what to do

WRONG_WITH_COHERE = {
    "the key": (Fault(401, b'{"message": "invalid api token"}'), True, "refuses the key (401); check COHERE_API_KEY"),
    "the model": (Fault(404, b'{"message": "model not found"}'), True, "Cohere answered 404: model not found"),
    "the limit": (Fault(429, headers={"retry-after": "30"}), True, "the key's rate or monthly limit is reached"),
    "the server": (Fault(503, b"down"), True, "Cohere answered 503"),
}


@pytest.mark.parametrize("wrong", WRONG_WITH_COHERE)
def test_what_cohere_refuses_is_said_in_words(settings, wrong):
    fault, reachable, words = WRONG_WITH_COHERE[wrong]
    ingested(settings)
    with CohereServer() as cohere:
        cohere.faults.append(fault)
        report = examined(replace(settings, cohere_api_key="a-key", cohere_url=cohere.url))

    embeddings = finding(report, "embeddings")
    assert words in embeddings.problem
    assert (embeddings.reachable, embeddings.instead) == (reachable, "the word search")
    assert report.exit_code == 1


def test_without_embeddings_there_is_no_first_index(settings):
    report = examined(replace(settings, cohere_api_key="a-key", cohere_url=NOWHERE))

    embeddings = finding(report, "embeddings")
    assert embeddings.reachable is False
    assert "can't be reached" in embeddings.problem and "nothing can be indexed" in embeddings.problem
    assert report.exit_code == 2


def chatting(server: Served, **others: str) -> dict[str, str]:
    return {"openai_api_key": "a-key", "openai_base_url": f"{server.url}/v1", **others}


def test_a_key_that_openai_refuses(settings):
    with ModelServer("gpt-4o-mini", key="another") as openai:
        report = examined(replace(settings, **chatting(openai)))

    answers = finding(report, "answers")
    assert "refused the key (401 invalid_api_key); check OPENAI_API_KEY" in answers.problem
    assert (answers.reachable, answers.instead, report.exit_code) == (True, "the extractive answerer", 1)


def test_a_model_that_the_server_does_not_have(settings):
    with ModelServer("llama3.2:latest", "qwen3") as openai:
        answers = finding(examined(replace(settings, **chatting(openai, openai_model="gpt-5"))), "answers")
        other = finding(examined(replace(settings, **chatting(openai, openai_model="llama3.2"))), "answers")

    assert answers.problem.endswith("lists no model gpt-5; set OPENAI_MODEL to one that it has: llama3.2:latest, qwen3")
    assert (other.problem, other.verdict) == ("", "ok")


@pytest.mark.parametrize("reply", [Fault(404), Fault(405), Fault(200, b"<html>"), Fault(200, b'{"data": 3}')])
def test_a_server_that_lists_no_models_is_reachable(settings, reply):
    with ModelServer() as openai:
        openai.faults.append(reply)
        answers = finding(examined(replace(settings, **chatting(openai))), "answers")

    assert (answers.reachable, answers.problem) == (True, "")
    assert "could not be checked" in answers.detail


def test_a_key_that_qdrant_refuses(settings, parts, tmp_path):
    with QdrantServer(tmp_path / "qdrant", "another") as qdrant:
        report = examined(replace(settings, qdrant_url=qdrant.url, qdrant_api_key="a-key"))

    index = finding(report, "index")
    assert "refuses the key (401); check QDRANT_API_KEY" in index.problem
    assert index.reachable is True
    assert index.instead.startswith("the embedded copy of the index")
    assert report.exit_code == 1


def test_a_qdrant_that_is_away_is_fatal_where_nothing_can_serve_instead(settings):
    report = examined(replace(settings, qdrant_url=NOWHERE))

    index = finding(report, "index")
    assert (index.where, index.reachable, index.verdict) == ("127.0.0.1:9", False, "broken")
    assert "can't be reached" in index.problem and "no embedded copy" in index.problem
    assert report.exit_code == 2


def test_a_collection_of_another_size(settings, tmp_path):
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        qdrant.make("theirs", {"size": 768, "distance": "Cosine"})
        qdrant.put("theirs", [{"id": 1, "vector": [0.1] * 768, "payload": {"text": "a page"}}])
        report = examined(replace(settings, qdrant_url=qdrant.url, qdrant_collection="theirs"))

    index = finding(report, "index")
    assert "its vectors have 768 dimensions, the embedder makes 256" in index.problem
    assert (index.reachable, report.exit_code) == (True, 2)


def test_an_older_collection_that_is_left_alone(settings, tmp_path):
    with QdrantServer(tmp_path / "qdrant") as qdrant:
        qdrant.make("book_vectors", {"size": 1024, "distance": "Cosine"})
        index = finding(examined(replace(settings, qdrant_url=qdrant.url)), "index")

    assert index.detail.startswith("the collection book_vectors can't be searched: its vectors have 1024 dimensions")
    assert index.verdict == "ok"


def test_a_database_that_is_away(settings):
    report = examined(replace(settings, database_url="postgresql://someone:hidden@127.0.0.1:9/book"))

    memory = finding(report, "memory")
    assert (memory.where, memory.reachable) == ("127.0.0.1:9", False)
    assert "refused" in memory.problem.lower()
    assert memory.instead == "the memory of this process"
    assert "hidden" not in repr(report)
    assert report.exit_code == 1


def test_what_hangs_keeps_nobody_else_from_answering(settings, tmp_path):
    ingested(settings)
    with CohereServer() as cohere, ModelServer("gpt-4o-mini") as openai:
        cohere.faults.append(Fault(hang=True))
        chosen = replace(settings, cohere_api_key="a-key", cohere_url=cohere.url, **chatting(openai))
        report = examined(replace(chosen, cohere_embed_model="embed-of-tomorrow"), seconds=3)

    assert "did not answer within 3 s" in finding(report, "embeddings").problem
    assert [each.part for each in report.findings if each.problem] == ["embeddings"]


# ---------------------------------------------------------------- what keeps it from starting

UNSTARTABLE: dict[str, tuple[dict[str, str], str, str]] = {
    "a book that is not there": ({"BOOK_DIR": "/nowhere"}, "book", "set it to the folder with the book's Markdown"),
    "a database url": ({"DATABASE_URL": "mysql://u:hidden@h/d"}, "memory", "begins with neither postgresql://"),
    "a qdrant url": ({"QDRANT_URL": "ftp://host"}, "index", "Qdrant is asked over http:// or https://"),
    "a key": ({"OPENAI_API_KEY": "two\nlines"}, "answers", "copy it again"),
    "an embedder": ({"EMBEDDER": "fastembed:./nowhere"}, "embeddings", "nowhere"),
}


@pytest.mark.parametrize("what", UNSTARTABLE)
def test_what_keeps_it_from_starting_is_a_finding_beside_the_others(settings, what):
    environment, part, words = UNSTARTABLE[what]
    given = {"BOOK_DIR": str(settings.book_dir), "DATA_DIR": str(settings.data_dir), **environment}

    report = examined(Settings.from_environment(given))

    assert words in finding(report, part).problem
    assert finding(report, part).instead == ""
    assert [each.part for each in report.findings if each.verdict == "broken"] == [part]
    assert report.exit_code == 2
    assert "hidden" not in repr(report)


def test_an_empty_book_is_fatal_only_where_nothing_is_indexed_yet(settings, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()

    first = examined(replace(settings, book_dir=empty))
    ingested(settings)
    later = examined(replace(settings, book_dir=empty))

    assert "holds no Markdown or MDX" in finding(first, "book").problem
    assert (first.exit_code, later.exit_code) == (2, 1)


UNREADABLE = {
    "in Latin-1": (b"# Caf\xe9\n", "05-broken.md, because it is not UTF-8 text: line 1 can't be decoded"),
    "too large": (b"# Big\n\n" + b"tram " * 1_100_000, "05-broken.md, because it is larger than 5 MB"),
    "without YAML": (b"---\ntitle: [unclosed\n---\n\n# Page\n", "05-broken.md, because "),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_page_that_can_not_be_read_is_named(settings, what):
    content, words = UNREADABLE[what]
    ingested(settings)
    (settings.book_dir / "05-broken.md").write_bytes(content)

    report = examined(settings)

    book = finding(report, "book")
    assert book.problem.startswith(f"1 of its files can't be read: {words}")
    assert (book.reachable, book.pages, report.exit_code) == (True, 7, 1)


def test_a_book_of_which_no_page_can_be_read_can_not_be_indexed(settings, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "index.md").write_bytes(b"# Caf\xe9\n")

    report = examined(replace(settings, book_dir=tmp_path / "broken"))

    book = finding(report, "book")
    assert "index.md, because it is not UTF-8 text" in book.problem and "nothing can be indexed" in book.problem
    assert (book.reachable, book.pages, book.verdict, report.exit_code) == (False, 0, "broken", 2)


def test_a_setting_that_can_not_be_read_is_reported_as_json_too(programs):
    program = programs.run("-m", "rag", "doctor", "--json", PORT="many")

    report = told(program)

    assert (program.wait(), report["exit_code"]) == (2, 2)
    assert "PORT='many' can't be used" in report["parts"]["settings"]["problem"]


# ---------------------------------------------------------------- set, and yet not used

UNUSED: dict[str, tuple[Callable[[Settings], Settings], str, str]] = {
    "a key of Qdrant's": (lambda s: replace(s, qdrant_api_key="k"), "index", "QDRANT_URL is not"),
    "a model that ranks": (lambda s: replace(s, cohere_rerank_model="r"), "rerank", "COHERE_API_KEY is not"),
}


@pytest.mark.parametrize("what", UNUSED)
def test_what_is_set_and_not_used_is_said(settings, what):
    change, part, words = UNUSED[what]

    report = examined(change(settings))

    assert words in finding(report, part).problem
    assert report.exit_code == 1


def test_a_day_whose_tokens_are_spent(settings):
    with ModelServer("gpt-4o-mini") as openai:
        chosen = replace(settings, daily_token_budget=100, **chatting(openai))

        async def spend() -> None:
            parts = build(chosen)
            await parts.store.add_tokens(120)
            await parts.close()

        asyncio.run(spend())
        report = examined(chosen)

    budget = finding(report, "budget")
    assert budget.detail == "120 of 100 tokens a day (UTC) spent"
    assert "raise DAILY_TOKEN_BUDGET" in budget.problem
    assert report.exit_code == 1
