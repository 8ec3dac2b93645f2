"""The options of a command: who asks for all of them, or for one as it is typed, and where each stands.

Knows how they are asked for in English, "what flags does tram send take?", and how a reference has them: below "## `tram send [stop]`" and
"### Options", in a row or an item each, or a section "### --bell, -b".
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.book import Sentence
from rag.facts.comparisons import cells
from rag.facts.wanted import to_define
from rag.message.wording import plain
from rag.reading.written import without_number
from rag.sections.code_names import code_name
from rag.types import Chunk

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
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
_OF_ALL = re.compile(r"the|options?|flags?|switch|parameters?|arguments?|commands?")
_OPENS = " `*[("


@dataclass(frozen=True, slots=True)
class Option:
    """``names``: as they are typed, "--bell" or "-b", of which one is asked for; ``words``: what stands beside them, in lower case."""

    names: frozenset[str]
    words: frozenset[str]

    def surely_told_in(self, chunk: Chunk, sentence: Sentence) -> bool:
        """The same, where all that stands beside its name is the name of the command: "tram send --bell"."""
        return self.words <= {*_words(chunk.title), *_words(chunk.section)} and self.told_in(chunk, sentence)

    def told_in(self, chunk: Chunk, sentence: Sentence) -> bool:
        """Whether the sentence, which stands in that chunk, tells of it: it has a row, an item or a section to itself."""
        if sentence.kind == "row":
            first = next(iter(cells(sentence.text)), "")
            return first.startswith("-") and self._is_named(first)
        if sentence.kind == "item" and (begins := _OPTION.match(sentence.text.lstrip(_OPENS))):
            return begins[0] in self.names
        return sentence.kind in ("prose", "item") and self._is_named(code_name(chunk.heading))

    def _is_named(self, text: str) -> bool:
        return not self.names.isdisjoint(_OPTION.findall(text))


@lru_cache(maxsize=64)
def asked_option(question: str) -> Option | None:
    """None where no option is named."""
    names = frozenset(_OPTION.findall(question))
    asked = " ".join(to_define(question)) or question
    beside = _words(_OPTION.sub(" ", asked))
    return Option(names, frozenset(each for each in beside if not _OF_ALL.fullmatch(each))) if names else None


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


def heads_command(command: str, heading: str) -> bool:
    """The same, where the heading is in code, as that of a command is."""
    return bool(code_name(heading)) and is_command(command, heading)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
