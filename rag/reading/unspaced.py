"""Scripts that put no spaces between words, Chinese and Japanese, and Korean, which puts its particles at them.

Knows how such a text is read so that two texts can share words: in pieces of neighbouring characters, which find as much as words do that
a dictionary tells apart, and need none for each language. How such questions ask, `rag/languages` knows.
"""

import re

from rag.book.scripts import HAN, HANGUL, HIRAGANA, KATAKANA

PIECE, KATAKANA_PIECE = 2, 3  # characters: a sign of a syllable tells less than one of a word

UNSPACED = f"{HAN}{HIRAGANA}{KATAKANA}{HANGUL}"  # for a class of characters

ENDS_WITHOUT_SPACE = ("。", "！", "？", "」", "』", "）")  # behind such a sentence the next one begins at once

# Where Japanese goes from one of its scripts to another, another word begins, or the end of one.
_RUN = re.compile(f"[{KATAKANA}]+|[{HIRAGANA}]+|[{HAN}]+|[{HANGUL}]+")
_IS_JAPANESE, _IS_KATAKANA = re.compile(f"[{HIRAGANA}{KATAKANA}]"), re.compile(f"[{KATAKANA}]")
# At the end of a Korean word.
_PARTICLE = re.compile(f"(?<=[{HANGUL}]{{2}})(?:에서|에는|으로|에게|까지|부터|[은는이가을를에의도로와과])$")


def in_pieces(text: str) -> str:
    """The text, with each run of such characters as its overlapping pieces: "apt 时区设置" is "apt 时区 区设 设置". A run that is no longer
    than a piece stays."""
    return text if text.isascii() else _RUN.sub(lambda run: f" {' '.join(_pieces(run[0]))} ", text)


def apart(text: str) -> tuple[str, list[list[str]]]:
    """The text without its runs of such characters, and the pieces of each."""
    return (text, []) if text.isascii() else (_RUN.sub(" ", text), [_pieces(run) for run in _RUN.findall(text)])


def _pieces(run: str) -> list[str]:
    run = _PARTICLE.sub("", run)
    length = KATAKANA_PIECE if _IS_KATAKANA.match(run) else PIECE
    return [run[at : at + length] for at in range(max(1, len(run) - length + 1))]


def is_unspaced(text: str) -> bool:
    """Whether some of it is written so."""
    return not text.isascii() and bool(_RUN.search(text))


def is_japanese(text: str) -> bool:
    return bool(_IS_JAPANESE.search(text))


def has_words(text: str, fewest: int) -> bool:
    """Whether a text has so many words at least; in these scripts one has about two characters."""
    if len(text.split(maxsplit=fewest)) >= fewest:
        return True
    return not text.isascii() and sum(len(run[0]) for run in _RUN.finditer(text)) >= 2 * fewest
