"""`make bench`: its arithmetic, and that its stand-ins speak as the services do. How fast anything is, no test asks."""

import asyncio
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from bench.book import questions, write_book
from bench.command import main
from bench.connection import Connection, get, post
from bench.figures import LIMIT, OURS, PLAIN, Figures, Turn, figures, percentile, ratio
from bench.goals import goals
from bench.page import render
from bench.plan import OPEN, STREAMED, USUAL, WHOLE, Load
from bench.processes import free_port
from bench.record import as_json
from bench.stand_ins import openai
from bench.stand_ins.listener import Reply, Request, Stream, serve
from bench.table import goal_lines, table
from bench.visitors import Seen, turn

from rag.openai.stream import StreamedReply


def measured(**changed: float) -> Figures:
    values = {name: 10.0 for name in Figures.__annotations__} | {"answers": 10, "errors": {}} | changed
    return Figures(**values)


def test_a_percentile_is_a_value_that_was_seen_in_milliseconds():
    seen = [0.004, 0.001, 0.003, 0.002]

    assert [percentile(seen, share) for share in (0, 25, 50, 51, 99, 100)] == [1, 1, 2, 3, 4, 4]
    assert math.isnan(percentile([], 50))


def test_turns_become_one_row_of_figures():
    quick = Turn(Seen(ends=[1.0, 2.0], firsts=[0.5, 0.6], health=[0.001], asking=4.0), cpu=0.030, mb=100)
    slow = Turn(Seen(ends=[4.0], firsts=[0.7], errors=["503", "503", "TimeoutError"], asking=2.0), cpu=0.060, mb=120)

    row = figures([quick, slow])

    assert (row.answers, row.rate, row.p50, row.p99) == (3, 0.5, 2000, 4000)
    assert (row.first_p50, row.health_p99, row.mb) == (600, 1, 120)
    assert row.cpu == pytest.approx(30)
    assert (row.errors, row.failed) == ({"503": 2, "TimeoutError": 1}, 3)


def test_what_nobody_answered_has_no_ratio():
    assert math.isnan(figures([Turn(Seen(errors=["503"]), 0.1, 50)]).cpu)
    assert math.isnan(ratio(1, 0))


def test_a_goal_says_whether_it_was_reached_and_what_was_not_measured_is_told():
    whole, streamed = Load(WHOLE, visitors=64), Load(STREAMED, visitors=64)
    seen = {
        whole: {OURS: measured(rate=96, cpu=3.0, p95=130), PLAIN: measured(cpu=10), LIMIT: measured(rate=100, p95=100)},
        streamed: {OURS: measured(health_p99=50.5), PLAIN: measured(), LIMIT: measured()},
        OPEN: {OURS: measured(first_p50=24), LIMIT: measured(first_p50=10)},
    }

    words = {goal.words: goal.word for goal in goals(seen)}

    assert words["answers a second at 64, whole, of the limit's"] == "reached"
    assert words["p95 at 64, whole, of the limit's"] == "NOT REACHED"
    assert words["CPU of an answer at 64, whole, of the plain version's"] == "reached"
    assert words["/health p99 at 64 at once, streamed"] == "NOT REACHED"
    assert words["first text p50 at 20 a second, streamed, over the limit's"] == "reached"
    assert words["errors at 128, whole"] == words["embedded answers a second on one core"] == "not measured"


def test_a_run_is_told_in_a_table_a_record_and_a_page():
    errors = {"<b>": 2}
    seen = {Load(form, count): {OURS: measured(rate=7.25), PLAIN: measured(), LIMIT: measured(errors=errors)}
            for form in (WHOLE, STREAMED) for count in (1, 64)}  # fmt: skip
    reached = goals(seen, measured(rate=151), 9.0)
    record = as_json(
        {
            "services": "embed 150 ms",
            "seconds": 9,
            "plan": USUAL,
            "measured": seen,
            "embedded": {Load(WHOLE, 8): measured()},
            "repeated": [],
            "beside": None,
            "goals": reached,
        }
    )

    assert [line.split()[:3] for line in table(seen)][2] == ["this", "app", "7.25"]
    assert any(line.startswith("NOT REACHED") and "9.00 ≤ 8 ms" in line for line in goal_lines(reached))
    assert json.loads(json.dumps(record))["measured"]["64 at once, streamed"][OURS]["rate"] == 7.25
    page = render(record)
    assert page.count("<svg") == 12
    assert "<b>2" not in page and "&lt;b&gt;" in page


