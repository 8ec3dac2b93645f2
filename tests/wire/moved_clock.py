"""`python tests/wire/moved_clock.py FILE PROGRAM`: the program with a wall clock that is off by as many seconds as the file says.

It is read at the start and at each SIGUSR1. The monotonic clock goes on as ever, as it does when an operator or NTP sets the time.
"""

import os
import runpy
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

_moved: list[Any] = []


def move(*_: object) -> None:
    if _moved:
        _moved.pop().stop()
    off = timedelta(seconds=float(Path(sys.argv[1]).read_text(encoding="utf-8")))
    _moved.append(time_machine.travel(datetime.now(UTC) + off, tick=True))
    _moved[0].start()


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    signal.signal(signal.SIGUSR1, move)
    move()
    runpy.run_path(sys.argv[2], run_name="__main__")
