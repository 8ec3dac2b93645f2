"""How often each key was used, in the window that runs and the one before.

Knows the sliding window counter of the `limits` package, for which this is a storage: a number a key and window and no thread, where
the package's own storage in memory starts a thread and walks all its keys at a request. A window that no longer counts goes with all
its keys; in one that does, the keys that were used longest ago make room.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from limits.storage import SlidingWindowCounterSupport, Storage

from rag.rates import RateUse

KEYS_KEPT = 100_000  # in one window; an hour's and a minute's of one address take 260 bytes
SHARE_FROM = 0.25  # of a rate: below it nobody else need know

Uses = dict[str, int]


@dataclass(slots=True)
class _Windows:
    """Of one length: the one that runs and the one before, each with what was used here and by other replicas."""

    number: int  # of the one that runs, since the epoch
    used: Uses = field(default_factory=dict)
    before: Uses = field(default_factory=dict)
    elsewhere: Uses = field(default_factory=dict)
    elsewhere_before: Uses = field(default_factory=dict)

    def move_to(self, number: int) -> None:
        """A clock that is set back takes all counts along: nobody gets a second helping, and nobody waits until it is as late again."""
        if number > self.number:
            follows = number == self.number + 1
            self.before, self.elsewhere_before = (self.used, self.elsewhere) if follows else ({}, {})
            self.used, self.elsewhere = {}, {}
        self.number = number

    def use(self, key: str, amount: int, most: int) -> int:
        used = self.used[key] = self.used.pop(key, 0) + amount  # behind all others
        if len(self.used) > most:
            # Several at once: to find the first key of a dict whose first keys have gone takes longer each time.
            for oldest in list(islice(self.used, 1 + most // 10)):
                del self.used[oldest]
                self.elsewhere.pop(oldest, None)
        return used


class Counters(Storage, SlidingWindowCounterSupport):
    """``most``: keys in a window; ``clock``: seconds since the epoch, since the windows of all replicas must begin together."""

    STORAGE_SCHEME = None  # never made from a URL

    def __init__(self, *, most: int = KEYS_KEPT, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._most = most
        self._clock = clock
        self._windows: dict[int, _Windows] = {}  # by their length in seconds
        self._to_share: dict[str, int] = {}  # key -> seconds of its window
        self.on_share: Callable[[], None] | None = None  # called where there is something that others should know

    def __len__(self) -> int:
        return sum(len(windows.used) + len(windows.before) for windows in self._windows.values())

    def _at(self, now: float, expiry: float) -> _Windows:
        number = int(now // expiry)
        windows = self._windows.setdefault(int(expiry), _Windows(number))
        windows.move_to(number)
        return windows

    # ---------------------------------------------------------------- what the strategy asks

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """(used in the window before, seconds until none of that counts, used in this window, seconds until none of this counts)."""
        now = self._clock()
        windows, left = self._at(now, expiry), expiry - now % expiry
        before = windows.before.get(key, 0) + windows.elsewhere_before.get(key, 0)
        return before, left, windows.used.get(key, 0) + windows.elsewhere.get(key, 0), left + expiry

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
        found = ((key, expiry, self._at(self._clock(), expiry)) for key, expiry in shared.items())
        return [
            RateUse(key, windows.number, expiry, windows.used[key])
            for key, expiry, windows in found
            if key in windows.used
        ]

    def share_later(self, uses: Iterable[RateUse]) -> None:
        """Those that could not be told."""
        for use in uses:
            self._to_share.setdefault(use.key, use.seconds)

    def hear(self, uses: Iterable[RateUse]) -> None:
        """What all others used together, of the windows that still count."""
        for use in uses:
            windows = self._windows.get(use.seconds)
            if windows is not None and windows.number == use.window and use.key in windows.used:
                windows.elsewhere[use.key] = use.used

    # ---------------------------------------------------------------- what any storage has

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        return self._at(self._clock(), expiry).use(key, amount, self._most)

    def get(self, key: str) -> int:
        return max((windows.used.get(key, 0) for windows in self._windows.values()), default=0)

    def get_expiry(self, key: str) -> float:
        return self._clock()

    def clear(self, key: str) -> None:
        for windows in self._windows.values():
            for uses in (windows.used, windows.before, windows.elsewhere, windows.elsewhere_before):
                uses.pop(key, None)

    def reset(self) -> int | None:
        held = len(self)
        self._windows.clear()
        return held

    def check(self) -> bool:
        return True

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return ValueError
