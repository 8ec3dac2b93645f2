"""The chat on a book's site, answered by the real program from another origin."""

import io

import httpx
import pytest
from conftest import PAGES, free_port, write_pages
from PIL import Image
from playwright.sync_api import expect

QUESTION = "At what pressure does the safety valve open?"
MARK = (255, 0, 200)  # what the browser paints behind a sentence that a link leads to


@pytest.fixture
def guest(readers, site, server):
    """Visits a site that loads the chat from the Space itself."""
    site.tag(source=f"{server.url}/widget.js", suggestions="What does a ticket cost?|Who drew the map of the line?")
    return readers.arrive()


def test_an_answer_comes_with_the_number_the_source_and_the_sentence(guest):
    turn = guest.visit().open().asks(QUESTION)

    expect(turn).to_contain_text("The safety valve opens at 11 bar.")
    expect(guest.citation()).to_have_accessible_name("Source 1: The boiler, Safety valve")
    expect(guest.citation()).to_have_accessible_description("The safety valve opens at 11 bar.")
    assert guest.citation().get_attribute("href").startswith(f"{guest.site.url}/docs/boiler#safety-valve:~:text=")
    expect(turn.get_by_role("region", name="Sources").get_by_role("listitem")).to_contain_text(
        ["1The boiler › Safety valve"]
    )


def test_the_page_and_the_heading_in_view_are_sent_along(guest):
    guest.visit("/docs/cars")
    guest.page.evaluate("document.getElementById('brakes').scrollIntoView()")
    guest.open().asks("How are they stopped?")

    assert guest.asked[0]["page"] == {"path": "/docs/cars", "heading": "brakes"}


def test_a_click_on_a_citation_lands_on_the_sentence_and_the_conversation_is_still_there(guest):
    guest.site.pages["/docs/boiler"] += "<link rel=stylesheet href=/mark.css>"
    guest.visit().open().asks(QUESTION)

    guest.citation().click()
    guest.page.wait_for_url("**/docs/boiler**")
    expect(guest.turns).to_have_count(1)

    shown = Image.open(io.BytesIO(guest.page.locator("main").screenshot())).convert("RGB")
    assert sum(pixel == MARK for pixel in shown.get_flattened_data()) > 500
    expect(guest.page.get_by_text("The safety valve opens at 11 bar.").first).to_be_in_viewport()
    expect(guest.turns.last).to_contain_text("The safety valve opens at 11 bar.")


def test_a_follow_up_on_another_page_belongs_to_the_same_conversation(guest):
    guest.visit().open().asks(QUESTION)
    guest.visit("/docs/people")
    expect(guest.panel).to_be_visible()
    guest.asks("What does it do then?")

    first, second = guest.asked
    assert "session_id" not in first
    assert len(second["session_id"]) > 20
    expect(guest.turns).to_have_count(2)


def test_a_new_chat_forgets_the_conversation_here_and_there(guest, server):
    guest.visit().open().asks(QUESTION)
    guest.asks("And what does a ticket cost?")
    session = guest.asked[-1]["session_id"]
    assert httpx.get(f"{server.url}/chat/sessions/{session}").status_code == 200

    with guest.page.expect_response(lambda reply: reply.request.method == "DELETE" and reply.ok):
        guest.button("New chat").click()
    expect(guest.turns).to_have_count(0)
    expect(guest.button("What does a ticket cost?")).to_be_visible()
    assert httpx.get(f"{server.url}/chat/sessions/{session}").status_code == 404

    guest.visit("/docs/people")
    expect(guest.panel).to_be_visible()
    expect(guest.turns).to_have_count(0)


def test_a_suggested_question_is_asked_with_a_click(guest):
    guest.visit().open()
    guest.button("What does a ticket cost?").click()

    expect(guest.turns.last).to_contain_text("A ticket costs 3 groats.")


