"""Which edition of a site a visitor reads: a version of its docs, in a language.

Knows the version by the question, where that names one, else by the address of the page that is read, else by what the conversation cited
last; and the language by the question, where that is surely in another one that the site has. Whoever tells nothing reads what the site
shows by default. A book of one edition has none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.languages.codes import is_code, language_of
from rag.languages.known import spoken
from rag.languages.language import Language
from rag.ports import Index
from rag.retrieval.page_paths import bare
from rag.types import Chunk, Question, Retrieval, Turn

# What stands before the number of a version, in some of the languages of Europe.
_VERSION = r"(?:,?\s*\b(?:in|of|for|with|on|from|using|the|dans|avec|pour|de|en|la|mit|der))*\s*\b(?<![/@.-])(?:v|(?:vers\w+|release)\s+v?)"
_ASKS_ON = "and"  # leans on what was asked before, in whatever language that was


class Editions:
    """``language``: of the book, where its site shows no other."""

    def __init__(self, index: Index, language: Language) -> None:
        self._index = index
        self._language = language
        self._openings: Sequence[Chunk] = ()
        self._named: Mapping[str, str] = {}  # of these: what the version of an edition is called

    async def read(self, question: Question, turns: Sequence[Turn] = ()) -> tuple[str | None, Question]:
        """None where there is only one; and what is asked of it. Raises ServiceFailed."""
        known = await self._index.editions()
        if not known:
            return None, question
        cited = next((turn.sources[0].url for turn in reversed(turns) if turn.sources), "")
        edition = edition_at(known, bare(question.page_path or cited))
        edition, asked = in_version(known, edition, question.message, await self._versions(), talking=bool(turns))
        return as_asked(known, edition, question.message, self._language), replace(question, message=asked)

    async def _versions(self) -> Mapping[str, str]:
        openings = await self._index.openings()
        if openings is not self._openings:
            self._openings, self._named = openings, versions_of(openings)
        return self._named

    async def untranslated(self, edition: str | None) -> str | None:
        """The same version in the usual language; None where it is in that. Raises ServiceFailed."""
        known = await self._index.editions()
        if edition is None or not _code(known, edition):
            return None
        usual = _in(known, "", _version(known, edition))
        return usual if usual in known else None

    async def addressed(self, found: Retrieval) -> Retrieval:
        """As the visitor's site links to what was found: a page that is not translated stands among those of the language, too. Raises
        ServiceFailed."""
        if found.edition is None:
            return found
        known = await self._index.editions()
        hits = [replace(hit, chunk=in_language(known, found.edition, hit.chunk)) for hit in found.hits]
        return replace(found, hits=tuple(hits))


def edition_at(known: Sequence[str], here: str) -> str:
    """``here``: a bare path; the base URL of the site may be missing in it."""
    default = _default(known)
    paths = (here, f"{default}/{here}")
    return max((each for each in known if any(_begins(path, each) for path in paths)), key=len, default=default)


def versions_of(openings: Sequence[Chunk]) -> Mapping[str, str]:
    """By edition, in the usual language, what the folder of its version is called: the latest has an address without it, and any may have
    one of its own."""
    called: dict[str, str] = {}
    for each in openings:
        _, _, version = each.folder.partition("/version-")
        if version and each.editions:
            called.setdefault(each.editions[0], version)
    return called


def in_version(
    known: Sequence[str], edition: str, message: str, called: Mapping[str, str], *, talking: bool = False
) -> tuple[str, str]:
    """That of the only version that a message names, "version 2.x" or "v2.x", in the same language, and the message without its name, which
    its pages need not say; both as they were where it names none. ``called``: as `versions_of` gives it; else versions are called as in
    their addresses. ``talking``: something was said before, which is asked of a version that is named alone."""
    code = _code(known, edition)
    versions = {each: _version(known, each) for each in known if _code(known, each) == code}
    patterns = {each: _name(called.get(_in(known, "", version), version)) for each, version in versions.items()}
    said = [(each, rest.strip(" ,")) for each, name in patterns.items() if (rest := name.sub("", message)) != message]
    if len(said) != 1:
        return edition, message
    named, rest = said[0]
    if rest.strip(" ?.!"):
        return named, rest
    return (named, _ASKS_ON) if talking else (edition, message)


def _name(version: str) -> re.Pattern[str]:
    """Of a version in a message. "next" and "legacy" are words that a question may hold for other reasons."""
    number = version.rpartition("/")[2].removeprefix("v")
    name = rf"{_VERSION}{re.escape(number)}(?![\w/-]|\.\w)" if any(map(str.isdigit, number)) else "(?!)"
    return re.compile(name, re.IGNORECASE)


def as_asked(known: Sequence[str], edition: str, message: str, usual: Language) -> str:
    """The same version in the language of the message, where the site has that. ``usual``: what the site is in by default."""
    languages = _languages(known)
    read = languages.get(_code(known, edition), usual)
    said = spoken(message, read)
    if said is read or (said is not usual and said not in languages.values()):
        return edition
    other = next((each for each, language in languages.items() if language is said), "")
    wanted = _in(known, other, _version(known, edition))
    return wanted if wanted in known else edition


def in_language(known: Sequence[str], edition: str, chunk: Chunk) -> Chunk:
    """With its address in the language of the edition that shows it."""
    code, default = _code(known, edition), _default(known)
    root = f"{default}/{code}".strip("/")
    if not code or _begins(bare(chunk.url), root):
        return chunk
    origin, path = _parts(chunk.url)
    return replace(chunk, url=f"{origin}/{root}{path.removeprefix(f'/{default}') if default else path}")


def shown(chunks: Sequence[Chunk], edition: str | None) -> Sequence[Chunk]:
    """Those that the edition shows; all, and the same object, where there is only one."""
    if edition is None:
        return chunks
    return [each for each in chunks if edition in each.editions]


def _code(known: Sequence[str], edition: str) -> str:
    """Of its language, "" for the usual one."""
    first = _below(known, edition).partition("/")[0]
    return first if is_code(first) and _in(known, first, "") in known else ""


def _version(known: Sequence[str], edition: str) -> str:
    """An edition, without base and language."""
    return _below(known, edition).removeprefix(_code(known, edition)).lstrip("/")


def _in(known: Sequence[str], code: str, version: str) -> str:
    return "/".join(part for part in (_default(known), code, version) if part)


def _languages(known: Sequence[str]) -> Mapping[str, Language]:
    """Those beside the usual one that are known, by their codes."""
    below = (_below(known, each) for each in known)
    return {each: language for each in below if (language := language_of(each))}


def _default(known: Sequence[str]) -> str:
    """Its address is how those of all others begin."""
    return min(known, key=len)


def _below(known: Sequence[str], edition: str) -> str:
    """An edition, without the base of the site."""
    default = _default(known)
    return edition.removeprefix(default).lstrip("/") if default else edition


def _parts(url: str) -> tuple[str, str]:
    """Its origin, "" where it has none, and the rest."""
    scheme, there, rest = url.partition("://")
    if not there:
        return "", url
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}", slash + path


def _begins(path: str, edition: str) -> bool:
    return not edition or path == edition or path.startswith(f"{edition}/")
