"""Work on the event loop, a piece at a time: what comes in bursts leaves room for the rest."""

import asyncio

from rag.reading.turns import Turns

PIECES = 20


async def in_its_turn(turns: Turns, heard: list[str], name: str) -> None:
    async with turns.one():
        heard.append(name)


def test_pieces_that_come_together_are_done_in_order_and_the_loop_turns_between_them():
    heard: list[str] = []

    async def meanwhile() -> None:
        while True:
            heard.append("-")
            await asyncio.sleep(0)

    async def burst() -> None:
        other, turns = asyncio.create_task(meanwhile()), Turns()
        await asyncio.gather(*(in_its_turn(turns, heard, str(piece)) for piece in range(PIECES)))
        other.cancel()

    asyncio.run(burst())

    assert [each for each in heard if each != "-"] == [str(piece) for piece in range(PIECES)]
    assert not any(one != "-" and next_one != "-" for one, next_one in zip(heard, heard[1:], strict=False))


def test_whoever_leaves_or_fails_holds_up_nobody():
    heard: list[str] = []

    async def failing(turns: Turns) -> None:
        async with turns.one():
            raise ValueError("a card that can't be read")

    async def burst() -> list[object]:
        turns = Turns()
        leaving = asyncio.create_task(in_its_turn(turns, heard, "left"))
        asyncio.get_running_loop().call_soon(leaving.cancel)
        return await asyncio.gather(
            leaving, failing(turns), in_its_turn(turns, heard, "stayed"), return_exceptions=True
        )

    left, failed, stayed = asyncio.run(burst())

    assert isinstance(left, asyncio.CancelledError) and str(failed) == "a card that can't be read" and stayed is None
    assert heard == ["stayed"]


def test_each_event_loop_has_turns_of_its_own():
    turns, heard = Turns(), []

    async def left_in_the_middle() -> None:
        waiting = [asyncio.create_task(in_its_turn(turns, heard, "never")) for _ in range(2)]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()

    async def burst() -> None:
        await asyncio.gather(*(in_its_turn(turns, heard, str(piece)) for piece in range(3)))

    asyncio.run(left_in_the_middle())
    asyncio.run(burst())

    assert heard == ["0", "1", "2"]
