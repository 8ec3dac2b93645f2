"""`make soak`: 128 visitors at the program while each of its services in turn fails, hangs and comes back, and then all of it again.

Prints what was seen; the exit code is 1 where something was seen that should not be.
"""

import argparse
import asyncio
import json
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import aiohttp

from rag.evaluation.cases import Case, read_cases
from rag.settings import SAMPLE_BOOK
from soak.findings import Findings
from soak.sessions import sessions
from soak.visitor import Visitor
from soak.vitals import Vitals
from soak.world import World, world

WARM = 1_200  # conversations before anything is judged: more than any cache of the program keeps
AT_ONCE = 64  # of these
TROUBLED = 0.85  # of the time; the rest is well again
ROUNDS = 2  # of all troubles; growth is judged over the last
RECOVERY_SECONDS = 90
LAST = 20  # conversations at the end, which are read back, also after a restart


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="default: %(default)s")
    parser.add_argument("--visitors", type=int, default=128, help="default: %(default)s")
    parser.add_argument("--pause", type=float, default=8.0, help="seconds between a visitor's questions (%(default)s)")
    parser.add_argument("--sessions", action="store_true", help="20,000 conversations over the embedded parts instead")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write counts, mistakes and vitals over time")
    options = parser.parse_args()
    if options.sessions:
        return sessions()
    findings = Findings()
    with world() as here:
        vitals = Vitals(here.program.process.pid)
        asyncio.run(soak(here, findings, vitals, options.minutes * 60, options.visitors, options.pause))
        try:
            here.end()
        except AssertionError as error:
            findings.mistake("a trace in the log", str(error)[-600:])
    for name, (first, last) in vitals.quarters().items():
        print(f"  {name}: median {first:g} in the first quarter, {last:g} in the last")
    for grown in vitals.grown():
        findings.mistake("growth", grown)
    print("\n".join(findings.lines()))
    print(
        "soaked, and nothing to complain of" if not findings.mistakes else f"{findings.mistakes} mistakes, named above"
    )
    if options.json:
        told = {"seen": findings.seen, "wrong": findings.wrong, "vitals": vitals.as_json()}
        options.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return 1 if findings.mistakes else 0


async def soak(here: World, findings: Findings, vitals: Vitals, seconds: float, many: int, pause: float) -> None:
    cases = [each for each in read_cases(SAMPLE_BOOK.parent / "sample_questions.jsonl") if each.question.strip()]
    connector = aiohttp.TCPConnector(limit=0)
    patience = aiohttp.ClientTimeout(total=75)
    async with aiohttp.ClientSession(here.program.url, connector=connector, timeout=patience) as http:
        await _warm(here, findings, http, cases)
        leaving = asyncio.Event()
        visitors = [Visitor(number, http, cases, findings, pause) for number in range(many)]
        chatting = [asyncio.create_task(each.chat(leaving)) for each in visitors]
        watching = asyncio.create_task(vitals.watch())
        for _ in range(ROUNDS):
            vitals.begin()
            await _trouble(here, vitals, seconds * TROUBLED / ROUNDS)
        await _wait(seconds * (1 - TROUBLED), here)
        leaving.set()
        await asyncio.wait(chatting, timeout=90)
        watching.cancel()
        for task in chatting:
            task.cancel()
        for result in await asyncio.gather(*chatting, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        await _recovered(here, findings, http, cases)
        kept = await _read_back(here, findings, http, cases)
        await _nothing_goes_on(here, findings)
    await _restarted(here, findings, kept, patience)


async def _warm(here: World, findings: Findings, http: aiohttp.ClientSession, cases: list[Case]) -> None:
    numbers = iter(range(WARM))

    async def come_and_go() -> None:
        for number in numbers:
            await Visitor(number, http, cases, findings, 0).ask_once()
            here.forget()

    await asyncio.gather(*(come_and_go() for _ in range(AT_ONCE)))


async def _trouble(here: World, vitals: Vitals, seconds: float) -> None:
    outages = here.outages()
    each = seconds / len(outages) / 2
    for outage in outages:
        await _wait(each, here)
        _say(here, vitals, outage.name)
        await asyncio.to_thread(outage.begin)
        await _wait(each, here)
        await asyncio.to_thread(outage.end)


async def _wait(seconds: float, here: World) -> None:
    ends_at = time.monotonic() + seconds
    while (left := ends_at - time.monotonic()) > 0:
        await asyncio.sleep(min(5.0, left))
        here.forget()


def _say(here: World, vitals: Vitals, what: str) -> None:
    seen = vitals.samples[-1]
    print(
        f"{seen.seconds:7.0f} s  {seen.rss_mb:6.1f} MB {seen.fds:4d} fds {seen.threads:3d} threads  {what}", flush=True
    )


async def _recovered(here: World, findings: Findings, http: aiohttp.ClientSession, cases: list[Case]) -> None:
    visitor = Visitor(10_000, http, cases, findings, 1.0)
    ends_at = time.monotonic() + RECOVERY_SECONDS
    report: dict = {}
    while report.get("status") != "ok" and time.monotonic() < ends_at:
        await visitor.converse()
        async with http.get("/health") as reply:
            report = await reply.json()
    if report.get("status") != "ok":
        findings.mistake("no recovery", report)


async def _read_back(
    here: World, findings: Findings, http: aiohttp.ClientSession, cases: list[Case]
) -> dict[str, list[str]]:
    visitors = [Visitor(20_000 + number, http, cases, findings, 0.2) for number in range(LAST)]
    kept = {
        session: asked for session, asked in await asyncio.gather(*(each.converse() for each in visitors)) if session
    }
    await _compare(visitors[0], findings, kept, "a conversation that can't be read back")
    return kept


async def _restarted(
    here: World, findings: Findings, kept: dict[str, list[str]], patience: aiohttp.ClientTimeout
) -> None:
    here.program.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    await asyncio.to_thread(here.program.wait, 30)
    findings.seen[f"seconds until it had ended: {time.monotonic() - began:.1f}"] += 1
    await asyncio.to_thread(here.start)
    async with aiohttp.ClientSession(here.program.url, timeout=patience) as http:
        await _compare(Visitor(30_000, http, [], findings, 0), findings, kept, "a conversation that a restart lost")


async def _compare(visitor: Visitor, findings: Findings, kept: dict[str, list[str]], mistake: str) -> None:
    for session, asked in kept.items():
        turns = await visitor.turns(session)
        # A visitor who left has asked, and may have been answered all the same.
        if turns is None or not set(asked) <= set(turns):
            findings.mistake(mistake, f"{session}: {asked} / {turns}")


async def _nothing_goes_on(here: World, findings: Findings) -> None:
    ends_at = time.monotonic() + 20
    while here.active and time.monotonic() < ends_at:
        await asyncio.sleep(0.1)
    if here.active:
        findings.mistake("upstream calls that nobody waits for", here.active)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(main())
    sys.exit(130)
