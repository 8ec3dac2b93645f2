"""The schema, made and brought up to date in numbered steps, by one replica while the others wait.

Knows what each version added. Version 0 is what the first release made: sessions, turns and documents, and no `schema_version`.
A step must work beside the version before it, since old replicas still run while new ones start: it adds, it takes nothing away.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, insert, inspect, select, text

from rag.database import schema
from rag.errors import ServiceFailed

ADVISORY_LOCK = 0x626F6F6B  # "book": any number, as long as all replicas take the same


@dataclass(frozen=True, slots=True)
class Before:
    """What lay there before the first step."""

    tables: frozenset[str]
    is_sqlite: bool


def bring_up_to_date(connection: Connection) -> None:
    """In the transaction of ``connection``, which must not have begun to read. Raises ServiceFailed where a table is not ours."""
    lock(connection)
    before = Before(frozenset(inspect(connection).get_table_names()), connection.dialect.name == "sqlite")
    version = _version(connection, before)
    _refuse_strangers(connection, before.tables, keys_only=True)  # a later step may still add the other columns
    for step in STEPS[version:]:
        step(connection, before)
    if version < len(STEPS):
        connection.execute(delete(schema.schema_version))
        connection.execute(insert(schema.schema_version).values(version=len(STEPS)))
    _refuse_strangers(connection, frozenset(schema.schema.tables))


def lock(connection: Connection) -> None:
    """Until the transaction ends, nobody else who asks for it gets it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})


def _version(connection: Connection, before: Before) -> int:
    if schema.schema_version.name not in before.tables:
        return 0
    return connection.scalar(select(schema.schema_version.c.version)) or 0


def _conversations(connection: Connection, before: Before) -> None:
    _make(connection, schema.sessions, schema.turns, schema.documents)


def _everything_else(connection: Connection, before: Before) -> None:
    _make(connection, schema.feedback, schema.traces, schema.usage, schema.ingests)
    _make(connection, schema.documents_written, schema.schema_version)
    if before.is_sqlite and schema.documents.name in before.tables:
        # The embedded file is ours alone, so what it lists is what we wrote. A Postgres may hold another pipeline's documents.
        listed = select(schema.documents.c.chunk_id)
        connection.execute(insert(schema.documents_written).from_select(["chunk_id"], listed))


def _details_of_traces(connection: Connection, before: Before) -> None:
    """Where the step before has just made the table, the column is there."""
    name, column = schema.traces.name, schema.traces.c.details
    if column.name not in {each["name"] for each in inspect(connection).get_columns(name)}:
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN {column.name} TEXT"))


def _rates(connection: Connection, before: Before) -> None:
    _make(connection, schema.rates)


def _traces_by_time(connection: Connection, before: Before) -> None:
    """Old ones are deleted by it at each new session."""
    connection.execute(text(f"CREATE INDEX IF NOT EXISTS traces_by_time ON {schema.traces.name} (at)"))


# When a later step changes a table, an earlier one makes it as it is now, and the later one looks what is missing.
STEPS: list[Callable[[Connection, Before], None]] = [
    _conversations,
    _everything_else,
    _details_of_traces,
    _rates,
    _traces_by_time,
]


def _make(connection: Connection, *tables: Table) -> None:
    schema.schema.create_all(connection, tables=tables)


def _refuse_strangers(connection: Connection, names: frozenset[str], *, keys_only: bool = False) -> None:
    """Another program's `sessions`, say, would take our rows wrongly or not at all. `documents` is meant to be shared."""
    inspector = inspect(connection)
    for table in schema.schema.sorted_tables:
        if table.name not in names or table is schema.documents:
            continue
        found = {column["name"] for column in inspector.get_columns(table.name)}
        missing = {column.name for column in table.columns if column.primary_key or not keys_only} - found
        if missing:
            raise ServiceFailed(
                "database",
                f"the table {table.name} is another program's (it has no {', '.join(sorted(missing))}); "
                "give DATABASE_URL a database, or by ?options=-csearch_path%3D… a schema, of its own",
            )
