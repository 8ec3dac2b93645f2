"""Whether the database may be asked, judged from its last real use.

Knows no database: it is told how calls ended. It asks nothing itself, so it wakes nothing.
"""

import logging
import time
from collections.abc import Callable

from rag.errors import ServiceFailed
from rag.types import StoreState

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds that a dead database is left alone, doubled at each failure


class Breaker:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used = False
        self._overdue = False
        self._down_since: float | None = None
        self._ask_again_at = 0.0
        self._reason = ""
        self.pause = FIRST_PAUSE  # before the next try

    @property
    def state(self) -> StoreState:
        if self._down_since is not None:
            return StoreState.DOWN
        return StoreState.OK if self._used and not self._overdue else StoreState.WAITING

    @property
    def worth_waiting(self) -> bool:
        return self._down_since is None and not self._overdue

    def check(self) -> None:
        """Lets one call through at a time while the database is away. Raises ServiceFailed instead of letting it wait in vain."""
        if self._overdue:
            raise ServiceFailed("database", "the database has not answered the last call yet")
        if self._down_since is not None:
            if self._clock() < self._ask_again_at:
                raise ServiceFailed("database", self._reason)
            self._ask_again_at = self._clock() + self.pause

    def overdue(self) -> None:
        """A call outlasts everyone's patience; how it ends will be told by `succeeded` or `failed`."""
        self._overdue = self._down_since is None

    def succeeded(self) -> None:
        if self._down_since is not None:
            log.info("the database answers again, after %.0f s", self._clock() - self._down_since)
        self._used, self._overdue, self._down_since, self.pause = True, False, None, FIRST_PAUSE

    def failed(self, error: ServiceFailed) -> None:
        if self._down_since is None:
            log.warning("the database is away, conversations are kept in memory until it is back: %s", error)
            self._down_since, self.pause = self._clock(), FIRST_PAUSE
        else:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        self._used, self._overdue, self._reason = True, False, str(error)
        self._ask_again_at = self._clock() + self.pause
