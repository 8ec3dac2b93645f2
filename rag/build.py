"""Settings to working parts: the only place that chooses by what is configured, and that imports both the flow and the vendors.

Importing it takes what the vendors take (numpy, SQLAlchemy, tokenizers, the index engine), so the web app answers first and
imports this in a thread.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.assistant import Assistant
from rag.breaker import Breaker
from rag.budget import Budget
from rag.cohere import CohereConnection, CohereEmbedder, CohereReranker
from rag.database import MemoryStore, PatientStore, sqlite_store
from rag.fallback import FallbackAnswerer, FallbackIndex
from rag.ingest import BookSource
from rag.local.embedder import LocalEmbedder
from rag.local.extractive import ExtractiveAnswerer
from rag.local.fastembed import FastEmbedder
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.openai import OpenAIAnswerer, OpenAIClient, OpenAIRewriter
from rag.passages import Passages
from rag.ports import Answerer, Embedder, Index, Reranker, Rewriter, Store
from rag.qdrant import QdrantIndex
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


def build(settings: Settings, *, adopt: bool = False) -> Parts:
    """``adopt``: whether an ingest may add to a Qdrant collection that others made. Raises SettingsError, FolderError, IndexUnusable."""
    if settings.baked_dir is not None:
        Generations(settings.index_dir).adopt(settings.baked_dir / "index")
    services = _Services({}, [])
    reader = LocalEmbedder()  # of every sentence that is weighed: any other model is too slow or too dear for that
    embedder, reranker = _embedding(settings, reader, services)
    index = _index(settings, embedder.dimension, adopt, services)
    passages = Passages(reader, Terms(settings.book_language))
    store = _store(settings)
    extractive = ExtractiveAnswerer(index, passages)
    answerer, rewriter = _chat(settings, store, extractive, services)
    assistant = Assistant(
        index=index,
        retriever=Retriever(embedder, index, passages, reranker, services.breakers.get("cohere")),
        passages=passages,
        answerer=answerer,
        store=store,
        book_name=settings.book_name,
        rewriter=rewriter,
    )
    return Parts(embedder, index, answerer, store, assistant, services.breakers, [*services.closing, store.close])


@dataclass(frozen=True, slots=True)
class _Services:
    """What was configured so far: how each is doing, and how it is let go."""

    breakers: dict[str, Breaker]
    closing: list[Callable[[], Awaitable[None]]]


def _embedding(settings: Settings, reader: Embedder, services: _Services) -> tuple[Embedder, Reranker | None]:
    kind, _, model = settings.embedder.partition(":")
    if kind == "fastembed":
        return FastEmbedder(model, settings.embedder_cache), None
    if not settings.cohere_api_key:
        return reader, None
    connection = CohereConnection(settings.cohere_api_key, settings.cohere_url)
    services.breakers["cohere"] = Breaker("cohere", "the word search")
    services.closing.append(connection.close)
    reranker = CohereReranker(connection, settings.cohere_rerank_model) if settings.cohere_rerank_model else None
    return CohereEmbedder(connection, settings.cohere_embed_model), reranker


def _index(settings: Settings, dimension: int, adopt: bool, services: _Services) -> Index:
    embedded = LocalIndex(settings.index_dir, settings.book_language)
    if not settings.qdrant_url:
        return embedded
    served = QdrantIndex(
        settings.qdrant_url,
        settings.qdrant_api_key,
        settings.qdrant_collection or "book_chunks",
        dimension=dimension,
        language=settings.book_language,
        base_url=settings.book_base_url,
        route_base=settings.book_route_base,
        fallback="" if settings.qdrant_collection else "book_vectors",
        adopt=adopt,
    )
    services.breakers["qdrant"] = breaker = Breaker("qdrant", "the embedded copy of the index, where there is one,")
    services.closing.append(served.close)
    return FallbackIndex(served, embedded, breaker)


def _chat(
    settings: Settings, store: Store, extractive: Answerer, services: _Services
) -> tuple[Answerer, Rewriter | None]:
    if not settings.has_openai:
        return extractive, None
    budget = Budget(store, settings.daily_token_budget)
    client = OpenAIClient(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        spent=budget.spend,
    )
    services.breakers["openai"] = breaker = Breaker("openai", "the extractive answerer")
    services.closing.append(client.close)
    written = OpenAIAnswerer(client, book=settings.book_name)
    return FallbackAnswerer(written, extractive, breaker, budget), OpenAIRewriter(client)


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
