"""INSERT … ON CONFLICT, which both engines speak and SQLAlchemy spells by engine."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: str = "",
    update: Sequence[str] = (),
    add: Sequence[str] = (),
) -> None:
    """``key``: the unique column that may clash, the primary key where none is named. A row that clashes is left as it is but for
    the columns to ``update`` with the new value, or to ``add`` it to."""
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    clash = [table.c[key]] if key else list(table.primary_key.columns)
    changes: dict[str, ColumnElement[Any]] = {name: insert.excluded[name] for name in update}
    changes.update({name: table.c[name] + insert.excluded[name] for name in add})
    if changes:
        insert = insert.on_conflict_do_update(index_elements=clash, set_=changes)
    else:
        insert = insert.on_conflict_do_nothing(index_elements=clash)
    connection.execute(insert, [dict(row) for row in rows])
