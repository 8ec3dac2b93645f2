"""What a failed request says: whose fault it is, and whether and when asking again is worth it.

Knows the SDK's errors and the headers of servers; it sends nothing.
"""

import asyncio
import random

from rag.openai.stream import NoAnswer
from rag.services.retry_after import retry_after


def pause(exc: Exception, until: float) -> float | None:
    """Seconds after which a second try is worth it; None where none is, or not before ``until``."""
    pause = _asked_pause(exc)
    return pause if pause is not None and asyncio.get_running_loop().time() + pause < until else None


def is_of_request(exc: Exception) -> bool:
    """A server that takes issue with what was asked, too long or unseemly, will take the next question."""
    return isinstance(exc, NoAnswer) or getattr(exc, "status_code", 0) in (400, 413, 422)


def wish(exc: Exception) -> float | None:
    """How long the server wants to be left alone, where it says so."""
    headers = getattr(getattr(exc, "response", None), "headers", {})
    return retry_after(headers.get("retry-after"))


def _asked_pause(exc: Exception) -> float | None:
    import httpx2
    from openai import APIConnectionError, APIStatusError

    if isinstance(exc, (APIConnectionError, httpx2.TransportError, ConnectionError)):
        return random.uniform(0.1, 0.4)
    if not isinstance(exc, APIStatusError) or exc.status_code not in (429, 500, 502, 503, 504):
        return None
    if exc.code == "insufficient_quota":
        return None
    asked = retry_after(exc.response.headers.get("retry-after"))
    return random.uniform(0.2, 0.6) if asked is None else asked + random.uniform(0, 0.2)
