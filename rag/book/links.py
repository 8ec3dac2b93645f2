"""Links of a book that lead nowhere in it: to a page that is not there, or to a heading that is not on it.

Knows how Docusaurus resolves a link within the docs. Links to elsewhere, and to files that are no pages, are not looked at.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from rag.types import Page

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_IDS = re.compile(r"""\bid=["']([^"'{}]+)["']""")
_PAGE_FILES = (".md", ".mdx")
_OF_A_FOLDER = "/category/"  # where Docusaurus puts the index that it makes of one


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """``line``: of the file, from 1; ``why``: in words for a maintainer."""

    source_path: str
    line: int
    href: str
    why: str


def broken_links(pages: Sequence[Page], texts: Mapping[str, str], *, base_url: str = "/") -> list[BrokenLink]:
    """``texts``: of the files, by source path."""
    shelf = _Shelf(pages, texts, base_url)
    found = []
    for page in pages:
        for line, href in _links(texts.get(page.source_path, "")):
            if why := shelf.why_broken(page, href):
                found.append(BrokenLink(page.source_path, line, href, why))
    return found


class _Shelf:
    """The pages, by file and by address."""

    def __init__(self, pages: Sequence[Page], texts: Mapping[str, str], base_url: str) -> None:
        self._base = urlsplit(base_url).path.rstrip("/")
        self._by_file = {page.source_path: page for page in pages}
        self._by_path = {_path_of(page): page for page in pages}
        roots = [_path_of(page).removesuffix(page.slug).rstrip("/") for page in pages]
        self._root = roots[0] if roots else ""  # of the docs on the site
        self._anchors = {
            page.source_path: {section.anchor for section in page.sections}
            | set(_IDS.findall(texts.get(page.source_path, "")))
            for page in pages
        }

    def why_broken(self, page: Page, href: str) -> str:
        """ "" where it leads somewhere, or where that is not ours to know."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return ""
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        target = page if not path else self._target(page, path)
        if target is None:
            return f"there is no page at {path}" if self._should_be_here(page, path) else ""
        if anchor and anchor not in self._anchors[target.source_path]:
            return f"“{target.title}” has no heading #{anchor}"
        return ""

    def _target(self, page: Page, path: str) -> Page | None:
        if path.endswith(_PAGE_FILES):
            return next((self._by_file[each] for each in self._files(page, path) if each in self._by_file), None)
        return next((self._by_path[each] for each in self._paths(page, path) if each in self._by_path), None)

    def _files(self, page: Page, path: str) -> list[str]:
        """Where it may stand: from the docs, or from the site, which is one of the folders that the page stands in or right around them."""
        if not path.startswith(("/", "@site/")):
            return [posixpath.normpath(posixpath.join(posixpath.dirname(page.source_path), path))]
        written = path.removeprefix("@site/").lstrip("/")
        above = page.source_path.split("/")[:-1]
        folders = ("/".join(above[:depth]) for depth in range(len(above) + 1))
        return [written.removeprefix("docs/"), *(posixpath.join(folder, written) for folder in folders)]

    def _paths(self, page: Page, path: str) -> list[str]:
        if path.startswith("/"):
            bare = path.rstrip("/")
            return [bare, self._base + bare]
        beside = posixpath.join(posixpath.dirname(_path_of(page)), path)
        return [posixpath.normpath(beside).rstrip("/")]

    def _should_be_here(self, page: Page, path: str) -> bool:
        """Whether it would be a page of this book: not a picture, nor another part of the site, nor what the site makes of a folder."""
        if path.endswith(_PAGE_FILES):
            return True
        if "." in posixpath.basename(path) or _OF_A_FOLDER in f"{path}/":
            return False
        return any(each == self._root or each.startswith(f"{self._root}/") for each in self._paths(page, path))


def _path_of(page: Page) -> str:
    return urlsplit(page.url).path.rstrip("/")


def _links(text: str) -> Iterator[tuple[int, str]]:
    """(line, where to) of each link."""
    head = _FRONT_MATTER.match(text)
    skipped = head[0].count("\n") if head else 0
    body = text[head.end() :] if head else text
    for block in MarkdownIt("commonmark").parse(body):
        if block.type != "inline":
            continue
        line = (block.map[0] if block.map else 0) + skipped + 1
        for token in block.children or ():
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type == "link_open" and (href := token.attrs.get("href")):
                yield line, str(href)
