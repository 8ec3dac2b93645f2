"""Keeps a model from reading its instructions out, while its answer streams.

Knows a text and how to find runs of its words in another, whatever stands between the words. It finds what is repeated, not what is
translated or spelt backwards: instructions must hold no secret all the same.
"""

import re
from collections import defaultdict
from functools import lru_cache

RUN = 8  # words in a row that nobody says by chance
HOLD_FROM = 3  # words in a row from which on the text waits for what follows

_WORD = re.compile(r"[^\W\d_]+")


class LeakScreen:
    """Feed it the deltas of an answer; show what it gives back; ``close`` at the end. Nothing passes once a run of ``hidden`` was said."""

    def __init__(self, hidden: str) -> None:
        self._places = _places(hidden)
        self._runs: dict[int, int] = {}  # place of the last word in the hidden text -> words in a row that end there
        self._word = ""  # the beginning of a word that may go on
        self._held = ""
        self.leaked = False

    def feed(self, delta: str) -> str:
        if self.leaked:
            return ""
        text, self._held = self._word + delta, self._held + delta
        # Where the text begins in what is held; below 0 where the beginning of its first word has passed.
        begins = len(self._held) - len(text)
        safe = end = 0  # in the text: up to where it may pass, and was heard
        for found in _WORD.finditer(text):
            if found.end() == len(text):
                break
            end = found.end()
            self._hear(found[0])
            if self.leaked:
                break
            safe = end if self._longest < HOLD_FROM else safe
        last = _WORD.search(text, end)
        self._word = text[last.start() :] if last else ""
        if self._longest < HOLD_FROM:
            safe = len(text)
        passes = begins + safe if safe else 0
        shown, held = self._held[:passes], self._held[passes:]
        self._held = "" if self.leaked else held
        return shown

    def close(self) -> str:
        if self._word:
            self._hear(self._word)
            self._word = ""
        held, self._held = self._held, ""
        return "" if self.leaked else held

    def _hear(self, word: str) -> None:
        runs = self._runs
        self._runs = {place: runs.get(place - 1, 0) + 1 for place in self._places.get(word.casefold(), ())}
        self.leaked = self.leaked or self._longest >= RUN

    @property
    def _longest(self) -> int:
        return max(self._runs.values(), default=0)


@lru_cache(maxsize=8)  # the same instructions for every answer
def _places(text: str) -> dict[str, list[int]]:
    places = defaultdict(list)
    for place, word in enumerate(_WORD.findall(text)):
        places[word.casefold()].append(place)
    return dict(places)
