"""From a process that has just begun to one that answers.

Knows the order: load the parts, open the index or make it, then bring it up to date behind the visitors' backs. It can say at
any moment how far that is; whoever needs the assistant waits here, with a limit to their patience. What fails because a service is down
is tried again until it works; what fails for good says why.
"""

import asyncio
import gc
import logging
import math
import random
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import BookError, IndexUnusable, IngestBusy, NotReady, ServiceFailed
from rag.services.breaker import LONGEST_WISH
from rag.settings import SAMPLE_BOOK, Settings

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.build import Parts
    from rag.ingest import Progress, Report
    from rag.ports import IndexState

log = logging.getLogger(__name__)

BUSY_RETRY_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before the start is tried again, doubled at each failure


class Phase(StrEnum):
    OPENING = "opening"
    INDEXING = "indexing"
    WAITING = "waiting"  # for a service that is down, and nothing serves meanwhile
    READY = "ready"
    FAILED = "failed"
    ENDING = "ending"  # before it was ready


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
        self._warming: asyncio.Task[None] | None = None
        self._again_at = 0.0
        self.failure: BookError | None = None
        self.waits_for: ServiceFailed | None = None  # why the index is not known to be up to date
        self.parts: Parts | None = None

    async def run(self) -> None:
        """Ends when the index is up to date, or nothing more can be done about it."""
        try:
            self.parts = parts = await asyncio.to_thread(self._build, self._settings)
            await self._open(parts)
            await self._until_up_to_date(parts)
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
        if self.phase in (Phase.WAITING, Phase.ENDING):
            raise NotReady(self.words(), retry_after=self._seconds_left())
        if self.phase is not Phase.READY or self.parts is None:
            raise NotReady(
                "the book can't be searched at the moment; its maintainers will find the reason in the log",
                retry_after=60,
            )
        return self.parts.assistant

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def seconds_up(self) -> float:
        return time.monotonic() - self._began

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
        if self.phase is Phase.WAITING:
            again = f"please ask again in about {self._seconds_left()} seconds"
            return f"the book can't be searched at the moment, since a service that is needed for it does not answer; {again}"
        if self.phase is Phase.ENDING:
            return "the assistant is being restarted; please ask again in a few seconds"
        return "the assistant is starting; please ask again in a few seconds"

    @property
    def tried_again_in(self) -> int:
        """Seconds, at least one; of a start that waits for a service."""
        return max(1, math.ceil(self._again_at - time.monotonic()))

    def end_in(self, seconds: float) -> None:
        """Whoever is being answered has so long; whoever waits for the start is told to come back."""
        if self.phase is Phase.READY and self.parts is not None:
            self.parts.assistant.end_in(seconds)
        else:
            self.phase = Phase.ENDING
            self._settled.set()

    async def close(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        if self.parts is not None:
            await self.parts.close()

    def _fail(self, error: BookError) -> None:
        """Whoever is served by an older index goes on being served."""
        if self.phase is not Phase.READY:
            self.failure, self.phase = error, Phase.FAILED

    def _ready(self, parts: "Parts") -> None:
        if self.phase is Phase.ENDING:
            return
        if self.phase is not Phase.READY:
            log.info("ready to answer after %.1f s", time.monotonic() - self._began)
            log.info("what serves: %s", ", ".join(f"{part} {by}" for part, by in self._serving(parts).items()))
            self._warming = asyncio.create_task(warm(parts))
        self.phase = Phase.READY
        self._settled.set()

    def _serving(self, parts: "Parts") -> dict[str, str]:
        """By kind and model: an address may hold a login."""
        return {
            "embeddings": parts.embedder.name,
            "index": "qdrant" if "qdrant" in parts.breakers else "qdrant-edge",
            "answers": parts.answerer.model,
            "reranking": self._settings.cohere_rerank_model if "rerank" in parts.breakers else "off",
            "memory": parts.store.name,
        }

    async def _open(self, parts: "Parts") -> None:
        """The store; answers can be given without it."""
        try:
            await parts.store.open()
        except ServiceFailed as error:
            log.warning("conversations are not remembered for now: %s", error)

    async def _until_up_to_date(self, parts: "Parts") -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._open_and_update(parts)
                break
            except ServiceFailed as error:
                wait = max(pause, min(error.retry_after or 0.0, LONGEST_WISH)) * random.uniform(1.0, 1.2)
                self._wait_for(error, wait)
            await asyncio.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)
        if self.waits_for is not None:
            log.info("%s answers again, and the start is complete", self.waits_for.service)
            self.waits_for = None

    async def _open_and_update(self, parts: "Parts") -> None:
        if self.phase is not Phase.READY and await self._can_serve(parts):
            self._ready(parts)
        await self._update(parts)
        self._ready(parts)

    def _wait_for(self, error: ServiceFailed, seconds: float) -> None:
        """Said once for each service and reason, not at each try."""
        before = self.waits_for
        if before is None or (before.service, before.in_short) != (error.service, error.in_short):
            log.warning("the index can't be brought up to date until %s answers: %s", error.service, error)
        self.waits_for, self._again_at = error, time.monotonic() + seconds
        if self.phase is not Phase.READY:
            self.phase, self._progress = Phase.WAITING, None
            self._settled.set()

    async def _can_serve(self, parts: "Parts") -> bool:
        """Whether there is an index of this book, fresh or not. That of another book would answer the wrong questions."""
        try:
            state = await parts.index.state()
            return state is not None and (self.serves_sample or Path(state.book) == self._settings.book_dir)
        except IndexUnusable:
            return False  # the ingest that follows says why it makes it anew

    async def _update(self, parts: "Parts") -> None:
        state = await self._written(parts)
        if self.phase is not Phase.READY:
            state = None
        if state and self._settings.book_dir == SAMPLE_BOOK and Path(state.book) != SAMPLE_BOOK:
            log.info("serving the index of %s, which was ingested by hand; BOOK_DIR is not set", state.book)
            return
        self._indexing_began = time.monotonic()
        if self.phase is Phase.OPENING:
            self.phase = Phase.INDEXING
        report = await self._ingest(parts)
        await self._written(parts)  # as it is now, so that /health need not ask
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

    async def _written(self, parts: "Parts") -> "IndexState | None":
        """Raises ServiceFailed, before anything else is done about an index that can't be reached."""
        try:
            return await parts.written.state()
        except IndexUnusable:
            return None  # as in _can_serve

    async def _ingest(self, parts: "Parts") -> "Report":
        from rag.build import book_source
        from rag.ingest import ingest

        while True:
            try:
                return await ingest(book_source(self._settings), parts.embedder, parts.written, parts.store, self._note)
            except IngestBusy as error:
                log.info("%s", error)
                await asyncio.sleep(BUSY_RETRY_SECONDS)

    def _note(self, progress: "Progress") -> None:
        self._progress = progress
        if self.phase is Phase.WAITING:
            self.phase = Phase.INDEXING
            self._settled.clear()

    def _seconds_left(self) -> int:
        """Until the next try, or from the pace so far."""
        if self.phase is Phase.WAITING:
            return self.tried_again_in
        if self._progress is None or not self._progress.pages:
            return 5
        pace = (time.monotonic() - self._indexing_began) / self._progress.pages
        return max(2, round(pace * (self._progress.of - self._progress.pages)) + 1)


async def warm(parts: "Parts") -> None:
    """So that no visitor waits for an import. What does not work now says so at its first use."""
    for make_ready in parts.warming:
        try:
            await make_ready()
        except Exception as error:  # noqa: BLE001 whatever it is, the first use meets it again and names it
            log.debug("%r could not be made ready before its first use: %s", make_ready, error)
    # What is there now stays to the end; the collector went through all of it again and again, and nobody was answered meanwhile.
    gc.freeze()
