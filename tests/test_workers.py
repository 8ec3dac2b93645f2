"""More processes that answer: when there is one, that it answers as this one does, and what becomes of an answer when it goes."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx
import psutil
import pytest
from conftest import with_its_book
from wire.openai_server import HANG, OpenAIServer, Reply, chunk, fails, says

from rag.build import Parts, build
from rag.errors import BadQuestion, BookError, NotReady, ServiceFailed
from rag.events import BrokeOff, Event, Finished, Said
from rag.settings import Settings
from rag.types import Answer, Question
from rag.workers import crew, frames, room
from rag.workers.worker import Worker, WorkerGone

VALVE = Question("At which pressure does the safety valve open?")
QUICK = says("It opens at 11 bar [1].")
SLOW = Reply([0.4, *QUICK.steps])
STUCK = Reply([chunk("", role="assistant"), chunk("The safety valve opens at 11 bar [1]. It whistles "), HANG])

VISITORS = count()

pytestmark = pytest.mark.skipif(room.cores() < 2, reason="one core has no room for a second process")


@asynccontextmanager
async def world(settings: Settings, *replies: Reply, **more: object) -> AsyncIterator[tuple[OpenAIServer, Parts]]:
    """The tram book, its model, and all parts as the program has them."""
    async with OpenAIServer(*replies) as server:
        parts = build(replace(settings, openai_base_url=server.url, **more), many=True)
        try:
            yield server, parts
        finally:
            await parts.close()


def run(settings: Settings, act: Callable[[OpenAIServer, Parts], Awaitable[None]], *replies: Reply, **more) -> None:
    async def whole() -> None:
        async with world(settings, *replies, **more) as (server, parts):
            await act(server, parts)

    with_its_book(settings)
    asyncio.run(whole())


def workers() -> list[psutil.Process]:
    """Of this process, that have not ended."""
    return [each for each in psutil.Process().children() if _is_worker(each)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "rag.workers.program" in " ".join(process.cmdline())
    except psutil.Error:  # it has ended
        return False


async def crowd(parts: Parts, number: int) -> list[Answer]:
    """What so many visitors are told who ask at once, none of them what another asks."""
    asked = (parts.assistant.ask(replace(VALVE, context=f"visitor {next(VISITORS)}")) for _ in range(number))
    return await asyncio.gather(*asked)


async def all_of(worker: Worker) -> list[Event]:
    return [event async for event in worker.answer(VALVE, (), followed=False)]


async def until(reached: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it never came to that"
        await asyncio.sleep(0.02)


async def busy_until(parts: Parts, reached: Callable[[], bool]) -> None:
    """Crowds come one after the other, and keep a core busy."""
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline, "it never came to that"
        await crowd(parts, 24)


async def a_worker(server: OpenAIServer, parts: Parts) -> psutil.Process:
    """One that takes questions, as a crowd brings it about that keeps a core busy."""
    meant, server.replies = server.replies, [QUICK]
    await busy_until(parts, lambda: parts.assistant.processes == 2)
    server.replies = meant
    [process] = workers()
    return process


@asynccontextmanager
async def started(settings: Settings, **seconds: float) -> AsyncIterator[Worker]:
    """A worker by itself, over the tram book."""
    counted: list[object] = []
    worker = Worker(settings, counted.append, **seconds)
    try:
        await worker.start()
        yield worker
    finally:
        await worker.close()


def answers(settings: Settings, question: Question, *, followed: bool) -> tuple[list[Event], list[Event]]:
    """What happens when this process answers, and when a worker does."""

    async def act() -> tuple[list[Event], list[Event]]:
        here = build(settings)
        own = [event async for event in here.assistant.rehearse(question, followed=followed)]
        async with started(settings) as worker:
            told = [event async for event in worker.answer(question, (), followed=followed)]
        await here.close()
        return own, told

    return asyncio.run(act())


def untimed(event: Event) -> object:
    """An event without what depends on the hour."""
    if isinstance(event, Finished):
        metadata = replace(event.answer.metadata, timings_ms={}, response_time_ms=0)
        return replace(event, answer=replace(event.answer, metadata=metadata))
    if hasattr(event, "retrieval"):
        return replace(event, retrieval=replace(event.retrieval, timings_ms={}))
    return event


@pytest.mark.parametrize("followed", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize(
    "message", [VALVE.message, "Which car is the fastest?", "thanks!", "Who invented the zeppelin?"]
)
def test_a_worker_answers_as_this_process_does(parts, settings, message: str, followed: bool):
    own, told = answers(settings, Question(message), followed=followed)

    assert [untimed(event) for event in told] == [untimed(event) for event in own]
    assert isinstance(told[-1], Finished) and told[-1].answer.message


def test_few_visitors_are_answered_by_one_process_and_a_crowd_by_two(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await crowd(parts, crew.CROWD - 1)
        assert workers() == []
        process = await a_worker(server, parts)
        before, idle = len(server.requests), sum(process.cpu_times()[:2])
        answered = await crowd(parts, 24)
        assert {answer.message for answer in answered} == {"It opens at 11 bar [1]."}
        assert {answer.status for answer in answered} == {"answered"}
        assert len(server.requests) == before + 24
        assert sum(process.cpu_times()[:2]) > idle
        for answer in answered:
            assert (await parts.assistant.conversations.turns(answer.session_id))[0].answer == answer.message
        assert await parts.store.tokens_today() == 42 * len(server.requests)

    run(settings, act, SLOW)
    assert workers() == []


def test_one_process_is_all_there_is_where_the_operator_says_so(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await crowd(parts, 24)
        await asyncio.sleep(0.1)
        assert workers() == [] and parts.assistant.processes == 1

    run(settings, act, SLOW, processes=1)


def test_a_worker_that_is_killed_costs_nobody_an_answer_that_was_not_begun(settings, caplog):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        process = await a_worker(server, parts)
        asking = asyncio.create_task(crowd(parts, 24))
        await until(lambda: server.active >= 16)  # on a busy machine the first are told before the last have asked
        process.kill()
        answered = await asking
        assert {answer.message for answer in answered} == {"It opens at 11 bar [1]."}
        assert len(answered) == 24

    run(settings, act, SLOW)
    assert "an answer could not be had from a worker" in caplog.text


def test_who_was_being_told_something_by_a_worker_that_is_killed_is_told_that_it_ends(settings, caplog):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        process = await a_worker(server, parts)
        server.replies = [STUCK]
        heard: list[list[Event]] = [[] for _ in range(12)]

        async def listen(number: int) -> None:
            question = replace(VALVE, context=f"listener {number}")
            async with aclosing(parts.assistant.stream(question)) as events:
                async for event in events:
                    heard[number].append(event)

        listening = [asyncio.create_task(listen(number)) for number in range(12)]
        await until(lambda: all(any(isinstance(event, Said) for event in each) for each in heard))
        process.kill()
        ended, going_on = await asyncio.wait(listening, timeout=3)
        assert ended and going_on  # those of the worker, and those of this process
        for number, each in enumerate(listening):
            if each in ended:
                *_, broke_off, finished = heard[number]
                assert isinstance(broke_off, BrokeOff) and isinstance(finished, Finished)
                answer = finished.answer
                assert answer.message == "The safety valve opens at 11 bar [1]. It whistles …"
                assert (answer.status, len(answer.sources)) == ("partial", 1)
                [turn] = await parts.assistant.conversations.turns(answer.session_id)
                assert turn.answer == answer.message
        for each in going_on:
            each.cancel()
        await asyncio.gather(*going_on, return_exceptions=True)

    run(settings, act, SLOW)
    assert "a process that answered has gone: it ended with -9" in caplog.text


def test_what_a_visitor_who_leaves_had_asked_a_worker_is_not_made_any_more(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        async with started(replace(settings, openai_base_url=server.url)) as worker:
            async with aclosing(worker.answer(VALVE, (), followed=True)) as events:
                async for event in events:
                    if isinstance(event, Said):
                        break
                assert (server.active, worker.answering) == (1, 1)
            assert worker.answering == 0
            await asyncio.wait_for(server.idle(), 10)

    run(settings, act, STUCK)


def test_what_a_worker_raises_reaches_who_asked(settings, parts):
    async def act() -> None:
        async with started(settings) as worker:
            with pytest.raises(BadQuestion, match="empty"):
                [event async for event in worker.answer(Question("  "), (), followed=False)]
            assert await all_of(worker)

    asyncio.run(act())


@pytest.mark.parametrize(
    "error",
    [
        BadQuestion("the message is empty"),
        NotReady("not yet", retry_after=7),
        ServiceFailed("qdrant", "no", in_short="was away", retry_after=2.5, of_request=True),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_arrives_with_all_that_it_says(error: BookError):
    async def sent() -> frames.Told:
        stream = asyncio.StreamReader()
        stream.feed_data(frames.packed(frames.Told(3, last=True, error=error)))
        return await frames.read(stream)

    arrived = asyncio.run(sent()).error

    assert type(arrived) is type(error)
    assert (str(arrived), vars(arrived)) == (str(error), vars(error))


def test_answers_of_a_worker_without_a_service_are_counted(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await a_worker(server, parts)
        server.replies = [fails(400, code="context_length_exceeded")]
        answered = await crowd(parts, 16)
        assert {answer.status for answer in answered} == {"degraded"}
        assert parts.breakers["openai"].fallbacks == 16

    run(settings, act, SLOW)


def test_a_worker_that_hangs_is_killed_whether_or_not_anybody_waits_for_it(settings, parts):
    async def act() -> None:
        async with started(settings, ping=0.1, silent=0.8) as worker:
            watched = asyncio.create_task(worker.until_unneeded(60))
            await asyncio.sleep(1.5)
            assert worker.ready  # it answers pings, though nothing is asked
            [process] = workers()
            process.suspend()
            asking = asyncio.create_task(all_of(worker))
            await asyncio.sleep(0.2)
            asking.cancel()  # a visitor who has less patience
            await asyncio.wait_for(watched, 10)
            assert worker.ended_by == "it said nothing for 0.8 s"
            assert workers() == []

    asyncio.run(act())


def test_who_waits_for_a_worker_that_hangs_is_told(settings, parts):
    async def act() -> None:
        async with started(settings, ping=0.1, silent=0.5) as worker:
            watched = asyncio.create_task(worker.until_unneeded(60))
            workers()[0].suspend()
            with pytest.raises(WorkerGone, match="said nothing for"):
                await all_of(worker)
            await watched

    asyncio.run(act())


def test_who_waits_for_a_worker_that_hangs_when_the_program_ends_is_told_in_time(settings, parts):
    async def act() -> None:
        async with started(settings) as worker:
            workers()[0].suspend()
            asking = asyncio.create_task(all_of(worker))
            await asyncio.sleep(0.1)
            worker.end_in(0.5)
            with pytest.raises(WorkerGone):
                await asyncio.wait_for(asking, 3)

    asyncio.run(act())


def test_what_another_version_of_the_code_says_is_no_answer(settings, parts):
    async def act() -> None:
        async with started(settings) as worker:
            watched = asyncio.create_task(worker.until_unneeded(60))
            told = worker._hearing.get_coro().cr_frame.f_locals["told"]
            told.feed_data(b"\0\0\0\4what")
            await asyncio.wait_for(watched, 10)
            assert "can't be read" in worker.ended_by

    asyncio.run(act())


def test_a_worker_that_is_told_what_it_can_not_read_says_so_and_ends(settings, parts, capfd):
    async def act() -> None:
        async with started(settings) as worker:
            worker._asking.write(b"\0\0\0\4what")
            await asyncio.wait_for(worker.until_unneeded(60), 10)
            assert worker.ended_by == "it ended with 0"

    asyncio.run(act())
    said = capfd.readouterr().err
    assert "can't be read" in said and "Traceback" not in said


def test_who_leaves_before_a_worker_has_begun_leaves_nothing_behind(settings, parts):
    async def act() -> None:
        async with started(settings) as worker:
            for number in (1, 2, 3):
                worker._say(frames.Ask(number, VALVE, (), True))
                worker._say(frames.Leave(number))
            assert (await all_of(worker))[-1].answer.sources

    asyncio.run(act())


def test_a_program_that_ends_starts_no_worker_and_lets_one_go_that_starts(settings, caplog):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await busy_until(parts, lambda: bool(workers()))
        parts.assistant.end_in(5)
        await until(lambda: workers() == [])
        assert parts.assistant.processes == 1
        await crowd(parts, 48)
        assert workers() == []

    run(settings, act, QUICK)
    assert "can't be had" not in caplog.text


def test_a_worker_of_which_nothing_is_asked_any_more_is_let_go(settings, parts):
    async def act() -> None:
        async with started(settings) as worker:
            began = time.monotonic()
            waiting = asyncio.create_task(worker.until_unneeded(1.0))
            await asyncio.sleep(0.6)
            assert await all_of(worker)
            await asyncio.wait_for(waiting, 10)
            assert worker.ready and time.monotonic() - began > 1.5

    asyncio.run(act())


def test_a_worker_that_does_not_come_up_is_said_once_and_answers_go_on(settings, caplog):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        assert await parts.index.state()  # opened here, and broken for whoever opens it now
        for manifest in settings.index_dir.glob("*/manifest.json"):
            manifest.write_text("{", encoding="utf-8")
        for _ in range(3):
            await busy_until(parts, lambda: "one more process can't be had" in caplog.text)
            await crowd(parts, 48)
        assert workers() == []

    run(settings, act, QUICK)
    assert caplog.text.count("one more process can't be had to answer") == 1


def test_a_worker_is_not_started_where_it_does_not_fit(settings, monkeypatch, caplog):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        monkeypatch.setattr(room, "NEEDED", 1 << 60)
        for _ in range(3):
            await busy_until(parts, lambda: "there is no memory for it" in caplog.text)
            await crowd(parts, 48)
        assert workers() == []

    run(settings, act, QUICK)
    assert caplog.text.count("there is no memory for it") == 1


def test_nothing_secret_stands_on_the_command_line_of_a_worker(settings, parts):
    async def act() -> str:
        async with started(replace(settings, openai_api_key="sk-of-the-tram", openai_base_url="http://127.0.0.1:9")):
            [process] = workers()
            return " ".join(process.cmdline())

    assert "sk-" not in asyncio.run(act())


# ---------------------------------------------------------------- the program


FREE = {rate: "off" for rate in ("RATE_CHAT", "RATE_CONVERSATION", "RATE_OTHER")}


async def asked_by(program, number: int) -> list[httpx.Response]:
    async with httpx.AsyncClient(base_url=program.url, timeout=60) as client:
        bodies = ({"message": VALVE.message, "context": f"visitor {next(VISITORS)}"} for _ in range(number))
        return await asyncio.gather(*(client.post("/chat", json=body) for body in bodies))


def with_a_worker(program) -> psutil.Process:
    """The program's, as soon as it answers."""
    program.settled()
    deadline = time.monotonic() + 60
    while "one more process answers" not in program.log:
        assert time.monotonic() < deadline, program.log
        assert {reply.status_code for reply in asyncio.run(asked_by(program, 24))} == {200}
    [worker] = psutil.Process(program.process.pid).children()
    return worker


