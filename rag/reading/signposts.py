"""Sections that only say where to read on: "Next steps", "See also", "Table of contents".

Knows how they are called in English, and how they begin where they are called otherwise. Their links name what a visitor asks about, and
answer nothing.
"""

import re

_SIGNPOST = re.compile(
    r"(?:next steps?|what(?:['’]s| is) next\??|see also|related(?: \w+)?|(?:additional |more |other |further )?(?:resources|reading)"
    r"|learn more|(?:.* )?table of contents|contents|in this (?:section|chapter|module|guide)"
    r"|(?:navigate|browse|explore) .*\b(?:documentation|docs|guides?|book|site|topics?)\b.*"
    r"|references|(?:external |useful |helpful )?links|more information|where to go (?:next|from here)\??)$",
    re.IGNORECASE,
)
# What these say of each chapter stands below a heading of its own.
_STRUCTURE = re.compile(
    r"(?:chapter|module|course|book|part|unit|section|lesson|page|guide) (?:structure|outline|contents|map|roadmap|at a glance)$",
    re.IGNORECASE,
)
# "See Appendix C for:", and a list.
_POINTS_ON = re.compile(
    r"(?:please )?(?:see|refer to|consult|visit|check(?: out)?|for (?:more|further) \w+)\b[^\n]{0,120}:[ ]*\n",
    re.IGNORECASE,
)


def is_signpost(section: str, begins: str = "") -> bool:
    """``section``: a heading path, as a chunk has it; ``begins``: its first words."""
    path = section.split(" › ")
    return bool(_SIGNPOST.match(path[-1]) or _POINTS_ON.match(begins)) or any(map(_STRUCTURE.match, path))
