"""How far a long job is, on one line of a terminal.

Knows terminals and pipes; not what is being done.
"""

import time
from typing import TextIO

_WIDTH = 30


class ProgressLine:
    """A bar that redraws itself on a terminal; elsewhere a plain line every few seconds."""

    SECONDS = 5.0

    def __init__(self, out: TextIO, doing: str) -> None:
        self._out = out
        self._doing = doing
        self._terminal = out.isatty()
        self._last = time.monotonic()

    def show(self, done: int, of: int, counted: str) -> None:
        """``counted``: the same and more, in words."""
        share = done / max(of, 1)
        if self._terminal:
            marks = round(_WIDTH * share)
            self._out.write(f"\r[{'#' * marks}{'.' * (_WIDTH - marks)}] {share:4.0%} {counted}\x1b[K")
            self._out.flush()
        elif time.monotonic() - self._last >= self.SECONDS:
            self._last = time.monotonic()
            self._out.write(f"{self._doing} {share:.0%}: {counted}\n")
            self._out.flush()

    def end(self) -> None:
        if self._terminal:
            self._out.write("\r\x1b[K")
            self._out.flush()
