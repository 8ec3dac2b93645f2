"""How often one may ask: the windows, who is who, what a visitor who asks too often is told, and replicas that count together."""

import asyncio
import tracemalloc

import httpx
import pytest
from conftest import PAGES, Program, Programs, write_pages
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.database import sqlite_store
from rag.database.sqlite import sqlite_store as store_of
from rag.errors import ServiceFailed, SettingsError
from rag.settings import Settings
from rag.web.limits import Limiter, TooMany
from rag.web.limits.addresses import THIS_MACHINE, Addresses
from rag.web.limits.counters import Counters
from rag.web.limits.sharing import Sharing

SITE = "https://trams.example"
QUESTION = {"message": "How fast is a Heron?"}


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def visit(address: str = "203.0.113.7", **headers: str) -> dict:
    """What the server hands on of a request; a page's, unless ``headers`` says otherwise."""
    given = headers or {"origin": SITE}
    return {
        "type": "http",
        "client": (address, 4711),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }


def limiter(clock: Clock | None = None, **environment: str) -> Limiter:
    settings = Settings.from_environment({"RATE_CHAT": "3/minute", **environment})
    return Limiter(settings, Addresses(b"salt"), Counters(clock=clock or Clock()))


def asked(limiter: Limiter, scope: dict, times: int = 1, what: str = "questions") -> int:
    """How many of so many requests were taken."""
    taken = 0
    for _ in range(times):
        try:
            limiter.check(scope, what)
            taken += 1
        except TooMany:
            pass
    return taken


# ---------------------------------------------------------------- rates


def test_who_has_asked_as_often_as_allowed_is_told_how_long_to_wait():
    clock = Clock()
    limits = limiter(clock)
    assert asked(limits, visit(), 3) == 3

    with pytest.raises(TooMany) as refused:
        limits.check(visit(), "questions")

    assert f"wait {refused.value.seconds} seconds" in str(refused.value)
    clock.now += refused.value.seconds
    assert asked(limits, visit()) == 1


