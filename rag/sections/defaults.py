"""What a setting is by default, as references tell it: "Default: `5000`" below its heading, in its row, or behind its name in a list.

Knows how that is written in English, and which name a question asks for; not what is right.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.book import Sentence
from rag.book.sentences import ENTRY
from rag.facts.comparisons import cells
from rag.sections.code_names import code_name
from rag.types import Chunk

_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
# … and is told, not spoken of: "(default: `3000`)", "Defaults to 8000", "which is the default"; not "Set the default port".
_TOLD = re.compile(
    r"\bdefaults?\b(?:\s+values?)?(?:\s*[:=)]|\s+to\b|\s+(?:is|are)\s+[`\"'\d]|\W{1,4}[`\"'\d])"
    r"|\bby\s+default(?=[,.)]|\s+(?:it|the|an?|all|is|are|uses?|has)\b)",
    re.IGNORECASE,
)
# A line that says nothing else: "**Default value**: 50", "The default is 50".
_LINE = re.compile(r"\W*(?:the )?default(?: values?)?(?:(?:\W{0,3}:|\W+is\b)\s*[^\s*]|\s+[`\"\d])", re.IGNORECASE)
MOST = 2  # words of a name: "roots [array<string>]"
_CODE = re.compile(r"\W*`([^`]+)`")
# "-p or --port <port>": one option, as it can be spelt.
_SPELT = re.compile(r"--?[A-Za-z][\w-]*(?:[ =]<[^>]*>)?")
_BETWEEN_SPELT = re.compile(r"[\s`,/|]|\bor\b")
_NAME = re.compile(r"[A-Za-z][\w.-]*")
_IN_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SMALL = re.compile(
    r"(?:what|which|is|are|the|of|for|in|defaults?|values?|setting|option|does|do|an?|to|and|by|how|many|much|when)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Default:
    """``names``: words of the question, in lower case, of which one names the setting."""

    names: frozenset[str]

    def told_in(self, chunk: Chunk, sentence: Sentence) -> bool:
        """Whether the sentence, which stands in that chunk, says it of such a setting."""
        if sentence.kind == "row":
            return self._is_named(next(iter(cells(sentence.text)), "")) and bool(
                _DEFAULT.search(f"{sentence.text} {sentence.header}")
            )
        if sentence.kind == "item" and (named := _named_in(sentence.text)) and _TOLD.search(sentence.text):
            return self._is_named(named)
        is_line = sentence.kind in ("prose", "item") and _LINE.match(sentence.text)
        return bool(is_line) and self._is_named(chunk.headline)

    def _is_named(self, text: str) -> bool:
        """A name with no more than its type behind it, "Get and Move" is what something does; or all words that it is made of: "default
        publish branch" asks for --publish-branch."""
        spelt = _SPELT.findall(text)
        if len(spelt) > 1 and not _BETWEEN_SPELT.sub("", _SPELT.sub("", text)):
            return any(map(self._is_named, spelt))
        name = _NAME.search(text)
        if name is None or (len(text.split()) > MOST and not code_name(text)):
            return False
        words = [each.casefold() for each in _IN_NAME.findall(name[0])]
        return name[0].casefold() in self.names or (
            len(words) > 1 and set(map(_singular, self.names)).issuperset(map(_singular, words))
        )


def tells_default(text: str) -> bool:
    """Whether it says what is the default, of whatever."""
    return bool(_TOLD.search(text))


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _named_in(item: str) -> str:
    """What an item of a list is about, where that is written as code, or as the name of an entry; "" for any other."""
    if entry := ENTRY.match(item):
        return entry["code"] or entry["name"]
    code = _CODE.match(item)
    return code[1] if code else ""


@lru_cache(maxsize=64)
def asked_default(question: str) -> Default | None:
    """None where no default is asked for, or of nothing."""
    if not _DEFAULT.search(question):
        return None
    words = (found[0].rstrip(".") for found in _NAME.finditer(question))
    parts = (part for word in words for part in (word, *word.split(".")))
    names = frozenset(part.casefold() for part in parts if not _SMALL.fullmatch(part))
    return Default(names) if names else None
