"""One question to one part, with an end to its patience.

Knows how an error of ours, or none in time, becomes a finding. What is asked is not known here.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from rag.doctor.report import Finding, Verdict
from rag.errors import BookError, FolderError, IndexUnusable, ServiceFailed, SettingsError

T = TypeVar("T")

_FINAL = (SettingsError, FolderError, IndexUnusable)  # the start ends with these; what a service does may pass


@dataclass(frozen=True, slots=True)
class Limit:
    """``seconds``: for what is asked of a service; imports and files are not counted."""

    seconds: float

    @asynccontextmanager
    async def of(self, asked: str) -> AsyncIterator[None]:
        """Raises ServiceFailed."""
        try:
            async with asyncio.timeout(self.seconds):
                yield
        except TimeoutError as error:
            raise ServiceFailed(
                "", f"{asked} did not answer within {self.seconds:g} s; is the address right?"
            ) from error


async def examined(finding: Finding, ask: Callable[[Finding], Awaitable[Finding]]) -> Finding:
    """``finding``: as configured; ``ask`` returns it with what the part said."""
    try:
        return await ask(finding)
    except BookError as error:
        final = isinstance(error, _FINAL)
        return replace(
            finding,
            reachable=None if final else _was_reached(error),
            problem=str(error),
            verdict=Verdict.BROKEN if final else Verdict.DEGRADED,
        )


async def timed(awaited: Awaitable[T]) -> tuple[float, T]:
    """Milliseconds, and what was awaited."""
    began = time.perf_counter()
    result = await awaited
    return round((time.perf_counter() - began) * 1000, 1), result


def place(url: str) -> str:
    """Host and port, nothing else of an address: the rest may hold a login. "" where it can't be read."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    if "@" in parts.path:  # a password with a slash in it: what looks like the host is the login
        return ""
    return f"{parts.hostname or ''}:{port}" if port else parts.hostname or ""


def unused(finding: Finding, problem: str) -> Finding:
    """Somebody set it and expects it to do something."""
    return replace(finding, problem=problem, verdict=Verdict.DEGRADED)


class Closable(Protocol):
    async def close(self) -> None: ...


@asynccontextmanager
async def closing(part: Closable) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await part.close()


def _was_reached(error: BookError) -> bool:
    """Whether a server answered, if only to refuse."""
    statuses = (getattr(each, name, 0) for each in (error, error.__cause__) for name in ("status", "status_code"))
    return any(isinstance(status, int) and status > 0 for status in statuses)
