"""The parts that keep something: the index, the memory of conversations, and the count of tokens that the budget is held against.

Knows which setting moves each to a server and what serves while that is down. Nothing is written but what a start would write:
the schema of the database.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace

from rag.build import database, served_index
from rag.doctor import embedded
from rag.doctor.models import Embeddings
from rag.doctor.probe import Limit, closing, examined, place, timed, unused
from rag.doctor.report import Finding, Kind, Verdict
from rag.errors import IndexUnusable, SettingsError
from rag.qdrant.address import address, is_open
from rag.settings import Settings


async def index(settings: Settings, embeddings: "asyncio.Task[Embeddings]", limit: Limit) -> Finding:
    if not settings.qdrant_url:
        name = embedder.name if (embedder := (await embeddings).embedder) else ""
        finding = await embedded.index(settings, name)
        if settings.qdrant_api_key and finding.verdict is Verdict.OK:
            return unused(finding, "QDRANT_API_KEY is set and QDRANT_URL is not; the embedded index serves until it is")
        return finding
    finding = Finding(
        part="index",
        kind=Kind.SERVICE,
        provider="qdrant",
        where=_qdrant_place(settings),
        collection=settings.qdrant_collection or "book_chunks",
        instead=await embedded.copy_of_index(settings),
    )

    found = await examined(finding, lambda each: _asked(each, settings, embeddings, limit))
    if found.verdict is Verdict.DEGRADED and not found.instead:
        problem = f"{found.problem}; there is no embedded copy of the index to serve meanwhile"
        return replace(found, problem=problem, verdict=Verdict.BROKEN)
    return found


def _qdrant_place(settings: Settings) -> str:
    with suppress(SettingsError):  # said when it is asked
        return place(address(settings.qdrant_url))
    return ""


async def _asked(finding: Finding, settings: Settings, embeddings: "asyncio.Task[Embeddings]", limit: Limit) -> Finding:
    embedder = (await embeddings).embedder  # its size decides which collection it is
    qdrant = served_index(settings, embedder.dimension if embedder else 0)
    if settings.qdrant_api_key and is_open(qdrant.current.url):
        finding = replace(finding, hint="write QDRANT_URL with https: the key is sent unencrypted")
    async with closing(qdrant):
        await qdrant.open()
        async with limit.of(f"Qdrant at {finding.where}"):
            took, _ = await timed(qdrant.ping())
            finding = replace(finding, reachable=True, latency_ms=took)
            try:
                seen = await qdrant.inspect()
            except IndexUnusable as error:
                return replace(finding, problem=str(error), verdict=Verdict.BROKEN)
    finding = replace(finding, collection=seen.collection, detail=seen.left_alone)
    if seen.state is None:
        return replace(finding, points=0, detail=finding.detail or "empty; the start fills it")
    return embedded.held(finding, seen.state, settings, embedder.name if embedder else "")


# ---------------------------------------------------------------- memory, budget


async def memory(settings: Settings, limit: Limit) -> Finding:
    finding = _memory(settings)

    async def ask(finding: Finding) -> Finding:
        store = await asyncio.to_thread(database, settings)
        async with closing(store), limit.of(f"the database at {finding.where}"):
            await store.open()
            took, version = await timed(store.schema_version())
        return replace(finding, reachable=True, latency_ms=took, schema_version=version)

    found = await examined(finding, ask)
    return (
        replace(found, problem=f"{found.problem}; check DATABASE_URL") if found.verdict is Verdict.DEGRADED else found
    )


def _memory(settings: Settings) -> Finding:
    if not settings.database_url:
        return Finding(
            part="memory",
            kind=Kind.EMBEDDED,
            provider="sqlite",
            where=str(settings.database_file),
            hint="set DATABASE_URL: conversations outlive this disk, and replicas share them",
        )
    from rag.database.postgres import place as database_place

    return Finding(
        part="memory",
        kind=Kind.SERVICE,
        provider="postgresql",
        where=database_place(settings.database_url),
        instead="the memory of this process",
    )


async def budget(settings: Settings, limit: Limit) -> Finding:
    finding = Finding(part="budget", kind=Kind.OFF, provider="none", detail="no limit")
    if not settings.daily_token_budget:
        if settings.has_openai:
            return replace(finding, hint="set DAILY_TOKEN_BUDGET: an end to what a day may cost")
        return replace(finding, detail="nothing is paid for")
    if not settings.has_openai:
        return replace(finding, detail="nothing is paid for, so DAILY_TOKEN_BUDGET limits nothing")
    counted = _memory(settings)
    finding = replace(
        counted, part="budget", detail=f"{settings.daily_token_budget:,} tokens a day (UTC)", instead="", hint=""
    )

    async def ask(finding: Finding) -> Finding:
        store = await asyncio.to_thread(database, settings)
        async with closing(store), limit.of(f"the database at {finding.where}"):
            return _spent(replace(finding, reachable=True), settings.daily_token_budget, await store.tokens_today())

    return await examined(finding, ask)


def _spent(finding: Finding, limit: int, spent: int) -> Finding:
    finding = replace(finding, detail=f"{spent:,} of {finding.detail} spent")
    if spent < limit:
        return finding
    return replace(
        finding,
        instead="the extractive answerer",
        problem="the day's tokens are spent; raise DAILY_TOKEN_BUDGET, or wait until midnight (UTC)",
        verdict=Verdict.DEGRADED,
    )
