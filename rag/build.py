"""Settings to working parts: the only place that chooses by what is configured, and that imports both the flow and the vendors.

Importing it takes what the vendors take (numpy, SQLAlchemy, tokenizers, the index engine), so the web app answers first and
imports this in a thread.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.assistant import Assistant
from rag.breaker import Breaker
from rag.budget import Budget
from rag.database import MemoryStore, PatientStore, sqlite_store
from rag.fallback import FallbackAnswerer
from rag.ingest import BookSource
from rag.local.embedder import LocalEmbedder
from rag.local.extractive import ExtractiveAnswerer
from rag.local.fastembed import FastEmbedder
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.openai import OpenAIAnswerer, OpenAIClient, OpenAIRewriter
from rag.passages import Passages
from rag.ports import Answerer, Embedder, Index, Rewriter, Store
from rag.retrieval import Retriever
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What was chosen, each behind its port. ``breakers``: of each service that is configured, by the name it has in `/health`."""

    embedder: Embedder
    index: Index
    answerer: Answerer
    store: Store
    assistant: Assistant
    breakers: Mapping[str, Breaker] = field(default_factory=dict)
    closing: Sequence[Callable[[], Awaitable[None]]] = ()

    async def close(self) -> None:
        for close in self.closing:
            await close()


def build(settings: Settings) -> Parts:
    """Raises SettingsError, FolderError, IndexUnusable."""
    if settings.baked_dir is not None:
        Generations(settings.index_dir).adopt(settings.baked_dir / "index")
    reader = LocalEmbedder()  # of every sentence that is weighed: any other model is too slow or too dear for that
    embedder = _embedder(settings) or reader
    index = LocalIndex(settings.index_dir, settings.book_language)
    passages = Passages(reader, Terms(settings.book_language))
    store = _store(settings)
    extractive = ExtractiveAnswerer(index, passages)
    chat = _chat(settings, store, extractive) if settings.has_openai else None
    answerer = chat.answerer if chat else extractive
    assistant = Assistant(
        index=index,
        retriever=Retriever(embedder, index, passages),
        passages=passages,
        answerer=answerer,
        store=store,
        book_name=settings.book_name,
        rewriter=chat.rewriter if chat else None,
    )
    breakers = {"openai": chat.breaker} if chat else {}
    closing = [*([chat.close] if chat else []), store.close]
    return Parts(embedder, index, answerer, store, assistant, breakers, closing)


@dataclass(frozen=True, slots=True)
class _Chat:
    """What a language model does here."""

    answerer: FallbackAnswerer
    rewriter: Rewriter
    breaker: Breaker
    close: Callable[[], Awaitable[None]]


def _chat(settings: Settings, store: Store, instead: Answerer) -> _Chat:
    budget = Budget(store, settings.daily_token_budget)
    client = OpenAIClient(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        spent=budget.spend,
    )
    breaker = Breaker("openai", "the extractive answerer")
    answerer = FallbackAnswerer(OpenAIAnswerer(client, book=settings.book_name), instead, breaker, budget)
    return _Chat(answerer, OpenAIRewriter(client), breaker, client.close)


def _embedder(settings: Settings) -> Embedder | None:
    """The one that was asked for, where it is not the local one."""
    kind, _, model = settings.embedder.partition(":")
    return FastEmbedder(model, settings.embedder_cache) if kind == "fastembed" else None


def _store(settings: Settings) -> Store:
    seconds = settings.session_days * 86_400
    if not settings.database_url:
        return sqlite_store(settings.database_file, session_seconds=seconds)
    from rag.database.postgres import postgres_store

    return PatientStore(
        postgres_store(settings.database_url, session_seconds=seconds), MemoryStore(session_seconds=seconds)
    )


def book_source(settings: Settings) -> BookSource:
    return BookSource((settings.book_dir,), settings.book_base_url, settings.book_route_base, settings.book_language)
