"""Keeps addresses that the book does not name out of an answer, while it streams.

Knows what an address looks like, in Markdown, in HTML and bare, and that a model may have been talked into writing one: an image
from elsewhere would tell a stranger that, and what, somebody asked. What the passages name passes.
"""

import html
import re
from collections.abc import Callable

_REST = r"[^\s<>\"'`()\[\]{}|]"
_SCHEMES = ("http", "https", "ftp", "ftps", "file", "ws", "wss", "ssh", "git", "blob", "intent", "market")
_RUNNING = ("javascript:", "vbscript:", "data:", "mailto:")
_ADDRESS = re.compile(
    rf"(?<![a-z0-9])(?:(?:{'|'.join(_SCHEMES)}):[/\\]{{2}}|(?:https?|ftp):[/\\](?=\w)|(?:{'|'.join(_RUNNING)})){_REST}+"
    # A host, and who logs in there; "7//2.5" and the "\\0.3\end" of a matrix are none.
    rf"|[/\\]{{2}}(?:[\w.:-]+@|(?!\d+\.\d+(?!\.?\w)))[\w-]+[.:]{_REST}+|(?<![a-z0-9])www\.{_REST}+",
    re.IGNORECASE,
)
_LONGEST = 2000
_LAST = re.compile(rf"{_REST}{{0,{_LONGEST}}}\Z")
# Markdown reads "&#58;" as a colon, in an address too.
_CODED = re.compile(rf"{_REST}*&(?:#|colon|sol|bsol|period|tab|newline|commat){_REST}*", re.IGNORECASE)
_BEGUN = re.compile(rf"&|[/\\]\Z|[/\\]{{2}}|www\.|{'|'.join(_RUNNING)}", re.IGNORECASE)
_BEGINNINGS = sorted(
    {begin[:n] for begin in (*(f"{each}:" for each in _SCHEMES), *_RUNNING, "www.") for n in range(1, len(begin) + 1)}
)
_MAY_BEGIN = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, _BEGINNINGS))})\Z")
_ENDS = ".,;:!?…"


class ForeignAddresses:
    """Feed it the pieces of an answer; show what it gives back; ``close`` at the end. ``known``: whether the book names an address."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._held = ""

    def feed(self, text: str) -> str:
        """All but the last word where that is, or may become, an address."""
        text = self._held + text
        last = _LAST.search(text, max(0, len(text) - _LONGEST))
        at = last.start() if last and _may_be_address(last[0].lower()) else len(text)
        self._held = text[at:]
        return self._cleaned(text[:at])

    def close(self) -> str:
        held, self._held = self._held, ""
        return self._cleaned(held)

    def _cleaned(self, text: str) -> str:
        if "&" in text:
            text = _CODED.sub(_decoded, text)
        return _ADDRESS.sub(self._kept, text)

    def _kept(self, found: re.Match[str]) -> str:
        address = found[0].rstrip(_ENDS)
        return found[0] if self._known(address) else found[0][len(address) :]


def _decoded(found: re.Match[str]) -> str:
    """As a browser reads it, where that is an address."""
    plain = html.unescape(found[0])
    return plain if _ADDRESS.search(plain) else found[0]


def _may_be_address(word: str) -> bool:
    return bool(_BEGUN.search(word) or _MAY_BEGIN.search(word))
