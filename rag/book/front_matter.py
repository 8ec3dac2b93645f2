"""The YAML at the head of a page.

Knows where it begins and ends and which of its fields matter to a book. Knows nothing about files or Markdown.
"""

import re
from dataclasses import dataclass

import yaml

from rag.book.byline import byline

# libyaml is ten times faster; some builds of PyYAML lack it.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# "title: Plugin: Thunderbolt": YAML takes it for a mapping in a mapping, which it refuses; tools that read lines do not. What follows " #"
# is a comment, and no other field holds words.
_UNQUOTED = re.compile(
    r"^(title|description|sidebar_label|summary|subtitle):[ \t]+([^\s\"'\[{|>&*!#%@`](?:(?! #)[^\n])*?:[ \t](?:(?! #)[^\n])*?)[ \t]*$",
    re.MULTILINE,
)
_FENCED = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class FrontMatterError(ValueError):
    """The YAML can't be read; the message says where, in words for a person."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says about itself. Empty strings and None where it is silent."""

    title: str = ""
    slug: str = ""
    id: str = ""
    position: float | None = None
    draft: bool = False
    unlisted: bool = False
    number_prefixes: bool = True
    byline: str = ""


def split_front_matter(text: str) -> tuple[FrontMatter, str, int]:
    """Split a page's text (newlines as ``\\n``) into its fields, its body and the number of lines before the body.

    A page that opens with a rule and ordinary words instead of ``key: value`` has no front matter.
    Raises FrontMatterError when the block is not valid YAML, but for a colon within words that nobody quoted.
    """
    match = _FENCED.match(text)
    if match is None:
        return FrontMatter(), text, 0
    fields = _load(match[1])
    if fields is not None and not isinstance(fields, dict):
        return FrontMatter(), text, 0
    return _read_fields(fields or {}), text[match.end() :], text.count("\n", 0, match.end())


def _load(block: str) -> object:
    try:
        return load_yaml(block)
    except FrontMatterError:
        quoted = _UNQUOTED.sub(_quoted, block)
        if quoted == block:
            raise
        return load_yaml(quoted)


def _quoted(match: re.Match[str]) -> str:
    words = match[2].replace("'", "''")
    return f"{match[1]}: '{words}'"


def load_yaml(text: str) -> object:
    """Plain data from YAML (or JSON). Raises FrontMatterError."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f" on line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise FrontMatterError(f"its front matter is not valid YAML{line}: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise FrontMatterError(f"its front matter is not valid YAML: {str(error).splitlines()[0]}") from error


def number(value: object) -> float | None:
    """A position as YAML gives it: a number, or words that are one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < float("inf") else None


def _read_fields(fields: dict[object, object]) -> FrontMatter:
    return FrontMatter(
        title=_words(fields.get("title")),
        slug=_words(fields.get("slug")),
        id=_words(fields.get("id")),
        position=number(fields.get("sidebar_position")),
        draft=_yes(fields.get("draft")),
        unlisted=_yes(fields.get("unlisted")),
        number_prefixes=fields.get("parse_number_prefixes") is not False,
        byline=byline(fields),
    )


def _words(value: object) -> str:
    if value is None or isinstance(value, dict | list | set | bytes):
        return ""
    return " ".join(str(value).split())


def _yes(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
