"""Questions with known answers -> scores. Knows how good answers are; never how they are made."""

from rag.evaluation.baseline import Comparison, compare
from rag.evaluation.cases import BadQuestionFile, Case, Exchange, draw, read_cases
from rag.evaluation.marks import Marks
from rag.evaluation.outcome import Outcome
from rag.evaluation.runner import Asked, Evaluation, evaluate
from rag.evaluation.scores import Scores, scores

__all__ = [
    "Asked",
    "BadQuestionFile",
    "Case",
    "Comparison",
    "Evaluation",
    "Exchange",
    "Marks",
    "Outcome",
    "Scores",
    "compare",
    "draw",
    "evaluate",
    "read_cases",
    "scores",
]
