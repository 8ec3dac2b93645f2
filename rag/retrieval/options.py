"""All options of a command: "What options does tram send have?" with a table below "`tram send [stop]` › Options", or a section for each.

Knows which sections these are, from what a search found; not how they are told. No sentence names them all.
"""

import re
from collections.abc import Sequence

from rag.ports import Index
from rag.retrieval.sections import MOST, Path, below, path, told, word_for_word
from rag.sections.code_names import code_name
from rag.sections.options import heads_options, is_command, options_wanted
from rag.types import Chunk, Retrieval

AMONG = 5  # of the first hits, on whose pages they have to be

_LISTED = re.compile(r"^(?:\||\s*[-*+] [*_]*`)", re.MULTILINE)  # a table, or items that begin with code


class Options:
    def __init__(self, index: Index) -> None:
        self._index = index

    async def of(self, found: Retrieval) -> Retrieval:
        """What was found, or all options of the command that its question asks for them. Raises ServiceFailed."""
        command = options_wanted(found.query)
        for source_path in dict.fromkeys(hit.chunk.source_path for hit in found.hits[:AMONG] if command):
            page = await self._index.page(source_path)
            ways = (path(chunk) for chunk in page)
            for named in dict.fromkeys(way[:depth] for way in ways for depth in range(1, len(way) + 1)):
                if is_command(command, named[-1]) and (all_of_them := _told(found, page, named)):
                    return all_of_them
        return found


def _told(found: Retrieval, page: Sequence[Chunk], named: Path) -> Retrieval | None:
    """By the sections of its options, or by their lists and tables; None where it has none."""
    inside = [each for each in page if path(each)[: len(named)] == named]
    options = [each for each in inside if heads_options(below(named, each))]
    if options:
        named = path(options[0])[: len(named) + 1]
        options = [each for each in options if path(each)[: len(named)] == named]
    elif code_name(named[-1]):
        options = [each for each in inside if path(each) == named]
    note = f"all options of “{named[-1]}” are told"
    listed = [each for each in options if path(each) == named and _LISTED.search(each.text)]
    if not listed and len({below(named, each) for each in options} - {""}) > 1:
        return told(found, options, named, note)
    if not 0 < len(listed) <= MOST:
        return None
    return word_for_word(found, listed, "items", note)
