"""One run of a program: what it said, and what it cost.

Knows processes; not what they do.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class TookTooLong(Exception):
    """It was stopped."""


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float
    peak_mb: float
    said: str


def run(arguments: Sequence[str], seconds: float, **environment: str) -> Cost:
    """`python ARGUMENTS`, with the repository and its tests on the path. Raises TookTooLong, and SystemExit where it fails."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**clean, "PYTHONPATH": path, **environment},
            stdout=said,
            stderr=errors,
        )
        code, usage = _waited(process, began + seconds)
        wall = time.monotonic() - began
        said.seek(0)
        errors.seek(0)
        if code:
            raise SystemExit(f"python {' '.join(arguments)} ended with {code}:\n{errors.read()[-2000:]}")
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.read())


def _waited(process: subprocess.Popen[bytes], until: float):
    """Exit code and resource usage of this process alone."""
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        if time.monotonic() > until:
            process.kill()
            process.wait()
            raise TookTooLong(" ".join(map(str, process.args)))  # type: ignore[arg-type]
        time.sleep(0.02)
