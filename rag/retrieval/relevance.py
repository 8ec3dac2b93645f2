"""The chance that a chunk answers a question, from signals that mean the same whichever engine or embedder is configured.

Knows the weights and where they come from.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.types import Hit

# Logistic regression of "this chunk answers" on what means the same whichever engine or embedder is configured; ``terms`` because half of
# a long question's words in one place is more than half of a short one's. The chunk as a whole is weighed by the vectors of its words
# (``centroid``) or, where the embedder reads words in their context, by those alone (``meaning``); the other of the two is 0.
# `python -m rag calibrate` prints these from the cases in evaluation/calibration.csv: what decided 8,000 times, in questions about eleven
# books.
EVIDENCE = ("coverage", "sentence", "centroid", "meaning", "terms", "known", "names", "numbers")
WEIGHTS = (4.15, 3.6, 2.79, 2.36, 1.41, 0.75, 1.44, 1.43)
BIAS = -12.0

# From here on a passage touches the question by meaning alone, though it has none of its words: people ask in other words, and in other
# languages. Of 2,468 questions to seven books about something else, read by all-MiniLM-L6-v2, four come that near, and one in a hundred
# comes to 0.73.
NEAR_ENOUGH = 0.85
TOUCHES = -1.15  # the log odds of what is just not refused: draft.NOT_COVERED
STEEP = 8.0

# From here on one who reads the passages, a language model, is asked whether they answer, however low the relevance. Of 1,115 questions to
# eleven books, read by all-MiniLM-L6-v2, 13% were refused; for 3% more a passage that answers is then read, and for 0.7% of 1,100 about
# something else one that doesn't.
WORTH_READING = 0.6

# On the log odds of all hits, where the first SOUGHT hold no number in the unit that is asked for. Of 76 questions of thirteen books that
# ask for a duration, a weight, a price … and were not refused, five had none, of seven near misses four.
NO_UNIT, SOUGHT = -1.7, 6
NO_PRICE = -3.5  # the same for a price: "cost" has other meanings, and no price was told without a number of money

TOGETHER = 3  # of the first hits are judged: which of them answers is less sure than that one does


def relevance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that a chunk answers the question; ``evidence`` has a column for each of EVIDENCE."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-np.maximum(_together(evidence), _by_meaning(evidence))))
    return chance


def without_unit(chances: NDArray[np.float64], *, price: bool) -> NDArray[np.float64]:
    """The same chances where no number is there in a unit that the question asks for. ``price``: whether that is money."""
    odds = chances / np.maximum(1 - chances, 1e-12) * np.exp(NO_PRICE if price else NO_UNIT)
    lower: NDArray[np.float64] = odds / (1 + odds)
    return lower


def worth_reading(hits: Sequence[Hit]) -> bool:
    """Whether one of the first hits is near enough by meaning alone."""
    return any(each.evidence and each.evidence[EVIDENCE.index("meaning")] >= WORTH_READING for each in hits[:TOGETHER])


def near_by_meaning(evidence: NDArray[np.float64]) -> bool:
    """Whether the meaning of one chunk alone says more than all its evidence together."""
    return bool(_by_meaning(evidence) > _together(evidence))


def _together(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    log_odds: NDArray[np.float64] = evidence @ np.array(WEIGHTS) + BIAS
    return log_odds


def _by_meaning(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    log_odds: NDArray[np.float64] = TOUCHES + STEEP * (evidence[..., EVIDENCE.index("meaning")] - NEAR_ENOUGH)
    return log_odds


def falling(chances: NDArray[np.float64], defines: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of hits, best first: none more than those before. One of the first is at least as sure as what comes behind it among these, and one
    that defines what is asked for as whatever comes behind it."""
    behind = np.maximum.accumulate(chances[::-1])[::-1]
    among_first = np.maximum.accumulate(chances[:TOGETHER][::-1])[::-1]
    raised = np.append(among_first, chances[TOGETHER:])
    never_more: NDArray[np.float64] = np.minimum.accumulate(np.where(defines, behind, raised))
    return never_more
