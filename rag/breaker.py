"""Whether a service is worth asking, judged from how the last calls ended.

Knows no service: it is told. After a failure it says no for a while, longer each time, and lets one call through then to see.
"""

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0  # seconds that a failing service is left alone, doubled at each failure


class Breaker:
    """``name``: of the service, as the settings know it; ``instead``: what serves meanwhile, for the log."""

    def __init__(self, name: str, instead: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._instead = instead
        self._clock = clock
        self._pause = FIRST_PAUSE
        self._ask_again_at = 0.0
        self.failing = False
        self.fallbacks = 0  # since the start

    def lets_through(self) -> bool:
        if self.failing and self._clock() < self._ask_again_at:
            return False
        self._ask_again_at = self._clock() + self._pause  # while this call finds out, no other one waits for it
        return True

    def succeeded(self) -> None:
        if self.failing:
            log.info("%s answers again", self._name)
        self.failing, self._pause = False, FIRST_PAUSE

    def failed(self, error: Exception) -> None:
        if not self.failing:
            log.warning("%s failed, %s serves until it is back: %s", self._name, self._instead, error)
        else:
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self.failing = True
        self._ask_again_at = self._clock() + self._pause

    def fell_back(self) -> None:
        self.fallbacks += 1
