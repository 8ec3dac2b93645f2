"""The book on disk beside what was indexed of it: what an ingest would change if it ran now, and what is broken in the book.

Knows chunks and documents. It reads the book and writes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.book import Notice, chunk_page
from rag.book.links import BrokenLink, broken_links
from rag.book.shelf import Volume
from rag.ingest import BookSource
from rag.types import Chunk, Document, Page


@dataclass(frozen=True, slots=True)
class PageChange:
    """Chunks of one page. A chunk that changed is one new and one gone."""

    source_path: str
    title: str
    url: str
    same: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class Survey:
    pages: tuple[PageChange, ...]  # in the order of the book; those that are gone from it last
    chunks: Mapping[str, tuple[Chunk, ...]]  # as the book is now, by source path
    notices: tuple[Notice, ...]
    broken: tuple[BrokenLink, ...]

    @property
    def new(self) -> int:
        return sum(page.new for page in self.pages)

    @property
    def gone(self) -> int:
        return sum(page.gone for page in self.pages)

    def chunk(self, chunk_id: str) -> Chunk | None:
        return next((each for chunks in self.chunks.values() for each in chunks if each.chunk_id == chunk_id), None)


def survey(source: BookSource, indexed: Sequence[Document]) -> Survey:
    """``indexed``: what was recorded at the last ingest. Blocks while it reads. Raises FolderError where there is no book."""
    found = list(source.pages())
    pages = [each for each in found if isinstance(each, Page)]
    chunks = {page.source_path: tuple(chunk_page(page)) for page in pages}
    texts = {file.source_path: file.text_or_empty() for file in source.files() if isinstance(file, Volume)}
    return Survey(
        pages=tuple(_changes(pages, chunks, indexed)),
        chunks=chunks,
        notices=tuple(each for each in found if isinstance(each, Notice)),
        broken=tuple(broken_links(pages, texts, base_url=source.base_url)),
    )


def _changes(
    pages: Sequence[Page], chunks: Mapping[str, Sequence[Chunk]], indexed: Sequence[Document]
) -> list[PageChange]:
    known = {document.chunk_id for document in indexed}
    here = {chunk.chunk_id for each in chunks.values() for chunk in each}
    gone = Counter(document.source_path for document in indexed if document.chunk_id not in here)
    titles = {document.source_path: document.title for document in indexed}
    changes = []
    for page in pages:
        same = sum(chunk.chunk_id in known for chunk in chunks[page.source_path])
        new = len(chunks[page.source_path]) - same
        changes.append(PageChange(page.source_path, page.title, page.url, same, new, gone.pop(page.source_path, 0)))
    return changes + [PageChange(path, titles[path], "", 0, 0, count) for path, count in sorted(gone.items())]
