"""What happens while a question is answered, in the order it happens.

Knows plain data only. The stream, the page for maintainers and the evaluation all read these.
"""

from dataclasses import dataclass

from rag.types import Answer, Retrieval, Source


@dataclass(frozen=True, slots=True)
class Started:
    session_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    retrieval: Retrieval


@dataclass(frozen=True, slots=True)
class Planned:
    """The prompt, or the extractive plan. ``note``: why it is not the one that was wished for, "" where it is."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer; its markers are checked and renumbered."""

    text: str


@dataclass(frozen=True, slots=True)
class CitedSource:
    source: Source


@dataclass(frozen=True, slots=True)
class BrokeOff:
    """The answer ends here though it is not complete. Finished still follows, with what was said. ``reason``: for the maintainer."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last event, and it holds all of the answer.

    ``dropped_markers``: that no passage backs; ``broken``: it ended in the middle.
    """

    answer: Answer
    dropped_markers: int = 0
    broken: bool = False


Event = Started | Retrieved | Planned | Said | CitedSource | BrokeOff | Finished
