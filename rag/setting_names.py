"""Names in the environment that are none of our settings, though whoever set them may have meant one.

Knows slips of the pen, and how other programs call what a setting of ours is for; no value.
"""

import difflib
from collections.abc import Mapping

_NAMES_ELSEWHERE = {
    "COHERE_KEY": "COHERE_API_KEY",
    "OPENAI_KEY": "OPENAI_API_KEY",
    "OPENAI_API_BASE": "OPENAI_BASE_URL",
    "QDRANT_KEY": "QDRANT_API_KEY",
    "POSTGRES_URL": "DATABASE_URL",
    "NEON_DATABASE_URL": "DATABASE_URL",
}


def overlooked(environment: Mapping[str, str]) -> list[str]:
    """What is set under a name that other programs give to a setting of ours, which is not. They may well read it, so it is no error."""
    return [
        f"{name} is set, and nothing here reads it; did you mean {ours}?"
        for name, ours in _NAMES_ELSEWHERE.items()
        if environment.get(name, "").strip() and not environment.get(ours, "").strip()
    ]


def misspelt(environment: Mapping[str, str], known: list[str]) -> list[str]:
    """The environment is full of other programs' variables; only one that is a slip of the pen away from ours is an error."""
    problems = []
    for name in environment:
        if name in known or len(name) < 6 or _is_anothers(name, known):
            continue
        near = difflib.get_close_matches(name.upper(), [k for k in known if len(k) >= 6], n=1, cutoff=0.88)
        if near:
            problems.append(f"{name} is not a setting; did you mean {near[0]}?")
    return problems


def _is_anothers(name: str, known: list[str]) -> bool:
    """OpenTelemetry has a hundred variables, and a platform adds its own to a name: DATABASE_URL_RO, VERCEL_PROJECT_ID."""
    return name.startswith("OTEL_") or name.startswith(tuple(f"{each}_" for each in known))
