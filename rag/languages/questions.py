"""What questions in these languages want: something defined, the whole book, its contents, or where to begin.

English asks in more ways than one pattern has, and is told apart where each is wanted.
"""

import re
from functools import cache

from rag.book.scripts import HIRAGANA
from rag.languages import chinese, japanese, korean
from rag.languages.known import KNOWN, spoken
from rag.languages.language import Language

# What follows a name where a sentence says what that is, and what may stand before a name, in any of them: no sentence of another
# language goes on so.
SAYS_WHAT_IT_IS = "|".join(language.defines for language in KNOWN if language.defines)
ARTICLES = "|".join(language.articles for language in KNOWN if language.articles)

_ASKS = re.compile("|".join((chinese.ASKS, japanese.ASKS, korean.ASKS)))
_HIRAGANA_RUN = re.compile(f"[{HIRAGANA}]+")  # what Japanese writes so joins its words, and hardly ever is one
_WORD = re.compile(r"\w")
_MARKS = " \t\n?？¿؟;!！¡.。…۔"
_QUOTES = "“”\"'„«»‹›「」『』 "
_NOTHING = re.compile("[这那這它他她][个個些]?|[これそあ]れ|[이그저]것")  # that it names


def without_asking(question: str) -> str:
    """The question without what only asks in scripts that have no spaces, where anything is left then."""
    if question.isascii():
        return question
    telling = _HIRAGANA_RUN.sub(" ", _ASKS.sub(" ", question))
    return telling if _WORD.search(telling) else question


def asks_for_all(question: str) -> str:
    """ "about" for who asks what the book is about, "parts" for who asks for its contents, "beginning" for where to begin; else "", and in
    English."""
    return next((kind for kind in ("about", "parts", "beginning") if _asked(kind, question)), "")


def to_define(question: str) -> str:
    """What "什么是时区？" or "Was ist eine Zeitzone?" ask for; "" where nothing is to be defined, and in English."""
    found = _asked("to_define", question)
    term = next(filter(None, found.groups()), "").strip(_QUOTES) if found else ""
    return "" if _NOTHING.fullmatch(term) else term


def wants_more(message: str) -> bool:
    """Whether that is all of it, in another language than English."""
    return bool(_asked("more", message))


def leans(message: str) -> bool:
    """Whether it goes on from what was said before it, in another language than English."""
    pattern = _pattern(spoken(message), "leans")
    return bool(pattern and pattern.search(message))


def _asked(kind: str, question: str) -> re.Match[str] | None:
    pattern = _pattern(spoken(question), kind)
    return pattern.fullmatch(" ".join(question.split()).strip(_MARKS)) if pattern else None


@cache
def _pattern(language: Language | None, kind: str) -> re.Pattern[str] | None:
    written: str = getattr(language, kind) if language else ""
    return re.compile(written, re.IGNORECASE) if written else None
