"""Questions that ask the same in other words come together."""

import numpy as np

from rag.local.embedder import LocalEmbedder
from rag.web.inspector.likeness import alike


def test_other_words_for_the_same_question_join_its_group_and_the_largest_comes_first():
    questions = [
        "How do I bake bread?",
        "Who won the world cup in 1998?",
        "Who won the 1998 world cup?",
        "which team won the world cup 1998",
        "What is the price of a ticket?",
    ]

    groups = alike(questions, LocalEmbedder().embed(questions))

    assert groups[0] == questions[1:4]
    assert sorted(map(len, groups)) == [1, 1, 3]


def test_nothing_makes_no_group():
    assert alike([], np.zeros((0, 4), dtype=np.float32)) == []


def test_an_empty_question_has_no_direction_and_joins_nobody():
    vectors = np.array([[1, 0], [0, 0], [1, 0]], dtype=np.float32)

    assert alike(["a", "", "b"], vectors) == [["a", "b"], [""]]