@given(
    st.integers(1, 50),
    st.integers(0, 3_600),
    st.lists(st.floats(0, 90), min_size=1, max_size=120),
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_the_wait_that_is_told_is_enough_and_never_more_than_two_windows(amount, offset, steps):
    clock = Clock(1_800_000_000.0 + offset)
    limits = limiter(clock, RATE_CHAT=f"{amount}/minute")
    for step in steps:
        clock.now += step if step > 60 else step / 30
        try:
            limits.check(visit(), "questions")
        except TooMany as refused:
            assert 1 <= refused.seconds <= 121
            clock.now += refused.seconds
            limits.check(visit(), "questions")


@given(st.integers(1, 30), st.lists(st.floats(0.01, 20), min_size=1, max_size=200))
@hypothesis_settings(max_examples=100, deadline=None)
def test_no_minute_of_the_clock_lets_more_through_than_the_rate(amount, steps):
    clock = Clock()
    limits = limiter(clock, RATE_CHAT=f"{amount}/minute")
    taken: dict[int, int] = {}
    for step in steps:
        clock.now += step
        minute = int(clock.now // 60)
        taken[minute] = taken.get(minute, 0) + asked(limits, visit())

    assert max(taken.values()) <= amount


def test_the_tightest_of_several_rates_counts_and_a_refusal_costs_nothing():
    clock = Clock()
    limits = limiter(clock, RATE_CHAT="2/second; 5 per hour")

    assert asked(limits, visit(), 10) == 2
    clock.now += 2
    assert asked(limits, visit(), 10) == 2
    clock.now += 2
    assert asked(limits, visit(), 10) == 1  # 5 in the hour; the 16 that were refused are none of them
    clock.now += 2
    assert asked(limits, visit(), 10) == 0


def test_two_addresses_do_not_share_a_rate_and_two_uses_neither():
    limits = limiter(RATE_SEARCH="3/minute")

    assert asked(limits, visit("203.0.113.7"), 5) == 3
    assert asked(limits, visit("203.0.113.8"), 5) == 3
    assert asked(limits, visit("203.0.113.7"), 5, "searches") == 3


def test_a_program_gets_a_third_and_one_with_the_key_is_not_held_up():
    program = visit(user_agent="curl/8")

    assert asked(limiter(RATE_CHAT="9/minute"), program, 20) == 3
    assert asked(limiter(RATE_CHAT="9/minute"), visit(sec_fetch_site="same-origin"), 20) == 9
    assert asked(limiter(RATE_CHAT="9/minute", API_KEY="long-enough-a-key"), program, 20) == 20


def test_one_conversation_has_a_rate_of_its_own_from_wherever_it_is_led():
    limits = limiter(RATE_CONVERSATION="2/minute")

    limits.check_conversation(visit("203.0.113.7"), "a")
    limits.check_conversation(visit("203.0.113.8"), "a")
    with pytest.raises(TooMany, match="in one conversation"):
        limits.check_conversation(visit("203.0.113.9"), "a")
    limits.check_conversation(visit("203.0.113.9"), "b")


def test_off_is_off():
    assert asked(limiter(RATE_CHAT="off"), visit(), 1_000) == 1_000


def test_this_machine_is_only_held_to_a_rate_that_somebody_set():
    unset = Limiter(Settings(), Addresses(b"salt"), Counters(clock=Clock()))

    assert asked(unset, visit("127.0.0.1"), 1_000) == 1_000
    assert asked(unset, visit("203.0.113.7"), 1_000) == 60
    assert asked(limiter(), visit("127.0.0.1"), 1_000) == 3


@pytest.mark.parametrize(
    "rate", ["sometimes", "20", "0/minute", "-1/minute", "20/fortnight", "20/minute;", "20/minute;x"]
)
def test_a_rate_that_is_none_is_refused_at_the_start(rate):
    with pytest.raises(SettingsError, match=r"RATE_CHAT.*such as \"20/minute;200/hour\""):
        Settings.from_environment({"RATE_CHAT": rate})


def test_a_clock_that_is_set_back_gives_nobody_more():
    clock = Clock()
    limits = limiter(clock)
    assert asked(limits, visit(), 5) == 3
    clock.now -= 86_400

    assert asked(limits, visit(), 5) == 0


@given(st.integers(1, 50), st.floats(-100_000, 100_000))
@hypothesis_settings(max_examples=100, deadline=None)
def test_a_clock_that_jumps_keeps_nobody_waiting_longer_than_was_told(amount, jump):
    clock = Clock()
    limits = limiter(clock, RATE_CHAT=f"{amount}/minute")
    asked(limits, visit(), amount + 1)
    clock.now += jump
    try:
        limits.check(visit(), "questions")
    except TooMany as refused:
        assert refused.seconds <= 121
        clock.now += refused.seconds
        limits.check(visit(), "questions")


# ---------------------------------------------------------------- who is who


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),  # one household
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("what a proxy: wrote", "what a proxy: wrote", True),
    ],
)
def test_an_address_is_a_household(one, other, same):
    addresses = Addresses(b"salt")

    assert (addresses.who(visit(one)) == addresses.who(visit(other))) is same


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_known(address):
    assert Addresses(b"salt").who(visit(address)) == THIS_MACHINE


def test_a_key_tells_nobody_the_address_and_differs_from_salt_to_salt():
    one, other = Addresses(b"salt").who(visit()), Addresses(b"pepper").who(visit())

    assert one != other
    assert "203.0.113.7" not in one + other and len(one) == 32
    assert Addresses(b"salt").who({"type": "http", "client": None, "headers": []}) != THIS_MACHINE


# ---------------------------------------------------------------- memory


def test_a_flood_of_addresses_takes_a_bounded_memory_and_the_newest_are_kept():
    counters = Counters(most=1_000, clock=Clock())
    limits = Limiter(Settings.from_environment({"RATE_CHAT": "3/minute"}), Addresses(b"salt"), counters)

    for number in range(5_000):
        limits.check(visit(f"198.51.{number // 250}.{number % 250}"), "questions")

    assert 900 <= len(counters) <= 1_000
    assert asked(limits, visit("198.51.19.249"), 5) == 2  # one was taken above


def test_what_no_longer_counts_is_forgotten():
    clock = Clock()
    counters = Counters(clock=clock)
    limits = Limiter(Settings.from_environment({"RATE_CHAT": "3/minute"}), Addresses(b"salt"), counters)
    for minute in range(5):
        for number in range(100):
            limits.check(visit(f"198.51.{minute}.{number}"), "questions")
        clock.now += 60

    limits.check(visit(), "questions")
    assert len(counters) == 101  # of this minute and the one before


