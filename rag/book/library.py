"""A folder of Markdown files as the pages of a book, in reading order.

Knows files, folders and what may be wrong with them. Where a page stands on the site is ``route``'s, what it says is
``markdown``'s business.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.book.byline import HEADING
from rag.book.front_matter import FrontMatter, FrontMatterError, split_front_matter
from rag.book.markup.markdown import read_markdown
from rag.book.order import Order, Place
from rag.book.route import encoded, is_folder_index, page_id, route_of, spaced, split_origin
from rag.book.shelf import MAX_BYTES, Refused, Volume, files_in_folder, files_in_memory, files_on_disk
from rag.book.site.folders import ONE_FOLDER, DocsFolder
from rag.book.titles import shared_ending
from rag.types import Block, Page, Section


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a file that a maintainer may want to know, in words for a person."""

    source_path: str
    reason: str


class Unreadable(Notice):
    """The file (or folder) could not be read. The rest of the book was."""

    __slots__ = ()


class LeftOut(Notice):
    """The file is a draft or unlisted, so the book does not show it."""

    __slots__ = ()


class SharedUrl(Notice):
    """The page was read, and an earlier page has the same address: the site will show only one of them."""

    __slots__ = ()


Files = str | Path | Iterable[str | Path] | Mapping[str, str | bytes]


def read_book(folder_or_files: Files, *, base_url: str = "/", route_base: str = "docs") -> Iterator[Page | Notice]:
    """Read a book, one page at a time, in reading order.

    ``folder_or_files``: the book's folder, one file, several files (paths then count from the folder they share), or
    a mapping of names in the book to their text. A page that is wrong yields a Notice in its place: Unreadable, LeftOut,
    or, after a page that was read, SharedUrl.

    Raises FileNotFoundError when there is no such folder or file.
    """
    readable: list[tuple[Volume, FrontMatter]] = []
    order = _Orders()
    for found in _files(folder_or_files, route_base):
        entry = _look(found, order)
        if isinstance(entry, Notice):
            yield entry
        elif entry:
            readable.append(entry)
    readable.sort(key=lambda entry: order.key(entry[0]))
    yield from _pages(readable, base_url)


def unreadable(files: Iterable[Volume | Refused]) -> list[Notice]:
    """What `read_book` could not read of these files, known without reading their Markdown."""
    order = _Orders()
    return [entry for found in files if isinstance(entry := _look(found, order), Unreadable)]