@pytest.fixture
def trams(programs, book, tmp_path):
    return programs.serve(BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"), ANSWER_CACHE_MINUTES="0", **FREE)


def test_the_program_takes_its_worker_along_when_it_ends(trams):
    worker = with_a_worker(trams)
    assert "book_processes 2.0" in trams.client.get("/metrics").text

    trams.process.send_signal(signal.SIGTERM)

    assert trams.wait(10) in (0, -signal.SIGTERM)
    assert not worker.is_running()


def test_a_worker_ends_when_the_program_is_killed(trams):
    worker = with_a_worker(trams)

    trams.process.kill()

    assert psutil.wait_procs([worker], timeout=10)[1] == []


def test_a_worker_leaves_signals_to_the_program(trams):
    worker = with_a_worker(trams)

    for each in (signal.SIGINT, signal.SIGTERM):
        os.kill(worker.pid, each)

    assert {reply.status_code for reply in asyncio.run(asked_by(trams, 24))} == {200}
    assert worker.is_running()


# ---------------------------------------------------------------- room


@pytest.mark.parametrize(
    ("quota", "least"), [("100000 100000", 1), ("150000 100000", 1), ("50000 100000", 1), ("max 100000", 2)]
)
def test_a_container_may_have_fewer_cores_than_the_machine(tmp_path: Path, quota: str, least: int):
    (tmp_path / "cpu.max").write_text(quota)

    assert room.cores(tmp_path) == (least if quota[0] != "m" else room.cores())


def test_how_busy_a_process_is_is_told_over_a_second_at_least():
    clock, cpu = iter([0.0, 0.5, 10.0, 10.9, 12.0]), iter([5.0, 5.4, 5.5, 6.3, 7.5])
    load = room.Load(lambda: next(clock), lambda: next(cpu))

    assert [round(load.share(), 2) for _ in range(4)] == [0.0, 0.05, 0.05, 1.0]


@pytest.mark.parametrize(
    ("limit", "used", "cached", "fit"),
    [(512, 300, 0, False), (512, 300, 250, True), (2048, 300, 0, True), (None, 300, 0, True)],
    ids=["full", "full of files", "room", "no limit"],
)
def test_a_container_may_have_no_memory_for_one_more(tmp_path: Path, limit, used: int, cached: int, fit: bool):
    (tmp_path / "memory.max").write_text("max\n" if limit is None else f"{limit << 20}\n")
    (tmp_path / "memory.current").write_text(f"{used << 20}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {cached << 20}\nactive_file 9\n")
    (tmp_path / "meminfo").write_text("MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\n")

    assert room.fits(tmp_path, tmp_path / "meminfo") is fit


def test_a_machine_may_have_no_memory_for_one_more(tmp_path: Path):
    (tmp_path / "meminfo").write_text("MemTotal: 1000000 kB\nMemAvailable: 100000 kB\n")

    assert not room.fits(tmp_path, tmp_path / "meminfo")
    assert room.fits(tmp_path, tmp_path / "nothing")  # another system
