"""The tables, one shape for SQLite and Postgres.

Knows names and types that both engines share: times are seconds since the epoch, what is only ever read whole is JSON text.
"""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

schema = MetaData()

sessions = Table(
    "sessions",
    schema,
    Column("session_id", String(64), primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("last_seen_at", Float, nullable=False, index=True),
)

turns = Table(
    "turns",
    schema,
    Column("turn_id", Integer, primary_key=True),
    Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("message_id", String(64), nullable=False, unique=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("topic", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Index("turns_of_session", "session_id", "turn_id"),
)

# Feedback and traces hold a visitor's words, so they carry the session and go with it. No foreign key: a trace may come before
# its turn, and outlive a turn that a long conversation has pushed out.
feedback = Table(
    "feedback",
    schema,
    Column("message_id", String(64), primary_key=True),
    Column("session_id", String(64), nullable=False, index=True),
    Column("rating", String(8), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Float, nullable=False),
)

traces = Table(
    "traces",
    schema,
    Column("trace_id", Integer, primary_key=True),
    Column("message_id", String(64), nullable=False, unique=True),
    Column("session_id", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("page_path", Text, nullable=False),
    Column("page_heading", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("hits", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("relevance", Float, nullable=False),
    Column("model", Text, nullable=False),
    Column("index_version", Text, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("timings_ms", Text, nullable=False),
    Column("details", Text),  # None where an earlier release wrote the row
    Index("traces_by_time", "at"),
)

# An earlier pipeline may have made this one, with other types and more columns: `documents.py` takes it as it is.
documents = Table(
    "documents",
    schema,
    Column("chunk_id", String(64), primary_key=True),
    Column("source_path", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("order_index", Integer, nullable=False),
    Column("snippet", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

# Which rows of `documents` are ours to change and delete.
documents_written = Table("documents_written", schema, Column("chunk_id", String(64), primary_key=True))

usage = Table(
    "usage",
    schema,
    Column("day", String(10), primary_key=True),  # UTC, 2031-05-07
    Column("tokens", BigInteger, nullable=False),
)

ingests = Table(
    "ingests",
    schema,
    Column("version", String(128), primary_key=True),
    Column("embedder", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("book", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("built_at", Float, nullable=False),
)

# How much of a rate each replica has let through; a key tells nobody who it is.
rates = Table(
    "rates",
    schema,
    Column("key", String(160), primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    Column("replica", String(32), primary_key=True),
    Column("used", Integer, nullable=False),
    Column("forgotten_at", Float, nullable=False, index=True),
)

schema_version = Table("schema_version", schema, Column("version", Integer, primary_key=True, autoincrement=False))
