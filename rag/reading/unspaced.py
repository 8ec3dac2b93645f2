"""Scripts that put no spaces between words, Chinese and Japanese, and Korean, which puts its particles at them.

Knows how such a text is read so that two texts can share words: in pieces of neighbouring characters, which find as much as words do that
a dictionary tells apart, and need none for each language. How such questions ask, `east_asian.py` knows.
"""

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Cosines = TypeVar("Cosines", float, NDArray[np.float32])

# A book in one of these has words of another script amid its own, mostly English ones.
LANGUAGES = ("chinese", "japanese", "korean")
PIECE, KATAKANA_PIECE = 2, 3  # characters: a sign of a syllable tells less than one of a word

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"
UNSPACED = f"{_HAN}{HIRAGANA}{_KATAKANA}{_HANGUL}"  # for a class of characters

# Where Japanese goes from one of its scripts to another, another word begins, or the end of one.
_RUN = re.compile(f"[{_KATAKANA}]+|[{HIRAGANA}]+|[{_HAN}]+|[{_HANGUL}]+")
_IS_HAN, _IS_HANGUL = re.compile(f"[{_HAN}]"), re.compile(f"[{_HANGUL}]")
_IS_JAPANESE, _IS_KATAKANA = re.compile(f"[{HIRAGANA}{_KATAKANA}]"), re.compile(f"[{_KATAKANA}]")
# At the end of a Korean word.
_PARTICLE = re.compile(f"(?<=[{_HANGUL}]{{2}})(?:에서|에는|으로|에게|까지|부터|[은는이가을를에의도로와과])$")

# The cosine of two texts that have nothing to do with each other, as the encoder has it that reads sentences here: it knows few words of
# these scripts, and all that is written in one looks alike to it. Means over questions and sentences drawn by lot of a manual in Chinese
# and in Japanese, where the same manual in English has 0.06; for Korean over questions alone.
_TYPICAL = ((_IS_HANGUL, 0.7), (_IS_JAPANESE, 0.47), (_IS_HAN, 0.37))


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


def beyond_typical(cosines: Cosines, text: str) -> Cosines:
    """The cosines of a text with others, as they would be where those that have nothing to do with it had 0."""
    if text.isascii():
        return cosines
    typical = next((cosine for script, cosine in _TYPICAL if script.search(text)), 0.0)
    return (cosines - typical) / (1 - typical) if typical else cosines
