"""The store on a Postgres server, Neon's too.

Knows psycopg2 and what a pool must do for a server that suspends itself. libpq reads the URL, not SQLAlchemy, so that every
parameter means what it means to `psql`, and no engine, error or repr ever holds the password.
"""

import re
from itertools import zip_longest
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn
from sqlalchemy import create_engine

from rag.database.deadline import at_most, deadline, keep_deadlines
from rag.database.failures import Secret, login
from rag.database.round_trips import spare_round_trips
from rag.database.store import DatabaseStore
from rag.database.traces import Keeping
from rag.errors import SettingsError

CONNECT_SECONDS = 3.0
RECYCLE_SECONDS = 280  # Neon suspends after five idle minutes, and with it go its connections
SCHEME = re.compile(r"^postgres(ql)?(\+\w+)?://")  # `+driver` is SQLAlchemy's way of writing

# What says that a server has gone without a word. None of these goes to the server, whose pooler may refuse what it does not know.
KEEPALIVE = {"keepalives": "1", "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}


def postgres_store(url: str, *, session_seconds: float, keeping: Keeping | None = None) -> DatabaseStore:
    """Connects at first use, not here. Raises SettingsError where the URL can't be read; its words show nothing of it."""
    dsn = {**KEEPALIVE, "client_encoding": "UTF8", **_parsed(url)}
    patience = float(dsn.get("connect_timeout") or 0) or CONNECT_SECONDS

    def connect() -> Any:
        with at_most(patience):
            return psycopg2.connect(make_dsn(**dsn))

    keep_deadlines()
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=connect,
        pool_size=5,
        max_overflow=2,
        pool_timeout=CONNECT_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
        pool_use_lifo=True,  # few connections, the others grow old and are dropped
        use_native_hstore=False,  # spares a query on each new connection
        executemany_mode="values_plus_batch",  # else each row of an upsert is a round trip
        hide_parameters=True,
    )
    spare_round_trips(engine)
    secrets: list[Secret] = [dsn[name] for name in ("password", "sslpassword") if dsn.get(name)]
    if user := dsn.get("user"):
        secrets.append(login(user))
    return DatabaseStore(
        engine, session_seconds=session_seconds, deadline=deadline, secrets=secrets, keeping=keeping or Keeping()
    )


def place(url: str) -> str:
    """Host and port, nothing else of the URL; "" where it can't be read."""
    try:
        dsn = _parsed(url)
    except SettingsError:
        return ""
    hosts, ports = (dsn.get(name, "").split(",") for name in ("host", "port"))
    pairs = zip_longest(hosts, ports, fillvalue=ports[-1])
    return ", ".join(host if host.startswith("/") else f"{host or 'localhost'}:{port or 5432}" for host, port in pairs)


def _parsed(url: str) -> dict[str, str]:
    url = url.strip()
    if not SCHEME.match(url):
        raise SettingsError("DATABASE_URL can't be used: it begins with neither postgresql:// nor postgres://")
    problem = ""
    try:
        dsn = {name: str(value) for name, value in parse_dsn(SCHEME.sub("postgresql://", url)).items()}
    except psycopg2.Error as error:
        problem = _unknown_parameter(url, str(error)) or "PostgreSQL can't read it"
    else:
        problem = _misread(dsn)
    if problem:
        # Not from the error, which quotes the URL.
        raise SettingsError(
            f"DATABASE_URL can't be used: {problem}; write it as postgresql://user:password@host/database?sslmode=require, "
            "with special characters in the password percent-encoded"
        )
    return dsn


def _unknown_parameter(url: str, message: str) -> str:
    """Its name, where it can't be a piece of a password."""
    named = re.search(r'invalid URI query parameter: "(\w+)"', message)
    if named and "@" not in url.partition("?")[2]:
        return f"PostgreSQL knows no parameter {named[1]}"
    return ""


def _misread(dsn: dict[str, str]) -> str:
    """A password with an unencoded @, : or / in it ends up where it would be shown."""
    if any("@" in dsn.get(name, "") for name in ("host", "dbname", "port")):
        return "it has more than one @"
    if not dsn.get("port", "").replace(",", "").strip().isdecimal() and dsn.get("port"):
        return "its port is not a number"
    if not dsn.get("connect_timeout", "0").isdecimal():
        return "its connect_timeout is not a number"
    return ""
