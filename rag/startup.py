"""From a process that has just begun to one that answers.

Knows the order: load the parts, open the index or make it, then bring it up to date behind the visitors' backs. It can say at
any moment how far that is; whoever needs the assistant waits here, with a limit to their patience.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import BookError, IndexUnusable, IngestBusy, NotReady
from rag.settings import SAMPLE_BOOK, Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.build import Parts
    from rag.ingest import Progress, Report

log = logging.getLogger(__name__)

BUSY_RETRY_SECONDS = 1.0


class Phase(StrEnum):
    OPENING = "opening"
    INDEXING = "indexing"
    READY = "ready"
    FAILED = "failed"


class Startup:
    """One start of the program. ``build`` makes the parts; it is called in a thread, since its imports alone take a second."""

    def __init__(self, settings: Settings, build: Callable[[Settings], "Parts"]) -> None:
        self._settings = settings
        self._build = build
        self._began = time.monotonic()
        self._indexing_began = 0.0
        self._progress: Progress | None = None
        self._settled = asyncio.Event()
        self.phase = Phase.OPENING
        self.failure: BookError | None = None
        self.parts: Parts | None = None

    async def run(self) -> None:
        """Ends when the index is up to date, or nothing more can be done about it."""
        try:
            self.parts = parts = await asyncio.to_thread(self._build, self._settings)
            await parts.store.open()
            if await self._can_serve(parts):
                self._ready()
            await self._update(parts)
            self._ready()
        except BookError as error:
            log.error("%s", error)
            self._fail(error)
        except Exception:
            log.exception("the start broke off")
            self._fail(BookError("unforeseen"))
        finally:
            self._settled.set()

    async def assistant(self, patience: float) -> "Assistant":
        """Waits at most ``patience`` seconds. Raises NotReady, with words and a time to come back."""
        if not self._settled.is_set():
            try:
                await asyncio.wait_for(self._settled.wait(), patience)
            except TimeoutError:
                raise NotReady(self.words(), retry_after=self._seconds_left()) from None
        if self.phase is not Phase.READY or self.parts is None:
            raise NotReady(
                "the book can't be searched at the moment; its maintainers will find the reason in the log",
                retry_after=60,
            )
        return self.parts.assistant

    @property
    def serves_sample(self) -> bool:
        return self._settings.book_dir == SAMPLE_BOOK

    @property
    def has_postgres(self) -> bool:
        return bool(self._settings.database_url)

    def words(self) -> str:
        """How far it is, for a visitor."""
        if self.phase is Phase.INDEXING and self._progress:
            done = f"{self._progress.pages} of {self._progress.of} pages"
            return f"the book is being indexed ({done}); please ask again in about {self._seconds_left()} seconds"
        return "the assistant is starting; please ask again in a few seconds"

    async def close(self) -> None:
        if self.parts is not None:
            await self.parts.close()

    def _fail(self, error: BookError) -> None:
        """Whoever is served by an older index goes on being served."""
        if self.phase is not Phase.READY:
            self.failure, self.phase = error, Phase.FAILED

    def _ready(self) -> None:
        if self.phase is not Phase.READY:
            log.info("ready to answer after %.1f s", time.monotonic() - self._began)
        self.phase = Phase.READY
        self._settled.set()

    async def _can_serve(self, parts: "Parts") -> bool:
        """Whether there is an index of this book, fresh or not. That of another book would answer the wrong questions."""
        try:
            state = await parts.index.state()
            return state is not None and (self.serves_sample or Path(state.book) == self._settings.book_dir)
        except IndexUnusable:
            return False  # the ingest that follows says why it makes it anew

    async def _update(self, parts: "Parts") -> None:
        state = await parts.index.state() if self.phase is Phase.READY else None
        if state and self._settings.book_dir == SAMPLE_BOOK and Path(state.book) != SAMPLE_BOOK:
            log.info("serving the index of %s, which was ingested by hand; BOOK_DIR is not set", state.book)
            return
        if state is None:
            self.phase, self._indexing_began = Phase.INDEXING, time.monotonic()
        report = await self._ingest(parts)
        for notice in report.notices:
            log.warning("%s: %s", notice.source_path, notice.reason)
        log.info(
            "index %s: %s, %d pages, %d chunks, %d embedded",
            "is up to date" if report.up_to_date else "made",
            report.state.book,
            report.state.pages,
            report.state.chunks,
            report.embedded,
        )

    async def _ingest(self, parts: "Parts") -> "Report":
        from rag.build import book_source
        from rag.ingest import ingest

        while True:
            try:
                return await ingest(book_source(self._settings), parts.embedder, parts.index, parts.store, self._note)
            except IngestBusy as error:
                log.info("%s", error)
                await asyncio.sleep(BUSY_RETRY_SECONDS)

    def _note(self, progress: "Progress") -> None:
        self._progress = progress

    def _seconds_left(self) -> int:
        """From the pace so far."""
        if self._progress is None or not self._progress.pages:
            return 5
        pace = (time.monotonic() - self._indexing_began) / self._progress.pages
        return max(2, round(pace * (self._progress.of - self._progress.pages)) + 1)
