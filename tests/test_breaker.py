"""A breaker, told how calls ended, by a clock that the test moves."""

import asyncio
import logging
from contextlib import suppress

import pytest

from rag.errors import ServiceFailed
from rag.services.breaker import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LONGEST_WISH,
    PROBE_SECONDS,
    STRANGE_REQUESTS,
    Breaker,
    State,
)

DOWN = ServiceFailed("lamp", "the lamp at 10.0.0.7 can't be reached", in_short="can't be reached")
STRANGE = ServiceFailed("lamp", "the lamp answered 400: too long", in_short="answered 400", of_request=True)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("lamp", "a candle serves", clock=clock)


def fails(breaker: Breaker, error: ServiceFailed = DOWN) -> None:
    with suppress(ServiceFailed), breaker.attempt():
        raise error


def works(breaker: Breaker) -> None:
    with breaker.attempt():
        pass


def is_let_through(breaker: Breaker) -> bool:
    try:
        breaker.begin().gave_up()
    except ServiceFailed:
        return False
    return True


def asked_too_long(retry_after: float) -> ServiceFailed:
    return ServiceFailed("lamp", "the lamp asks to slow down", retry_after=retry_after)


def test_after_a_failure_nothing_is_asked_until_the_pause_is_over(breaker: Breaker, clock: Clock):
    fails(breaker)

    assert (breaker.state, breaker.seconds_left) == (State.OPEN, FIRST_PAUSE)
    with pytest.raises(ServiceFailed, match="left alone") as refused, breaker.attempt():
        pytest.fail("it was asked")
    assert refused.value.retry_after == FIRST_PAUSE
    clock.now += FIRST_PAUSE
    works(breaker)
    assert (breaker.state, breaker.failing_since, breaker.seconds_left) == (State.CLOSED, None, 0.0)


def test_one_probe_is_let_through_at_a_time(breaker: Breaker, clock: Clock):
    fails(breaker)
    clock.now += FIRST_PAUSE

    probe = breaker.begin()
    assert breaker.state is State.PROBING
    assert not is_let_through(breaker)
    probe.succeeded()
    assert is_let_through(breaker) and is_let_through(breaker)


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest(breaker: Breaker, clock: Clock):
    pauses = []
    for _ in range(8):
        fails(breaker)
        pauses.append(breaker.seconds_left)
        clock.now += breaker.seconds_left

    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    works(breaker)
    fails(breaker)
    assert breaker.seconds_left == FIRST_PAUSE


def test_a_crowd_that_fails_together_is_one_failure(breaker: Breaker):
    under_way = [breaker.begin() for _ in range(64)]
    for each in under_way:
        each.failed(DOWN)

    assert breaker.seconds_left == FIRST_PAUSE


def test_a_call_that_began_before_the_outage_does_not_end_it(breaker: Breaker):
    old = breaker.begin()
    fails(breaker)
    old.succeeded()

    assert breaker.failing


def test_a_visitor_who_leaves_is_no_failure_and_leaves_the_probe_to_the_next(breaker: Breaker, clock: Clock):
    async def leave() -> None:
        begun = asyncio.Event()

        async def ask() -> None:
            with breaker.attempt():
                begun.set()
                await asyncio.Event().wait()

        visitor = asyncio.create_task(ask())
        await begun.wait()
        visitor.cancel()
        await asyncio.gather(visitor, return_exceptions=True)

    asyncio.run(leave())
    assert not breaker.failing
    fails(breaker)
    clock.now += FIRST_PAUSE
    asyncio.run(leave())
    assert (breaker.state, breaker.seconds_left) == (State.OPEN, 0.0)
    assert is_let_through(breaker)


def test_an_error_of_ours_says_nothing_about_the_service(breaker: Breaker):
    with pytest.raises(ZeroDivisionError), breaker.attempt():
        raise ZeroDivisionError

    assert not breaker.failing


def test_a_probe_of_which_nothing_is_heard_is_given_up(breaker: Breaker, clock: Clock):
    fails(breaker)
    clock.now += FIRST_PAUSE
    lost = breaker.begin()
    clock.now += PROBE_SECONDS

    second = breaker.begin()
    lost.failed(DOWN)
    assert breaker.state is State.PROBING
    second.succeeded()
    assert not breaker.failing


def test_one_odd_question_does_not_switch_a_service_off(breaker: Breaker):
    for _ in range(3 * STRANGE_REQUESTS):
        fails(breaker, STRANGE)
        assert not breaker.failing
        works(breaker)

    assert breaker.last_failure == "answered 400"


def test_a_service_that_takes_no_question_at_all_is_failing_and_asked_all_the_same(breaker: Breaker):
    """Else one visitor, whose questions it refuses for what they are, could keep it from all others."""
    for _ in range(STRANGE_REQUESTS - 1):
        fails(breaker, STRANGE)
    assert not breaker.failing
    for _ in range(STRANGE_REQUESTS):
        fails(breaker, STRANGE)
        assert breaker.failing and breaker.seconds_left == 0
        assert is_let_through(breaker) and is_let_through(breaker)

    works(breaker)
    assert not breaker.failing
    fails(breaker, STRANGE)
    assert not breaker.failing


def test_a_service_that_took_no_question_and_then_goes_down_is_left_alone(breaker: Breaker, clock: Clock):
    for _ in range(STRANGE_REQUESTS):
        fails(breaker, STRANGE)
    fails(breaker)

    assert breaker.seconds_left == FIRST_PAUSE and not is_let_through(breaker)
    clock.now += FIRST_PAUSE
    works(breaker)
    assert not breaker.failing


def test_a_service_that_refuses_the_probe_for_what_it_is_has_come_back(breaker: Breaker, clock: Clock):
    fails(breaker)
    clock.now += FIRST_PAUSE
    fails(breaker, STRANGE)

    assert not breaker.failing


@pytest.mark.parametrize(("wish", "pause"), [(17.0, 17.0), (0.0, 1.0), (86_400.0, LONGEST_WISH)])
def test_a_service_that_says_how_long_is_left_alone_for_so_long(breaker: Breaker, wish: float, pause: float):
    fails(breaker, asked_too_long(wish))

    assert breaker.seconds_left == pause


def test_a_stream_that_breaks_off_after_its_first_word_is_a_failure_all_the_same(breaker: Breaker, clock: Clock):
    fails(breaker)
    clock.now += FIRST_PAUSE
    with suppress(ServiceFailed), breaker.attempt() as stream:
        stream.succeeded()
        assert is_let_through(breaker)
        raise DOWN

    assert breaker.failing


def test_each_change_is_logged_once_and_strangers_read_no_address(
    breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            fails(breaker)
            clock.now += breaker.seconds_left
        works(breaker)
        works(breaker)

    assert [record.getMessage() for record in caplog.records] == [
        "lamp fails, a candle serves until it is back: the lamp at 10.0.0.7 can't be reached",
        "lamp answers again, after 60 s",
    ]
    fails(breaker)
    with pytest.raises(ServiceFailed) as refused:
        breaker.begin()
    assert "can't be reached" in str(refused.value) and "10.0.0.7" not in str(refused.value)
