"""The page at `/ui/` in a real Chromium: what a maintainer does with it, and the doors that must be closed."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
QUESTION = "At what pressure does the safety valve open?"
PATIENCE = 20_000  # ms that an expectation may take; Gradio's first import is slow


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.hosts: set[str] = set()
        self.paths: list[str] = []
        self.errors: list[str] = []
        context.on("request", self._note)
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.netloc)
            self.paths.append(address.path)

    def open(self) -> "Visitor":
        self.page.goto(f"{self.url}/ui/")
        expect(self.page.locator("#question textarea")).to_be_editable()
        return self

    def ask(self, question: str) -> None:
        """Returns when the answer is whole: the sources come with it."""
        before = self.answers().count()
        self.page.locator("#question textarea").fill(question)
        self.page.locator("#question textarea").press("Enter")
        expect(self.answers()).to_have_count(before + 1)
        expect(self.page.locator("#sources .badge")).to_be_attached()

    def answers(self) -> Locator:
        return self.page.get_by_test_id("bot")

    def tab(self, name: str) -> None:
        """On a narrow page the last tabs hide behind a button."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        if not tab.count():
            self.page.get_by_label("More tabs").click()
            tab = self.page.locator(".overflow-dropdown").get_by_role("button", name=name, exact=True)
        tab.click()

    def session(self) -> str:
        self.tab("Request")
        return self.page.locator("#session").locator("input, textarea").input_value()

    def curl(self) -> str:
        self.tab("Request")
        return self.page.locator("#curl .cm-content").inner_text()


