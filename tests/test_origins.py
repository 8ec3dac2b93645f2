"""Whose pages may ask: the settings' words, Vercel's addresses, and what a page and a program get over a socket."""

import string

import httpx
import pytest
from conftest import Program, Programs
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import SettingsError
from rag.settings import Settings
from rag.web import refusals
from rag.web.admission import Admission
from rag.web.guard import Guard
from rag.web.origins import Origins

ON_A_SPACE = {"SPACE_HOST": "odra-trams.hf.space"}
SITE = "https://trams.example"
http = httpx.Client(timeout=60)
EVIL = "https://evil.example"
QUESTION = {"message": "How fast is a Heron?"}


def origins(**environment: str) -> Origins:
    return Origins(Settings.from_environment({**ON_A_SPACE, **environment}))


# ---------------------------------------------------------------- what the settings mean


@pytest.mark.parametrize(
    "written, origin",
    [
        ("https://trams.example", "https://trams.example"),
        ("https://trams.example/", "https://trams.example"),
        (" HTTPS://Trams.Example:443 ", "https://trams.example"),
        ("http://trams.example:80", "http://trams.example"),
        ("https://trams.example:8443", "https://trams.example:8443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://straße.example:8443", "https://xn--strae-oqa.example:8443"),
        ("http://192.168.1.4:3000", "http://192.168.1.4:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_an_origin_is_taken_as_a_browser_will_send_it(written, origin):
    settings = Settings.from_environment({"ALLOWED_ORIGINS": written})

    assert settings.allowed_origins == (origin,)
    assert origins(ALLOWED_ORIGINS=written).allows(origin)


def test_several_are_separated_by_commas_or_lines():
    settings = Settings.from_environment(
        {"ALLOWED_ORIGINS": f"{SITE}, https://b.example,\n  https://c.example,{SITE}/"}
    )

    assert settings.allowed_origins == (SITE, "https://b.example", "https://c.example")


@pytest.mark.parametrize(
    "written, says",
    [
        ("*", "takes no wildcard"),
        ("https://*.vercel.app", "VERCEL_TEAM"),
        ("https://trams.example/docs", "more than scheme, host and port"),
        ("https://trams.example//", "more than scheme, host and port"),
        ("https://odra:secret@trams.example", "more than scheme, host and port"),
        ("https://trams.example?x", "more than scheme, host and port"),
        ("trams.example", "https://"),
        ("ftp://trams.example", "https://"),
        ("null", "sandbox"),
        ("https://", "no browser could open"),
        ("https://trams.example:99999", "no browser could open"),
        ("https://trams..example", "no browser could open"),
        ("https://☃\u200b☃.example", "no domain name"),
        (f"{SITE}, https://b.example/docs", "'https://b.example/docs'"),
    ],
)
def test_what_no_browser_would_send_is_refused_in_words(written, says):
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"ALLOWED_ORIGINS": written})

    assert "ALLOWED_ORIGINS" in str(refused.value) and says in str(refused.value)


@pytest.mark.parametrize("name", ["VERCEL_PROJECT", "VERCEL_TEAM"])
@pytest.mark.parametrize(
    "value", ["trams.vercel.app", "https://trams.vercel.app", "tr*ms", "-trams", "trams-", "odra/trams"]
)
def test_a_vercel_name_is_the_name_alone(name, value):
    with pytest.raises(SettingsError, match=f"{name}=.*name alone"):
        Settings.from_environment({"VERCEL_PROJECT": "trams", name: value})


def test_a_team_without_its_project_is_a_mistake():
    with pytest.raises(SettingsError, match="VERCEL_TEAM is set and VERCEL_PROJECT is not"):
        Settings.from_environment({"VERCEL_TEAM": "odra"})


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize(
    "origin",
    [
        "https://odra-trams.hf.space",
        SITE,
        "https://TRAMS.example",
        "https://trams.example:443",
        "https://trams.vercel.app",
        "https://trams-k3j9xq2mz-odra.vercel.app",
        "https://trams-git-main-odra.vercel.app",
        "https://trams-git-feature-lamp-code-2-odra.vercel.app",
        "https://trams-git-a-branch-whose-name-is-cut-sh-1a2b3c-odra.vercel.app",
    ],
)
def test_the_site_its_previews_and_our_own_address_may(origin):
    assert origins(ALLOWED_ORIGINS=SITE, VERCEL_PROJECT="trams", VERCEL_TEAM="odra").allows(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "file://",
        EVIL,
        "http://trams.example",
        "https://trams.example:8443",
        "https://trams.example.",
        "https://trams.example.evil.example",
        "https://eviltrams.example",
        "https://www.trams.example",
        "https://trams.example/",
        "https://trams.example@evil.example",
        "https://trams.example\r\nX: y",
        "https://trams.example https://evil.example",
        "http://trams.vercel.app",
        "https://trams.vercel.app:8443",
        "https://trams.vercel.app.evil.example",
        "https://evil-trams.vercel.app",
        "https://trams-evil.vercel.app",
        "https://trams-k3j9xq2mz-evil.vercel.app",
        "https://trams-git-main-evil.vercel.app",
        "https://trams-git-main-evilodra.vercel.app",
        "https://trams-git--odra.vercel.app",
        "https://trams--odra.vercel.app",
        "https://trams-two-words-odra.vercel.app",
        "https://trams-k3j9xq2mz-odra.vercel.app.evil.example",
        "https://trams-k3j9xq2mz-odra-vercel.app",
        "https://trams-k3j9xq2mz-odraxvercel.app",
        "https://x.trams-k3j9xq2mz-odra.vercel.app",
        "https://tramsxk3j9xq2mz-odra.vercel.app",
        "http://trams-k3j9xq2mz-odra.vercel.app",
        "https://vercel.app",
        "https://hf.space",
        "https://evil-trams.hf.space",
        "http://odra-trams.hf.space",
        "http://localhost:3000",
        "http://127.0.0.1",
        "https://" + "a" * 400 + ".example",
    ],
)
def test_nobody_else_may(origin):
    assert not origins(ALLOWED_ORIGINS=SITE, VERCEL_PROJECT="trams", VERCEL_TEAM="odra").allows(origin)


