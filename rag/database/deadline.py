"""An end to every wait for Postgres.

libpq waits for ever where a server takes a connection and then says nothing, and a thread that waits in C can't be stopped.
psycopg2 lets its caller do the waiting; this does, thread by thread, and gives up at a deadline or when the store is closed.
"""

import selectors
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, connection, set_wait_callback

CONNECTING = 20  # connection.status, which psycopg2 does not name
GLANCE_SECONDS = 0.25  # how long closing a store may go unnoticed
# Not select(), which fails once the process has more than a thousand sockets; epoll takes three system calls more.
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.DefaultSelector)


class _Limit(threading.local):
    ends_at = float("inf")
    closing: threading.Event | None = None


_limit = _Limit()


def keep_deadlines() -> None:
    """From now on, for all of psycopg2 in this process. A thread without a deadline waits as it always did."""
    set_wait_callback(_wait)


@contextmanager
def deadline(ends_at: float, closing: threading.Event) -> Iterator[None]:
    """``ends_at``: by time.monotonic(). Past it, what this thread asked of Postgres raises OperationalError and the connection is gone."""
    _limit.ends_at, _limit.closing = ends_at, closing
    try:
        yield
    finally:
        _limit.ends_at, _limit.closing = float("inf"), None


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """A nearer deadline for a part of the work."""
    before = _limit.ends_at
    _limit.ends_at = min(before, time.monotonic() + seconds)
    try:
        yield
    finally:
        _limit.ends_at = before


def _wait(connection: connection) -> None:
    while (wish := connection.poll()) != POLL_OK:
        left = _limit.ends_at - time.monotonic()
        if left <= 0:
            doing = "take a connection" if connection.status == CONNECTING else "answer"
            raise OperationalError(f"the server did not {doing} in time")
        if _limit.closing is not None and _limit.closing.is_set():
            raise OperationalError("the store is being closed")
        with _Selector() as selector:
            selector.register(connection.fileno(), selectors.EVENT_READ if wish == POLL_READ else selectors.EVENT_WRITE)
            selector.select(min(left, GLANCE_SECONDS))
