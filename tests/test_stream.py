"""The UI Message Stream: as a visitor's browser gets it over a socket, and as a unit fed with events of the assistant's kinds."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from rag.errors import ServiceFailed
from rag.events import CitedSource, Event, Finished, Planned, Retrieved, Said, Started
from rag.types import Answer, AnswerStatus, Metadata, Retrieval, Source
from rag.web.stream import HEADERS, ui_message_stream

QUESTION = "How do I light a cold boiler?"
STREAM = {"Accept": "text/event-stream"}

# Each part of the protocol that we send, with the fields that its strict schema in the `ai` package allows.
FIELDS = {
    "start": {"messageId"},
    "data-session": {"data"},
    "text-start": {"id"},
    "text-delta": {"id", "delta"},
    "text-end": {"id"},
    "source-url": {"sourceId", "url", "title"},
    "data-answer": {"data"},
    "error": {"errorText"},
    "finish": set(),
}

SOURCE = Source(1, "chunk-1", "Brakes", "cars", "", 0.9, "/docs/cars#brakes", "The rail magnet stops a Finch.")


def answer_of(text: str, sources: tuple[Source, ...] = ()) -> Answer:
    metadata = Metadata(1.0, 0, len(sources), {}, "extractive", "0123456789ab")
    return Answer("session-1", "message-1", text, sources, AnswerStatus.ANSWERED, metadata)


async def answered(*texts: str) -> AsyncIterator[Event]:
    """What the assistant says about brakes, in these pieces."""
    yield Started("session-1", "message-1")
    yield Retrieved(Retrieval("brakes", (), 0.9))
    yield Planned("one sentence")
    yield CitedSource(SOURCE)
    for text in texts:
        yield Said(text)
    yield Finished(answer_of("".join(texts), (SOURCE,)))


def stream_of(events: AsyncIterator[Event], **options: float) -> bytes:
    async def whole() -> bytes:
        return b"".join([frame async for frame in ui_message_stream(events, **options)])

    return asyncio.run(whole())


def fields_of(stream: bytes) -> list[str]:
    """The data of each event, read as https://html.spec.whatwg.org/multipage/server-sent-events.html says, comments left out."""
    events, data = [], []
    for line in re.split("\r\n|\n|\r", stream.decode("utf-8")):
        name, _, value = line.partition(":")
        if line == "" and data:
            events.append("\n".join(data))
            data = []
        elif name == "data":
            data.append(value.removeprefix(" "))
        else:
            assert line == "" or line.startswith(":"), f"a field that the protocol does not have: {line!r}"
    assert data == [], "the last event is not closed"
    return events


def parts_of(stream: bytes) -> list[dict]:
    *events, last = fields_of(stream)
    assert last == "[DONE]"
    parts = [json.loads(event) for event in events]
    for part in parts:
        assert set(part) == FIELDS[part["type"]] | {"type"}
    return parts


def kinds_of(parts: list[dict]) -> list[str]:
    return [part["type"] for part in parts]


def text_of(parts: list[dict]) -> str:
    return "".join(part["delta"] for part in parts if part["type"] == "text-delta")


# ---------------------------------------------------------------- over the socket


def test_a_streamed_answer_has_the_headers_that_clients_look_for(client: httpx.Client):
    reply = client.post("/chat", json={"message": QUESTION}, headers=STREAM)

    assert reply.status_code == 200
    assert reply.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert "no-cache" in reply.headers["cache-control"] and "no-transform" in reply.headers["cache-control"]
    assert reply.headers["x-accel-buffering"] == "no"
    assert re.fullmatch(r"[\w-]{8,64}", reply.headers["x-request-id"])


@pytest.mark.parametrize(
    "accept",
    ["text/event-stream", "TEXT/EVENT-STREAM", "text/event-stream, */*;q=0.1", "application/json, text/event-stream"],
)
def test_whoever_accepts_a_stream_gets_one(client: httpx.Client, accept):
    reply = client.post("/chat", json={"message": QUESTION}, headers={"Accept": accept})

    assert parts_of(reply.content)[0]["type"] == "start"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", ""])
def test_whoever_does_not_name_a_stream_gets_json(client: httpx.Client, accept):
    reply = client.post("/chat", json={"message": QUESTION}, headers={"Accept": accept})

    assert reply.json()["status"] == "answered"


def test_the_parts_of_an_answer_come_in_the_order_of_the_protocol(client: httpx.Client):
    kinds = kinds_of(parts_of(client.post("/chat", json={"message": QUESTION}, headers=STREAM).content))

    assert kinds[:2] == ["start", "data-session"]
    assert kinds[-3:] == ["text-end", "data-answer", "finish"]
    assert kinds.count("text-start") == kinds.count("text-end") == kinds.count("start") == 1
    between = kinds[kinds.index("text-start") + 1 : kinds.index("text-end")]
    assert set(between) <= {"text-delta", "source-url"} and "text-delta" in between


