"""The chat on bad days and with hostile answers: what a visitor is told, and what they can do then."""

import threading

import pytest
from conftest import free_port
from playwright.sync_api import expect
from wire.space import DROP, Refusal, Space, begun, delta, source, streamed

LIMITED = Refusal(429, "rate_limited", "Too many questions.", {"Retry-After": "2"})
WAKING = Refusal(503, "starting", "not yet")


# ---------------------------------------------------------------- while an answer comes


def test_words_are_shown_as_they_come(reader, space):
    more = threading.Event()
    space.replies = [[*begun(), delta("The first words"), more, *streamed("The first words and the last.")[3:]]]
    reader.visit().open().ask("What is said?")

    expect(reader.turns.last).to_contain_text("The first words")
    assert reader.turns.last.get_attribute("data-whole") is None
    more.set()
    expect(reader.turns.last).to_contain_text("The first words and the last.")


def test_an_answer_can_be_stopped_and_asked_for_again(reader, space):
    never = threading.Event()
    space.replies = [
        [*begun(), delta("A long story"), never, *[delta("of nobody " * 1000)] * 100],
        streamed("A short story."),
    ]
    reader.visit().open().ask("Tell me a story")
    expect(reader.turns.last).to_contain_text("A long story")
    reader.button("Stop").click()

    expect(reader.note).to_contain_text("You stopped this answer.")
    expect(reader.turns.last).to_contain_text("A long story")
    reader.button("Ask again").click()
    expect(reader.turns).to_have_count(1)
    expect(reader.turns.last).to_contain_text("A short story.")
    assert reader.focused() == "Your question"
    never.set()
    assert space.left.wait(20)


def test_an_answer_that_breaks_off_says_so_keeps_its_words_and_can_be_asked_for_again(reader, space):
    space.replies = [[*begun(), delta("Half of it"), DROP], streamed("All of it.")]
    reader.visit().open().asks("What is it?")

    expect(reader.turns.last).to_contain_text("Half of it")
    expect(reader.note).to_contain_text("The answer broke off here.")
    reader.keep_picture("broken-off")
    reader.button("Ask again").click()
    expect(reader.turns.last).to_contain_text("All of it.")
    expect(reader.note).to_have_count(0)


def test_an_answer_whose_page_was_left_can_be_asked_for_again_on_the_next(reader, space):
    never = threading.Event()
    space.replies = [[*begun(), delta("Half of it"), never], streamed("All of it.")]
    reader.visit().open().ask("What is it?")
    expect(reader.turns.last).to_contain_text("Half of it")
    reader.visit("/docs/people")

    expect(reader.turns.last).to_contain_text("Half of it")
    expect(reader.note).to_contain_text("The answer broke off here.")
    never.set()


def test_a_question_whose_page_was_left_before_a_word_was_said_can_be_asked_again_on_the_next(reader, space):
    space.health = [WAKING] * 1000
    reader.visit().open().ask("What is it?")
    expect(reader.turns.last).to_contain_text("is waking up now")
    space.health = []
    reader.visit("/docs/people")

    expect(reader.note).to_contain_text("You left the page before this was answered.")
    reader.button("Ask again").click()
    expect(reader.turns.last).to_contain_text("Each car has a sand brake")


def test_an_error_in_the_stream_is_told_in_words(reader, space):
    space.replies = [[*begun(), {"type": "error", "errorText": "the kettle is empty"}]]
    reader.visit().open().asks("What is it?")

    expect(reader.note).to_contain_text("Something went wrong at the assistant.")


def test_a_new_chat_while_an_answer_comes_starts_empty_and_takes_questions(reader, space):
    never = threading.Event()
    space.replies = [[*begun(), delta("Old news"), never], streamed("Fresh news.")]
    reader.visit().open().ask("News?")
    expect(reader.turns.last).to_contain_text("Old news")
    reader.button("New chat").click()
    expect(reader.turns).to_have_count(0)
    reader.asks("News now?")

    expect(reader.log).to_contain_text("Fresh news.")
    expect(reader.log).not_to_contain_text("Old news")
    never.set()


