"""Names as programs write them, and the words that they are made of.

A reference says `bodyLimit` where its reader asks for the body limit. Knows which names are made of several words; `body_limit` is none of
them, for the engine takes it apart by itself.
"""

import re

_OF_WORDS = r"[a-z]{2,}\d*(?:[A-Z][a-z]+\d*)+"
# `ProxyAgent` is one in code only: GitHub is no hub of gits.
_IN_CODE = re.compile(rf"(?<![^\W_])(?:{_OF_WORDS}|(?:[A-Z][a-z]+\d*){{2,}})(?![^\W_])")
_SPAN_OR_NAME = re.compile(rf"(?P<span>`[^`\n]+`)|(?<![^\W_]){_OF_WORDS}(?![^\W_])")
# All of a line, or of one heading of a path: "ScrollView", "Components › BaseHTTPMiddleware". Amid a text it may be anything.
_HEADING = re.compile(r"(?:^|(?<= › ))(?:[A-Z]+[a-z]+\d*){2,}(?= › |$)", re.MULTILINE)
# Names of products, whose words mean nothing by themselves: JavaScript is no Java.
_PRODUCTS = frozenset(
    (
        "bitbucket", "coffeescript", "devops", "github", "gitlab", "javascript", "latex", "linkedin", "macbook", "openai", "paypal",
        "powerpoint", "powershell", "typescript", "whatsapp", "wordpress", "youtube",
    )
)  # fmt: skip
_MAY_HOLD = re.compile(r"`|[a-z\d][A-Z]")  # found in a fifth of the time that looking for names takes
_SEAM = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def spelled_out(text: str) -> str:
    """The text, with the words behind each name that is made of several: "bodyLimit body Limit"."""
    if not _MAY_HOLD.search(text):
        return text
    return _SPAN_OR_NAME.sub(
        lambda found: _IN_CODE.sub(_with_words, found["span"]) if found["span"] else _with_words(found), text
    )


def said_by_headings(text: str) -> str:
    """The same where a heading or a title, on a line of its own, is such a name and nothing else: "ScrollView Scroll View"."""
    return _HEADING.sub(lambda found: _with_words(found) if in_words(found[0]) else found[0], text)


def of_a_book(text: str) -> str:
    """What a book says, with the words of all its names: of those in its text, and of those that are its headings."""
    return spelled_out(said_by_headings(text))


def in_words(heading: str) -> str:
    """What a heading that is such a name says: "Scroll View"; "" of any other."""
    is_name = _HEADING.fullmatch(heading) and heading.lower() not in _PRODUCTS
    return _SEAM.sub(" ", heading) if is_name else ""


def _with_words(name: re.Match[str]) -> str:
    return f"{name[0]} {_SEAM.sub(' ', name[0])}"
