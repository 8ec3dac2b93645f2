"""What went wrong, and what helps, as pages about problems set them out: "Symptom: …", "Cause: …", "Solution: …".

Knows the labels in English. Who asks about the one wants to be told the other.
"""

import re

_TROUBLE = re.compile(r"(?:symptoms?|problems?|issues?|errors?|(?:root |likely |common )?causes?)\s*:", re.IGNORECASE)
_REMEDY = re.compile(
    r"(?:(?:quick |recommended |possible )?(?:solutions?|fix(?:es)?|workarounds?)|resolution|remedy|how to fix(?: it)?"
    r"|to fix(?: (?:it|this))?)\s*:",
    re.IGNORECASE,
)


def tells_of_trouble(sentence: str) -> bool:
    return bool(_TROUBLE.match(sentence))


def tells_what_helps(sentence: str) -> bool:
    return bool(_REMEDY.match(sentence))