def test_without_the_team_no_preview_may():
    project_only = origins(VERCEL_PROJECT="trams")

    assert project_only.allows("https://trams.vercel.app")
    assert not project_only.allows("https://trams-k3j9xq2mz-odra.vercel.app")
    assert not project_only.allows("https://trams-git-main-odra.vercel.app")


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1:5173", "http://localhost", "http://[::1]:80"]
)
def test_localhost_may_where_this_is_no_space(origin):
    assert Origins(Settings()).allows(origin)
    assert not origins().allows(origin)
    assert origins(ALLOWED_ORIGINS="http://localhost:3000").allows("http://localhost:3000")


@pytest.mark.parametrize(
    "origin", ["http://localhost.evil.example", "http://evil-localhost:3000", "http://127.0.0.1.evil.example"]
)
def test_what_only_looks_like_localhost_may_not(origin):
    assert not Origins(Settings()).allows(origin)


def test_a_space_may_have_several_addresses():
    custom = origins(SPACE_HOST="odra-trams.hf.space, chat.trams.example")

    assert custom.allows("https://chat.trams.example") and custom.allows("https://odra-trams.hf.space")


@settings(deadline=None)
@given(st.text(string.printable, max_size=60))
def test_no_text_around_the_project_and_team_makes_another_host_welcome(text):
    gate = origins(VERCEL_PROJECT="trams", VERCEL_TEAM="odra")
    for origin in (f"https://{text}", f"https://trams.vercel.app{text}", f"https://trams-{text}-odra.vercel.app{text}"):
        if gate.allows(origin):
            host = origin.lower().removeprefix("https://").removesuffix(":443")
            label, _, rest = host.partition(".")
            assert rest == "vercel.app"
            assert label == "trams" or (label.startswith("trams-") and label.endswith("-odra"))


@settings(deadline=None)
@given(st.from_regex(r"[a-z0-9]{9}|git-[a-z0-9]+(-[a-z0-9]+){0,4}", fullmatch=True))
def test_every_preview_of_the_team_may_and_that_of_another_team_may_not(middle):
    gate = origins(VERCEL_PROJECT="trams", VERCEL_TEAM="odra")

    assert gate.allows(f"https://trams-{middle}-odra.vercel.app")
    assert not gate.allows(f"https://trams-{middle}-quill.vercel.app")


# ---------------------------------------------------------------- over a socket


