"""Which number answers a question: hours for how long something takes, kilograms for how heavy it is, "12 steps" for how many steps.

Knows English questions, and how books write numbers and units.
"""

import re
from functools import lru_cache

# "How heavy …", and what a book calls that.
ADJECTIVES = r"heavy|tall|high|long|far|fast|big|large|wide|deep|strong|powerful|hot|cold|expensive|old|accurate|precise|loud|bright"
MEASURES = (
    r"mass|weight|height|length|width|depth|size|speed|range|torque|power|capacity|voltage|temperature|price|cost|age|resolution"
    r"|population|area|diameter|volume|frequency"
)
_TO_TWELVE = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
NUMBER = rf"\d[\d.,]*|\b(?:{_TO_TWELVE}|dozen|hundreds?|thousands?|millions?|half|twice|third|quarter)\b"
_HOW_MANY = re.compile(
    r"\bhow many (?:[\w'’-]+ ){0,3}?([\w'’-]+)(?= (?:of|do|does|did|are|is|was|were|has|have|had|can|could|will|would|should|must|may|might"
    r"|in|on|per|at|for|to|by|from|that|there|i|you|we|they)\b|\W*$)",
    re.IGNORECASE,
)
_NO_THING = r"do|does|did|is|are|was|were|can|could|should|would|will|money|time|more|less|of|longer"
_HOW_MUCH = re.compile(
    rf"\bhow much (?!(?:{_NO_THING})\b)(?:[\w'’-]+ ){{0,2}}?([\w'’-]{{3,}})"
    r"(?= (?:do|does|did|is|are|was|were|can|could|will|would|should|must|in|on|per|at|for|to|goes|that|there|i|you|we|they)\b|\W*$)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"(?:ies|(?:(?<=[sxz])|(?<=[sc]h))es|(?<!s)s)$")

# "How many km?" is answered in kilometres, too.
_SPELT_OUT = {
    "km": r"(?:km|kilomet(?:er|re)s?)",
    "kg": r"(?:kg|kilograms?|kilos?)",
    "ms": r"(?:ms|milliseconds?)",
    "secs": r"(?:s|secs?|seconds?)",
    "mins": r"(?:mins?|minutes?)",
    "hrs": r"(?:h|hrs?|hours?)",
    "mb": r"(?:MB|megabytes?)",
    "gb": r"(?:GB|gigabytes?)",
}
COLUMN = 600  # characters behind a table's header, in which a number may stand
LONGEST = 20  # words of a question: a longer one may ask for more than one thing

_WORDS = rf"\b(?:an?|{_TO_TWELVE}|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|million|billion|few|several|couple\s+of)"
# In words a number has a unit in words: "a day", and no "and".
_NUMBER = rf"(?:\d[\d.,]*[\s\W]{{0,4}}(?:mathrm\{{)?|{_WORDS}[\s-]+(?=\w{{3}}))"
_TIME = (
    r"(?:[nmµμu]?s|secs?|mins?|h|hrs?|d|yrs?|(?:milli|micro|nano)?seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?"
    r"|centur(?:y|ies))"
)
_LENGTH = (
    r"(?:[nµμmck]?m|in|ft|px|pixels?|inch(?:es)?|foot|feet|yards?|miles?|(?:nano|micro|milli|centi|kilo)?met(?:re|er)s?|light[- ]years?"
    r"|parsecs?|AU|stor(?:e?y|ies)|pages?|words?)"
)
_MASS = r"(?:[µmk]?g|t|N|lbs?|oz|(?:kilo|milli)?grams?|kilos?|pounds?|ounces?|tons?|tonnes?|newtons?)"
_SPEED = (
    r"(?:[a-zµ°]{1,4}/(?:s|h|min)|[km]ph|kn|knots?|rpm|[kMG]?Hz|fps|[kMG]?bps"
    r"|\S+\s+(?:per|an?|each|every)\s+(?:second|minute|hour|day))"
)
_ASKED = (
    (r"how\s+long\s+(?:to|do|does|did|can|could|will|would|has|have|had|until|before|after|should|must|may)\b", _TIME),
    (r"how\s+(?:quickly|soon|old)\b", _TIME),
    (r"how\s+(?:tall|high|wide|far|thick)\b", _LENGTH),
    (r"how\s+heavy\b|\bhow\s+much\b.{1,40}\bweigh", _MASS),
    (r"how\s+fast\b", _SPEED),
    (r"how\s+much\s+(?:\w+\s+)?(?:memory|ram|disk|storage)\b", r"(?:[KMGT]i?B|(?:kilo|mega|giga|tera)bytes?)"),
    (r"(?:how\s+(?:hot|cold|warm)|at\s+(?:what|which)\s+temperature)\b", r"(?:°\s?[CF]?|degrees?|K|kelvins?)"),
    (r"(?:what|which|how\s+(?:much|many))\s+percent", r"(?:%|percent|per\s+cent)"),
)
_PRICED = re.compile(
    r"how\s+expensive\b|\bprice\s+of\b|\bhow\s+much\b.{1,60}\bcosts?\b|\bhow\s+much\s+money\b|\bwhat\s+(?:do|does|did|would|will)\b.{1,60}\bcost\b",
    re.IGNORECASE,
)
# "$0.5$" is a formula.
_PRICE = re.compile(
    r"[£€¥]\s?\d|\$\s?\d[\d.,]*(?![^$\n]*\$)|\d\s?(?:[$£€¥]|USD|EUR|GBP|dollars?|euros?|pounds?|cents?)\b|\bfree\b",
    re.IGNORECASE,
)
_UNITS = [
    (re.compile(rf"\b(?:{asked})", re.IGNORECASE), re.compile(rf"{_NUMBER}{unit}(?!\w|/)")) for asked, unit in _ASKED
]


def asks_price(question: str) -> bool:
    return bool(_PRICED.search(question))


@lru_cache(maxsize=64)
def unit_of(question: str) -> re.Pattern[str] | None:
    """A number in one of them; None where none is sure to be asked for."""
    if len(question.split()) > LONGEST:
        return None
    if asks_price(question):
        return _PRICE
    return next((unit for asked, unit in _UNITS if asked.search(question)), None)


@lru_cache(maxsize=64)
def count_of(question: str) -> re.Pattern[str] | None:
    """A number of what "How many steps are there?" counts, or "How much oil does it take?" measures: "12 steps", "twelve easy steps",
    "20 ml oil", "Oil: 20 ml", a row "Steps | 12", a column "Steps" above a 12."""
    found = _HOW_MANY.search(question) or _HOW_MUCH.search(question)
    if not found:
        return None
    counted = found[1].lower()
    one, plural = _PLURAL.subn("", counted)
    # "27 joint values" are no joints.
    things = _SPELT_OUT.get(counted) or re.escape(one) + "(?:s|es|ies)" * plural
    few = r"(?:[\w'’-]+\s+){0,2}?"
    behind = rf"(?:\A|(?<=\n))\W*{few}{things}\b[^:.\n]{{0,30}}:\s*(?:{NUMBER})"
    in_row = rf"\|\s*{few}{things}\b[^|\n]*\|[^|\n]*?(?:{NUMBER})"
    in_column = rf"\|[^|\n]*\b{things}\b[^|\n]*\|(?s:.{{0,{COLUMN}}}?)\|\s*(?:{NUMBER})"
    return re.compile(rf"(?:{NUMBER})\s+{few}{things}\b|{behind}|{in_row}|{in_column}", re.IGNORECASE)
