"""Two programs on one Qdrant and one Postgres behind a proxy: what a visitor notices of there being two, and of one dying."""

import asyncio
import concurrent.futures
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import pytest
from conftest import PAGES, Program, Programs, free_port, write_pages
from wire.chat_server import ChatServer
from wire.postgres import Server
from wire.proxy import VISITOR, Proxy
from wire.qdrant_server import QdrantServer

from rag.database.postgres import postgres_store
from rag.remembered import AskedFilter

SITE = "https://trams.example"
LIMIT, BUDGET, REPLY = 8, 100_000, 100  # searches an hour, tokens a day, tokens a reply


@dataclass
class Space:
    """Both replicas, what they share, and a way in by turns."""

    replicas: list[Program]
    start: Callable[[int], Program]
    model: ChatServer
    database: Server
    url: str

    def send(self, method: str, path: str, body: dict | None = None, visitor: str = "198.51.100.1", **headers: str):
        sent = {VISITOR: visitor, "Origin": SITE, **headers}
        return httpx.request(method, self.url + path, json=body, headers=sent, timeout=60)

    def ask(self, message: str, session_id: str | None = None, **more: str) -> httpx.Response:
        reply = self.send("POST", "/chat", {"message": message, "session_id": session_id}, **more)
        assert reply.status_code == 200, reply.text
        return reply


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    folder = tmp_path_factory.mktemp("replicas")
    programs, database = Programs(folder, []), Server()
    book = write_pages(folder / "book", PAGES)
    with QdrantServer(folder / "qdrant") as qdrant, ChatServer(tokens=REPLY) as model:
        ports = [str(free_port()) for _ in range(2)]

        def start(number: int) -> Program:
            return programs.serve(
                PORT=ports[number],
                BOOK_DIR=str(book),
                DATA_DIR=str(folder / f"data-{number}"),
                QDRANT_URL=qdrant.url,
                DATABASE_URL=database.url,
                OPENAI_BASE_URL=model.url,
                ALLOWED_ORIGINS=SITE,
                RATE_CHAT="500/hour",
                RATE_SEARCH=f"{LIMIT}/hour",
                RATE_CONVERSATION=f"{LIMIT}/hour",
                DAILY_TOKEN_BUDGET=str(BUDGET),
            )

        replicas = [start(number) for number in range(2)]
        for replica in replicas:
            replica.ready()
        with Proxy([replica.url for replica in replicas]) as proxy:
            yield Space(replicas, start, model, database, proxy.url)
        programs.end()
    database.end()


