"""The two folders that a start needs: the book's, and the one that it writes to.

Knows whether they can be used, and says so before anything else has failed over them. Not what is in them.
"""

import os

from rag.errors import FolderError
from rag.settings import Settings


def check_folders(settings: Settings) -> None:
    """What would fail later is said now, in one line. Raises FolderError."""
    check_book_dir(settings)
    check_data_dir(settings)


def check_book_dir(settings: Settings) -> None:
    if not settings.book_dir.is_dir():
        raise FolderError(f"BOOK_DIR {settings.book_dir} is no folder; set it to the folder with the book's Markdown")


def check_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        probe = settings.data_dir / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise FolderError(
            f"DATA_DIR {settings.data_dir} can't be written ({error.strerror}); set it to a folder that can"
        ) from error
