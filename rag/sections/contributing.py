"""Pages for those who work on what the book is about, and who asks for them: "Contributing", "Code of conduct".

Knows how they are called in English. They say how to install, test and release the thing itself, in the words of who only wants to use it.
"""

import re

_PAGE = re.compile(
    r"(?:how to contribute|contribut(?:ing|e|ion)(?: (?:guide|guidelines|to \S+))?|hacking(?: on \S+)?"
    r"|code of conduct|governance)\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:contribut\w+|pull requests?|prs?|patch(?:es)?|forks?|report\w*|bugs?|issues?|develop(?:ers?|ment|ing)?|commits?|conduct"
    r"|maintain\w*|govern\w+|help out|get involved|translat\w+|code style|changelog|release (?:process|a version))\b",
    re.IGNORECASE,
)


def is_for_contributors(title: str, slug: str) -> bool:
    """``title`` and ``slug``: of a page."""
    return bool(_PAGE.fullmatch(title) or _PAGE.fullmatch(slug.rpartition("/")[2].replace("-", " ").replace("_", " ")))


def asks_to_contribute(message: str) -> bool:
    return bool(_ASKS.search(message))
