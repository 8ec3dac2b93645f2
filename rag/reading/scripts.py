"""Scripts that the encoder of sentences and words hardly knows, which was trained on English for the most part.

Knows which these are, how near it takes any two texts in one to be, and that such a word means no more to it than itself.
"""

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Cosines = TypeVar("Cosines", float, NDArray[np.float32])

# For classes of characters.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"

SHARE = 0.1  # of a text's characters, at least, that are of its script: a formula has Greek letters, too

# Nine tenths of the mean cosine of questions with sentences drawn by lot, of an installation guide in as many languages, since such books
# have English amid their own; of the same guide in English that is 0.03, in Czech 0.19.
_TYPICAL = tuple(
    (re.compile(f"[{script}]"), cosine)
    for script, cosine in (
        (HANGUL, 0.63),
        (HIRAGANA + KATAKANA, 0.58),
        (HAN, 0.40),
        ("\u0370-\u03ff\u1f00-\u1fff", 0.67),  # Greek
        ("\u0400-\u052f", 0.45),  # Cyrillic
        ("\u1ea0-\u1ef9đĐơƠưƯăĂ", 0.42),  # Vietnamese, of which the encoder sees bytes
    )
)


def beyond_typical(cosines: Cosines, text: str) -> Cosines:
    """The cosines of a text with others, as they would be where those that have nothing to do with it had 0."""
    if text.isascii():
        return cosines
    typical = next((cosine for script, cosine in _TYPICAL if len(script.findall(text)) >= SHARE * len(text)), 0.0)
    return (cosines - typical) / (1 - typical) if typical else cosines


def means_itself(word: str) -> bool:
    """Whether nothing is known of what it means beside what it is: 1998 is not nearly 1999, and of a word with a letter beyond those of
    English the encoder sees pieces, which many words share."""
    return not word.isascii() or any(map(str.isdigit, word))
