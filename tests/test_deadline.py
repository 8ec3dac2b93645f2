"""No answer takes longer than a front end waits for it."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from test_fallback import VALVE, run
from wire.openai_server import HANG, OpenAIServer, Reply, chunk

from rag.build import Parts
from rag.deadline import Deadline, Deadlines
from rag.errors import ServiceFailed

DRIPS = Reply(
    [chunk("It opens ", role="assistant"), *[step for _ in range(200) for step in (0.05, chunk("now "))], HANG]
)


def test_what_is_there_in_time_is_handed_over():
    async def whole() -> str:
        return await Deadline(5).keep(asyncio.sleep(0, "here"), "it")

    assert asyncio.run(whole()) == "here"


def test_what_is_late_is_ended_and_named():
    async def whole() -> None:
        ended = asyncio.Event()

        async def late() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        deadline = Deadline(0.05)
        with pytest.raises(ServiceFailed, match="the search was not there within 0.05 s"):
            await deadline.keep(late(), "the search")
        assert ended.is_set()
        assert deadline.left == 0

    asyncio.run(whole())


def test_items_that_came_in_time_are_kept():
    async def dripping() -> AsyncGenerator[int, None]:
        yield 1
        yield 2
        await asyncio.Event().wait()

    async def whole() -> list[int]:
        got: list[int] = []
        with pytest.raises(ServiceFailed):
            async for item in Deadline(0.1).each(dripping(), "the rest"):
                got.append(item)
        return got

    assert asyncio.run(whole()) == [1, 2]


def test_when_the_program_ends_all_who_wait_are_told_when_to_come_back():
    async def act() -> list[ServiceFailed]:
        deadlines = Deadlines(60)
        waiting = asyncio.create_task(deadlines.begin().keep(asyncio.Event().wait(), "the answer"))
        await asyncio.sleep(0)
        deadlines.end_in(0.05)
        late = asyncio.create_task(deadlines.begin().keep(asyncio.Event().wait(), "the next answer"))
        return await asyncio.gather(waiting, late, return_exceptions=True)

    for error in asyncio.run(asyncio.wait_for(act(), 10)):
        assert isinstance(error, ServiceFailed) and error.retry_after and "had to end" in str(error)


def test_an_answer_that_drips_on_ends_with_what_was_said(settings):
    async def act(server: OpenAIServer, parts: Parts) -> None:
        await asyncio.gather(
            *(warm() for warm in parts.warming)
        )  # else importing the SDK may take all the time there is
        answer = await parts.assistant.ask(VALVE)
        assert answer.message.startswith("It opens now")
        assert answer.status == "partial"
        await server.idle()  # the upstream call is ended too

    run(settings, act, DRIPS, ANSWER_SECONDS="1")
