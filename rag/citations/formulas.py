r"""Formulas within Markdown: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, in which no bracket is a marker.

Knows where one ends, and when that can't be told yet; not what it says.
"""

import re

OPENS = r"\$|\\\("  # what may begin one, but for "\[", which may begin a marker, too

# "$5, and $10 more" are prices: behind the first dollar of a formula stands no space, before the last one none either, and no digit behind.
_PRICE = re.compile(r"\$\d[\d.,]*(?:[kKMB]|bn|m)?(?=[\s.,;:!?)/–-])")
_WHOLE = re.compile(
    r"\$\$(?:[^$]|\\\$){1,1500}\$\$|\$(?![\s$])[^$\n]{0,300}(?<![\s\\])\$(?!\d)|\\\((?s:.){1,400}?\\\)|\\\[(?s:.){1,1500}?\\\]"
)
_BEGUN = re.compile(
    r"\$\$[^$]{0,1500}\${0,2}\Z|\$(?:(?![\s$])[^$\n]{0,300}\$?)?\Z|\\\((?s:.){0,400}\Z|\\\[(?s:.){0,1500}\Z"
)


def formula(text: str, at: int, *, final: bool) -> int | None:
    """How long the one is that begins there, 0 for none; None where more text is needed to tell."""
    if _PRICE.match(text, at):
        return 0
    whole = _WHOLE.match(text, at)
    if whole and (final or whole.end() < len(text)):  # a digit behind it would make it two prices
        return whole.end() - at
    return None if not final and _BEGUN.match(text, at) else 0
