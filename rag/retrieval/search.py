"""What to look for: a reading of the message, the text that was selected, and the page that is read."""

from dataclasses import dataclass

from rag.message.followups import Reading

CONTEXT_CHARACTERS = 600  # of the selected text take part in the search


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for. ``context``: selected text; ``page_path``: the page that the visitor reads, as the browser has it."""

    reading: Reading
    context: str = ""
    page_path: str = ""

    @property
    def text(self) -> str:
        return f"{self.reading.text} {self.context[:CONTEXT_CHARACTERS]}".strip()