@pytest.fixture(scope="module")
def space(tmp_path_factory, server):
    """The program as it runs on a Space, for a site at SITE."""
    started = Programs(tmp_path_factory.mktemp("space"), [])
    program = started.serve(
        BOOK_DIR=str(server.folder.parent / "book"),
        DATA_DIR=str(started.folder / "data"),
        ALLOWED_ORIGINS=SITE,
        **ON_A_SPACE,
    )
    yield program.ready()
    started.end()


def ask(
    program, origin: str | None = None, path: str = "/chat", body: object = QUESTION, **headers: str
) -> httpx.Response:
    more = {"Origin": origin} if origin is not None else {}
    return http.post(program.url + path, json=body, headers={**more, **headers})


def preflight(program: Program, origin: str, path: str = "/chat", **headers: str) -> httpx.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,x-anything"}
    return http.options(program.url + path, headers={"Origin": origin, **asked, **headers})


def test_a_welcome_page_can_read_the_answer_and_what_helps_it_to_wait(space):
    reply = ask(space, SITE)

    assert reply.status_code == 200 and "31 km/h" in reply.json()["message"]
    assert reply.headers["access-control-allow-origin"] == SITE
    assert {"Retry-After", "X-Request-ID", "x-vercel-ai-ui-message-stream"} <= set(
        reply.headers["access-control-expose-headers"].split(", ")
    )
    assert "Origin" in reply.headers["vary"]
    assert "access-control-allow-credentials" not in reply.headers


def test_so_it_can_when_the_answer_is_streamed(space):
    reply = ask(space, SITE, Accept="text/event-stream")

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["access-control-allow-origin"] == SITE
    assert "31 km/h" in reply.text


def test_a_preflight_is_answered_here_and_remembered(space):
    reply = preflight(space, SITE)

    assert (reply.status_code, reply.text) == (204, "")
    assert reply.headers["access-control-allow-origin"] == SITE
    assert {"GET", "POST", "DELETE"} <= set(reply.headers["access-control-allow-methods"].split(", "))
    assert reply.headers["access-control-allow-headers"] == "content-type,x-anything"
    assert int(reply.headers["access-control-max-age"]) >= 600
    assert reply.headers["vary"].startswith("Access-Control-Request-Method") and "Origin" in reply.headers["vary"]


@pytest.mark.parametrize("path", ["/chat", "/search", "/feedback", "/chat/sessions/x", "/nothing", "/ui/"])
@pytest.mark.parametrize("origin", [EVIL, "null", "http://trams.example", "http://localhost:3000", "file://"])
def test_a_strange_page_is_refused_whatever_a_preflight_said(space, origin, path):
    for reply in (
        ask(space, origin, path),
        preflight(space, origin, path),
        http.get(space.url + path, headers={"Origin": origin}),
    ):
        body = reply.json()
        assert (reply.status_code, body["error"]) == (403, "origin_not_allowed")
        assert origin in body["message"] and "ALLOWED_ORIGINS" in body["message"]
        assert body["detail"] == body["message"] and body["request_id"] == reply.headers["x-request-id"]
        assert "access-control-allow-origin" not in reply.headers
        assert "Origin" in reply.headers["vary"]


def test_a_strange_page_changes_nothing(space):
    session = ask(space).json()["session_id"]

    assert http.delete(f"{space.url}/chat/sessions/{session}", headers={"Origin": EVIL}).status_code == 403
    assert http.get(f"{space.url}/chat/sessions/{session}").status_code == 200


@pytest.mark.parametrize("origin", [SITE, EVIL, "null"])
@pytest.mark.parametrize("path", ["/health", "/client.js", "/client.d.ts"])
def test_health_and_the_files_for_sites_are_open_to_all(space, origin, path):
    for reply in (http.get(space.url + path, headers={"Origin": origin}), preflight(space, origin, path)):
        assert reply.status_code in (200, 204)
        assert reply.headers["access-control-allow-origin"] == "*"


def test_health_tells_a_page_whether_it_may_ask(space):
    assert http.get(f"{space.url}/health", headers={"Origin": EVIL}).headers["x-origin-allowed"] == "no"
    assert "x-origin-allowed" not in http.get(f"{space.url}/health", headers={"Origin": SITE}).headers
    assert "X-Origin-Allowed" in http.get(f"{space.url}/health").headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "path, body, status",
    [("/chat", {}, 422), ("/nothing", {}, 404), ("/health", {}, 405), ("/chat", {"message": "x" * 70_000}, 413)],
)
def test_a_page_can_read_why_it_failed(space, path, body, status):
    reply = ask(space, SITE, path, body)

    assert reply.status_code == status
    assert reply.headers["access-control-allow-origin"] in (SITE, "*")
    assert reply.json()["message"]


