"""The chance that a chunk answers a question, from signals that mean the same whichever engine or embedder is configured.

Knows the weights and where they come from.
"""

import numpy as np
from numpy.typing import NDArray

# Logistic regression of "this chunk answers" on what means the same whichever engine or embedder is configured; ``terms`` because half of
# a long question's words in one place is more than half of a short one's. `python -m rag calibrate` prints these from the cases
# in evaluation/calibration.csv: what decided 3,100 times, in questions about five books.
EVIDENCE = ("coverage", "sentence", "centroid", "terms", "named")
WEIGHTS = (4.32, 3.79, 2.67, 1.71, 1.53)
BIAS = -10.34


def relevance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that a chunk answers the question; ``evidence`` has a column for each of EVIDENCE."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-(evidence @ np.array(WEIGHTS) + BIAS)))
    return chance
