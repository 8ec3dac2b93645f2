"""The database's promises, on SQLite and on a real Postgres that is killed, suspended, full, old, or shared with a stranger."""

import asyncio
import logging
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg2
import pytest
from wire.postgres import Server

from rag.database import DatabaseStore, Keeping, MemoryStore, PatientStore, sqlite_store
from rag.database.failures import WriteRefused
from rag.database.postgres import postgres_store
from rag.database.round_trips import IDLE_SECONDS
from rag.database.upgrades import STEPS
from rag.errors import ServiceFailed, SettingsError
from rag.ports import IndexState
from rag.remembered import AskedFilter, StoreState, Trace
from rag.types import Chunk, Document, Hit, Question, Source, Turn

ROOT = Path(__file__).parent.parent
WEEK = 7 * 86_400.0

# What the first release made, before there was a schema_version.
VERSION_0 = """
CREATE TABLE sessions (session_id VARCHAR(64) NOT NULL PRIMARY KEY, created_at FLOAT NOT NULL, last_seen_at FLOAT NOT NULL);
CREATE INDEX ix_sessions_last_seen_at ON sessions (last_seen_at);
CREATE TABLE turns (
    turn_id {serial} PRIMARY KEY, session_id VARCHAR(64) NOT NULL REFERENCES sessions (session_id) ON DELETE CASCADE,
    message_id VARCHAR(64) NOT NULL UNIQUE, question TEXT NOT NULL, answer TEXT NOT NULL, status VARCHAR(16) NOT NULL,
    asked_at FLOAT NOT NULL, topic TEXT NOT NULL, sources TEXT NOT NULL);
CREATE INDEX turns_of_session ON turns (session_id, turn_id);
CREATE TABLE documents (
    chunk_id VARCHAR(64) NOT NULL PRIMARY KEY, source_path TEXT NOT NULL, slug TEXT NOT NULL, title TEXT NOT NULL,
    order_index INTEGER NOT NULL, snippet TEXT NOT NULL, created_at FLOAT NOT NULL);
INSERT INTO sessions VALUES ('old', {now}, {now});
INSERT INTO turns (session_id, message_id, question, answer, status, asked_at, topic, sources)
    VALUES ('old', 'm-old', 'How long is the Needle?', '840 metres', 'answered', 5.5, 'the Needle', '[]');
INSERT INTO documents VALUES ('stale', 'gone.md', 'gone', 'Gone', 0, 'Once upon', 7.5);
"""

OLD_TURN = Turn("m-old", "How long is the Needle?", "840 metres", "answered", 5.5, "the Needle")


def turn(number: int, **fields: object) -> Turn:
    source = Source(1, "c1", "Cars", "cars", "Brakes", 0.93, "/docs/cars#brakes", "| Heron | 64 |")
    values = Turn(
        f"m{number}", f"question {number}", f"answer {number} [1]", "answered", 1_700_000_000.25, "cars", (source,)
    )
    return replace(values, **fields)


def trace(number: int, **fields: object) -> Trace:
    chunk = Chunk("c1", "The Heron seats 64.", "01-cars.md", "cars", "Cars", "Brakes", "/docs/cars#brakes", 0, 3)
    values = Trace(
        message_id=f"m{number}",
        session_id="s",
        question=Question(f"question {number}", "s", "selected “text”", "/docs/cars", "brakes"),
        query="seats of a Heron",
        hits=(Hit(chunk, 0.9, dense=0.8, lexical=None, coverage=1.0, sentence=0.7, fused=0.9, evidence=(0.5, 0.25)),),
        plan="system: answer from the passages\n\nuser: how many?",
        answer="64 [1]",
        status="answered",
        relevance=0.88,
        model="extractive",
        index_version="v1",
        tokens=12,
        at=time.time(),
        timings_ms={"recall": 1.5, "answer": 20.25},
    )
    return replace(values, **fields)


def document(chunk_id: str, **fields: object) -> Document:
    return replace(Document(chunk_id, "01-cars.md", "cars", "Cars", 0, "Two kinds of car"), **fields)


async def until(reached: Callable[[], bool], seconds: float = 30) -> None:
    ends_at = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < ends_at, "it never came to that"
        await asyncio.sleep(0.02)


# ---------------------------------------------------------------- a Postgres to be bad to


@pytest.fixture(scope="module")
def one_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


@pytest.fixture
def server(one_server: Server) -> Iterator[Server]:
    yield one_server.emptied()
    one_server.resume()
    one_server.start()


Open = Callable[..., DatabaseStore]


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def sql(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], list[tuple]]:
    """Runs statements beside the store, on the same data."""
    if engine == "postgres":
        return request.getfixturevalue("server").sql

    def run(statements: str) -> list[tuple]:
        connection = sqlite3.connect(tmp_path / "book.sqlite3")
        try:
            if ";" in statements:
                connection.executescript(statements)
                return []
            rows = connection.execute(statements).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()

    return run


