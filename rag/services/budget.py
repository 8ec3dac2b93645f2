"""What may still be spent today.

Knows tokens and a limit; the store counts them over all replicas and restarts.
"""

import asyncio
import logging
from datetime import UTC, date, datetime

from rag.errors import ServiceFailed
from rag.ports import Store

log = logging.getLogger(__name__)


class Budget:
    """``limit``: tokens a day (UTC), 0 for none."""

    def __init__(self, store: Store, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._counting: set[asyncio.Task[None]] = set()
        self._spent_on: date | None = None

    @property
    def spent(self) -> bool:
        """As the last question found it; asks nothing."""
        return self._spent_on == datetime.now(UTC).date()

    async def allows(self) -> bool:
        """Where the store can't say, the answer is no: an unknown bill is the wrong one to run up."""
        if not self._limit:
            return True
        try:
            allowed = await self._store.tokens_today() < self._limit
        except ServiceFailed as error:
            log.warning("the day's tokens are not known, so none are spent: %s", error)
            allowed = False
        self._spent_on = None if allowed else datetime.now(UTC).date()
        return allowed

    def spend(self, tokens: int) -> None:
        """Counts without keeping the answer waiting."""
        task = asyncio.get_running_loop().create_task(self._count(tokens))
        self._counting.add(task)
        task.add_done_callback(self._counting.discard)

    async def _count(self, tokens: int) -> None:
        try:
            await self._store.add_tokens(tokens)
        except ServiceFailed as error:
            log.warning("%d tokens were spent and could not be counted: %s", tokens, error)
