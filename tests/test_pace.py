"""When the words of a stream are passed on, and that none gets lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from rag.openai.pace import SOON, Pace

LAST = b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}'


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_whoever_reads_along_gets_each_word_as_it_comes():
    pace = Pace(0.0, Clock())

    assert [pace.due(word, begun=True) for word in (b"a", b"b")] == [b"a", b"b"]


def test_where_nobody_reads_along_words_wait_for_the_next_ones_but_not_the_first_and_the_last():
    clock = Clock()
    pace = Pace(1.0, clock)

    first, second = pace.due(b"a", begun=False), pace.due(b"b", begun=True)
    clock.now = 1.5
    third, fourth, last = pace.due(b"c", begun=True), pace.due(b"d", begun=True), pace.due(LAST, begun=True)

    assert [first, second, third, fourth, last] == [b"a", b"", b"bc", b"", b"d" + LAST]


def test_an_end_that_is_cut_in_two_is_seen():
    pace = Pace(1.0, Clock())
    pace.due(b"a", begun=False)

    assert pace.due(LAST[:40], begun=True) == b""
    assert pace.due(LAST[40:], begun=True) == LAST


def test_there_is_a_pause_after_words_that_came_soon_after_others_or_at_once():
    clock = Clock()
    pace = Pace(0.0, clock)

    pace.due(b"a", begun=True)
    assert pace.pause(streams=1) == 0.0
    clock.now = SOON / 2
    pace.due(b"b", begun=True)
    assert pace.pause(streams=1) == SOON
    clock.now = 3 * SOON
    pace.due(b"c", begun=True)
    assert pace.pause(streams=1) == 0.0
    clock.now = 6 * SOON
    pace.due(b"data: d\n\ndata: e\n\n", begun=True)
    assert pace.pause(streams=1) == SOON


def test_the_more_streams_are_open_the_longer_words_wait():
    pace = Pace(0.0, Clock())
    pace.due(b"a", begun=True)

    assert 0 < pace.pause(streams=80) < pace.pause(streams=120)
    assert pace.pause(streams=10_000) < 0.2
    assert Pace(1.0, Clock()).pause(streams=10_000) == 0.0


@given(st.lists(st.tuples(st.binary(max_size=6), st.floats(0, 1))), st.sampled_from([0.0, 0.5]))
def test_all_that_comes_is_passed_on_in_its_order(steps: list[tuple[bytes, float]], together: float):
    clock = Clock()
    pace = Pace(together, clock)
    read = b""
    for chunk, wait in steps:
        clock.now += wait
        read += pace.due(chunk, begun=bool(read))

    assert read + pace.rest() == b"".join(chunk for chunk, _ in steps)
