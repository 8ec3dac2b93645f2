"""Sections that only say where to read on: "Next steps", "See also".

Knows how they are called in English. Their links name what a visitor asks about, and answer nothing.
"""

import re

_SIGNPOST = re.compile(
    r"(?:next steps?|what(?:['’]s| is) next\??|see also|related(?: \w+)?|(?:additional |more |other |further )?(?:resources|reading)"
    r"|learn more|references|(?:external |useful |helpful )?links|more information|where to go (?:next|from here)\??)$",
    re.IGNORECASE,
)


def is_signpost(section: str) -> bool:
    """``section``: a heading path, as a chunk has it."""
    return bool(_SIGNPOST.match(section.rpartition(" › ")[2]))
