"""The relevance score is what the cases make it, and it tells insiders from outsiders."""

import numpy as np
import pytest

from rag.draft import NOT_COVERED
from rag.evaluation.calibration import CASE_WEIGHT, fit, read_cases, write_cases
from rag.evaluation.evidence import Evidence
from rag.retrieval import BIAS, EVIDENCE, WEIGHTS, relevance

CASES = read_cases()
CHANCE = relevance(CASES.evidence)
NEAR = CASES.weight == CASE_WEIGHT["near"]
FAR = CASES.weight == CASE_WEIGHT["far"]
IN_CONTEXT = CASES.evidence[:, EVIDENCE.index("meaning")] != 0

by_words = pytest.param(~IN_CONTEXT, 0.92, 0.92, 0.38, 0.97, 0.78, id="books by their words")
in_context = pytest.param(IN_CONTEXT, 0.88, 0.98, 0.32, 0.97, 0.74, id="books read in context")
each_kind = pytest.mark.parametrize(
    ("these", "answered", "far", "near", "above_far", "above_near"), [by_words, in_context]
)


def test_the_weights_in_use_are_those_that_the_command_prints():
    fitted = fit(CASES)
    assert (fitted.weights, fitted.bias) == (WEIGHTS, BIAS)


def auroc(high: np.ndarray, low: np.ndarray) -> float:
    return float(((high[:, None] > low) + 0.5 * (high[:, None] == low)).mean())


@each_kind
def test_insiders_are_answered_and_outsiders_refused(these, answered, far, near, above_far, above_near):
    inside = CHANCE[these & CASES.inside]
    assert np.mean(inside >= NOT_COVERED) >= answered
    assert np.mean(CHANCE[these & FAR] < NOT_COVERED) >= far
    assert np.mean(CHANCE[these & NEAR] < NOT_COVERED) >= near
    assert auroc(inside, CHANCE[these & FAR]) >= above_far
    assert auroc(inside, CHANCE[these & NEAR]) >= above_near


def test_more_evidence_is_never_less_relevance():
    assert min(WEIGHTS) > 0


def test_cases_of_a_book_are_written_anew_beside_those_of_others(tmp_path):
    path = tmp_path / "cases.csv"
    case = Evidence("inside", (0.5,) * len(EVIDENCE))

    assert write_cases([("trams", case), ("trams", case), ("boilers", case)], path) == 3
    assert write_cases([("trams", Evidence("far", (0.25,) * len(EVIDENCE)))], path) == 2

    assert read_cases(path).inside.tolist() == [True, False]
    assert read_cases(path).evidence[:, 0].tolist() == [0.5, 0.25]