class Visitors:
    """Whoever arrives; none of them may be led to another host, or meet a broken script."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self._arrived: list[Visitor] = []

    def arrive(self, url: str = "", **options) -> Visitor:
        self._contexts.append(self._browser.new_context(**options))
        self._arrived.append(Visitor(self._contexts[-1], url or self._url))
        return self._arrived[-1]

    def check(self) -> None:
        for visitor in self._arrived:
            strangers, visitor.hosts = visitor.hosts - {urlsplit(visitor.url).netloc}, set()
            assert strangers == set()
            assert visitor.errors == []

    def leave(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def visitors(browser: Browser, server) -> Iterator[Visitors]:
    visitors = Visitors(browser, server.url)
    yield visitors
    visitors.leave()
    visitors.check()


@pytest.fixture(scope="module")
def regulars(browser: Browser, server) -> Iterator[Visitors]:
    """Those whose page several tests look at, since opening one takes seconds."""
    regulars = Visitors(browser, server.url)
    yield regulars
    regulars.leave()


@pytest.fixture(autouse=True)
def unharmed(regulars: Visitors) -> Iterator[None]:
    yield
    regulars.check()


@pytest.fixture(scope="module")
def reader(regulars: Visitors) -> Visitor:
    """Has asked QUESTION and looks around."""
    reader = regulars.arrive().open()
    reader.ask(QUESTION)
    return reader


@pytest.fixture(scope="module")
def tester(regulars: Visitors) -> Visitor:
    """Asks one odd thing after the other."""
    return regulars.arrive().open()


# ---------------------------------------------------------------- asking


def test_the_page_opens_by_itself_and_offers_questions_that_the_sample_book_answers(visitors, programs, tmp_path):
    program = programs.serve(DATA_DIR=str(tmp_path / "data")).ready()
    visitor = visitors.arrive(program.url)

    visitor.page.goto(f"{program.url}/ui/")
    expect(visitor.page.get_by_role("status")).to_have_text(re.compile("takes a few seconds"))
    expect(visitor.page.locator("#question textarea")).to_be_editable()

    visitor.page.get_by_text("What is the zero-moment point?").click()
    expect(visitor.page.locator("#question textarea")).to_have_value("What is the zero-moment point?", timeout=5_000)
    visitor.page.locator("#question textarea").press("Enter")
    expect(visitor.page.locator("#sources .badge")).to_have_text("Answered from the book")
    expect(visitor.answers().last).to_contain_text(re.compile("zero-moment point", re.IGNORECASE))


def test_an_answer_stands_in_the_chat_with_its_marker_linked(reader: Visitor):
    expect(reader.answers()).to_contain_text("The safety valve opens at 11 bar.")
    link = reader.answers().get_by_role("link", name="[1]")
    expect(link).to_have_attribute("href", re.compile(r"/docs/boiler#safety-valve:~:text=\w+"))
    expect(reader.page.locator("#question textarea")).to_have_value("")


def test_the_sources_show_title_section_score_and_quote(reader: Visitor):
    reader.tab("Sources")

    [source] = reader.page.locator("#sources .source").all()
    quote = source.locator("blockquote").inner_text()
    assert quote and quote in reader.answers().inner_text()
    title = source.get_by_role("link", name="The boiler")
    expect(title).to_have_attribute("href", re.compile("^/docs/boiler#safety-valve"))
    expect(source.locator("header")).to_contain_text("Safety valve")
    assert 0.5 <= float(source.locator(".number").inner_text()) <= 1
    expect(reader.page.locator("#sources .badge")).to_have_text("Answered from the book")


def test_the_chunks_show_their_scores_and_their_text(reader: Visitor):
    reader.tab("Chunks")

    first = reader.page.locator("#chunks .chunk").first
    expect(first.locator("summary")).to_contain_text("Safety valve")
    bars = [" ".join(bar.split()) for bar in first.locator(".bar").all_inner_texts()]
    for name in ("dense", "lexical", "fused"):
        assert [bar for bar in bars if re.fullmatch(rf"{name} -?\d+\.\d\d", bar)], bars
    first.locator("summary").click()
    expect(first.locator("pre")).to_contain_text("It whistles in two tones")
    expect(first).to_contain_text("02-boiler/index.md, line")
    first_bars = reader.page.locator("#chunks .bar:first-child").all_inner_texts()
    scores = [float(re.search(r"\d\.\d+", text)[0]) for text in first_bars]
    assert len(scores) > 1 and scores == sorted(scores, reverse=True)


def test_the_plan_shows_which_sentences_were_chosen(reader: Visitor):
    reader.tab("Plan")

    plan = reader.page.locator("#plan .cm-content")
    expect(plan).to_contain_text("The safety valve opens at 11 bar.")
    assert re.search(r"^\+ .*The safety valve opens at 11 bar\.", plan.inner_text(), re.MULTILINE)


def test_the_timings_show_each_stage(reader: Visitor):
    reader.tab("Timings")

    expect(reader.page.locator("#timings .stage")).not_to_have_count(0)
    stages = reader.page.locator("#timings .stage").all_inner_texts()
    assert {stage.split("\n")[0].strip() for stage in stages} >= {"embed", "search", "rank", "answer"}
    assert all(re.search(r"\d+\.\d ms", stage) for stage in stages)
    expect(reader.page.locator("#timings")).to_contain_text("extractive")


def test_the_curl_line_gives_the_same_answer(reader: Visitor):
    line = reader.curl()
    answer = json.loads(subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60).stdout)

    assert line.startswith("curl ")
    assert answer["message"] == " ".join(reader.answers().inner_text().split())
    reader.tab("Sources")
    quotes = reader.page.locator("#sources blockquote").all_inner_texts()
    assert [source["quote"] for source in answer["sources"]] == quotes


def test_the_session_shown_is_the_one_that_the_api_knows(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    session = visitor.session()
    visitor.ask("And how many seats does it have?")

    assert visitor.session() == session
    expect(visitor.answers().last).to_contain_text("64")
    read = httpx.get(f"{visitor.url}/chat/sessions/{session}").json()["turns"]
    assert [turn["question"] for turn in read] == ["How fast is a Heron?", "And how many seats does it have?"]


def test_selected_text_and_page_can_be_tried_out(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.page.get_by_text("Ask as a visitor of a page").click()
    visitor.page.locator("#context textarea").fill("The safety valve")
    visitor.page.locator("#path").locator("input, textarea").fill("/docs/boiler")
    visitor.ask("When does it open?")

    expect(visitor.answers().last).to_contain_text("11 bar")
    line = visitor.curl()
    assert '"context": "The safety valve"' in line
    assert '"path": "/docs/boiler"' in line


def test_two_browsers_keep_their_conversations_apart(visitors: Visitors):
    one, other = visitors.arrive().open(), visitors.arrive().open()
    one.ask("How fast is a Heron?")
    other.ask("Who designed the lamp code?")
    one.ask("And how many seats does it have?")

    expect(one.answers().last).to_contain_text("64")
    expect(other.answers()).to_have_count(1)
    expect(other.page.locator("#chat")).not_to_contain_text("Heron")
    expect(one.page.locator("#chat")).not_to_contain_text("Odra Pell")
    assert one.session() != other.session()


def test_a_new_conversation_forgets_the_old_one(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    old = visitor.session()
    visitor.page.get_by_role("button", name="New conversation").click()
    expect(visitor.answers()).to_have_count(0)
    assert visitor.session() == ""
    expect(visitor.page.locator("#curl")).not_to_contain_text("curl -s")
    visitor.tab("Chunks")
    expect(visitor.page.locator("#chunks .chunk")).to_have_count(0)

    visitor.ask("Who designed the lamp code?")

    new = visitor.session()
    assert new not in ("", old)
    read = httpx.get(f"{visitor.url}/chat/sessions/{new}").json()["turns"]
    assert [turn["question"] for turn in read] == ["Who designed the lamp code?"]


@pytest.mark.parametrize("width", [390, 820])
def test_the_page_is_readable_at_any_width(visitors: Visitors, width):
    visitor = visitors.arrive(viewport={"width": width, "height": 844}).open()
    visitor.ask("How do I light a cold boiler?")

    for name in ("Sources", "Chunks", "Plan", "Timings", "Request"):
        visitor.tab(name)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name}: {wide} px"
    for part in ("#chat", "#question", "#inspector"):
        box = visitor.page.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, part


# ---------------------------------------------------------------- odd questions


def test_a_question_that_the_book_does_not_answer_shows_no_sources(tester: Visitor):
    tester.ask(QUESTION)
    tester.ask("What is the capital of France?")

    expect(tester.answers().last).to_have_text(re.compile("I could not find an answer to this in the tram book."))
    tester.tab("Sources")
    expect(tester.page.locator("#sources .badge")).to_have_text("Not in the book")
    expect(tester.page.locator("#sources .source")).to_have_count(0)


def test_the_curl_line_survives_what_a_shell_would_read(tester: Visitor):
    question = """Who designed the "lamp code"? It's $HOME & `id` \\n 100% ü 🚋 !!"""
    tester.ask(question)

    run = subprocess.run(["bash", "-c", tester.curl()], capture_output=True, text=True, timeout=60)

    session_id = json.loads(run.stdout)["session_id"]
    read = httpx.get(f"{tester.url}/chat/sessions/{session_id}").json()["turns"]
    assert read[-1]["question"] == question


