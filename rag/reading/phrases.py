"""Phrases: words that stand side by side in a text.

Knows sequences of terms only.
"""

from collections.abc import Sequence


def stands_in(phrase: Sequence[int], text: Sequence[int]) -> bool:
    """Whether all of it stands there in its order, with nothing between."""
    return any([*text[at : at + len(phrase)]] == [*phrase] for at in range(len(text) - len(phrase) + 1))
