"""Pages that are counted: "Chapter 3: Walking", "3.2 Sand", "chapter-03/intro.md", "module-3/chapter-3-2.md".

Knows how titles, files and folders count them; not who asks for one.
"""

import re
from functools import lru_cache

from rag.types import Chunk

_NAMES = {"chapter": "chapter|ch", "article": r"article|art\.?"}


def is_numbered(chunk: Chunk, kind: str, number: str) -> bool:
    """Whether it stands on the page, or in the part, of that number: by its title, or by the name of its file or of a folder that it stands
    in. What folders number are parts, and pages chapters, where the book does not say what they are. ``kind``: "chapter", "part" …;
    ``number``: "3", "3.2"."""
    named, counted = _patterns(kind, number)
    first, *others = segments = chunk.place.split("/")
    if named.match(chunk.title) or any(map(named.match, segments)):
        return True
    if kind in ("chapter", "section"):
        return bool(counted.match(chunk.title) or (not others and counted.match(first)))
    return kind == "part" and bool(others and counted.match(first))


def counted_as(chunk: Chunk, kind: str) -> str:
    """The number by which the title of its page counts it among the parts of this kind, "" where it does not: "3" for "Module 3: Walking"
    among modules."""
    found = re.match(rf"\W*{kind}\s+(\d+(?:\.\d+)*|[A-Z]\b|[IVX]+\b)", chunk.title, re.IGNORECASE)
    return found[1] if found else ""


def is_headed(heading: str, number: str) -> bool:
    """Whether a heading begins with it: "7. Additional Terms" and "Section 7" with "7", and not "7.1 Permissions"."""
    return bool(
        re.match(
            rf"(?:(?:section|article|art\.?|§)\s*)?{re.escape(number)}(?!\.?\d)(?:[.):\s]|$)", heading, re.IGNORECASE
        )
    )


@lru_cache(maxsize=64)
def _patterns(kind: str, number: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of a name that says what is counted, and of one that only counts."""
    names = _NAMES.get(kind, kind)
    counted = r"[-_.]".join(f"0*{int(each)}" if each.isdigit() else each for each in number.split("."))
    ends = r"(?!\d)" if number[-1].isdigit() else r"(?![^\W_])"  # "appendix b" is no "Appendix Bells"
    named = re.compile(rf"\W*(?:\d+[-_.]+)?(?:{names})[-_.\s]*{counted}{ends}", re.IGNORECASE)
    return named, re.compile(rf"{counted}{ends}[-_.):\s]", re.IGNORECASE)
