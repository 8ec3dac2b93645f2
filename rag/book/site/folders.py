"""The folders of a Docusaurus site that hold docs: each of one version in one language, and shown by some of the site's editions.

Knows where they stand, below the site or beside it, and how the addresses of their pages begin; not what the site says of itself.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from posixpath import normpath

from rag.book.site.config import DEFAULT, TRANSLATED, Docs, Version, has_config, is_site, site_config
from rag.book.site.sidebar import read_sidebar, usual_file

DEEPEST = 4  # folders, that docs are below their site: "i18n/fr/docusaurus-plugin-content-docs/current"


@dataclass(frozen=True, slots=True)
class DocsFolder:
    """A folder of docs: one version in one language.

    ``path``: from the book's folder, "" for all of it; ``language``, ``route_base``, ``version``: as they stand in the addresses of its
    pages, in this order, "" where they don't; ``editions``: of the site that show it, by how the addresses of their pages begin behind the
    site's base, () where there is only one; ``translations``: folders that show a page of this one in their own words, where they have it;
    ``translates``: the path of the folder that this one is a translation of; ``sidebar``: the order of its pages, as `read_sidebar` gives
    it.
    """

    path: str = ""
    language: str = ""
    route_base: str = "docs"
    version: str = ""
    editions: tuple[str, ...] = ()
    translations: tuple["DocsFolder", ...] = ()
    translates: str = ""
    sidebar: tuple[str, ...] = ()

    def inner(self, source_path: str) -> str:
        """Of a file of the book, the path within this folder."""
        return source_path.removeprefix(f"{self.path}/") if self.path else source_path


ONE_FOLDER = DocsFolder()  # a book that is no site


def docs_folders(book: Path, route_base: str = "docs") -> list[DocsFolder]:
    """Those of the site that the folder is, or holds right below it: what is shown by default first; else the folder itself, which may be
    one of a site's. ``route_base``: where the site does not say it."""
    site = next((each for each in (book, *_below(book)) if is_site(each)), None)
    if site is None:
        return [_alone(book, route_base)]
    folders = _folders(site, route_base, "" if site == book else f"{site.name}/")
    return list(_there(_with_translations(folders), book)) or [DocsFolder(route_base=route_base)]


def _alone(folder: Path, route_base: str) -> DocsFolder:
    """One version in one language has the addresses and the order that the site around it gives it; a book that is no site may hold a
    sidebar of its own."""
    for site in filter(is_site, folder.parents[:DEEPEST]):
        path = folder.relative_to(site).as_posix()
        if own := next((each for each in _folders(site, route_base, "") if each.path == path), None):
            return DocsFolder("", own.language, own.route_base, own.version, sidebar=own.sidebar)
    beside = usual_file(folder)
    return DocsFolder(route_base=route_base, sidebar=read_sidebar(folder / beside) if beside else ())


def _below(book: Path) -> list[Path]:
    """The folder of a repository that is its site; none where several are."""
    try:
        folders = [each for each in book.iterdir() if each.is_dir() and not each.name.startswith((".", "_"))]
    except OSError:
        return []
    sites = [each for each in folders if has_config(each)]
    return sites if len(sites) == 1 else []


def _folders(site: Path, route_base: str, prefix: str) -> list[DocsFolder]:
    """All that there may be. ``prefix``: of the site's own folder, in their paths."""
    config = site_config(site, route_base)
    return [
        _folder(prefix, docs, version, language, config.docs, sidebar)
        for docs in config.docs
        for version in docs.versions
        for sidebar in [read_sidebar(site / version.sidebar) if version.sidebar else ()]
        for language in ("", *config.languages)
    ]


def _folder(
    prefix: str, docs: Docs, version: Version, language: str, all_docs: Sequence[Docs], sidebar: tuple[str, ...]
) -> DocsFolder:
    own = normpath(f"{prefix}{version.folder}")
    editions = _editions(docs, version, language, all_docs)
    folder = DocsFolder(own, language, docs.route_base, version.path, editions, sidebar=sidebar)
    if not language:
        return folder
    plugin = TRANSLATED if docs.id == DEFAULT else f"{TRANSLATED}-{docs.id}"
    return replace(folder, path=f"{prefix}i18n/{language}/{plugin}/{version.translated}", translates=own)


def _editions(docs: Docs, version: Version, language: str, all_docs: Sequence[Docs]) -> tuple[str, ...]:
    """A version is shown to who reads it; one that is shown by default also beside each version of the site's other docs."""
    if not version.latest:
        return (_edition(language, docs, version),)
    others = (each for each in all_docs if each is not docs)
    beside = [_edition(language, other, each) for other in others for each in other.versions if not each.latest]
    return (language, *beside)


def _edition(language: str, docs: Docs, version: Version) -> str:
    return "/".join(part for part in (language, docs.route_base, version.path) if part)


def _with_translations(folders: Sequence[DocsFolder]) -> list[DocsFolder]:
    several = len(set(chain.from_iterable(each.editions for each in folders))) > 1
    known = [each if several else replace(each, editions=()) for each in folders]
    return [
        replace(each, translations=tuple(other for other in known if other.translates == each.path)) for each in known
    ]


def _there(folders: Sequence[DocsFolder], book: Path) -> Iterator[DocsFolder]:
    """Those that there are, each once."""
    seen: set[str] = set()
    for each in folders:
        if each.path not in seen and os.path.isdir(book / each.path):
            seen.add(each.path)
            yield each