def test_a_hundred_thousand_addresses_fit_into_a_hundred_megabytes():
    counters = Counters(clock=Clock())
    tracemalloc.start()
    for number in range(10_000):
        for window in (60, 3_600):
            counters.incr(f"LIMITER/questions/{number:032x}/60/1/{window}", window)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert held * 10 < 100e6


# ---------------------------------------------------------------- replicas


class Replica:
    """One of several processes on one database."""

    def __init__(self, file, clock: Clock) -> None:
        self.counters = Counters(clock=clock)
        settings = Settings.from_environment({"RATE_CHAT": "10/minute"})
        self.limiter = Limiter(settings, Addresses(b"the same for all"), self.counters)
        self.store = store_of(file, session_seconds=3_600)
        self.sharing = Sharing(self.counters, lambda: self.store)

    async def exchange(self) -> bool:
        return await self.sharing._exchange()


def test_what_one_replica_has_let_through_the_other_does_not(tmp_path):
    async def two() -> list[int]:
        clock = Clock()
        clock.now = 4_102_444_800.0  # far ahead, so that no row is forgotten meanwhile
        one, other = (Replica(tmp_path / "shared.sqlite3", clock) for _ in range(2))
        first = asked(one.limiter, visit(), 6)
        begun = asked(other.limiter, visit(), 3)
        for replica in (one, other):
            assert await replica.exchange()
        rest = [asked(other.limiter, visit(), 9), asked(one.limiter, visit())]
        assert await one.exchange()
        rest.append(asked(one.limiter, visit(), 9))
        for replica in (one, other):
            await replica.store.close()
        return [first, begun, *rest]

    # The other has heard of six, so that one is left. The first hears of the others with its next use, which may be one too many.
    assert asyncio.run(two()) == [6, 3, 1, 1, 0]


def test_to_tell_twice_changes_nothing(tmp_path):
    async def told() -> int:
        clock = Clock(4_102_444_800.0)
        one, other = (Replica(tmp_path / "shared.sqlite3", clock) for _ in range(2))
        asked(one.limiter, visit(), 4)
        uses = one.counters.to_share()
        await one.store.share_rates(uses)
        await one.store.share_rates(uses)
        asked(other.limiter, visit(), 3)
        [heard] = await other.store.share_rates(other.counters.to_share())
        for replica in (one, other):
            await replica.store.close()
        return heard.used

    assert asyncio.run(told()) == 4


def test_the_database_holds_no_address_and_forgets_what_no_longer_counts(tmp_path):
    file = tmp_path / "shared.sqlite3"

    async def counted() -> tuple[bytes, list]:
        clock = Clock(1_000_000_000.0)  # long ago
        replica = Replica(file, clock)
        asked(replica.limiter, visit(), 5)
        uses = replica.counters.to_share()
        await replica.store.share_rates(uses)
        written = file.read_bytes() + (tmp_path / "shared.sqlite3-wal").read_bytes()
        await replica.store.share_rates([])
        [later] = await sqlite_store(file, session_seconds=1).share_rates(uses)
        await replica.store.close()
        return written, [later.used]

    written, used = asyncio.run(counted())
    assert b"LIMITER/questions/" in written and b"203.0.113.7" not in written
    assert used == [0]


def test_while_the_ledger_is_away_each_counts_alone_and_tells_what_it_counted_later(tmp_path):
    class Away:
        async def share_rates(self, uses):
            raise ServiceFailed("database", "the database can't be reached")

    async def apart() -> tuple[bool, int, int]:
        clock = Clock(4_102_444_800.0)
        one, other = (Replica(tmp_path / "shared.sqlite3", clock) for _ in range(2))
        cut_off = Sharing(one.counters, Away)
        taken = asked(one.limiter, visit(), 20)
        told = await cut_off._exchange()
        await one.exchange()
        asked(other.limiter, visit(), 3)
        await other.exchange()
        left = asked(other.limiter, visit(), 20)
        for replica in (one, other):
            await replica.store.close()
        return told, taken, left

    assert asyncio.run(apart()) == (False, 10, 0)


