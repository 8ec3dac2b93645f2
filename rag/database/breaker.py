"""Whether the database may be asked, judged from its last real use.

Knows no database: it is told how calls ended. It asks nothing itself, so it wakes nothing. Beyond what any breaker knows, it knows
a database that has not been asked yet, and one that is waking up: a call outlasts everyone's patience, and may still end well.
"""

import time
from collections.abc import Callable

from rag.errors import ServiceFailed
from rag.remembered import StoreState
from rag.services.breaker import Attempt, Breaker

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds that a dead database is left alone, doubled at each failure


class DatabaseBreaker(Breaker):
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(
            "database", "conversations are kept in memory", first=FIRST_PAUSE, longest=LONGEST_PAUSE, clock=clock
        )
        self._used = False
        self._overdue = False

    @property
    def store_state(self) -> StoreState:
        if self.failing:
            return StoreState.DOWN
        return StoreState.OK if self._used and not self._overdue else StoreState.WAITING

    @property
    def worth_waiting(self) -> bool:
        return not self.failing and not self._overdue

    def begin(self) -> Attempt:
        """Raises ServiceFailed also while a call is overdue: the next one would wait behind it."""
        if self._overdue:
            raise ServiceFailed(
                self.name,
                "the database has not answered the last call yet",
                in_short="has not answered the last call yet",
                retry_after=self.pause,
            )
        return super().begin()

    def overdue(self) -> None:
        """How the call ends will be told by `succeeded` or `failed`."""
        self._overdue = not self.failing

    def succeeded(self) -> None:
        self._used, self._overdue = True, False
        super().succeeded()

    def failed(self, error: ServiceFailed) -> None:
        self._used, self._overdue = True, False
        super().failed(error)
