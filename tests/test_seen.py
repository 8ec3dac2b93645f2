"""What an operator sees: one line a request, and the figures at `/metrics`; and what nobody may see there."""

import json
import logging
import re
import time
from pathlib import Path

import httpx
import pytest
from conftest import PAGES, Program, Programs, write_pages
from prometheus_client.parser import text_string_to_metric_families

from rag.log_lines import FIELDS, JsonLine, TextLine

SITE = "https://trams.example"
TOKEN = "a-token-of-the-monitor"
QUESTION = "At what pressure does the safety valve open?"


@pytest.fixture(scope="module")
def tram_book(tmp_path_factory) -> Path:
    return write_pages(tmp_path_factory.mktemp("book"), PAGES)


@pytest.fixture(scope="module")
def watched(tmp_path_factory, tram_book) -> Program:
    """Logs in JSON, tells figures to whoever has the token; one program for all that is asked here."""
    started = Programs(tmp_path_factory.mktemp("watched"), [])
    program = started.serve(
        DATA_DIR=str(started.folder / "data"),
        BOOK_DIR=str(tram_book),
        LOG_LINES="json",
        METRICS_TOKEN=TOKEN,
        ALLOWED_ORIGINS=SITE,
    )
    yield program.ready()
    started.end()


@pytest.fixture(scope="module")
def talkative(tmp_path_factory, tram_book) -> Program:
    """The same with the words of questions, and no token."""
    started = Programs(tmp_path_factory.mktemp("talkative"), [])
    program = started.serve(
        DATA_DIR=str(started.folder / "data"), BOOK_DIR=str(tram_book), LOG_LINES="json", LOG_QUESTIONS="on"
    )
    yield program.ready()
    started.end()


def lines(program: Program) -> list[dict]:
    """All of the log must be JSON."""
    return [json.loads(line) for line in program.log[: program.log.rfind("\n") + 1].splitlines()]


def line_of(program: Program, reply: httpx.Response) -> dict:
    """Written once all of the reply has gone, so it may come a moment after it."""
    deadline = time.monotonic() + 20
    while not (found := [line for line in lines(program) if line.get("id") == reply.headers["x-request-id"]]):
        assert time.monotonic() < deadline, program.log
        time.sleep(0.01)
    [line] = found
    return line


def ask(program: Program, message: str = QUESTION, **headers: str) -> httpx.Response:
    return httpx.post(f"{program.url}/chat", json={"message": message}, headers=headers, timeout=60)


