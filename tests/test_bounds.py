"""What a flood of visitors leaves behind: sessions, turns and traces have bounds, in memory and in the database."""

import asyncio
import gc
import time
import tracemalloc

from rag.database import MemoryStore, sqlite_store
from rag.database.conversations import TURNS_KEPT
from rag.database.memory import SESSIONS_KEPT, TURNS_HELD
from rag.database.store import SWEEP_SECONDS
from rag.remembered import Trace
from rag.types import Question, Source, Turn

WEEK = 7 * 86_400.0
SOURCE = Source(
    1, "c" * 36, "The boiler", "boiler", "Safety valve", 0.9, "/docs/boiler#safety-valve", "It opens at 11 bar." * 5
)


def turn(number: int) -> Turn:
    return Turn(
        f"m{number}",
        "At which pressure? " * 5,
        "It opens at 11 bar. [1] " * 20,
        "answered",
        time.time(),
        "x",
        (SOURCE,),
    )


def trace(number: int) -> Trace:
    asked = Question("At which pressure does it open?", f"s{number}")
    return Trace(
        f"m{number}",
        f"s{number}",
        asked,
        "q",
        (),
        "plan " * 500,
        "answer",
        "answered",
        0.9,
        "extractive",
        "v",
        0,
        time.time(),
    )


def test_twenty_thousand_conversations_take_no_more_memory_than_a_few_thousand():
    async def talk() -> tuple[int, int]:
        store = MemoryStore(session_seconds=WEEK)
        held = []
        tracemalloc.start()
        for number in range(20_000):
            await store.remember(f"s{number}", turn(number))
            await store.record_trace(trace(number))
            await store.feedback(f"m{number}", "up", "Thanks! " * 10)
            if number in (3_000, 19_999):
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert await store.turns("s19999") and await store.turns("s0") is None
        return held[0], held[1]

    early, late = asyncio.run(talk())
    assert late - early < 1e6
    assert late < 20e6


def test_the_sessions_that_were_used_last_are_the_ones_that_are_kept():
    async def talk() -> list[bool]:
        store = MemoryStore(session_seconds=WEEK)
        await store.remember("regular", turn(0))
        for number in range(1, 2 * SESSIONS_KEPT):
            await store.remember(f"s{number}", turn(number))
            if number % (SESSIONS_KEPT // 2) == 0:
                await store.remember("regular", turn(100_000 + number))
        return [await store.turns(name) is not None for name in ("regular", "s1", f"s{2 * SESSIONS_KEPT - 1}")]

    assert asyncio.run(talk()) == [True, False, True]


def test_long_conversations_make_room_for_each_other_and_the_one_that_goes_on_stays_whole():
    async def talk() -> list[int]:
        store = MemoryStore(session_seconds=WEEK)
        names = [f"s{number}" for number in range(TURNS_HELD // TURNS_KEPT + 2)]
        for place, name in enumerate(names):
            for number in range(TURNS_KEPT):
                await store.remember(name, turn(TURNS_KEPT * place + number))
        return [len(await store.turns(name) or ()) for name in names]

    assert asyncio.run(talk()) == [0, 0, *[TURNS_KEPT] * (TURNS_HELD // TURNS_KEPT)]


def test_a_conversation_that_never_ends_keeps_its_newest_turns(tmp_path):
    async def talk() -> list[tuple[int, str]]:
        stores = [MemoryStore(session_seconds=WEEK), sqlite_store(tmp_path / "book.sqlite3", session_seconds=WEEK)]
        kept = []
        for store in stores:
            for number in range(TURNS_KEPT + 5):
                await store.remember("s", turn(number))
            turns = await store.turns("s") or []
            kept.append((len(turns), turns[-1].message_id))
            await store.close()
        return kept

    assert asyncio.run(talk()) == [(TURNS_KEPT, f"m{TURNS_KEPT + 4}")] * 2


def test_what_has_expired_leaves_the_database_with_the_next_conversation(tmp_path):
    file = tmp_path / "book.sqlite3"

    async def talk() -> list[bool]:
        brief = sqlite_store(file, session_seconds=0.01)
        for number in range(50):
            await brief.remember(f"s{number}", turn(number))
        await asyncio.sleep(SWEEP_SECONDS + 0.05)  # longer than a session lives here
        await brief.remember("new", turn(1_000))
        await brief.close()
        patient = sqlite_store(file, session_seconds=WEEK)
        found = [await patient.turns(name) is not None for name in ("s3", "s48", "new")]
        await patient.close()
        return found

    assert asyncio.run(talk()) == [False, False, True]
