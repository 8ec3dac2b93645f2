"""The HTTP contract, asked over a real socket as a front end, a monitor and a careless client would."""

import concurrent.futures
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import httpx
import jsonschema_rs
import pytest

from rag.book import chunk_page, read_book
from rag.types import Chunk, Page

QUESTION = "How fast is a Heron?"
JSON = {"Content-Type": "application/json"}
ERROR_FIELDS = {"error", "message", "detail", "request_id"}

# Scripts, directions, marks, planes and code points that have broken somebody's server before.
UNICODE = {
    "right-to-left": "ما هي سرعة هيرون؟",
    "a right-to-left override": "How fast is \u202ea Heron\u202c?",
    "combining marks": "How fa\u0301\u0323\u0308st is a He\u0338ron?",
    "a tower of marks": "Heron" + "\u0301" * 300,
    "emoji with joiners": "👩‍🚒🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 how fast is a Heron?",
    "line and paragraph separators": "How fast\u2028is a\u2029Heron?",
    "no-break and zero-width spaces": "How\u00a0fast\u200bis\ufeffa Heron?",
    "a NUL": "How fast \x00 is a Heron?",
    "control characters": "How fast\x1b[31m is\x07 a Heron?\x7f",
    "noncharacters": "How fast is a Heron? \ufffe\uffff\U0010ffff",
    "full-width digits and ideographs": "ヘロンの速さは３１ですか",
    "a newline and a tab": "How fast\n\tis a Heron?",
}
MARKUP = {
    "an image that runs a script": "<img src=x onerror=alert(1)>",
    "a script": "<script>alert('tram')</script> How fast is a Heron?",
    "Markdown": "# **How** [fast](javascript:alert(1)) is a `Heron`? ![x](http://example.com/x.png)",
    "an open fence": "```\nHow fast is a Heron?",
    "citation markers": "How fast is a Heron? [1][2] 【3】",
    "SQL": "Heron'; DROP TABLE turns; --",
    "a template": "{{7*7}} ${7*7} %s %n {0}",
    "a stream frame": "data: [DONE]\n\ndata: {}",
}


@pytest.fixture(scope="module")
def chunks(tmp_path_factory: pytest.TempPathFactory, server) -> dict[str, Chunk]:
    """Every chunk of the tram book as reading it here gives it, by id."""
    pages = read_book(server.folder.parent / "book")
    return {chunk.chunk_id: chunk for page in pages if isinstance(page, Page) for chunk in chunk_page(page)}


@pytest.fixture(scope="module")
def openapi(server) -> dict:
    return httpx.get(f"{server.url}/openapi.json").json()


@pytest.fixture
def still_answers(client: httpx.Client) -> Iterator[None]:
    """Whatever the test sent, the next visitor gets an answer."""
    yield
    reply = client.post("/chat", json={"message": QUESTION})
    assert (reply.status_code, reply.json()["status"]) == (200, "answered")


def ask(client: httpx.Client, message: str, **more: object) -> dict:
    reply = client.post("/chat", json={"message": message, **more})
    assert reply.status_code == 200, reply.text
    return reply.json()


