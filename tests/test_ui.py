"""The page at `/ui/` in a real Chromium: the chat and its inspector, and the endpoints that must be closed."""

import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from conftest import PAGES, write_pages
from playwright.sync_api import Browser, BrowserContext, expect
from wire.browsing import RawPage, Visitor, Visitors, in_a_thread
from wire.openai_server import DONE, HANG, OpenAIServer, Reply, chunk, says

from rag.retrieval import EVIDENCE

QUESTION = "At what pressure does the safety valve open?"


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """A browser for one visitor after the other: each new one fetches and compiles all of Gradio's scripts, for a second."""
    context = browser.new_context()
    context.new_page()  # which stays: with its last page a context loses what it has compiled
    yield context
    context.close()


@pytest.fixture
def visitors(browser: Browser, server, shared: BrowserContext) -> Iterator[Visitors]:
    visitors = Visitors(browser, server.url, shared)
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
def regular(regulars: Visitors) -> Visitor:
    """Has asked QUESTION and looks around."""
    regular = regulars.arrive().open()
    regular.ask(QUESTION)
    return regular


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
    expect(visitor.page.locator("#why .badge")).to_have_text("Answered from the book")
    expect(visitor.answers().last).to_contain_text(re.compile("zero-moment point", re.IGNORECASE))


def test_an_answer_stands_in_the_chat_with_its_marker_linked(regular: Visitor):
    expect(regular.answers()).to_contain_text("The safety valve opens at 11 bar.")
    link = regular.answers().get_by_role("link", name="[1]")
    expect(link).to_have_attribute("href", re.compile(r"/docs/boiler#safety-valve:~:text=\w+"))
    expect(regular.page.locator("#question textarea")).to_have_value("")


def test_the_sources_show_title_section_score_and_quote(regular: Visitor):
    regular.tab("Sources")

    [source] = regular.page.locator("#sources .source").all()
    quote = source.locator("blockquote").inner_text()
    assert quote and quote in regular.answers().inner_text()
    title = source.get_by_role("link", name="The boiler")
    expect(title).to_have_attribute("href", re.compile("^/docs/boiler#safety-valve"))
    expect(source.locator("header")).to_contain_text("Safety valve")
    assert 0.5 <= float(source.locator(".number").inner_text()) <= 1
    expect(regular.page.locator("#sources .badge")).to_have_text("Answered from the book")


def test_the_chunks_show_their_scores_and_their_text(regular: Visitor):
    regular.tab("Chunks")

    first = regular.page.locator("#chunks .chunk").first
    expect(first.locator("summary")).to_contain_text("Safety valve")
    bars = [" ".join(bar.split()) for bar in first.locator(".bar").all_inner_texts()]
    for name in ("dense", "lexical", "fused"):
        assert [bar for bar in bars if re.fullmatch(rf"{name} -?\d+\.\d\d", bar)], bars
    first.locator("summary").click()
    expect(first.locator(".text")).to_contain_text("It whistles in two tones")
    expect(first).to_contain_text("02-boiler/index.md, line")
    first_bars = regular.page.locator("#chunks .bar.main").all_inner_texts()
    scores = [float(re.search(r"\d\.\d+", text)[0]) for text in first_bars]
    assert len(scores) > 1 and scores == sorted(scores, reverse=True)


def test_the_prompt_shows_which_sentences_were_chosen(regular: Visitor):
    regular.tab("Prompt")

    expect(regular.page.locator("#plan li.chosen").first).to_contain_text("The safety valve opens at 11 bar.")
    expect(regular.page.locator("#plan li.weighed").first).to_be_visible()
    expect(regular.page.locator("#plan")).to_contain_text(re.compile(r"\d chosen"))


def test_the_timings_are_a_picture_of_the_stages(tester: Visitor):
    tester.ask(
        "What does the noon bell play in the score?"
    )  # which nobody asked before: an answer that is shared has no such stages
    tester.tab("Timings")

    stages = tester.page.locator("#timings svg .stage")
    expect(stages).not_to_have_count(0)
    told = [text for stage in stages.all() if (text := stage.text_content())]
    assert {text.split(":")[0] for text in told} >= {"embed", "search", "rank", "answer"}
    assert all(re.search(r"\d+\.\d ms", text) for text in told)
    expect(tester.page.locator("#timings")).to_contain_text("extractive")