def test_the_pieces_put_together_are_the_message(client: httpx.Client):
    parts = parts_of(client.post("/chat", json={"message": QUESTION}, headers=STREAM).content)

    [answer] = [part["data"] for part in parts if part["type"] == "data-answer"]
    assert "birch kindling" in answer["message"]
    assert text_of(parts).strip() == answer["message"]


def test_the_last_data_is_the_answer_that_json_gives(client: httpx.Client):
    streamed = parts_of(client.post("/chat", json={"message": QUESTION}, headers=STREAM).content)
    plain = client.post("/chat", json={"message": QUESTION}).json()

    answer = next(part["data"] for part in streamed if part["type"] == "data-answer")
    assert set(answer) == set(plain)
    assert [answer[name] for name in ("message", "sources", "status")] == [
        plain[name] for name in ("message", "sources", "status")
    ]


def test_the_ids_of_the_start_are_those_of_the_answer(client: httpx.Client):
    start, session, *_, data, _ = parts_of(client.post("/chat", json={"message": QUESTION}, headers=STREAM).content)

    assert start["messageId"] == data["data"]["message_id"]
    assert session["data"]["session_id"] == data["data"]["session_id"]


def test_a_streamed_question_is_remembered_and_can_be_followed_up(client: httpx.Client):
    first = parts_of(client.post("/chat", json={"message": "How fast is a Heron?"}, headers=STREAM).content)
    session_id = first[1]["data"]["session_id"]
    body = {"message": "And how many seats does it have?", "session_id": session_id}
    second = parts_of(client.post("/chat", json=body, headers=STREAM).content)

    assert second[1]["data"]["session_id"] == session_id
    assert "64" in text_of(second)
    assert len(client.get(f"/chat/sessions/{session_id}").json()["turns"]) == 2


def test_a_source_is_announced_before_the_text_refers_to_it(client: httpx.Client):
    parts = parts_of(client.post("/chat", json={"message": QUESTION}, headers=STREAM).content)

    announced, said = set(), ""
    for part in parts:
        if part["type"] == "source-url":
            announced.add(part["sourceId"])
        said += part.get("delta", "")
        assert set(re.findall(r"\[(\d+)\]", said)) <= announced
    assert announced == {"1"}


def test_a_question_the_book_does_not_answer_streams_its_refusal_without_sources(client: httpx.Client):
    parts = parts_of(client.post("/chat", json={"message": "What is the capital of France?"}, headers=STREAM).content)

    assert "source-url" not in kinds_of(parts)
    assert text_of(parts) == "I could not find an answer to this in the tram book."


@pytest.mark.parametrize(
    "body", [{"message": ""}, {"message": " \n "}, {"message": "x" * 501}, {"message": "\x00"}, {}]
)
def test_a_bad_question_is_refused_before_any_stream_begins(client: httpx.Client, body):
    reply = client.post("/chat", json=body, headers=STREAM)

    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["error"] == "validation"
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_a_visitor_who_leaves_in_the_middle_hurts_nobody(client: httpx.Client, server):
    for _ in range(10):
        with httpx.stream("POST", f"{server.url}/chat", json={"message": QUESTION}, headers=STREAM) as reply:
            next(reply.iter_bytes(1))

    assert client.post("/chat", json={"message": QUESTION}).json()["status"] == "answered"
    assert "Exception in ASGI application" not in server.log and "unforeseen" not in server.log


# ---------------------------------------------------------------- as a unit


def test_what_the_assistant_finds_and_plans_stays_inside():
    parts = parts_of(stream_of(answered("The rail magnet stops it. [1]")))

    assert kinds_of(parts) == [
        "start",
        "data-session",
        "source-url",
        "text-start",
        "text-delta",
        "text-end",
        "data-answer",
        "finish",
    ]
    assert "one sentence" not in json.dumps(parts)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_text_survives_the_framing(texts: list[str]):
    parts = parts_of(stream_of(answered(*texts)))

    assert [part["delta"] for part in parts if part["type"] == "text-delta"] == texts
    assert next(part["data"]["message"] for part in parts if part["type"] == "data-answer") == "".join(texts)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n",
        "data: [DONE]\n\ndata: {}\n\n",
        "\r\n\r\nevent: error",
        "a\u2028b\u2029c\u0085d",
        ": comment",
        "\x00\x1b",
        "\ufeffmark",
        '"\\',
        "👩‍🚒 ما",
    ],
    ids=repr,
)
def test_text_that_looks_like_the_framing_survives_it(text):
    assert text_of(parts_of(stream_of(answered(text)))) == text


