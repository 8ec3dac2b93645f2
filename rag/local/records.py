"""Byte strings of any length in a file, by their number.

Knows how they are laid out and mapped into memory: a book's worth of records costs no memory until it is looked at, and what is looked
at the system may drop again. Not what they hold.
"""

import mmap
from array import array
from collections.abc import Iterable
from pathlib import Path

_ALIGNED = 8  # bytes: arrays in a record are read as they lie


class RecordsWriter:
    """Writes ``path``, and when it is closed ``path`` + ``.ends``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._ends = array("q")
        self._at = 0

    def extend(self, records: Iterable[bytes]) -> None:
        for record in records:
            self._file.write(record)
            self._ends.append(self._at + len(record))
            padding = -len(record) % _ALIGNED
            self._file.write(b"\0" * padding)
            self._at += len(record) + padding

    def close(self) -> None:
        self._file.close()
        _ends_of(self._path).write_bytes(self._ends.tobytes())


class Records:
    """What a RecordsWriter wrote."""

    def __init__(self, path: Path) -> None:
        """Raises OSError; ValueError where the file is shorter than it was."""
        self._ends = array("q", _ends_of(path).read_bytes())
        with path.open("rb") as file:
            size = file.seek(0, 2)
            # An empty file can't be mapped.
            self._bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if size else memoryview(b"")
        if self._ends and size < self._ends[-1]:
            raise ValueError(f"{path.name} has {size} bytes of {self._ends[-1]}")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> memoryview:
        before = self._ends[number - 1] if number else 0
        return self._bytes[before + -before % _ALIGNED : self._ends[number]]


def _ends_of(path: Path) -> Path:
    return path.with_name(path.name + ".ends")
