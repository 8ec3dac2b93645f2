"""INSERT … ON CONFLICT, which both engines speak and SQLAlchemy spells by engine."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table
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
    statement = _statement(connection.dialect.name, table, key, tuple(update), tuple(add))
    connection.execute(statement, [dict(row) for row in rows])


@cache
def _statement(engine: str, table: Table, key: str, update: tuple[str, ...], add: tuple[str, ...]) -> Executable:
    """Of which there are a handful: to put one together takes longer than to execute it."""
    insert = sqlite.insert(table) if engine == "sqlite" else postgresql.insert(table)
    clash = [table.c[key]] if key else list(table.primary_key.columns)
    changes: dict[str, ColumnElement[Any]] = {name: insert.excluded[name] for name in update}
    changes.update({name: table.c[name] + insert.excluded[name] for name in add})
    if changes:
        return insert.on_conflict_do_update(index_elements=clash, set_=changes)
    return insert.on_conflict_do_nothing(index_elements=clash)