@pytest.mark.parametrize(
    "question",
    [
        "<img src=x onerror=window.executed=1>",
        "<script>window.executed=1</script>",
        "<iframe srcdoc='<script>parent.executed=1</script>'></iframe>",
        "<svg onload=window.executed=1><a href='javascript:window.executed=1'>x</a></svg>",
        "[click](javascript:window.executed=1)",
        "<style>body{background:url(http://tracker.invalid/y.png)}</style>",
        "![x](http://tracker.invalid/x.png)",
        "$$\\href{javascript:window.executed=1}{x}$$",
        "How is the noon bell written in the score of bells?",
        "What does the evening bell play?",
    ],
)
def test_nothing_that_is_asked_or_answered_executes_or_fetches(tester: Visitor, question):
    tester.paths.clear()
    tester.ask(question)
    tester.tab("Chunks")
    expect(tester.page.locator("#chunks .chunk").first).to_be_visible()
    tester.tab("Sources")

    assert tester.page.evaluate("window.executed") is None
    assert tester.page.locator("a[href^='javascript:']").count() == 0
    assert not [path for path in tester.paths if path.endswith(("/x", "/x.png", "/y.png"))]


def test_a_hostile_book_is_shown_as_the_text_it_is(tester: Visitor):
    tester.ask("How is the noon bell written in the score of bells?")

    expect(tester.answers().last).to_contain_text('<img src=x onerror="window.executed=1">')
    tester.tab("Sources")
    expect(tester.page.locator("#sources")).to_contain_text('onerror="window.executed=1"')
    tester.tab("Chunks")
    expect(tester.page.locator("#chunks .chunk").first).to_contain_text("Bells & <img src=x")


