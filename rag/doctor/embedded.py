"""The parts that are always here: the book, the folder that is written to, the embedded index.

Knows how each says that it can be used. It asks nothing beyond this machine.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

from rag.book.library import unreadable
from rag.book.shelf import Volume
from rag.build import book_source
from rag.doctor.probe import examined, timed
from rag.doctor.report import Finding, Kind, Verdict
from rag.errors import BookError, IndexUnusable
from rag.folders import check_book_dir, check_data_dir
from rag.local.generations import Generations
from rag.local.index import LocalIndex
from rag.ports import IndexState
from rag.settings import SAMPLE_BOOK, Settings


async def book(settings: Settings) -> Finding:
    finding = Finding(part="book", kind=Kind.EMBEDDED, provider="folder", where=str(settings.book_dir))
    if settings.book_dir == SAMPLE_BOOK:
        finding = replace(finding, hint="set BOOK_DIR: your own book instead of the sample")

    async def read(finding: Finding) -> Finding:
        await asyncio.to_thread(check_book_dir, settings)
        return await asyncio.to_thread(_counted, finding, settings)

    return await examined(finding, read)


def _counted(finding: Finding, settings: Settings) -> Finding:
    files = book_source(settings).files()
    refused = unreadable(files)
    found = {each.source_path for each in files if isinstance(each, Volume) and not each.is_category}
    pages = len(found - {each.source_path for each in refused})
    problem = ""
    if refused:
        problem = f"{len(refused)} of its files can't be read: {refused[0].source_path}, because {refused[0].reason}"
    elif not pages:
        problem = f"{settings.book_dir} holds no Markdown or MDX; set BOOK_DIR to the folder of the book"
    verdict = Verdict.DEGRADED if problem else Verdict.OK
    detail = "drafts included" if pages else ""
    return replace(finding, reachable=bool(pages), pages=pages, detail=detail, problem=problem, verdict=verdict)


async def data(settings: Settings) -> Finding:
    finding = Finding(part="data", kind=Kind.EMBEDDED, provider="folder", where=str(settings.data_dir))

    async def write(finding: Finding) -> Finding:
        await asyncio.to_thread(check_data_dir, settings)
        return replace(finding, reachable=True, detail="can be written")

    return await examined(finding, write)


async def index(settings: Settings, embedder: str) -> Finding:
    """``embedder``: its name, "" where that is not known."""
    finding = Finding(
        part="index",
        kind=Kind.EMBEDDED,
        provider="qdrant-edge",
        where=str(settings.index_dir),
        hint="set QDRANT_URL: one index for all replicas, on a Qdrant server",
    )

    async def look(finding: Finding) -> Finding:
        local = LocalIndex(settings.index_dir, settings.book_language)
        try:
            await local.state()
        except IndexUnusable as error:
            return replace(finding, reachable=True, points=0, detail=f"the start makes it anew: {error}")
        state = await local.state()
        if state is None:
            return replace(finding, reachable=True, points=0, detail=await asyncio.to_thread(_first_index, settings))
        took, _ = await timed(local.search("book", None, 1))
        return replace(held(finding, state, settings, embedder), latency_ms=took)

    return await examined(finding, look)


def _first_index(settings: Settings) -> str:
    """How it comes to be. Raises IndexUnusable, FolderError as the start would."""
    if settings.baked_dir is not None and Generations(settings.baked_dir / "index").current():
        return f"empty; the start copies the index in {settings.baked_dir}"
    return "empty; the start makes it"


def held(finding: Finding, state: IndexState, settings: Settings, embedder: str) -> Finding:
    """What an index holds, wherever it is, and whether the start will make it anew."""
    detail = ""
    if embedder and state.embedder and state.embedder != embedder:
        detail = f"made with {state.embedder}; the start makes it anew"
    elif state.fingerprint and settings.book_dir not in (SAMPLE_BOOK, Path(state.book)):
        detail = f"of {state.book}; the start makes it anew"
    return replace(
        finding,
        reachable=True,
        dimension=state.dimension,
        points=state.chunks,
        pages=state.pages or None,
        detail=detail,
    )


async def copy_of_index(settings: Settings) -> str:
    """What could serve in place of a server, in words; "" where nothing could."""
    try:
        state = await LocalIndex(settings.index_dir, settings.book_language).state()
    except BookError:
        return ""
    return f"the embedded copy of the index ({state.chunks} chunks)" if state else ""
