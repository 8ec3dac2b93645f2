"""Which edition of a site a visitor reads: a version of its docs, in a language.

Knows it by the address of the page that is read, else by what the conversation cited last, else by the language of the question; and that
whoever tells nothing reads what the site shows by default. A book of one edition has none.
"""

from collections.abc import Sequence

from rag.languages.codes import language_of
from rag.languages.known import spoken
from rag.ports import Index
from rag.retrieval.page_paths import bare
from rag.types import Chunk, Question, Turn


class Editions:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def read(self, question: Question, turns: Sequence[Turn] = ()) -> str | None:
        """None where there is only one. Raises ServiceFailed."""
        known = await self._index.editions()
        if not known:
            return None
        if here := bare(question.page_path):
            return edition_at(known, here)
        cited = next((turn.sources[0].url for turn in reversed(turns) if turn.sources), "")
        return edition_at(known, bare(cited)) if cited else in_language(known, question.message)


def edition_at(known: Sequence[str], here: str) -> str:
    """``here``: a bare path; the base URL of the site may be missing in it."""
    default = min(known, key=len)
    paths = (here, f"{default}/{here}")
    return max((each for each in known if any(_begins(path, each) for path in paths)), key=len, default=default)


def in_language(known: Sequence[str], message: str) -> str:
    """The latest version in the language of a message, where the site has it; else what it shows by default."""
    default = min(known, key=len)
    language = spoken(message)
    begin = f"{default}/" if default else ""
    names = ((each, each.removeprefix(begin)) for each in known if each.startswith(begin))
    return next((each for each, name in names if language and language_of(name) is language), default)


def shown(chunks: Sequence[Chunk], edition: str | None) -> Sequence[Chunk]:
    """Those that the edition shows; all, and the same object, where there is only one."""
    if edition is None:
        return chunks
    return [each for each in chunks if edition in each.editions]


def _begins(path: str, edition: str) -> bool:
    return not edition or path == edition or path.startswith(f"{edition}/")
