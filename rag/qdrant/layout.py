"""How a collection is laid out, and how its payloads read as chunks.

Knows the layout that we make and how to recognise one that others made: a dense vector of the embedder's size, and the text under
one of the usual names. It asks no server.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from posixpath import basename, splitext
from typing import Any
from urllib.parse import quote

from rag.errors import IndexUnusable
from rag.types import Chunk

DENSE, WORDS = "dense", "bm25"  # the vectors of a collection that we make
TEXT_FIELDS = ("text", "content", "page_content", "document")

EDITIONS = "editions"  # what a search may be kept to
_CHUNK_FIELDS = [each.name for each in fields(Chunk)]
# Where others keep what a chunk needs, the likeliest first.
_SOURCE_PATH = ("source_path", "source", "file_path", "path", "file_name", "filename")
_TITLE = ("title", "page_title", "name")
_SECTION = ("section", "heading", "headings")
_ORDER = ("order_index", "chunk_index", "index", "position")
_OTHERS = ("chunk_id", "slug", "url", "line", "metadata")
_COMPARABLE = ("Cosine", "Dot")


@dataclass(frozen=True, slots=True)
class VectorField:
    """A dense vector as the server describes it. ``name``: "" for the unnamed one; ``many``: several rows a point."""

    name: str
    size: int
    distance: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``vector``: "" for the unnamed one; ``words``: the sparse vector with our BM25, "" where words are counted in this process;
    ``text``: the payload field; ``managed``: an ingest of ours has been here, so that some points may be staged."""

    vector: str
    dimension: int
    words: str
    text: str
    managed: bool

    @property
    def payload(self) -> list[str]:
        """The fields that make a chunk."""
        foreign = () if self.words else (self.text, *_SOURCE_PATH, *_TITLE, *_SECTION, *_ORDER, *_OTHERS)
        return list(dict.fromkeys((*_CHUNK_FIELDS, *foreign)))


OURS = Layout(vector=DENSE, dimension=0, words=WORDS, text="text", managed=True)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the book's pages stand."""

    base_url: str
    route_base: str

    def url(self, slug: str) -> str:
        path = "/".join(
            part for part in (self.base_url.strip("/"), self.route_base.strip("/"), slug.strip("/")) if part
        )
        return quote(path if "://" in path else f"/{path}", safe="/:@!$&'()*+,;=~-._")


def is_our_layout(described: Sequence[VectorField], sparse: Sequence[str]) -> bool:
    return [field.name for field in described] == [DENSE] and list(sparse) == [WORDS]


def recognised_vector(collection: str, described: Sequence[VectorField], dimension: int) -> VectorField:
    """The one dense vector to search. Raises IndexUnusable with the reason. ``dimension``: 0 where any will do."""
    usable = [each for each in described if not each.many and dimension in (0, each.size)]
    if len(usable) > 1:
        usable = [each for each in usable if each.name in (DENSE, "")] or usable
    if not usable:
        raise IndexUnusable(f"the collection {collection} can't be searched: {_why_not(described, dimension)}")
    if len(usable) > 1:
        names = ", ".join(each.name or "unnamed" for each in usable)
        raise IndexUnusable(
            f"the collection {collection} can't be searched: its vectors {names} all have the same size"
        )
    if usable[0].distance not in _COMPARABLE:
        raise IndexUnusable(
            f"the collection {collection} can't be searched: it compares by {usable[0].distance}, this program by cosine"
        )
    return usable[0]


def _why_not(described: Sequence[VectorField], dimension: int) -> str:
    if not described:
        return "it has no dense vectors"
    if all(each.many for each in described):
        return "it has several vectors a point"
    sizes = " and ".join(str(size) for size in sorted({each.size for each in described if not each.many}))
    return (
        f"its vectors have {sizes} dimensions, the embedder makes {dimension}; "
        "choose the embedder it was made with, or another QDRANT_COLLECTION"
    )


def recognised_text(collection: str, payloads: Sequence[Mapping[str, Any]]) -> str:
    """The payload field with the text. Raises IndexUnusable."""
    for name in TEXT_FIELDS:
        if any(isinstance(payload.get(name), str) and payload[name].strip() for payload in payloads):
            return name
    found = ", ".join(sorted({key for payload in payloads for key in payload})) or "none"
    raise IndexUnusable(
        f"the collection {collection} can't be searched: no text under {', '.join(TEXT_FIELDS)}; its fields are {found}"
    )


def chunk_of(point_id: str, payload: Mapping[str, Any], layout: Layout, site: Site) -> Chunk | None:
    """None where the point holds no text."""
    with suppress(TypeError):
        ours = {name: payload[name] for name in _CHUNK_FIELDS if name in payload}
        return Chunk(**{**ours, EDITIONS: tuple(ours.get(EDITIONS, ()))})
    text = payload.get(layout.text)
    if not isinstance(text, str) or not text.strip():
        return None
    nested = payload.get("metadata")
    known = {**nested, **payload} if isinstance(nested, Mapping) else payload
    source_path = _first(known, _SOURCE_PATH)
    slug = _first(known, ("slug",)).strip("/") or splitext(source_path)[0].strip("/")
    return Chunk(
        chunk_id=_first(known, ("chunk_id",)) or point_id,
        text=text,
        source_path=source_path,
        slug=slug,
        title=_first(known, _TITLE) or basename(slug).replace("-", " ").replace("_", " ").capitalize(),
        section=_first(known, _SECTION),
        url=_first(known, ("url",)) or site.url(slug),
        order_index=_number(known, _ORDER, 0),
        line=_number(known, ("line",), 1),
    )


def _first(payload: Mapping[str, Any], names: Sequence[str]) -> str:
    values = (payload.get(name) for name in names)
    return next((str(value) for value in values if isinstance(value, str | int) and str(value)), "")


def _number(payload: Mapping[str, Any], names: Sequence[str], default: int) -> int:
    values = (payload.get(name) for name in names)
    return next((value for value in values if isinstance(value, int)), default)
