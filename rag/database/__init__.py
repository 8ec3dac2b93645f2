"""Conversations, feedback, traces, usage and the list of ingested documents, in SQL.

This package alone knows SQLAlchemy and psycopg2. What a turn means is not known here: turns go in and come out whole.

- `sqlite_store`, `postgres.postgres_store`: a `DatabaseStore` on one engine or the other; one schema, one behaviour
- `PatientStore`: the same while the database sleeps, hangs or is gone: it answers from `MemoryStore`, and writes later

`postgres` is imported by whoever needs it, since psycopg2 takes its time.
"""

from rag.database.memory import MemoryStore
from rag.database.patience import PatientStore
from rag.database.sqlite import sqlite_store
from rag.database.store import DatabaseStore
from rag.database.traces import Keeping

__all__ = ["DatabaseStore", "Keeping", "MemoryStore", "PatientStore", "sqlite_store"]
