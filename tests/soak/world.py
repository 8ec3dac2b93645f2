"""The program as a Space runs it with every secret set, and the four services that it then needs.

Knows how to start them, and how each can fail, hang, be gone, and come back. Nobody visits here.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from conftest import Program, Programs
from wire.chat_server import ChatServer
from wire.cohere_server import CohereServer
from wire.postgres import Server
from wire.qdrant_server import QdrantServer
from wire.served import Fault, Served

from rag.settings import SAMPLE_BOOK
from soak.visitor import SITE


@dataclass(frozen=True)
class Outage:
    """Both block for a moment."""

    name: str
    begin: Callable[[], object]
    end: Callable[[], object]


class World:
    def __init__(self, folder: Path, cohere: CohereServer, qdrant: QdrantServer, model: ChatServer, database: Server):
        self._programs = Programs(folder, [])
        self._data = folder / "data"
        self._services: dict[str, Served] = {"cohere": cohere, "qdrant": qdrant, "openai": model}
        self._model, self._database = model, database
        self.program = self.start()

    def start(self) -> Program:
        """The program; once more where it has ended."""
        self.program = self._programs.serve(
            BOOK_DIR=str(SAMPLE_BOOK),
            DATA_DIR=str(self._data),
            COHERE_API_KEY="a-key",
            CO_API_URL=self._services["cohere"].url,
            COHERE_RERANK_MODEL="rerank-v3.5",
            QDRANT_URL=self._services["qdrant"].url,
            OPENAI_BASE_URL=f"{self._services['openai'].url}/v1",
            DATABASE_URL=self._database.url,
            ALLOWED_ORIGINS=SITE,
            LOG_LINES="json",
        )
        return self.program.ready()

    @property
    def active(self) -> int:
        """Requests of the program's that its services have not answered to the end."""
        return sum(service.active for service in self._services.values())

    def outages(self) -> list[Outage]:
        found = []
        for name, service in self._services.items():
            fails, hangs = Fault(status=503, body=b'{"message": "down"}'), Fault(hang=True)
            found += [
                Outage(f"{name} fails", lambda s=service, f=fails: s.faults.append(f), service.faults.clear),
                Outage(f"{name} hangs", lambda s=service, f=hangs: s.faults.append(f), service.faults.clear),
                Outage(f"{name} is gone", lambda s=service: s.__exit__(), service.__enter__),
            ]
        found += [
            Outage("openai stops in mid-answer", lambda: self._stop(True), lambda: self._stop(False)),
            Outage("postgres is killed", self._database.kill, self._database.start),
            Outage("postgres hangs", self._database.suspend, self._database.resume),
        ]
        return found

    def forget(self) -> None:
        """What the services have been asked so far, which nobody reads here."""
        for service in self._services.values():
            service.asked.clear()

    def end(self) -> None:
        """Raises AssertionError where the program's log holds a trace, or it reached outside."""
        self._programs.end()

    def _stop(self, stops: bool) -> None:
        self._model.stops = stops


@contextmanager
def world() -> Iterator[World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        cohere, qdrant = CohereServer(), QdrantServer(folder / "qdrant")
        model, database = ChatServer(first=0.3, between=0.04), Server()
        stack.callback(database.end)
        for service in (cohere, qdrant, model):
            stack.enter_context(service)
        made = World(folder, cohere, qdrant, model, database)
        stack.callback(lambda: [program.kill() for program in made._programs.started])
        yield made
