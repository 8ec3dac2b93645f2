"""The parts that a model may do: embeddings, rerank, answers.

Knows which setting turns each on and what serves without it. Each is asked for something real and as small as can be: one word is
embedded, one passage ranked, and for answers only the list of models is read, since that costs no token.
"""

import asyncio
from dataclasses import dataclass, replace

from rag.build import chat_client, cohere_connection, own_embedder, uses_cohere
from rag.cohere import CohereEmbedder, CohereReranker
from rag.doctor.probe import Limit, closing, examined, place, timed, unused
from rag.doctor.report import Finding, Kind, Verdict
from rag.local.embedder import LocalEmbedder
from rag.openai import BASE_URL
from rag.ports import Embedder
from rag.settings import Settings

COHERE_URL = "https://api.cohere.com"
WORD = "book"  # the same that a model of unknown size is measured by, so that it is embedded once
MODELS_NAMED = 5  # of those that a server has


@dataclass(frozen=True, slots=True)
class Embeddings:
    """``embedder``: None where it can't even be made."""

    finding: Finding
    embedder: Embedder | None


async def embeddings(settings: Settings, limit: Limit) -> Embeddings:
    if not uses_cohere(settings):
        return await _own_embeddings(settings)
    made: list[Embedder] = []
    finding = Finding(
        part="embeddings",
        kind=Kind.SERVICE,
        provider="cohere",
        where=place(settings.cohere_url or COHERE_URL),
        model=settings.cohere_embed_model,
        instead="the word search",
    )

    async def embed(finding: Finding) -> Finding:
        connection = cohere_connection(settings)
        embedder = CohereEmbedder(connection, settings.cohere_embed_model)
        made.append(embedder)
        async with closing(connection):
            await connection.open()
            async with limit.of(f"Cohere at {finding.where}"):
                took, vector = await timed(embedder.embed_query(WORD))
        return replace(finding, reachable=True, latency_ms=took, dimension=len(vector))

    found = await examined(finding, embed)
    return Embeddings(found, made[0] if made else None)


async def _own_embeddings(settings: Settings) -> Embeddings:
    made: list[Embedder] = []
    finding = Finding(part="embeddings", kind=Kind.EMBEDDED, provider="wordllama", where="this process")
    if settings.embedder != "local":
        finding = replace(finding, provider="fastembed", model=settings.embedder.partition(":")[2])
    elif not settings.cohere_api_key:
        finding = replace(finding, hint="set COHERE_API_KEY: embeddings by Cohere")
    if settings.cohere_api_key:
        finding = replace(finding, hint="COHERE_API_KEY is not used while EMBEDDER names another embedder")

    async def embed(finding: Finding) -> Finding:
        embedder = await asyncio.to_thread(lambda: own_embedder(settings, LocalEmbedder()))
        made.append(embedder)
        await embedder.embed_query(WORD)  # a model is loaded with its first text
        took, vector = await timed(embedder.embed_query(WORD))
        model = embedder.name.partition(":")[2]
        return replace(finding, reachable=True, latency_ms=took, model=model, dimension=len(vector))

    found = await examined(finding, embed)
    return Embeddings(found, made[0] if made else None)


async def rerank(settings: Settings, limit: Limit) -> Finding:
    if not uses_cohere(settings) or not settings.cohere_rerank_model:
        return _no_rerank(settings)
    finding = Finding(
        part="rerank",
        kind=Kind.SERVICE,
        provider="cohere",
        where=place(settings.cohere_url or COHERE_URL),
        model=settings.cohere_rerank_model,
        instead="the order of the search",
    )

    async def judge(finding: Finding) -> Finding:
        connection = cohere_connection(settings)
        async with closing(connection):
            await connection.open()
            async with limit.of(f"Cohere at {finding.where}"):
                took, _ = await timed(CohereReranker(connection, finding.model).rerank(WORD, [WORD]))
        return replace(finding, reachable=True, latency_ms=took)

    return await examined(finding, judge)


def _no_rerank(settings: Settings) -> Finding:
    off = Finding(part="rerank", kind=Kind.OFF, provider="none")
    if not settings.cohere_rerank_model:
        wanted = "COHERE_RERANK_MODEL" if settings.cohere_api_key else "COHERE_API_KEY and COHERE_RERANK_MODEL"
        return replace(off, hint=f"set {wanted}: passages judged by Cohere")
    if settings.cohere_api_key:
        return unused(off, "COHERE_RERANK_MODEL is not used while EMBEDDER names another embedder than Cohere's")
    return unused(off, "COHERE_RERANK_MODEL is set and COHERE_API_KEY is not; nothing is reranked until it is")


async def answers(settings: Settings, limit: Limit) -> Finding:
    if not settings.has_openai:
        return Finding(
            part="answers",
            kind=Kind.EMBEDDED,
            provider="extractive",
            where="this process",
            reachable=True,
            hint="set OPENAI_API_KEY (or OPENAI_BASE_URL): answers written by a model",
        )
    finding = Finding(
        part="answers",
        kind=Kind.SERVICE,
        provider="openai",
        where=place(settings.openai_base_url or BASE_URL),
        model=settings.openai_model,
        instead="the extractive answerer",
    )

    async def ask(finding: Finding) -> Finding:
        client = chat_client(settings)
        async with closing(client):
            await client.open()
            async with limit.of(f"the server at {finding.where}"):
                took, listed = await timed(client.models())
        return _with_model(replace(finding, reachable=True, latency_ms=took), listed)

    return await examined(finding, ask)


def _with_model(finding: Finding, listed: list[str] | None) -> Finding:
    """Whether the server has it, as far as the server says."""
    if not listed:
        return replace(finding, detail="the server does not list its models, so the model could not be checked")
    if finding.model in listed or f"{finding.model}:latest" in listed:
        return finding
    some = ", ".join(sorted(listed)[:MODELS_NAMED]) + (", …" if len(listed) > MODELS_NAMED else "")
    problem = f"{finding.where} lists no model {finding.model}; set OPENAI_MODEL to one that it has: {some}"
    return replace(finding, problem=problem, verdict=Verdict.DEGRADED)
