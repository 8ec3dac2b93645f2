"""What a Docusaurus site says of its docs: which there are, in which versions and languages.

Knows `versions.json`, what folders are called, and what `docusaurus.config.js` says in so many words. What that file computes is not known,
and Docusaurus' own defaults are taken for it. Blog posts and pages of `src/pages` are no docs.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from rag.book.markup.js_literals import Literal, objects
from rag.book.site.sidebar import json_of, text_of, usual_file

DEFAULT = "default"  # the id of docs that have no other
TRANSLATED = "docusaurus-plugin-content-docs"  # what begins the name of a folder of translated docs
CONFIGS = tuple(f"docusaurus.config.{suffix}" for suffix in ("js", "ts", "mjs", "cjs", "mts", "cts"))
_CURRENT, _NEXT = "current", "next"  # the version that is being written: its name, and its path
_PLUGINS = ("content-docs", "@docusaurus/plugin-content-docs")

Fields = dict[str, Literal]


@dataclass(frozen=True, slots=True)
class Version:
    """``folder``: from the site; ``translated``: its folder's name among translations; ``path``: in the addresses of its pages;
    ``latest``: it is what the site shows by default; ``sidebar``: its file, from the site, "" where it has none."""

    folder: str
    translated: str
    path: str
    latest: bool
    sidebar: str


@dataclass(frozen=True, slots=True)
class Docs:
    """One instance of the docs plugin. ``versions``: those that are built, the latest first."""

    id: str
    route_base: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class SiteConfig:
    """``languages``: those beside the one that is shown by default, as they stand in addresses."""

    docs: tuple[Docs, ...]
    languages: tuple[str, ...]


def is_site(folder: Path) -> bool:
    return (
        has_config(folder)
        or os.path.isfile(folder / "versions.json")
        or any(map(os.path.isdir, folder.glob(f"i18n/*/{TRANSLATED}*")))
    )


def has_config(folder: Path) -> bool:
    # Path.is_file raises where the folder may not be entered.
    return any(os.path.isfile(folder / name) for name in CONFIGS)


def site_config(site: Path, route_base: str) -> SiteConfig:
    """``route_base``: of docs of which the site does not say it."""
    text = next((text_of(site / name) for name in CONFIGS if (site / name).is_file()), "")
    known = ("presets", "plugins", "i18n", "themeConfig")
    config = next((each for each in objects(text) if any(key in each for key in known)), {})
    docs = (_docs(site, options, route_base) for options in _instances(site, config))
    return SiteConfig(tuple(each for each in docs if each.versions), tuple(_languages(site, config)))


def _instances(site: Path, config: Fields) -> list[Fields]:
    """The options of each instance. One that is known by its versions or translations alone has those that one expects."""
    found = list(_options(config))
    if not any(_id(each) == DEFAULT for each in found) and not _is_switched_off(config):
        found.insert(0, {})
    listed = (path.name.removesuffix("_versions.json") for path in sorted(site.glob("?*_versions.json")))
    # Other data may be called so, too.
    versions = (name for name in listed if any(map(os.path.isdir, (site / name, site / f"{name}_versioned_docs"))))
    translations = (path.name.removeprefix(f"{TRANSLATED}-") for path in sorted(site.glob(f"i18n/*/{TRANSLATED}-*")))
    for name in dict.fromkeys(chain(versions, translations)):
        if not any(_id(each) == name for each in found):
            found.append({"id": name, "path": name, "routeBasePath": name})
    return found


def _options(config: Fields) -> Iterator[Fields]:
    for preset in _presets(config):
        if isinstance(docs := preset.get("docs"), dict):
            yield docs
    for plugin in _listed(config.get("plugins")):
        name, options = (*plugin, None, None)[:2] if isinstance(plugin, list) else (plugin, None)
        fields = options if isinstance(options, dict) else {}
        # `require.resolve('@docusaurus/plugin-content-docs')` is computed; only docs have a sidebar.
        if name in _PLUGINS or (name is None and "sidebarPath" in fields):
            yield fields


def _is_switched_off(config: Fields) -> bool:
    return any(preset.get("docs") is False for preset in _presets(config))


def _presets(config: Fields) -> Iterator[Fields]:
    for preset in _listed(config.get("presets")):
        options = preset[1] if isinstance(preset, list) and len(preset) > 1 else None
        if isinstance(options, dict):
            yield options


def _docs(site: Path, options: Fields, route_base: str) -> Docs:
    name = _id(options)
    base = _path_of(options, "routeBasePath", route_base).strip("/")
    return Docs(name, base, tuple(_versions(site, name, options)))


def _versions(site: Path, name: str, options: Fields) -> Iterator[Version]:
    prefix = "" if name == DEFAULT else f"{name}_"
    listed = () if options.get("disableVersioning") is True else _names(site / f"{prefix}versions.json")
    names = (*((_CURRENT,) if options.get("includeCurrentVersion") is not False else ()), *listed)
    only = options.get("onlyIncludeVersions")
    built = [each for each in names if not isinstance(only, list) or each in only]
    latest = _word(options, "lastVersion", "") or next((each for each in built if each != _CURRENT), _CURRENT)
    for each in sorted(built, key=lambda version: version != latest):
        if each == _CURRENT:
            folder, translated, path = _path_of(options, "path", "docs"), _CURRENT, _NEXT
            sidebar = _sidebar(site, options)
        else:
            folder, translated, path = f"{prefix}versioned_docs/version-{each}", f"version-{each}", each
            sidebar = f"{prefix}versioned_sidebars/version-{each}-sidebars.json"
        told = _told_path(options, each, "" if each == latest else path)
        yield Version(folder, translated, told, each == latest, sidebar)


def _sidebar(site: Path, options: Fields) -> str:
    """`require.resolve('./sidebars.js')` is computed: of the only docs of a site that can only be its usual file."""
    if isinstance(told := options.get("sidebarPath"), str):
        return told
    computed = options.get("sidebarPath", False) is None and _id(options) == DEFAULT
    return usual_file(site) if computed else ""


def _told_path(options: Fields, version: str, otherwise: str) -> str:
    versions = options.get("versions")
    told = versions.get(version) if isinstance(versions, dict) else None
    return _word(told, "path", otherwise).strip("/") if isinstance(told, dict) else otherwise


def _languages(site: Path, config: Fields) -> Iterator[str]:
    told = config.get("i18n")
    i18n = told if isinstance(told, dict) else {}
    translated = sorted({path.parent.name for path in site.glob(f"i18n/*/{TRANSLATED}*")})
    listed = [each for each in _listed(i18n.get("locales")) if isinstance(each, str)] or translated
    default = _word(i18n, "defaultLocale", "en")
    return (each for each in listed if each != default)


def _id(options: Fields) -> str:
    return _word(options, "id", DEFAULT)


def _path_of(options: Fields, field: str, usual: str) -> str:
    """What is computed for docs with an id is most likely called so, too."""
    return _word(options, field, _id(options) if field in options and _id(options) != DEFAULT else usual)


def _names(path: Path) -> Sequence[str]:
    listed = json_of(path)
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else ()


def _word(fields: Fields, name: str, otherwise: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else otherwise


def _listed(value: Literal) -> list[Literal]:
    return value if isinstance(value, list) else []
