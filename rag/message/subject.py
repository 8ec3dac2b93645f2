"""The page that a conversation is about, where its title names it: "Andre Agassi", after "Who is Andre Agassi?" and "When was he born?".

Knows which titles are names, and how a question names them. A title that nobody has said, "Frequently asked questions", is no subject.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.types import Turn

_MOST_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_AROUND = re.compile(r"^[^\w@]+|[<\[(].*$|^\d[\d.]*\s+")


def subject(turns: Sequence[Turn]) -> str:
    """Of the page that the last answers cite first, if one of the questions that they answer names it; "" for none."""
    cited = [turn for turn in turns if turn.sources]
    if not cited:
        return ""
    page = cited[-1].sources[0]
    name = _AROUND.sub("", page.title).strip()
    same = takewhile(lambda turn: turn.sources[0].slug == page.slug, reversed(cited))
    return name if any(is_named(name, turn.topic) for turn in same) else ""


def is_named(name: str, question: str) -> bool:
    """Whether all words of the name stand there, or the last one of "Albert Einstein"."""
    words, asked = _words(name), set(_words(question))
    if not words or len(words) > _MOST_WORDS or name.isalpha() and name.islower():  # "token" names any of them
        return False
    return asked.issuperset(words) or (_may_be_a_person(name) and words[-1] in asked)


def last_name(name: str) -> str:
    """What the page calls whom it is about, once it has said the whole name."""
    return _WORD.findall(name)[-1] if _may_be_a_person(name) else name


def _may_be_a_person(name: str) -> bool:
    words = _WORD.findall(name)
    return len(words) > 1 and all(word[0].isupper() for word in words)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
