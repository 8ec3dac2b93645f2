"""The quality figures: what each is called, what it counts, and how sure it is.

Knows how marks add up. Every figure can be computed for a resample as well as for the run itself, which is what its
interval, and the comparison with another run, are made from. All are in 0..1, and more is better.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.marks import Marks
from rag.evaluation.metrics import Numbers, auroc, interval, ratio, resamples

Measure = Callable[[Numbers], Numbers]  # weights, a row a resample -> one value a row, NaN where there is none


@dataclass(frozen=True, slots=True)
class Share:
    """The sum of ``top`` over the sum of ``of``; a question whose ``of`` is nothing takes no part."""

    name: str
    group: str
    says: str
    top: Callable[[Marks], float]
    of: Callable[[Marks], float]

    def counted(self, marks: Sequence[Marks]) -> int:
        return int(sum(map(self.of, marks)))

    def measure(self, marks: Sequence[Marks]) -> Measure:
        of = _column([self.of(each) for each in marks])
        top = _column([self.top(each) if self.of(each) else 0 for each in marks])
        return lambda weights: ratio(top, of, weights)


@dataclass(frozen=True, slots=True)
class Separation:
    """The area under the ROC curve: the chance that an insider is found more relevant than an outsider."""

    name: str
    group: str
    says: str

    def counted(self, marks: Sequence[Marks]) -> int:
        return sum(each.in_book is not None and each.relevance is not None for each in marks)

    def measure(self, marks: Sequence[Marks]) -> Measure:
        relevances, insiders = relevance_columns(marks)
        return lambda weights: auroc(relevances, insiders, weights)


Quality = Share | Separation

RETRIEVAL, REFUSAL, ANSWERS = "Retrieval", "Refusal", "Answers"

QUALITIES: tuple[Quality, ...] = (
    Share("hit@1", RETRIEVAL, "a right chunk comes first", lambda m: m.hit(1), lambda m: m.sought),
    Share("hit@3", RETRIEVAL, "a right chunk is among the first 3", lambda m: m.hit(3), lambda m: m.sought),
    Share("hit@5", RETRIEVAL, "a right chunk is among the first 5", lambda m: m.hit(5), lambda m: m.sought),
    Share("MRR@10", RETRIEVAL, "1 / rank of the first right chunk", lambda m: m.reciprocal_rank, lambda m: m.sought),
    Share(
        "nDCG@10",
        RETRIEVAL,
        "all right chunks, early ones more",
        lambda m: m.ndcg,
        lambda m: m.sought and m.right_chunks is not None,
    ),
    Share(
        "follow-up hit@5",
        RETRIEVAL,
        "hit@5 of the kind followup",
        lambda m: m.hit(5),
        lambda m: m.sought and m.kind == "followup",
    ),
    Share(
        "insiders answered",
        REFUSAL,
        "of those in the book, the answered",
        lambda m: m.answered,
        lambda m: m.in_book is True,
    ),
    Share(
        "refusal recall",
        REFUSAL,
        "of those not in the book, the refused",
        lambda m: m.refused,
        lambda m: m.in_book is False,
    ),
    Share(
        "refusal precision",
        REFUSAL,
        "of the refused, those not in the book",
        lambda m: m.in_book is False,
        lambda m: m.refused and m.in_book is not None,
    ),
    Separation("AUROC", REFUSAL, "relevance tells the two apart"),
    Share("answer containment", ANSWERS, "the answer holds all expected words", lambda m: m.holds, lambda m: m.sought),
    Share(
        "citation precision",
        ANSWERS,
        "of the cited chunks, the right ones",
        lambda m: m.cited_right,
        lambda m: m.cited if m.sought else 0,
    ),
    Share(
        "citation recall",
        ANSWERS,
        "answered ones that cite a right chunk",
        lambda m: m.cited_right > 0,
        lambda m: m.sought and m.answered,
    ),
    Share(
        "quote validity",
        ANSWERS,
        "quotes word for word in their chunk",
        lambda m: m.quotes_valid,
        lambda m: m.cited,
    ),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """``counted``: questions, or citations, that it is made from. Without any there is no value."""

    name: str
    group: str
    says: str
    value: float | None
    counted: int
    low: float | None = None  # of the 95% interval
    high: float | None = None


def figures(marks: Sequence[Marks], seed: int) -> tuple[Figure, ...]:
    """All of them, each with its interval."""
    measures = [quality.measure(marks) for quality in QUALITIES]
    drawn: list[list[Numbers]] = [[] for _ in measures]
    for weights in resamples(len(marks), seed) if marks else ():
        for values, measure in zip(drawn, measures, strict=True):
            values.append(measure(weights))
    return tuple(_figure(quality, marks, values) for quality, values in zip(QUALITIES, drawn, strict=True))


def _figure(quality: Quality, marks: Sequence[Marks], drawn: Sequence[Numbers]) -> Figure:
    low, high = (interval(np.concatenate(drawn)) if drawn else None) or (None, None)
    value = value_of(quality.measure(marks), len(marks))
    return Figure(quality.name, quality.group, quality.says, value, quality.counted(marks), low, high)


def value_of(measure: Measure, questions: int) -> float | None:
    """The figure of the run as it is."""
    value = float(measure(np.ones((1, questions)))[0])
    return None if np.isnan(value) else value


def relevance_columns(marks: Sequence[Marks]) -> tuple[Numbers, Numbers]:
    """(relevance, 1 for an insider and 0 for an outsider); NaN where either is not known."""
    known = [each.in_book is not None and each.relevance is not None for each in marks]
    relevances = [each.relevance if is_known else None for each, is_known in zip(marks, known, strict=True)]
    insiders = [each.in_book if is_known else None for each, is_known in zip(marks, known, strict=True)]
    return _column(relevances), _column(insiders)


def _column(values: Sequence[float | None]) -> Numbers:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
