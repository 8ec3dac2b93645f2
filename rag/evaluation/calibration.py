"""From first hits that answered or did not, to the weights of the relevance score.

Knows logistic regression and the file of cases. The cases in `calibration.csv` are numbers only: the evidence of the hit that decides,
and what kind of question it was. They come from six books (the sample book, 47 encyclopedia articles, 58 pages on peoples and their
skies, an administrator's handbook, the manual of a database, and 817 paragraphs of 25 articles with a crowd's questions, SQuAD's training
part) asked their own questions ("inside"), questions that only sound covered, or would if the book lacked the passage ("near"), and each
other's ("far"). Those of books "read in context" were embedded by all-MiniLM-L6-v2: the sample book, an administrator's handbook, a guide
to keeping accounts, the manual of a program that draws circuits, the reference of a language, and 56 pages on peoples and their skies.
Insiders of which no passage was found are left out.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.evidence import Evidence
from rag.retrieval import EVIDENCE

CASES = Path(__file__).with_name("calibration.csv")

# What a case weighs: to refuse what the book answers is worse than to answer what it nearly answers, and to answer what it does not
# speak of at all is worst.
CASE_WEIGHT = {"inside": 3.0, "near": 1.0, "far": 2.0}
RIDGE = 0.01  # on the weights of the standardised evidence
ROUNDS = 60  # of Newton's method; it has converged after ten


@dataclass(frozen=True, slots=True)
class Cases:
    evidence: NDArray[np.float64]  # (cases, EVIDENCE)
    inside: NDArray[np.bool_]
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    weights: tuple[float, ...]  # one for each of EVIDENCE
    bias: float


def read_cases(path: Path = CASES) -> Cases:
    """Raises OSError, KeyError, ValueError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    evidence = np.array([[float(row[name]) for name in EVIDENCE] for row in rows])
    kinds = [row["kind"] for row in rows]
    return Cases(
        evidence, np.array([kind == "inside" for kind in kinds]), np.array([CASE_WEIGHT[kind] for kind in kinds])
    )


def write_cases(collected: Sequence[tuple[str, Evidence]], path: Path = CASES) -> int:
    """``collected``: evidence with the name of its book, instead of the cases that were kept of that book; those of others stay. How many
    there are now. Raises OSError, KeyError."""
    names = ["book", "kind", *EVIDENCE]
    anew = {book for book, _ in collected}
    kept: list[list[str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            kept = [[row[name] for name in names] for row in csv.DictReader(file) if row["book"] not in anew]
    rows = kept + [[book, each.kind, *(f"{value:.4f}" for value in each.values)] for book, each in collected]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])
    return len(rows)


def fit(cases: Cases) -> Fit:
    """Weighted, ridge-regularised logistic regression by Newton's method."""
    mean, spread = cases.evidence.mean(axis=0), cases.evidence.std(axis=0) + 1e-9
    columns = np.column_stack([(cases.evidence - mean) / spread, np.ones(len(cases.evidence))])
    penalty = RIDGE * np.append(np.ones(len(EVIDENCE)), 0.0)
    solution = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-columns @ solution))
        gradient = columns.T @ (cases.weight * (chance - cases.inside)) / len(columns) + penalty * solution
        curvature = (columns * (cases.weight * chance * (1 - chance))[:, None]).T @ columns / len(columns) + np.diag(
            penalty
        )
        solution -= np.linalg.solve(curvature, gradient)
    weights = solution[:-1] / spread
    return Fit(tuple(round(float(each), 2) for each in weights), round(float(solution[-1] - weights @ mean), 2))
