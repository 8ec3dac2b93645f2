"""The three that are compared, and this app without any service, each started as an operator would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.figures import LIMIT, PLAIN
from bench.processes import TESTS, Running, running
from bench.services import Services
from rag.settings import describe

RIVALS = {PLAIN: "plain.py", LIMIT: "limit.py"}


@contextmanager
def this_app(name: str, folder: Path, book: Path, services: Services | None = None) -> Iterator[Running]:
    """`python app.py`, ready and with all that a start does behind it. Without ``services``: the embedded parts."""
    configured = {**services.settings, "DATABASE_URL": services.database_url} if services else {}
    settings = {
        **_unset(),
        "HOST": "127.0.0.1",
        "PORT": "PORT",
        "BOOK_DIR": str(book),
        "DATA_DIR": str(folder / name.replace(" ", "-")),
        # One machine asks for all visitors.
        **{rate: "off" for rate in ("RATE_CHAT", "RATE_CONVERSATION", "RATE_SEARCH", "RATE_OTHER")},
        "LOG_LINES": "json",
        **configured,
    }
    with running(name, folder, "app.py", **settings) as app:
        app.until("index made")
        yield app


@contextmanager
def rival(name: str, folder: Path, services: Services) -> Iterator[Running]:
    path = TESTS / "bench" / "rivals" / RIVALS[name]
    with running(name, folder, str(path), "PORT", **services.settings) as started:
        started.answers("/health")
        yield started


def _unset() -> Mapping[str, str]:
    """A developer's .env must not take part: every setting is given, an empty one means its default."""
    return {name: default if name == "BOOK_ROUTE_BASE" else "" for name, default, _ in describe()}