def test_a_blank_question_is_answered_in_words(tester: Visitor):
    tester.page.locator("#question textarea").fill("   ")
    tester.page.locator("#question textarea").press("Enter")

    expect(tester.answers().last).to_contain_text("empty")
    tester.ask(QUESTION)
    expect(tester.answers().last).to_contain_text("11 bar")


def test_no_more_than_five_hundred_characters_can_be_typed(tester: Visitor):
    tester.page.locator("#question textarea").fill("x" * 499)
    tester.page.locator("#question textarea").press_sequentially("yyy")

    assert tester.page.locator("#question textarea").input_value() == "x" * 499 + "y"


def test_the_documentation_page_loads_nothing_from_elsewhere(visitors: Visitors):
    visitor = visitors.arrive()
    visitor.page.goto(f"{visitor.url}/docs")

    expect(visitor.page.get_by_text("Ask the book")).to_be_visible()
    expect(visitor.page.get_by_text("/chat/sessions/{session_id}").first).to_be_visible()


# ---------------------------------------------------------------- the page's own protocol


@pytest.fixture(scope="module")
def opened(server) -> httpx.Client:
    """A client of the page's server, after Gradio has been loaded."""
    with httpx.Client(base_url=server.url, timeout=60) as client:
        server._until(lambda: "gradio" in client.get("/ui/").text.lower(), 60)
        yield client


def test_the_answer_comes_to_the_page_in_pieces(opened: httpx.Client):
    config = opened.get("/ui/config").json()
    [asking] = [each for each in config["dependencies"] if any(target[1] == "submit" for target in each["targets"])]
    message = {
        "data": ["How do I light a cold boiler?", [], None, "", ""],
        "fn_index": asking["id"],
        "session_hash": "s1",
    }
    joined = opened.post("/ui/gradio_api/queue/join", json=message)
    assert joined.status_code == 200, joined.text

    with opened.stream("GET", "/ui/gradio_api/queue/data", params={"session_hash": "s1"}) as reply:
        events = [json.loads(line.removeprefix("data: ")) for line in reply.iter_lines() if line.startswith("data: ")]

    # The first output is the chat: whole at first, then as changes to it.
    chat = [json.dumps(event["output"]["data"][0]) for event in events if event["msg"] == "process_generating"]
    assert len([piece for piece in chat if "birch" in piece or "brass" in piece or "ash door" in piece]) >= 3
    assert events[-1]["msg"] in ("process_completed", "close_stream")


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/ui/gradio_api/file=/etc/passwd"),
        ("HEAD", "/ui/gradio_api/file=/etc/passwd"),
        ("GET", "/ui/gradio_api/file=https://example.com/"),
        ("GET", "/ui/gradio_api/file/etc/passwd"),
        ("GET", "/ui/file=/etc/passwd"),
        ("GET", "/ui/gradio_api/proxy=https://example.com/"),
        ("GET", "/ui/proxy=https://example.com/"),
        ("GET", "/ui/gradio_api/upload"),
        ("POST", "/ui/gradio_api/upload"),
        ("POST", "/ui/upload"),
        ("GET", "/ui/gradio_api/upload_progress?upload_id=1"),
        ("POST", "/ui/gradio_api/call/answer"),
        ("GET", "/ui/gradio_api/call/answer/1"),
        ("POST", "/ui/gradio_api/call/v2/answer"),
        ("POST", "/ui/gradio_api/run/answer"),
        ("POST", "/ui/gradio_api/run/predict"),
        ("POST", "/ui/gradio_api/api/answer"),
        ("POST", "/ui/run/predict"),
        ("POST", "/ui/api/predict"),
        ("POST", "/ui/gradio_api/component_server"),
        ("GET", "/ui/gradio_api/openapi.json"),
        ("GET", "/ui/openapi.json"),
        ("GET", "/ui/docs"),
        ("GET", "/ui/monitoring"),
        ("GET", "/ui/monitoring/summary"),
        ("GET", "/ui/gradio_api/queue/status"),
        ("GET", "/ui/gradio_api/mcp/sse"),
        ("POST", "/ui/gradio_api/mcp/"),
        ("GET", "/ui/gradio_api/deep_link"),
        ("GET", "/ui/run-history/records"),
        ("POST", "/ui/gradio_api/process_recording"),
        ("GET", "/ui/vibe-code"),
        ("POST", "/ui/vibe-edit"),
        ("GET", "/ui/dev/reload"),
        ("GET", "/ui/custom_component/1/client/component/x.js"),
        ("GET", "/ui/user"),
        ("GET", "/ui/token"),
        ("GET", "/ui/static/../../../../../../etc/passwd"),
        ("GET", "/ui/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
        ("GET", "/ui/assets/..%2f..%2f..%2f..%2fetc%2fpasswd"),
        ("GET", "/ui//gradio_api/file=/etc/passwd"),
        ("GET", "/ui/gradio_api%2ffile=/etc/passwd"),
        ("GET", "/ui/%67radio_api/file=/etc/passwd"),
    ],
)
def test_a_door_that_the_page_does_not_need_is_closed(opened: httpx.Client, server, method, path):
    body = {"data": ["How fast is a Heron?", [], None, "", ""]} if method == "POST" else None

    # Sent as it stands: a client would tidy the dots away.
    target = httpx.URL(server.url).copy_with(raw_path=path.encode())
    reply = opened.request(method, target, json=body)

    assert reply.status_code == 404 or (".." in target.path and reply.status_code == 403), reply.text
    assert "root:" not in reply.text and "Example Domain" not in reply.text


