"""Whose pages may talk to us.

Knows the settings' wishes and the shapes of Vercel's addresses; nothing about HTTP, headers and answers.
"""

import re
from functools import lru_cache

from rag.origin import canonical
from rag.settings import Settings

# https://vercel.com/docs/deployments/generated-urls: a deployment has one word between project and team, a branch has `git-` and its
# name, which is cut short and gets a hash where the whole would be longer than a domain's label may be.
_PREVIEW = r"https://{project}-(?:[a-z0-9]+|git-[a-z0-9-]*[a-z0-9])-{team}\.vercel\.app"
_THIS_MACHINE = re.compile(r"https?://(?:localhost|[a-z0-9-]+\.localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?")


class Origins:
    """Made from the settings, once."""

    def __init__(self, settings: Settings) -> None:
        hosts = [host.strip() for host in settings.space_host.split(",") if host.strip()]
        self._exact = {*settings.allowed_origins, *(canonical(f"https://{host}") for host in hosts)}
        self._patterns: list[re.Pattern[str]] = []
        if settings.vercel_project:
            self._exact.add(f"https://{settings.vercel_project}.vercel.app")
        if settings.vercel_team:
            shape = _PREVIEW.format(project=re.escape(settings.vercel_project), team=re.escape(settings.vercel_team))
            self._patterns.append(re.compile(shape))
        # A program on a developer's machine serves that developer's pages. A Space does not: there, localhost is the visitor's machine.
        if not hosts:
            self._patterns.append(_THIS_MACHINE)
        self.allows = lru_cache(maxsize=256)(self._allows)

    def _allows(self, origin: str) -> bool:
        """Whether pages of this origin, as a browser sends it, may ask us."""
        origin = canonical(origin)
        if not origin:
            return False
        return origin in self._exact or any(pattern.fullmatch(origin) for pattern in self._patterns)

    def in_words(self) -> str:
        """For the log, so that an operator sees what their settings came to."""
        named = sorted(self._exact - {""})
        previews = ["its Vercel previews"] if any(p is not _THIS_MACHINE for p in self._patterns) else []
        local = ["localhost"] if _THIS_MACHINE in self._patterns else []
        return ", ".join([*named, *previews, *local])
