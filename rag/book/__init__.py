"""A Docusaurus book as pages, sections and chunks. Knows nothing about vectors, the network or the environment."""

from rag.book.chunks import chunk_page
from rag.book.fragments import fragment_alone, fragment_within
from rag.book.library import LeftOut, Notice, SharedUrl, Unreadable, read_book
from rag.book.sentences import Sentence, sentences

__all__ = [
    "LeftOut",
    "Notice",
    "Sentence",
    "SharedUrl",
    "Unreadable",
    "chunk_page",
    "fragment_alone",
    "fragment_within",
    "read_book",
    "sentences",
]
