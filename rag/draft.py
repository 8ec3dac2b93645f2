"""An answer while it is written.

Knows what was said so far, what it cost, and what went wrong on the way. Which status follows from that is decided here too, by code,
from relevance and checked citations.
"""

from collections.abc import Sequence

from rag.citations import Citations, Cited
from rag.citations.support import Support
from rag.events import CitedSource, Event, Said
from rag.types import AnswerStatus, Source

# Relevance (retrieval/relevance.py) from which the book covers a question, and below which it does not. Of what was told with 0.24 to
# 0.28 one answer in fourteen was right where as many asked what is there, what was taken out, and something else
# (tests/retrieval_choices.md).
COVERED, NOT_COVERED = 0.5, 0.28


class Draft:
    def __init__(self, citations: Citations) -> None:
        self.citations = citations
        self.tokens = 0
        self.model = ""  # where it is not the answerer's own
        self.degraded = False
        self.complete = True  # as far as who wrote it knows
        self.broken = ""  # why it ends in the middle
        self._said: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._said).strip()

    @property
    def begun(self) -> bool:
        return bool(self._said)

    def say(self, text: str) -> Said:
        self._said.append(text)
        return Said(text)

    def take(self, cited: Cited) -> list[Event]:
        """A source is announced before the text with its marker."""
        events: list[Event] = [CitedSource(source) for source in cited.sources]
        if cited.text:
            events.append(self.say(cited.text))
        return events

    def status(self, relevance: float, sources: Sequence[Source], supported: Support) -> AnswerStatus:
        """``relevance``: of several questions, of the one that is covered least."""
        if self.broken:
            return AnswerStatus.PARTIAL
        if self.degraded:
            return AnswerStatus.DEGRADED
        if not sources:
            return AnswerStatus.NOT_IN_BOOK
        if relevance < COVERED or supported.mostly_missing or not self.complete:
            return AnswerStatus.PARTIAL
        return AnswerStatus.ANSWERED
