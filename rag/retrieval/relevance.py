"""The chance that a chunk answers a question, from signals that mean the same whichever engine or embedder is configured.

Knows the weights and where they come from.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.facts.colophon import said_of_itself
from rag.facts.quantities import asks_price, count_of, unit_of
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
TOUCHES = -0.944  # the log odds of what is just not refused: draft.NOT_COVERED
STEEP = 8.0

# One who reads the passages, a language model, is asked whether they answer, though too little speaks for it to be told unread: from this
# chance on, or from both of the others, on the scale of meaning and of the chance. Of 1,115 questions to eleven books, read by
# all-MiniLM-L6-v2, 13% were below LIKELY_ENOUGH; for 2% more by the others their passages are then read, and for 0.4% of 1,100 about
# something else.
LIKELY_ENOUGH = 0.24
WORTH_READING, HARDLY_COVERED = 0.6, 0.16

# On the log odds of all hits, where the first SOUGHT hold no number of the kind that is asked for. Of 76 questions of thirteen books that
# ask for a duration, a weight, a price … and were not refused, five had none, of seven near misses four. No price was told without money.
# "How many trams?" was answered without a number before the word in a quarter of 73 questions of a crowd, and in three fifths of the same
# questions with the passage taken out.
NO_UNIT, NO_PRICE, NO_COUNT = -1.7, -3.5, -0.8
# … where they name no author, or no reader, and who wrote the book is asked, or for whom: nothing else answers that, and many passages have
# all of its words.
NOT_OF_ITSELF = -6.0
SOUGHT = 6
# … where a question that asks for no fact, "How do I use it with kafka?", has a word that the book has nowhere, and that is none of those
# that everybody writes. Of 37 near misses to five documentations four are refused for it that were told, and of the 228 other questions
# none. Who asks for a fact may ask in any words: of 1,400 questions of a crowd four that were told what they asked would be refused.
NOWHERE = -1.3

TOGETHER = 3  # of the first hits are judged: which of them answers is less sure than that one does


def relevance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chance that a chunk answers the question; ``evidence`` has a column for each of EVIDENCE."""
    chance: NDArray[np.float64] = 1 / (1 + np.exp(-np.maximum(_together(evidence), _by_meaning(evidence))))
    return chance


def without_its_kind(chances: NDArray[np.float64], question: str, texts: Iterable[str]) -> NDArray[np.float64]:
    """The chances of all hits, which fall where the first of them, the ``texts``, hold no number of the kind that the question asks for, or
    say nothing of the book itself where that is asked."""
    wanted, counts = _kind_of(question)
    if wanted is None or any(map(wanted.search, texts)):
        return chances
    return less(chances, counts)


def less(chances: NDArray[np.float64], log_odds: float) -> NDArray[np.float64]:
    """The chances, lower by so much on the scale of their log odds, which are below 0."""
    share = np.exp(log_odds)
    lower: NDArray[np.float64] = chances * share / (1 - chances + chances * share)
    return lower


def _kind_of(question: str) -> tuple[re.Pattern[str] | None, float]:
    """How an answer is known, and what it counts, in log odds, that there is none."""
    if said := said_of_itself(question):
        return said, NOT_OF_ITSELF
    if unit := unit_of(question):
        return unit, NO_PRICE if asks_price(question) else NO_UNIT
    return count_of(question), NO_COUNT


def worth_reading(hits: Sequence[Hit]) -> bool:
    """Whether one of the first hits is likely enough to be read, or near enough by meaning, whatever its words are."""
    if not hits or hits[0].score < HARDLY_COVERED:
        return False
    if hits[0].score >= LIKELY_ENOUGH:
        return True
    meaning = EVIDENCE.index("meaning")
    return any(each.evidence and each.evidence[meaning] >= WORTH_READING for each in hits[:TOGETHER])


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
