"""The page with which a book begins, and who asks for what the whole book is about.

Knows how such pages are called. "What is Acme?" is told nowhere in the book of Acme, for all of it speaks of Acme: its first page comes
nearest.
"""

import re
from collections.abc import Collection, Sequence

from rag.types import Chunk

# Of a word that a quarter of the chunks hold, as a lexicon has its rarity: ln(1 + 3).
COMMON = 1.386
INTRODUCTIONS = re.compile(
    r"|index|readme|intro(?:duction)?|preface|foreword|about|welcome|home|overview", re.IGNORECASE
)
# Pages for who asks where to begin.
BEGINNINGS = re.compile(
    r"(?:getting|get|how to get)[ _-]started(?:[ _-].*)?|quick[ _-]?start(?:[ _-]guide)?|start[ _-]here|where[ _-]to[ _-](?:start|begin)"
    r"|first[ _-]steps|your[ _-]first[ _-].*",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
INSTALLATIONS = re.compile(r"install(?:ation|ing)?(?:[ _-]guide)?|set[ _-]?up", re.IGNORECASE)


def is_home(chunk: Chunk, terms: Sequence[str]) -> bool:
    """Whether a page begins there that may be the book's first, and one of the terms is a name in it: of robots it may speak, too."""
    if chunk.order_index or not INTRODUCTIONS.fullmatch(chunk.slug):
        return False
    return any(_is_a_name(term, f"{chunk.title}\n{chunk.text}") for term in terms)


def _is_a_name(term: str, text: str) -> bool:
    """Whether it has a capital wherever it stands, but in code: a program is typed in small letters."""
    found = re.findall(rf"\b{re.escape(term)}", _CODE.sub(" ", text), re.IGNORECASE)
    return bool(found) and all(each[0].isupper() for each in found)


def is_subject(rarities: Collection[float]) -> bool:
    """Whether all words that are asked for stand all over the book."""
    return bool(rarities) and max(rarities) < COMMON
