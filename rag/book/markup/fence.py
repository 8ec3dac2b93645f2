"""Code in a fence. Knows nothing of where code comes from or goes to."""

import re

# What is typed, and no program.
SHELLS = frozenset(
    ("bash", "sh", "shell", "shellscript", "zsh", "fish", "console", "terminal", "powershell", "cmd", "bat")
)
_FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def fenced(code: str, language: str) -> str:
    """In a fence that nothing inside it can close."""
    longest = max((len(ticks) for ticks in _FENCE.findall(code)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
