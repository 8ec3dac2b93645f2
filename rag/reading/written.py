"""How a book may write a term that a question names.

A pattern of a term's own takes a tenth of a millisecond to make, so all that it shares with others stands in patterns made once. One that
names a letter beyond Latin, such as a quote, takes ten times as long, where case does not matter.
"""

import re
from functools import lru_cache

TERMS = 64  # whose patterns are kept, some 2 KB each: they are wanted a few times in a question and then hardly ever
# What it is may stand behind its name: "the gear ratio option".
KIND = (
    r"(?:\s+(?:types?|components?|functions?|hooks?|files?|directives?|operators?|keywords?|traits?|methods?|commands?|options?|objects?|statements?"
    r"|class(?:es)?|modules?|segments?|propert(?:y|ies)|attributes?|parameters?|packages?|librar(?:y|ies)|API|models?|algorithms?|formats?))?"
)

_OWNER = re.compile(r"(\w{2,}?)['’]?s$")
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)+[.):]?|\d+[.):]|[A-H][.)])\s+(?=\D)")  # of a heading
_BETWEEN = r"[^\w.,;:!?()]{0,4}_?"  # two words: a space, a hyphen, what makes them bold or code, or nothing


@lru_cache(maxsize=TERMS)
def name(term: str) -> re.Pattern[str]:
    """One or many of it."""
    return re.compile(subject(term), re.IGNORECASE)


@lru_cache(maxsize=TERMS)
def word(term: str) -> re.Pattern[str]:
    return re.compile(rf"\b{subject(term)}\b", re.IGNORECASE)


def may_be_named(term: str, text: str) -> bool:
    """False where no way of writing the term can stand in the text, which lacks what its first word begins with."""
    return _beginning(term) in _folded(text)


@lru_cache(maxsize=TERMS)
def _beginning(term: str) -> str:
    return _folded(re.split(r"[\s-]+", term)[0]).rstrip("s'’")


def _folded(text: str) -> str:
    """As patterns that ignore case see it: for them a dotless i is one, too."""
    return text.casefold().replace("ı", "i")


def end_in_brackets(called: re.Pattern[str], opened: re.Match[str] | None, text: str) -> int:
    """Where "(ZMP)" ends, of which the first bracket is ``opened``; 0 where something else stands in it."""
    inside = called.match(text, opened.end()) if opened else None
    return inside.end() + 1 if inside and text.startswith(")", inside.end()) else 0


def without_number(heading: str) -> str:
    """ "PID control" of "2.2.2 PID control", "4. PID control" and "B. PID control"; all of "3 things to know"."""
    return _NUMBER.sub("", heading)


def subject(term: str) -> str:
    """The pattern of one or many of it, written as words or as programs write names: "plugin timeouts", `pluginTimeout`; "Ohm's law" and
    "ohms law"."""
    *before, last = re.split(r"[\s-]+", term)
    words = _BETWEEN.join([*map(_with_its_s, before), re.escape(last)])
    return rf"{words}(?:e?s)?" if not term.endswith("s") else rf"{words[:-1]}s?"


def _with_its_s(word: str) -> str:
    stem = _OWNER.match(word)
    return rf"{re.escape(stem[1])}\W?s" if stem else re.escape(word)
