"""The files of a book before anyone reads them: which ones belong to it and how their bytes become text.

Knows Docusaurus' rules of what is left out by name, links, sizes and encodings. Knows nothing about Markdown.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from rag.book.includes import with_includes
from rag.book.site.folders import ONE_FOLDER, DocsFolder, docs_folders

MAX_BYTES = 5_000_000

_SUFFIXES = (".md", ".mdx")
# Beside one of these, which Mintlify's sites have, "snippets" holds what pages take in.
_MINTLIFY = frozenset({"docs.json", "mint.json"})
_CATEGORY_FILES = frozenset({"_category_.json", "_category_.yml", "_category_.yaml"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or folder that is not read, and why."""

    source_path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of the book: on disk, or with its content at hand."""

    source_path: str  # relative to the book, with "/"
    path: Path | None = None
    content: str | bytes = b""
    docs: DocsFolder = ONE_FOLDER  # that it stands in

    @property
    def path_in_docs(self) -> str:
        return self.docs.inner(self.source_path)

    @property
    def is_category(self) -> bool:
        return self.source_path.rsplit("/", 1)[-1] in _CATEGORY_FILES

    def text(self) -> str | Refused:
        """Its text with what it takes in from other files, without a byte order mark, newlines as ``\\n``."""
        text = self._own_text()
        if isinstance(text, Refused) or self.path is None or self.is_category:
            return text
        folder = self.path.absolute().parents[self.source_path.count("/")]
        return with_includes(text, self.path, folder.resolve(), _text_of)

    def _own_text(self) -> str | Refused:
        try:
            data = self._read()
        except OSError as error:
            return Refused(self.source_path, _why(error))
        if len(data) > MAX_BYTES:
            return Refused(self.source_path, f"it is larger than {MAX_BYTES // 1_000_000} MB")
        if isinstance(data, str):
            return _tidy(data)
        try:
            return _tidy(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return Refused(self.source_path, f"it is not UTF-8 text: line {line} can't be decoded")

    def text_or_empty(self) -> str:
        text = self.text()
        return "" if isinstance(text, Refused) else text

    def _read(self) -> str | bytes:
        if self.path is None:
            return self.content
        # A pipe or device named like a page would block the reader for ever.
        if not stat.S_ISREG(self.path.stat().st_mode):
            raise OSError("not a regular file")
        with self.path.open("rb") as file:
            return file.read(MAX_BYTES + 1)


def _text_of(path: Path) -> str | None:
    text = Volume(path.name, path)._own_text()
    return None if isinstance(text, Refused) else text


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def files_in_folder(folder: Path, route_base: str = "docs") -> Iterator[Volume | Refused]:
    """The files of a book, each folder's in the order of their names; of a site its docs alone. Links to folders are not followed.
    ``route_base``: of the docs, where no site says it."""
    root = folder.resolve()
    for docs in docs_folders(root, route_base):
        if not (root / docs.path).resolve().is_relative_to(root):
            yield Refused(
                docs.path, "these docs of the site stand outside of the book; name the folder that holds both"
            )
        else:
            yield from _files_of(docs, root)


def _files_of(docs: DocsFolder, root: Path) -> Iterator[Volume | Refused]:
    """A translation of what is not there is not shown."""
    for found in _files_below(root / docs.path, root):
        if isinstance(found, Volume):
            found = replace(found, docs=docs)
            if docs.translates and not (found.is_category or (root / docs.translates / found.path_in_docs).is_file()):
                continue
        yield found


def _files_below(folder: Path, root: Path) -> Iterator[Volume | Refused]:
    errors: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=errors.append):
        yield from _failed_folders(errors, root)
        parts = {"snippets"} if _MINTLIFY.intersection(names) else set()
        kept = sorted(name for name in folders if not _is_left_out(name) and name not in parts)
        folders[:] = [name for name in kept if not Path(parent, name).is_symlink()]
        yield from (_linked_folder(Path(parent, name), root) for name in kept if name not in folders)
        for name in sorted(names):
            path = Path(parent, name)
            if _belongs(name):
                yield _inside(path, root)
    yield from _failed_folders(errors, root)


def files_on_disk(paths: Iterable[Path], docs: DocsFolder = ONE_FOLDER) -> Iterator[Volume | Refused]:
    """Files named one by one; their paths in the book count from the folder that they share.

    Raises FileNotFoundError when one does not exist.
    """
    files = [path.absolute() for path in paths]
    for path in files:
        if not path.exists():
            raise FileNotFoundError(f"no such folder or file: {path}")
    root = Path(os.path.commonpath([path.parent for path in files])) if files else Path()
    return (Volume(path.relative_to(root).as_posix(), path, docs=docs) for path in files if _belongs(path.name))


def files_in_memory(contents: Mapping[str, str | bytes], docs: DocsFolder = ONE_FOLDER) -> Iterator[Volume]:
    """Files at hand, by their names in the book."""
    for name, content in contents.items():
        *folders, file_name = name.strip("/").split("/")
        if _belongs(file_name) and not any(map(_is_left_out, folders)):
            yield Volume(name.strip("/"), None, content, docs)


def _belongs(name: str) -> bool:
    if name in _CATEGORY_FILES:
        return True
    return name.lower().endswith(_SUFFIXES) and not name.startswith((".", "_"))


def _is_left_out(folder_name: str) -> bool:
    return folder_name.startswith((".", "_")) or folder_name == "node_modules"


def _inside(path: Path, root: Path) -> Volume | Refused:
    source_path = path.relative_to(root).as_posix()
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return Refused(source_path, "it is a link that leads nowhere")
        if not target.is_relative_to(root):
            return Refused(source_path, "it is a link that leads out of the book")
    return Volume(source_path, path)


def _linked_folder(path: Path, root: Path) -> Refused:
    source_path = path.relative_to(root).as_posix()
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Refused(source_path, "it is a link that leads nowhere")
    if path.is_relative_to(target):
        return Refused(source_path, "it is a link to a folder that contains it")
    if target.is_relative_to(root):
        return Refused(source_path, "it is a link to another folder of the book, which is read where it stands")
    return Refused(source_path, "it is a link that leads out of the book")


def _failed_folders(errors: list[OSError], root: Path) -> Iterator[Refused]:
    while errors:
        error = errors.pop()
        path = Path(error.filename or root)
        source_path = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        yield Refused(source_path, _why(error))


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "there is no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "it disappeared while the book was read"
    return f"it can't be read: {error.strerror or error}"
