"""The languages that are known, and which of them a text is in.

Knows scripts and counts small words; a text of a few words may be in any.
"""

import re
from collections import Counter
from functools import lru_cache

from rag.languages.arabic import ARABIC
from rag.languages.chinese import CHINESE
from rag.languages.czech import CZECH
from rag.languages.danish import DANISH
from rag.languages.dutch import DUTCH
from rag.languages.english import ENGLISH
from rag.languages.finnish import FINNISH
from rag.languages.french import FRENCH
from rag.languages.german import GERMAN
from rag.languages.greek import GREEK
from rag.languages.hungarian import HUNGARIAN
from rag.languages.indonesian import INDONESIAN
from rag.languages.italian import ITALIAN
from rag.languages.japanese import JAPANESE
from rag.languages.korean import KOREAN
from rag.languages.language import Language
from rag.languages.norwegian import NORWEGIAN
from rag.languages.polish import POLISH
from rag.languages.portuguese import PORTUGUESE
from rag.languages.romanian import ROMANIAN
from rag.languages.russian import RUSSIAN
from rag.languages.spanish import SPANISH
from rag.languages.swedish import SWEDISH
from rag.languages.turkish import TURKISH
from rag.languages.ukrainian import UKRAINIAN
from rag.languages.urdu import URDU
from rag.languages.vietnamese import VIETNAMESE

# Of two in one script the more widely read one comes first, but for Japanese, which has Chinese characters amid its own.
KNOWN: tuple[Language, ...] = (
    ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, SWEDISH, NORWEGIAN, DANISH, FINNISH, HUNGARIAN, ROMANIAN, POLISH, CZECH,
    TURKISH, VIETNAMESE, INDONESIAN, RUSSIAN, UKRAINIAN, GREEK, ARABIC, URDU, JAPANESE, CHINESE, KOREAN,
)  # fmt: skip
BY_NAME = {language.name: language for language in KNOWN}
FEWEST = 2  # small words: "die casting" has one of German
# Small words of others that English has, too, where they say half as much: "for under 500" is no Norwegian.
_ENGLISH_TOO = frozenset(
    (
        "over", "under", "non", "man", "men", "war", "per", "come", "min", "care", "serve", "comment", "ten", "met", "till", "son", "plus",
        "door", "era", "die", "hat", "mine", "sin", "pro",
    )
)  # fmt: skip
IN_SCRIPT = 0.2  # of a text's letters, at least: names of programs stay in Latin ones

_WORD = re.compile(r"[^\W\d_]+")
_WHOLE_WORD = re.compile(r"\b[^\W\d_]+\b")  # "k" and "s" of "k3s" are none, though they are Czech ones
_SCRIPTS = tuple((language, re.compile(f"[{language.script}]")) for language in KNOWN if language.script)


@lru_cache(maxsize=256)  # whatever is asked for in a message is asked for in its language
def spoken(text: str, otherwise: Language | None = None) -> Language | None:
    """The language that a text is likeliest to be in; ``otherwise`` where no script and no two small words tell that it is another."""
    words = set(_WORD.findall(text.lower()))
    if not words:
        return otherwise
    candidates = () if text.isascii() else _in_script(text, sum(map(len, words)))
    whole = set(_WHOLE_WORD.findall(text.lower()))
    small = Counter(language for word in whole for language in _small_words().get(word, ()))
    counted: dict[Language, float] = {**small, ENGLISH: small[ENGLISH] + 0.5 * len(whole & _ENGLISH_TOO)}
    if not candidates:
        return _surely({language: n for language, n in counted.items() if not language.script}, otherwise)
    return max(candidates, key=lambda language: (small[language], language is otherwise))


def _in_script(text: str, letters: int) -> tuple[Language, ...]:
    """Those whose script a good part of the text is in."""
    found = [language for language, script in _SCRIPTS if len(script.findall(text)) >= IN_SCRIPT * letters]
    return (found[0],) if found and not found[0].small_words else tuple(found)


def _surely(counted: dict[Language, float], otherwise: Language | None) -> Language | None:
    most = max(counted.values(), default=0)
    if not most or (otherwise and most < max(FEWEST, counted.get(otherwise, 0) + 1)):
        return otherwise
    return next(language for language in KNOWN if counted.get(language) == most)


@lru_cache(maxsize=1)
def _small_words() -> dict[str, tuple[Language, ...]]:
    of_word: dict[str, tuple[Language, ...]] = {}
    for language in KNOWN:
        for word in language.small_words.split():
            of_word[word] = (*of_word.get(word, ()), language)
    return of_word
