"""Front ends that were written to the JSON contract before there was any other, unchanged: one in a page, one on a server.

They know the fields that the contract has had from the start, wait 60 seconds, send what such pages send, and read an error's words
from `detail`.
"""

from collections.abc import Iterator

import httpx
import pytest
from conftest import Program
from playwright.sync_api import Browser, Page
from wire.site import Site, a_space, chromium

# A page as they are: axios-like headers, its own session in localStorage, strict about what it gets.
FRONT_END = """<!doctype html><meta charset="utf-8"><title>The book</title>
<script>
const API = "%s";
async function call(method, path, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 60000);
  try {
    const response = await fetch(API + path, {
      method,
      mode: "cors",
      headers: { "Content-Type": "application/json", Accept: "application/json, text/plain, */*", "X-Requested-With": "XMLHttpRequest" },
      body: body && JSON.stringify(body),
      signal: stop.signal,
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new Error(problem.detail || `HTTP ${response.status}`);
    }
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}
function has(value, kind, name) {
  if (typeof value !== kind) throw new TypeError(`${name} is ${typeof value}`);
}
async function ask(message, context) {
  const reply = await call("POST", "/chat", { message, session_id: localStorage.getItem("session") || undefined, context });
  has(reply.session_id, "string", "session_id");
  has(reply.message, "string", "message");
  for (const source of reply.sources) {
    for (const name of ["chunk_id", "title", "slug"]) has(source[name], "string", name);
    has(source.score, "number", "score");
    if (source.score < 0 || source.score > 1) throw new RangeError("score");
  }
  for (const name of ["response_time_ms", "tokens_used", "context_chunks"]) has(reply.metadata[name], "number", name);
  localStorage.setItem("session", reply.session_id);
  return reply;
}
async function find(query, top_k) {
  const reply = await call("POST", "/search", { query, top_k });
  has(reply.query, "string", "query");
  for (const result of reply.results) {
    for (const name of ["chunk_id", "snippet", "source_path", "slug", "title"]) has(result[name], "string", name);
    has(result.score, "number", "score");
  }
  return reply.results;
}
async function health() {
  const reply = await call("GET", "/health");
  for (const name of ["qdrant", "postgres", "openai"]) has(reply[name], "boolean", name);
  return reply.status;
}
async function end() {
  const id = localStorage.getItem("session");
  localStorage.removeItem("session");
  return call("DELETE", `/chat/sessions/${id}`);
}
const words = (failing) => failing.then(() => "no error", (error) => error.message);
</script>"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory, server: Program, site: Site) -> Iterator[Program]:
    with a_space(tmp_path_factory.mktemp("space"), server, site) as program:
        site.pages["/"] = FRONT_END % program.url
        yield program


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, site: Site, space: Program) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)
    yield page
    context.close()


def test_an_answer_is_shown_with_its_sources(page: Page):
    reply = page.evaluate("ask('How fast is a Heron?')")

    assert "31 km/h" in reply["message"]
    assert reply["sources"][0]["title"] == "Cars" and reply["sources"][0]["slug"] == "cars"


def test_a_conversation_goes_on_over_pages_and_a_follow_up_is_understood(page: Page):
    first = page.evaluate("ask('How fast is a Heron?')")
    page.reload()
    second = page.evaluate("ask('And a Finch?')")

    assert second["session_id"] == first["session_id"]
    assert "38 km/h" in second["message"]


def test_a_session_of_long_ago_is_replaced_by_a_new_one(page: Page):
    page.evaluate("localStorage.setItem('session', '5f0c1a3e-0000-4000-8000-000000000000')")

    assert page.evaluate("ask('How fast is a Heron?')")["session_id"] != "5f0c1a3e-0000-4000-8000-000000000000"


def test_selected_text_is_sent_along(page: Page):
    text = "The safety valve opens at 11 bar. It whistles in two tones."

    assert "bar" in page.evaluate("(text) => ask('At what pressure does it open?', text)", text)["message"]


def test_a_search_lists_what_the_book_says(page: Page):
    results = page.evaluate("find('seats of a Heron', 3)")

    assert 1 <= len(results) <= 3
    assert (
        results[0]["title"] == "Cars" and results[0]["source_path"] == "01-cars.md" and "Heron" in results[0]["snippet"]
    )


def test_health_is_shown(page: Page):
    assert page.evaluate("health()") == "ok"


def test_a_conversation_is_ended_once(page: Page):
    page.evaluate("ask('How fast is a Heron?')")
    page.evaluate("session = localStorage.getItem('session')")
    page.evaluate("end()")

    assert "no conversation" in page.evaluate("words(call('DELETE', `/chat/sessions/${session}`))").lower()


@pytest.mark.parametrize(
    "failing, says",
    [
        ("ask('')", "message"),
        ("ask('x'.repeat(501))", "500"),
        ("call('POST', '/chat', {})", "message"),
        ("find('', 3)", "query"),
        ("find('x', 'many')", "top_k"),
        ("call('POST', '/chat', { message: 'x'.repeat(70000) })", "64 KB"),
        ("call('GET', '/nothing')", "/docs"),
    ],
)
def test_the_words_of_an_error_are_found_in_detail(page: Page, failing, says):
    words = page.evaluate(f"words({failing})")

    assert says in words and words[0].isupper() and "[object" not in words


def test_a_page_that_may_not_ask_gets_nothing(browser: Browser, space: Program):
    with Site({"/": FRONT_END % space.url}) as strange:
        page = browser.new_page()
        page.goto(strange.url)
        words = page.evaluate("words(ask('How fast is a Heron?'))")
        health = page.evaluate("fetch(API + '/health').then((reply) => reply.json())")
        page.close()

    assert words == "Failed to fetch"
    assert health["status"] == "ok"


def test_a_server_between_page_and_space_needs_no_origin(space: Program):
    """As a route of Next.js does: it passes the body on, and the status and the body back."""
    with httpx.Client(base_url=space.url, timeout=60) as between:
        reply = between.post(
            "/chat", content=b'{"message": "How fast is a Heron?"}', headers={"Content-Type": "application/json"}
        )
        passed_on = between.post(
            "/chat", json={"message": "How fast is a Heron?"}, headers={"Origin": "https://odra-trams.hf.space"}
        )

    assert reply.status_code == passed_on.status_code == 200
    assert {"session_id", "message", "sources", "metadata"} <= set(reply.json())
