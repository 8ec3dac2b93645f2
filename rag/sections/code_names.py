"""Sections that are called as programs call what they tell of: an option, "--dry-run, -n", a command, "`lamp light [tram]`".

Knows how such a heading is written, and whether words say the name; not what it is worth to say it.
"""

import re

_SPANS = re.compile(r"`[^`]+`(?:\s*[,/|]\s*`[^`]+`)*(?:\s+\S+)?")  # "`roots` [array<string>]"
_TAKES = r"(?:[ =](?:<[^>]*>|\[[^\]]*\]|\S+))?"
_OPTION = re.compile(rf"--?[A-Za-z][\w-]*{_TAKES}(?:\s*[,/|]\s*--?[A-Za-z][\w-]*{_TAKES})*")
# "bodyLimit", "BaseHTTPMiddleware", "JSONResponse", "MAX_SIZE"; not "IDs", "GraphQL"
_IDENTIFIER = re.compile(
    r"(?:[a-z]+|[A-Z][a-z]+)(?:[A-Z]+[a-z\d]+)+|[A-Z]{2,}[a-z]{2,}\d*(?:[A-Z]+[a-z\d]+)*|[A-Za-z]+(?:_[A-Za-z\d]+)+"
)
_SPAN = re.compile(r"`[^`]+`")
_NAME = re.compile(r"-[\w-]+|[^=(\[<{]+")  # without what it takes: "[tram]", "<number>", "(path)"
_APART = re.compile(r"\s*[,/|]\s*(?=-)")
_WORD = re.compile(r"[^\s`,|]+")
_JOINED = re.compile(r"\w[-_.]\w|[a-z][A-Z]")  # of several words


def code_name(heading: str) -> str:
    """What the section is called by programs, in code, if the heading has it so, and without what it takes; "" where it is called by
    words."""
    if _SPANS.fullmatch(heading):
        names = [span.strip("`") for span in _SPAN.findall(heading)]
    elif _OPTION.fullmatch(heading):
        names = _APART.split(heading)
    else:
        return heading if _IDENTIFIER.fullmatch(heading) else ""
    bare = [found[0].strip() for each in names if (found := _NAME.match(each))]
    return ", ".join(f"`{name}`" for name in bare if name)


def says(name: str, text: str) -> bool:
    """Whether the text has one of the names, or all words of it: "how does lamp light work". "dry-run" is as good as "--dry-run", but "the
    force of a pump" says nothing of "--force"."""
    words = _words(text)
    return any(_words(each) <= words for each in _spellings(name))


def is_identifier(name: str) -> bool:
    """Whether it is one word, and no option."""
    return not re.search(r"[\s`]-|\s", name)


def _words(text: str) -> set[str]:
    return {each.strip(".?!:;()\"'") for each in _WORD.findall(text.casefold())}


def _spellings(name: str) -> list[str]:
    names = name.replace("`", "").split(", ")
    return [*names, *(bare for each in names if _JOINED.search(bare := each.lstrip("-")))]
