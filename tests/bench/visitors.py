"""Those who ask: each over a connection of their own, either again and again or at a rate that waits for nobody.

Knows when questions are asked and how answers end; not what they cost, which the meter sees.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from bench.connection import Connection, Reply, get, post
from bench.plan import ACCEPTS, Load

PATIENCE = 60.0  # seconds: what front ends wait
HEALTH_PAUSE = 0.05  # between two looks of the monitor


@dataclass(slots=True)
class Seen:
    """Of one turn. Seconds, one for each answer; ``errors``: how each of the others ended; ``asking``: until the last answer."""

    ends: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    asking: float = 0.0

    def note(self, reply: Reply, sign: bytes) -> None:
        if reply.status != 200:
            self.errors.append(str(reply.status))
        elif sign not in reply.body:
            self.errors.append("an answer without its end")
        else:
            self.ends.append(reply.end)
            self.firsts.append(reply.first)


async def turn(port: int, load: Load, seconds: float, questions: Iterator[str], sign: bytes) -> Seen:
    """All visitors begin in the same instant, which is the worst that they can do. ``sign``: what a whole answer holds."""
    seen = Seen()
    asked = _Asked(port, load, questions, sign, seen)
    watching = asyncio.create_task(_watch(port, seen))
    began = asyncio.get_running_loop().time()
    try:
        await (_crowd(asked, load, began + seconds) if load.visitors else _stream(asked, load, began + seconds))
        seen.asking = asyncio.get_running_loop().time() - began
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return seen


async def same(port: int, form: str, question: str, times: int) -> list[float]:
    """Seconds of the same question asked again and again by one visitor, each time as a first question."""
    connection = await Connection.to(port)
    try:
        asked = post("/chat", orjson.dumps({"message": question}), ACCEPTS[form])
        return [(await connection.ask(asked)).end for _ in range(times)]
    finally:
        connection.close()


class _Asked:
    def __init__(self, port: int, load: Load, questions: Iterator[str], sign: bytes, seen: Seen) -> None:
        self._port = port
        self._accept = ACCEPTS[load.form]
        self._questions = questions
        self._sign = sign
        self._seen = seen

    async def one(self, connection: Connection | None = None) -> Connection | None:
        """The connection, where it can be used again."""
        question = post("/chat", orjson.dumps({"message": next(self._questions)}), self._accept)
        try:
            connection = connection or await Connection.to(self._port)
            async with asyncio.timeout(PATIENCE):
                self._seen.note(await connection.ask(question), self._sign)
        except (OSError, TimeoutError) as error:
            self._seen.errors.append(type(error).__name__)
            if connection is not None:
                connection.close()
            return None
        return connection


async def _crowd(asked: _Asked, load: Load, until: float) -> None:
    loop = asyncio.get_running_loop()

    async def visitor() -> None:
        connection = None
        while loop.time() < until:
            connection = await asked.one(connection)
        if connection is not None:
            connection.close()

    await asyncio.gather(*(visitor() for _ in range(load.visitors)))


async def _stream(asked: _Asked, load: Load, until: float) -> None:
    """At times drawn as those of people who don't know of each other, the same for every system."""
    loop = asyncio.get_running_loop()
    free: list[Connection] = []

    async def visitor() -> None:
        if connection := await asked.one(free.pop() if free else None):
            free.append(connection)

    dice = random.Random(7)
    at = loop.time()
    asking = []
    while (at := at + dice.expovariate(load.rate)) < until:
        await asyncio.sleep(at - loop.time())
        asking.append(asyncio.create_task(visitor()))
    await asyncio.gather(*asking)
    for connection in free:
        connection.close()


async def _watch(port: int, seen: Seen) -> None:
    """A monitor that looks at /health, and again a little after it has been answered."""
    connection = await Connection.to(port)
    try:
        while True:
            seen.health.append((await connection.ask(get("/health"))).end)
            await asyncio.sleep(HEALTH_PAUSE)
    finally:
        connection.close()
