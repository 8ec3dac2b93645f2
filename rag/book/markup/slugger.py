"""Anchors as `github-slugger` 2 makes them, so that a link into a page lands on its heading.

Knows how a heading's text becomes an anchor and which anchors a page has used. Knows nothing about Markdown.
"""

import unicodedata
from functools import lru_cache

_KEPT_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl", "Mn", "Mc", "Me", "Nd", "Pc"})

# github-slugger's table is Unicode 13's "Alphabetic": it has these circled letters, which are symbols by category …
_KEPT_SYMBOLS = ((0x24B6, 0x24E9), (0x1F130, 0x1F149), (0x1F150, 0x1F169), (0x1F170, 0x1F189))

# … and lacks these letters, which came to Unicode later.
_TOO_NEW_TEXT = """
    870-887 889-88e 898-89f 8b5-8b5 8c8-8d2 c3c-c3c c5d-c5d cdd-cdd 170d-170d 1715-1715 171f-171f 180f-180f
    1ac1-1ace 1b4c-1b4c 1dfa-1dfa 2c2f-2c2f 2c5f-2c5f 9ffd-9fff a7c0-a7c1 a7d0-a7d1 a7d3-a7d3 a7d5-a7d9
    a7f2-a7f4 10570-1057a 1057c-1058a 1058c-10592 10594-10595 10597-105a1 105a3-105b1 105b3-105b9 105bb-105bc
    10780-10785 10787-107b0 107b2-107ba 10f70-10f85 11070-11075 110c2-110c2 11740-11746 11ab0-11abf 12f90-12ff0
    16a70-16abe 16ac0-16ac9 1aff0-1aff3 1aff5-1affb 1affd-1affe 1b11f-1b122 1cf00-1cf2d 1cf30-1cf46 1df00-1df1e
    1e290-1e2ae 1e7e0-1e7e6 1e7e8-1e7eb 1e7ed-1e7ee 1e7f0-1e7fe 2a6de-2a6df 2b735-2b738
"""
_TOO_NEW = tuple((int(a, 16), int(b, 16)) for a, b in (pair.split("-") for pair in _TOO_NEW_TEXT.split()))


@lru_cache(maxsize=4096)
def _slug_character(character: str) -> str:
    """What is left of one character: itself, a hyphen for a space, or nothing."""
    if character in " -":
        return "-"
    code = ord(character)
    if unicodedata.category(character) in _KEPT_CATEGORIES:
        return "" if any(low <= code <= high for low, high in _TOO_NEW) else character
    return character if any(low <= code <= high for low, high in _KEPT_SYMBOLS) else ""


def slugify(heading: str) -> str:
    """The anchor of a heading that is the first of its name on the page. May be empty."""
    return "".join(map(_slug_character, heading.lower()))


class Slugger:
    """The anchors of one page: the second "Setup" becomes "setup-1"."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def slug(self, heading: str) -> str:
        """The heading's anchor, different from every anchor that this slugger gave before."""
        first = anchor = slugify(heading)
        while anchor in self._seen:
            self._seen[first] += 1
            anchor = f"{first}-{self._seen[first]}"
        self._seen[anchor] = 0
        return anchor
