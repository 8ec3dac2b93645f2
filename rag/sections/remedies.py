"""What went wrong, and what helps, as pages about problems set them out: "Symptom: …", "Cause: …", "Solution: …".

Knows the labels in English, and how plain sentences go on with what helps. Who asks about the one wants to be told the other.
"""

import re

_TROUBLE = re.compile(r"(?:symptoms?|problems?|issues?|errors?|(?:root |likely |common )?causes?)\s*:", re.IGNORECASE)
_REMEDY = re.compile(
    r"(?:(?:quick |recommended |possible )?(?:solutions?|fix(?:es)?|workarounds?)|resolution|remedy|how to fix(?: it)?"
    r"|to fix(?: (?:it|this))?)\s*:",
    re.IGNORECASE,
)
# In a text that has no labels: what helps against what the sentences before tell.
_AGAINST_IT = re.compile(
    r"(?:to|you can|we can|you (?:may|might|could)) (?:fix|rectify|resolve|solve|correct|remedy|overcome|repair|prevent|avoid|work around"
    r"|get around|recover from|address|mitigate|counter(?:act)?) (?:this|that|it|these|the (?:problem|issue|error|situation))\b"
    r"|(?:the|an?|one|another) (?:solution|workaround|fix|remedy) (?:is|for (?:this|that|it))\b"
    r"|(?:if|when) (?:this|that) happens\b",
    re.IGNORECASE,
)


def tells_of_trouble(sentence: str) -> bool:
    return bool(_TROUBLE.match(sentence))


def tells_what_helps(sentence: str) -> bool:
    return bool(_REMEDY.match(sentence))


def helps_against_it(sentence: str) -> bool:
    """Whether it begins with what to do against what was told right before: "To rectify this, unplug it."."""
    return bool(_AGAINST_IT.match(sentence))
