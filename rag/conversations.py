"""Conversations as visitors meet them: begun, gone on with, read, deleted and rated.

Knows which ids could be ours, and what is done where the store can't be reached. Where and how turns are kept, the store knows.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import ServiceFailed, UnknownMessage, UnknownSession
from rag.message.input import could_be_ours, printable
from rag.ports import Store
from rag.remembered import StoreState
from rag.types import Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recalled:
    """A conversation so far, oldest turn first."""

    session_id: str
    turns: Sequence[Turn]
    lost: bool = False  # there may be turns, but the store could not be read


class Conversations:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def recall(self, session_id: str | None) -> Recalled:
        """An id that is not, or no longer, known begins a new conversation under an id of ours."""
        if session_id and could_be_ours(session_id):
            try:
                turns = await self._store.turns(session_id)
            except ServiceFailed as error:
                log.warning("answering without the conversation so far: %s", error)
                return Recalled(session_id, [], lost=True)
            if turns is not None:
                return Recalled(session_id, turns)
        return Recalled(secrets.token_urlsafe(24), [])

    async def remember(self, recalled: Recalled, turn: Turn) -> bool:
        """False where the conversation has a gap from now on, or may have one."""
        try:
            await self._store.remember(recalled.session_id, turn)
        except ServiceFailed as error:
            log.warning("this turn is not remembered: %s", error)
            return False
        return not recalled.lost and self._store.state() is not StoreState.DOWN

    async def turns(self, session_id: str) -> Sequence[Turn]:
        """Oldest first. Raises UnknownSession, ServiceFailed."""
        turns = await self._store.turns(session_id) if could_be_ours(session_id) else None
        if turns is None:
            raise _unknown_session()
        return turns

    async def forget(self, session_id: str) -> None:
        """Delete one with all its turns. Raises UnknownSession, ServiceFailed."""
        if not (could_be_ours(session_id) and await self._store.forget(session_id)):
            raise _unknown_session()

    async def feedback(self, message_id: str, rating: str, comment: str) -> None:
        """What a visitor thinks of an answer. Raises UnknownMessage, ServiceFailed."""
        known = could_be_ours(message_id) and await self._store.feedback(message_id, rating, printable(comment))
        if not known:
            raise UnknownMessage("there is no answer under this message_id; it may have expired or been deleted")


def _unknown_session() -> UnknownSession:
    return UnknownSession("there is no conversation under this session_id; it may have expired or been deleted")
