"""The client module: its own tests in Node, and in Chromium on a page of another origin, asking the real program."""

import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, Program, Programs, free_port
from playwright.sync_api import Browser, Page
from wire.readme import block
from wire.site import Site, a_space, as_on_a_space, chromium

from rag.web.site_files import NAMES, without_comments

SITE_TESTS = ROOT / "tests" / "site"
MOST_BYTES = 4096
http = httpx.Client(timeout=60)
QUESTION = "How fast is a Heron?"

PAGE = """<!doctype html><meta charset="utf-8"><title>A site</title>
<script type="module">
import { createBookChat } from "%s/client.js";
window.news = [];
window.chat = createBookChat({ onState: ({ state }) => window.news.push(state), wakeSeconds: 60 });
window.askInEvents = async (question, options) => {
  const events = [];
  try {
    for await (const event of chat.stream(question, options)) events.push(event);
  } catch ({ name, kind, message, partial }) {
    events.push({ type: "failure", name, kind, message, partial });
  }
  return events;
};
</script>"""


# ---------------------------------------------------------------- in Node


def node(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("node")
    assert program, "these tests need Node 20 or newer as `node`; install the package nodejs"
    return subprocess.run(
        [program, *arguments],
        cwd=SITE_TESTS,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=110,
    )


def test_the_module_does_what_its_page_says_over_real_sockets(server: Program):
    run = node("--test", "--test-reporter=tap", "client.test.js", CLIENT_URL=f"{server.url}/client.js")

    assert run.returncode == 0, "\n".join(line for line in run.stdout.splitlines() if "# Subtest" not in line)[-6000:]
    assert int(re.search(r"^# pass (\d+)", run.stdout, re.M)[1]) >= 44
    assert re.search(r"^# skipped 0", run.stdout, re.M)


# ---------------------------------------------------------------- as it is served


def test_it_weighs_at_most_four_kilobytes(server: Program):
    packed = http.get(f"{server.url}/client.js", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) <= MOST_BYTES
    assert packed.text == http.get(f"{server.url}/client.js", headers={"Accept-Encoding": "identity"}).text


@pytest.mark.parametrize(
    "accepted, packed", [("gzip, br", True), ("br, gzip;q=0.5", True), ("br", False), ("gzip;q=0", False)]
)
def test_it_is_packed_for_those_who_can_unpack(server: Program, accepted, packed):
    with http.stream("GET", f"{server.url}/client.js", headers={"Accept-Encoding": accepted}) as reply:
        raw = b"".join(reply.iter_raw())

    assert (reply.headers.get("content-encoding") == "gzip") == packed
    assert b"export function createBookChat" in (gzip.decompress(raw) if packed else raw)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_for_sites_is_kept_and_checked_by_its_tag(server: Program, name):
    first = http.get(f"{server.url}/{name}")
    again = http.get(f"{server.url}/{name}", headers={"If-None-Match": f'"old", W/{first.headers["etag"]}'})
    changed = http.get(f"{server.url}/{name}", headers={"If-None-Match": '"old"'})

    assert first.status_code == changed.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    for reply in (first, again):
        assert (
            "max-age=" in reply.headers["cache-control"] and "stale-while-revalidate=" in reply.headers["cache-control"]
        )
        assert "Accept-Encoding" in reply.headers["vary"]
    assert first.headers["content-type"].partition(";")[0] in ("text/javascript", "text/css", "text/plain")
    assert http.head(f"{server.url}/{name}").headers["content-length"]


def test_no_comment_is_sent_and_no_code_is_lost():
    script = '/**\n * About.\n */\nconst a = "// not a comment";\n\n  // gone\n  const b = 1; // stays\n  /* gone */\n\tcall(/x/);\n'

    assert without_comments(script) == 'const a = "// not a comment";\n  const b = 1; // stays\n\tcall(/x/);\n'


def test_its_types_name_everything_that_it_has():
    script = (ROOT / "rag/web/static/client.js").read_text(encoding="utf-8")
    types = (ROOT / "rag/web/static/client.d.ts").read_text(encoding="utf-8")

    for exported in re.findall(r"^export (?:async )?(?:class|function\*?) (\w+)", script, re.M):
        assert re.search(rf"^export (?:class|function) {exported}\b", types, re.M), exported
    assert set(re.findall(r'"(timeout|network|rate_limited|validation|server|not_allowed)"', script)) == set(
        re.findall(r'"(\w+)"', re.search(r"type ErrorKind = (.*);", types)[1])
    )


# ---------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory, server: Program, site: Site) -> Iterator[Program]:
    with a_space(tmp_path_factory.mktemp("space"), server, site) as program:
        yield program


@pytest.fixture
def page(browser: Browser, site: Site, space: Program) -> Iterator[Page]:
    site.pages["/"] = PAGE % space.url
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)
    page.wait_for_function("window.chat")
    yield page
    context.close()


def ask(page: Page, question: str) -> list[dict]:
    return page.evaluate("(question) => askInEvents(question)", question)


def test_a_page_of_another_origin_gets_its_answer_in_events(page: Page):
    events = ask(page, QUESTION)

    assert [event["type"] for event in events if event["type"] not in ("text", "source")] == [
        "start",
        "session",
        "answer",
    ]
    assert "31 km/h" in "".join(event["delta"] for event in events if event["type"] == "text")
    answer = events[-1]["answer"]
    assert answer["sources"][0]["url"].startswith("/docs/cars") and answer["status"] == "answered"
    assert page.evaluate("chat.state") == "ready" and page.evaluate("news") == ["ready"]


