"""The reading order of a book: that of its site's sidebar, else as Docusaurus makes one from files.

Knows positions: of pages, of the folders that hold them. Knows nothing about reading files.
"""

import posixpath
from collections.abc import Iterable, Sequence

from rag.book.front_matter import FrontMatter, FrontMatterError, load_yaml, number
from rag.book.route import doc_id, is_folder_index, split_number_prefix

Place = tuple[float, int, str]  # position, whether it is not its folder's index, name


def by_path(source_paths: Iterable[str]) -> list[str]:
    """In the order that their names tell, where nothing else of the pages is known."""
    order, listed = Order(), list(source_paths)
    for each in listed:
        order.add_page(each, FrontMatter())
    return sorted(listed, key=order.key)


class Order:
    """Collects what the files say about their place; ``key`` sorts them once all are known."""

    def __init__(self, sidebar: Sequence[str] = ()) -> None:
        """``sidebar``: as `read_sidebar` gives it."""
        self._listed = {name: at for at, name in enumerate(sidebar)}
        self._ids: dict[str, str] = {}
        self._pages: dict[str, float] = {}
        self._categories: dict[str, float] = {}
        self._indexes: dict[str, float] = {}

    def add_page(self, source_path: str, fields: FrontMatter) -> None:
        self._ids[source_path] = doc_id(source_path, fields)
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
        """What the page sorts by: its place in the sidebar, its folders' places, then its own. An index comes first in its folder."""
        folder, name = posixpath.split(source_path)
        places: list[Place] = [(self._listed_at(source_path), 1, "")]
        parent = ""
        for segment in folder.split("/") if folder else ():
            parent = posixpath.join(parent, segment)
            places.append((self._folder_position(parent, segment), 1, segment))
        leads = bool(folder) and is_folder_index(source_path)
        own = float("-inf") if leads else self._pages.get(source_path, float("inf"))
        places.append((own, 0 if leads else 1, name))
        return tuple(places)

    def _listed_at(self, source_path: str) -> float:
        """Of the page itself, else of the innermost of its folders that the sidebar has."""
        name = self._ids.get(source_path, "")
        if name in self._listed:
            return self._listed[name]
        around = [
            (each, self._listed[each])
            for path in (source_path, name)
            for each in _folders(path)
            if each in self._listed
        ]
        return max(around, key=lambda each: len(each[0]))[1] if around else float("inf")

    def _folder_position(self, folder: str, segment: str) -> float:
        for known in (self._categories, self._indexes):
            if folder in known:
                return known[folder]
        prefix = split_number_prefix(segment)[0]
        return float("inf") if prefix is None else float(prefix)


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join([*parts[:depth], ""]) or "/" for depth in range(len(parts) + 1)]
