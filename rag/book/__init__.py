"""A Docusaurus book as pages, sections and chunks. Knows nothing about vectors, the network or the environment.

What reads Markdown is imported when it is first asked for: answers need sentences and fragments only, and a start whose index is up to
date never opens a page.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rag.book.fragments import fragment_alone, fragment_within
from rag.book.markup.fence import fenced
from rag.book.sentences import Sentence, sentences

if TYPE_CHECKING:
    from rag.book.chunks import chunk_page
    from rag.book.library import LeftOut, Notice, SharedUrl, Unreadable, read_book

__all__ = [
    "LeftOut",
    "Notice",
    "Sentence",
    "SharedUrl",
    "Unreadable",
    "chunk_page",
    "fenced",
    "fragment_alone",
    "fragment_within",
    "read_book",
    "sentences",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("rag.book.chunks" if name == "chunk_page" else "rag.book.library"), name)
