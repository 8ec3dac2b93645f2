"""What went wrong, and what helps, as pages about problems set them out: "Symptom: …", "Cause: …", "Solution: …", or below such headings.

Knows the labels in English, and how plain sentences go on with what helps. Who asks about the one wants to be told the other.
"""

import re
from collections.abc import Sequence

_CAUSE = r"(?:root |likely |common |possible )?causes?"
_WENT_WRONG = rf"(?:symptoms?|problems?|issues?|errors?|{_CAUSE})"
_HELPS = (
    r"(?:(?:quick |recommended |possible )?(?:solutions?|fix(?:es)?|workarounds?)|resolution|remedy|how to fix(?: it)?"
    r"|to fix(?: (?:it|this))?)"
)
_TROUBLE = re.compile(rf"{_WENT_WRONG}\s*:", re.IGNORECASE)
_REMEDY = re.compile(rf"{_HELPS}\s*:", re.IGNORECASE)
# Below "Errors" or "Issues" many are told of, and "Fixes" need not be theirs.
_HEADS_TROUBLE = re.compile(r"(?:symptoms?|problem|issue|error)\s*:?", re.IGNORECASE)
_HEADS_CAUSE = re.compile(rf"(?:{_CAUSE}|background|reasons?)\s*:?", re.IGNORECASE)
_HEADS_REMEDY = re.compile(rf"(?!fixes|solutions|workarounds){_HELPS}\s*:?", re.IGNORECASE)
# In a text that has no labels: what helps against what the sentences before tell.
_AGAINST_IT = re.compile(
    r"(?:to|you can|we can|you (?:may|might|could)) (?:fix|rectify|resolve|solve|correct|remedy|overcome|repair|prevent|avoid|work around"
    r"|get around|recover from|address|mitigate|counter(?:act)?) (?:this|that|it|these|the (?:problem|issue|error|situation))\b"
    r"|(?:the|an?|one|another) (?:\w+ )?(?:solution|workaround|fix|remedy) (?:is|for (?:this|that|it))\b"
    r"|(?:if|when) (?:this|that) happens\b",
    re.IGNORECASE,
)
# "To see them, you must …", behind what does not go, or goes so by default.
_DOES_NOT = re.compile(r"\b(?:not|cannot|never|no longer|by default)\b|n['’]t\b", re.IGNORECASE)
_TO_HAVE_IT = re.compile(
    r"To (?!use\b)\w+\b[^,.;]{0,60}, (?:(?:you )?(?:must|need to|have to|should|can)|set|add|enable|change|run|pass|install|start|use)\b"
)


def tells_of_trouble(sentence: str) -> bool:
    return bool(_TROUBLE.match(sentence))


def tells_what_helps(sentence: str) -> bool:
    return bool(_REMEDY.match(sentence))


def helps_against_it(sentence: str) -> bool:
    """Whether it begins with what to do against what was told right before: "To rectify this, unplug it."."""
    return bool(_AGAINST_IT.match(sentence))


def makes_it_go(before: str, sentence: str) -> bool:
    """Whether it says what to do to have what does not go: "Masts are not shown. To see them, you must raise them."."""
    return bool(_DOES_NOT.search(before) and _TO_HAVE_IT.match(sentence))


def above_trouble(headings: Sequence[str]) -> tuple[str, ...] | None:
    """The headings down to that right below which it says what went wrong: () for "Issue" right below a page's title; None where it says
    something else."""
    return tuple(headings[:-1]) if headings and _HEADS_TROUBLE.fullmatch(headings[-1]) else None


def above_cause(headings: Sequence[str]) -> tuple[str, ...] | None:
    """The headings down to "Cause", below which it says why."""
    return _above(_HEADS_CAUSE, headings)


def above_what_helps(headings: Sequence[str]) -> tuple[str, ...] | None:
    """The same of what helps: "Solution"."""
    return _above(_HEADS_REMEDY, headings)


def _above(label: re.Pattern[str], headings: Sequence[str]) -> tuple[str, ...] | None:
    return next((tuple(headings[:at]) for at, each in enumerate(headings) if label.fullmatch(each)), None)
