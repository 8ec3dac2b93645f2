"""Secrets appear nowhere: each holds birds that occur nowhere else, services tattle, and all that the program says is searched.

A secret is what `Settings` leaves out of its repr; one that is added without birds here makes a test fail.
"""

import asyncio
import base64
import binascii
import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from conftest import PAGES, Program, Programs, write_pages
from wire.tattler import MANNERS, Tattler, TattlingDatabase

from rag.build import Parts, book_source, build
from rag.doctor import examine
from rag.errors import BookError, SettingsError
from rag.ingest import ingest
from rag.settings import Settings
from rag.types import Question

# In an address instead of a key, or beside one where that is refused.
LOGINS = ("bittern7732:curlew7733%40%2Fdunlin7734", "quail7747:redshank7748%40%2Fsiskin7749")

# A password with an @ and a slash in it, as an address must write them. No bird may be seen, not a part of them either.
SECRETS = {
    "COHERE_API_KEY": "co-avocet7731",
    "CO_API_URL": "http://{cohere}/gate-egret7735",
    "QDRANT_URL": "http://fulmar7736:gannet7737%40%2Fharrier7738@{qdrant}/?token=ibis7739",
    "QDRANT_API_KEY": "qd-jacana7740",
    "DATABASE_URL": "postgresql://knot7741:lapwing7742%40%2Fmerlin7743@{database}/book?sslpassword=nightjar7744",
    "OPENAI_API_KEY": "sk-oriole7745petrel7746",
    "OPENAI_BASE_URL": "http://{openai}/v1?token=turnstone7750",
    "API_KEY": "whimbrel7751",
    "UI_PASSWORD": "plover7752",
    "ADMIN_PASSWORD": "godwit7753",
    "METRICS_TOKEN": "sanderling7754",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://turnix7755:skua7756@127.0.0.1:9/otlp?token=wryneck7757",
}
BIRDS = sorted(set(re.findall(r"[a-z]{3,}77\d\d", " ".join([*SECRETS.values(), *LOGINS]))))
QUESTION = "At which pressure does the safety valve open?"
NOWHERE = "127.0.0.1:9"
SERVING = (
    "embeddings cohere:embed-english-v3.0, index qdrant, answers gpt-4o-mini, reranking rerank-v3.5, memory postgresql"
)


def seen_in(text: str | bytes) -> list[str]:
    """The birds that can be read in a text: as they are, percent-decoded, or in base64."""
    text = text.decode("latin-1") if isinstance(text, bytes) else text
    read = " ".join([text, unquote(text), *_from_base64(text)]).lower()
    return [bird for bird in BIRDS if bird in read]


def _from_base64(text: str) -> Iterator[str]:
    for run in re.findall(r"[A-Za-z0-9+/_-]{12,}", text):
        for start in range(4):
            whole = run[start:].replace("-", "+").replace("_", "/")
            with suppress(binascii.Error):
                yield base64.b64decode(whole[: len(whole) - (len(whole) % 4 == 1)] + "==").decode("latin-1")


@dataclass
class World:
    """Services that behave badly, and the settings that lead to them."""

    environment: dict[str, str]
    database: TattlingDatabase


def services(manner: str, stack: ExitStack) -> World:
    """``manner``: of the tattlers, or "is away"."""
    places = {name: NOWHERE for name in ("cohere", "qdrant", "openai")}
    if manner != "is away":
        for name in places:
            places[name] = stack.enter_context(Tattler(manner)).url.removeprefix("http://")
    database = stack.enter_context(TattlingDatabase())
    places["database"] = f"127.0.0.1:{database.port}"
    environment = {name: value.format(**places) for name, value in SECRETS.items()}
    if manner in ("refuses", "breaks off"):  # a login of its own in place of the key
        environment |= {
            "OPENAI_API_KEY": "",
            "OPENAI_BASE_URL": f"http://{LOGINS[1]}@{places['openai']}/v1?token=turnstone7750",
        }
    return World({**environment, "COHERE_RERANK_MODEL": "rerank-v3.5", "LOG_LEVEL": "DEBUG"}, database)


def indexed_at(folder: Path) -> dict[str, str]:
    """Settings for the tram book and its index, which is made while nobody tattles."""
    folders = {"BOOK_DIR": str(write_pages(folder / "book", PAGES)), "DATA_DIR": str(folder / "data")}
    settings = Settings.from_environment(folders)

    async def act() -> None:
        parts = build(settings)
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        await parts.close()

    asyncio.run(act())
    return folders


@pytest.fixture
def indexed(tmp_path: Path) -> dict[str, str]:
    return indexed_at(tmp_path)


# ---------------------------------------------------------------- the search itself


def test_each_secret_has_birds():
    secret = {each.metadata["name"] for each in fields(Settings) if not each.repr}

    assert secret == set(SECRETS)
    assert all(seen_in(value) for value in SECRETS.values())


