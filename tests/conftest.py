"""The world of the tests: a tiny book about trams that never were, the parts over it, the running program, and no way out.

Whatever runs here, in this process or in one of its own, may talk to this machine only: a connection or a look-up that
would leave it is refused, and named.
"""

import asyncio
import inspect
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import httpx
import hypothesis
import pytest

from rag.build import Parts, book_source, build
from rag.ingest import ingest
from rag.settings import Settings, describe
from rag.types import Answer, Question

pytest_plugins = ["wire.readers"]

# How long an example takes says nothing on a machine that does other things as well.
hypothesis.settings.register_profile("without a clock", deadline=None)
hypothesis.settings.load_profile("without a clock")

ROOT = Path(__file__).parent.parent
POWERS_OVER_FILES = "-dac_override,-dac_read_search"

PAGES = {
    "index.md": """---
title: The Vell Tramway
slug: /
---

The Vell Tramway runs steam trams along the river Orl. It has 23 stops and one tunnel, the Needle, which is 840 metres long.

A ticket costs 3 groats. Children under seven ride for a song.
""",
    "01-cars.md": """# Cars

Two kinds of car are in service.

| Car | Seats | Top speed | Mass |
| --- | --- | --- | --- |
| Finch | 42 | 38 km/h | 11.4 t |
| Heron | 64 | 31 km/h | 16.9 t |

## Brakes

Each car has a sand brake and a rail magnet. The rail magnet stops a Finch within 21 metres on dry track.
""",
    "02-boiler/index.md": """# The boiler

The boiler of a Heron holds 610 litres of water and works at 9 bar.

## Safety valve

The safety valve opens at 11 bar. It whistles in two tones, so that a stoker knows it from the gate bell.
""",
    "02-boiler/lighting.md": """# Lighting a boiler

Follow these steps to light a cold boiler:

1. Fill the boiler up to the brass mark.
2. Open the ash door by two notches.
3. Lay birch kindling across the grate.
4. Wait 35 minutes before the first shovel of coke.
""",
    "03-signals.mdx": """import Lamp from '@site/src/Lamp';

# Signals

<Lamp colour="green" />

A steady green lamp means that the block ahead is free. A blinking amber lamp means that the points are being cranked.

## Setting a lamp {#lamp}

The command `vell-lamp` sets a lamp from the signal box:

```sh
vell-lamp --aspect green --repeat 3
```
""",
    "04-people.md": """# People

Odra Pell designed the lamp code in 1911. Tomas Quill drew the map of the line that still hangs in every car.
""",
    # A book may hold what a browser would run; wherever it is shown it must stay text.
    "05-bells.md": """---
title: "Bells & <img src=x onerror='window.executed=1'>"
---

## Tones <b onmouseover="window.executed=1">of the evening</b>

The noon bell is written `<img src=x onerror="window.executed=1">` in the score of bells.

The evening bell plays `</pre><script>window.executed=1</script>` and rings [twice](javascript:window.executed=1).
""",
}


# ---------------------------------------------------------------- in which order

# By CPU and waiting, as `pytest --durations=0` tells.
LONGEST = """startup outages ui_rooms secrets widget_access ui ingest ui_doors ai_sdk widget_states openapi_fuzz
widget_page qdrant database in_flight client_js widget index_contract deep_links"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: one that is begun last would be waited for with nothing left to do beside it."""
    place = {f"test_{name}": at for at, name in enumerate(LONGEST.split())}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


# ---------------------------------------------------------------- no way out


def beyond_this_machine(event: str, arguments: tuple) -> str:
    """What an audited call reaches for outside this machine; "" where it stays here."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return ""
    host = host.decode() if isinstance(host, bytes) else host
    if not isinstance(host, str) or host in ("", "localhost", "0.0.0.0", "::", "::1") or host.startswith("127."):
        return ""
    return f"{event} {host}"


# Runs before the first line of any Python that the tests start: notes what is imported and refuses what goes out.
SITECUSTOMIZE = f"""
import os, sys

{inspect.getsource(beyond_this_machine)}