def figures(program: Program) -> dict[str, float]:
    text = httpx.get(f"{program.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    return {
        sample.name + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


# ---------------------------------------------------------------- one line a request


def test_a_request_is_one_line_that_says_what_became_of_it(watched):
    reply = ask(watched)
    answer, line = reply.json(), line_of(watched, reply)

    assert (line["method"], line["route"], line["status"], line["level"]) == ("POST", "/chat", 200, "INFO")
    assert 0 < answer["metadata"]["response_time_ms"] <= line["ms"] + 1
    assert line["answer"]["status"] == "answered" == answer["status"]
    assert line["answer"]["message_id"] == answer["message_id"]
    assert line["answer"]["model"] == "extractive" and line["answer"]["tokens"] == 0
    assert line["answer"]["sources"] == len(answer["sources"])
    assert {"recall", "search", "answer"} <= set(line["answer"]["timings_ms"])
    assert line["fallbacks"] == []


def test_a_streamed_answer_is_told_as_well(watched):
    reply = ask(watched, Accept="text/event-stream")

    assert line_of(watched, reply)["answer"]["status"] == "answered"


def test_who_asked_for_what_another_asked_costs_nothing_and_the_line_says_so(watched):
    first, second = (line_of(watched, ask(watched, "How long is the Needle?")) for _ in range(2))

    assert (first["answer"]["cached"], second["answer"]["cached"]) == (False, True)


def test_neither_words_nor_keys_nor_addresses_stand_in_the_log(watched):
    session_id = ask(watched, "Which lamp did Xylophia Quandary polish?").json()["session_id"]
    httpx.get(f"{watched.url}/chat/sessions/{session_id}")
    httpx.get(f"{watched.url}/chat/sessions/{session_id}/")
    httpx.get(f"{watched.url}/search?q=Xylophia", headers={"X-Forwarded-For": "198.51.100.77"})
    httpx.post(f"{watched.url}/search", json={"query": "Xylophia"}, headers={"X-Forwarded-For": "2001:db8::77"})

    assert "Xylophia" not in watched.log and session_id not in watched.log
    assert "198.51.100" not in watched.log and "2001:db8" not in watched.log and TOKEN not in watched.log
    assert all(re.fullmatch(r"[0-9a-f]{12}|this machine", line["who"]) for line in lines(watched) if "who" in line)


def test_the_words_stand_there_where_the_operator_wants_them(talkative):
    assert line_of(talkative, ask(talkative))["question"] == QUESTION
    streamed = ask(talkative, "How fast is a Finch?", Accept="text/event-stream")
    assert line_of(talkative, streamed)["question"] == "How fast is a Finch?"


@pytest.mark.parametrize(
    "path",
    ["/%0a%7b%22level%22:%22ERROR%22%7d", "/%1b[2J", "/%e2%80%ae", '/"},{"id":"x', "/" + "x" * 9_000, "/%ff%fe"],
)
def test_a_path_can_neither_forge_a_line_nor_fill_the_log(watched, path):
    before = len(lines(watched))
    reply = httpx.get(watched.url + path)

    line = line_of(watched, reply)
    assert (line["route"], line["status"]) == ("other", 404)
    assert len(line["path"]) <= 120 and len(json.dumps(line)) < 1_000
    assert len(lines(watched)) == before + 1
    assert "\x1b" not in watched.log and "\u202e" not in watched.log


def test_a_question_can_not_forge_a_line_either(talkative):
    forged = 'Why?\n{"at":"now","level":"ERROR","message":"forged"}\r\n\u2028\x1b[31m red'
    reply = ask(talkative, forged)

    assert reply.status_code == 200
    assert not [line for line in lines(talkative) if line.get("message") == "forged"]
    assert "\x1b" not in talkative.log and "\u2028" not in talkative.log


def record(words: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("rag", logging.INFO, "x.py", 1, words, arguments, None)
    made.__dict__.update(extra)
    return made


def test_for_people_a_line_stays_one_line_whatever_stands_in_it():
    line = TextLine().format(record("%s left", "a\nb\r\x1b[2J\u2028\u202ec"))

    assert line.endswith(r"INFO rag a\nb\r\x1b[2J\u2028\u202ec left")


def test_a_trace_is_kept_in_both_forms():
    try:
        raise ValueError("of the boiler")
    except ValueError as error:
        broken = record("it broke")
        broken.exc_info = (ValueError, error, error.__traceback__)

    assert json.loads(JsonLine().format(broken))["trace"].endswith("ValueError: of the boiler")
    assert TextLine().format(broken).endswith("ValueError: of the boiler")
    assert "id" not in json.loads(JsonLine().format(record("plain")))
    assert json.loads(JsonLine().format(record("words", **{FIELDS: {"id": "x"}})))["id"] == "x"


def test_health_and_the_pages_own_traffic_do_not_bury_the_rest(watched):
    reply = httpx.get(f"{watched.url}/health")

    assert reply.headers["x-request-id"] not in watched.log


# ---------------------------------------------------------------- figures


def test_requests_answers_and_times_are_counted(watched):
    before = figures(watched)
    ask(watched, "What does a ticket cost?")
    ask(watched, "What does a ticket cost?")
    ask(watched, "")
    httpx.get(f"{watched.url}/nowhere/{'x' * 50}")
    after = figures(watched)

    def grew(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grew("book_requests_total method=POST route=/chat status=200") == 2
    assert grew("book_requests_total method=POST route=/chat status=422") == 1
    assert grew("book_requests_total method=GET route=other status=404") == 1
    assert grew("book_answers_total model=extractive status=answered") == 2
    assert grew("book_answers_cached_total") == 1
    assert grew("book_request_seconds_count route=/chat") == 3
    assert grew("book_request_seconds_bucket le=+Inf route=/chat") == 3
    assert grew("book_request_seconds_sum route=/chat") > 0
    assert after["book_answers_in_flight"] == after["book_answers_waiting"] == after["book_tokens_total"] == 0
    assert after["process_resident_memory_bytes"] > 1e7


def test_a_visitor_can_not_make_the_figures_grow(watched):
    def names() -> int:
        return len(figures(watched))

    httpx.get(f"{watched.url}/a")
    known = names()
    for number in range(20):
        httpx.request(f"M{number}", f"{watched.url}/{number}")
        httpx.get(f"{watched.url}/chat/sessions/{number}")
        httpx.get(f"{watched.url}/ui{number}/x")

    assert names() <= known + 40  # a few routes, methods and statuses more, each of them once
    assert names() == names()


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xff"])
def test_without_the_token_there_are_no_figures(watched, sent):
    reply = httpx.get(f"{watched.url}/metrics", headers=[(b"Authorization", sent.encode("latin-1"))])

    assert reply.status_code == 401 and "METRICS_TOKEN" in reply.json()["message"]
    assert "book_" not in reply.text


def test_where_no_token_is_set_only_this_machine_may_read(talkative):
    here = httpx.get(f"{talkative.url}/metrics")
    elsewhere = httpx.get(f"{talkative.url}/metrics", headers={"X-Forwarded-For": "127.0.0.1, 198.51.100.77"})

    assert here.status_code == 200 and "book_requests_total" in here.text
    assert elsewhere.status_code == 403 and "METRICS_TOKEN" in elsewhere.json()["message"]


def test_a_service_that_is_down_is_seen_in_both(programs, tram_book, tmp_path):
    program = programs.serve(
        BOOK_DIR=str(tram_book),
        DATA_DIR=str(tmp_path / "data"),
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
        LOG_LINES="json",
    )
    while httpx.get(f"{program.answers().url}/health").json()["checks"]["index"]["ok"] is False:
        pass
    reply = ask(program)
    text = httpx.get(f"{program.url}/metrics").text

    assert reply.json()["status"] == "degraded"
    assert line_of(program, reply)["fallbacks"] == ["openai"]
    assert 'book_service_up{service="openai"} 0.0' in text
    assert 'book_fallbacks_total{service="openai"} 1.0' in text


# ---------------------------------------------------------------- headers


def test_what_is_data_may_load_nothing_and_be_framed_by_nobody(watched):
    for reply in (ask(watched), httpx.get(f"{watched.url}/health"), httpx.get(f"{watched.url}/nowhere")):
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/ui/", "/docs"])
def test_what_is_a_page_may_be_framed_by_the_space_and_nobody_else(watched, path):
    reply = httpx.get(watched.url + path)
    policy = dict(
        each.strip().split(" ", 1) for each in reply.headers["content-security-policy"].split(";") if each.strip()
    )

    assert policy["frame-ancestors"] == "'self' https://huggingface.co https://*.hf.space"
    assert policy["object-src"] == "'none'" and policy["base-uri"] == "'self'"
    assert "http" not in policy["default-src"]
    assert "x-frame-options" not in reply.headers


def test_every_reply_is_careful_and_names_no_software(watched):
    replies = [
        httpx.get(watched.url + path)
        for path in ("/health", "/ui/", "/docs", "/client.js", "/nowhere", "/chat/sessions/x", "/openapi.json")
    ]
    for reply in [*replies, ask(watched), ask(watched, "")]:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "server" not in reply.headers and "x-powered-by" not in reply.headers
        assert re.fullmatch(r"[0-9a-f]{12}", reply.headers["x-request-id"])
