"""How much of a rate is used, and how replicas tell each other.

Knows plain data and the plug for a ledger, whoever keeps it. Beside the other plugs it would load what they need, and a rate is asked
for by the first request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RateUse:
    """How often ``key`` was used in one window of so many ``seconds``; the windows are numbered since the epoch."""

    key: str  # tells nobody who it is
    window: int
    seconds: int
    used: int


class RateLedger(Protocol):
    """Where replicas tell each other how much of a rate is used."""

    async def share_rates(self, uses: Sequence[RateUse]) -> Sequence[RateUse]:
        """Notes what was used here in all, and returns what all others used of the same. Raises ServiceFailed."""
        ...
