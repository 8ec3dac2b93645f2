"""Links to a cited sentence.

Knows how an address and a text fragment are joined. What the fragment must say is known in ``rag.book``: at ingest where the whole page was
at hand, else from the one chunk that is.
"""

import re

from rag.book import fragment_alone, fragment_within
from rag.types import Chunk

_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|!?\[([^\]]*)\]\([^)\s]*(?:\s[^)]*)?\)")


def deep_link(chunk: Chunk, quote: str) -> str:
    """The chunk's address with a text fragment that makes a browser scroll to the quote and highlight it; the address alone where
    no words of the quote are sure to stand on the page as they are here (formulas are typeset, code is split by its colouring)."""
    fragment = _fragment(chunk, quote)
    return f"{chunk.url}{'' if '#' in chunk.url else '#'}:~:text={fragment}" if fragment else chunk.url


def _fragment(chunk: Chunk, quote: str) -> str:
    if chunk.fragments is None:
        return fragment_within(_shown(chunk.text), _shown(quote))
    known = chunk.fragments.get(quote)
    return fragment_alone(quote) if known is None else known


def _shown(text: str) -> str:
    """Indexes that others made may hold Markdown as it was written."""
    return _EMPHASIS.sub(lambda found: found[2] or found[3] or "", text)
