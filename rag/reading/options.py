"""The options of a command: who asks for all of them, and which headings they stand below.

Knows how both are written in English, "what flags does tram send take?" and "## `tram send [stop]`" above "### Options"; not what they do.
"""

import re
from functools import lru_cache

from rag.message.wording import plain
from rag.reading.code_names import code_name
from rag.reading.written import without_number

_KIND = r"(?:options|flags|switches|arguments|args|parameters|params|props|settings)"
_COMMAND = r"(?:the )?(.{2,50}?)(?: (?:command|subcommand|plugin|function|component))?"
_ASKED = re.compile(
    rf"(?:(?:what|which)(?: are)? |list |show(?: me)? )?(?:all )?(?:of )?(?:the )?(?:[a-z]+ )?{_KIND}"
    rf" (?:(?:of|for|to|in) {_COMMAND}|(?:does|do|can) {_COMMAND} (?:have|take|accept|support|know|offer|get))$"
    rf"|(?:what are )?{_COMMAND} {_KIND}$",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"(?:[\w-]+ )?{_KIND}|configuration", re.IGNORECASE)
_TAKES = re.compile(r"[<\[(].*")
_WORD = re.compile(r"[^\s`]*\w[^\s`]*")


@lru_cache(maxsize=64)
def options_wanted(question: str) -> str:
    """The command that all options of are asked for; "" where none are."""
    found = _ASKED.match(plain(question))
    return next(filter(None, found.groups()), "") if found else ""


def heads_options(heading: str) -> bool:
    """Whether it says no more than that options follow."""
    return bool(_HEADING.fullmatch(heading))


def is_command(command: str, heading: str) -> bool:
    """Whether the heading is its name, which the name of the program may stand before."""
    asked = _words(command)
    names = code_name(heading) or _TAKES.sub("", without_number(heading))
    return any(asked in (words, words[1:]) for words in map(_words, names.split(", ")))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
