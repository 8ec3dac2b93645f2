"""The program told to end while visitors wait for words: they get them, or are told, and what was said is there after the start."""

import asyncio
import json
import signal
import socket
import time

import httpx
from conftest import Program
from wire.openai_server import HANG, OpenAIServer, Reply, chunk, says

GRACE_SECONDS = 10  # that Docker and its like leave between SIGTERM and SIGKILL
STREAMED = {"Accept": "text/event-stream"}
QUESTIONS = {
    "stuck": "At which pressure does the safety valve open?",
    "slow": "How many seats does a Heron have?",
    "silent": "Who designed the lamp code?",
    "soon": "What does a ticket cost?",
}

STUCK = Reply([chunk("", role="assistant"), chunk("The safety valve opens at 11 bar [1]. It "), HANG])
SLOW = Reply([chunk("", role="assistant"), chunk("A Heron has "), 1.0, *says("64 seats [1].").steps[1:]])
SILENT = Reply([HANG], status=0)


def ends(program: Program) -> float:
    """Seconds until it has ended, by itself."""
    began = time.monotonic()
    program.process.send_signal(signal.SIGTERM)
    assert program.wait(30) in (0, -signal.SIGTERM)
    return time.monotonic() - began


def parts_of(reply: httpx.Response) -> list[dict]:
    assert reply.text.endswith("data: [DONE]\n\n"), reply.text[-200:]
    return [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]


def test_who_waits_for_words_gets_them_or_is_told_and_what_was_said_is_kept(programs, book, tmp_path):
    settings = {"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data")}

    async def act() -> tuple[float, list[httpx.Response]]:
        async with OpenAIServer(STUCK, SLOW, SILENT, SILENT) as model:
            program = programs.serve(**settings, OPENAI_BASE_URL=model.url)
            await asyncio.to_thread(program.settled)
            asked = []
            async with httpx.AsyncClient(base_url=program.url, timeout=60) as client:
                for number, (kind, question) in enumerate(QUESTIONS.items()):
                    headers = {} if kind == "silent" else STREAMED
                    asked.append(asyncio.create_task(client.post("/chat", json={"message": question}, headers=headers)))
                    while len(model.requests) <= number:
                        await asyncio.sleep(0.01)
                seconds = await asyncio.to_thread(ends, program)
                return seconds, await asyncio.gather(*asked)

    seconds, (stuck, slow, silent, soon) = asyncio.run(act())
    assert seconds < GRACE_SECONDS

    kinds = [part["type"] for part in parts_of(stuck)]
    assert kinds[-3:] == ["text-end", "data-answer", "finish"] and kinds.count("error") == 1
    told = next(part["errorText"] for part in parts_of(stuck) if part["type"] == "error")
    assert "broke off" in told and "ask again" in told
    half = next(part["data"] for part in parts_of(stuck) if part["type"] == "data-answer")
    assert half["message"].startswith("The safety valve opens at 11 bar [1]") and half["sources"]

    assert [part["type"] for part in parts_of(slow)][-1] == "finish"
    whole = next(part["data"] for part in parts_of(slow) if part["type"] == "data-answer")
    assert (whole["message"], whole["status"]) == ("A Heron has 64 seats [1].", "answered")

    # Of whom the model had said nothing yet the book answers itself, or there are words and a time to come back.
    assert silent.status_code == 503 and 1 <= int(silent.headers["retry-after"]) <= 10
    assert "try again in about" in silent.json()["message"]
    [error] = [part for part in parts_of(soon) if part["type"] == "error"]
    assert "try again in about" in error["errorText"]

    again = programs.serve(**settings).ready()
    for answer in (half, whole):
        [turn] = httpx.get(f"{again.url}/chat/sessions/{answer['session_id']}").json()["turns"]
        assert turn["message"] == answer["message"]


def test_it_ends_in_time_though_neither_the_database_nor_the_collector_of_traces_says_a_word(programs, book, tmp_path):
    async def act() -> float:
        with socket.create_server(("127.0.0.1", 0)) as mute:
            host, port = mute.getsockname()
            async with OpenAIServer(says("64 seats [1]."), STUCK) as model:
                program = programs.serve(
                    BOOK_DIR=str(book),
                    DATA_DIR=str(tmp_path / "data"),
                    OPENAI_BASE_URL=model.url,
                    DATABASE_URL=f"postgresql://u:p@{host}:{port}/db",
                    OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{host}:{port}",
                )
                await asyncio.to_thread(program.settled)
                async with httpx.AsyncClient(base_url=program.url, timeout=60, headers=STREAMED) as client:
                    await client.post("/chat", json={"message": QUESTIONS["slow"]})
                    asked = asyncio.create_task(client.post("/chat", json={"message": QUESTIONS["stuck"]}))
                    while len(model.requests) < 2:
                        await asyncio.sleep(0.01)
                    seconds = await asyncio.to_thread(ends, program)
                    assert parts_of(await asked)[-1]["type"] == "finish"
                    return seconds

    assert asyncio.run(act()) < GRACE_SECONDS