def test_no_question_is_asked_twice_and_the_book_is_the_same_each_time(tmp_path: Path):
    asked = list(questions())

    assert len(asked) == len(set(asked)) > 30_000
    assert max(map(len, asked)) < 500
    write_book(tmp_path / "one", 20)
    write_book(tmp_path / "two", 20)
    assert [page.read_text() for page in sorted((tmp_path / "one").iterdir())] == [
        page.read_text() for page in sorted((tmp_path / "two").iterdir())
    ]


# ---------------------------------------------------------------- the stand-ins, over a socket


@contextmanager
def listening(answer) -> Iterator[int]:
    port = free_port()
    threading.Thread(target=serve, args=(port, answer), daemon=True).start()
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/counted")
            break
        except httpx.TransportError:
            threading.Event().wait(0.02)
    yield port


def test_the_chat_model_says_its_passage_in_thirty_tokens_streamed_and_whole():
    asked = {"model": "m", "messages": [{"role": "user", "content": "[1] " + "Each car has a sand brake. " * 9}]}

    def said(**more: object) -> Reply | Stream:
        return openai.answer(Request("POST", "/v1/chat/completions", json.dumps({**asked, **more}).encode()))

    whole, streamed = said(), said(stream=True, stream_options={"include_usage": True})
    assert isinstance(whole, Reply) and isinstance(streamed, Stream)
    text = json.loads(whole.body)["choices"][0]["message"]["content"]
    assert text.startswith("Each car has a sand brake.") and text.endswith(" indeed [1].")
    reading = StreamedReply(0)
    pieces = []
    for _, data in streamed.pieces:
        reading.read(data)
        pieces += [piece] if (piece := reading.news()) else []
    assert (len(pieces), "".join(pieces), reading.done, reading.tokens) == (openai.TOKENS, text, True, 930)
    assert (streamed.pieces[0][0], streamed.pieces[-1][0], whole.after) == (0.3, 1.5, 1.5)


def test_a_visitor_sees_when_the_first_words_and_the_end_of_an_answer_come():
    delta = b'data: {"type":"text-delta","delta":"indeed"}\n\n'
    chat = Stream([(0.0, b'data: {"type":"start"}\n\n'), (0.05, delta), (0.15, b"data: [DONE]\n\n"), (0.15, b"")])

    def answer(request: Request) -> Reply | Stream:
        return chat if request.path == "/chat" else Reply(b'{"path": "%s"}' % request.path.encode(), 0, 404)

    async def ask(port: int) -> None:
        connection = await Connection.to(port)
        streamed = await connection.ask(post("/chat", b"{}", "text/event-stream"))
        assert streamed.status == 200
        assert streamed.head < streamed.first < streamed.end
        assert delta in streamed.body
        refused = await connection.ask(get("/other"))
        assert (refused.status, refused.body, refused.first == refused.end) == (404, b'{"path": "/other"}', True)
        connection.close()

    with listening(answer) as port:
        asyncio.run(ask(port))


def test_an_answer_without_its_end_and_a_refusal_are_errors():
    def answer(request: Request) -> Reply:
        if request.path == "/health":
            return Reply(b"{}", 0)
        busy = b"busy" in request.body
        return Reply(b"{}" if busy else b'{"message": "it broke off"}', 0.05, 503 if busy else 200)

    with listening(answer) as port:
        seen = asyncio.run(turn(port, Load(WHOLE, visitors=2), 0.01, iter(["How tall?", "busy?"]), b"indeed"))

    assert sorted(seen.errors) == ["503", "an answer without its end"]
    assert (seen.ends, len(seen.health) > 0) == ([], True)


def test_the_command_tells_what_it_can_be_asked_and_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(option in told for option in ("--quick", "--visitors", "--only", "--json", "--page"))

    with pytest.raises(SystemExit) as refused:
        main(["--only", "gpu"])
    assert refused.value.code == 2
    assert "gpu: there are services, embedded" in capsys.readouterr().err
