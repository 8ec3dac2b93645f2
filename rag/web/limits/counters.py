"""How often each key was used, in the window that runs and the one before.

Knows the sliding window counter of the `limits` package, for which this is a storage: two numbers a key and no thread, where the
package's own storage in memory starts a thread and walks all its keys at a request. The keys that were used longest ago make room.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from limits.storage import SlidingWindowCounterSupport, Storage

from rag.rates import RateUse

KEYS_KEPT = 200_000  # an hour and a minute each of 100,000 addresses
SHARE_FROM = 0.25  # of a rate: below it nobody else need know


@dataclass(slots=True)
class _Count:
    window: int  # its number since the epoch
    used: int = 0  # here, in that window
    before: int = 0  # here, in the window before
    elsewhere: int = 0  # by other replicas, in that window
    elsewhere_before: int = 0

    def move_to(self, window: int) -> None:
        """A clock that is set back takes the count along: nobody gets a second helping, and nobody waits until it is as late again."""
        if window <= self.window:
            self.window = window
            return
        follows = window == self.window + 1
        self.before = self.used if follows else 0
        self.elsewhere_before = self.elsewhere if follows else 0
        self.window, self.used, self.elsewhere = window, 0, 0


class Counters(Storage, SlidingWindowCounterSupport):
    """``most``: keys; ``clock``: seconds since the epoch, since the windows of all replicas must begin together."""

    STORAGE_SCHEME = None  # never made from a URL

    def __init__(self, *, most: int = KEYS_KEPT, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()
        self._to_share: dict[str, int] = {}  # key -> seconds of its window
        self.on_share: Callable[[], None] | None = None  # called where there is something that others should know

    def __len__(self) -> int:
        return len(self._counts)

    # ---------------------------------------------------------------- what the strategy asks

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """(used in the window before, seconds until none of that counts, used in this window, seconds until none of this counts)."""
        now = self._clock()
        count = self._counts.get(key)
        left = expiry - now % expiry
        if count is None:
            return 0, left, 0, left + expiry
        count.move_to(int(now // expiry))
        return count.before + count.elsewhere_before, left, count.used + count.elsewhere, left + expiry

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        before, left, used, _ = self.get_sliding_window(key, expiry)
        if math.floor(before * left / expiry + used) + amount > limit:
            return False
        self.incr(key, expiry, amount)
        if used + before + amount >= limit * SHARE_FROM and self.on_share is not None:
            self._to_share[key] = expiry
            self.on_share()
        return True

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        self.clear(key)

    def seconds_left(self, key: str, limit: int, expiry: int) -> float:
        """Until the next use fits; 0 where it does now."""
        before, left, used, _ = self.get_sliding_window(key, expiry)
        if before * left / expiry + used < limit:
            return 0.0
        if used < limit:
            return left - (limit - used) * expiry / before
        return left + expiry * (1 - limit / used)

    # ---------------------------------------------------------------- what other replicas are told, and tell

    def to_share(self) -> list[RateUse]:
        """What was used here of the keys that others should know of, each once."""
        shared, self._to_share = self._to_share, {}
        found = ((key, expiry, self._counts.get(key)) for key, expiry in shared.items())
        return [RateUse(key, count.window, expiry, count.used) for key, expiry, count in found if count]

    def share_later(self, uses: Iterable[RateUse]) -> None:
        """Those that could not be told."""
        for use in uses:
            self._to_share.setdefault(use.key, use.seconds)

    def hear(self, uses: Iterable[RateUse]) -> None:
        """What all others used together, of the windows that still count."""
        for use in uses:
            count = self._counts.get(use.key)
            if count is not None and count.window == use.window:
                count.elsewhere = use.used

    # ---------------------------------------------------------------- what any storage has

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        window = int(self._clock() // expiry)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count(window)
            if len(self._counts) > self._most:
                self._counts.popitem(last=False)
        else:
            self._counts.move_to_end(key)
            count.move_to(window)
        count.used += amount
        return count.used

    def get(self, key: str) -> int:
        count = self._counts.get(key)
        return count.used if count else 0

    def get_expiry(self, key: str) -> float:
        return self._clock()

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)

    def reset(self) -> int | None:
        held = len(self._counts)
        self._counts.clear()
        return held

    def check(self) -> bool:
        return True

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return ValueError
