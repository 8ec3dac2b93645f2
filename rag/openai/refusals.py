"""Keeps a model's refusals from being shown while its answer streams: the code word that it is told to say, and its own words for it.
So it does with what leads in to both, "Based on the passages, …".

Knows how the code word is written; what a visitor reads instead is said elsewhere, in the visitor's language.
"""

import re

from rag.citations.gaps import names_a_gap, only_attributes, without_attribution
from rag.openai.refusal_words import is_refusal, may_refuse
from rag.prompt import REFUSAL

_LINE = r"\\?_"  # Markdown writes "NOT\_IN\_BOOK"
# Without its lines only in capitals: a recipe may be not in book form.
_CODE = re.compile(rf"(?i:{REFUSAL.replace('_', _LINE)})|{REFUSAL.replace('_', ' ')}")
_MARKERS = re.compile(r"[\[［【]\s*(?:\d{1,3}[^\]］】\n]{0,40})?(?:[\]］】]|\Z)")  # also where one is not whole yet


class RefusalScreen:
    """Feed it the deltas; show what it gives back. ``refused``: the model says that the passages hold no answer; ``partly``: or none to a
    part of what was asked.

    A text is held back only while it may still become a refusal, so the first words of an answer pass at once, or nearly. After an answer
    that begins with the code word nothing passes; one that goes on with it loses the rest of that line.
    """

    def __init__(self) -> None:
        self.refused = self.partly = False
        self._spoken = False  # a letter or a digit was shown
        self._dropping = False  # the rest of a line that says what is missing
        self._held = ""
        self._shown: list[str] = []

    def feed(self, delta: str) -> str:
        if self.refused:
            return ""
        text = self._held + self._without_rest(delta)
        while found := _CODE.search(text):
            before = text[: found.start()]
            if not self._spoken and (not _speaks(before) or may_refuse(_unmarked(before))):
                self._refuse()
                return ""
            self.partly = self._dropping = True
            text = before + self._without_rest(text[found.end() :])
        end = len(text) - _overlap(text)
        begun = text[:end]
        if not self._spoken and (not _speaks(begun) or only_attributes(begun) or may_refuse(_unmarked(begun))):
            end = 0
        shown, self._held = text[:end], text[end:]
        if not self._spoken:
            shown = without_attribution(shown)
        self._spoken = self._spoken or _speaks(shown)
        self._shown.append(shown)
        return shown

    def close(self) -> str:
        """What was held back to the end and is no refusal."""
        rest, self._held = self._held, ""
        self.partly = self.partly or names_a_gap("".join(self._shown) + rest)
        if self._spoken:
            return rest
        if is_refusal(_unmarked(rest)):
            self._refuse()
        return without_attribution(rest) if _speaks(rest) and not self.refused else ""

    def _refuse(self) -> None:
        self.refused, self._held = True, ""

    def _without_rest(self, text: str) -> str:
        """From the next line on, where the code word was said on this one."""
        if not self._dropping:
            return text
        _, newline, rest = text.partition("\n")
        self._dropping = not newline
        return newline + rest


def _speaks(text: str) -> bool:
    """Beside markers: quotes or stars may stand before the code word."""
    return any(map(str.isalnum, _unmarked(text)))


def _unmarked(text: str) -> str:
    return _MARKERS.sub("", text)


def _overlap(text: str) -> int:
    """How many characters at the end of the text may be the beginning of the code word."""
    begun = _BEGUN.search(text, max(0, len(text) - 2 * len(REFUSAL)))
    return len(begun[0]) if begun else 0


def _beginnings(letters: str, line: str) -> str:
    """A pattern of all of them, the longest first."""
    pattern = ""
    for letter in reversed(letters):
        each = line if letter == "_" else letter
        pattern = f"{each}(?:{pattern})?" if pattern else each
    return pattern


_BEGUN = re.compile(rf"(?:(?i:{_beginnings(REFUSAL, _LINE)})|{_beginnings(REFUSAL, ' ')}|(?<=[Tt])\\)\Z")
