"""What a process and its worker say to each other, and how: frames of a length and a pickle, over a socket that only these two have.

Knows the form of each message. Pickles are read from nobody else: the socket has no name, and is given to the worker as it is started.
"""

import asyncio
import pickle
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.errors import BookError
from rag.events import Event
from rag.types import Question, Turn

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Ask:
    """``number``: of this question, chosen by whoever asks; the rest as Answering.answer has it."""

    number: int
    question: Question
    turns: tuple[Turn, ...]
    followed: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """Nobody waits for that answer any more."""

    number: int


@dataclass(frozen=True, slots=True)
class End:
    """In so many seconds, as Answering.end_in has it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ping:
    """Answered at once with the same."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has opened the index."""


@dataclass(frozen=True, slots=True)
class Told:
    """``last``: nothing follows; ``error``: what making the answer raised; ``failed``: the worker itself did, and nobody else need.
    ``fell_back``: answers that did without a service since the last time this was told, by its name."""

    number: int
    events: Sequence[Event] = ()
    last: bool = False
    error: BookError | None = None
    failed: bool = False
    fell_back: Mapping[str, int] = field(default_factory=dict)


class Unreadable(Exception):
    """The two are of different code, as after an update without a restart."""


def packed(message: object) -> bytes:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


async def read(frames: asyncio.StreamReader) -> Any:
    """The next message, None where the other side has gone. Raises Unreadable."""
    try:
        (length,) = _LENGTH.unpack(await frames.readexactly(_LENGTH.size))
        body = await frames.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    try:
        return pickle.loads(body)
    except Exception as error:  # noqa: BLE001 whatever a class that is not the same any more makes of it
        raise Unreadable(
            f"what was said can't be read ({error}); is the code another since the program began?"
        ) from error