def test_a_page_can_read_that_it_was_our_mistake():
    async def stumble(_: Request) -> None:
        raise ZeroDivisionError

    app = FastAPI()
    refusals.install(app)
    app.add_route("/chat", stumble)
    door = Guard(Admission(app, origins(ALLOWED_ORIGINS=SITE)))
    reply = TestClient(door, raise_server_exceptions=False).get("/chat", headers={"Origin": SITE})

    assert (reply.status_code, reply.json()["error"]) == (500, "internal")
    assert reply.headers["access-control-allow-origin"] == SITE


def test_a_page_can_read_that_the_start_is_still_going_on(programs, tmp_path):
    (tmp_path / "empty").mkdir()
    starting = programs.serve(
        DATA_DIR=str(tmp_path / "data"), BOOK_DIR=str(tmp_path / "empty"), ALLOWED_ORIGINS=SITE, **ON_A_SPACE
    )
    reply = ask(starting.settled(), SITE)

    assert reply.status_code == 503
    assert reply.headers["access-control-allow-origin"] == SITE
    assert "Retry-After" in reply.headers["access-control-expose-headers"] and int(reply.headers["retry-after"]) > 0


@pytest.mark.parametrize("host", ["odra-trams.hf.space", "chat.internal:8080", "localhost:7860"])
def test_our_own_pages_may_under_whatever_name_they_are_reached(space, host):
    assert ask(space, f"https://{host}", Host=host).status_code == 200
    assert ask(space, "https://hidden.by.a.proxy", **{"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert ask(space, f"https://{host}.evil.example", Host=host).status_code == 403


def test_the_log_says_who_may(space):
    assert "pages that may ask: https://odra-trams.hf.space, https://trams.example\n" in space.log


# ---------------------------------------------------------------- programs, and the key


@pytest.fixture(scope="module")
def keyed(tmp_path_factory, server):
    started = Programs(tmp_path_factory.mktemp("keyed"), [])
    program = started.serve(
        BOOK_DIR=str(server.folder.parent / "book"),
        DATA_DIR=str(started.folder / "data"),
        ALLOWED_ORIGINS=SITE,
        API_KEY="gröschen-3",
        **ON_A_SPACE,
    )
    yield program.ready()
    started.end()


KEY = "gröschen-3".encode()


def test_without_a_key_set_a_program_may_ask(space):
    assert ask(space).status_code == 200


@pytest.mark.parametrize(
    "headers", [{b"Authorization": b"Bearer " + KEY}, {b"authorization": b"bearer  " + KEY}, {b"X-API-Key": KEY}]
)
def test_the_key_opens(keyed, headers):
    assert http.post(f"{keyed.url}/chat", json=QUESTION, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {b"Authorization": b"Bearer"},
        {b"Authorization": b"Basic " + KEY},
        {b"Authorization": b"Bearer x"},
        {b"X-API-Key": KEY + b"x"},
    ],
)
@pytest.mark.parametrize(
    "method, path", [("POST", "/chat"), ("POST", "/search"), ("POST", "/feedback"), ("GET", "/chat/sessions/x")]
)
def test_without_the_key_a_program_is_told_how_to_send_it(keyed, headers, method, path):
    reply = http.request(method, keyed.url + path, json=QUESTION, headers=headers)

    assert (reply.status_code, reply.json()["error"]) == (401, "key_missing")
    assert "Authorization: Bearer" in reply.json()["message"] and reply.headers["www-authenticate"] == "Bearer"
    assert "gröschen" not in reply.text


def test_a_welcome_page_needs_no_key_and_a_strange_one_has_none(keyed):
    assert ask(keyed, SITE).status_code == 200
    assert ask(keyed, EVIL).status_code == 403
    assert http.get(f"{keyed.url}/chat/sessions/x", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404


@pytest.mark.parametrize("path", ["/health", "/client.js", "/docs", "/openapi.json"])
def test_what_costs_nothing_needs_no_key(keyed, path):
    assert http.get(keyed.url + path).status_code == 200
