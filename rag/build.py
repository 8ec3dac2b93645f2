"""Settings to working parts: the only place that chooses by what is configured, and that imports both the flow and the vendors.

Importing it takes what the vendors take (numpy, SQLAlchemy, tokenizers, the index engine), so the web app answers first and
imports this in a thread.
"""

from dataclasses import dataclass

from rag.assistant import Assistant
from rag.database import sqlite_store
from rag.ingest import BookSource
from rag.local.embedder import LocalEmbedder
from rag.local.extractive import ExtractiveAnswerer
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.passages import Passages
from rag.ports import Answerer, Embedder, Index, Store
from rag.retrieval import Retriever
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What was chosen, each behind its port."""

    embedder: Embedder
    index: Index
    answerer: Answerer
    store: Store
    assistant: Assistant


def build(settings: Settings) -> Parts:
    """Raises FolderError, IndexUnusable."""
    if settings.baked_dir is not None:
        Generations(settings.index_dir).adopt(settings.baked_dir / "index")
    embedder = LocalEmbedder()
    index = LocalIndex(settings.index_dir, settings.book_language)
    passages = Passages(embedder, Terms(settings.book_language))
    answerer = ExtractiveAnswerer(index, passages)
    store = sqlite_store(settings.database_file, session_seconds=settings.session_days * 86_400)
    assistant = Assistant(
        index=index,
        retriever=Retriever(embedder, index, passages),
        passages=passages,
        answerer=answerer,
        store=store,
        book_name=settings.book_name,
    )
    return Parts(embedder, index, answerer, store, assistant)


def book_source(settings: Settings) -> BookSource:
    return BookSource((settings.book_dir,), settings.book_base_url, settings.book_route_base, settings.book_language)
