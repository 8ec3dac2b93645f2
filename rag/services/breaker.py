"""Whether a service is worth asking, judged from how the last calls ended.

Knows no service: it is told. After a failure it says no for a while, longer each time, and then lets one call through to see.
Requests that are refused for what they are make it say that the service fails, where none is taken any more, but never make it say no:
one visitor could send nothing but such, and the next question may be of another kind.
"""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum

from rag.errors import ServiceFailed

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0  # seconds that a failing service is left alone, doubled at each failed probe
SHORTEST_WISH, LONGEST_WISH = 1.0, 300.0  # seconds: what is granted to a service that says itself how long
PROBE_SECONDS = 60.0  # after which a probe whose end nobody told is given up; a whole answer takes less
STRANGE_REQUESTS = 5  # refused one after the other: then it may not be the requests


class State(StrEnum):
    CLOSED = "closed"  # calls go through
    OPEN = "open"  # none does
    PROBING = "probing"  # one does, and the others wait for how it ends


class Breaker:
    """``name``: of the service, as the settings know it; ``instead``: what serves meanwhile, for the log; ``first``, ``longest``:
    seconds of the pauses."""

    def __init__(
        self,
        name: str,
        instead: str,
        *,
        first: float = FIRST_PAUSE,
        longest: float = LONGEST_PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._instead = instead
        self._first, self._longest = first, longest
        self._clock = clock
        self._began = 0.0  # the outage, by the clock
        self._ask_again_at = 0.0
        self._probe: Attempt | None = None
        self._strange = 0  # requests that were refused for what they are, since the last that was not
        self.pause = first  # before the next try
        self.failing_since: float | None = None  # seconds since the epoch; None while it is well
        self.last_failure = ""  # in words that anybody may read
        self.fallbacks = 0  # since the start

    @property
    def failing(self) -> bool:
        return self.failing_since is not None

    @property
    def state(self) -> State:
        if not self.failing or self._strange:
            return State.CLOSED
        return State.PROBING if self._probe is not None and self._probe.goes_on else State.OPEN

    @property
    def seconds_left(self) -> float:
        """Until the next try is let through; 0 where nothing stops it."""
        return 0.0 if self.state is State.CLOSED else max(0.0, self._ask_again_at - self._clock())

    def begin(self) -> "Attempt":
        """One call, whose end the attempt is to be told. Raises ServiceFailed at once where it is not worth beginning."""
        if self.seconds_left or self.state is State.PROBING:
            wait = self.seconds_left
            again = (
                f"it is asked again in {math.ceil(wait)} s"
                if wait
                else "another call is finding out whether it is back"
            )
            raise ServiceFailed(
                self.name,
                f"{self.name} is left alone since it {self.last_failure}; {again}",
                in_short=self.last_failure,
                retry_after=max(wait, SHORTEST_WISH),
            )
        attempt = Attempt(self, self._clock() + PROBE_SECONDS, self._clock)
        if self.state is not State.CLOSED:
            self._probe = attempt
        return attempt

    @contextmanager
    def attempt(self) -> Iterator["Attempt"]:
        """The same for a call that is made inside: left by ServiceFailed it has failed, left in any other way before its end, as by a
        visitor who goes, it says nothing."""
        attempt = self.begin()
        try:
            yield attempt
            attempt.succeeded()
        except ServiceFailed as error:
            attempt.failed(error)
            raise
        finally:
            attempt.gave_up()

    def succeeded(self) -> None:
        self._strange = 0
        self._close()

    def failed(self, error: ServiceFailed) -> None:
        """Of a call that found out how the service is; ``Attempt`` knows which do."""
        self.last_failure = error.in_short
        if error.of_request and self._strange + 1 < STRANGE_REQUESTS:
            self._strange += 1
            self._close()
            return
        was_down = self.state is not State.CLOSED
        self._strange = self._strange + 1 if error.of_request else 0
        if not self.failing:
            log.warning("%s fails, %s until it is back: %s", self.name, self._instead, error)
            self.failing_since, self._began, self.pause = time.time(), self._clock(), self._first
        elif was_down:
            self.pause = min(2 * self.pause, self._longest)
        wish = error.retry_after
        self.rest(self.pause if wish is None else min(max(wish, SHORTEST_WISH), LONGEST_WISH))

    def rest(self, seconds: float) -> None:
        """Nothing is let through for so long."""
        self._ask_again_at = self._clock() + seconds

    def fell_back(self) -> None:
        self.fallbacks += 1

    def ended(self, attempt: "Attempt") -> bool:
        """Whether how it ended says how the service is now: a call that began before the outage is older than what is known."""
        is_probe = attempt is self._probe
        if is_probe:
            self._probe = None
        return is_probe or self.state is State.CLOSED

    def _close(self) -> None:
        if self.failing:
            log.info("%s answers again, after %.0f s", self.name, self._clock() - self._began)
        self.failing_since, self.pause, self._probe = None, self._first, None


def watched(breaker: Breaker | None) -> AbstractContextManager[object]:
    """``breaker.attempt()`` where there is a breaker."""
    return nullcontext() if breaker is None else breaker.attempt()


class Attempt:
    """One call under way. The first word on how it ends counts; only a failure may follow on a success, as when a stream breaks off."""

    def __init__(self, breaker: Breaker, gives_up_at: float, clock: Callable[[], float]) -> None:
        self._breaker = breaker
        self._gives_up_at = gives_up_at
        self._clock = clock
        self._over = False

    @property
    def goes_on(self) -> bool:
        return not self._over and self._clock() < self._gives_up_at

    def succeeded(self) -> None:
        if not self._over and self._end():
            self._breaker.succeeded()

    def failed(self, error: ServiceFailed) -> None:
        if self._end():
            self._breaker.failed(error)

    def gave_up(self) -> None:
        """Nobody waits for it any more; the next call finds out in its place."""
        if not self._over:
            self._end()

    def _end(self) -> bool:
        self._over = True
        return self._breaker.ended(self)