def test_a_bird_is_found_however_it_is_written():
    assert seen_in("…co%2Davocet7731…") == ["avocet7731"]
    assert seen_in(b"Authorization: Basic " + base64.b64encode(b"quail7747:redshank7748@/siskin7749")) == [
        "quail7747",
        "redshank7748",
        "siskin7749",
    ]
    assert seen_in("x" + base64.urlsafe_b64encode(b"?>whimbrel7751").decode()) == ["whimbrel7751"]
    assert seen_in("birds of passage") == []


# ---------------------------------------------------------------- what the program says


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, str]]]:
    """By manner, all that a program said. At its end it gives the services that are lost ten seconds more, so all end side by side."""
    folder = tmp_path_factory.mktemp("tattled")
    programs = Programs(folder, [])
    ending: dict[str, tuple[Program, dict[str, str]]] = {}
    with ExitStack() as stack:
        stack.callback(programs.end)
        for manner in [*MANNERS, "is away"]:
            world = services(manner, stack)
            environment = {**world.environment, **indexed_at(folder / manner)}
            program = programs.serve(**environment).answers()
            program._until(lambda program=program: "ready to answer" in program.log, 60)
            told = dict(conversation(program.url))
            if manner == MANNERS[0]:
                told |= page(program)
            assert world.database.refused.wait(30)
            program.process.terminate()
            ending[manner] = program, told
        for program, _ in ending.values():
            program.wait()
        yield {
            manner: {**told, "log": program.log, "stdout": program.said} for manner, (program, told) in ending.items()
        }


@pytest.mark.timeout(300)  # the first of them starts six programs
@pytest.mark.parametrize("manner", [*MANNERS, "is away"])
def test_no_secret_is_in_what_the_program_says_while_services_tattle(said, manner):
    told = said[manner]

    assert "valve" in told["chat"] and "valve" in told["stream"], told
    assert SERVING in told["log"]
    assert {what: birds for what, text in told.items() if (birds := seen_in(text))} == {}


def conversation(url: str) -> Iterator[tuple[str, str]]:
    """What a visitor and a monitor get to see: bodies and headers."""
    body = {"message": QUESTION}
    streamed = {"Accept": "text/event-stream"}
    with httpx.Client(base_url=url, timeout=60, headers={"X-API-Key": SECRETS["API_KEY"]}) as client:
        yield "chat", _all_of(client.post("/chat", json=body))
        yield "stream", _all_of(client.post("/chat", json={"message": f"Tell me: {QUESTION}"}, headers=streamed))
        yield "search", _all_of(client.post("/search", json={"query": QUESTION}))
        yield "health", _all_of(client.get("/health"))
        yield "no such session", _all_of(client.get("/chat/sessions/none"))
        yield "contract", _all_of(client.get("/openapi.json"))
    with httpx.Client(base_url=url, timeout=60) as stranger:
        yield "a stranger", _all_of(stranger.post("/chat", json=body, headers={"X-API-Key": "wrong"}))


def page(program) -> dict[str, str]:
    """What a maintainer's browser is sent, once the page is there."""
    with httpx.Client(base_url=program.url, timeout=60, headers={"X-API-Key": SECRETS["API_KEY"]}) as client:
        client.get("/ui/")
        program._until(lambda: "gradio" in client.get("/ui/").text, 120)
        return {path: _all_of(client.get(path)) for path in ("/ui/", "/ui/config", "/ui/theme.css")}


def _all_of(reply: httpx.Response) -> str:
    return f"{reply.status_code} {dict(reply.headers)} {reply.text}"


@pytest.mark.parametrize(
    ("command", "manner"),
    [
        ("doctor", "refuses"),
        ("doctor --json", "is away"),
        ("ask valve", "refuses"),
        ("ingest", "refuses"),
    ],
)
def test_no_secret_is_in_what_a_terminal_shows(programs, indexed, command, manner):
    with ExitStack() as stack:
        environment = {**services(manner, stack).environment, **indexed}
        program = programs.run("-m", "rag", *command.split(), **environment)
        code = program.wait(110)

    assert seen_in(program.said + program.log) == []
    if command.startswith("doctor"):
        assert code == 1, program.said
    if "--json" in command:
        assert json.loads(program.said)["verdict"] == "degraded"


