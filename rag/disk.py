"""How much room a disk has left.

Knows how to look, and the words where it is too little. What is to be written, whoever asks knows.
"""

import errno
import shutil
from pathlib import Path

from rag.errors import ServiceFailed

FULL_BYTES = 1 << 20  # with less left, whatever can't be written can't be for want of room
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def is_full(folder: Path) -> bool:
    return _free(folder) < FULL_BYTES


def check_room(folder: Path, wanted: int) -> None:
    """``wanted``: bytes. Raises ServiceFailed, since room may be made meanwhile."""
    if _free(folder) < wanted:
        raise no_room(folder, wanted)


def no_room(folder: Path, wanted: int = FULL_BYTES) -> ServiceFailed:
    left, needs = _free(folder) / 1e6, wanted / 1e6
    words = f"the disk of {folder} is full: {left:.1f} MB are left of {needs:.0f} MB that are needed"
    return ServiceFailed("the disk", f"{words}; make room, or set DATA_DIR to a folder on another", in_short="is full")


def _free(folder: Path) -> int:
    """Of the disk that the folder is on, or would be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