def test_the_conversation_goes_on_after_a_change_of_page_and_ends_when_told(page: Page):
    session = page.evaluate("chat.ask('How fast is a Heron?')")["session_id"]
    page.reload()
    page.wait_for_function("window.chat")

    assert page.evaluate("chat.sessionId") == session
    assert page.evaluate("chat.ask('And a Finch?')")["session_id"] == session
    page.evaluate("chat.end()")
    assert page.evaluate("chat.sessionId") is None
    assert page.evaluate("chat.ask('And a Finch?')")["session_id"] != session


def test_search_and_feedback_work_from_there_too(page: Page):
    assert page.evaluate("chat.search('seats of a Heron', { topK: 2 })")[0]["title"] == "Cars"
    answer = page.evaluate("chat.ask('How fast is a Heron?')")
    page.evaluate("(id) => chat.feedback(id, 'up')", answer["message_id"])
    unknown = page.evaluate(
        "chat.feedback('nothing', 'up').catch(({ status, kind, requestId }) => [status, kind, !!requestId])"
    )
    assert unknown == [404, "server", True]


def test_a_question_that_is_too_long_is_told_in_the_servers_words(page: Page):
    failure = ask(page, "x" * 600)[-1]

    assert (failure["kind"], failure["partial"]) == ("validation", False)
    assert "500" in failure["message"]


def test_a_page_of_a_strange_origin_is_told_that_it_may_not(browser: Browser, space: Program):
    with Site({"/": PAGE % space.url}) as strange:
        page = browser.new_page()
        page.goto(strange.url)
        page.wait_for_function("window.chat")
        failure = ask(page, QUESTION)[-1]
        page.close()

    assert failure["kind"] == "not_allowed"
    assert strange.url in failure["message"] and "ALLOWED_ORIGINS" in failure["message"]


def test_offline_is_told_at_once_and_mends_itself(page: Page):
    page.wait_for_function("chat.state === 'ready'")
    page.context.set_offline(True)
    failure = ask(page, QUESTION)[-1]
    assert (failure["kind"], page.evaluate("chat.state")) == ("network", "offline")

    page.context.set_offline(False)
    page.wait_for_function("chat.state === 'ready'")
    assert ask(page, QUESTION)[-1]["type"] == "answer"


def test_a_stream_is_stopped_by_a_signal(page: Page):
    events = page.evaluate(
        """async (question) => {
        const stop = new AbortController();
        const asked = askInEvents(question, { signal: stop.signal });
        stop.abort();
        return asked;
    }""",
        QUESTION,
    )

    assert [(event["type"], event.get("name")) for event in events] == [("failure", "AbortError")]


def test_a_space_that_starts_late_answers_the_question_that_was_held(
    browser: Browser, site: Site, server: Program, space: Program, programs: Programs, tmp_path: Path
):
    port = free_port()
    site.pages["/late"] = (PAGE % space.url).replace("wakeSeconds", f"baseUrl: 'http://127.0.0.1:{port}', wakeSeconds")
    page = browser.new_page()
    page.goto(f"{site.url}/late")
    page.wait_for_function("window.news?.includes('waking')")
    page.evaluate("window.asked = askInEvents('How fast is a Heron?'); 0")
    programs.serve(PORT=str(port), **as_on_a_space(tmp_path, server, site))
    events = page.evaluate("window.asked")
    page.close()

    assert events[0]["type"] == "state" and events[0]["state"] == "waking"
    assert events[-1]["type"] == "answer" and "31 km/h" in events[-1]["answer"]["message"]


# ---------------------------------------------------------------- what the README shows


def test_the_readmes_page_answers_and_tells_of_a_failure(browser: Browser, site: Site, space: Program):
    site.pages["/readme"] = '<!doctype html><meta charset="utf-8"><title>A site</title>' + block(
        "html", 'id="ask"', space.url
    )
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: message.type == "log" and said.append(message.text))
    page.goto(f"{site.url}/readme")
    page.fill("[name=question]", QUESTION)
    with page.expect_console_message(lambda message: message.type == "log"):  # which comes behind the last word
        page.press("[name=question]", "Enter")
        page.wait_for_function("document.getElementById('answer').textContent.includes('31 km/h')")
    assert [text.partition(" ")[0] for text in said] == ["answered"]

    page.eval_on_selector("[name=question]", "field => field.removeAttribute('maxlength')")
    page.fill("[name=question]", "x" * 600)
    page.press("[name=question]", "Enter")
    page.wait_for_function("document.getElementById('answer').textContent.includes('500')")
    page.close()


def test_the_readmes_widget_comes_up_under_the_readmes_policy(browser: Browser, space: Program):
    policy = block("", "script-src", space.url).strip()
    with Site({"/": "<!doctype html><title>A site</title>" + block("html", "widget.js", space.url)}) as strict:
        strict.headers["Content-Security-Policy"] = f"default-src 'self'; {policy}"
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.goto(strict.url)
        page.wait_for_selector("book-chat", state="attached")
        page.evaluate("window.bookChat.open()")
        page.wait_for_selector("text=How does a robot walk?")
        page.close()

    assert [each for each in complaints if "Security Policy" in each] == []
