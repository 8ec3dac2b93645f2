"""Sections that say what readers will learn, or what they have to do: outcomes, exercises, grading.

Knows how textbooks and courses call them in English. They name all that a chapter speaks of, and tell nothing of it.
"""

import re
from functools import lru_cache

_OUTCOMES = (
    r"(?:(?:learning|course|module|chapter) )?(?:outcomes|objectives)|learning goals"
    r"|(?:in this (?:chapter|module|lesson|part|unit|section|course|tutorial|guide|book),? )?"
    r"what (?:you|we|readers|students)(?:['’]ll| will| are going to|['’]re going to)?"
    r" (?:learn|build|cover|create|achieve|do|explore|master)\b"
)
_SECTION = re.compile(
    rf"(?:{_OUTCOMES}).*"
    r"|(?:(?:practice|hands-on|coding|review|chapter|optional|suggested|bonus) )?"
    r"(?:exercises?|assignments?|homework|quiz(?:zes)?"
    r"|(?:review|discussion|comprehension|practice|study|quiz|self[- ]check|critical[- ]thinking|concept(?:ual)?) questions?"
    r"|(?:self|knowledge|comprehension)[ -](?:check|test))"
    r"(?:\b[^a-z]*\d.*|\W*)"
    r"|quiz(?:zes)?\s*[-–—:|].*|.{2,60} quiz(?:zes)?"
    r"|question \d+\b.*|.{0,20}\b(?:multiple[- ]choice|short[- ]answer|true[ /-](?:or[ -])?false|problem[- ]solving|essay) questions?\b.*"
    r"|answer keys?\b.*|try (?:it )?(?:with (?:an )?ai|yourself)\b.*|(?:ai )?co-?learning prompts?\b.*|learn by doing"
    r"|(?:practice|review) problems|coding challenges?|(?:check|test) your (?:understanding|knowledge)|questions for (?:review|discussion)"
    r"|(?:project )?deliverables|(?:acceptance|success|grading) criteria|grading(?: scheme)?|(?:grading |assessment |evaluation )?rubric"
    r"|(?:learning |final )?assessments?\b.*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:{_OUTCOMES})[^.:\n]*(?::|\n)", re.IGNORECASE
)  # a chapter may begin with them below no heading of their own
_PROMISES = re.compile(
    r".{0,60}?\b(?:you|we)(?:['’]ll| will| should)(?: (?:be able to|have|learn(?: (?:how to|to|about))?|know(?: how to)?|understand))?:$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:(?:i|you|we|one|students?|readers?|to)\s+(?:\w+\s+)?learn"
    r"|what\s+(?:will|would)\s+(?:i|we|you|students?|readers?)\s+\w+"
    r"|learn(?:ed|t|ing)?\s+(?:from|in\s+th|outcomes?|goals?)|outcomes?|objectives?"
    r"|exercises?|assignments?|homework|quiz(?:zes)?|practi[cs]e|tasks?|deliverables?"
    r"|criteri(?:a|on)|rubric|grad(?:e|es|ed|ing)|assess\w*|marks?|submit\w*|submission|project)\b",
    re.IGNORECASE,
)


def is_syllabus(section: str, begins: str = "") -> bool:
    """``section``: a heading path, as a chunk has it; ``begins``: its first words."""
    return any(_SECTION.fullmatch(each) for each in section.split(" › ")) or bool(_LABEL.match(begins))


@lru_cache(maxsize=8192)  # each answer looks at forty sentences
def promises(sentence: str) -> bool:
    """Whether it leads in to what readers will have done: "By the end of this section, you will have:"."""
    return bool(_PROMISES.match(sentence))


def asks_for_syllabus(message: str) -> bool:
    return bool(_ASKS.search(message))
