"""Who wrote a page, and when, as its front matter says.

Knows how papers, proposals and posts name people there, "authors: [{name: Ada Brook}]" and "author: Ada Brook (@ada), Ben Kerr". A handle,
"ada", is left to the site that knows whose it is.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

HEADING = "Authors"

_AUTHORS = ("authors", "author")
_DATES = ("created", "published", "date")
_NAMES = (("name",), ("given-names", "surname"), ("given_names", "surname"), ("given", "family"))
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [\w.'’-]+){0,4} [^\W\d_a-z][\w.'’-]*", re.UNICODE)
_LONGEST = 40  # characters of a date


def byline(fields: Mapping[object, object]) -> str:
    """ "Authors: Ada Brook, Ben Kerr. Date: 11 June 2025."; "" where nobody is named."""
    people = next((found for key in _AUTHORS if (found := list(_people(fields.get(key))))), [])
    if not people:
        return ""
    written = f"{'Authors' if len(people) > 1 else 'Author'}: {', '.join(people)}."
    dated = next((f"{key.capitalize()}: {day}." for key in _DATES if (day := _day(fields.get(key)))), "")
    return f"{written} {dated}".rstrip()


def _people(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _people(one)
    elif isinstance(value, dict):
        parts = next(([value[key] for key in keys] for keys in _NAMES if all(map(value.get, keys))), [])
        if len(parts) == 1 and isinstance(parts[0], dict):
            yield from _people(parts[0])
        elif parts:
            yield from _people(" ".join(map(str, parts)))
    elif isinstance(value, str):
        yield from _PERSON.findall(re.sub(r"\s*(?:\([^()]*\)|<[^<>]*>|\^?\[[^\[\]]*\])", ",", " ".join(value.split())))


def _day(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    words = str(value) if isinstance(value, date | str) else ""
    return " ".join(words.split()) if re.search(r"\b\d{4}\b", words) and len(words) <= _LONGEST else ""
