"""Settings to working parts: the only place that chooses by what is configured, and that imports both the flow and the vendors.

Importing it takes what the vendors take (numpy, SQLAlchemy, tokenizers, the index engine), so the web app answers first and
imports this in a thread.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from rag.answering import Answering
from rag.assistant import Assistant
from rag.cohere import CohereConnection, CohereEmbedder, CohereReranker
from rag.database import DatabaseStore, Keeping, MemoryStore, PatientStore, sqlite_store
from rag.draft import NOT_COVERED
from rag.ingest import BookSource, measured
from rag.local.embedder import LocalEmbedder
from rag.local.extractive import ExtractiveAnswerer
from rag.local.fastembed import FastEmbedder
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.local.lexicon import Terms
from rag.message.own_words import OwnWords
from rag.openai import OpenAIAnswerer, OpenAIClient, OpenAIRewriter
from rag.ports import Answerer, Embedder, Index, IndexState, Reranker, Rewriter, Store
from rag.qdrant import QdrantIndex
from rag.rates import RateLedger
from rag.reading.cards import CloseReader
from rag.reading.passages import Passages
from rag.retrieval import Retriever
from rag.services.breaker import Breaker
from rag.services.budget import Budget
from rag.services.fallback import FallbackAnswerer, FallbackIndex, WatchedReranker, WatchedRewriter
from rag.settings import Settings
from rag.shared_answers import SharedAnswers
from rag.suggestions import Suggestions
from rag.traces import TraceLog
from rag.workers.crew import Crew


@dataclass(frozen=True, slots=True)
class Parts:
    """What was chosen, each behind its port.

    ``breakers``: of each service that is configured, by the name it has in `/health`; ``written``: the index that an ingest writes,
    never the copy that stands in for it; ``seen``: the state of the index that serves now, and ``answering``: the model that would
    write now, both without asking a service; ``passages``: reads chunks closely, in
    this process; ``warming``: what takes time at its first use and can be done before.
    """

    embedder: Embedder
    index: Index
    answerer: Answerer
    store: Store
    assistant: Assistant
    written: Index
    seen: Callable[[], Awaitable[IndexState | None]]
    answering: Callable[[], str]
    passages: Passages
    rates: RateLedger | None = None  # where there are other replicas
    breakers: Mapping[str, Breaker] = field(default_factory=dict)
    warming: Sequence[Callable[[], Awaitable[object]]] = ()
    closing: Sequence[Callable[[], Awaitable[None]]] = ()

    async def close(self) -> None:
        for close in self.closing:
            await close()


def build(settings: Settings, *, adopt: bool = False, many: bool = False) -> Parts:
    """``adopt``: whether an ingest may add to a Qdrant collection that others made; ``many``: whether visitors may come in crowds, so that
    other processes answer as well. Raises SettingsError, FolderError, IndexUnusable."""
    if settings.baked_dir is not None:
        Generations(settings.index_dir).adopt(settings.baked_dir / "index")
    services = _Services({}, [], [])
    reader = LocalEmbedder()  # of every sentence that is weighed: any other model is too slow or too dear for that
    embedder, reranker = _embedding(settings, reader, services)
    close_reader = CloseReader(reader, Terms(settings.book_language))
    close = embedder if isinstance(embedder, FastEmbedder) else None
    embedded = LocalIndex(settings.index_dir, settings.book_language, close_reader, close)
    index = _index(settings, embedded, embedder, adopt, services)
    passages = Passages(close_reader.encoder, close_reader.terms, stored=embedded)
    store = _store(settings, services)
    extractive = ExtractiveAnswerer(index, passages, close)
    answerer, rewriter = _chat(settings, store, extractive, services)
    retriever = Retriever(
        embedder, index, passages, reranker, services.breakers.get("cohere"), contextual=embedder is not reader
    )
    traces = TraceLog(store, on=settings.trace_questions)
    answering = Answering(
        index=index,
        retriever=retriever,
        passages=passages,
        answerer=answerer,
        suggestions=Suggestions(retriever, enough=NOT_COVERED, book_name=settings.book_name),
        own_words=OwnWords(settings.book_language, settings.book_name),
        rewriter=rewriter,
        answer_seconds=settings.answer_seconds,
    )
    shared = SharedAnswers(seconds=60 * settings.answer_cache_minutes)
    crew = Crew(answering, settings, services.breakers) if many else None
    assistant = Assistant(answering=answering, store=store, shared=shared, traces=traces, crew=crew)
    return Parts(
        embedder,
        index,
        answerer,
        store,
        assistant,
        written=index.served if isinstance(index, FallbackIndex) else index,
        seen=index.seen if isinstance(index, FallbackIndex) else index.state,
        answering=lambda: answerer.serving if isinstance(answerer, FallbackAnswerer) else answerer.model,
        passages=passages,
        rates=store if isinstance(store, PatientStore) else None,
        breakers=services.breakers,
        warming=services.warming,
        closing=[*([crew.close] if crew else []), *services.closing, traces.close, store.close],
    )


@dataclass(frozen=True, slots=True)
class _Services:
    """What was configured so far: how each is doing, how it is made ready, and how it is let go."""

    breakers: dict[str, Breaker]
    warming: list[Callable[[], Awaitable[object]]]
    closing: list[Callable[[], Awaitable[None]]]


def _embedding(settings: Settings, reader: Embedder, services: _Services) -> tuple[Embedder, Reranker | None]:
    if not uses_cohere(settings):
        return own_embedder(settings, reader), None
    connection = cohere_connection(settings)
    services.warming.append(connection.open)
    services.closing.append(connection.close)
    services.breakers["cohere"] = breaker = Breaker("cohere", "the search is by words")
    embedder = CohereEmbedder(connection, settings.cohere_embed_model, breaker=breaker)
    if not settings.cohere_rerank_model:
        return embedder, None
    # A breaker of its own: Cohere limits the two separately.
    services.breakers["rerank"] = breaker = Breaker("rerank", "hits stay in the order of the search")
    return embedder, WatchedReranker(CohereReranker(connection, settings.cohere_rerank_model), breaker)


def uses_cohere(settings: Settings) -> bool:
    return bool(settings.cohere_api_key) and settings.embedder == "local"


def cohere_connection(settings: Settings) -> CohereConnection:
    """Raises SettingsError where the key or the address can't be sent."""
    return CohereConnection(settings.cohere_api_key, settings.cohere_url)


