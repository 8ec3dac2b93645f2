"""The command: starts in turns, and a table of what each step costs."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from wire.cohere_server import CohereServer
from wire.openai_server import OpenAIServer, says
from wire.qdrant_server import QdrantServer

from coldstart.starting import ANSWER, HEALTH, PAGE, ROOT, Reached, watched

PLAIN, CLOUD, EMBEDDED = "plain, Gradio at start", "this app, services", "this app, embedded"
PROGRAMS = {PLAIN: "tests/coldstart/plain.py", CLOUD: "app.py", EMBEDDED: "app.py"}
STEPS = (HEALTH, ANSWER, PAGE)

Starts = dict[str, list[list[Reached]]]  # system -> its starts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make coldstart", description="What a start costs, step by step.")
    parser.add_argument("--rounds", type=int, default=3, help="starts of each system, in turns (default: 3)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    options = parser.parse_args(arguments)
    starts = asyncio.run(_measured(options.rounds))
    sys.stdout.write(f"{json.dumps(as_json(starts), indent=1) if options.json else table(starts)}\n")
    return 0


async def _measured(rounds: int) -> Starts:
    with tempfile.TemporaryDirectory(prefix="coldstart-") as name:
        folder = Path(name)
        words = says("The zero-moment point is where the ground pushes back. [1]")
        with CohereServer("a-key") as cohere, QdrantServer(folder) as qdrant:
            async with OpenAIServer(words) as openai:
                clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
                services = {
                    **clean,
                    "COHERE_API_KEY": "a-key",
                    "CO_API_URL": cohere.url,
                    "QDRANT_URL": qdrant.url,
                    "OPENAI_API_KEY": "a-key",
                    "OPENAI_BASE_URL": openai.url,
                    "GRADIO_ANALYTICS_ENABLED": "False",
                }
                environments = {
                    PLAIN: services,
                    CLOUD: {**services, "DATA_DIR": str(folder / "cloud")},
                    EMBEDDED: {**clean, "DATA_DIR": str(folder / "embedded")},
                }
                return await asyncio.to_thread(_in_turns, environments, rounds)


def _in_turns(environments: Mapping[str, Mapping[str, str]], rounds: int) -> Starts:
    for system in (CLOUD, EMBEDDED):  # the indexes, as an image brings them
        made = subprocess.run(
            [sys.executable, "-m", "rag", "ingest"], cwd=ROOT, env=environments[system], capture_output=True, text=True
        )
        if made.returncode > 1:
            raise SystemExit(made.stderr)
    starts: Starts = {system: [] for system in PROGRAMS}
    for _ in range(rounds):
        for system, program in PROGRAMS.items():
            starts[system].append(watched(program, environments[system]))
    return starts


def as_json(starts: Starts) -> dict[str, object]:
    return {system: [[asdict(step) for step in start] for start in each] for system, each in starts.items()}


def table(starts: Starts) -> str:
    """CPU: the least of the rounds, since whatever runs beside a start only adds to it; the rest: the median."""
    lines = [f"{'':24}{'':16}{'CPU s':>7}{'of plain':>10}{'wall s':>8}{'MB':>6}{'not on disk':>13}"]
    for system, each in starts.items():
        for at, step in enumerate(STEPS):
            steps = [start[at] for start in each]
            cpu = min(reached.cpu for reached in steps)
            plain = min(start[at].cpu for start in starts[PLAIN])
            wall, resident, own = (
                median(getattr(reached, name) for reached in steps) for name in ("wall", "resident_mb", "own_mb")
            )
            share = f"{cpu / plain:.2f}" if plain else "–"
            lines.append(f"{system:24}{step:16}{cpu:7.2f}{share:>10}{wall:8.2f}{resident:6.0f}{own:13.0f}")
    lines.append("All since the process began; the page was opened after the first answer.")
    return "\n".join(lines)
