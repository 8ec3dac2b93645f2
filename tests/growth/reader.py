"""`python -m growth.reader QUESTIONS`: the assistant over an index that is there, in a process of its own; prints one line of JSON.

Knows how to ask what stands in a file, line by line, and to measure itself. BOOK_DIR and DATA_DIR come from the environment, as the
program's own do.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from growth.figures import Read
from rag.build import build
from rag.settings import Settings
from rag.types import Question

WARM, ASKED = 10, 200


async def read(asked: list[str]) -> Read:
    parts = build(Settings.from_environment(dict(os.environ)))
    await parts.store.open()
    began = time.perf_counter()
    state = await parts.index.state()
    opened = time.perf_counter() - began
    assert state is not None
    idle, _ = memory_mb()

    async def search(question: str) -> None:
        assert (await parts.assistant.search(question, 5)).hits, question

    async def answer(question: str) -> None:
        await parts.assistant.ask(Question(question))

    for question in asked[:WARM]:
        await search(question)
    before = time.process_time()
    searches = await _timed(search, asked[WARM : WARM + ASKED])
    cpu = (time.process_time() - before) / ASKED
    answers = await _timed(answer, asked[WARM + ASKED :])
    serving, own = memory_mb()
    await parts.close()
    return Read(
        1000 * opened,
        idle,
        serving,
        own,
        at(searches, 0.5),
        at(searches, 0.95),
        1000 * cpu,
        at(answers, 0.5),
        at(answers, 0.95),
    )


async def _timed(act: Callable[[str], Awaitable[None]], asked: list[str]) -> list[float]:
    taken = []
    for question in asked:
        began = time.perf_counter()
        await act(question)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def at(taken: list[float], share: float) -> float:
    return sorted(taken)[int(share * (len(taken) - 1))]


def memory_mb() -> tuple[float, float]:
    """Resident, and of that what is nowhere on disk."""
    with open("/proc/self/smaps_rollup", encoding="ascii") as lines:
        told = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines if line.rstrip().endswith("kB")}
    return told["Rss:"], told["Anonymous:"]


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    sys.stdout.write(f"{json.dumps(asdict(asyncio.run(read(lines))))}\n")
