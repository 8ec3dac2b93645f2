"""Rates, and who has spent theirs.

Knows how a rate is written and which rate is for what; `Counters` counts and `Addresses` says who asks. Whoever is refused spends nothing.
"""

import math
from collections.abc import Sequence

from limits import RateLimitItem, parse_many
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException
from starlette.types import Scope

from rag.setting_values import OFF
from rag.settings import Settings
from rag.web.limits.addresses import THIS_MACHINE, Addresses
from rag.web.limits.counters import Counters

SHARE_OF_PROGRAMS = 3  # what sends no Origin and no key gets a third
IN_SCOPE = "limiter"

Rates = Sequence[RateLimitItem]


class TooMany(HTTPException):
    """429. ``str`` is a sentence for whoever asked; ``seconds``: after which the next request is taken."""

    def __init__(self, seconds: int, what: str) -> None:
        plural = "s" if seconds > 1 else ""
        words = f"you are sending {what} faster than this assistant takes them; please wait {seconds} second{plural}"
        super().__init__(429, words, {"Retry-After": str(seconds)})
        self.seconds = seconds

    def __str__(self) -> str:
        return str(self.detail)


class Limiter:
    """One for all visitors. ``counters``: where uses are counted."""

    def __init__(self, settings: Settings, addresses: Addresses, counters: Counters | None = None) -> None:
        self.counters = Counters() if counters is None else counters
        self._strategy = SlidingWindowCounterRateLimiter(self.counters)
        self._addresses = addresses
        self._has_key = bool(settings.api_key)
        rates, usual = _by_use(settings), _by_use(Settings())
        self._rates: dict[str, Rates] = {what: _read(rate) for what, rate in rates.items()}
        self._tighter = {what: [_third(rate) for rate in rates] for what, rates in self._rates.items()}
        # Nobody's wish yet: the usual rates are for the world outside, not for a program beside us that tries how much we can take.
        self._only_others = {what for what, rate in rates.items() if rate == usual[what]}

    def check(self, scope: Scope, what: str) -> None:
        """Counts one request of the address that it came from. Raises TooMany."""
        rates = self._rates[what]
        if not rates:
            return
        if _is_program(scope):
            if self._has_key:
                return  # it has sent the key, or it would not be here
            rates = self._tighter[what]
        who = self._addresses.who(scope)
        if who != THIS_MACHINE or what not in self._only_others:
            self._spend(rates, what, who)

    def check_conversation(self, scope: Scope, session_id: str) -> None:
        """Counts one question of a conversation, whoever asks it. Raises TooMany."""
        what = "questions in one conversation"
        if what in self._only_others and self._addresses.who(scope) == THIS_MACHINE:
            return
        self._spend(self._rates[what], what, self._addresses.hidden(session_id))

    def _spend(self, rates: Rates, what: str, who: str) -> None:
        key = what.replace(" ", "-")
        spent = [rate for rate in rates if not self._strategy.test(rate, key, who)]
        if spent:
            left = max(self.counters.seconds_left(r.key_for(key, who), r.amount, r.get_expiry()) for r in spent)
            raise TooMany(math.floor(left) + 1, what)
        for rate in rates:
            self._strategy.hit(rate, key, who)


def check_question(scope: Scope) -> None:
    """For who asks by another way than the routes, as the page for maintainers does. Raises TooMany."""
    if (limiter := scope.get(IN_SCOPE)) is not None:
        limiter.check(scope, "questions")


def check_conversation(scope: Scope, session_id: str | None) -> None:
    """Raises TooMany."""
    if session_id and (limiter := scope.get(IN_SCOPE)) is not None:
        limiter.check_conversation(scope, session_id)


def _by_use(settings: Settings) -> dict[str, str]:
    return {
        "questions": settings.rate_chat,
        "searches": settings.rate_search,
        "requests": settings.rate_other,
        "questions in one conversation": settings.rate_conversation,
    }


def _read(rate: str) -> Rates:
    """The longest window first."""
    return [] if rate == OFF else sorted(parse_many(rate), key=lambda each: -each.get_expiry())


def _third(rate: RateLimitItem) -> RateLimitItem:
    return type(rate)(max(1, rate.amount // SHARE_OF_PROGRAMS), rate.multiples)


def _is_program(scope: Scope) -> bool:
    """Browsers say where a page is from, and may be believed: they are held to more by saying nothing."""
    from_page = (b"sec-fetch-site", b"same-origin")
    return not any(header[0] == b"origin" or tuple(header) == from_page for header in scope["headers"])