def test_the_first_view_says_why_it_was_answered(regular: Visitor):
    regular.tab("Why")

    why = regular.page.locator("#why")
    expect(why.locator(".badge")).to_have_text("Answered from the book")
    expect(why).to_contain_text(re.compile(r"Relevance 0\.\d\d reaches 0\.5, and every claim has a checked source"))
    expect(why.locator(".checks .good")).to_contain_text("[1] The boiler")
    expect(why.locator(".facts")).to_contain_text("extractive")
    why.get_by_text("What made the relevance").click()
    expect(why.locator(".pushes .bar")).to_have_count(
        len(EVIDENCE) - 1
    )  # the passage as a whole is weighed by one embedder
    why.get_by_text("The whole trace as JSON").click()
    assert json.loads(why.locator("pre").inner_text())["query"] == QUESTION


def test_the_words_of_the_question_are_marked_in_the_chunks(regular: Visitor):
    regular.tab("Chunks")
    first = regular.page.locator("#chunks .chunk").first
    first.evaluate("chunk => chunk.open = true")

    marked = {word.lower() for word in first.locator("mark").all_inner_texts()}
    assert {"valve", "opens"} <= marked and "whistles" not in marked
    expect(first.locator(".chip")).to_have_text("cited")


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_the_request_stands_there_in_other_languages(regular: Visitor, language, tmp_path):
    regular.tab("Request")
    code = regular.page.locator(f"#{language} .cm-content").inner_text()

    assert f"{regular.url}/chat" in code and QUESTION in code
    if language == "python":
        (tmp_path / "ask.py").write_text(code, encoding="utf-8")
        run = subprocess.run(["python3", tmp_path / "ask.py"], capture_output=True, text=True, timeout=60)
        assert run.stdout.startswith("answered The safety valve opens at 11 bar."), run.stderr


def test_the_curl_line_gives_the_same_answer(regular: Visitor):
    line = regular.curl()
    answer = json.loads(subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60).stdout)

    assert line.startswith("curl ")
    assert answer["message"] == " ".join(regular.answers().inner_text().split())
    regular.tab("Sources")
    quotes = regular.page.locator("#sources blockquote").all_inner_texts()
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


def test_two_browsers_keep_their_conversations_apart(regulars: Visitors):
    one, other = regulars.arrive().open(), regulars.arrive().open()
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
    expect(visitor.page.locator("#chunks")).to_contain_text("Nothing to inspect yet")

    visitor.ask("Who designed the lamp code?")

    new = visitor.session()
    assert new not in ("", old)
    read = httpx.get(f"{visitor.url}/chat/sessions/{new}").json()["turns"]
    assert [turn["question"] for turn in read] == ["Who designed the lamp code?"]


@pytest.mark.parametrize("width", [390, 820])
def test_the_page_is_readable_at_any_width(visitors: Visitors, width):
    visitor = visitors.arrive(viewport={"width": width, "height": 844}).open()
    visitor.ask("How do I light a cold boiler?")

    for name in ("Why", "Sources", "Chunks", "Prompt", "Timings", "Request"):
        visitor.tab(name)
        wide = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name}: {wide} px"
    for part in ("#chat", "#question", "#inspector"):
        box = visitor.page.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, part


# ---------------------------------------------------------------- a conversation and its turns