def test_selected_text_can_be_asked_about(guest):
    guest.visit()
    guest.page.get_by_text("Two kinds of car").select_text()
    guest.button("Ask about this").click()
    expect(guest.panel.locator(".about")).to_contain_text("Two kinds of car are in service.")
    guest.asks("Which of them has more seats?")

    assert guest.asked[0]["context"] == "Two kinds of car are in service."
    expect(guest.turns.last.locator(".question")).to_contain_text("Two kinds of car are in service.")
    expect(guest.panel.locator(".about")).to_be_hidden()


def test_a_rating_is_taken_and_may_say_what_was_missing(guest):
    turn = guest.visit().open().asks(QUESTION)
    with guest.page.expect_response("**/feedback") as first:
        guest.button("This did not help").click()
    expect(guest.button("This did not help")).to_have_attribute("aria-pressed", "true")
    turn.get_by_label("What was missing?").fill("the unit of it")
    with guest.page.expect_response("**/feedback") as second:
        turn.get_by_label("What was missing?").press("Enter")

    assert (first.value.status, second.value.status) == (204, 204)
    assert second.value.request.post_data_json["comment"] == "the unit of it"
    expect(turn).to_contain_text("Thank you.")


def test_a_book_that_holds_markup_shows_it_as_text(guest):
    guest.visit().open().asks("What does the evening bell play?")
    guest.asks("How is the noon bell written in the score of bells?")

    expect(guest.turns.last).to_contain_text('<img src=x onerror="window.executed=1">')
    assert guest.page.evaluate("window.executed") is None
    assert guest.log.locator("img, script").count() == 0


def test_a_question_asked_while_the_space_sleeps_is_kept_and_answered_when_it_is_up(readers, site, programs, tmp_path):
    port = free_port()
    site.tag(f"http://127.0.0.1:{port}")
    reader = readers.arrive()
    reader.visit().open().ask(QUESTION)
    expect(reader.note).to_contain_text("is waking up now")
    expect(reader.note).to_contain_text("s so far")
    expect(reader.panel.get_by_role("status")).to_have_text("Waking up…")
    reader.keep_picture("waking")

    book = write_pages(tmp_path / "book", PAGES)
    programs.serve(PORT=str(port), BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"))

    expect(reader.turns.last).to_contain_text("The safety valve opens at 11 bar.", timeout=60_000)
    expect(reader.panel.get_by_role("status")).to_have_text("")
    assert len(reader.asked) == 1


def test_a_site_that_is_not_allowed_is_told_so_and_how_to_change_it(readers, site, programs, tmp_path):
    book = write_pages(tmp_path / "book", PAGES)
    # On a Space, localhost is no friend.
    program = programs.serve(BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"), SPACE_HOST="book.hf.space").ready()
    site.tag(source=f"{program.url}/widget.js")
    reader = readers.arrive()
    reader.visit().open()
    expect(reader.log).to_contain_text(f"add {site.url} to ALLOWED_ORIGINS")
    reader.asks(QUESTION)

    expect(reader.note).to_contain_text(f"add {site.url} to ALLOWED_ORIGINS")
    reader.keep_picture("refused")


def test_the_page_loads_little_and_nothing_before_it_is_idle(guest, server):
    names = ["widget.js", "widget-chat.js", "widget.css", "client.js"]
    weights = {name: httpx.get(f"{server.url}/{name}").num_bytes_downloaded for name in names}
    assert sum(weights.values()) - weights["client.js"] < 20 * 1024

    order: list[str] = []
    guest.page.on("request", lambda request: order.append(request.url.rpartition("/")[2]))
    guest.page.on("load", lambda _: order.append("load"))
    guest.visit()

    assert set(order[order.index("load") + 1 :]) >= {"widget-chat.js", "widget.css", "client.js", "health"}
    assert set(order[: order.index("load")]) & {"widget-chat.js", "widget.css", "client.js", "health"} == set()
    assert set(order) <= {*names, "load", "cars", "page.css", "health", "favicon.ico"}


def test_the_launcher_moves_nothing_on_the_page(guest):
    guest.page.add_init_script(
        """window.shifts = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifts += entry.value)))
          .observe({ type: "layout-shift", buffered: true })"""
    )
    guest.visit().open()

    assert guest.page.evaluate("window.shifts") == 0