def test_nobody_is_told_of_a_visitor_who_asks_now_and_then(tmp_path):
    counters = Counters(clock=Clock())
    counters.on_share = lambda: None
    limits = Limiter(Settings.from_environment({"RATE_CHAT": "60/minute"}), Addresses(b"s"), counters)

    asked(limits, visit(), 14)
    assert counters.to_share() == []
    asked(limits, visit(), 1)
    assert [use.used for use in counters.to_share()] == [15]


# ---------------------------------------------------------------- over HTTP


@pytest.fixture(scope="module")
def limited(tmp_path_factory) -> Program:
    """Serves the tram book to the world outside, which the tests play by what a proxy would say."""
    started = Programs(tmp_path_factory.mktemp("limited"), [])
    program = started.serve(
        BOOK_DIR=str(write_pages(started.folder / "book", PAGES)),
        DATA_DIR=str(started.folder / "data"),
        RATE_CHAT="9/hour",
        RATE_CONVERSATION="2/hour",
        RATE_SEARCH="6/hour",
        RATE_OTHER="3/hour",
        ALLOWED_ORIGINS=SITE,
        LOG_LINES="json",
    )
    yield program.ready()
    started.end()


def send(program: Program, path: str, visitor: str, body: dict | None = None, method: str = "POST", **headers: str):
    sent = {"X-Forwarded-For": visitor, "Origin": SITE, **headers}
    return httpx.request(
        method, program.url + path, json=body, headers={k: v for k, v in sent.items() if v}, timeout=60
    )


def test_who_asks_too_often_gets_words_and_seconds_that_a_page_can_read(limited):
    replies = [send(limited, "/search", "198.51.100.1", {"query": "brakes"}) for _ in range(7)]

    assert [reply.status_code for reply in replies] == [200] * 6 + [429]
    told = replies[-1]
    assert told.json()["error"] == "rate_limited" and told.json()["request_id"] == told.headers["x-request-id"]
    assert told.json()["message"] == told.json()["detail"]
    assert f"wait {told.headers['retry-after']} seconds" in told.json()["message"]
    assert told.headers["access-control-allow-origin"] == SITE


def test_a_forged_address_in_front_of_the_true_one_helps_nobody(limited):
    replies = [send(limited, "/search", f"8.8.8.{n}, 198.51.100.2", {"query": "brakes"}) for n in range(7)]

    assert [reply.status_code for reply in replies] == [200] * 6 + [429]


def test_what_sends_no_origin_is_held_to_a_third(limited):
    replies = [send(limited, "/search", "198.51.100.3", {"query": "brakes"}, Origin="") for _ in range(3)]

    assert [reply.status_code for reply in replies] == [200, 200, 429]


def test_a_conversation_is_held_to_its_rate_also_where_it_moves_and_streams(limited):
    session_id = send(limited, "/chat", "198.51.100.4", QUESTION).json()["session_id"]
    follow_up = {**QUESTION, "session_id": session_id}
    replies = [send(limited, "/chat", f"198.51.100.{n}", follow_up, Accept="text/event-stream") for n in (5, 6, 7)]

    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert "in one conversation" in replies[-1].json()["message"]


def test_ratings_and_conversations_have_a_rate_too(limited):
    replies = [
        send(limited, "/feedback", "198.51.100.8", {"message_id": "x", "rating": "up"}),
        send(limited, "/chat/sessions/x", "198.51.100.8", method="GET"),
        send(limited, "/chat/sessions/y", "198.51.100.8", method="DELETE"),
        send(limited, "/chat/sessions/z", "198.51.100.8", method="GET"),
    ]

    assert [reply.status_code for reply in replies] == [404, 404, 404, 429]


def test_health_files_and_preflights_are_never_limited(limited):
    for path in ("/health", "/client.js", "/openapi.json"):
        assert {send(limited, path, "198.51.100.9", method="GET").status_code for _ in range(12)} == {200}
    asks = {"Access-Control-Request-Method": "POST"}
    assert {send(limited, "/chat", "198.51.100.9", method="OPTIONS", **asks).status_code for _ in range(12)} == {204}


def test_no_address_stands_in_the_log(limited):
    send(limited, "/search", "198.51.100.77", {"query": "brakes"})

    assert '"route":"/search"' in limited.log
    assert "198.51.100" not in limited.log and "127.0.0.1:" not in limited.log.replace("http://127.0.0.1:", "")
