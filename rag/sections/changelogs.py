"""Sections that tell what changed from one version to the next, and who asks for that.

Knows how changelogs are called in English, and headings that are a version's number. Each of their lines names a thing that visitors ask
about, in few words, and says what once was wrong with it.
"""

import re

_CALLED = re.compile(
    r"(?:change ?log|(?:release|version) (?:notes?|history)|what(?:['’]s| is) new|breaking changes|(?:\S+ )?(?:migration|upgrade) guide)\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?:^|/)(?:change-?log|release-?notes?|whats-?new|migration-guide)[^/]*$", re.IGNORECASE)
_PART = r"(?:[-.+]?(?:a|b|c|rc|alpha|beta|dev|pre|post|canary|next|lts)[\w.+-]*)?"  # "-rc.1"
_DATED = r"\W{1,4}(?:\d{4}-\d\d-\d\d|\w+ \d{1,2},? \d{4}|\d{1,2}\.? \w+ \d{4}|\w+ \d{4})\W?"
_VERSION = re.compile(
    rf"(?:[\w.@/-]+ )?(?:(?:v?\d+\.\d+\.\d+|v\d+\.\d+|(?:version|release) v?\d+(?:\.\d+)*){_PART}(?:{_DATED})?|\d+\.\d+{_PART}{_DATED})"
    r"|unreleased",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:chapter|section|part|lesson|module|unit|figure|table|exercise|appendix|step)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:what(?:['’]s|\s+is|\s+are)?(?:\s+the)?\s+new|new\s+(?:in|features?|since)|newest|latest|recent(?:ly)?|changed|changes|changelog"
    r"|change\s+log|released|releases|release\s+notes?|introduced|added|removed|deprecat\w+|since|no\s+longer|fixed|renamed"
    r"|(?:what|which)\s+(?:\S+\s+)?versions?|bug\s?fix(?:es)?"
    r"|breaking|upgrad\w+|migrat\w+|history|v?\d+\.\d+)|^\W*when\b",
    re.IGNORECASE,
)


def is_changelog(title: str, section: str, slug: str) -> bool:
    """``title`` and ``slug``: of a page; ``section``: a heading path on it, as a chunk has it."""
    if _CALLED.match(title) or _FILE.search(slug):
        return True
    return any(_tells_of_a_version(each) for each in (title, *section.split(" › ")))


def _tells_of_a_version(heading: str) -> bool:
    if _CALLED.fullmatch(heading):
        return True
    return bool(_VERSION.fullmatch(heading) and not _NUMBERED.match(heading))


def asks_what_changed(message: str) -> bool:
    return bool(_ASKS.search(message))