def own_embedder(settings: Settings, reader: Embedder) -> Embedder:
    """That runs in this process. Raises SettingsError, FolderError."""
    kind, _, model = settings.embedder.partition(":")
    return FastEmbedder(model, settings.embedder_cache) if kind == "fastembed" else reader


def _index(settings: Settings, embedded: LocalIndex, embedder: Embedder, adopt: bool, services: _Services) -> Index:
    if not settings.qdrant_url:
        return embedded
    services.breakers["qdrant"] = breaker = Breaker(
        "qdrant", "the embedded copy of the index serves where there is one"
    )
    measure = partial(measured, embedder)
    served = served_index(settings, embedder.dimension, measure, adopt=adopt, breaker=breaker)
    services.warming.append(served.open)
    services.closing.append(served.close)
    return FallbackIndex(served, embedded, breaker)


def served_index(
    settings: Settings,
    dimension: int,
    measure: Callable[[], Awaitable[int]] | None = None,
    *,
    adopt: bool = False,
    breaker: Breaker | None = None,
) -> QdrantIndex:
    """Raises SettingsError where QDRANT_URL can't be read."""
    return QdrantIndex(
        settings.qdrant_url,
        settings.qdrant_api_key,
        settings.qdrant_collection or "book_chunks",
        dimension=dimension,
        measure=measure,
        language=settings.book_language,
        base_url=settings.book_base_url,
        route_base=settings.book_route_base,
        fallback="" if settings.qdrant_collection else "book_vectors",
        adopt=adopt,
        breaker=breaker,
    )


def _chat(
    settings: Settings, store: Store, extractive: Answerer, services: _Services
) -> tuple[Answerer, Rewriter | None]:
    if not settings.has_openai:
        return extractive, None
    budget = Budget(store, settings.daily_token_budget)
    client = chat_client(settings, budget.spend)
    services.breakers["openai"] = breaker = Breaker("openai", "answers are quoted from the book")
    services.warming.append(client.open)
    services.closing.append(client.close)
    written = OpenAIAnswerer(client, book=settings.book_name)
    rewriter = WatchedRewriter(OpenAIRewriter(client), breaker, budget)
    return FallbackAnswerer(written, extractive, breaker, budget), rewriter


def chat_client(settings: Settings, spent: Callable[[int], None] = lambda _: None) -> OpenAIClient:
    """Raises SettingsError where the key or the address can't be sent."""
    return OpenAIClient(
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        answer_seconds=settings.answer_seconds,
        spent=spent,
    )


def _store(settings: Settings, services: _Services) -> DatabaseStore | PatientStore:
    store = database(settings)
    if not settings.database_url:
        return store
    patient = PatientStore(store, MemoryStore(session_seconds=settings.session_days * 86_400))
    services.breakers["postgres"] = patient.breaker
    return patient


def database(settings: Settings) -> DatabaseStore:
    """Raises SettingsError where DATABASE_URL can't be read, FolderError where the embedded file can't be used."""
    seconds = settings.session_days * 86_400
    keeping = Keeping(settings.trace_days * 86_400 if settings.trace_questions else 0, settings.trace_rows)
    if not settings.database_url:
        return sqlite_store(settings.database_file, session_seconds=seconds, keeping=keeping)
    from rag.database.postgres import postgres_store

    return postgres_store(settings.database_url, session_seconds=seconds, keeping=keeping)


def book_source(settings: Settings) -> BookSource:
    return BookSource((settings.book_dir,), settings.book_base_url, settings.book_route_base, settings.book_language)
