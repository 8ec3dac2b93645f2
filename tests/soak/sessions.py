"""`make sessions`: 20,000 conversations over the embedded parts, kept in SQLite and, where the database is away, in memory.

Prints memory, descriptors and threads as they pass; the exit code is 1 where memory does not stay flat.
"""

import asyncio
import tempfile
from pathlib import Path

import aiohttp
from conftest import Programs, free_port

from rag.evaluation.cases import Case, read_cases
from rag.settings import SAMPLE_BOOK
from soak.vitals import Sample, Vitals

CONVERSATIONS = 20_000
AT_ONCE = 8
WARM = 2_000  # conversations, after which every cache is full
MOST_MB = 10.0  # of growth over all that follow
SHOWN = 2_000


def sessions() -> int:
    """The exit code."""
    cases = [each for each in read_cases(SAMPLE_BOOK.parent / "sample_questions.jsonl") if each.question.strip()]
    grown = [_run(name, cases, **settings) for name, settings in _stores().items()]
    return int(any(each > MOST_MB for each in grown))


def _stores() -> dict[str, dict[str, str]]:
    nobody = f"postgresql://u@127.0.0.1:{free_port()}/away?connect_timeout=1"
    return {"in SQLite": {}, "in memory, the database away": {"DATABASE_URL": nobody}}


def _run(name: str, cases: list[Case], **settings: str) -> float:
    """MB that the program has grown by, once it was warm."""
    with tempfile.TemporaryDirectory(prefix="sessions-") as folder:
        programs = Programs(Path(folder), [])
        program = programs.serve(DATA_DIR=f"{folder}/data", **settings).settled()
        vitals = Vitals(program.process.pid)
        print(name)
        try:
            warm, last = asyncio.run(_talk(program.url, cases, vitals))
        finally:
            programs.end()
    grown = last.rss_mb - warm.rss_mb
    print(
        f"  from {WARM:,} to {CONVERSATIONS:,} conversations: {grown:+.1f} MB, {last.fds - warm.fds:+d} descriptors, ",
        end="",
    )
    print(f"{last.threads - warm.threads:+d} threads", flush=True)
    return grown


async def _talk(url: str, cases: list[Case], vitals: Vitals) -> tuple[Sample, Sample]:
    numbers = iter(range(CONVERSATIONS + 1))
    seen: dict[int, Sample] = {}

    async def visitor(http: aiohttp.ClientSession) -> None:
        for number in numbers:
            if number % SHOWN == 0:
                seen[number] = now = vitals.look()
                print(f"  {number:6,} {now.rss_mb:7.1f} MB {now.fds:4d} fds {now.threads:3d} threads", flush=True)
            if number < CONVERSATIONS:
                await _converse(http, cases[number % len(cases)], number)

    async with aiohttp.ClientSession(url) as http:
        await asyncio.gather(*(visitor(http) for _ in range(AT_ONCE)))
        await asyncio.sleep(1)  # what is written behind the visitors' backs
    return seen[WARM], vitals.look()


async def _converse(http: aiohttp.ClientSession, case: Case, number: int) -> None:
    """From an address and a page of its own, so that no answer is there already; each fifth visitor asks once more."""
    headers = {"X-Forwarded-For": f"100.64.{number // 250}.{number % 250 + 1}"}
    session = None
    for question in (case.question, "What are some examples?")[: 2 if number % 5 == 0 else 1]:
        page = {"path": f"/elsewhere/{number}"}
        body = {"message": question, "context": case.context or None, "page": page, "session_id": session}
        async with http.post("/chat", json=body, headers=headers) as reply:
            assert reply.status == 200, await reply.text()
            session = (await reply.json())["session_id"]
