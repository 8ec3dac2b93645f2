"""Code in a fence. Knows nothing of where code comes from or goes to."""

import re

# What is typed, and no program.
SHELLS = frozenset(
    ("bash", "sh", "shell", "shellscript", "zsh", "fish", "console", "terminal", "powershell", "cmd", "bat")
)
# Of files that code is in, or that a program reads.
ENDINGS = (
    r"(?:[cm]?[jt]sx?|json[5c]?|toml|ya?ml|mdx?|py|rs|go|rb|java|[ch]pp|html?|css|env|lockb?|txt|cfg|ini|conf|sh|xml|sqlite|ipynb|csv"
    r"|rst|vue|svelte|astro|prisma|sql)"
)
_TITLE = re.compile(r'\btitle="([^"\n]+)"')
_FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def fenced(code: str, language: str, title: str = "") -> str:
    """In a fence that nothing inside it can close. ``title``: what stands above it, such as its file."""
    longest = max((len(ticks) for ticks in _FENCE.findall(code)), default=2)
    fence = "`" * max(3, longest + 1)
    named = f' title="{title}"' if title else ""
    return f"{fence}{language}{named}\n{code}\n{fence}"


def title_of(opening: str) -> str:
    """The title of code whose fence opens with that line; "" where it has none."""
    found = _TITLE.search(opening)
    return found[1] if found else ""


def language_in(opening: str) -> str:
    """The language that the line names, "" where it names none."""
    return _TITLE.sub("", opening.strip().lstrip("`~")).strip()