def test_an_earlier_answer_is_inspected_when_it_is_clicked(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    visitor.ask("What is the capital of France?")
    expect(visitor.page.locator("#why .badge")).to_have_text("Not in the book")

    visitor.answers().first.locator("p").first.click()

    expect(visitor.page.locator("#why .badge")).to_have_text("Answered from the book")
    visitor.tab("Chunks")
    expect(visitor.page.locator("#chunks")).to_contain_text("How fast is a Heron?")


def test_a_follow_up_shows_what_was_searched_for_it(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    visitor.ask("And how many seats does it have?")

    rewritten = visitor.page.locator("#why .rewritten")
    expect(rewritten).to_contain_text("And how many seats does it have?")
    expect(rewritten.locator("div").last).to_contain_text("Heron")


def test_a_question_can_be_edited_and_the_conversation_goes_on_from_there(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    old = visitor.session()
    visitor.ask("What is the capital of France?")
    visitor.page.get_by_label("Edit").last.click()
    box = visitor.page.locator("#chat textarea").first
    box.fill("And how many seats does it have?")
    visitor.page.get_by_label("Submit").first.click()

    expect(visitor.answers().last).to_contain_text("64")
    expect(visitor.answers()).to_have_count(2)
    expect(visitor.page.locator("#why .rewritten")).to_contain_text("Heron")
    visitor.tab("Request")
    expect(visitor.page.locator("#session").locator("input, textarea")).not_to_have_value(old)
    read = httpx.get(f"{visitor.url}/chat/sessions/{visitor.session()}").json()["turns"]
    assert [turn["question"] for turn in read] == ["How fast is a Heron?", "And how many seats does it have?"]


def test_an_answer_can_be_asked_for_again(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    first = visitor.session()
    visitor.page.get_by_label("Retry").last.click()

    expect(visitor.page.locator("#session").locator("input, textarea")).not_to_have_value(first)
    expect(visitor.answers()).to_have_count(1)
    expect(visitor.answers()).to_contain_text("31")


def test_the_bin_of_the_chat_begins_a_new_conversation(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")
    visitor.page.get_by_label("Clear").click()

    expect(visitor.answers()).to_have_count(0)
    visitor.tab("Request")
    expect(visitor.page.locator("#session").locator("input, textarea")).to_have_value("")


def test_a_thumb_reaches_the_assistant(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Heron?")

    visitor.page.get_by_label("dislike").click()
    expect(visitor.page.get_by_text("Noted as bad")).to_be_visible()


def test_a_suggestion_is_asked_when_it_is_clicked(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.ask("How fast is a Finch?")
    options = visitor.page.locator("#chat .options button")
    expect(options.first).to_be_visible()
    suggested = " ".join(options.first.inner_text().split())
    options.first.click()

    expect(visitor.answers()).to_have_count(2)
    expect(visitor.page.get_by_test_id("user").last).to_have_text(suggested)


# ---------------------------------------------------------------- a model that writes


SLOWLY = Reply(
    [chunk("", role="assistant"), chunk("The safety "), 0.5, chunk("valve opens "), 0.5, chunk("at 11 bar [1]."), HANG]
)


@pytest.fixture(scope="module")
def model() -> Iterator[OpenAIServer]:
    with in_a_thread(OpenAIServer(says("The safety valve opens at 11 bar [1]. [9]"))) as model:
        yield model


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, model: OpenAIServer) -> Iterator[str]:
    """The program, whose answers a model writes."""
    from conftest import Programs

    folder = tmp_path_factory.mktemp("written")
    started = Programs(folder, [])
    book = write_pages(folder / "book", PAGES)
    settings = {"BOOK_DIR": str(book), "DATA_DIR": str(folder / "data"), "OPENAI_BASE_URL": model.url}
    program = started.serve(**settings, OPENAI_API_KEY="k", TOKEN_PRICE="0.5", ANSWER_CACHE_MINUTES="0")
    yield program.ready().url
    program.kill()
    started.end()


def test_the_prompt_is_shown_with_what_it_weighs_and_dropped_citations_and_cost(visitors: Visitors, written, model):
    model.replies = [says("The safety valve opens at 11 bar [1]. [9]", total=1000)]
    visitor = visitors.arrive(written).open()
    visitor.ask(QUESTION)

    why = visitor.page.locator("#why")
    expect(why.locator(".checks .bad")).to_contain_text("1 marker dropped")
    expect(why.locator(".facts")).to_contain_text("1,000")
    expect(why.locator(".facts")).to_contain_text("$0.00050")
    visitor.tab("Prompt")
    expect(visitor.page.locator("#plan .message")).not_to_have_count(0)
    expect(visitor.page.locator("#plan")).to_contain_text(re.compile(r"A prompt of about \d+ tokens"))
    expect(visitor.page.locator("#plan .message").last).to_contain_text("It whistles in two tones")


ITS_END_IS_SLOW_TO_ARRIVE = """
    const fetched = window.fetch
    window.fetch = async (url, ...more) => {
        if (String(url).endsWith("/cancel")) await new Promise(resolve => setTimeout(resolve, 1500))
        return fetched(url, ...more)
    }
"""


def test_an_answer_that_streams_can_be_stopped_and_the_question_that_follows_is_not_lost(
    visitors: Visitors, written, model
):
    model.replies = [SLOWLY]
    visitor = visitors.arrive(written)
    visitor.page.add_init_script(ITS_END_IS_SLOW_TO_ARRIVE)
    visitor.open()
    box = visitor.page.locator("#question textarea")
    box.fill(QUESTION)
    box.press("Enter")
    expect(visitor.answers().last).to_contain_text("valve opens")

    visitor.page.locator("#question .stop-button").click()
    box.fill("typed meanwhile")

    expect(visitor.page.locator("#question .submit-button")).to_be_visible()
    expect(box).to_have_value("typed meanwhile")
    model.replies = [says("It opens at 11 bar [1].")]
    visitor.ask(QUESTION)
    expect(visitor.answers().last).to_contain_text("It opens at 11 bar")


def test_a_model_that_fails_is_told_in_the_notes(visitors: Visitors, written, model):
    model.replies = [
        Reply([b'{"error": {"message": "no", "type": "x"}}'], 401, (("content-type", "application/json"),))
    ]
    visitor = visitors.arrive(written).open()
    visitor.ask(QUESTION)

    expect(visitor.page.locator("#why .badge")).to_have_text("Answered with a part missing")
    expect(visitor.page.locator("#why .notice").first).to_be_visible()
    expect(visitor.answers()).to_contain_text("11 bar")


def test_the_page_stays_usable_while_thirty_two_chats_stream(visitors: Visitors, written, model):
    words = [chunk(f"word {number} ") for number in range(40)]
    steps = [step for word in words for step in (word, 0.1)]
    model.replies = [Reply([chunk("", role="assistant"), *steps, chunk("[1]"), DONE])]
    visitor = visitors.arrive(written).open()
    raw = RawPage(written)
    asking = next(each for each in raw.handlers() if any(target[1] == "submit" for target in each["targets"]))
    with ThreadPoolExecutor(32) as crowd:
        chats = [
            crowd.submit(raw.send, asking, [None, f"{QUESTION} {number}", [], None, None, "", ""], f"crowd-{number}")
            for number in range(32)
        ]
        visitor.tab("Retrieval lab")
        visitor.page.locator("#lab-question textarea").fill(QUESTION)
        visitor.page.locator("#lab-compare").click()
        expect(visitor.page.locator("#lab-picture .ranks")).to_have_count(2, timeout=60_000)
        ended = [chat.result()[-1] for chat in chats]

    assert {each["msg"] for each in ended} == {"process_completed"}


# ---------------------------------------------------------------- odd questions


def test_a_question_that_the_book_does_not_answer_shows_no_sources(tester: Visitor):
    tester.ask(QUESTION)
    tester.ask("What is the capital of France?")

    expect(tester.answers().last).to_have_text(re.compile("I could not find an answer to this in the tram book."))
    tester.tab("Sources")
    expect(tester.page.locator("#sources .badge")).to_have_text("Not in the book")
    expect(tester.page.locator("#sources")).to_contain_text("No sources")
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
    body = {"data": [None, "How fast is a Heron?", [], None, None, "", ""]} if method == "POST" else None

    # Sent as it stands: a client would tidy the dots away.
    target = httpx.URL(server.url).copy_with(raw_path=path.encode())
    reply = opened.request(method, target, json=body)

    assert reply.status_code == 404 or (".." in target.path and reply.status_code == 403), reply.text
    assert "root:" not in reply.text and "Example Domain" not in reply.text


@pytest.mark.parametrize(
    "path", ["/ui/", "/ui/config", "/ui/gradio_api/info", "/ui/theme.css", "/ui/gradio_api/queue/data"]
)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://localhost.evil.example"])
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
        [None, "x" * 501, [], None, None, "", ""],
        [None, "", [], None, None, "", ""],
        [None, None, [], None, None, None, None],
        [None, "How fast?", "no history", None, None, "", ""],
        [7, 7, [], 7, 7, 7, 7],
        [],
        None,
    ],
    ids=["501 characters", "empty", "nulls", "a history of the wrong kind", "numbers", "too few values", "none at all"],
)
def test_a_visitor_who_speaks_the_pages_protocol_badly_hurts_nobody(opened: httpx.Client, server, data):
    config = opened.get("/ui/config").json()
    asking = next(each for each in config["dependencies"] if any(target[1] == "submit" for target in each["targets"]))
    body = {"data": data, "fn_index": asking["id"], "session_hash": "s2"}
    joined = opened.post("/ui/gradio_api/queue/join", json=body)

    if joined.status_code == 200:
        with opened.stream("GET", "/ui/gradio_api/queue/data", params={"session_hash": "s2"}) as reply:
            assert "Traceback" not in "".join(reply.iter_lines())
    else:
        assert joined.status_code in (400, 422)
    assert opened.post("/chat", json={"message": QUESTION}).json()["status"] == "answered"
