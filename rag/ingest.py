"""The book into the index: read, chunk, embed what is new, publish.

Knows how to tell what changed (by content, never by date) and keeps count of what could not be read. It does not know which index
or embedder it feeds, and prints nothing: whoever calls it is told through ``progress``.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.book.shelf import Refused, Volume, files_in_folder, files_on_disk
from rag.errors import FolderError, IndexUnusable, ServiceFailed
from rag.ports import Embedder, Index, IndexBuild, IndexState, Store, Vectors
from rag.types import Chunk, Document, Page

if TYPE_CHECKING:
    from rag.book import Notice

log = logging.getLogger(__name__)

BATCH = 96  # chunks a call: the most that the common embedding services take
MAKING = 23  # raise it when the same pages would give another index
SNIPPET_CHARACTERS = 200
REASONS = 3  # that are told where no page can be read


@dataclass(frozen=True, slots=True)
class BookSource:
    """Which book, and how its pages are addressed on the site."""

    paths: tuple[Path, ...]
    base_url: str
    route_base: str
    language: str

    @property
    def name(self) -> str:
        return ", ".join(map(str, self.paths))

    def files(self) -> list[Volume | Refused]:
        """Raises FolderError where a path leads nowhere."""
        try:
            folders = [
                volume for path in self.paths if path.is_dir() for volume in files_in_folder(path, self.route_base)
            ]
            return folders + list(files_on_disk(path for path in self.paths if not path.is_dir()))
        except FileNotFoundError as error:
            raise FolderError(f"{error}; name the folder of the book, or set BOOK_DIR") from error

    def pages(self) -> "Iterator[Page | Notice]":
        from rag.book import read_book

        single = [path for path in self.paths if not path.is_dir()]
        folders = [path for path in self.paths if path.is_dir()]
        parts: list[Path | list[Path]] = [*folders, *([single] if single else [])]
        for part in parts:
            yield from read_book(part, base_url=self.base_url, route_base=self.route_base)


@dataclass(frozen=True, slots=True)
class Progress:
    pages: int
    of: int
    chunks: int
    embedded: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did."""

    state: IndexState
    embedded: int = 0
    notices: "tuple[Notice, ...]" = ()  # pages that could not be read, are drafts, or share their address with another
    up_to_date: bool = False  # nothing had changed, nothing was written


async def ingest(
    source: BookSource, embedder: Embedder, index: Index, store: Store, progress: Callable[[Progress], None]
) -> Report:
    """Make the index hold exactly this book. Raises FolderError where there is no page to read, IngestBusy, ServiceFailed."""
    fingerprint = await asyncio.to_thread(fingerprint_of, source, embedder)
    before = await _state(index)
    run = _Run(source, embedder, progress)
    if before and before.fingerprint == fingerprint:
        await _list_again(run, before, store)
        return Report(before, up_to_date=True)
    async with index.rebuild(embedder.name, await measured(embedder)) as build:
        batches = _batches(run.chunks(), BATCH)
        while batch := await asyncio.to_thread(next, batches, None):
            await run.add(batch, build)
        if not run.documents:
            raise FolderError(
                f"{source.name} holds no page that can be read{_reasons(run.notices)}; set BOOK_DIR to a folder of Markdown or MDX"
            )
        # A page that could not be read is tried again next time, changed or not.
        state = await build.commit(book=source.name, fingerprint="" if _incomplete(run.notices) else fingerprint)
    await _list(run, state, store)
    return Report(state, run.embedded, tuple(run.notices))


async def measured(embedder: Embedder) -> int:
    """The dimension, also of an embedder that learns its own from its first reply. Raises ServiceFailed."""
    return embedder.dimension or len(await embedder.embed_query("book"))


async def _list(run: "_Run", state: IndexState, store: Store) -> None:
    """The index is whole without the list, which is made again as soon as the store answers."""
    try:
        await store.record_documents(run.documents)
        await store.record_ingest(state)
    except ServiceFailed as error:
        log.warning("the documents are not listed: %s", error)


