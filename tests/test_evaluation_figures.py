"""The arithmetic of an evaluation: by hand, and against the slow way."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.baseline import compare
from rag.evaluation.marks import Marks
from rag.evaluation.metrics import DEPTH, RESAMPLES, auroc, kept_out, ndcg, reciprocal_rank, resamples, roc
from rag.evaluation.scores import scores


def marks(key: str, **changes) -> Marks:
    """A question in the book, rightly answered from the one right chunk, unless said otherwise."""
    plain = {
        "question": f"question {key}",
        "kind": "fact",
        "in_book": True,
        "sought": True,
        "status": "answered",
        "relevance": 0.9,
        "ranks": (1,),
        "right_chunks": 1,
        "cited": 1,
        "cited_right": 1,
        "quotes_valid": 1,
        "holds": True,
        "tokens": 0,
        "total_ms": 10.0,
        "timings_ms": {"search": 4.0, "answer": 6.0},
    }
    return Marks(key=key, **{**plain, **changes})


def refused(key: str, **changes) -> Marks:
    plain = {"status": "not_in_book", "relevance": 0.1, "cited": 0, "cited_right": 0, "quotes_valid": 0, "holds": False}
    return marks(key, **{**plain, **changes})


def outsider(key: str, **changes) -> Marks:
    return refused(key, **{"in_book": False, "sought": False, "ranks": (), "right_chunks": 0, "kind": "far", **changes})


# ---------------------------------------------------------------- metrics


@pytest.mark.parametrize(
    ("ranks", "right", "expected"),
    [
        ((1,), 1, 1.0),
        ((2,), 1, 1 / math.log2(3)),
        ((1, 3), 2, (1 + 0.5) / (1 + 1 / math.log2(3))),
        ((1,), 2, 1 / (1 + 1 / math.log2(3))),
        ((), 1, 0.0),
        ((), 0, 0.0),
        (tuple(range(1, 11)), 40, 1.0),
    ],
)
def test_ndcg_by_hand(ranks, right, expected):
    assert ndcg(ranks, right) == pytest.approx(expected)


def test_reciprocal_rank_by_hand():
    assert [reciprocal_rank(ranks) for ranks in [(1, 2), (4,), (), (11,)]] == [1.0, 0.25, 0.0, 0.0]


@given(st.sets(st.integers(1, DEPTH)), st.integers(0, 30))
def test_ndcg_is_a_share_and_whole_only_with_all_right_chunks_in_front(ranks, more):
    right = len(ranks) + more
    value = ndcg(sorted(ranks), right)
    in_front = bool(ranks) and ranks == set(range(1, min(right, DEPTH) + 1))
    assert 0.0 <= value <= 1.0 + 1e-9
    assert (value == pytest.approx(1.0)) == in_front


_SCORED = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.5001, 1.0]), st.booleans(), st.integers(0, 3)), max_size=25
)


@given(_SCORED)
def test_auroc_is_the_share_of_pairs_in_the_right_order(scored):
    pairs = [(a, b, m * n) for a, positive, m in scored if positive for b, other, n in scored if not other]
    whole = sum(weight for _, _, weight in pairs)
    scores_, sides, weights = (
        (np.array(column, dtype=float) for column in zip(*scored, strict=True)) if scored else [np.zeros(0)] * 3
    )
    value = auroc(scores_, sides, weights[None, :])[0]
    if not whole:
        assert math.isnan(value)
    else:
        assert value == pytest.approx(sum(w * (1 if a > b else 0.5 if a == b else 0) for a, b, w in pairs) / whole)


@given(_SCORED.filter(lambda scored: {positive for _, positive, _ in scored} == {True, False}))
def test_the_curve_covers_the_area_that_is_told(scored):
    scores_, sides, _ = (np.array(column, dtype=float) for column in zip(*scored, strict=True))
    points = roc(scores_, sides)
    assert points[0] == (0.0, 0.0) and points[-1] == (1.0, 1.0)
    area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False))
    assert area == pytest.approx(auroc(scores_, sides, np.ones((1, len(scored))))[0])


def test_questions_without_relevance_or_side_take_no_part_in_auroc():
    values = np.array([0.9, np.nan, 0.1, 0.5])
    sides = np.array([1, 1, 0, np.nan])
    assert auroc(values, sides, np.ones((1, 4)))[0] == 1.0


def test_outsiders_kept_out_by_the_threshold_that_lets_insiders_in():
    scores_ = np.array([0.9, 0.8, 0.7, 0.2, 0.75, 0.6, 0.1, 0.1])
    sides = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    assert kept_out(scores_, sides, let_in=1.0) == 0.5
    assert kept_out(scores_, sides, let_in=0.75) == 0.75
    assert kept_out(scores_[:4], sides[:4], let_in=0.75) is None


def test_every_resample_draws_as_many_questions_as_there_are_and_the_same_for_the_same_seed():
    drawn, again, other = (np.concatenate(list(resamples(7, seed))) for seed in (1, 1, 2))
    assert drawn.shape == (RESAMPLES, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn == again).all() and (drawn != other).any()


# ---------------------------------------------------------------- figures

RUN = [
    marks("first"),
    marks("second", ranks=(3,), cited=2, cited_right=1, quotes_valid=2, holds=False, relevance=0.6),
    marks("lost", ranks=(), cited=1, cited_right=0, quotes_valid=0, holds=False, relevance=0.3),
    refused("wrongly refused", ranks=(6,), relevance=0.2, kind="followup"),
    outsider("rightly refused", relevance=0.1),
    outsider("wrongly answered", status="answered", relevance=0.4, cited=1, quotes_valid=1),
]

BY_HAND = {
    "hit@1": 1 / 4,
    "hit@3": 2 / 4,
    "hit@5": 2 / 4,
    "MRR@10": (1 + 1 / 3 + 0 + 1 / 6) / 4,
    "nDCG@10": (1 + 1 / 2 + 0 + 1 / math.log2(7)) / 4,
    "follow-up hit@5": 0 / 1,
    "insiders answered": 3 / 4,
    "refusal recall": 1 / 2,
    "refusal precision": 1 / 2,
    "AUROC": 6 / 8,  # against 0.1 all four are above, against 0.4 the first two
    "answer containment": 1 / 4,
    "citation precision": 2 / 4,
    "citation recall": 2 / 3,
    "quote validity": 4 / 5,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_figure_by_hand(name: str):
    assert scores(RUN).figure(name).value == pytest.approx(BY_HAND[name])


def test_every_figure_is_told_and_lies_in_its_interval():
    told = scores(RUN).figures
    assert [figure.name for figure in told] == list(BY_HAND)
    for figure in told:
        assert 0.0 <= figure.low <= figure.value <= figure.high <= 1.0


def test_a_figure_without_questions_has_no_value():
    assert {figure.value for figure in scores([outsider("a")]).figures if figure.group == "Retrieval"} == {None}
    assert {figure.value for figure in scores([]).figures} == {None}


def test_without_the_book_there_is_no_ndcg():
    assert scores([marks("a", right_chunks=None)]).figure("nDCG@10").value is None


def test_kinds_are_told_apart_and_auroc_is_against_the_other_side_of_all():
    kinds = {each.kind: each for each in scores(RUN).kinds}
    assert list(kinds) == ["fact", "followup", "far"]
    assert kinds["fact"].values["hit@1"] == pytest.approx(1 / 3)
    assert kinds["fact"].values["AUROC"] == pytest.approx(5 / 6)
    assert kinds["far"].values["AUROC"] == pytest.approx(6 / 8)
    assert kinds["far"].values["hit@1"] is None
    assert (kinds["fact"].right_side, kinds["followup"].right_side, kinds["far"].right_side) == (1.0, 0.0, 0.5)


def test_latency_is_told_by_stage_with_the_total_last():
    slow = marks("slow", total_ms=110.0, timings_ms={"search": 104.0, "answer": 6.0})
    search, answer, total = scores(
        [marks("a"), marks("b"), slow, refused("failed", status="failed", total_ms=0)]
    ).latencies
    assert (search.stage, answer.stage, total.stage) == ("search", "answer", "total")
    assert (search.p50, search.p95) == (4.0, pytest.approx(94.0))
    assert (total.p50, answer.p95) == (10.0, 6.0)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 5))
def test_a_share_is_a_share_whatever_is_drawn(values, seed):
    run = [marks(str(n), ranks=(1,) if value > 0.5 else ()) for n, value in enumerate(values)]
    hit = scores(run, seed).figure("hit@1")
    assert hit.value == pytest.approx(sum(value > 0.5 for value in values) / len(values))
    assert 0 <= hit.low <= hit.high <= 1


# ---------------------------------------------------------------- against an earlier run


def run(wrong: set[int] = frozenset(), questions: int = 200, prefix: str = "") -> list[Marks]:
    """A run of which these questions are not found, not cited and not answered rightly."""
    lost = {"ranks": (), "cited_right": 0, "holds": False}
    return [marks(f"{prefix}{n}", **(lost if n in wrong else {})) for n in range(questions)]


def fell(before: list[Marks], now: list[Marks]) -> set[str]:
    return {change.name for change in compare(before, now).fell}


def test_a_run_against_itself_does_not_change_at_all():
    compared = compare(RUN, RUN)
    assert compared.paired
    assert {change.difference for change in compared.changes} == {0.0}
    assert compared.fell == () and compared.lost == ()


def test_a_fall_is_caught_and_its_questions_are_named():
    compared = compare(run(wrong={1, 2}), run(wrong=set(range(2, 22))))
    assert {change.name for change in compared.fell} >= {
        "hit@1",
        "hit@5",
        "MRR@10",
        "answer containment",
        "citation precision",
    }
    assert [each.question for each in compared.lost] == [f"question {n}" for n in range(3, 22)]
    assert compared.gained == 1


def test_one_question_of_two_hundred_is_noise():
    assert fell(run(wrong={1, 2}), run(wrong={2, 3})) == set()
    assert fell(run(), run(wrong={7})) == set()


def test_a_rise_is_no_fall():
    compared = compare(run(wrong=set(range(20))), run())
    assert compared.fell == ()
    assert next(change for change in compared.changes if change.name == "hit@1").rose


def test_the_same_small_fall_is_noise_where_the_questions_are_others():
    before, now = run(wrong=set(range(20))), run(wrong=set(range(30)))
    assert "hit@1" in fell(before, now)
    others = run(wrong=set(range(30)), prefix="other ")
    compared = compare(before, others)
    assert not compared.paired
    assert compared.fell == ()


def test_a_great_fall_is_caught_where_the_questions_are_others():
    assert "hit@1" in fell(run(wrong=set(range(20))), run(wrong=set(range(80)), questions=150, prefix="other "))


def test_a_part_of_the_questions_is_compared_with_the_same_part():
    before = run(wrong=set(range(100, 200)))
    compared = compare(before, run(questions=60))
    assert compared.paired and compared.compared == 60
    assert {change.difference for change in compared.changes if change.difference is not None} == {0.0}


def test_questions_that_are_new_take_no_part():
    assert fell(run(), run() + run(wrong=set(range(50)), questions=50, prefix="new ")) == set()


def test_relevance_that_tells_less_is_a_fall_of_auroc():
    before = [marks(f"in {n}") for n in range(50)] + [outsider(f"out {n}") for n in range(50)]
    now = [replace(each, relevance=0.95) if n >= 85 else each for n, each in enumerate(before)]
    assert fell(before, now) == {"AUROC"}


def test_a_slower_run_is_no_worse():
    slower = [replace(each, total_ms=900.0, timings_ms={"search": 890.0, "answer": 10.0}) for each in run()]
    assert fell(run(), slower) == set()


def test_a_run_of_nothing_is_compared_without_a_word():
    assert compare(run(), []).fell == () == compare([], run()).fell
