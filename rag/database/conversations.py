"""Sessions, their turns, and what visitors thought of them.

Knows the SQL. Each function works inside the transaction it is given; a write that is repeated, because nobody knows whether
the first try arrived, changes nothing.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, delete, func, select

from rag.database.as_json import as_json
from rag.database.schema import feedback, sessions, traces, turns
from rag.database.traces import Keeping, drop_old
from rag.database.upsert import upsert
from rag.remembered import Feedback
from rag.types import Source, Turn

TURNS_KEPT = 200  # in one session; the oldest go first

Said = tuple[str, Turn]  # session id, and what was said in it

# Each answer is written by these; to put them together takes longer than to execute them.
_SPOKEN_IN: BindParameter[Any] = bindparam("spoken_in", expanding=True)
_DROP_EXPIRED_OF = delete(sessions).where(
    sessions.c.session_id.in_(_SPOKEN_IN), sessions.c.last_seen_at <= bindparam("youngest")
)
_PLACE = func.row_number().over(partition_by=turns.c.session_id, order_by=turns.c.turn_id.desc())
_PLACED = select(turns.c.turn_id, _PLACE.label("place")).where(turns.c.session_id.in_(_SPOKEN_IN)).subquery()
_DROP_OLDEST_OF = delete(turns).where(
    turns.c.turn_id.in_(select(_PLACED.c.turn_id).where(_PLACED.c.place > TURNS_KEPT))
)


def alive(connection: Connection, session_id: str, lifetime: float) -> bool:
    found = connection.execute(
        select(sessions.c.session_id).where(sessions.c.session_id == session_id, _lives(lifetime))
    )
    return found.first() is not None


def turns_of(connection: Connection, session_id: str, lifetime: float) -> list[Turn] | None:
    """None where there is no such conversation, or it has expired; one that is there has a turn."""
    rows = connection.execute(
        select(turns)
        .join(sessions, sessions.c.session_id == turns.c.session_id)
        .where(turns.c.session_id == session_id, _lives(lifetime))
        .order_by(turns.c.turn_id)
    )
    return [_turn(row) for row in rows.mappings()] or None


def remember(connection: Connection, said: Sequence[Said], lifetime: float) -> list[None]:
    now = time.time()
    spoken_in = list(dict.fromkeys(session_id for session_id, _ in said))
    # One that has expired and is still there must not come back with what was said in it.
    connection.execute(_DROP_EXPIRED_OF, {"spoken_in": spoken_in, "youngest": now - lifetime})
    seen = [{"session_id": session_id, "created_at": now, "last_seen_at": now} for session_id in spoken_in]
    upsert(connection, sessions, seen, update=["last_seen_at"])
    upsert(connection, turns, [{**_row(turn), "session_id": session_id} for session_id, turn in said], key="message_id")
    connection.execute(_DROP_OLDEST_OF, {"spoken_in": spoken_in})
    return [None] * len(said)


def forget(connection: Connection, session_ids: Sequence[str], lifetime: float) -> list[bool]:
    """Everything that was said in each, and about it."""
    return [_forget(connection, session_id, lifetime) for session_id in session_ids]


def _forget(connection: Connection, session_id: str, lifetime: float) -> bool:
    known = alive(connection, session_id, lifetime)
    for table in (sessions, feedback, traces):
        connection.execute(delete(table).where(table.c.session_id == session_id))
    return known


def rate(connection: Connection, message_id: str, rating: str, comment: str, lifetime: float) -> bool:
    session_id = connection.scalar(
        select(turns.c.session_id)
        .join(sessions, sessions.c.session_id == turns.c.session_id)
        .where(turns.c.message_id == message_id, _lives(lifetime))
    )
    if session_id is None:
        return False
    values = {
        "message_id": message_id,
        "session_id": session_id,
        "rating": rating,
        "comment": comment,
        "at": time.time(),
    }
    upsert(connection, feedback, [values], update=["rating", "comment", "at"])
    return True


def ratings(connection: Connection, limit: int) -> list[Feedback]:
    """Newest first."""
    rows = connection.execute(
        select(feedback, turns.c.question)
        .join(turns, turns.c.message_id == feedback.c.message_id)
        .order_by(feedback.c.at.desc())
        .limit(limit)
    )
    return [Feedback(row.message_id, row.rating, row.comment, row.at, row.question) for row in rows]


def drop_expired(connection: Connection, lifetime: float, keeping: Keeping) -> None:
    """A conversation is forgotten when it has expired; its traces, and what was thought of its answers, when they are too old."""
    youngest = time.time() - lifetime
    connection.execute(delete(sessions).where(sessions.c.last_seen_at <= youngest))
    drop_old(connection, keeping)
    living, traced = select(sessions.c.session_id), select(traces.c.message_id)
    connection.execute(
        delete(feedback).where(
            feedback.c.at <= youngest, feedback.c.session_id.not_in(living), feedback.c.message_id.not_in(traced)
        )
    )


def _lives(lifetime: float) -> ColumnElement[bool]:
    """Of a session: whether it has not expired."""
    return sessions.c.last_seen_at > time.time() - lifetime


def _row(turn: Turn) -> dict[str, Any]:
    values = {each.name: getattr(turn, each.name) for each in fields(turn)}
    return {**values, "sources": as_json(turn.sources)}


def _turn(row: Any) -> Turn:
    values = {name: row[name] for name in ("message_id", "question", "answer", "status", "asked_at", "topic")}
    return Turn(**values, sources=tuple(Source(**source) for source in json.loads(row["sources"])))