@pytest.mark.parametrize(
    "path", ["/ui/", "/ui/config", "/ui/gradio_api/info", "/ui/theme.css", "/ui/gradio_api/queue/data"]
)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000"])
def test_another_origin_is_not_let_in_by_a_reflected_header(opened: httpx.Client, path, origin):
    asked = opened.get(path, headers={"Origin": origin})
    preflight = opened.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})

    for reply in (asked, preflight):
        assert "access-control-allow-origin" not in reply.headers
        assert "access-control-allow-credentials" not in reply.headers


def test_the_pages_api_description_offers_no_endpoint(opened: httpx.Client):
    info = opened.get("/ui/gradio_api/info")

    assert info.json()["named_endpoints"] == {}
    assert info.json()["unnamed_endpoints"] == {}


def test_the_pages_configuration_tells_nothing_of_this_machine(opened: httpx.Client, server):
    config = opened.get("/ui/config").text

    assert str(server.folder.parent) not in config
    assert str(Path(__file__).parent.parent) not in config and str(Path.home()) not in config


@pytest.mark.parametrize(
    "data",
    [
        ["x" * 501, [], None, "", ""],
        ["", [], None, "", ""],
        [None, [], None, None, None],
        ["How fast?", "no history", None, "", ""],
        [7, [], 7, 7, 7],
        [],
        None,
    ],
    ids=["501 characters", "empty", "nulls", "a history of the wrong kind", "numbers", "too few values", "none at all"],
)
def test_a_visitor_who_speaks_the_pages_protocol_badly_hurts_nobody(opened: httpx.Client, server, data):
    config = opened.get("/ui/config").json()
    [asking] = [each for each in config["dependencies"] if any(target[1] == "submit" for target in each["targets"])]
    body = {"data": data, "fn_index": asking["id"], "session_hash": "s2"}
    joined = opened.post("/ui/gradio_api/queue/join", json=body)

    if joined.status_code == 200:
        with opened.stream("GET", "/ui/gradio_api/queue/data", params={"session_hash": "s2"}) as reply:
            assert "Traceback" not in "".join(reply.iter_lines())
    else:
        assert joined.status_code in (400, 422)
    assert opened.post("/chat", json={"message": QUESTION}).json()["status"] == "answered"
