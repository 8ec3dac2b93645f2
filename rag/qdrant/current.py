"""The collection that answers, as it was found when it was last looked at.

Knows which of a server's collections is ours, which may be written to and which is only read while ours holds no book. It is looked at
again every so often, so that other replicas may ingest; no search waits for that.
"""

import asyncio
import importlib
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import IndexUnusable, ServiceFailed
from rag.ports import IndexState
from rag.qdrant.address import address
from rag.qdrant.marker import Marker
from rag.qdrant.snapshot import Snapshot, look, made
from rag.services.address import read_key
from rag.services.breaker import Breaker, watched

if TYPE_CHECKING:
    from rag.qdrant.collection import Collection
    from rag.qdrant.server import Server

log = logging.getLogger(__name__)


class Current:
    """``dimension``: of the embedder, 0 where ``measure`` finds it out, or any will do; ``fallback``: a collection that is read, never
    written, until ``name`` holds a book; ``adopt``: whether one that others made may be added to; ``refresh_seconds``: 0 to look each
    time."""

    def __init__(
        self,
        url: str,
        api_key: str,
        name: str,
        *,
        dimension: int,
        measure: Callable[[], Awaitable[int]] | None,
        fallback: str,
        adopt: bool,
        connect_timeout: float,
        timeout: float,
        refresh_seconds: float,
        breaker: Breaker | None,
    ) -> None:
        """Raises SettingsError where URL or key can't be read. Nothing is asked yet."""
        self.url = address(url)
        self.name = name
        self._api_key = read_key("QDRANT_API_KEY", api_key)
        self.dimension = dimension
        self._measure = measure
        self._fallback = fallback
        self._adopt = adopt
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._refresh_seconds = refresh_seconds
        self._breaker = breaker
        self.left_alone = ""  # why an older collection is not read
        self.seen: IndexState | None = None  # when the server was last asked for it
        self._server: Server | None = None
        self._snapshot: Snapshot | None = None
        self._looking: asyncio.Task[Snapshot | None] | None = None

    async def close(self) -> None:
        if self._looking is not None and self._looking.get_loop() is asyncio.get_running_loop():
            self._looking.cancel()
        if self._server is not None:
            await self._server.close()

    def look_again(self) -> None:
        """Before the next search, and not behind its back: it is gone, or was made anew."""
        self._snapshot = None

    async def snapshot(self) -> Snapshot | None:
        """The snapshot; one that is old is looked after behind the visitor's back."""
        snapshot = self._snapshot
        if snapshot is None or not self._refresh_seconds:
            return await asyncio.shield(self._look_once())
        if time.monotonic() - snapshot.looked_at >= self._refresh_seconds:
            self._snapshot = replace(snapshot, looked_at=time.monotonic())
            self._look_once().add_done_callback(self._note_failure)
        return snapshot

    def _look_once(self) -> "asyncio.Task[Snapshot | None]":
        """One look for all who need it."""
        task = self._looking
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._looking = asyncio.create_task(self.look())
            # All who wait may have left when it fails.
            task.add_done_callback(_retrieve)
        return task

    def _note_failure(self, task: "asyncio.Task[Snapshot | None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            log.info("the collection %s can't be looked at again: %s", self.name, error)

    async def look(self) -> Snapshot | None:
        """Raises ServiceFailed, IndexUnusable."""
        if self._measure and not self.dimension:
            with suppress(ServiceFailed):  # while nobody embeds, a collection of any size can be searched by words
                self.dimension = await self._measure()
        with watched(self._breaker):
            snapshot = await self._look_at_own()
            if self._fallback and (snapshot is None or snapshot.state is None):
                snapshot = await self._look_at_fallback() or snapshot
        self._snapshot = snapshot
        self.seen = snapshot.state if snapshot else None
        return snapshot

    async def _look_at_own(self) -> Snapshot | None:
        snapshot = await look(await self.collection(), self.dimension, self._snapshot)
        if snapshot and self.dimension not in (0, snapshot.layout.dimension):
            # Ours, by another embedder: it stays for the replicas that still read it, and we use one beside it.
            snapshot = await look(await self.collection(self._beside), self.dimension, self._snapshot)
        return snapshot

    async def _look_at_fallback(self) -> Snapshot | None:
        try:
            return await look(await self.collection(self._fallback), self.dimension, self._snapshot)
        except IndexUnusable as error:
            self.left_alone = f"{error}; it is left alone"
            log.warning("%s", self.left_alone)
            return None

    @property
    def _beside(self) -> str:
        return f"{self.name}_{self.dimension}"

    async def _made(self) -> Snapshot:
        collection = await self.collection()
        if await collection.described() is not None:
            # Another replica made it since we looked; or it is of another embedder, and ours comes beside it.
            if found := await self._look_at_own():
                return found
            collection = await self.collection(self._beside)
        await collection.create(self.dimension)
        return made(collection, self.dimension)

    async def for_writing(self, dimension: int) -> Snapshot:
        """Raises ServiceFailed, and IndexUnusable where the collection is others' and may not be added to."""
        self.dimension = dimension
        return await self._writable(await self._look_at_own() or await self._made())

    async def _writable(self, snapshot: Snapshot) -> Snapshot:
        if snapshot.marker is None and not self._adopt:
            raise IndexUnusable(
                f"the collection {self.name} was not made by this program, so nothing is written to it; "
                "ingest with --adopt to add to it, or set QDRANT_COLLECTION to another name"
            )
        await snapshot.collection.index_payload()  # each time: one that an earlier version made lacks some of it
        marker = snapshot.marker or Marker(adopted=True, text=snapshot.layout.text)
        return replace(snapshot, layout=replace(snapshot.layout, managed=True), marker=marker)

    async def collection(self, name: str = "") -> "Collection":
        # 1.5 s of import the first time, which must not stop the event loop.
        module = await asyncio.to_thread(importlib.import_module, "rag.qdrant.collection")
        if self._server is None:
            from rag.qdrant.server import Server

            self._server = Server(self.url, self._api_key, connect_timeout=self._connect_timeout, timeout=self._timeout)
        collection: Collection = module.Collection(self._server, name or self.name)
        return collection


def _retrieve(task: "asyncio.Task[Snapshot | None]") -> None:
    if not task.cancelled():
        task.exception()
