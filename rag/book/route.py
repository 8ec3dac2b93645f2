"""Where a file of the book stands on the site, by the rules of Docusaurus 3.

Knows paths, number prefixes, slugs and URLs. Knows nothing about what the files say.
"""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote

from rag.book.front_matter import FrontMatter

# "2021-01-05-news" and "7.0-foo" begin with a date and a version, not with a place in the order.
_DATE_OR_VERSION = re.compile(r"\d+[-_.]\d+")
_NUMBER_PREFIX = re.compile(r"(?P<number>\d+)\s*[-_.]+\s*(?P<rest>[^-_.\s].*)", re.DOTALL)

_INDEX_NAMES = frozenset({"index", "readme"})

_SITE = re.compile(r"https?://[^/]+")

# What JavaScript's encodeURI leaves alone, less "#" and "?", which would cut a path short.
_URL_SAFE = "/:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Route:
    """A page's address."""

    slug: str  # below the route base, with the path of its version, no slash at either end; "" for its root
    url: str  # from the root of the site, or with the site where the base URL names it; percent-encoded


def split_number_prefix(name: str) -> tuple[int | None, str]:
    """``"01-intro"`` -> ``(1, "intro")``; ``(None, name)`` where there is no prefix."""
    match = None if _DATE_OR_VERSION.match(name) else _NUMBER_PREFIX.fullmatch(name)
    if match is None:
        return None, name
    return int(match["number"][:18]), match["rest"]


def is_folder_index(source_path: str) -> bool:
    """Whether the file speaks for its folder: ``index``, ``README`` or the folder's own name."""
    folder, name = posixpath.split(source_path)
    stem = posixpath.splitext(name)[0].lower()
    return stem in _INDEX_NAMES or (folder != "" and stem == posixpath.basename(folder).lower())


def route_of(
    source_path: str,
    fields: FrontMatter,
    *,
    base_url: str = "/",
    route_base: str = "docs",
    language: str = "",
    version: str = "",
) -> Route:
    """The address of the file at ``source_path`` (relative to its folder of docs, with "/")."""
    slug = _path(version, _slug(source_path, fields))
    origin, base = split_origin(base_url)
    return Route(slug, origin + "/" + encoded(_path(base, language, route_base, slug)))


def encoded(path: str) -> str:
    """As browsers have it."""
    return quote(path, safe=_URL_SAFE)


def split_origin(base_url: str) -> tuple[str, str]:
    """``"https://a.example/b/"`` -> ``("https://a.example", "b")``."""
    site = _SITE.match(base_url)
    origin = site[0] if site else ""
    return origin, base_url[len(origin) :].strip("/")


def _path(*parts: str) -> str:
    return "/".join(part for each in parts if (part := each.strip("/")))


def spaced(name: str) -> str:
    """``first-steps_2`` -> ``first steps 2``."""
    return " ".join(name.replace("-", " ").replace("_", " ").split())


def _slug(source_path: str, fields: FrontMatter) -> str:
    if fields.slug.startswith("/"):
        return posixpath.normpath(fields.slug).lstrip("/")
    folder = _folder_slug(posixpath.dirname(source_path), fields.number_prefixes)
    if not fields.slug and is_folder_index(source_path):
        return folder
    return posixpath.normpath(posixpath.join("/", folder, fields.slug or page_id(source_path, fields)))


def page_id(source_path: str, fields: FrontMatter) -> str:
    """The last segment of the address: the ``id`` of the front matter, or the file's name without prefix and suffix."""
    stem = posixpath.splitext(posixpath.basename(source_path))[0]
    return fields.id or (split_number_prefix(stem)[1] if fields.number_prefixes else stem)


def doc_id(source_path: str, fields: FrontMatter) -> str:
    """As a sidebar names the page: with its folders."""
    return posixpath.join(
        _folder_slug(posixpath.dirname(source_path), fields.number_prefixes), page_id(source_path, fields)
    )


def _folder_slug(folder: str, number_prefixes: bool) -> str:
    if not number_prefixes:
        return folder
    return "/".join(split_number_prefix(segment)[1] for segment in folder.split("/"))
