"""What a visitor says to the last answer before, or instead of, asking on: "thanks, now …", "no, I mean …", "that didn't work".

Knows English phrases; not what is asked on.
"""

import re

_ASKS_ON = r"(?:(?:and|but|now|so|then|next|ok(?:ay)?)\b[\s,:]*)*"
_THANKS = r"(?:(?:many )?thanks|thank you|thx|cheers)(?:\s+(?:so|very) much|\s+a (?:lot|bunch))?"
_THANKED = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|great|cool|perfect|nice|alright)[\s,.!]+)?"
    rf"(?:{_THANKS}(?:\s*[,.!;:–-]+\s*|\s+(?=(?:and|but|now|so|then)\b))"
    rf"|(?:great|cool|perfect|nice|awesome|got it|alright|i see)\s*[,.!]+\s*){_ASKS_ON}(?=\w)",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"^\W*(?:(?:(?:no|nope|nah|sorry|wait|actually|hmm?)[\s,.!]+)+(?:i (?:mean|meant)|rather)|i (?:mean|meant))\b[\s,:]*(?=\w)",
    re.IGNORECASE,
)
_DOES_NOT_WORK = r"(?:(?:didn['’]?t|did not|doesn['’]?t|does not|won['’]?t|isn['’]?t|is not) (?:work(?:ing)?|help(?:ing)?)|fail(?:s|ed))"
_FAILED = re.compile(
    r"(?:(?:no|nope|but|hmm?|sorry|sadly|unfortunately)[\s,.]+)*(?:i (?:tried|did) (?:that|it|this)[\s,]+(?:(?:and|but)\s+)?)?"
    rf"(?:(?:that|it|this) (?:still )?{_DOES_NOT_WORK}|(?:it['’]?s )?(?:still )?not working|still (?:{_DOES_NOT_WORK}|failing|broken)"
    r"|(?:still )?(?:the )?same (?:error|problem|issue)|no luck)(?: (?:for me|either|at all|though|again|now))*",
    re.IGNORECASE,
)
_FRAGMENT = 3  # words: more make a question of their own


def without_reaction(message: str) -> str:
    """What is asked on. What is meant instead goes on like any other: "no I mean the valve" asks "and the valve"."""
    asked = _THANKED.sub("", message)
    meant = _CORRECTED.sub("", asked)
    if meant == asked:
        return asked
    return f"and {meant}" if len(meant.split()) <= _FRAGMENT else meant


def failed(asked: str) -> bool:
    """Whether all that is said is that what was told did not help."""
    return bool(_FAILED.fullmatch(asked))
