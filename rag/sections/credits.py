"""Sections that name who made something: contributors, sponsors, thanks.

Knows how they are called in English. They list people with all that these have done, in the words of what visitors ask about.
"""

import re

_SECTION = re.compile(
    r"(?:our |the |special )?(?:contributors?|maintainers?|sponsors?|backers?|authors?|credits|thanks(?: to)?|acknowledge?ments?"
    r"|(?:core )?team|emeriti|past (?:contributors|maintainers))\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|contribut\w+|maintain\w*|sponsor\w*|back(?:er|ed)\w*|authors?|credits?|thank\w*|acknowledg\w+|team|people|wrote|written)\b"
    r"|\bwhen\b.{1,80}\b(?:published|created|proposed)\b",
    re.IGNORECASE,
)


def is_credits(section: str) -> bool:
    """``section``: a heading path, as a chunk has it."""
    return bool(_SECTION.fullmatch(section.rpartition(" › ")[2]))


def asks_who(message: str) -> bool:
    return bool(_ASKS.search(message))
