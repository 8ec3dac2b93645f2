"""What is said to be polite, and needs no book.

Knows greetings, thanks, farewells, and the question who one is talking to, in all languages at once: visitors of an English book say
"merci", too. A message that says anything else beside them is a question.
"""

import re
from typing import NamedTuple

from rag.languages.known import KNOWN
from rag.languages.language import Language

_KINDS = ("who", "greeting", "thanks", "farewell")  # the first that is among what was said is replied to
_FILLERS = (
    r"there|all|everyone|bot|assistant|friend|again|so much|very much|a lot|a bunch|today|lol|and|then"
    r"|for (?:that|(?:the|your) (?:help|answer))"
)
_MARKS = " \t\n!?¡¿.,;:…！？。，、؟۔"
# "DAG" and "tack" are farewell and thanks in languages that nobody speaks here, and names to whoever reads a book in English.
FEWEST_LETTERS = 5


class Said(NamedTuple):
    language: Language
    kind: str  # the name of the reply


class SmallTalk:
    """``usual``: the language that most are expected to speak; a phrase of several languages is taken for one of that."""

    def __init__(self, usual: Language) -> None:
        self._usual = usual
        languages = sorted(KNOWN, key=lambda language: language is not usual)
        self._said = {f"{each.name}_{kind}": Said(each, kind) for each in languages for kind in _KINDS}
        phrases = [f"(?P<{name}>{getattr(each.language, each.kind)})" for name, each in self._said.items()]
        self._talk = re.compile("|".join([*phrases, _FILLERS]), re.IGNORECASE)

    def heard(self, message: str) -> Said | None:
        """None where the message is more than small talk."""
        said, rest = [], message.strip(f"{_MARKS}-~～")
        while rest:
            found = self._talk.match(rest)
            if found is None or rest[found.end() : found.end() + 1].isalnum():
                return None
            if found.lastgroup:
                said.append(self._said[found.lastgroup])
                if not self._is_meant(said[-1].language, found[0]):
                    return None
            rest = rest[found.end() :].lstrip(_MARKS)
        if {each.kind for each in said} == {"thanks"} and message.rstrip().endswith("?"):
            return None  # "ok, and then?" wants to hear more
        return min(said, key=lambda each: _KINDS.index(each.kind), default=None)

    def _is_meant(self, language: Language, words: str) -> bool:
        return language is self._usual or bool(language.script) or len(words) >= FEWEST_LETTERS