async def _list_again(run: "_Run", state: IndexState, store: Store) -> None:
    """An index that came with an image, or was made while the database was away, has no list yet."""
    try:
        listed = await store.last_ingest()
    except ServiceFailed as error:
        log.warning("it is not known whether the documents are listed: %s", error)
        return
    if listed is None or listed.version != state.version:
        await asyncio.to_thread(run.read)
        await _list(run, state, store)


def fingerprint_of(source: BookSource, embedder: Embedder) -> str:
    """A hash of every file of the book and of all else that shapes what is indexed. Raises FolderError where there are no files."""
    files = source.files()
    if not files:
        raise FolderError(f"{source.name} holds no Markdown or MDX; set BOOK_DIR to the folder of the book")
    # Each with its files: the sites were read for these.
    docs = [*{id(file.docs): file.docs for file in files if isinstance(file, Volume)}.values()]
    digest = hashlib.sha256(
        f"{MAKING}|{source.base_url}|{source.route_base}|{source.language}|{embedder.name}|{docs}".encode(
            errors="surrogateescape"
        )
    )
    for file in files:
        text = file if isinstance(file, Refused) else file.text()
        digest.update(f"\0{file.source_path}\0".encode(errors="surrogateescape"))
        digest.update(hashlib.sha256((text.reason if isinstance(text, Refused) else text).encode()).digest())
    return digest.hexdigest()


class _Run:
    """One ingest under way."""

    def __init__(self, source: BookSource, embedder: Embedder, progress: Callable[[Progress], None]) -> None:
        self._source = source
        self._embedder = embedder
        self._progress = progress
        self._of = sum(1 for file in source.files() if isinstance(file, Volume) and not file.is_category)
        self._pages = 0
        self.embedded = 0
        self.documents: list[Document] = []
        self.notices: list[Notice] = []

    def chunks(self) -> Iterator[Chunk]:
        from rag.book import chunk_page

        seen: set[str] = set()
        for page in self._source.pages():
            if isinstance(page, Page):
                self._pages += 1
                # Two folders may hold the same page: what has the same place and text is the same chunk.
                for chunk in chunk_page(page):
                    if chunk.chunk_id not in seen:
                        seen.add(chunk.chunk_id)
                        yield chunk
            else:
                self.notices.append(page)

    def read(self) -> None:
        """Without embedding anything."""
        self.documents = [_document(chunk) for chunk in self.chunks()]

    async def add(self, chunks: Sequence[Chunk], build: IndexBuild) -> None:
        texts = [embedded_text(chunk) for chunk in chunks]
        keys = [hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts]
        await build.add(chunks, keys, await self._vectors(keys, texts, build))
        self.documents += [_document(chunk) for chunk in chunks]
        self._progress(Progress(self._pages, self._of, len(self.documents), self.embedded))

    async def _vectors(self, keys: Sequence[str], texts: Sequence[str], build: IndexBuild) -> Vectors:
        known = await build.known(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            known.update(zip(new, await self._embedder.embed_documents(list(new.values())), strict=True))
            self.embedded += len(new)
        return np.stack([known[key] for key in keys])


def _incomplete(notices: "Sequence[Notice]") -> bool:
    from rag.book import Unreadable

    return any(isinstance(notice, Unreadable) for notice in notices)


def _reasons(notices: "Sequence[Notice]") -> str:
    """Of the first few: whatever is wrong with all pages is wrong with these."""
    told = "; ".join(f"{each.source_path}: {each.reason}" for each in notices[:REASONS])
    return f" ({told})" if told else ""


def embedded_text(chunk: Chunk) -> str:
    """What stands for a chunk in the vector space: its title and headings say what its text is about."""
    return "\n".join(filter(None, (chunk.title, chunk.section, chunk.text)))


async def _state(index: Index) -> IndexState | None:
    try:
        return await index.state()
    except IndexUnusable as error:
        log.warning("making the index anew: %s", error)
        return None


def _document(chunk: Chunk) -> Document:
    return Document(
        chunk.chunk_id, chunk.source_path, chunk.slug, chunk.title, chunk.order_index, chunk.text[:SNIPPET_CHARACTERS]
    )


def _batches(chunks: Iterator[Chunk], size: int) -> Iterator[list[Chunk]]:
    batch: list[Chunk] = []
    for chunk in chunks:
        batch.append(chunk)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
