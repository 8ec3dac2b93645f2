"""What a program is told or shows in so many letters, and a question may ask for: a file, an address, a flag, an environment variable.

Knows English questions, and how each of these is written; not what is right.
"""

import re
from functools import lru_cache

_ENDINGS = (
    r"(?:[cm]?[jt]sx?|json[5c]?|toml|ya?ml|mdx?|py|rs|go|rb|java|[ch](?:pp)?|html?|css|env|lockb?|txt|cfg|ini|conf|sh|xml|log|db|sqlite"
    r"|ipynb|csv|rst)"
)
_FILE = rf"(?<![\w<])(?:~|\.{{1,2}})?/[\w.$@\[\]()~-][\w./$@\[\]()~-]*|[\w./$@\[\]()~-]*[\w$\])-]\.{_ENDINGS}\b|(?<=`)\.[a-z][\w.-]+(?=`)"
_KEPT = r"(?:put|go(?:es)?|placed?|added?|add|configured?|set|defined?|define|saved?|save|stored?|store|kept|keep|lives?|located)"
_KINDS = (
    (
        r"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:files?|folders?|director(?:y|ies)|paths?)\b"
        rf"|^\W*(?:and\s+)?where\b(?:\s+(?:do|does|should|can|must|to|are|is|would|i|the)\b).*\b{_KEPT}\b"
        r"|\b(?:file|folder|directory|path)\s+(?:name\s+)?(?:for|of|to|with)\b",
        _FILE,
    ),
    (
        r"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:urls?|address(?:es)?|endpoints?|hosts?)\b",
        r"\w+://[^\s`]+|localhost(?::\d+)?|`/[^`\s]+`",
    ),
    (r"\b(?:what|which)\s+(?:[\w-]+\s+)?(?:env|environment)\b", r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b"),
    (r"\b(?:what|which)\s+(?:[\w-]+\s+)?flags?\b", r"(?<![\w-])--?[a-z][\w-]*"),
)
_WRITTEN = [(re.compile(asked, re.IGNORECASE), re.compile(f"({written})")) for asked, written in _KINDS]


@lru_cache(maxsize=64)
def literal_of(question: str) -> re.Pattern[str] | None:
    """How an answer is written, in a group; None where no such thing is asked for."""
    return next((written for asked, written in _WRITTEN if asked.search(question)), None)
