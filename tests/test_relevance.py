"""How sure each hit may be beside those before and behind it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.draft import NOT_COVERED
from rag.retrieval.relevance import (
    EVIDENCE,
    HARDLY_COVERED,
    LIKELY_ENOUGH,
    TOGETHER,
    TOUCHES,
    WORTH_READING,
    falling,
    without_its_kind,
    worth_reading,
)
from rag.types import Chunk, Hit


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


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("How long does a run take?", "A run takes two hours.", "A run takes 40 kg of coal."),
        ("How much does a ticket cost?", "A ticket is $2.", "The cost is shared by 2 towns."),
        ("How many trams are there?", "There are twelve old trams.", "There were 12 tram drivers."),
        ("How many trams are there?", "| Trams | 12 |", "| Tram drivers | 12 |"),
        ("Who wrote this book?", "The author of this book is Ada Brandt.", "This book is written for drivers."),
        ("who is the author", "Written by Ada Brandt.", "Write it down by hand, says an author."),
        ("Who is this book for?", "It is written for drivers.", "Each file holds a book."),
    ],
)
def test_without_what_tells_the_kind_that_is_asked_for_all_is_less_sure(question: str, holds: str, lacks: str):
    found = np.array([0.9, 0.5, 0.0, 1.0])
    assert (without_its_kind(found, question, [lacks, holds]) == found).all()
    less = without_its_kind(found, question, [lacks])
    assert (less[:2] < found[:2]).all() and (less[2:] == found[2:]).all()


def test_who_asks_for_nothing_of_a_kind_needs_none():
    found = np.array([0.9, 0.5])
    for question in ("How do I light a boiler?", "Who wrote the tram act?", "Who is this valve for?"):
        assert (without_its_kind(found, question, ["Take a match."]) == found).all()


@given(
    chances,
    st.sampled_from(
        ["How long does it take?", "How much does it cost?", "How many are there?", "Who wrote this book?"]
    ),
)
def test_a_chance_stays_one_and_none_overtakes_another(found: np.ndarray, question: str):
    less = without_its_kind(found, question, [])
    assert ((less >= 0) & (less <= found + 1e-12)).all()
    assert (np.diff(less[np.argsort(found, kind="stable")]) >= -1e-12).all()


def hit(score: float, meaning: float) -> Hit:
    evidence = tuple(meaning if each == "meaning" else 0.0 for each in EVIDENCE)
    return Hit(Chunk("c", "Text.", "a.md", "a", "A", "", "/a", 0, 1), score, evidence=evidence)


def test_what_is_near_by_meaning_is_read_where_it_is_not_out_of_the_question():
    near, far = WORTH_READING, WORTH_READING - 0.01
    assert worth_reading([hit(HARDLY_COVERED, far), hit(0.1, near)])
    assert worth_reading([hit(LIKELY_ENOUGH, far)]) and LIKELY_ENOUGH < NOT_COVERED
    assert not worth_reading([hit(HARDLY_COVERED - 0.01, near)])
    assert not worth_reading([hit(HARDLY_COVERED, far)] * TOGETHER + [hit(0.1, near)])
    assert not worth_reading([]) and not worth_reading([replace(hit(0.2, near), evidence=())])
