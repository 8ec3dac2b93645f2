"""The index folder: one sub-folder a generation, and a file that names the one readers use.

Knows names, locks and atomic renames; not what a generation holds. A generation is never changed once it is named, so readers
need no lock and a killed ingest leaves nothing but a folder that the next one sweeps away.

    index/
      current            the name of the generation that readers open, replaced in one rename
      ingest.lock        held by the one process that builds
      20261123-…/        a generation: manifest.json, lexicon.json, rows.json, chunks, cards, shard/
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock, Timeout

from rag.disk import NO_ROOM, check_room, no_room
from rag.errors import FolderError, IndexUnusable, IngestBusy
from rag.ports import IndexState

_EMPTY = bytes(64 * 1024)
ROOM = 48 << 20  # bytes: the engine lays a file out for 32 MB of vectors at a time, and others beside it
GROWTH = 3  # of what is written so far: the engine holds a segment twice while it optimizes, measured up to 2.4
FORMAT = 3  # of a generation's files; a reader refuses any other


class Generations:
    """The generations below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def current(self) -> Path | None:
        """The generation to read, None where there is none yet. Raises IndexUnusable where the pointer is broken, FolderError where
        the folder holds what we did not make."""
        try:
            name = self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            self._refuse_foreign()
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(
                f"{self._pointer} can't be read ({error}); remove {self.folder} and ingest again"
            ) from error
        generation = self.folder / name
        if not name or Path(name).name != name or not generation.is_dir():
            raise IndexUnusable(
                f"{self._pointer} names {name!r}, which is no index in {self.folder}; remove {self.folder} and ingest again"
            )
        return generation

    def mark(self) -> tuple[int, int]:
        """Changes when another generation is published; cheap enough to ask at each search. (0, 0) while there is none."""
        try:
            pointer = self._pointer.stat()
        except OSError:
            return (0, 0)
        return (pointer.st_ino, pointer.st_mtime_ns)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A new, empty generation under the lock; swept away unless it was published meanwhile. Raises IngestBusy, FolderError,
        ServiceFailed where the disk is full."""
        with self._writable():
            self.folder.mkdir(parents=True, exist_ok=True)
        self._refuse_foreign()
        check_room(self.folder, ROOM)
        with self._writable(), self._locked():
            generation = self.folder / f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{uuid.uuid4().hex[:8]}"
            before = self._before()  # a reader may be opening it right now
            generation.mkdir()
            try:
                yield generation
            finally:
                self._sweep(before)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.folder / "ingest.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise IngestBusy(f"another ingest is writing to {self.folder}; wait until it is done") from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _writable(self) -> Iterator[None]:
        """Also for a disk that fills up on the way."""
        try:
            yield
        except OSError as error:
            if error.errno in NO_ROOM:
                raise no_room(self.folder) from error
            raise FolderError(
                f"the index folder {self.folder} can't be written ({error.strerror or error}); set DATA_DIR to a folder that can"
            ) from error

    def check_room(self, generation: Path) -> None:
        """For what is still to be written. The engine writes through mapped memory, and a disk that is full kills the program then.
        Raises ServiceFailed."""
        check_room(generation, ROOM + GROWTH * _size(generation))

    def publish(self, generation: Path) -> None:
        """From here on readers open this one. What is left over goes first: killed right after this, the next ingest has nothing to do
        and sweeps nothing."""
        self._sweep(generation)
        _write_durably(self._pointer, generation.name)

    def adopt(self, folder: Path) -> bool:
        """Copy the current generation of another index folder here, where this one has none. True if that was done."""
        if self.current() is not None:
            return False
        baked = Generations(folder).current()
        if baked is None:
            return False
        with self.building() as generation:
            check_room(generation, ROOM + _size(baked))
            shutil.copytree(baked, generation, dirs_exist_ok=True, copy_function=_copy_sparsely)
            self.publish(generation)
        return True

    def _refuse_foreign(self) -> None:
        if self._pointer.exists() or not self.folder.is_dir():
            return
        strangers = [
            each.name
            for each in self.folder.iterdir()
            if each.name not in ("ingest.lock", "current.new") and not _is_ours(each)
        ]
        if strangers:
            raise FolderError(
                f"{self.folder} holds {strangers[0]!r}, which is no index of ours; move it away or set DATA_DIR to another folder"
            )

    def _sweep(self, *kept: Path | None) -> None:
        """Remove all but the current generation and those that are ``kept``."""
        try:
            current = self.current()
        except IndexUnusable:
            return  # a build over a broken pointer failed; the next one that succeeds will sweep
        for each in self.folder.iterdir():
            if _is_ours(each) and each != current and each not in kept:
                shutil.rmtree(each, ignore_errors=True)

    def _before(self) -> Path | None:
        try:
            return self.current()
        except IndexUnusable:
            return None  # the build makes it anew


def write_manifest(generation: Path, state: IndexState) -> None:
    _write_durably(generation / "manifest.json", json.dumps({"format": FORMAT, **asdict(state)}, indent=1))


def read_manifest(generation: Path) -> IndexState:
    """Raises IndexUnusable."""
    path = generation / "manifest.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        form = values.pop("format")
        if form != FORMAT:
            raise IndexUnusable(
                f"{path} has format {form}, this program reads {FORMAT}; remove {generation.parent} and ingest again"
            )
        return IndexState(**values)
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise IndexUnusable(f"{path} can't be read ({error}); remove {generation.parent} and ingest again") from error


def _is_ours(path: Path) -> bool:
    return path.is_dir() and len(path.name) == 24 and path.name[8] == "-" and path.name[15] == "-"


def _size(folder: Path) -> int:
    """Bytes on the disk, without the holes."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _copy_sparsely(source: str, target: str) -> None:
    """The engine lays its files out tens of megabytes at a time, mostly zeros; a copy with holes takes what is really in them,
    which matters where the target is a disk in memory."""
    with open(source, "rb") as reading, open(target, "wb") as writing:
        while block := reading.read(len(_EMPTY)):
            if block == _EMPTY:
                writing.seek(len(block), os.SEEK_CUR)
            else:
                writing.write(block)
        writing.truncate()


def _write_durably(path: Path, text: str) -> None:
    """All of it or nothing, also after a power cut."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
