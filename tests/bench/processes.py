"""The processes of a run: stand-ins, rivals and this app, each started as it would be, watched from outside and ended.

Knows how to start them, when they answer, and what they have used; not what they are asked.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
START_SECONDS = 90


@dataclass(frozen=True)
class Running:
    name: str
    port: int
    process: subprocess.Popen
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def used(self) -> "Used":
        """So far, its children counted in."""
        family = [psutil.Process(self.process.pid)]
        family += family[0].children(recursive=True)
        times = [each.cpu_times() for each in family]
        # Of children that have ended, their parent knows.
        cpu = sum(each.user + each.system for each in times) + times[0].children_user + times[0].children_system
        return Used(cpu, sum(each.memory_info().rss for each in family) / 2**20)

    def get(self, path: str) -> dict:
        return orjson.loads(urllib.request.urlopen(self.url + path, timeout=10).read())

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until(self, word: str) -> None:
        """Its log has this word."""
        self._until(lambda: word in self.said(), f"did not say {word!r}")

    def answers(self, path: str) -> None:
        self._until(lambda: bool(self.get(path)), "did not answer")

    def _until(self, reached, failed: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                if reached():
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass  # not listening yet
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{self.name} {failed}; it said:\n{self.said()[-3000:]}")
            time.sleep(0.02)


@dataclass(frozen=True)
class Used:
    """Since the start. ``cpu``: seconds; ``mb``: resident now."""

    cpu: float
    mb: float


@contextmanager
def running(name: str, folder: Path, *command: str, **environment: str) -> Iterator[Running]:
    """`python COMMAND`, where PORT in it stands for a free port."""
    port = free_port()
    log = folder / f"{name.replace(' ', '-')}.log"
    whole = {**_bare(), "PYTHONPATH": f"{TESTS}{os.pathsep}{ROOT}", **environment}
    whole = {key: value.replace("PORT", str(port)) if key == "PORT" else value for key, value in whole.items()}
    arguments = [each.replace("PORT", str(port)) for each in command]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=whole, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
    try:
        yield Running(name, port, process, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _bare() -> Mapping[str, str]:
    """What Python needs of our environment, and nothing else: neither a developer's keys nor their settings may take part."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}
