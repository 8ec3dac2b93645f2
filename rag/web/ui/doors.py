"""Who may enter which room of the UI.

Knows passwords, passes and how often somebody guessed wrong. A pass is made here and nowhere else, so a page can't claim to have one.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from rag.errors import BookError

PASS_SECONDS = 12 * 3600.0
PASSES_KEPT = 1_000
FREE_TRIES = 3
LONGEST_PAUSE = 300.0  # seconds; doubled from one at each wrong guess beyond the free ones
GUESSERS_KEPT = 10_000


class Room(StrEnum):
    UI = "ui"  # chat and retrieval lab
    ADMIN = "admin"  # what visitors asked, and what changes or costs something


class Closed(BookError):
    """This room is not open to whoever asks."""

    kind = "closed"


@dataclass(slots=True)
class _Guesses:
    wrong: int = 0
    again_at: float = 0.0


class Doors:
    """``ui_password``: empty leaves the first room open to all; ``admin_password``: empty keeps the second closed to all."""

    def __init__(self, ui_password: str, admin_password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._digests = {
            room: _digest(password)
            for room, password in ((Room.UI, ui_password), (Room.ADMIN, admin_password))
            if password
        }
        self._clock = clock
        self._passes: OrderedDict[bytes, tuple[Room, float]] = OrderedDict()
        self._guesses: OrderedDict[str, _Guesses] = OrderedDict()

    def has_key(self, room: Room) -> bool:
        """Whether there is a password for it."""
        return room in self._digests

    def opened(self, room: Room, pass_: object) -> bool:
        if room is Room.UI and not self.has_key(room):
            return True
        held = self._passes.get(_digest(pass_)) if isinstance(pass_, str) and pass_ else None
        return held is not None and held[1] > self._clock() and held[0] in (room, Room.ADMIN)

    def check(self, room: Room, pass_: object) -> None:
        """Raises Closed."""
        if not self.opened(room, pass_):
            raise Closed("this part is closed; open it with its password first (a pass ends after twelve hours)")

    def enter(self, room: Room, password: str, address: str) -> str:
        """A pass for the room. ``address``: whose guesses are counted. Raises Closed, with words."""
        guesses = self._guesses_of(address)
        wait = guesses.again_at - self._clock()
        if wait > 0:
            raise Closed(f"too many wrong passwords; try again in {math.ceil(wait)} seconds")
        rooms = [each for each in (room, Room.ADMIN) if each in self._digests]
        # Every digest is compared, so that the time tells nothing.
        right = [each for each in rooms if hmac.compare_digest(self._digests[each], _digest(password))]
        if not right:
            self._wrong(guesses)
            raise Closed("that is not the password")
        self._guesses.pop(_neighbourhood(address), None)
        return self._pass(right[-1])

    def leave(self, pass_: object) -> None:
        if isinstance(pass_, str):
            self._passes.pop(_digest(pass_), None)

    def _pass(self, room: Room) -> str:
        made = secrets.token_urlsafe(32)
        self._passes[_digest(made)] = (room, self._clock() + PASS_SECONDS)
        while len(self._passes) > PASSES_KEPT:
            self._passes.popitem(last=False)
        return made

    def _guesses_of(self, address: str) -> _Guesses:
        key = _neighbourhood(address)
        guesses = self._guesses.setdefault(key, _Guesses())
        self._guesses.move_to_end(key)
        while len(self._guesses) > GUESSERS_KEPT:
            self._guesses.popitem(last=False)
        return guesses

    def _wrong(self, guesses: _Guesses) -> None:
        guesses.wrong += 1
        beyond = guesses.wrong - FREE_TRIES
        if beyond >= 0:
            guesses.again_at = self._clock() + min(2.0 ** min(beyond, 20), LONGEST_PAUSE)


def _digest(words: str) -> bytes:
    """Of one length, whatever was given."""
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()


def _neighbourhood(address: str) -> str:
    """A household has a whole /64 of IPv6 addresses."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((number, 64), strict=False)) if number.version == 6 else address