def refused(reply: httpx.Response, status: int, kind: str, *words: str) -> dict:
    """The reply is an error exactly as the contract has it, and its message says the words."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/json"
    body = reply.json()
    assert set(body) == ERROR_FIELDS
    assert body["error"] == kind
    assert body["detail"] == body["message"]
    assert body["request_id"] == reply.headers["x-request-id"]
    assert re.fullmatch(r"[\w-]{8,64}", body["request_id"])
    assert body["message"][0].isupper() and "Traceback" not in body["message"]
    for word in words:
        assert word in body["message"]
    return body


# ---------------------------------------------------------------- POST /chat


def test_an_answer_holds_every_field_of_the_contract(client: httpx.Client):
    answer = ask(client, QUESTION)

    assert set(answer) == {"session_id", "message", "sources", "metadata", "message_id", "status", "suggestions"}
    assert re.fullmatch(r"[\w-]{32}", answer["session_id"])
    assert re.fullmatch(r"[\w-]{16}", answer["message_id"])
    assert "31 km/h" in answer["message"] and "[1]" in answer["message"]
    assert answer["status"] == "answered"
    assert isinstance(answer["suggestions"], list)
    assert set(answer["sources"][0]) == {"chunk_id", "title", "slug", "score", "index", "section", "url", "quote"}


def test_the_metadata_tell_times_counts_and_versions(client: httpx.Client):
    metadata = ask(client, "How many seats does a Finch have?")["metadata"]

    assert set(metadata) >= {
        "response_time_ms",
        "tokens_used",
        "context_chunks",
        "timings_ms",
        "model",
        "index_version",
    }
    assert metadata["model"] == "extractive"
    assert metadata["tokens_used"] == 0
    assert metadata["cached"] is False
    assert 1 <= metadata["context_chunks"] <= 6
    assert re.fullmatch(r"[0-9a-f]{12}", metadata["index_version"])
    assert set(metadata["timings_ms"]) >= {"embed", "search", "rank", "answer", "remember"}
    assert all(ms >= 0 for ms in metadata["timings_ms"].values())
    assert 0 < sum(metadata["timings_ms"].values()) <= metadata["response_time_ms"] + 1


@pytest.mark.parametrize(
    "question, fact",
    [
        ("Who designed the lamp code?", "Odra Pell"),
        ("At what pressure does the safety valve open?", "11 bar"),
        ("What does a ticket cost?", "3 groats"),
        ("How long is the Needle tunnel?", "840 metres"),
        ("How do I light a cold boiler?", "birch kindling"),
        ("How fast is a Heron?", "31 km/h"),
    ],
)
def test_each_source_quotes_its_chunk_word_for_word(client: httpx.Client, chunks: dict[str, Chunk], question, fact):
    answer = ask(client, question)

    assert fact in answer["message"]
    assert [source["index"] for source in answer["sources"]] == list(range(1, len(answer["sources"]) + 1))
    for source in answer["sources"]:
        chunk = chunks[source["chunk_id"]]
        assert source["quote"] and source["quote"] in chunk.text
        assert f"[{source['index']}]" in answer["message"]
        assert 0 <= source["score"] <= 1
        assert (source["title"], source["slug"], source["section"]) == (chunk.title, chunk.slug, chunk.section)


@pytest.mark.parametrize(
    "question, fact",
    [
        ("At what pressure does the safety valve open?", "11 bar"),
        ("What does a ticket cost?", "3 groats"),
        ("How fast is a Heron?", "31 km/h"),
    ],
    ids=["among longer sentences", "among shorter ones", "in a row of a table"],
)
def test_the_quote_is_the_sentence_that_answers(client: httpx.Client, question, fact):
    [source] = ask(client, question)["sources"]

    assert fact in source["quote"]


def test_the_link_of_a_source_leads_to_its_heading_and_highlights_its_quote(client: httpx.Client):
    [source] = ask(client, "At what pressure does the safety valve open?")["sources"]

    place, fragment = source["url"].split(":~:text=")
    assert place == "/docs/boiler#safety-valve"
    assert "-" not in fragment and " " not in fragment
    for end in fragment.split(","):
        assert unquote(end) in source["quote"]


def test_every_marker_in_the_message_has_its_source(client: httpx.Client):
    answer = ask(client, "How do I light a cold boiler?")

    markers = {int(number) for number in re.findall(r"\[(\d+)\]", answer["message"])}
    assert markers == {source["index"] for source in answer["sources"]} != set()


def test_a_question_the_book_does_not_answer_is_refused_honestly_and_without_sources(client: httpx.Client):
    answer = ask(client, "What is the capital of France?")

    assert answer["status"] == "not_in_book"
    assert answer["sources"] == []
    assert answer["metadata"]["context_chunks"] == 0
    assert answer["message"] == "I could not find an answer to this in the tram book."


def test_the_selected_text_steers_what_is_found(client: httpx.Client):
    answer = ask(
        client, "When does it open?", context="The safety valve", page={"path": "/docs/boiler", "heading": None}
    )

    assert "11 bar" in answer["message"]
    assert answer["sources"][0]["section"] == "Safety valve"


def test_a_long_selection_is_cut_and_not_refused(client: httpx.Client, still_answers):
    answer = ask(client, QUESTION, context="tram " * 5_000)

    assert answer["status"] in ("answered", "partial", "not_in_book")


def test_five_hundred_characters_are_still_a_question(client: httpx.Client):
    answer = ask(client, QUESTION.ljust(500, "."))

    assert answer["message_id"]


def test_fields_that_nobody_knows_are_ignored(client: httpx.Client):
    answer = ask(client, QUESTION, temperature=0.7, page={"path": "/docs", "zoom": 2}, history=[{"role": "system"}])

    assert answer["status"] == "answered"


# ---------------------------------------------------------------- what bad input gets


@pytest.mark.parametrize(
    "body, words",
    [
        pytest.param({"message": ""}, ["message"], id="an empty message"),
        pytest.param({"message": " \n\t "}, ["empty"], id="a blank message"),
        pytest.param({"message": "\u2003\u2028\u00a0"}, ["empty"], id="a message of blanks of other kinds"),
        pytest.param({"message": "\x00\x01"}, ["empty"], id="a message of control characters"),
        pytest.param({"message": "x" * 501}, ["message", "500"], id="501 characters"),
        pytest.param({"message": "🚋" * 501}, ["message", "500"], id="501 emoji"),
        pytest.param({}, ["message"], id="no message"),
        pytest.param({"message": None}, ["message"], id="null"),
        pytest.param({"message": 7}, ["message"], id="a number"),
        pytest.param({"message": ["How fast?"]}, ["message"], id="a list as message"),
        pytest.param({"message": QUESTION, "session_id": 7}, ["session_id"], id="a number as session"),
        pytest.param({"message": QUESTION, "context": {"a": 1}}, ["context"], id="an object as context"),
        pytest.param({"message": QUESTION, "page": "/docs"}, ["page"], id="a string as page"),
        pytest.param({"message": QUESTION, "page": {}}, ["page.path"], id="a page without path"),
    ],
)
def test_a_question_of_the_wrong_form_is_told_which_field_is_wrong(client: httpx.Client, still_answers, body, words):
    refused(client.post("/chat", json=body), 422, "validation", *words)


@pytest.mark.parametrize(
    "content, headers",
    [
        pytest.param(b'{"message": "How', JSON, id="cut off"),
        pytest.param(b"", JSON, id="nothing at all"),
        pytest.param(b"null", JSON, id="null"),
        pytest.param(b'["message"]', JSON, id="a list"),
        pytest.param(b'"How fast?"', JSON, id="a string"),
        pytest.param(b"\xff\xfe\x00", JSON, id="bytes that are no text"),
        pytest.param(b'{"message": "\xff"}', JSON, id="a string that is no UTF-8"),
        pytest.param(b"[" * 20_000, JSON, id="lists without end"),
        pytest.param(b'{"message": ' + b"9" * 20_000 + b"}", JSON, id="a number of 20,000 digits"),
        pytest.param(b'{"message": "How fast?"}', {"Content-Type": "text/plain"}, id="JSON sent as text"),
        pytest.param(b'{"message": "How fast?"}', {"Content-Type": ""}, id="JSON without a type"),
        pytest.param(b"message=How+fast", {"Content-Type": "application/x-www-form-urlencoded"}, id="a form"),
    ],
)
@pytest.mark.parametrize("path", ["/chat", "/search"])
def test_a_body_that_is_no_json_object_is_refused_in_words(client: httpx.Client, still_answers, path, content, headers):
    reply = client.post(path, content=content, headers=headers)

    refused(reply, 422, "validation")


def test_words_that_are_refused_are_not_repeated_in_the_error(client: httpx.Client):
    body = refused(client.post("/chat", json={"message": {"secret": "hunter2"}}), 422, "validation")

    assert "hunter2" not in json.dumps(body)


@pytest.mark.parametrize("path", ["/chat", "/search"])
def test_a_body_of_ten_megabytes_that_says_so_is_not_read(client: httpx.Client, still_answers, path):
    reply = client.post(path, content=b'{"message": "' + b"x" * 10_000_000 + b'"}', headers=JSON)

    refused(reply, 413, "too_large", "64 KB")


def test_a_body_of_ten_megabytes_that_does_not_say_so_is_read_no_further(client: httpx.Client, still_answers):
    def pieces() -> Iterator[bytes]:
        yield b'{"message": "'
        for _ in range(160):
            yield b"x" * 65_536

    reply = client.post("/chat", content=pieces(), headers=JSON)

    refused(reply, 413, "too_large", "64 KB")


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in chunks"])
def test_a_client_that_reads_only_when_all_is_sent_still_gets_the_words(server, declared):
    """As urllib and many small clients do: the connection must not be torn down under what they are still sending."""
    body = b"x" * 10_000_000
    request = urllib.request.Request(f"{server.url}/chat", body if declared else iter([body]), JSON, method="POST")
    for _ in range(5):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request, timeout=30)
        with error.value as reply:
            assert (reply.code, json.load(reply)["error"]) == (413, "too_large")
        if not declared:
            break  # the iterator is spent


def test_a_body_just_below_the_limit_is_still_read(client: httpx.Client):
    answer = ask(client, QUESTION, context="tram " * 12_000)

    assert answer["message_id"]


@pytest.mark.parametrize("text", UNICODE.values(), ids=UNICODE.keys())
def test_any_unicode_gets_an_answer_and_comes_back_in_the_conversation(client: httpx.Client, still_answers, text):
    answer = ask(client, text)

    assert answer["status"] in ("answered", "partial", "not_in_book")
    [turn] = client.get(f"/chat/sessions/{answer['session_id']}").json()["turns"]
    visible = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text).strip()
    assert turn["question"] == visible


@pytest.mark.parametrize("text", MARKUP.values(), ids=MARKUP.keys())
def test_markup_in_a_question_is_just_text(client: httpx.Client, still_answers, text):
    answer = ask(client, text)

    assert answer["status"] in ("answered", "partial", "not_in_book")
    outside_of_code = re.sub(r"`[^`]*`", "", answer["message"])
    assert "<script" not in outside_of_code and "<img" not in outside_of_code
    [turn] = client.get(f"/chat/sessions/{answer['session_id']}").json()["turns"]
    assert turn["question"] == text


@pytest.mark.parametrize("field", ["message", "context", "session_id", "page"])
@pytest.mark.parametrize("half", [r"\ud800", r"\udfff", r"\udc00\ud800"])
def test_half_a_surrogate_pair_is_never_our_mistake(client: httpx.Client, still_answers, field, half):
    text = f'"How fast is a Heron? {half}"'
    value = f'{{"path": {text}}}' if field == "page" else text
    message = "" if field == "message" else f'"message": "{QUESTION}", '

    reply = client.post("/chat", content=f'{{{message}"{field}": {value}}}'.encode(), headers=JSON)

    if reply.status_code == 200:
        assert reply.json()["sources"]
    else:
        refused(reply, 422, "validation", field)


@pytest.mark.parametrize(
    "session_id",
    ["\x00", "abc\x00def", "x" * 10_000, "", "../../etc/passwd", "a b", "'; DROP TABLE sessions; --", "١٢٣", "\u2028"],
    ids=["NUL", "NUL within", "10,000 characters", "empty", "a path", "a space", "SQL", "arabic digits", "U+2028"],
)
def test_a_session_id_that_never_was_begins_a_conversation_under_an_id_of_ours(
    client: httpx.Client, still_answers, session_id
):
    answer = ask(client, QUESTION, session_id=session_id)

    assert answer["session_id"] != session_id
    assert re.fullmatch(r"[\w-]{32}", answer["session_id"])


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("path", ["%00", "abc%00def", "x" * 10_000, "%ff", "%E2%80%A8", "nobody", "a%20b", "..%5cetc"])
def test_a_conversation_that_never_was_is_not_found(client: httpx.Client, still_answers, method, path):
    refused(client.request(method, f"/chat/sessions/{path}"), 404, "unknown_session", "conversation")


def test_a_surplus_of_requests_at_once_is_all_answered(client: httpx.Client, server):
    with concurrent.futures.ThreadPoolExecutor(16) as visitors:
        answers = list(visitors.map(lambda _: ask(client, QUESTION), range(64)))

    assert {answer["status"] for answer in answers} == {"answered"}
    assert len({answer["session_id"] for answer in answers}) == 64


# ---------------------------------------------------------------- addresses and methods


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/nothing"),
        ("GET", "/chat/sessions/%2e%2e%2fetc%2fpasswd"),
        ("DELETE", "/chat/sessions/"),
        ("GET", "/.env"),
        ("GET", "/docs/chapter-2"),
        ("GET", "/%00%0d%0a"),
    ],
)
def test_an_address_that_is_none_is_not_found(client: httpx.Client, method, path):
    reply = client.request(method, path, follow_redirects=False)

    refused(reply, 404, "not_found", "/docs")


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("GET", "/chat", "POST"),
        ("PUT", "/chat", "POST"),
        ("DELETE", "/search", "POST"),
        ("POST", "/health", "GET"),
        ("PATCH", "/chat/sessions/abc", "GET"),
    ],
)
def test_a_method_that_does_not_fit_says_which_does(client: httpx.Client, method, path, allowed):
    reply = client.request(method, path)

    refused(reply, 405, "method_not_allowed")
    assert allowed in reply.headers["allow"]


def test_a_slash_too_many_still_leads_to_the_answer(client: httpx.Client):
    reply = client.post("/chat/", json={"message": QUESTION}, follow_redirects=True)

    assert (reply.status_code, reply.json()["status"]) == (200, "answered")


def test_a_person_at_the_root_is_sent_to_the_test_page_relatively(client: httpx.Client):
    root, ui = client.get("/"), client.get("/ui")

    assert (root.status_code, root.headers["location"]) == (307, "ui/")
    assert (ui.status_code, ui.headers["location"]) == (307, "ui/")


def test_every_reply_carries_careful_headers(client: httpx.Client):
    replies = [client.get("/health"), client.post("/chat", json={}), client.get("/nothing"), client.get("/docs")]

    assert len({reply.headers["x-request-id"] for reply in replies}) == 4
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "x-frame-options" not in reply.headers
        assert "server" not in reply.headers


# ---------------------------------------------------------------- POST /search


def test_a_search_gives_chunks_best_first_with_all_their_fields(client: httpx.Client, chunks: dict[str, Chunk]):
    found = client.post("/search", json={"query": "safety valve pressure", "top_k": 9}).json()

    assert set(found) == {"query", "results"}
    assert found["query"] == "safety valve pressure"
    assert found["results"][0]["section"] == "Safety valve"
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    for result in found["results"]:
        chunk = chunks[result["chunk_id"]]
        assert result == {
            "chunk_id": chunk.chunk_id,
            "snippet": chunk.text[:400],
            "source_path": chunk.source_path,
            "slug": chunk.slug,
            "title": chunk.title,
            "score": result["score"],
            "section": chunk.section,
            "url": chunk.url,
        }


def test_a_search_gives_five_results_unless_told_and_as_many_as_told(client: httpx.Client, chunks: dict[str, Chunk]):
    def count(**more: int) -> int:
        return len(client.post("/search", json={"query": "tram boiler lamp", **more}).json()["results"])

    assert [count(), count(top_k=1), count(top_k=3), count(top_k=20)] == [5, 1, 3, len(chunks)]


@pytest.mark.parametrize("top_k", [0, -1, 21, "five", 2.5, None, True, 10**30, []])
def test_a_number_of_results_that_makes_no_sense_is_told_so(client: httpx.Client, still_answers, top_k):
    refused(client.post("/search", json={"query": "boiler", "top_k": top_k}), 422, "validation", "top_k")


@pytest.mark.parametrize("query", ["", "  ", "\x00", "x" * 501, None, 7, ["boiler"]])
def test_a_query_of_the_wrong_form_is_refused(client: httpx.Client, still_answers, query):
    refused(client.post("/search", json={"query": query}), 422, "validation")


@pytest.mark.parametrize("text", [*UNICODE.values(), *MARKUP.values()], ids=[*UNICODE.keys(), *MARKUP.keys()])
def test_any_text_can_be_searched(client: httpx.Client, text):
    reply = client.post("/search", json={"query": text})

    assert reply.status_code == 200, reply.text
    assert reply.json()["query"] == text


# ---------------------------------------------------------------- conversations


def test_a_follow_up_stays_in_its_conversation_and_is_understood(client: httpx.Client):
    first = ask(client, "How fast is a Heron?")
    second = ask(client, "And how many seats does it have?", session_id=first["session_id"])

    assert second["session_id"] == first["session_id"]
    assert second["message_id"] != first["message_id"]
    assert "64" in second["message"]


def test_a_conversation_can_be_read_again_oldest_turn_first(client: httpx.Client):
    first = ask(client, "Who designed the lamp code?")
    second = ask(client, "What does a ticket cost?", session_id=first["session_id"])

    read = client.get(f"/chat/sessions/{first['session_id']}").json()

    assert read["session_id"] == first["session_id"]
    assert [turn["question"] for turn in read["turns"]] == ["Who designed the lamp code?", "What does a ticket cost?"]
    for turn, answer in zip(read["turns"], [first, second], strict=True):
        assert set(turn) == {"message_id", "question", "message", "status", "asked_at", "sources"}
        assert {name: turn[name] for name in ("message_id", "message", "status", "sources")} == {
            name: answer[name] for name in ("message_id", "message", "status", "sources")
        }
    assert read["turns"][0]["asked_at"] <= read["turns"][1]["asked_at"]


def test_a_deleted_conversation_is_gone(client: httpx.Client):
    session_id = ask(client, QUESTION)["session_id"]

    deleted = client.delete(f"/chat/sessions/{session_id}")

    assert (deleted.status_code, deleted.json()) == (200, {"session_id": session_id, "deleted": True})
    refused(client.delete(f"/chat/sessions/{session_id}"), 404, "unknown_session")
    refused(client.get(f"/chat/sessions/{session_id}"), 404, "unknown_session")
    assert ask(client, QUESTION, session_id=session_id)["session_id"] != session_id


def test_two_visitors_do_not_see_each_other(client: httpx.Client):
    one = ask(client, "How fast is a Heron?")
    other = ask(client, "Who designed the lamp code?")
    ask(client, "And in which year?", session_id=other["session_id"])
    follow_up = ask(client, "And how many seats does it have?", session_id=one["session_id"])

    assert one["session_id"] != other["session_id"]
    assert "64" in follow_up["message"]
    read = client.get(f"/chat/sessions/{one['session_id']}").json()["turns"]
    assert [turn["question"] for turn in read] == ["How fast is a Heron?", "And how many seats does it have?"]


# ---------------------------------------------------------------- GET /health


def test_health_says_what_serves(client: httpx.Client, chunks: dict[str, Chunk]):
    reply = client.get("/health")
    health = reply.json()

    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert set(health) == {"status", "qdrant", "postgres", "openai", "cohere", "version", "checks"}
    assert health["status"] == "ok"
    # The flags mean the services; the embedded parts stand under "checks".
    assert [health[name] for name in ("qdrant", "postgres", "openai", "cohere")] == [False] * 4
    assert {name: check["ok"] for name, check in health["checks"].items()} == {
        "index": True,
        "embeddings": True,
        "answers": True,
        "memory": True,
    }
    assert f"7 pages, {len(chunks)} chunks" in health["checks"]["index"]["detail"]


def test_health_tells_strangers_nothing_of_our_folders(client: httpx.Client, server):
    assert str(server.folder.parent) not in client.get("/health").text


# ---------------------------------------------------------------- the documentation


def test_the_api_description_names_every_route(openapi: dict):
    named = {(method, path) for path, methods in openapi["paths"].items() for method in methods}

    assert named >= {
        ("post", "/chat"),
        ("post", "/search"),
        ("get", "/chat/sessions/{session_id}"),
        ("delete", "/chat/sessions/{session_id}"),
        ("get", "/health"),
    }


def test_every_route_is_summed_up_and_explained(openapi: dict):
    for methods in openapi["paths"].values():
        for operation in methods.values():
            assert len(operation["summary"].split()) >= 2
            assert operation["description"].strip().endswith((".", "`."))


def operations(openapi: dict) -> dict[str, dict]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    }


def validator(openapi: dict, schema: dict) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": openapi["components"]})


@pytest.mark.parametrize(
    "operation, request_of, status",
    [
        ("POST /chat", ("POST", "/chat", {"message": QUESTION}), 200),
        ("POST /chat", ("POST", "/chat", {"message": "What is the capital of France?"}), 200),
        ("POST /chat", ("POST", "/chat", {"message": ""}), 422),
        ("POST /chat", ("POST", "/chat", {"message": QUESTION, "context": "x" * 70_000}), 413),
        ("POST /search", ("POST", "/search", {"query": "boiler"}), 200),
        ("POST /search", ("POST", "/search", {"query": "boiler", "top_k": 0}), 422),
        ("POST /search", ("POST", "/search", {"query": "x" * 70_000}), 413),
        ("GET /chat/sessions/{session_id}", ("GET", "/chat/sessions/nobody", None), 404),
        ("DELETE /chat/sessions/{session_id}", ("DELETE", "/chat/sessions/nobody", None), 404),
        ("GET /health", ("GET", "/health", None), 200),
    ],
)
def test_a_reply_is_described_and_fits_its_description(client: httpx.Client, openapi, operation, request_of, status):
    method, path, body = request_of
    reply = client.request(method, path, json=body)

    assert reply.status_code == status
    described = operations(openapi)[operation]["responses"][str(status)]
    assert described["description"]
    validator(openapi, described["content"]["application/json"]["schema"]).validate(reply.json())


def test_what_sessions_reply_fits_its_description(client: httpx.Client, openapi):
    path = f"/chat/sessions/{ask(client, QUESTION)['session_id']}"
    for method, reply in (("GET", client.get(path)), ("DELETE", client.delete(path))):
        described = operations(openapi)[f"{method} /chat/sessions/{{session_id}}"]["responses"]["200"]
        validator(openapi, described["content"]["application/json"]["schema"]).validate(reply.json())


def examples(node: object, path: str = "") -> Iterator[tuple[str, dict, object]]:
    """(where, schema, example) of every example that stands in a schema."""
    if isinstance(node, dict):
        for example in node.get("examples", []) if isinstance(node.get("examples"), list) else []:
            schema = node.get("schema", {name: value for name, value in node.items() if name != "examples"})
            yield path, schema, example
        for name, value in node.items():
            yield from examples(value, f"{path}/{name}")
    elif isinstance(node, list):
        for value in node:
            yield from examples(value, path)


def test_every_example_fits_its_schema(openapi: dict):
    found = list(examples(openapi))

    assert {where.rsplit("/", 1)[-1] for where, _, _ in found} >= {"message", "query", "session_id"}
    for where, schema, example in found:
        assert validator(openapi, schema).is_valid(example), f"{where}: {example!r}"


def test_the_example_of_a_stream_is_a_stream(openapi: dict):
    streamed = operations(openapi)["POST /chat"]["responses"]["200"]["content"]["text/event-stream"]["example"]

    frames = [frame.removeprefix("data: ") for frame in streamed.strip().split("\n\n")]
    assert frames[-1] == "[DONE]"
    kinds = [json.loads(frame)["type"] for frame in frames[:-1]]
    assert kinds[0] == "start" and kinds[-1] == "finish" and "data-answer" in kinds


def test_an_example_of_a_question_can_be_sent_as_it_stands(client: httpx.Client, openapi: dict):
    properties = openapi["components"]["schemas"]["ChatRequest"]["properties"]
    body = {name: schema["examples"][0] for name, schema in properties.items()}

    assert ask(client, **body)["message_id"]


def test_every_field_of_every_error_is_explained(openapi: dict):
    fields = openapi["components"]["schemas"]["ErrorResponse"]["properties"]

    assert set(fields) == ERROR_FIELDS
    assert all(len(field["description"]) > 10 for field in fields.values())


def test_every_error_of_a_route_says_in_words_when_it_comes(openapi: dict):
    for name, operation in operations(openapi).items():
        errors = {status: each for status, each in operation["responses"].items() if int(status) >= 400}
        assert errors, name
        for status, each in errors.items():
            assert len(each["description"]) > 15, (name, status)
            assert "$ref" in each["content"]["application/json"]["schema"], (name, status)


def test_a_wait_is_described_with_its_header(openapi: dict):
    for name in ("POST /chat", "POST /search"):
        assert "Retry-After" in operations(openapi)[name]["responses"]["503"]["headers"], name


class Loaded(HTMLParser):
    """What a page makes a browser fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if value and ((name == "src") or (name == "href" and tag == "link")):
                self.addresses.append(value)


def test_the_documentation_page_brings_along_all_it_loads(client: httpx.Client):
    page = client.get("/docs")

    addresses = Loaded(page.text).addresses
    assert any("swagger-ui" in address for address in addresses)
    for address in addresses:
        assert not re.match(r"(?i)([a-z][a-z+.-]*:)?//", address), address
        assert client.get(str(page.url.join(address))).status_code == 200, address
    assert "openapi.json" in page.text


def test_the_book_on_disk_is_not_served(client: httpx.Client, server):
    inside = Path(server.folder.parent / "book" / "index.md").read_text(encoding="utf-8")

    for path in ("/index.md", "/docs/index.md", "/docs-assets/../index.md", "/docs-assets/%2e%2e/%2e%2e/app.py"):
        assert inside not in client.get(path).text
        assert client.get(path).status_code == 404