UNREADABLE = {
    "a slash in the password for Postgres": {"DATABASE_URL": "postgresql://knot7741:lapwing7742/merlin7743@[::1]/book"},
    "another database": {"DATABASE_URL": "mysql://knot7741:lapwing7742@127.0.0.1/book"},
    "a slash in the password for Qdrant": {"QDRANT_URL": "http://fulmar7736:77/gannet7737@127.0.0.1"},
    "a question mark in the password for Qdrant": {"QDRANT_URL": "fulmar7736:77?gannet7737@127.0.0.1"},
    "no port for Qdrant": {"QDRANT_URL": "http://fulmar7736:gannet7737@127.0.0.1:harrier7738"},
    "an address that is none for Qdrant": {"QDRANT_URL": "http://fulmar7736:gannet7737@[bad"},
    "two lines in Qdrant's key": {"QDRANT_API_KEY": "qd-jacana7740\nlines", "QDRANT_URL": NOWHERE},
    "a slash in the password for OpenAI": {"OPENAI_BASE_URL": "http://quail7747:77/redshank7748@127.0.0.1/v1"},
    "no scheme for OpenAI": {"OPENAI_BASE_URL": "quail7747:redshank7748@127.0.0.1/v1"},
    "an address that is none for OpenAI": {"OPENAI_BASE_URL": "http://quail7747:redshank7748@[bad/v1"},
    "two lines in a key": {"OPENAI_API_KEY": "sk-oriole7745\npetrel7746"},
    "a slash in the password for Cohere": {"CO_API_URL": "http://bittern7732:77/curlew7733@h", "COHERE_API_KEY": "k"},
    "an address that is none for Cohere": {"CO_API_URL": "http://bittern7732:curlew7733@[bad", "COHERE_API_KEY": "k"},
    "a login beside Cohere's key": {"CO_API_URL": f"http://{LOGINS[0]}@127.0.0.1", "COHERE_API_KEY": "k"},
    "a login beside OpenAI's key": {"OPENAI_BASE_URL": f"http://{LOGINS[1]}@127.0.0.1", "OPENAI_API_KEY": "k"},
    "two lines in Cohere's key": {"COHERE_API_KEY": "co-avocet7731\nlines"},
    "a query for Cohere": {"CO_API_URL": "http://127.0.0.1:9/?token=egret7735", "COHERE_API_KEY": "k"},
    "a key beyond ASCII": {"COHERE_API_KEY": "co-avocet7731é"},
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_no_secret_is_in_the_complaint_about_one_that_is_written_wrongly(indexed, what):
    """Neither in its words, nor in the errors that it came from, which a log may print."""
    told = [repr(asyncio.run(examine(Settings.from_environment({**indexed, **UNREADABLE[what]}))))]
    with pytest.raises(SettingsError) as complaint:
        build(Settings.from_environment({**indexed, **UNREADABLE[what]}))
    told += chain_of(complaint.value)

    named = [name for name in UNREADABLE[what] if name in str(complaint.value)]
    assert named and all(name in told[0] for name in named)
    assert [birds for text in told if (birds := seen_in(text))] == []


def test_no_secret_is_in_what_a_start_says_that_fails(programs, indexed):
    wrong = UNREADABLE["a slash in the password for Postgres"]
    unstartable = programs.serve(**{**SECRETS, **wrong, **indexed, "PORT": "seventy"})
    unserving = programs.serve(**{**SECRETS, **wrong, **indexed, "LOG_LEVEL": "DEBUG"}).settled()

    assert unstartable.wait() == 2
    assert "PORT='seventy' can't be used" in unstartable.log
    assert "DATABASE_URL can't be used" in unserving.log
    assert seen_in(unstartable.log + unstartable.said + unserving.log + unserving.said) == []


# ---------------------------------------------------------------- what the program keeps


@pytest.mark.parametrize("manner", MANNERS)
def test_no_secret_is_kept(indexed, manner, caplog):
    """In traces, in a file below DATA_DIR, in an error's chain, in the repr of what a debugger would show first."""
    caplog.set_level(logging.DEBUG)
    with ExitStack() as stack:
        environment = {**services(manner, stack).environment, "DATABASE_URL": "", **indexed}
        settings = Settings.from_environment(environment)

        async def act() -> dict[str, str]:
            parts = build(settings)
            await parts.store.open()
            answers = [await parts.assistant.ask(Question(QUESTION)) for _ in range(2)]
            kept = {"answers": repr(answers), "settings": repr(settings), "parts": repr(parts)}
            kept["errors"] = await _errors_of(parts)
            kept["report"] = repr(await examine(settings))
            kept["traces"] = repr(await parts.store.traces(10))
            await parts.close()
            return kept

        said = asyncio.run(act())

    said["log"] = caplog.text
    assert {what: birds for what, text in said.items() if (birds := seen_in(text))} == {}
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    assert settings.database_file in files
    assert [path for path in files if any(bird.encode() in path.read_bytes() for bird in BIRDS)] == []


async def _errors_of(parts: Parts) -> str:
    told = []
    for ask in (
        lambda: parts.embedder.embed_query("valve"),
        lambda: parts.embedder.embed_documents(["valve"]),
        parts.index.state,
    ):
        try:
            await ask()
        except BookError as error:
            told += chain_of(error)
    return "\n".join(told)


def chain_of(error: BaseException) -> list[str]:
    """As a log would print it with all that it came from, and what each of those holds."""
    told = traceback.format_exception(error)
    link: BaseException | None = error
    while link is not None:
        told.append(f"{link!r} {getattr(link, '__dict__', {})}")
        link = link.__cause__ or link.__context__
    return told
