"""What an answer tells a visitor to type: a flag or an environment variable that the book has nowhere does nothing, or something else.

Knows how both are written. File names, arguments and values are the visitor's own: an example may name any.
"""

import re
from collections.abc import Sequence

_TYPED = re.compile(r"(?<![\w-])--[a-z][\w-]{1,60}|(?<![\w$-])[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,80}\b")


def never_said(claim: str, texts: Sequence[str]) -> frozenset[str]:
    """The flags and environment variables of the claim that stand in none of the texts."""
    typed = frozenset(_TYPED.findall(claim))
    return typed.difference(*map(_TYPED.findall, texts)) if typed else typed
