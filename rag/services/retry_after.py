"""The header `Retry-After`, as services send it.

Knows its two forms, seconds and a date. What is done with the answer is up to whoever asked.
"""

import math
import time
from email.utils import parsedate_to_datetime

LONGEST = 86_400.0  # a day: what asks for more is no pause


def retry_after(value: str | None) -> float | None:
    """Seconds from now, 0..86,400; None where the header is missing or says nothing."""
    value = (value or "").strip()
    try:
        seconds = float(value)
    except ValueError:
        seconds = _until(value)
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST)


def _until(date: str) -> float:
    """NaN for what is none."""
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return math.nan
