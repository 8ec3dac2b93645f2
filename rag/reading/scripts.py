"""Scripts that the encoder of sentences and words hardly knows, which was trained on English for the most part.

Knows which these are, how near it takes any two texts in one to be, and that such a word means no more to it than itself.
"""

import re
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.book.scripts import CYRILLIC, GREEK, HAN, HANGUL, HIRAGANA, KATAKANA, VIETNAMESE

Cosines = TypeVar("Cosines", float, NDArray[np.float32])

SHARE = 0.1  # of a text's characters, at least, that are of its script: a formula has Greek letters, too

# Nine tenths of the mean cosine of questions with sentences drawn by lot, of an installation guide in as many languages, since such books
# have English amid their own; of the same guide in English that is 0.03, in Czech 0.19.
_TYPICAL = tuple(
    (re.compile(f"[{script}]"), cosine)
    for script, cosine in (
        (HANGUL, 0.63),
        (HIRAGANA + KATAKANA, 0.58),
        (HAN, 0.40),
        (GREEK, 0.67),
        (CYRILLIC, 0.45),
        (VIETNAMESE, 0.42),  # of which the encoder sees bytes
    )
)


def beyond_typical(cosines: Cosines, text: str) -> Cosines:
    """The cosines of a text with others, as they would be where those that have nothing to do with it had 0."""
    typical = 0.0 if text.isascii() else _typical(text)
    return (cosines - typical) / (1 - typical) if typical else cosines


@lru_cache(maxsize=64)  # a claim is held against each passage
def _typical(text: str) -> float:
    return next((cosine for script, cosine in _TYPICAL if len(script.findall(text)) >= SHARE * len(text)), 0.0)


def means_itself(word: str) -> bool:
    """Whether nothing is known of what it means beside what it is: 1998 is not nearly 1999, and of a word with a letter beyond those of
    English the encoder sees pieces, which many words share."""
    return not word.isascii() or any(map(str.isdigit, word))