_record = os.open(os.environ["GUARD_RECORD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

def _guard(event, arguments):
    if event == "import":
        os.write(_record, f"import {{arguments[0]}}\\n".encode())
    elif event.startswith("socket."):
        outside = beyond_this_machine(event, arguments)
        if outside:
            os.write(_record, f"outside {{outside}}\\n".encode())
            raise RuntimeError("the tests forbid " + outside)

sys.addaudithook(_guard)
"""

_outside: list[str] = []


def _guard(event: str, arguments: tuple) -> None:
    if event.startswith("socket.") and (outside := beyond_this_machine(event, arguments)):
        _outside.append(outside)
        raise RuntimeError(f"the tests forbid {outside}")


sys.addaudithook(_guard)


@pytest.fixture(autouse=True)
def went_out() -> Iterator[list[str]]:
    """What this process reached for outside; a test that leaves something here fails, whoever swallowed the refusal."""
    yield _outside
    reached, _outside[:] = list(_outside), []
    assert reached == []


# ---------------------------------------------------------------- the book and the parts over it


def write_pages(folder: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def with_its_book(settings: Settings) -> Parts:
    """Everything built, and the book ingested that the settings name."""
    made = build(settings)
    asyncio.run(ingest(book_source(settings), made.embedder, made.index, made.store, lambda _: None))
    return made


def with_pages(folder: Path, pages: dict[str, str]) -> Parts:
    """Everything built over a book of these pages."""
    return with_its_book(Settings(book_dir=write_pages(folder / "book", pages), data_dir=folder / "data"))


def conversation(parts: Parts, *messages: str) -> list[Answer]:
    """What is answered, one message after the other; then all parts are closed."""

    async def talk() -> list[Answer]:
        session, answers = None, []
        for message in messages:
            answers.append(await parts.assistant.ask(Question(message, session_id=session)))
            session = answers[-1].session_id
        await parts.close()
        return answers

    return asyncio.run(talk())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The tram book, in a folder that the test may change."""
    return write_pages(tmp_path / "book", PAGES)


@pytest.fixture
def settings(tmp_path: Path, book: Path) -> Settings:
    return Settings.from_environment({"BOOK_DIR": str(book), "DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    """Everything built, and the tram book ingested."""
    made = with_its_book(settings)
    yield made
    asyncio.run(made.store.close())


# ---------------------------------------------------------------- the program


@dataclass
class Program:
    """A Python of its own with a clean environment; what it says goes to files."""

    process: subprocess.Popen
    folder: Path
    url: str = ""

    @cached_property
    def client(self) -> httpx.Client:
        """One for all requests: each `httpx.get` reads the certificates of the world anew, which takes longer than most answers."""
        return httpx.Client(base_url=self.url, timeout=60, verify=False)

    @property
    def said(self) -> str:
        return (self.folder / "stdout").read_text(encoding="utf-8", errors="replace")

    @property
    def log(self) -> str:
        return (self.folder / "stderr").read_text(encoding="utf-8", errors="replace")

    @property
    def imported(self) -> set[str]:
        return self._recorded("import ")

    @property
    def went_out(self) -> set[str]:
        return self._recorded("outside ")

    def _recorded(self, kind: str) -> set[str]:
        lines = (self.folder / "guard").read_text(encoding="utf-8").splitlines()
        return {line.removeprefix(kind) for line in lines if line.startswith(kind)}

    def wait(self, seconds: float = 60) -> int:
        """Its exit code."""
        return self.process.wait(seconds)

    def answers(self, seconds: float = 60) -> "Program":
        """As soon as it takes a connection."""
        self._until(lambda: self.client.get("/health").status_code in (200, 503), seconds)
        return self

    def ready(self, seconds: float = 60) -> "Program":
        """As soon as the book can be asked."""
        self._until(lambda: self.client.get("/health").json()["status"] == "ok", seconds)
        return self

    def settled(self, seconds: float = 60) -> "Program":
        """As soon as the index is up to date, or it is known that it never will be."""
        self._until(
            lambda: any(
                word in self.log for word in ("index is up to date", "index made", "ingested by hand", " ERROR ")
            ),
            seconds,
        )
        return self

    def _until(self, reached: Callable[[], bool], seconds: float, every: float = 0.02) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                if reached():
                    return
            except httpx.TransportError:
                pass  # not listening yet
            assert self.process.poll() is None, f"the program ended with {self.process.returncode}:\n{self.log[-3000:]}"
            assert time.monotonic() < deadline, f"not within {seconds} s:\n{self.log[-3000:]}"
            time.sleep(every)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if made := vars(self).get("client"):
            made.close()


@dataclass
class Programs:
    """Starts programs and ends them all."""

    folder: Path
    started: list[Program]

    def run(self, *arguments: str, powerless: bool = False, **environment: str) -> Program:
        """`python ARGUMENTS`. Only ``environment`` is set, and what Python itself needs.

        ``powerless``: bound by the modes of files and folders also where the tests run as root.
        """
        folder = self.folder / f"program-{len(self.started)}"
        guard = folder / "guard.d"
        guard.mkdir(parents=True)
        (guard / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
        (folder / "guard").touch()
        # A developer's .env must not take part: every setting is given, an empty one means its default.
        settings = {name: default if name == "BOOK_ROUTE_BASE" else "" for name, default, _ in describe()}
        whole = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(guard),
            "GUARD_RECORD": str(folder / "guard"),
            **settings,
            "LOG_LINES": "text",  # which the tests read as people do
            **environment,
        }
        drop = ["setpriv", f"--bounding-set={POWERS_OVER_FILES}", f"--inh-caps={POWERS_OVER_FILES}", "--"]
        command = [*(drop if powerless and os.getuid() == 0 else []), sys.executable, *arguments]
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            process = subprocess.Popen(command, cwd=ROOT, env=whole, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self.started.append(Program(process, folder))
        return self.started[-1]

    def serve(self, *, powerless: bool = False, **environment: str) -> Program:
        """`python app.py` on a free port of 127.0.0.1."""
        port = environment.setdefault("PORT", str(free_port()))
        program = self.run("app.py", powerless=powerless, **{"HOST": "127.0.0.1", **environment})
        program.url = f"http://127.0.0.1:{port}"
        return program

    def end(self) -> None:
        for program in self.started:
            program.kill()
        for program in self.started:
            assert program.went_out == set(), program.log
            # Gradio prints a trace of its own where its protocol is spoken badly; ours would be a mistake of ours.
            traces = ["unforeseen", "Exception in ASGI application", "never retrieved"]
            if "gradio" not in program.imported:
                traces.append("Traceback (most recent call last)")
            assert not [trace for trace in traces if trace in program.log], program.log


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """For programs that a test starts, stops and breaks."""
    started = Programs(tmp_path / "programs", [])
    yield started
    started.end()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, serving the tram book: one for all the tests that only ask it."""
    folder = tmp_path_factory.mktemp("server")
    started = Programs(folder, [])
    book = write_pages(folder / "book", PAGES)
    program = started.serve(BOOK_DIR=str(book), DATA_DIR=str(folder / "data"), BOOK_NAME="the tram book")
    yield program.ready()
    program.process.send_signal(signal.SIGTERM)
    program.wait()
    started.end()


@pytest.fixture(scope="session")
def client(server: Program) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
