"""How many processes this machine has room for: its cores and its memory, and what a container may use of them.

Knows Linux's own files, the second version of cgroups among them; on another system only the number of cores.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
MEMINFO = Path("/proc/meminfo")
# Bytes that are free before a worker is started: it takes 250 MB with all services, and more with a large book.
NEEDED = 400 << 20

LOOKED_AT_SECONDS = 1.0  # over which a load is told


class Load:
    """How much of a core this process takes. ``clock``, ``cpu``: seconds that have passed, and that it has computed."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, cpu: Callable[[], float] = time.process_time
    ) -> None:
        self._clock, self._cpu = clock, cpu
        self._since = clock(), cpu()
        self._share = 0.0

    def share(self) -> float:
        """Of one core, since it was last looked at, a second ago or more; above 1 where threads compute beside each other."""
        now, used = self._clock(), self._cpu()
        seconds = now - self._since[0]
        if seconds >= LOOKED_AT_SECONDS:
            self._share = (used - self._since[1]) / seconds
            self._since = now, used
        return self._share


def cores(cgroup: Path = CGROUP) -> int:
    """That this process may use, at least one."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _text(cgroup / "cpu.max").partition(" ")
    if quota.isdecimal() and period.strip().isdecimal():
        allowed = min(allowed, int(quota) // int(period))
    return max(1, allowed)


def fits(cgroup: Path = CGROUP, meminfo: Path = MEMINFO) -> bool:
    """Whether one more process does; where nobody says how much is free, it does."""
    free = [each for each in (_in_machine(meminfo), _in_container(cgroup)) if each is not None]
    return all(each >= NEEDED for each in free)


def _in_machine(meminfo: Path) -> int | None:
    available = _number(_text(meminfo), "MemAvailable:")
    return None if available is None else available * 1024


def _in_container(cgroup: Path) -> int | None:
    limit, used = _text(cgroup / "memory.max").strip(), _text(cgroup / "memory.current").strip()
    if not (limit.isdecimal() and used.isdecimal()):
        return None  # "max" is no limit
    # Pages of files that were read count as used until somebody wants the memory.
    return int(limit) - int(used) + (_number(_text(cgroup / "memory.stat"), "inactive_file") or 0)


def _number(lines: str, name: str) -> int | None:
    return next((int(line.split()[1]) for line in lines.splitlines() if line.startswith(f"{name} ")), None)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except OSError:
        return ""
