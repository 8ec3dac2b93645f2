"""How sure each hit may be beside those before and behind it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.draft import NOT_COVERED
from rag.retrieval.relevance import TOGETHER, TOUCHES, falling


def test_what_touches_by_meaning_alone_is_just_not_refused():
    assert NOT_COVERED <= 1 / (1 + np.exp(-TOUCHES)) < NOT_COVERED + 0.001


chances = st.lists(st.floats(0, 1), min_size=1, max_size=20).map(np.array)


@given(chances)
def test_no_hit_is_surer_than_those_before_it(found: np.ndarray):
    scores = falling(found, np.zeros(len(found), dtype=bool))
    assert (np.diff(scores) <= 0).all()
    assert (scores[TOGETHER:] <= found[TOGETHER:]).all()


@given(chances)
def test_the_first_hit_is_as_sure_as_the_next_two(found: np.ndarray):
    assert falling(found, np.zeros(len(found), dtype=bool))[0] == found[:TOGETHER].max()


def test_what_comes_far_behind_raises_only_one_that_defines():
    found = np.array([0.2, 0.1, 0.1, 0.1, 0.9])
    defines = np.array([True, False, False, False, False])
    assert falling(found, defines).tolist() == [0.9, 0.1, 0.1, 0.1, 0.1]
    assert falling(found, np.zeros(5, dtype=bool)).tolist() == [0.2, 0.1, 0.1, 0.1, 0.1]