def until(reached: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 30
    while not reached():
        assert time.monotonic() < ends_at, "it never came to that"
        time.sleep(0.02)


def by(*replies: httpx.Response) -> set[str]:
    return {reply.headers["x-replica"] for reply in replies}


def test_the_book_was_embedded_once_for_both(space: Space):
    made = [line for replica in space.replicas for line in replica.log.splitlines() if "index made" in line]

    assert len([line for line in made if not line.endswith(", 0 embedded")]) == 1
    assert all(replica.ready() for replica in space.replicas)


def test_a_conversation_goes_on_at_the_other_replica_which_knows_what_was_meant(space: Space):
    first = space.ask("Who designed the lamp code?")
    then = space.ask("And when was that?", first.json()["session_id"])

    assert by(first, then) == {"0", "1"}
    assert "Odra Pell" in first.json()["message"] and "1911" in then.json()["message"]
    turns = space.send("GET", f"/chat/sessions/{then.json()['session_id']}").json()["turns"]
    assert [turn["question"] for turn in turns] == ["Who designed the lamp code?", "And when was that?"]


def taken_by_both(space: Space, key: str, ask: Callable[[int], httpx.Response]) -> tuple[int, list[httpx.Response]]:
    """How many were taken until both replicas refused, and the refusals; each use is in the ledger before the next is tried."""
    taken, refused = 0, []
    for number in range(2 * LIMIT):
        reply = ask(number)
        if reply.status_code == 429:
            refused.append(reply)
            continue
        taken += 1
        if taken > LIMIT // 4:
            until(lambda so_far=taken: told(space, key) >= so_far - 1)
    return taken, refused


def told(space: Space, key: str) -> int:
    return space.database.sql(f"SELECT coalesce(sum(used), 0) FROM rates WHERE key LIKE 'LIMITER/{key}/%'")[0][0]


def test_an_address_has_one_rate_at_both(space: Space):
    taken, refused = taken_by_both(
        space, "searches", lambda n: space.send("POST", "/search", {"query": "brakes"}, visitor="198.51.100.2")
    )

    # The last use of one may not have reached the other.
    assert LIMIT <= taken <= LIMIT + 1
    assert by(*refused) == {"0", "1"}
    assert all("please wait" in each.json()["message"] and int(each.headers["retry-after"]) > 0 for each in refused)
    assert space.send("POST", "/search", {"query": "brakes"}, visitor="198.51.100.3").status_code == 200


def test_a_conversation_has_one_rate_at_both_from_wherever_it_is_led(space: Space):
    session = space.ask("How long is the Needle?").json()["session_id"]
    body = {"message": "How long is it?", "session_id": session}
    taken, refused = taken_by_both(
        space,
        "questions-in-one-conversation",
        lambda n: space.send("POST", "/chat", body, visitor=f"198.51.100.{10 + n}"),
    )

    assert LIMIT <= taken <= LIMIT + 1
    assert by(*refused) == {"0", "1"}
    assert "in one conversation" in refused[0].json()["message"]


def test_a_conversation_deleted_at_one_is_gone_at_both(space: Space):
    session = space.ask("What does a ticket cost?").json()["session_id"]
    path = f"/chat/sessions/{session}"
    assert [space.send("GET", path).status_code for _ in range(2)] == [200, 200]

    assert space.send("DELETE", path).status_code == 200

    assert [space.send("GET", path).status_code for _ in range(2)] == [404, 404]
    asked = [space.ask("And for a child?", session) for _ in range(2)]
    assert by(*asked) == {"0", "1"} and session not in {each.json()["session_id"] for each in asked}


def test_an_answer_of_one_is_rated_at_the_other_and_the_last_rating_counts(space: Space):
    answer = space.ask("Who drew the map of the line?")
    rated = [
        space.send("POST", "/feedback", {"message_id": answer.json()["message_id"], "rating": rating})
        for rating in ("up", "down", "up", "down")
    ]

    assert {each.status_code for each in rated} == {204} and by(*rated) == {"0", "1"}

    async def seen() -> list[str]:
        store = postgres_store(space.database.url, session_seconds=3_600)
        found = [each.rating for each in await store.asked(AskedFilter(words="who drew the map"), 5)]
        await store.close()
        return found

    assert asyncio.run(seen()) == ["down"]


def test_one_of_them_killed_costs_only_what_it_was_answering_and_it_may_come_back(space: Space):
    questions = [f"At which pressure does the safety valve open, visitor {number}?" for number in range(6)]
    known = space.ask("How fast is a Heron?").json()["session_id"]
    space.model.stops = True
    with concurrent.futures.ThreadPoolExecutor(len(questions)) as visitors:
        asked = [visitors.submit(space.send, "POST", "/chat", {"message": question}) for question in questions]
        until(lambda: space.model.active == len(questions))
        space.replicas[1].kill()
        space.model.stops = False
        replies = [each.result(60) for each in asked]

    statuses = sorted(reply.status_code for reply in replies)
    assert statuses == [200, 200, 200, 502, 502, 502]
    assert by(*[reply for reply in replies if reply.status_code == 200]) == {"0"}
    after = [space.ask(f"{question} Please.") for question in questions]
    assert by(*after) == {"0"} and all("11 bar" in each.json()["message"] for each in after)
    assert "Heron" in space.ask("How many seats does it have?", known).json()["message"]

    space.replicas[1] = space.start(1).ready()
    assert by(*[space.ask("And how heavy is it?", known) for _ in range(2)]) == {"0", "1"}


def test_what_one_spends_is_spent_for_both(space: Space):
    today = datetime.now(UTC).date().isoformat()
    space.database.sql(f"UPDATE usage SET tokens = {BUDGET - REPLY} WHERE day = '{today}'")

    last = space.ask("What is written in the score of bells?")
    until(lambda: space.database.sql(f"SELECT tokens FROM usage WHERE day = '{today}'") == [(BUDGET,)])
    then = [space.ask("How long is the tunnel?", visitor=f"198.51.100.{30 + number}") for number in range(2)]

    assert last.json()["metadata"]["tokens_used"] == REPLY
    assert by(*then) == {"0", "1"}
    assert {(each.json()["status"], each.json()["metadata"]["model"]) for each in then} == {("degraded", "extractive")}
