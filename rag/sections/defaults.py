"""What a setting is by default, as references tell it: "Default: `5000`" below its heading, in its row, or behind its name in a list.

Knows how that is written in English, and which name a question asks for; not what is right.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.book import Sentence
from rag.facts.comparisons import cells
from rag.sections.code_names import code_name
from rag.types import Chunk

_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
# A line that says nothing else: "**Default value**: 50", "The default is 50".
_LINE = re.compile(r"\W*(?:the )?default(?: values?)?(?:\W{0,3}:|\W+is\b)\s*[^\s*]", re.IGNORECASE)
MOST = 2  # words of a name: "roots [array<string>]"
_CODE = re.compile(r"\W*`([^`]+)`")
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
        if sentence.kind == "item" and (code := _CODE.match(sentence.text)) and _DEFAULT.search(sentence.text):
            return self._is_named(code[1])
        is_line = sentence.kind in ("prose", "item") and _LINE.match(sentence.text)
        return bool(is_line) and self._is_named(chunk.headline)

    def _is_named(self, text: str) -> bool:
        """A name with no more than its type behind it, "Get and Move" is what something does; or all words that it is made of: "default
        publish branch" asks for --publish-branch."""
        name = _NAME.search(text)
        if name is None or (len(text.split()) > MOST and not code_name(text)):
            return False
        words = [each.casefold() for each in _IN_NAME.findall(name[0])]
        return name[0].casefold() in self.names or (len(words) > 1 and self.names.issuperset(words))


@lru_cache(maxsize=64)
def asked_default(question: str) -> Default | None:
    """None where no default is asked for, or of nothing."""
    if not _DEFAULT.search(question):
        return None
    words = (found[0].rstrip(".") for found in _NAME.finditer(question))
    names = frozenset(word.casefold() for word in words if not _SMALL.fullmatch(word))
    return Default(names) if names else None