# ---------------------------------------------------------------- when no answer comes


def test_too_many_questions_are_told_with_seconds_that_count_down(reader, space):
    space.replies = [LIMITED, streamed("Now it works.")]
    reader.visit().open().asks("Again?")

    expect(reader.note).to_contain_text("You can ask again in 2 s.")
    expect(reader.note).to_contain_text("You can ask again in 1 s.")
    expect(reader.button("Ask again")).to_be_disabled()
    reader.field.fill("Impatient")
    expect(reader.button("Send")).to_be_disabled()
    reader.keep_picture("rate-limited")
    expect(reader.note).to_contain_text("You can ask again now.")
    expect(reader.button("Send")).to_be_enabled()
    reader.button("Ask again").click()
    expect(reader.turns.last).to_contain_text("Now it works.")


def test_a_visitor_without_a_connection_keeps_the_question_and_is_told_when_to_ask(reader, space):
    reader.visit().open()
    reader.context.set_offline(True)
    expect(reader.panel.get_by_role("status")).to_have_text("Not connected")
    reader.asks("Is anybody there?")
    expect(reader.note).to_contain_text("You are offline.")
    reader.keep_picture("offline")

    reader.context.set_offline(False)
    expect(reader.panel.get_by_role("status")).to_have_text("")
    reader.button("Ask again").click()
    expect(reader.turns.last).to_contain_text("Each car has a sand brake")


def test_a_space_that_says_503_at_first_is_waited_for(reader, space):
    space.health = [WAKING, WAKING, WAKING]
    reader.visit().open().ask("Are you up?")

    expect(reader.note).to_contain_text("The assistant sleeps when nobody asks, and is waking up now.")
    expect(reader.turns.last).to_contain_text("Each car has a sand brake")
    assert [question["message"] for question in space.questions] == ["Are you up?"]


def test_a_space_that_refuses_connections_at_first_is_waited_for(readers, site):
    port = free_port()
    site.tag(f"http://127.0.0.1:{port}")
    reader = readers.arrive()
    reader.visit().open().ask("Are you up?")
    expect(reader.note).to_contain_text("is waking up now")
    with Space(port) as space:
        space.says("I am up.")

        expect(reader.turns.last).to_contain_text("I am up.")


def test_waiting_can_be_stopped(readers, site):
    site.tag(f"http://127.0.0.1:{free_port()}")
    reader = readers.arrive()
    reader.visit().open().ask("Are you up?")
    expect(reader.note).to_contain_text("is waking up now")
    reader.button("Stop").click()

    expect(reader.note).to_contain_text("You stopped this answer.")


def test_a_refused_site_is_told_what_to_set(reader, space, site):
    space.headers = {"X-Origin-Allowed": "no"}
    reader.visit().open().asks("May I?")

    expect(reader.note).to_contain_text(f"add {site.url} to ALLOWED_ORIGINS")


def test_what_the_space_says_of_a_bad_question_is_shown(reader, space):
    space.replies = [Refusal(422, "validation", "The question holds nothing but spaces.")]
    reader.visit().open().asks("‎")

    expect(reader.note).to_contain_text("The question holds nothing but spaces.")


def test_a_question_that_is_too_long_is_counted_before_it_is_sent(reader, space):
    reader.visit().open()
    reader.field.fill("x" * 512)
    reader.field.press("Enter")

    expect(reader.panel).to_contain_text("12 characters too many")
    expect(reader.field).to_have_attribute("aria-invalid", "true")
    expect(reader.button("Send")).to_be_disabled()
    assert space.questions == []


def test_a_rating_that_does_not_arrive_is_not_shown_as_taken(reader, space):
    reader.visit().open().asks("What is it?")
    reader.context.set_offline(True)
    reader.button("This helped").click()

    expect(reader.turns.last).to_contain_text("Your rating could not be sent.")
    expect(reader.button("This helped")).to_have_attribute("aria-pressed", "false")
    reader.complaints.clear()