class _Orders:
    """One for each folder of docs. A translation has the places of what it translates, where it says no other, and stands behind it."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._ranks: dict[str, int] = {}  # folders in the order in which they are read

    def add_page(self, volume: Volume, fields: FrontMatter) -> None:
        self._ranks.setdefault(_original(volume), len(self._ranks))
        self._of(volume.docs).add_page(volume.path_in_docs, fields)

    def add_category(self, volume: Volume) -> None:
        for docs in (volume.docs, *volume.docs.translations):
            self._of(docs).add_category(volume.path_in_docs, volume.text_or_empty())

    def key(self, volume: Volume) -> tuple[int, tuple[Place, ...], str]:
        place = self._of(volume.docs).key(volume.path_in_docs)
        return self._ranks[_original(volume)], place, volume.docs.language

    def _of(self, docs: DocsFolder) -> Order:
        if docs.path not in self._orders:
            self._orders[docs.path] = Order(docs.sidebar)
        return self._orders[docs.path]


def _original(volume: Volume) -> str:
    return volume.docs.translates or volume.docs.path


def _files(folder_or_files: Files, route_base: str) -> Iterable[Volume | Refused]:
    docs = DocsFolder(route_base=route_base)
    if isinstance(folder_or_files, Mapping):
        return files_in_memory(folder_or_files, docs)
    if isinstance(folder_or_files, str | Path):
        path = Path(folder_or_files)
        return files_in_folder(path, route_base) if path.is_dir() else files_on_disk([path], docs)
    return files_on_disk([Path(path) for path in folder_or_files], docs)


def _look(found: Volume | Refused, order: _Orders) -> tuple[Volume, FrontMatter] | Notice | None:
    """Read only what the order needs."""
    if isinstance(found, Refused):
        return Unreadable(found.source_path, found.reason)
    if found.is_category:
        order.add_category(found)
        return None
    text = found.text()
    if isinstance(text, Refused):
        return Unreadable(text.source_path, text.reason)
    try:
        fields, _, _ = split_front_matter(text)
    except FrontMatterError as error:
        return Unreadable(found.source_path, str(error))
    if fields.draft or fields.unlisted:
        return LeftOut(found.source_path, "it is a draft" if fields.draft else "it is unlisted")
    order.add_page(found, fields)
    return found, fields


def _pages(readable: Sequence[tuple[Volume, FrontMatter]], base_url: str) -> Iterator[Page | Notice]:
    first_at: dict[str, str] = {}
    ending = shared_ending(fields.title for _, fields in readable)
    there = {volume.source_path for volume, _ in readable}
    for volume, _ in readable:
        page = _page(volume, base_url, ending, there)
        yield page
        if isinstance(page, Page):
            first = first_at.setdefault(page.url, page.source_path)
            if first != page.source_path:
                yield SharedUrl(page.source_path, f"it has the same address as {first}: {page.url}")


def _page(volume: Volume, base_url: str, ending: str, there: Collection[str]) -> Page | Notice:
    text = volume.text()
    if isinstance(text, Refused):
        return Unreadable(text.source_path, text.reason)
    try:
        page = read_page(volume.source_path, text, base_url=base_url, docs=volume.docs, ending=ending)
    except FrontMatterError as error:
        return Unreadable(volume.source_path, str(error))
    return replace(page, editions=tuple(_editions(volume, base_url, there)))


def _editions(volume: Volume, base_url: str, there: Collection[str]) -> Iterator[str]:
    """Of the site, that show a page: those of its folder, and those in languages that it is not translated to."""
    base = split_origin(base_url)[1]
    untranslated = (each for each in volume.docs.translations if f"{each.path}/{volume.path_in_docs}" not in there)
    for docs in (volume.docs, *untranslated):
        for edition in docs.editions:
            yield encoded(f"{base}/{edition}".strip("/"))


def read_page(
    source_path: str, text: str, *, base_url: str = "/", docs: DocsFolder = ONE_FOLDER, ending: str = ""
) -> Page:
    """Make a Page of one file's text (newlines as ``\\n``). ``docs``: the folder that it stands in; ``ending``: of its title, that says
    nothing of it. Raises FrontMatterError."""
    fields, body, lines_before = split_front_matter(text)
    stated = fields.title.removesuffix(ending)
    path = docs.inner(source_path)
    route = route_of(
        path, fields, base_url=base_url, route_base=docs.route_base, language=docs.language, version=docs.version
    )
    mdx = source_path.lower().endswith(".mdx")
    reading = read_markdown(body, mdx=mdx, title=stated, first_line=lines_before + 1)
    sections = reading.sections
    title = stated or reading.title
    if not title and (title := _heading_of_all(sections)):
        sections = tuple(replace(section, headings=section.headings[1:]) for section in sections)
    title = title or readable_name(path, fields)
    return Page(source_path, route.slug, route.url, title, (*sections, *_byline(fields, sections)), folder=docs.path)


def _byline(fields: FrontMatter, sections: Sequence[Section]) -> Iterator[Section]:
    """Who wrote the page: behind all it says, since nothing of that begins with it."""
    if fields.byline and sections:
        yield Section((HEADING,), "", (Block("prose", fields.byline, 1),), 1)


def _heading_of_all(sections: Sequence[Section]) -> str:
    """In books made of chapters in several files a page's first heading may be an h2, with all others below it."""
    heads = {section.headings[:1] for section in sections}
    return next(iter(heads))[0].replace("`", "") if len(heads) == 1 and () not in heads else ""


def readable_name(source_path: str, fields: FrontMatter) -> str:
    """``01-getting-started.md`` -> ``Getting started``; an index has its folder's name."""
    name = page_id(source_path, fields)
    parts = source_path.split("/")
    if not fields.id and is_folder_index(source_path) and len(parts) > 1:
        name = page_id(parts[-2], FrontMatter())
    words = spaced(name)
    return words[:1].upper() + words[1:] or name


__all__ = ["MAX_BYTES", "LeftOut", "Notice", "SharedUrl", "Unreadable", "read_book", "read_page", "readable_name"]
