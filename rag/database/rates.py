"""How much of a rate each replica has let through.

Knows the SQL. A row belongs to one replica, which writes what it counted in all: to write it twice changes nothing, and no two wait for
each other. Who a key stands for is not known here.
"""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from rag.database.schema import rates
from rag.database.upsert import upsert
from rag.rates import RateUse


def share(connection: Connection, replica: str, uses: Sequence[RateUse]) -> list[RateUse]:
    """What the other replicas used of the same, in the same windows."""
    connection.execute(delete(rates).where(rates.c.forgotten_at < time.time()))
    if not uses:
        return []
    # The window before counts too, so that a row is kept for one more.
    rows = [
        {
            "key": use.key,
            "window": use.window,
            "replica": replica,
            "used": use.used,
            "forgotten_at": float((use.window + 2) * use.seconds),
        }
        for use in uses
    ]
    upsert(connection, rates, rows, update=["used"])
    by_others = connection.execute(
        select(rates.c.key, rates.c.window, func.sum(rates.c.used))
        .where(rates.c.key.in_([use.key for use in uses]), rates.c.replica != replica)
        .group_by(rates.c.key, rates.c.window)
    )
    used = {(key, window): int(total) for key, window, total in by_others}
    return [RateUse(use.key, use.window, use.seconds, used.get((use.key, use.window), 0)) for use in uses]