@pytest.fixture
def open_store(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """The same data, opened once more."""
    opened: list[DatabaseStore] = []
    server = request.getfixturevalue("server") if engine == "postgres" else None

    def open_one(session_seconds: float = WEEK, keeping: Keeping | None = None) -> DatabaseStore:
        if server:
            opened.append(postgres_store(server.url, session_seconds=session_seconds, keeping=keeping))
        else:
            file = tmp_path / "book.sqlite3"
            opened.append(sqlite_store(file, session_seconds=session_seconds, keeping=keeping))
        return opened[-1]

    yield open_one
    for store in opened:
        asyncio.run(store.close())


# ---------------------------------------------------------------- what is remembered


def test_a_conversation_comes_back_whole_in_order_and_apart_from_others(open_store: Open):
    async def converse() -> None:
        store = open_store()
        for number in range(3):
            await store.remember("mine", turn(number))
        await store.remember("yours", turn(9))
        assert await store.turns("mine") == [turn(0), turn(1), turn(2)]
        assert await store.turns("yours") == [turn(9)]
        assert await store.turns("nobody's") is None
        assert await open_store().turns("mine") == [turn(0), turn(1), turn(2)]

    asyncio.run(converse())


def test_turns_that_come_at_once_share_a_transaction_and_one_that_is_refused_harms_none(
    open_store: Open, sql: Callable[[str], list[tuple]], engine: str
):
    no_text = "half a pair: \ud800"

    async def all_at_once(session_id: str, spoilt: int) -> list[object]:
        store = open_store()
        said = [turn(spoilt + n, **({"answer": no_text} if n == spoilt else {})) for n in range(12)]
        ends = await asyncio.gather(*(store.remember(session_id, each) for each in said), return_exceptions=True)
        kept = await store.turns(session_id)
        assert kept == [each for each in said if each.answer != no_text]
        return ends

    assert [type(end) for end in asyncio.run(all_at_once("one is refused", 5))].count(WriteRefused) == 1
    assert asyncio.run(all_at_once("none is", 100)) == [None] * 12
    if engine == "postgres":
        [(transactions,)] = sql("SELECT count(DISTINCT xmin::text) FROM turns WHERE session_id = 'none is'")
        assert transactions < 4


def test_a_turn_that_is_written_twice_is_there_once(open_store: Open):
    async def stutter() -> None:
        store = open_store()
        for number in (0, 1, 0, 1):
            await store.remember("s", turn(number))
        assert await store.turns("s") == [turn(0), turn(1)]

    asyncio.run(stutter())


def test_deleting_a_conversation_deletes_every_word_of_it(open_store: Open, sql: Callable[[str], list[tuple]]):
    async def regret() -> None:
        store = open_store()
        await store.remember("s", turn(1))
        await store.remember("other", turn(2))
        for number, session in ((1, "s"), (2, "other")):
            await store.record_trace(trace(number, session_id=session))
            await store.feedback(f"m{number}", "down", "too short")
        assert await store.forget("s") is True
        assert await store.forget("s") is False
        assert await store.trace("m1") is None

    asyncio.run(regret())
    for table in ("turns", "traces", "feedback"):
        assert sql(f"SELECT message_id FROM {table}") == [("m2",)], table
    assert sql("SELECT session_id FROM sessions") == [("other",)]


def test_an_expired_conversation_never_comes_back_and_its_traces_go_when_they_are_too_old(
    open_store: Open, sql: Callable[[str], list[tuple]]
):
    async def wait_too_long() -> None:
        store = open_store()
        await store.remember("s", turn(1))
        await store.record_trace(trace(1))
        await store.feedback("m1", "up", "")
        later = open_store(session_seconds=0.0, keeping=Keeping(seconds=0.0))
        assert await later.turns("s") is None
        assert await later.feedback("m1", "up", "") is False
        # Under the same id, as when the database was away while it was asked for.
        await later.remember("s", turn(2))
        assert await store.turns("s") == [turn(2)]

    asyncio.run(wait_too_long())
    assert sql("SELECT message_id FROM traces") == []
    assert sql("SELECT message_id FROM feedback") == []


def test_the_latest_feedback_on_a_message_counts_and_an_unknown_message_is_told(open_store: Open):
    async def rate() -> None:
        store = open_store()
        await store.remember("s", turn(1))
        assert await store.feedback("m1", "up", "") is True
        assert await store.feedback("m1", "down", "not what I asked; see 'brakes'") is True
        assert await store.feedback("m2", "up", "") is False
        [kept] = await store.feedbacks(10)
        assert (kept.message_id, kept.rating, kept.comment) == ("m1", "down", "not what I asked; see 'brakes'")
        assert kept.question == "question 1"

    asyncio.run(rate())


def test_traces_outlive_their_conversation_with_what_was_thought_of_the_answer(open_store: Open):
    async def look_back() -> None:
        store = open_store()
        await store.remember("s", turn(1))
        await store.record_trace(trace(1))
        await store.feedback("m1", "down", "too short")
        later = open_store(session_seconds=0.0)
        await later.remember("another", turn(2))
        assert await later.turns("s") is None
        [line] = await later.asked(AskedFilter(), 10)
        assert (line.question, line.rating, line.comment) == ("question 1", "down", "too short")

    asyncio.run(look_back())


def test_only_so_many_traces_are_kept_the_newest(open_store: Open):
    async def ask_much() -> None:
        store = open_store(keeping=Keeping(rows=3))
        for number in range(1, 6):
            await store.record_trace(trace(number))
        assert [each.message_id for each in await store.asked(AskedFilter(), 10)] == ["m5", "m4", "m3"]

    asyncio.run(ask_much())


@pytest.mark.parametrize(
    "wanted, found",
    [
        (AskedFilter(), ["m3", "m2", "m1"]),
        (AskedFilter(statuses=("not_in_book", "partial")), ["m2"]),
        (AskedFilter(rating="down"), ["m1"]),
        (AskedFilter(rating="none"), ["m3", "m2"]),
        (AskedFilter(page="CARS"), ["m3", "m1"]),
        (AskedFilter(words="ESTION 3"), ["m3"]),
        (AskedFilter(words="100%"), []),
        (AskedFilter(since=1_700_000_000.0), ["m3", "m1"]),
        (AskedFilter(until=1_700_000_000.0), ["m2"]),
    ],
    ids=["all", "status", "rating", "not rated", "page", "words", "no wildcard", "since", "until"],
)
def test_what_was_asked_can_be_filtered(open_store: Open, wanted: AskedFilter, found: list[str]):
    async def look() -> list[str]:
        store = open_store(keeping=Keeping(seconds=100 * 365 * 86_400))
        await store.remember("s", turn(1))
        await store.feedback("m1", "down", "")
        elsewhere = Question("question 2", "s", "", "/docs/lamps")
        await store.record_trace(trace(1))
        await store.record_trace(trace(2, status="not_in_book", question=elsewhere, at=1_600_000_000.0))
        await store.record_trace(trace(3))
        return [each.message_id for each in await store.asked(wanted, 10)]

    assert asyncio.run(look()) == found


def test_the_documents_of_the_last_ingest_can_be_listed(open_store: Open):
    async def look() -> None:
        store = open_store()
        assert await store.documents() == []
        await store.record_documents([document("c1"), document("c2", order_index=1)])
        await store.record_documents([document("c2", order_index=1)])
        assert await store.documents() == [document("c2", order_index=1)]

    asyncio.run(look())


def test_traces_come_back_whole_newest_first_and_by_status(open_store: Open):
    async def look() -> None:
        store = open_store()
        first, second = trace(1), trace(2, status="not_in_book", hits=(), timings_ms={})
        await store.record_trace(first)
        await store.record_trace(second)
        await store.record_trace(second)
        assert await store.trace("m1") == first
        assert await store.trace("m3") is None
        assert await store.traces(10) == [second, first]
        assert await store.traces(1) == [second]
        assert await store.traces(10, ["answered", "partial"]) == [first]

    asyncio.run(look())


def test_tokens_add_up_over_the_day_and_only_over_the_day(open_store: Open):
    async def spend() -> None:
        store = open_store()
        assert await store.tokens_today() == 0
        await store.add_tokens(500, "2001-01-01")
        await asyncio.gather(*(store.add_tokens(7) for _ in range(30)))
        assert await open_store().tokens_today() == 210

    asyncio.run(spend())


def test_the_last_ingest_is_known(open_store: Open):
    async def note() -> None:
        store = open_store()
        assert await store.last_ingest() is None
        first = IndexState("v1", "wordllama", 256, 40, 7, "/book", "f1", 100.5)
        await store.record_ingest(first)
        await store.record_ingest(replace(first, version="v2", built_at=200.5))
        await store.record_ingest(replace(first, version="v2", chunks=41, built_at=200.5))
        assert await store.last_ingest() == replace(first, version="v2", chunks=41, built_at=200.5)

    asyncio.run(note())


def test_text_that_postgres_can_not_hold_is_refused_in_our_words(server: Server):
    async def say() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        with pytest.raises(ServiceFailed, match="can't take this text") as refused:
            await store.remember("s", turn(1, question="my secret\0"))
        assert "secret" not in str(refused.value)
        assert store.state() is StoreState.OK
        await store.close()

    asyncio.run(say())


# ---------------------------------------------------------------- the schema


def version_0(engine: str) -> str:
    serial = "SERIAL NOT NULL" if engine == "postgres" else "INTEGER NOT NULL"
    return VERSION_0.format(serial=serial, now=time.time())


def test_the_first_schema_is_upgraded_and_loses_nothing(
    engine: str, open_store: Open, sql: Callable[[str], list[tuple]]
):
    sql(version_0(engine))

    async def go_on() -> None:
        store = open_store()
        assert await store.turns("old") == [OLD_TURN]
        await store.remember("old", turn(1))
        assert await store.feedback("m-old", "up", "") is True
        await store.record_documents([document("new")])
        assert await open_store().turns("old") == [OLD_TURN, turn(1)]

    asyncio.run(go_on())
    assert sql("SELECT version FROM schema_version") == [(len(STEPS),)]
    # The embedded file is ours alone; in a Postgres, documents that nobody is known to have written stay.
    stays = [] if engine == "sqlite" else [("stale",)]
    assert sql("SELECT chunk_id FROM documents ORDER BY chunk_id") == [("new",), *stays]


REPLICA = """
import asyncio, sys
from pathlib import Path
from rag.database import sqlite_store
from rag.database.postgres import postgres_store
from rag.types import Turn

async def replica(place, name):
    print("ready", flush=True)
    sys.stdin.readline()
    if place.startswith("postgresql:"):
        store = postgres_store(place, session_seconds=1e6)
    else:
        store = sqlite_store(Path(place), session_seconds=1e6)
    await store.remember(name, Turn("m-" + name, "q", "a", "answered", 1.0))
    for _ in range(25):
        await store.add_tokens(4)
    await store.close()

asyncio.run(replica(*sys.argv[1:]))
"""


def run_replicas(place: str, names: list[str]) -> None:
    """Each a process of its own, all let go at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, place, name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for each in started:
        assert each.stdout and each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in started:
        _, said = each.communicate(timeout=60)
        assert each.returncode == 0, said


@pytest.mark.parametrize("beginning", ["empty", "version 0"])
def test_replicas_that_start_at_once_make_one_schema_and_one_budget(
    beginning: str, engine: str, open_store: Open, sql: Callable[[str], list[tuple]], tmp_path: Path, request
):
    if beginning == "version 0":
        sql(version_0(engine))
    place = request.getfixturevalue("server").url if engine == "postgres" else str(tmp_path / "book.sqlite3")
    names = ["a", "b"]
    run_replicas(place, names)

    async def see() -> None:
        store = open_store()
        for name in names:
            assert [each.message_id for each in await store.turns(name)] == [f"m-{name}"]
        assert await store.turns("old") == ([OLD_TURN] if beginning == "version 0" else None)
        assert await store.tokens_today() == len(names) * 25 * 4

    asyncio.run(see())
    assert sql("SELECT version FROM schema_version") == [(len(STEPS),)]


LEGACY = """
CREATE TABLE documents (
    id SERIAL PRIMARY KEY, chunk_id UUID NOT NULL {unique}, source_path VARCHAR(512) NOT NULL, slug VARCHAR(255) NOT NULL,
    title VARCHAR(255), order_index INTEGER, snippet TEXT, created_at {time} DEFAULT now(), language TEXT DEFAULT 'en');
INSERT INTO documents (chunk_id, source_path, slug, title, order_index, snippet, created_at, language) VALUES
    ('00000000-0000-0000-0000-000000000001', 'a.md', 'a', 'A', 0, 'theirs', '2020-02-02 20:20:20', 'ur'),
    ('00000000-0000-0000-0000-000000000002', 'b.md', 'b', NULL, NULL, NULL, '2020-02-02 20:20:20', NULL);
"""


@pytest.mark.parametrize(
    ("time_type", "unique"), [("TIMESTAMP", "UNIQUE"), ("TIMESTAMPTZ", ""), ("DOUBLE PRECISION", ""), ("TEXT", "")]
)
def test_the_documents_of_an_earlier_pipeline_stay_as_they_are(server: Server, time_type: str, unique: str):
    legacy = LEGACY.format(time=time_type, unique=unique)
    if time_type == "DOUBLE PRECISION":
        legacy = legacy.replace("DEFAULT now()", "").replace("'2020-02-02 20:20:20'", "1580674820")
    server.sql(legacy)
    theirs = "SELECT * FROM documents WHERE id <= 2 ORDER BY id"
    before = server.sql(theirs)
    one, two, three = (f"10000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))
    shared = "00000000-0000-0000-0000-000000000001"

    async def ingest_thrice() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        await store.record_documents([document(one), document(two), document(shared, snippet="ours")])
        await store.record_documents([document(two, title="Cars, revised"), document(three)])
        assert server.sql(theirs) == before
        ours = server.sql("SELECT chunk_id, title, language FROM documents WHERE id > 2 ORDER BY chunk_id")
        assert ours == [(two, "Cars, revised", "en"), (three, "Cars", "en")]
        assert server.sql("SELECT count(*) FROM documents WHERE created_at IS NULL") == [(0,)]
        await store.record_documents([])
        await store.close()

    asyncio.run(ingest_thrice())
    assert server.sql("SELECT * FROM documents ORDER BY id") == before


def test_another_programs_sessions_are_named_and_not_touched(server: Server):
    server.sql("CREATE TABLE sessions (id SERIAL PRIMARY KEY, cookie TEXT); INSERT INTO sessions (cookie) VALUES ('x')")

    async def clash() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        with pytest.raises(ServiceFailed, match="sessions is another program's"):
            await store.remember("s", turn(1))
        await store.close()

    asyncio.run(clash())
    assert server.sql("SELECT * FROM sessions") == [(1, "x")]
    assert server.sql("SELECT to_regclass('turns')") == [(None,)]


def test_a_schema_of_its_own_in_the_url_is_where_the_tables_go(server: Server):
    server.sql("CREATE SCHEMA bookish; CREATE TABLE sessions (id SERIAL PRIMARY KEY, cookie TEXT)")

    async def live_apart() -> None:
        store = postgres_store(f"{server.url}&options=-csearch_path%3Dbookish", session_seconds=WEEK)
        await store.remember("s", turn(1))
        assert await store.turns("s") == [turn(1)]
        await store.close()

    asyncio.run(live_apart())
    assert server.sql("SELECT message_id FROM bookish.turns") == [("m1",)]


def test_tables_that_vanish_are_made_anew(server: Server):
    async def restore_a_backup() -> None:
        store = PatientStore(postgres_store(server.url, session_seconds=WEEK), MemoryStore(session_seconds=WEEK))
        await store.remember("s", turn(1))
        server.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        await store.remember("s", turn(2))
        await until(lambda: not store.waiting)
        assert await store.turns("s") == [turn(2)]
        await store.close()

    asyncio.run(restore_a_backup())


# ---------------------------------------------------------------- the URL


def test_what_the_url_says_reaches_postgres(server: Server):
    url = server.url.replace("postgresql://", "postgres://") + "&sslmode=disable&application_name=bookish"

    async def connect() -> None:
        store = postgres_store(url, session_seconds=WEEK)
        await store.remember("s", turn(1))
        assert server.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'bookish'") == [(1,)]
        await store.close()
        wanting_tls = postgres_store(url.replace("sslmode=disable", "sslmode=require"), session_seconds=WEEK)
        # A Unix socket needs no TLS, so libpq takes `require` there; what it does not take is a mode that it does not know.
        await wanting_tls.close()
        with pytest.raises(ServiceFailed, match="sslmode"):
            await postgres_store(url.replace("=disable", "=bogus"), session_seconds=WEEK).turns("s")

    asyncio.run(connect())


SECRET = "hunter2-sentinel"


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://u:{SECRET}@h/db",
        f"postgresql://u:{SECRET}@h/db?pgbouncer=true",
        f"postgresql://u:a@{SECRET}@h/db",
        f"postgresql://u:a/{SECRET}@h/db",
        f"postgresql://u:{SECRET}@h:port/db",
        f"postgresql://u:%zz{SECRET}@h/db",
        SECRET,
        "",
    ],
)
def test_a_url_that_can_not_be_read_is_refused_at_once_and_not_shown(url: str):
    with pytest.raises(SettingsError, match="DATABASE_URL") as refused:
        postgres_store(url, session_seconds=WEEK)
    assert SECRET not in shown(refused.value)


def test_a_parameter_that_postgres_does_not_know_is_named():
    with pytest.raises(SettingsError, match="pgbouncer"):
        postgres_store("postgresql://u:p@h/db?pgbouncer=true", session_seconds=WEEK)


def test_a_batch_of_turns_takes_as_many_round_trips_as_one_and_a_conversation_is_recalled_in_three(server: Server):
    async def count() -> list[list[str]]:
        store = postgres_store(server.talkative_url, session_seconds=WEEK)
        await store.remember("the first sweeps, too", turn(0))
        heard = []
        for work in (
            [store.remember("one", turn(1))],
            [store.remember(f"visitor {number}", turn(number)) for number in range(10, 40)],
            [store.turns("one")],
        ):
            before = len(server.heard())
            await asyncio.gather(*work)
            heard.append([message.split(" statement_timeout")[0] for message in server.heard()[before:]])
        await store.close()
        return heard

    one, thirty, recalled = asyncio.run(count())

    assert [message.split()[:3] for message in one] == [
        ["BEGIN"],
        ["SET", "LOCAL"],  # and with it the first statement
        ["INSERT", "INTO", "sessions"],
        ["INSERT", "INTO", "turns"],
        ["DELETE", "FROM", "turns"],
        ["COMMIT"],
    ]
    assert len(thirty) == len(one)
    assert recalled == ["BEGIN", "SET LOCAL", "ROLLBACK"] or recalled == ["BEGIN", "SET LOCAL", "COMMIT"]
    assert server.sql("SELECT count(*) FROM turns") == [(32,)]


def test_connections_that_died_while_they_were_idle_are_replaced_unnoticed(server: Server):
    async def wait() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        await store.remember("s", turn(1))
        server.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> ''"
        )
        await asyncio.sleep(IDLE_SECONDS + 0.1)
        assert await store.turns("s") == [turn(1)]
        await store.close()

    asyncio.run(wait())


def shown(error: BaseException) -> str:
    """All that a log with traceback, or a curious reader of the exception, may see."""
    chain, seen = [], error
    while seen is not None:
        chain.append(f"{seen!r} {seen} {seen.args}")
        seen = seen.__cause__ or seen.__context__
    return " ".join(chain)


@pytest.mark.parametrize("password", [SECRET, "p%40ss%2F" + SECRET])
def test_the_password_is_in_no_error_log_or_repr(password: str, caplog: pytest.LogCaptureFixture):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: refused
        port = nobody.getsockname()[1]
        caplog.set_level(logging.DEBUG)

        async def knock() -> list[str]:
            store = postgres_store(f"postgresql://u:{password}@127.0.0.1:{port}/db", session_seconds=WEEK)
            patient = PatientStore(store, MemoryStore(session_seconds=WEEK))
            said = [repr(store), repr(store.__dict__["_engine"]), repr(patient)]
            for each in (store, patient):
                with pytest.raises(ServiceFailed) as failed:
                    await each.turns("s")
                said.append(shown(failed.value))
            await patient.remember("s", turn(1))
            await patient.close(0.1)
            return said

        everything = " ".join([*asyncio.run(knock()), caplog.text])
    assert "refused" in everything
    assert SECRET not in everything


# ---------------------------------------------------------------- while the database is away


@pytest.fixture
def patient(server: Server) -> Iterator[Callable[..., PatientStore]]:
    def make(**how: object) -> PatientStore:
        url = how.pop("url", server.url)
        return PatientStore(postgres_store(str(url), session_seconds=WEEK), MemoryStore(session_seconds=WEEK), **how)

    yield make


def stored(server: Server, session_id: str) -> list[str]:
    rows = server.sql(f"SELECT message_id FROM turns WHERE session_id = '{session_id}' ORDER BY turn_id")
    return [row[0] for row in rows]


def test_a_database_killed_in_mid_conversation_gets_every_turn_once_and_in_order(
    server: Server, patient: Callable[..., PatientStore], caplog: pytest.LogCaptureFixture
):
    async def converse() -> None:
        store = patient()
        await store.remember("s", turn(1))
        assert store.state() is StoreState.OK
        server.kill()
        for number in (2, 3, 4):
            await store.remember("s", turn(number))
            assert [each.message_id for each in await store.turns("s")] == [f"m{n}" for n in range(1, number + 1)]
        await store.remember("begun while it was away", turn(10))
        assert await store.turns("begun while it was away") == [turn(10)]
        assert await store.feedback("m4", "up", "kind") is True
        assert store.state() is StoreState.DOWN
        assert store.waiting >= 5
        server.start()
        await store.remember("s", turn(5))
        await until(lambda: not store.waiting)
        assert store.state() is StoreState.OK
        assert store.lost == 0
        assert await store.turns("s") == [turn(number) for number in range(1, 6)]
        await store.close()

    with caplog.at_level(logging.INFO, "rag"):
        asyncio.run(converse())
    assert stored(server, "s") == ["m1", "m2", "m3", "m4", "m5"]
    assert stored(server, "begun while it was away") == ["m10"]
    assert server.sql("SELECT message_id, comment FROM feedback") == [("m4", "kind")]
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("rag.")]
    assert len([line for line in ours if "database fails" in line]) == 1
    assert len([line for line in ours if "answers again" in line]) == 1


def test_a_suspended_database_holds_up_nothing_and_gets_the_turns_when_it_wakes(
    server: Server, patient: Callable[..., PatientStore]
):
    async def converse() -> None:
        store = patient(patience=0.3)
        await store.remember("s", turn(1))
        await store.remember("quiet", turn(7))
        server.suspend()
        began = time.monotonic()
        await store.remember("s", turn(2))
        for _ in range(20):
            assert await store.turns("s") == [turn(1), turn(2)]
        with pytest.raises(ServiceFailed):
            await store.turns("never seen here")
        assert await store.tokens_today() == 0
        assert store.state() is not StoreState.OK
        assert time.monotonic() - began < 5
        server.resume()
        await until(lambda: not store.waiting and store.state() is StoreState.OK)
        assert await store.turns("s") == [turn(1), turn(2)]
        assert await store.turns("quiet") == [turn(7)]
        await store.close()

    asyncio.run(converse())
    assert stored(server, "s") == ["m1", "m2"]


def test_a_suspended_database_takes_no_thread_that_others_use(server: Server):
    async def crowd() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        await store.open()
        server.suspend()
        asked = [asyncio.create_task(store.turns("s")) for _ in range(60)]
        await asyncio.sleep(0.2)
        assert await asyncio.wait_for(asyncio.to_thread(sum, [1, 2]), 5) == 3
        # Closing ends those that hang, so that the program can end.
        await store.close()
        done, hanging = await asyncio.wait(asked, timeout=20)
        assert not hanging
        assert all(isinstance(each.exception(), ServiceFailed) for each in done)

    asyncio.run(crowd())


def test_a_program_ends_though_its_database_hangs(server: Server):
    program = """
import asyncio, sys
from rag.database import MemoryStore, PatientStore
from rag.database.postgres import postgres_store
from rag.types import Turn

async def main():
    store = PatientStore(postgres_store(sys.argv[1], session_seconds=1e6), MemoryStore(session_seconds=1e6))
    await store.remember("s", Turn("m", "q", "a", "answered", 1.0))
    print(store.state(), flush=True)
    await store.close(0.2)
    print("lost", store.lost)

asyncio.run(main())
"""
    server.suspend()
    ended = subprocess.run(
        [sys.executable, "-c", program, server.url], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert ended.stdout == "waiting\nlost 1\n", ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_that_takes_connections_and_says_nothing_is_given_up(patient: Callable[..., PatientStore]):
    async def knock() -> None:
        with socket.create_server(("127.0.0.1", 0)) as mute:
            port = mute.getsockname()[1]
            store = postgres_store(f"postgresql://u:p@127.0.0.1:{port}/db", session_seconds=WEEK)
            with pytest.raises(ServiceFailed, match="did not take a connection in time"):
                await store.turns("s")
            assert store.state() is StoreState.DOWN
            await store.close()

    asyncio.run(knock())


def test_a_database_out_of_connections_gets_the_turns_when_one_is_free(
    server: Server, patient: Callable[..., PatientStore]
):
    server.sql("CREATE ROLE visitor LOGIN CONNECTION LIMIT 1; ALTER SCHEMA public OWNER TO visitor")
    url = server.url.replace("postgres:@", "visitor:@")

    async def converse() -> None:
        hog = psycopg2.connect(url)
        store = patient(url=url)
        await store.remember("s", turn(1))
        await store.remember("s", turn(2))
        assert store.state() is StoreState.DOWN
        assert await store.turns("s") == [turn(1), turn(2)]
        hog.close()
        await until(lambda: not store.waiting)
        assert await store.turns("s") == [turn(1), turn(2)]
        await store.close()

    asyncio.run(converse())
    assert stored(server, "s") == ["m1", "m2"]


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON turns FOR EACH ROW EXECUTE FUNCTION full_disk();
"""


def test_a_database_whose_disk_is_full_is_not_called_well_because_it_can_be_read(
    server: Server, patient: Callable[..., PatientStore], caplog: pytest.LogCaptureFixture
):
    async def converse() -> None:
        store = patient()
        await store.remember("s", turn(1))
        server.sql(FULL)
        await store.remember("s", turn(2))
        for _ in range(40):  # reads, while the pause goes by
            with suppress(ServiceFailed):
                assert await store.turns("s") == [turn(1), turn(2)]
            assert store.state() is StoreState.DOWN
            await asyncio.sleep(0.05)
        assert caplog.text.count("database fails") == 1
        server.sql("DROP TRIGGER full_disk ON turns")
        await until(lambda: not store.waiting)
        assert store.state() is StoreState.OK
        await store.close()

    with caplog.at_level(logging.INFO):
        asyncio.run(converse())
    assert stored(server, "s") == ["m1", "m2"]
    assert caplog.text.count("database answers again") == 1


def test_a_crowd_on_a_small_pool_gets_what_it_asks_for(server: Server):
    async def crowd() -> None:
        store = postgres_store(server.url, session_seconds=WEEK)
        await asyncio.gather(*(store.remember(f"s{number}", turn(number)) for number in range(80)))
        assert await asyncio.gather(*(store.turns(f"s{n}") for n in range(80))) == [[turn(n)] for n in range(80)]
        open_now = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        assert server.sql(open_now)[0][0] <= 7
        await store.close()

    asyncio.run(crowd())


WRITER = """
import asyncio, itertools, sys
from pathlib import Path
from rag.database import sqlite_store
from rag.database.postgres import postgres_store
from rag.types import Turn

place, edition = sys.argv[1:]
store = postgres_store(place, session_seconds=1e6) if ":" in place else sqlite_store(Path(place), session_seconds=1e6)

async def talk(session):
    for number in itertools.count():
        message = f"{edition}-{session}-{number}"
        await store.remember(f"{edition}-{session}", Turn(message, "q", "a" * 2_000, "answered", 1.0))
        print(message, flush=True)

async def main():
    await asyncio.gather(*map(talk, range(4)))

asyncio.run(main())
"""


def test_a_program_killed_while_it_writes_loses_no_turn_that_it_had_told_of(
    engine: str, open_store: Open, sql: Callable[[str], list[tuple]], tmp_path: Path, request: pytest.FixtureRequest
):
    place = request.getfixturevalue("server").url if engine == "postgres" else str(tmp_path / "book.sqlite3")
    told: list[str] = []
    for edition, enough in enumerate((1, 7, 40)):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, place, str(edition)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        told += [writer.stdout.readline().strip() for _ in range(enough)]
        writer.kill()
        told += writer.stdout.read().splitlines()
        writer.wait()
        assert asyncio.run(open_store().turns(told[0].rpartition("-")[0]))

    assert set(told) <= {row[0] for row in sql("SELECT message_id FROM turns")}
    if engine == "sqlite":
        assert sql("PRAGMA integrity_check") == [("ok",)]
        assert sql("PRAGMA journal_mode") == [("wal",)]


def test_only_so_much_waits_and_the_oldest_gives_way(server: Server, patient: Callable[..., PatientStore]):
    async def overflow() -> None:
        store = patient(queue_length=5)
        await store.open()
        await until(lambda: not store.waiting)
        server.kill()
        for number in range(12):
            await store.remember(f"s{number}", turn(number))
        assert store.waiting <= 6
        server.start()
        await until(lambda: not store.waiting)
        assert 6 <= store.lost <= 7
        await store.close()

    asyncio.run(overflow())
    kept = {row[0] for row in server.sql("SELECT message_id FROM turns")}
    assert {f"m{number}" for number in range(7, 12)} <= kept
    assert len(kept) <= 6


def test_traces_give_way_to_the_turns_that_were_promised(server: Server, patient: Callable[..., PatientStore]):
    async def outlast() -> None:
        store = patient(queue_length=260)
        await store.open()
        await until(lambda: not store.waiting)
        server.kill()
        for number in range(250):
            await store.remember(f"s{number}", turn(number))
            await store.record_trace(trace(number))
        assert store.waiting <= 261
        server.start()
        await until(lambda: not store.waiting)
        await store.close()

    asyncio.run(outlast())
    assert server.sql("SELECT count(*) FROM turns") == [(250,)]
    [(traces,)] = server.sql("SELECT count(*) FROM traces")
    assert traces < 20


def test_a_conversation_deleted_while_the_database_is_away_is_gone_here_and_later_there(
    server: Server, patient: Callable[..., PatientStore]
):
    async def regret() -> None:
        store = patient(queue_length=3)
        await store.remember("s", turn(1))
        await store.remember("other", turn(9))
        server.kill()
        await store.remember("s", turn(2))
        assert await store.forget("s") is True
        assert await store.turns("s") is None
        assert await store.forget("s") is False
        with pytest.raises(ServiceFailed):
            await store.forget("never seen here")
        with pytest.raises(ServiceFailed):
            await store.feedback("never seen here", "up", "")
        for number in range(20, 26):  # so many that the oldest give way; the deletion does not
            await store.remember("other", turn(number))
        assert await store.turns("s") is None
        server.start()
        await until(lambda: not store.waiting)
        assert await store.turns("s") is None
        await store.close()

    asyncio.run(regret())
    assert stored(server, "s") == []
    assert stored(server, "other")[0] == "m9"


def test_closing_writes_what_waits_or_says_how_much_is_lost(
    server: Server, patient: Callable[..., PatientStore], caplog: pytest.LogCaptureFixture
):
    async def end(database_is_back: bool, session: str) -> int:
        store = patient()
        await store.remember(session, turn(100 if database_is_back else 200))
        server.kill()
        for number in (1, 2):
            await store.remember(session, turn(number + (100 if database_is_back else 200)))
        if database_is_back:
            server.start()
        await store.close(10 if database_is_back else 0.5)
        await store.close()
        return store.lost

    assert asyncio.run(end(True, "kept")) == 0
    assert stored(server, "kept") == ["m100", "m101", "m102"]
    assert asyncio.run(end(False, "lost")) == 2
    assert "2 writes did not reach the database" in caplog.text
    server.start()
    assert stored(server, "lost") == ["m200"]


def test_a_write_that_is_refused_does_not_hold_up_those_behind_it(server: Server, patient: Callable[..., PatientStore]):
    server.sql("CREATE TABLE documents (chunk_id TEXT, source_path TEXT, slug TEXT, title TEXT, licence TEXT NOT NULL)")

    async def go_on() -> None:
        store = patient()
        await store.record_documents([document("a")])
        with pytest.raises(ServiceFailed):
            await store.remember("s", turn(1, question="\0"))
        await store.remember("s", turn(2))
        assert await store.turns("s") == [turn(2)]
        assert store.lost == 2
        assert store.state() is StoreState.OK
        await store.close()

    asyncio.run(go_on())


def test_the_days_tokens_are_counted_while_the_database_is_away(server: Server, patient: Callable[..., PatientStore]):
    async def spend() -> None:
        earlier, store = postgres_store(server.url, session_seconds=WEEK), patient()
        await earlier.add_tokens(1_000)
        await earlier.close()
        await store.add_tokens(10)
        await until(lambda: not store.waiting)
        assert await store.tokens_today() == 1_010
        server.kill()
        for _ in range(5):
            await store.add_tokens(10)
        assert await store.tokens_today() == 1_060
        server.start()
        await until(lambda: not store.waiting)
        assert await store.tokens_today() == 1_060
        await store.close()

    asyncio.run(spend())
    assert server.sql("SELECT tokens FROM usage") == [(1_060,)]


def test_a_database_that_is_back_is_noticed_though_nobody_asks(server: Server, patient: Callable[..., PatientStore]):
    async def wait() -> None:
        store = patient()
        await store.open()
        await until(lambda: store.state() is StoreState.OK)
        server.kill()
        with pytest.raises(ServiceFailed):
            await store.turns("s")
        assert store.state() is StoreState.DOWN
        server.start()
        await until(lambda: store.state() is StoreState.OK)
        await store.close()

    asyncio.run(wait())


def test_a_database_that_is_well_is_left_alone(server: Server, patient: Callable[..., PatientStore]):
    async def monitor() -> None:
        store = patient()
        await store.remember("s", turn(1))
        last_query = "SELECT max(state_change) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        before = server.sql(last_query)
        for _ in range(50):
            assert store.state() is StoreState.OK
            await asyncio.sleep(0.01)
        assert server.sql(last_query) == before
        await store.close()

    asyncio.run(monitor())


def test_a_visitor_who_leaves_loses_nothing(server: Server, patient: Callable[..., PatientStore]):
    async def leave() -> None:
        store = patient(patience=5)
        await store.open()
        await until(lambda: not store.waiting)
        server.suspend()
        leaving = [asyncio.create_task(store.remember("s", turn(1))), asyncio.create_task(store.turns("t"))]
        await asyncio.sleep(0.1)
        for each in leaving:
            each.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)
        server.resume()
        await until(lambda: not store.waiting)
        assert await store.turns("s") == [turn(1)]
        await store.close()

    asyncio.run(leave())


def test_what_waits_survives_the_event_loop_it_was_put_from(server: Server, patient: Callable[..., PatientStore]):
    store = patient()
    server.kill()
    asyncio.run(store.remember("s", turn(1)))
    server.start()
    asyncio.run(store.close())

    assert stored(server, "s") == ["m1"]
