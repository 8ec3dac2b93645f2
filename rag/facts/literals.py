"""What a program is told or shows in so many letters, and a question may ask for: a file, an address, a flag, an environment variable.

Knows English questions, and how each of these is written; not what is right.
"""

import re
from functools import lru_cache

from rag.book.markup.fence import ENDINGS

_PIECE = r"[\w.$@\[\]()~-]"  # of a path; each run is bounded, since a word can be of any length
_FILE = (
    rf"(?<![\w:/.<])(?:~|\.{{1,2}})?(?:/(?={_PIECE}{{0,40}}[A-Za-z]){_PIECE}{{1,80}}){{1,12}}"
    # "Node.js" is no file, nor is "response.json()" one.
    rf"|(?<![\w./~-])(?![A-Z]\w{{0,30}}\.js\b(?!`))(?:{_PIECE}{{1,80}}/){{0,12}}{_PIECE}{{0,80}}[\w$\])-]\.{ENDINGS}\b(?!\()"
    r"|(?<=`)\.[a-z][\w.-]{1,40}(?=`)"
)
_KEPT = r"(?:put|go(?:es)?|placed?|added?|add|configured?|set|defined?|define|saved?|save|stored?|store|kept|keep|lives?|located)"
_KINDS = (
    (
        r"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:files?|folders?|director(?:y|ies))\b|\b(?:file|folder|config(?:uration)?)\s+path\b"
        rf"|^\W*(?:and\s+)?where\b(?:\s+(?:do|does|should|can|must|to|are|is|would|i|the)\b).*\b{_KEPT}\b",
        _FILE,
    ),
    (
        r"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:urls?|address(?:es)?|endpoints?|hosts?)\b",
        r"\b[a-z][a-z+.-]{1,20}://[^\s`]{1,200}|localhost(?::\d+)?|`/[^`\s]{1,100}`",
    ),
    (r"\b(?:what|which)\s+(?:env|environment|(?:[\w-]+\s+)?variable)\b", r"\b[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,80}\b"),
    (r"\b(?:what|which)\s+(?:[\w-]+\s+)?flags?\b", r"(?<![\w-])--?[a-z][\w-]{0,60}"),
)
_WRITTEN = [(re.compile(asked, re.IGNORECASE), re.compile(f"({written})")) for asked, written in _KINDS]


@lru_cache(maxsize=64)
def literal_of(question: str) -> re.Pattern[str] | None:
    """How an answer is written, in a group; None where no such thing is asked for."""
    return next((written for asked, written in _WRITTEN if asked.search(question)), None)