def test_silence_is_filled_with_comments_that_clients_skip():
    comments = 0

    async def whole() -> bytes:
        nonlocal comments
        heard_two = asyncio.Event()

        async def slow() -> AsyncIterator[Event]:
            yield Started("session-1", "message-1")
            await heard_two.wait()
            async for event in answered("At last. [1]"):
                if not isinstance(event, Started):
                    yield event

        collected = b""
        async for frame in ui_message_stream(slow(), keep_alive=0.01):
            collected += frame
            if frame.startswith(b":"):
                assert frame.endswith(b"\n\n")
                comments += 1
            if comments == 2:
                heard_two.set()
        return collected

    parts = parts_of(asyncio.run(asyncio.wait_for(whole(), 30)))

    assert comments >= 2
    assert text_of(parts) == "At last. [1]"
    assert kinds_of(parts)[-1] == "finish"


def test_an_answer_that_comes_at_once_needs_no_comment():
    assert b": keep-alive" not in stream_of(answered("Quick. [1]"), keep_alive=30)


async def breaks_off(error: Exception, *said: str) -> AsyncIterator[Event]:
    yield Started("session-1", "message-1")
    for text in said:
        yield Said(text)
    raise error


@pytest.mark.parametrize("said", [(), ("The rail ",)], ids=["before the first word", "in mid-sentence"])
def test_an_answer_that_breaks_off_ends_with_words_for_a_visitor(said):
    parts = parts_of(stream_of(breaks_off(ServiceFailed("index", "/srv/secret/index is gone"), *said)))

    opened = ["text-start", "text-delta", "text-end"] if said else []
    assert kinds_of(parts) == ["start", "data-session", *opened, "error"]
    assert "try again" in parts[-1]["errorText"]
    assert "secret" not in json.dumps(parts)


@pytest.mark.parametrize("said", [(), ("The rail ",)], ids=["before the first word", "in mid-sentence"])
def test_a_mistake_of_ours_ends_the_stream_in_words_too(said):
    parts = parts_of(stream_of(breaks_off(KeyError("/srv/secret"), *said)))

    assert parts[-1]["type"] == "error"
    assert "try again" in parts[-1]["errorText"]
    assert "secret" not in json.dumps(parts)


@pytest.mark.parametrize("frames_read", [1, 2, 3])
def test_leaving_ends_the_answer_wherever_it_stands(frames_read):
    """Also where the reader holds the events itself, so that no garbage collection ends them in passing."""
    ended = []

    async def waiting() -> AsyncIterator[Event]:
        try:
            yield Started("session-1", "message-1")
            yield CitedSource(SOURCE)
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def leave() -> None:
        events = waiting()
        stream = ui_message_stream(events, keep_alive=0.01)
        for _ in range(frames_read):
            await anext(stream)
        await stream.aclose()
        assert ended == [True]

    asyncio.run(asyncio.wait_for(leave(), 30))


@contextmanager
def served(events) -> Iterator[str]:
    """A real server on a free port whose one route streams what ``events()`` yields."""

    async def endpoint(_):
        return StreamingResponse(
            ui_message_stream(events(), keep_alive=0.05), media_type="text/event-stream", headers=HEADERS
        )

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[Route("/", endpoint)]), log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
        assert not thread.is_alive()


def test_a_visitor_who_leaves_ends_the_work_for_them():
    ended = threading.Event()

    async def waiting() -> AsyncIterator[Event]:
        try:
            yield Started("session-1", "message-1")
            await asyncio.Event().wait()
        finally:
            ended.set()

    with served(waiting) as url:
        with httpx.stream("GET", url) as reply:
            pieces = reply.iter_bytes()
            assert b"data-session" in next(pieces) + next(pieces)
            assert not ended.is_set()
        assert ended.wait(20)


def test_a_long_silence_keeps_the_connection_and_then_the_answer_comes():
    go_on = threading.Event()

    async def slow() -> AsyncIterator[Event]:
        yield Started("session-1", "message-1")
        await asyncio.to_thread(go_on.wait, 20)
        async for event in answered("Late. [1]"):
            if not isinstance(event, Started):
                yield event

    with served(slow) as url, httpx.stream("GET", url, timeout=20) as reply:
        received = b""
        for piece in reply.iter_bytes():
            received += piece
            if received.count(b": keep-alive") >= 2:
                go_on.set()

    assert go_on.is_set()
    assert text_of(parts_of(received)) == "Late. [1]"


def test_the_first_words_arrive_while_the_rest_is_still_being_written():
    go_on = threading.Event()

    async def two_halves() -> AsyncIterator[Event]:
        yield Started("session-1", "message-1")
        yield Said("First half. ")
        await asyncio.to_thread(go_on.wait, 20)
        yield Said("Second half.")
        yield Finished(answer_of("First half. Second half."))

    with served(two_halves) as url, httpx.stream("GET", url, timeout=20) as reply:
        received = b""
        for piece in reply.iter_bytes():
            received += piece
            assert b"Second half." not in received or go_on.is_set()
            if b"First half." in received:
                go_on.set()

    assert text_of(parts_of(received)) == "First half. Second half."
