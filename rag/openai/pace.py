"""When the words that a model writes are passed on: at once, or together with those that come soon after.

Knows moments and how many streams are open; not what the bytes say. Each pass through all that reads an answer costs 0.15 ms, however
many words it has.
"""

import math
from collections.abc import Callable

from rag.openai.stream import may_end

SOON = 0.025  # seconds: words that come sooner one after the other are passed on together, at which no eye stumbles
FEW = 64  # streams, beyond which words wait for the next ones …
EACH, LONGEST = 0.001, 0.1  # … so many seconds for each of these


class Pace:
    """Of one stream. ``together``: seconds that words may wait where nobody reads along; 0 where somebody does."""

    def __init__(self, together: float, clock: Callable[[], float]) -> None:
        self._together = together
        self._clock = clock
        self._held: list[bytes] = []
        self._passed = -math.inf  # when words were passed on last
        self._waited = math.inf  # seconds between that and the time before
        self._several = False  # came at once then

    def due(self, chunk: bytes, *, begun: bool) -> bytes:
        """What is to be read now, b"" while it can wait: never for the first words, nor for the last ones. ``begun``: whether any were
        read."""
        self._held.append(chunk)
        self._waited = self._clock() - self._passed
        if begun and self._waited < self._together and not may_end(b"".join(self._held[-2:])):
            return b""
        self._passed = self._clock()
        data = self.rest()
        self._several = data.count(b"data:") > 1
        return data

    def rest(self) -> bytes:
        """What was held back, where nothing comes any more."""
        held, self._held = b"".join(self._held), []
        return held

    def pause(self, streams: int) -> float:
        """Seconds to wait before the next words are looked for. ``streams``: that are open."""
        if self._together:
            return 0.0
        soon = self._several or self._waited < SOON
        return max(SOON if soon else 0.0, min(EACH * (streams - FEW), LONGEST))
