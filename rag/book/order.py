"""The reading order of a book, as Docusaurus makes its sidebar from files.

Knows positions: of pages, of the folders that hold them. Knows nothing about reading files.
"""

import posixpath
from collections.abc import Iterable

from rag.book.front_matter import FrontMatter, FrontMatterError, load_yaml, number
from rag.book.route import is_folder_index, split_number_prefix

Place = tuple[float, int, str]  # position, whether it is not its folder's index, name


def by_path(source_paths: Iterable[str]) -> list[str]:
    """In the order that their names tell, where nothing else of the pages is known."""
    order, listed = Order(), list(source_paths)
    for each in listed:
        order.add_page(each, FrontMatter())
    return sorted(listed, key=order.key)


class Order:
    """Collects what the files say about their place; ``key`` sorts them once all are known."""

    def __init__(self) -> None:
        self._pages: dict[str, float] = {}
        self._categories: dict[str, float] = {}
        self._indexes: dict[str, float] = {}

    def add_page(self, source_path: str, fields: FrontMatter) -> None:
        folder, name = posixpath.split(source_path)
        prefix = split_number_prefix(name)[0] if fields.number_prefixes else None
        position = fields.position if fields.position is not None else prefix
        if position is None:
            return
        self._pages[source_path] = position
        if is_folder_index(source_path):
            self._indexes.setdefault(folder, position)

    def add_category(self, source_path: str, text: str) -> None:
        """Take a ``_category_.json`` or ``.yml``. One that can't be read has no say."""
        try:
            fields = load_yaml(text)
        except FrontMatterError:
            return
        position = number(fields.get("position")) if isinstance(fields, dict) else None
        if position is not None:
            self._categories[posixpath.dirname(source_path)] = position

    def key(self, source_path: str) -> tuple[Place, ...]:
        """What the page sorts by: its folders' places, then its own. An index comes first in its folder."""
        folder, name = posixpath.split(source_path)
        places: list[Place] = []
        parent = ""
        for segment in folder.split("/") if folder else ():
            parent = posixpath.join(parent, segment)
            places.append((self._folder_position(parent, segment), 1, segment))
        leads = bool(folder) and is_folder_index(source_path)
        own = float("-inf") if leads else self._pages.get(source_path, float("inf"))
        places.append((own, 0 if leads else 1, name))
        return tuple(places)

    def _folder_position(self, folder: str, segment: str) -> float:
        for known in (self._categories, self._indexes):
            if folder in known:
                return known[folder]
        prefix = split_number_prefix(segment)[0]
        return float("inf") if prefix is None else float(prefix)
