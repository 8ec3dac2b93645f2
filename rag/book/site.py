"""A Docusaurus site as a folder: which of its folders hold docs, in which version and language each is, and where their pages stand.

Knows `versions.json`, the folders of versions and translations, and what `docusaurus.config.js` says of them in so many words. What that
file computes is not known, and Docusaurus' own defaults are taken for it. Blog posts and pages of `src/pages` are no docs.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from posixpath import normpath

from rag.book.js_literals import Literal, objects

CONFIGS = tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "cjs", "mts", "cts"))
CURRENT, NEXT = "current", "next"  # the version that is being written: its name, and its path
_DOCS_PLUGINS = ("content-docs", "@docusaurus/plugin-content-docs")
_TRANSLATED = "docusaurus-plugin-content-docs"
_LARGEST_CONFIG = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class DocsFolder:
    """A folder of docs: one version in one language.

    ``path``: from the book's folder, "" for all of it; ``language``, ``route_base``, ``version``: as they stand in the addresses of its
    pages, in this order, "" where they don't; ``editions``: of the site that show it, by how the addresses of their pages begin behind the
    site's base, () where there is only one; ``translations``: folders that show a page of this one in their own words, where they have it;
    ``translates``: the path of the folder that this one is a translation of.
    """

    path: str = ""
    language: str = ""
    route_base: str = "docs"
    version: str = ""
    editions: tuple[str, ...] = ()
    translations: tuple["DocsFolder", ...] = ()
    translates: str = ""

    def inner(self, source_path: str) -> str:
        """Of a file of the book, the path within this folder."""
        return source_path.removeprefix(f"{self.path}/") if self.path else source_path


ONE_FOLDER = DocsFolder()  # a book that is no site


@dataclass(frozen=True, slots=True)
class _Version:
    folder: str  # from the site
    translated: str  # its folder's name among translations
    path: str  # "" for the one that is shown by default


@dataclass(frozen=True, slots=True)
class _Docs:
    """An instance of the docs plugin."""

    id: str
    route_base: str
    versions: tuple[_Version, ...]


def docs_folders(book: Path, route_base: str = "docs") -> list[DocsFolder]:
    """Those of the site that the folder is, or holds right below it: what is shown by default first; the folder itself where it is none.
    ``route_base``: where the site does not say it."""
    whole = DocsFolder(route_base=route_base)
    site = next((each for each in (book, *_below(book)) if _is_site(each)), None)
    if site is None:
        return [whole]
    config = _config(site)
    instances = [docs for options in _instances(site, config) if (docs := _docs(site, options, route_base)).versions]
    languages = _languages(site, config)
    prefix = "" if site == book else f"{site.name}/"
    folders = [
        _folder(prefix, docs, version, language, instances)
        for language in ("", *languages)
        for docs in instances
        for version in docs.versions
    ]
    return _with_translations(folders, book) or [whole]


def _below(book: Path) -> list[Path]:
    """Folders of a repository that may be its site; none where two of them are sites."""
    try:
        folders = sorted(each for each in book.iterdir() if each.is_dir() and not each.name.startswith((".", "_")))
    except OSError:
        return []
    sites = [each for each in folders if any((each / name).is_file() for name in CONFIGS)]
    return sites if len(sites) == 1 else []


def _is_site(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (*CONFIGS, "versions.json")) or any(
        folder.glob(f"i18n/*/{_TRANSLATED}*")
    )


def _folder(prefix: str, docs: _Docs, version: _Version, language: str, instances: Sequence[_Docs]) -> DocsFolder:
    own = normpath(f"{prefix}{version.folder}")
    folder = DocsFolder(own, language, docs.route_base, version.path, _editions(docs, version, language, instances))
    if not language:
        return folder
    plugin = _TRANSLATED if docs.id == "default" else f"{_TRANSLATED}-{docs.id}"
    return replace(folder, path=f"{prefix}i18n/{language}/{plugin}/{version.translated}", translates=own)


def _editions(docs: _Docs, version: _Version, language: str, instances: Sequence[_Docs]) -> tuple[str, ...]:
    """A version is shown to who reads it; one that is shown by default also beside each version of the site's other docs."""
    if version.path:
        return (_edition(language, docs, version),)
    others = (each for each in instances if each is not docs)
    beside = [_edition(language, other, each) for other in others for each in other.versions if each.path]
    return (language, *beside)


def _edition(language: str, docs: _Docs, version: _Version) -> str:
    return "/".join(part for part in (language, docs.route_base, version.path) if part)


