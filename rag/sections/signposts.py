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

_ELSEWHERE = re.compile(
    r"(?:(?:continue|proceed|move on|go on) (?:to|with) (?:the (?:next|following) )?(?:chapter|section|module|lesson|part|page)"
    r"|learn (?:more|about|how)|read (?:more|about|the|our)|check out|explore|find out (?:more|how)|refer to"
    r"|(?:watch|visit|listen to) (?:this|these|the|our)(?: [\w-]+){0,3} (?:videos?|clips?|films?|websites?|sites?|pages?|podcasts?))\b"
    r"|for\s+(?:more|further|additional)\s+(?:information|details|info)\b[^.]{0,120}?\b(?:see|refer\s+to|visit|check|read|consult)\b"
    r"|(?:please\s+|[\w ]{1,40}:\s+)?see\s+(?!(?:that|how|what|why|if|whether|in)\b)"
    r"|[(（]?(?:请|請)?(?:参[见閱阅考]|參[見閱考]|[详詳另][见見])|.{1,60}参照(?:して)?(?:ください|下さい)。?$",
    re.IGNORECASE,
)
# A sentence of several.
_GOES_ON = re.compile(r"[.!?:]\s+\S|\n")


def points_elsewhere(text: str) -> bool:
    """Whether a sentence says where to read on: "Learn more about …", "See …"."""
    return bool(_ELSEWHERE.match(text))


def is_signpost(section: str, begins: str = "") -> bool:
    """``section``: a heading path, as a chunk has it; ``begins``: its first words."""
    path = section.split(" › ")
    says_more = begins[-1:] not in (".", "!") or bool(_GOES_ON.search(begins))
    pointing = _POINTS_ON.match(begins) or (points_elsewhere(begins) and not says_more)
    return bool(_SIGNPOST.match(path[-1]) or pointing) or any(map(_STRUCTURE.match, path))
