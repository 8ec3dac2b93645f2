"""The relevance score is what the cases make it, and it tells insiders from outsiders."""

import numpy as np

from rag.draft import NOT_COVERED
from rag.evaluation.calibration import CASE_WEIGHT, fit, read_cases
from rag.retrieval import BIAS, WEIGHTS, relevance

CASES = read_cases()
CHANCE = relevance(CASES.evidence)
NEAR = CASES.weight == CASE_WEIGHT["near"]
FAR = CASES.weight == CASE_WEIGHT["far"]


def test_the_weights_in_use_are_those_that_the_command_prints():
    fitted = fit(CASES)
    assert (fitted.weights, fitted.bias) == (WEIGHTS, BIAS)


def test_insiders_are_answered_and_outsiders_refused():
    assert np.mean(CHANCE[CASES.inside] >= NOT_COVERED) >= 0.93
    assert np.mean(CHANCE[FAR] < NOT_COVERED) >= 0.90
    assert np.mean(CHANCE[NEAR] < NOT_COVERED) >= 0.34


def auroc(high: np.ndarray, low: np.ndarray) -> float:
    return float(((high[:, None] > low) + 0.5 * (high[:, None] == low)).mean())


def test_the_score_ranks_insiders_above_outsiders():
    assert auroc(CHANCE[CASES.inside], CHANCE[FAR]) >= 0.97
    assert auroc(CHANCE[CASES.inside], CHANCE[NEAR]) >= 0.78


def test_more_evidence_is_never_less_relevance():
    assert min(WEIGHTS) > 0