@pytest.mark.parametrize(
    ("status", "words"),
    [("partial", "The book only touches on this."), ("degraded", "a simpler answer than usual")],
)
def test_an_answer_that_is_less_than_usual_says_so(reader, space, status, words):
    space.replies = [streamed("Something.", status=status)]
    reader.visit().open().asks("What is it?")

    expect(reader.turns.last).to_contain_text(words)


# ---------------------------------------------------------------- hostile answers

BOMBS = [
    "<img src=x onerror=executed()>",
    "<script>executed()</script>",
    "<svg onload=executed()>",
    "[a](javascript:executed())",
    "[a](JaVaScRiPt&#58;executed())",
    "[a](\tjavascript:executed())",
    "[a](data:text/html,<script>executed()</script>)",
    "[a](vbscript:executed())",
    "![x](http://tracker.example/pixel.gif)",
    "<javascript:executed()>",
    '[a](https://x.example/" onclick="executed())',
    "`<img src=x onerror=executed()>`",
    '```"><img src=x onerror=executed()>\n</code></pre><script>executed()</script>\n```',
    "| <b onmouseover=executed()>a</b> | b |\n| --- | --- |\n| <iframe src=javascript:executed()> | c |",
    "$<img src=x onerror=executed()>$ [1] [2] [3]",
]
BOMB = BOMBS[0]


def test_nothing_that_comes_from_outside_is_ever_run_or_loaded(reader, space):
    reader.page.add_init_script("window.executed = () => (window.fired = true)")
    hostile = [
        source(1, title=BOMB, section=BOMB, quote=BOMB, url="javascript:executed()"),
        source(2, title=BOMB, quote=BOMB, url="data:text/html,<script>executed()</script>"),
        source(3, title=BOMB, quote=BOMB, url='"><img src=x onerror=executed()>'),
    ]
    space.replies = [streamed("\n\n".join(BOMBS), hostile, suggestions=[BOMB], message_id=BOMB)]
    reader.visit().open().asks(BOMB)
    links = reader.panel.locator("a")
    for each in links.all():
        each.hover()
    reader.panel.locator(".cite").first.hover()
    reader.visit("/docs/people")  # and once more from memory
    expect(reader.turns).to_have_count(1)

    expect(reader.turns.last.locator(".question")).to_contain_text(BOMB)
    expect(reader.turns.last).to_contain_text("<script>executed()</script>")
    assert reader.page.evaluate("window.fired") is None
    assert reader.panel.locator("img, script, iframe, b[onmouseover], [onerror], [onclick], svg[onload]").count() == 0
    addresses = [each.get_attribute("href") for each in links.all()]
    assert [address for address in addresses if not address.startswith(("http://", "https://"))] == []
    assert addresses and reader.hosts == {"localhost", "127.0.0.1"}


def test_a_refusal_that_holds_markup_shows_it_as_text(reader, space):
    reader.page.add_init_script("window.executed = () => (window.fired = true)")
    space.replies = [Refusal(422, BOMB, BOMB)]
    reader.visit().open().asks("What?")

    expect(reader.note).to_contain_text(BOMB)
    assert reader.page.evaluate("window.fired") is None


def test_a_strict_policy_for_content_is_kept(reader, space, site):
    site.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {space.url}; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    space.replies = [streamed("Run `it` [1]:\n\n```sh\nit\n```", [source()], suggestions=["And then?"])]
    reader.visit().open().asks("What is it?")
    reader.citation().hover()
    reader.page.get_by_text("Two kinds of car").select_text()
    expect(reader.button("Ask about this")).to_be_visible()

    # A breach would have been told on the console, which the reader holds to be silent.
    assert reader.panel.evaluate("node => getComputedStyle(node).borderRadius") == "16px"


def test_marks_without_end_take_no_time(reader, space):
    marks = ["[", "*", "_", "`", "![", "**a ", "$a ", "> ", "- ", "|", "~~a", "\\(", "&", "<http://", "1. "]
    space.replies = [streamed("\n\n".join(mark * 2000 for mark in marks), pieces=40)]
    reader.visit().open()
    reader.asks("What is it?")

    expect(reader.turns.last.locator(".body")).to_contain_text("[[[[")
