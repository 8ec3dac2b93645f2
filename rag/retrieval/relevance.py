"""The chance that a chunk answers a question, from signals that mean the same whichever engine or embedder is configured.

Knows the weights and where they come from.
"""

import numpy as np
from numpy.typing import NDArray

# Logistic regression of "this chunk answers" on what means the same whichever engine or embedder is configured; ``terms`` because half of
# a long question's words in one place is more than half of a short one's. `python -m rag calibrate` prints these from the cases
# in evaluation/calibration.csv: what decided 4,600 times, in questions about six books.
EVIDENCE = ("coverage", "sentence", "centroid", "terms", "known", "names", "numbers")
WEIGHTS = (4.64, 4.36, 2.01, 1.78, 0.78, 1.74, 1.8)
BIAS = -13.73

TOGETHER = 3  # of the first hits are judged: which of them answers is less sure than that one does


def relevance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that a chunk answers the question; ``evidence`` has a column for each of EVIDENCE."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-(evidence @ np.array(WEIGHTS) + BIAS)))
    return chance


def falling(chances: NDArray[np.float64], defines: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of hits, best first: none more than those before. One of the first is at least as sure as what comes behind it among these, and one
    that defines what is asked for as whatever comes behind it."""
    behind = np.maximum.accumulate(chances[::-1])[::-1]
    among_first = np.maximum.accumulate(chances[:TOGETHER][::-1])[::-1]
    raised = np.append(among_first, chances[TOGETHER:])
    never_more: NDArray[np.float64] = np.minimum.accumulate(np.where(defines, behind, raised))
    return never_more
