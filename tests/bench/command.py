"""`python tests/bench`: what is asked for on the command line, in order, and what is made of it."""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench import run, table
from bench.book import write_book
from bench.figures import Figures
from bench.goals import Goal, goals
from bench.page import render
from bench.plan import QUICK, USUAL, WHOLE, Load, Plan
from bench.record import as_json
from bench.services import in_words

CHUNKS = 1_000
SECTIONS = ("services", "embedded")


def main(arguments: list[str] | None = None) -> int:
    """1 where any answer of this app failed; how fast it was does not matter for that."""
    asked = _parser().parse_args(arguments)
    plan = _plan(asked)
    began = time.monotonic()
    measured, repeated, beside, alone = {}, [], None, {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        book = write_book(Path(folder) / "book", CHUNKS)
        if "services" in asked.only:
            measured, repeated, beside = run.with_services(plan, book, Path(folder))
        if "embedded" in asked.only:
            alone, _ = run.embedded(plan, book, Path(folder))
    reached = goals(measured, alone.get(Load(WHOLE, 8)), _p50(alone))
    record = {
        "services": in_words(),
        "seconds": round(time.monotonic() - began),
        "plan": plan,
        "measured": measured,
        "embedded": alone,
        "repeated": repeated,
        "beside": beside,
        "goals": reached,
    }
    _tell(measured, alone, repeated, beside, reached)
    if asked.json:
        asked.json.write_text(json.dumps(as_json(record), indent=1), encoding="utf-8")
    if asked.page:
        asked.page.write_text(render(as_json(record)), encoding="utf-8")
    return 1 if _failed(measured, alone) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python tests/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer visitors, one round")
    parser.add_argument("--visitors", type=_numbers, help="how many ask at once, such as 1,8,64")
    parser.add_argument("--seconds", type=float, help="of a turn, after which no new question is asked")
    parser.add_argument("--rounds", type=int, help="turns of each system under each load")
    parser.add_argument("--only", type=_sections, default=SECTIONS, help="services, embedded; default: both")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--page", type=Path, help="write a page with plots to this file")
    return parser


def _plan(asked: argparse.Namespace) -> Plan:
    given = {name: getattr(asked, name) for name in ("visitors", "seconds", "rounds") if getattr(asked, name)}
    return replace(QUICK if asked.quick else USUAL, **given)


def _numbers(text: str) -> list[int]:
    numbers = [int(each) for each in text.split(",")]
    if not all(0 < each <= 1000 for each in numbers):
        raise argparse.ArgumentTypeError("each is to be between 1 and 1000")
    return numbers


def _sections(text: str) -> list[str]:
    named = text.split(",")
    if unknown := set(named) - set(SECTIONS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(SECTIONS)}")
    return named


def _p50(alone: dict[Load, Figures]) -> float:
    one = alone.get(Load(WHOLE, 1))
    return one.p50 if one else float("nan")


def _tell(measured, alone, repeated, beside, reached: list[Goal]) -> None:
    lines = []
    if measured:
        lines += [
            in_words(),
            "",
            *table.table(measured),
            "",
            *table.repeated_lines(repeated),
            *table.beside_lines(beside),
            "",
        ]
    if alone:
        lines += [*table.embedded_table(alone), ""]
    lines += [*table.goal_lines(reached)]
    print("\n".join(lines))
    sys.stdout.flush()


def _failed(measured, alone) -> bool:
    return any(of[run.OURS].failed for of in measured.values()) or any(each.failed for each in alone.values())
