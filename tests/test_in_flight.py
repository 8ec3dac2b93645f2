"""How many answers are made at once: who waits, in which order, for how long, and what a place outlives."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from conftest import Programs
from wire.openai_server import HANG, OpenAIServer, Reply, chunk, says

from rag.web.in_flight import Busy, InFlight

QUESTION = {"message": "At what pressure does the safety valve open?"}


def run(work) -> object:
    return asyncio.run(asyncio.wait_for(work, 60))


# ---------------------------------------------------------------- places


def test_who_came_first_is_served_first():
    async def line() -> list[int]:
        in_flight, served = InFlight(10), []

        async def visitor(number: int) -> None:
            async with in_flight.place():
                served.append(number)
                await asyncio.sleep(0)

        for _ in range(10):
            await in_flight.enter()
        waiting = []
        for number in range(10):
            waiting.append(asyncio.create_task(visitor(number)))
            await asyncio.sleep(0)
        in_flight.leave()
        await asyncio.gather(*waiting)
        return served

    assert run(line()) == list(range(10))


def test_as_many_may_wait_as_there_are_places_and_the_next_is_told_to_come_back():
    async def crowd() -> tuple[int, int, Busy]:
        in_flight = InFlight(2)
        held = [await_place(in_flight) for _ in range(4)]
        await asyncio.sleep(0)
        found = (in_flight.busy, in_flight.waiting)
        with pytest.raises(Busy) as busy:
            await in_flight.enter()
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        assert (in_flight.busy, in_flight.waiting, in_flight.full) == (0, 0, False)
        return *found, busy.value

    busy, waiting, refused = run(crowd())
    assert (busy, waiting) == (2, 2)
    assert "try again in about 10 seconds" in str(refused) and refused.headers == {"Retry-After": "10"}


def await_place(in_flight: InFlight) -> asyncio.Task:
    async def hold() -> None:
        async with in_flight.place():
            await asyncio.Event().wait()

    return asyncio.create_task(hold())


def test_who_waits_too_long_is_told_to_come_back_and_leaves_no_gap():
    async def patience() -> tuple[int, int]:
        in_flight = InFlight(1, wait=0.01)
        await in_flight.enter()
        with pytest.raises(Busy):
            await in_flight.enter()
        in_flight.leave()
        async with in_flight.place():
            return in_flight.busy, in_flight.waiting

    assert run(patience()) == (1, 0)


def test_who_leaves_the_queue_leaves_the_place_to_the_next():
    async def leaving() -> int:
        in_flight = InFlight(1)
        await in_flight.enter()
        impatient = asyncio.create_task(in_flight.enter())
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        patient = asyncio.create_task(in_flight.enter())
        await asyncio.sleep(0)
        in_flight.leave()
        await patient
        return in_flight.busy

    assert run(leaving()) == 1


# ---------------------------------------------------------------- over HTTP


class Space:
    """The program with one place, in front of a model that does as it is told."""

    def __init__(self, programs: Programs, book: Path, tmp_path: Path, model: OpenAIServer) -> None:
        self.program = programs.serve(
            BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"), OPENAI_BASE_URL=model.url, ANSWERS_IN_FLIGHT="1"
        )
        self.client = httpx.AsyncClient(base_url=self.program.url, timeout=60)

    async def metric(self, name: str) -> float:
        text = (await self.client.get("/metrics")).text
        return float(next(line for line in text.splitlines() if line.startswith(name)).split()[-1])

    async def until(self, name: str, value: float) -> None:
        while await self.metric(name) != value:
            await asyncio.sleep(0.02)


def asking(space: Space, words: str = "At what pressure does the safety valve open?") -> asyncio.Task:
    return asyncio.create_task(space.client.post("/chat", json={"message": words}))


@pytest.mark.parametrize("streamed", [False, True])
def test_a_visitor_who_leaves_gives_the_place_to_who_waits_and_the_third_is_told_to_come_back(
    programs, book, tmp_path, streamed
):
    hangs = Reply([chunk("", role="assistant"), chunk("It opens at "), HANG])

    async def act() -> tuple[httpx.Response, httpx.Response]:
        async with OpenAIServer(hangs, says("A Heron has 64 seats [1].")) as model:
            space = Space(programs, book, tmp_path, model)
            await asyncio.to_thread(space.program.ready)
            headers = {"Accept": "text/event-stream"} if streamed else {}
            first = asyncio.create_task(_hold(space.client, headers))
            await model.asked.wait()
            second = asking(space, "How many seats does a Heron have?")
            await space.until("book_answers_waiting", 1)
            third = await asking(space, "How long is the Needle?")
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            answered = await second
            await space.until("book_answers_in_flight", 0)
            await space.client.aclose()
            return answered, third

    answered, refused = run(act())
    assert answered.status_code == 200 and answered.json()["message"]
    assert refused.status_code == 503 and refused.headers["retry-after"] == "10"
    assert refused.json()["error"] == "busy" and "try again" in refused.json()["message"]


async def _hold(client: httpx.AsyncClient, headers: dict) -> None:
    async with client.stream("POST", "/chat", json=QUESTION, headers=headers) as reply:
        async for _ in reply.aiter_bytes():
            pass


def test_a_visitor_who_leaves_the_queue_frees_their_turn(programs, book, tmp_path):
    hangs = Reply([chunk("", role="assistant"), chunk("It opens at "), HANG])

    async def act() -> None:
        async with OpenAIServer(hangs) as model:
            space = Space(programs, book, tmp_path, model)
            await asyncio.to_thread(space.program.ready)
            first = asyncio.create_task(_hold(space.client, {}))
            await model.asked.wait()
            waiting = asking(space, "How many seats does a Heron have?")
            await space.until("book_answers_waiting", 1)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await space.until("book_answers_waiting", 0)
            first.cancel()
            await asyncio.gather(first, return_exceptions=True)
            await space.until("book_answers_in_flight", 0)
            await space.client.aclose()

    run(act())


def test_a_stream_holds_its_place_until_its_last_word(programs, book, tmp_path):
    async def act() -> str:
        async with OpenAIServer(says("It opens at ", "11 bar [1].")) as model:
            space = Space(programs, book, tmp_path, model)
            await asyncio.to_thread(space.program.ready)
            headers = {"Accept": "text/event-stream"}
            for _ in range(5):
                async with space.client.stream("POST", "/chat", json=QUESTION, headers=headers) as reply:
                    assert reply.status_code == 200
                    text = (await reply.aread()).decode()
            await space.until("book_answers_in_flight", 0)
            await space.client.aclose()
            return text

    parts = [json.loads(line[6:]) for line in run(act()).splitlines() if line.startswith("data: {")]
    assert parts[-1]["type"] == "finish"
