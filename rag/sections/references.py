"""A book's own references, as papers number them: "[12]", "[3, 4]", "[5–7]".

In an answer they would be taken for its citations. Knows that `a[1]` in code and $[1, 2]$ in a formula are none.
"""

import re

_KEPT_OR_REFERENCE = re.compile(
    r"(?P<kept>(?<!`)(?:`[^`\n]+`|``[^`\n]+``)(?!`)|\$[^$\n]+\$)"
    r"| ?\[[1-9]\d{0,2}(?: ?[,;–-] ?\d{1,3})*\](?!\()"
)


def without_references(text: str) -> str:
    if "[" not in text:
        return text
    return _KEPT_OR_REFERENCE.sub(lambda found: found["kept"] or "", text)