def _with_translations(folders: Sequence[DocsFolder], book: Path) -> list[DocsFolder]:
    """Those of them that there are, each with what shows its pages in other languages."""
    several = len(set(chain.from_iterable(each.editions for each in folders))) > 1
    known = [each if several else replace(each, editions=()) for each in folders]
    whole = [
        replace(each, translations=tuple(other for other in known if other.translates == each.path)) for each in known
    ]
    return [each for each in whole if (book / each.path).is_dir()]


# ---------------------------------------------------------------- what the site says


def _config(site: Path) -> dict[str, Literal]:
    text = next((_text(site / name) for name in CONFIGS if (site / name).is_file()), "")
    known = ("presets", "plugins", "i18n", "themeConfig")
    return next((each for each in objects(text) if any(key in each for key in known)), {})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")[:_LARGEST_CONFIG]
    except (OSError, UnicodeDecodeError):
        return ""


def _instances(site: Path, config: dict[str, Literal]) -> list[dict[str, Literal]]:
    """The options of each instance of the docs plugin. One that is known by its versions or translations alone has none."""
    found = list(_options(config))
    if not any(_word(each, "id", "default") == "default" for each in found):
        found.insert(0, {})
    versions = (path.name.removesuffix("_versions.json") for path in sorted(site.glob("*_versions.json")))
    translations = (path.name.removeprefix(f"{_TRANSLATED}-") for path in sorted(site.glob(f"i18n/*/{_TRANSLATED}-*")))
    for name in dict.fromkeys(chain(versions, translations)):
        if not any(_word(each, "id", "default") == name for each in found):
            found.append({"id": name, "path": name, "routeBasePath": name})
    return found


def _options(config: dict[str, Literal]) -> Iterator[dict[str, Literal]]:
    for preset in _listed(config.get("presets")):
        options = preset[1] if isinstance(preset, list) and len(preset) > 1 else None
        if isinstance(options, dict) and isinstance(docs := options.get("docs"), dict):
            yield docs
    for plugin in _listed(config.get("plugins")):
        if isinstance(plugin, list) and plugin and plugin[0] in _DOCS_PLUGINS:
            yield next((each for each in plugin[1:] if isinstance(each, dict)), {})


def _docs(site: Path, options: dict[str, Literal], route_base: str) -> _Docs:
    name = _word(options, "id", "default")
    base = _word(options, "routeBasePath", route_base).strip("/")
    return _Docs(name, base, tuple(_versions(site, name, options)))


def _versions(site: Path, name: str, options: dict[str, Literal]) -> Iterator[_Version]:
    """Those that are built, the one that is shown by default first."""
    prefix = "" if name == "default" else f"{name}_"
    listed = _names(site / f"{prefix}versions.json")
    current = options.get("includeCurrentVersion") is not False
    only = options.get("onlyIncludeVersions")
    built = [each for each in ((CURRENT,) if current else ()) + listed if not isinstance(only, list) or each in only]
    latest = _word(options, "lastVersion", "") or next((each for each in built if each != CURRENT), CURRENT)
    for each in sorted(built, key=lambda version: version != latest):
        path = _path(options, each, "" if each == latest else NEXT if each == CURRENT else each)
        folder = _word(options, "path", "docs") if each == CURRENT else f"{prefix}versioned_docs/version-{each}"
        yield _Version(folder, each if each == CURRENT else f"version-{each}", path)


def _path(options: dict[str, Literal], version: str, otherwise: str) -> str:
    versions = options.get("versions")
    told = versions.get(version) if isinstance(versions, dict) else None
    return _word(told, "path", otherwise).strip("/") if isinstance(told, dict) else otherwise


def _names(path: Path) -> tuple[str, ...]:
    try:
        listed = json.loads(_text(path) or "[]")
    except ValueError:
        return ()
    return tuple(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else ()


def _languages(site: Path, config: dict[str, Literal]) -> list[str]:
    """Those beside the one that is shown by default, as they stand in addresses."""
    told = config.get("i18n")
    i18n = told if isinstance(told, dict) else {}
    default = _word(i18n, "defaultLocale", "en")
    translated = sorted({path.parent.name for path in site.glob(f"i18n/*/{_TRANSLATED}*")})
    listed = [each for each in _listed(i18n.get("locales")) if isinstance(each, str)] or translated
    return [each for each in listed if each != default]


def _word(fields: dict[str, Literal], name: str, otherwise: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else otherwise


def _listed(value: Literal) -> list[Literal]:
    return value if isinstance(value, list) else []
