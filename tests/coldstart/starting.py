"""One start of one program, watched from outside: what each step had cost when it was reached.

Knows the routes that both programs have. CPU is that of the whole process, all threads, since it began.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120.0  # seconds for one step
GLANCE = 0.02  # seconds between two looks
SETTLING = 2.0  # seconds after the first answer until its memory is read; counted nowhere
QUESTION = {"message": "What is the zero-moment point?"}
HEALTH, ANSWER, PAGE = "first /health", "first answer", "/ui/ usable"


@dataclass(frozen=True)
class Reached:
    """A step of a start. Seconds since the process began; MB that are resident, and of those what is nowhere on disk."""

    step: str
    wall: float
    cpu: float
    resident_mb: float
    own_mb: float


def watched(program: str, environment: Mapping[str, str]) -> list[Reached]:
    """Start it, ask it, open its page, end it. Raises SystemExit where it does not get there."""
    with _running(program, environment) as (process, url):
        began = process.create_time()

        def reached(step: str) -> Reached:
            wall, used = time.time() - began, process.cpu_times()
            memory = process.memory_full_info()
            return Reached(step, wall, used.user + used.system, memory.rss / 2**20, _anonymous(process.pid))

        _until(process, lambda: _get(f"{url}/health"))
        steps = [reached(HEALTH)]
        told = _get(f"{url}/chat", QUESTION)
        if not json.loads(told)["message"]:
            raise SystemExit(f"{program} had no answer: {told!r}")
        steps.append(reached(ANSWER))
        time.sleep(SETTLING)
        settled = reached(ANSWER)
        _until(process, lambda: _opened(url))
        opened = reached(PAGE)
        steps[-1] = replace(steps[-1], resident_mb=settled.resident_mb, own_mb=settled.own_mb)
        steps.append(replace(opened, wall=opened.wall - (settled.wall - steps[-1].wall)))
        return steps


@contextmanager
def _running(program: str, environment: Mapping[str, str]) -> Iterator[tuple[psutil.Process, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    whole = {**environment, "HOST": "127.0.0.1", "PORT": str(port)}
    started = subprocess.Popen([sys.executable, program], cwd=ROOT, env=whole, stderr=subprocess.PIPE)
    try:
        yield psutil.Process(started.pid), f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.communicate(timeout=30)


def _until(process: psutil.Process, reached) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            if reached():
                return
        except (urllib.error.URLError, ConnectionError):
            pass  # not there yet
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE or time.monotonic() > ends:
            raise SystemExit(f"{' '.join(process.cmdline())} did not get there")
        time.sleep(GLANCE)


def _get(url: str, body: object = None) -> bytes:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        return reply.read()


def _opened(url: str) -> bool:
    """The page itself, not the one that waits for it, and what it draws itself from."""
    return b"gradio" in _get(f"{url}/ui/") and bool(json.loads(_get(f"{url}/ui/config"))["components"])


def _anonymous(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024
