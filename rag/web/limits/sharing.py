"""Replicas that count together.

Knows when it is worth telling the others: once a quarter of a rate is used, and then as often as it changes, at most a few times a second.
No request waits for it; while the ledger can't be reached each replica counts alone.
"""

import asyncio
import logging
from collections.abc import Callable

from rag.errors import ServiceFailed
from rag.rates import RateLedger
from rag.web.limits.counters import Counters

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.2  # between two exchanges
LONGEST_PAUSE = 30.0  # while the ledger can't be reached


class Sharing:
    """``ledger``: where all replicas write; None while it is not known yet."""

    def __init__(self, counters: Counters, ledger: Callable[[], RateLedger | None]) -> None:
        self._counters = counters
        self._ledger = ledger
        self._wanted = asyncio.Event()
        counters.on_share = self._wanted.set

    async def run(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            pause = PAUSE_SECONDS if await self._exchange() else min(2 * pause, LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _exchange(self) -> bool:
        ledger = self._ledger()
        if ledger is None:
            self._wanted.set()
            return False
        uses = self._counters.to_share()
        try:
            self._counters.hear(await ledger.share_rates(uses))
        except ServiceFailed as error:
            log.debug("rates are counted here alone for now: %s", error)
            self._counters.share_later(uses)
            self._wanted.set()
            return False
        return True
