"""Tabs: what a reader sees one at a time, "npm" or "Yarn", and what a chunk's text says of it.

Knows how they open, close and stand within each other. A text has the label in bold above what is in a tab, and a rule behind the last
one, where the page goes on.
"""

import re
from collections.abc import Iterable

LABEL = re.compile(r"\*\*(?P<label>\S(?:.*\S)?)\*\*\s*\Z")
END = "---"
_WITHIN = " › "  # "macOS › npm"


class Tabs:
    """Those that are open where a page is read."""

    def __init__(self) -> None:
        self._open: list[str] = []  # a label each, "" between two tabs
        self._to_come: list[list[str]] = []  # for each the labels of tabs that have none of their own, in order
        self._written = ""

    def open(self, labels: Iterable[str] = ()) -> None:
        """``labels``: of the tabs that have none of their own."""
        self._open.append("")
        self._to_come.append(list(labels))

    def close(self) -> None:
        if self._open:
            self._open.pop()
            self._to_come.pop()

    def begin(self, label: str) -> None:
        """``label``: what a reader clicks; the one before ends with it."""
        if not self._open:
            self.open()
        to_come = self._to_come[-1]
        self._open[-1] = label or (to_come.pop(0) if to_come else "")

    def end(self) -> None:
        if self._open:
            self._open[-1] = ""

    def line(self) -> str:
        """What has to be written before the next words: a label, a rule, or "" where these stand where the last ones stood."""
        label = _WITHIN.join(filter(None, self._open))
        if label == self._written:
            return ""
        self._written = label
        return f"**{label}**" if label else END

    def new_section(self) -> None:
        """A section says anew which tab it is in."""
        self._written = ""
