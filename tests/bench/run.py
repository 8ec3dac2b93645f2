"""A run: every system under every load, in turns, so that what else the machine does meets all of them alike.

Knows the order and what is measured around a turn. What it prints on its way goes to stderr; the figures are its result.
"""

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.book import questions
from bench.figures import LIMIT, OURS, PLAIN, SYSTEMS, Figures, Measured, Turn, figures, percentile
from bench.plan import FORMS, WHOLE, Load, Plan
from bench.processes import Running
from bench.services import Services, services
from bench.stand_ins.openai import LAST_WORDS
from bench.systems import rival, this_app
from bench.visitors import same, turn

WRITTEN = LAST_WORDS[0].strip().encode()  # by the chat model, at the end of each answer
QUOTED = b'"status":"'  # every answer of this app has one, also one that is quoted
SETTLING = 0.4  # seconds after the last answer, for what goes on behind a visitor's back
# A program that has been up for a while has read its book: each passage is read closely once, which is not what is compared.
WARMING, WARMING_SECONDS = Load(WHOLE, visitors=48), 12
REPEATS = 20


@dataclass(frozen=True, slots=True)
class Beside:
    """``busiest``: the most of a core that a stand-in, or this program, which asks, took during any turn."""

    busiest: Mapping[str, float]
    written: int  # answers by the chat model
    answered: int  # by all systems


@dataclass(frozen=True, slots=True)
class Repeated:
    """Milliseconds: of a first question, and of the same one asked again."""

    form: str
    first: float
    again: float


def with_services(plan: Plan, book: Path, folder: Path) -> tuple[Measured, list[Repeated], Beside]:
    with ExitStack() as stack:
        _say("starting the stand-ins")
        reached = stack.enter_context(services(folder))
        _say("starting this app, which indexes the book, and its rivals")
        systems = {OURS: stack.enter_context(this_app(OURS, folder, book, reached))}
        systems |= {name: stack.enter_context(rival(name, folder, reached)) for name in (PLAIN, LIMIT)}
        asking = questions()
        for system in systems.values():
            asyncio.run(turn(system.port, WARMING, WARMING_SECONDS if system is systems[OURS] else 2, asking, WRITTEN))
        watch = _Watch(reached.stand_ins, reached)
        turns: dict[Load, dict[str, list[Turn]]] = defaultdict(lambda: defaultdict(list))
        for round_ in range(plan.rounds):
            for load in plan.loads:
                _say(f"round {round_ + 1} of {plan.rounds}: {load.name}")
                for name in _in_turn(round_):
                    seconds = plan.seconds * (1 if load.visitors else 2)
                    turns[load][name].append(_turn(systems[name], load, seconds, asking, WRITTEN, watch))
        beside = watch.seen()
        repeated = [_repeated(systems[OURS], form, asking) for form in FORMS]
        measured = {load: {name: figures(each) for name, each in of.items()} for load, of in turns.items()}
        return measured, repeated, beside


def embedded(plan: Plan, book: Path, folder: Path) -> tuple[Mapping[Load, Figures], Beside]:
    """This app without any service, on one core where the system can bind it to one."""
    with this_app("embedded", folder, book) as app:
        _bind(app)
        asking = questions()
        asyncio.run(turn(app.port, WARMING, WARMING_SECONDS / 2, asking, QUOTED))
        watch = _Watch([], None)
        measured = {}
        for load in (Load(WHOLE, 1), Load(WHOLE, 8), Load("streamed", 8)):
            _say(f"embedded: {load.name}")
            measured[load] = figures(
                [_turn(app, load, plan.seconds, asking, QUOTED, watch) for _ in range(plan.rounds)]
            )
        return measured, watch.seen()


def _in_turn(round_: int) -> Sequence[str]:
    """Who begins changes, so that nobody always comes after the same one."""
    at = round_ % len(SYSTEMS)
    return [*SYSTEMS[at:], *SYSTEMS[:at]]


def _turn(system: Running, load: Load, seconds: float, asking: Iterator[str], sign: bytes, watch: "_Watch") -> Turn:
    before, began = system.used(), time.monotonic()
    watch.begin()
    seen = asyncio.run(turn(system.port, load, seconds, asking, sign))
    watch.end(time.monotonic() - began, len(seen.ends))
    time.sleep(SETTLING)
    used = system.used()
    return Turn(seen, used.cpu - before.cpu, used.mb)


def _repeated(app: Running, form: str, asking: Iterator[str]) -> Repeated:
    first, *again = asyncio.run(same(app.port, form, next(asking), 1 + REPEATS))
    return Repeated(form, 1000 * first, percentile(again, 50))


def _bind(app: Running) -> None:
    """The program to one core, and us to the others."""
    if hasattr(os, "sched_setaffinity") and len(cores := sorted(os.sched_getaffinity(0))) > 1:
        for each in [psutil.Process(app.process.pid), *psutil.Process(app.process.pid).children(recursive=True)]:
            each.cpu_affinity(cores[:1])
            for thread in each.threads():
                os.sched_setaffinity(thread.id, cores[:1])


class _Watch:
    """Whether those who measure have time to spare."""

    def __init__(self, stand_ins: Sequence[Running], reached: Services | None) -> None:
        self._stand_ins = stand_ins
        self._reached = reached
        self._busiest: dict[str, float] = {}
        self._before: dict[str, float] = {}
        self._answered = 0
        self._written = reached.answers_written() if reached else 0

    def begin(self) -> None:
        self._before = self._used()

    def end(self, seconds: float, answered: int) -> None:
        for name, cpu in self._used().items():
            share = (cpu - self._before[name]) / seconds
            self._busiest[name] = max(self._busiest.get(name, 0.0), share)
        self._answered += answered

    def seen(self) -> Beside:
        written = self._reached.answers_written() - self._written if self._reached else 0
        return Beside(self._busiest, written, self._answered)

    def _used(self) -> dict[str, float]:
        return {each.name: each.used().cpu for each in self._stand_ins} | {"who asks": time.process_time()}


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
