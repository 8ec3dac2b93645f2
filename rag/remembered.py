"""What is remembered beside turns: how answers came about, what was asked and thought of it.

Knows no database. Each is one noun of what a store keeps for maintainers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rag.types import Cut, Hit, Question, Source


@dataclass(frozen=True, slots=True)
class Trace:
    """How one answer came about: enough to read it, to see why, and to run it again."""

    message_id: str
    session_id: str
    question: Question  # as it was asked, with selected text and page
    query: str  # the standalone question that was searched
    hits: tuple[Hit, ...]
    plan: str  # the prompt, or the sentences that were weighed
    answer: str
    status: str
    relevance: float
    model: str
    index_version: str
    tokens: int
    at: float  # seconds since the epoch
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    dropped_markers: int = 0  # that no passage backs
    unsupported_sentences: int = 0
    cached: bool = False
    notes: tuple[str, ...] = ()  # what was down, and what stood in for it
    cut: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of what visitors asked: a trace in short, and what they thought of the answer."""

    message_id: str
    question: str
    page_path: str
    status: str
    relevance: float
    model: str
    tokens: int
    at: float  # seconds since the epoch
    ms: float
    rating: str = ""  # "up" | "down"; "" where nobody said
    comment: str = ""


@dataclass(frozen=True, slots=True)
class AskedFilter:
    """Which of them; nothing named means all. ``page`` and ``words``: parts of the path and of the question, in any case;
    ``rating``: "up", "down" or "none"; ``since``, ``until``: seconds since the epoch."""

    statuses: tuple[str, ...] = ()
    rating: str = ""
    page: str = ""
    words: str = ""
    since: float = 0.0
    until: float = 0.0  # 0: now


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a visitor thought of an answer; the latest word on each counts."""

    message_id: str
    rating: str  # "up" | "down"
    comment: str
    at: float  # seconds since the epoch
    question: str  # the one that was answered


class StoreState(StrEnum):
    """As its last real use showed it; no query is made to find out."""

    OK = "ok"
    WAITING = "waiting"  # not asked yet, or a call is overdue: it may be waking up
    DOWN = "down"
