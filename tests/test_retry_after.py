"""What a service sends as Retry-After, made seconds."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.services.retry_after import LONGEST, retry_after


@given(st.integers(0, int(LONGEST)))
def test_seconds_are_seconds(seconds: int):
    assert retry_after(str(seconds)) == seconds
    assert retry_after(f" {seconds}.0 ") == seconds


@given(st.integers(5, 80_000))
def test_a_date_is_so_far_away(seconds: int):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)

    assert retry_after(date) == pytest.approx(seconds, abs=3)


@given(st.text())
def test_whatever_is_sent_is_a_pause_or_nothing(value: str):
    seconds = retry_after(value)

    assert seconds is None or 0 <= seconds <= LONGEST


@pytest.mark.parametrize("value", [None, "", "soon", "nan", "Mon, 99 Foo 2030", "1e", "12 s"])
def test_what_says_nothing_is_told_from_a_pause_of_nothing(value: str | None):
    assert retry_after(value) is None
    assert retry_after("0") == 0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("-3", 0), ("inf", LONGEST), ("-inf", 0), ("1e30", LONGEST), ("Mon, 01 Jan 2001 00:00:00 GMT", 0)],
)
def test_it_is_never_before_now_nor_beyond_a_day(value: str, seconds: float):
    assert retry_after(value) == seconds
