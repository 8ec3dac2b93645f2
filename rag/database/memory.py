"""A Store in memory: what goes on when there is no database, or none just now.

Knows its bounds: the least recently used conversation goes first. It shares nothing with other replicas and ends with the process.
"""

import time
from collections import Counter, OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from rag.database.conversations import TURNS_KEPT
from rag.database.store import today
from rag.ports import IndexState
from rag.remembered import Asked, AskedFilter, Feedback, StoreState, Trace
from rag.types import Document, Turn

SESSIONS_KEPT = 1_000
TURNS_HELD = 10_000  # in all of them, some 1.6 KB each
TRACES_KEPT = 200
FEEDBACK_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class _Session:
    turns: list[Turn]
    last_seen: float  # by a clock that nobody sets


class MemoryStore:
    """``session_seconds``: how long after its last turn a session lives."""

    def __init__(self, *, session_seconds: float) -> None:
        self._lifetime = session_seconds
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        self._held = 0  # turns
        self._traces: deque[Trace] = deque(maxlen=TRACES_KEPT)
        self._feedback: OrderedDict[str, Feedback] = OrderedDict()
        self._tokens: Counter[str] = Counter()
        self._ingest: IndexState | None = None

    name = "memory"

    def state(self) -> StoreState:
        return StoreState.OK

    async def open(self) -> None: ...

    async def turns(self, session_id: str) -> list[Turn] | None:
        session = self._living(session_id)
        return list(session.turns) if session else None

    async def remember(self, session_id: str, turn: Turn) -> None:
        session = self._living(session_id)
        turns = session.turns if session else []
        known = any(each.message_id == turn.message_id for each in turns)
        self._keep(session_id, turns if known else [*turns, turn][-TURNS_KEPT:])

    def adopt(self, session_id: str, turns: Sequence[Turn]) -> None:
        """Hold a conversation as it was read elsewhere."""
        self._keep(session_id, list(turns))

    async def forget(self, session_id: str) -> bool:
        known = self._living(session_id) is not None
        for turn in self._dropped(session_id):
            self._feedback.pop(turn.message_id, None)
        self._traces = deque((each for each in self._traces if each.session_id != session_id), TRACES_KEPT)
        return known

    async def feedback(self, message_id: str, rating: str, comment: str) -> bool:
        turn = self._turn(message_id)
        if turn is None:
            return False
        self._feedback[message_id] = Feedback(message_id, rating, comment, time.time(), turn.question)
        self._feedback.move_to_end(message_id)
        while len(self._feedback) > FEEDBACK_KEPT:
            self._feedback.popitem(last=False)
        return True

    async def feedbacks(self, limit: int) -> list[Feedback]:
        return list(reversed(self._feedback.values()))[:limit]

    async def record_trace(self, trace: Trace) -> None:
        if await self.trace(trace.message_id) is None:
            self._traces.append(trace)

    async def trace(self, message_id: str) -> Trace | None:
        return next((each for each in self._traces if each.message_id == message_id), None)

    async def traces(self, limit: int, statuses: Sequence[str] = ()) -> list[Trace]:
        return [each for each in reversed(self._traces) if not statuses or each.status in statuses][:limit]

    async def asked(self, wanted: AskedFilter, limit: int) -> list[Asked]:
        lines = (self._line(each) for each in reversed(self._traces))
        return [line for line in lines if _is_wanted(line, wanted)][:limit]

    async def documents(self) -> list[Document]:
        return []

    async def add_tokens(self, tokens: int, day: str = "") -> None:
        self._tokens[day or today()] += tokens

    async def tokens_today(self) -> int:
        return self._tokens[today()]

    async def record_documents(self, listed: Sequence[Document]) -> None:
        """Nobody reads them back; the index holds the book."""

    async def record_ingest(self, state: IndexState) -> None:
        self._ingest = state

    async def last_ingest(self) -> IndexState | None:
        return self._ingest

    async def close(self) -> None: ...

    def _line(self, trace: Trace) -> Asked:
        said = self._feedback.get(trace.message_id)
        return Asked(
            trace.message_id,
            trace.question.message,
            trace.question.page_path,
            str(trace.status),
            trace.relevance,
            trace.model,
            trace.tokens,
            trace.at,
            trace.timings_ms.get("whole", 0.0),
            said.rating if said else "",
            said.comment if said else "",
        )

    def _living(self, session_id: str) -> _Session | None:
        session = self._sessions.get(session_id)
        return session if session and session.last_seen > time.monotonic() - self._lifetime else None

    def _keep(self, session_id: str, turns: list[Turn]) -> None:
        self._dropped(session_id)
        self._sessions[session_id] = _Session(turns, time.monotonic())
        self._held += len(turns)
        while len(self._sessions) > SESSIONS_KEPT or (self._held > TURNS_HELD and len(self._sessions) > 1):
            self._dropped(next(iter(self._sessions)))

    def _dropped(self, session_id: str) -> list[Turn]:
        """What was said in it."""
        session = self._sessions.pop(session_id, _Session([], 0.0))
        self._held -= len(session.turns)
        return session.turns

    def _turn(self, message_id: str) -> Turn | None:
        for session_id in reversed(self._sessions):
            session = self._living(session_id)
            for turn in session.turns if session else ():
                if turn.message_id == message_id:
                    return turn
        return None


def _is_wanted(line: Asked, wanted: AskedFilter) -> bool:
    return (
        (not wanted.statuses or line.status in wanted.statuses)
        and (not wanted.rating or wanted.rating == (line.rating or "none"))
        and wanted.page.lower() in line.page_path.lower()
        and wanted.words.lower() in line.question.lower()
        and line.at >= wanted.since
        and (not wanted.until or line.at < wanted.until)
    )
