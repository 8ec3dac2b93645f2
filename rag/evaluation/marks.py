"""What one question was given for its answer: the few numbers that every figure is made from, and that a baseline keeps.

Knows which of them are right and wrong. It does not hold the book's words, so that ten thousand of them make a small file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.evaluation.metrics import ndcg, reciprocal_rank
from rag.types import AnswerStatus

FAILED = "failed"  # instead of a status, where no answer came at all
SHOWN = 5  # hits that a reader looks at: the right chunk is expected among these


@dataclass(frozen=True, slots=True)
class Marks:
    key: str
    question: str
    kind: str
    in_book: bool | None  # None where the question file does not say
    sought: bool  # whether it is known what a right chunk and a right answer hold
    status: str
    relevance: float | None  # None where nothing was searched
    ranks: tuple[int, ...]  # of the right chunks among the hits, from 1
    right_chunks: int | None  # in the whole book; None where the book is not at hand
    cited: int
    cited_right: int
    quotes_valid: int  # of the cited
    holds: bool  # the answer holds all that is expected
    tokens: int
    total_ms: float
    timings_ms: Mapping[str, float]

    @property
    def refused(self) -> bool:
        return self.status == AnswerStatus.NOT_IN_BOOK

    @property
    def answered(self) -> bool:
        return not self.refused and self.status != FAILED

    @property
    def right_side(self) -> bool:
        """Answered where the book covers it, refused where it does not."""
        return self.answered if self.in_book else self.refused

    @property
    def reciprocal_rank(self) -> float:
        return reciprocal_rank(self.ranks)

    @property
    def ndcg(self) -> float:
        return ndcg(self.ranks, self.right_chunks or 0)

    def hit(self, depth: int) -> bool:
        return any(rank <= depth for rank in self.ranks)

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong, in the words that people read."""
        found = self.sought and self.answered
        wrong = {
            "failed": self.status == FAILED,
            "quote not in its chunk": self.quotes_valid < self.cited,
            "refused, though in the book": self.in_book is True and self.refused,
            "answered, though not in the book": self.in_book is False and self.answered,
            "right chunk not in the first five": self.sought and self.status != FAILED and not self.hit(SHOWN),
            "cites no right chunk": found and not self.cited_right,
            "answer lacks the expected words": found and not self.holds,
        }
        return tuple(words for words, true in wrong.items() if true)
