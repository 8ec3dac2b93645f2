"""What to look for: a reading of the message, the text that was selected, the page that is read, and those that were spoken of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.message.followups import Reading

CONTEXT_CHARACTERS = 600  # of the selected text take part in the search


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for. ``context``: selected text; ``page_path``: the page that the visitor reads, as the browser has it;
    ``spoken_of``: slug -> how much the conversation has been about that page, 0..1; ``files``: those that are searched, of the
    ``part`` that the message names; all where there are none; ``edition``: of the site, that is searched; ``enough``: the relevance with
    which nothing else is tried."""

    reading: Reading
    context: str = ""
    page_path: str = ""
    spoken_of: Mapping[str, float] = field(default_factory=dict)
    part: str = ""
    files: frozenset[str] = frozenset()
    edition: str | None = None
    enough: float = 0.0

    @property
    def text(self) -> str:
        return f"{self.reading.text} {self.context[:CONTEXT_CHARACTERS]}".strip()
