"""The rooms of a maintainer at `/ui/` in a real Chromium: from a bad answer to its cause, and to a case that is kept."""

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from conftest import PAGES, Program, Programs, write_pages
from playwright.sync_api import Browser, expect
from wire.browsing import Visitor, Visitors

PASSWORD = "the stoker's own"
BROKEN = "\n\nSee [the bells](05-bells.md#no-such-bell), [nothing](gone.md) and [the brakes](01-cars.md#brakes).\n"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program whose visitors have asked a few things."""
    folder = tmp_path_factory.mktemp("space")
    started = Programs(folder, [])
    book = write_pages(folder / "book", {**PAGES, "04-people.md": PAGES["04-people.md"] + BROKEN})
    program = started.serve(
        BOOK_DIR=str(book), DATA_DIR=str(folder / "data"), BOOK_NAME="the tram book", ADMIN_PASSWORD=PASSWORD
    ).ready()
    with httpx.Client(base_url=program.url, timeout=60) as client:
        asked = client.post("/chat", json={"message": "How fast is a Heron?", "page": {"path": "/docs/cars"}}).json()
        client.post("/feedback", json={"message_id": asked["message_id"], "rating": "down", "comment": "too short"})
        for greeting in ("hi", "Merci", "Thanks!"):
            client.post("/chat", json={"message": greeting})
        for question in (
            "Who won the world cup in 1998?",
            "Who won the 1998 world cup?",
            "What does =1+1 mean in Paris?",
        ):
            client.post("/chat", json={"message": question})
    yield program
    program.kill()
    started.end()


@pytest.fixture(scope="module")
def visitors(browser: Browser, space: Program) -> Iterator[Visitors]:
    visitors = Visitors(browser, space.url)
    yield visitors
    visitors.leave()
    visitors.check()


@pytest.fixture(scope="module")
def maintainer(visitors: Visitors) -> Visitor:
    """Has entered, and looks around."""
    maintainer = visitors.arrive(accept_downloads=True).open()
    maintainer.tab("Questions")
    maintainer.enter("questions", PASSWORD)
    expect(maintainer.page.locator("#asked .row").first).to_be_visible()
    return maintainer


def show(maintainer: Visitor) -> None:
    maintainer.tab("Questions")
    maintainer.page.locator("#show-questions").click()


def open_question(maintainer: Visitor, words: str) -> None:
    """Found and clicked at once, and not where the mouse is: a list that is drawn anew meanwhile puts another question into the row."""
    expect(maintainer.page.locator("#asked .row", has_text=words)).to_be_visible()
    maintainer.page.locator("#asked").evaluate(
        "(list, words) => [...list.querySelectorAll('.row')].find(row => row.textContent.includes(words)).click()",
        words,
    )


# ---------------------------------------------------------------- doors


def test_a_wrong_password_is_told_and_opens_nothing(visitors: Visitors):
    visitor = visitors.arrive().open()
    visitor.tab("Questions")
    visitor.enter("questions", "guess")

    expect(visitor.page.locator("#questions-said")).to_contain_text("That is not the password.")
    assert visitor.page.locator("#asked").count() == 0 or not visitor.page.locator("#asked").is_visible()


def test_one_password_opens_all_rooms_of_its_kind(maintainer: Visitor):
    for name, part in (("Evaluate", "#run-evaluation"), ("Book", "#reindex"), ("Questions", "#show-questions")):
        maintainer.tab(name)
        expect(maintainer.page.locator(part)).to_be_visible()


# ---------------------------------------------------------------- questions


def test_what_visitors_asked_is_listed_newest_first_with_status_and_rating(maintainer: Visitor):
    show(maintainer)
    rows = maintainer.page.locator("#asked .row")

    expect(rows).to_have_count(7)
    expect(rows.first).to_contain_text("What does =1+1 mean in Paris?")
    expect(rows.last).to_contain_text("How fast is a Heron?")
    expect(rows.last).to_contain_text("Answered from the book")
    expect(rows.last.locator(".thumb")).to_have_text("bad")


def test_the_list_can_be_filtered(maintainer: Visitor):
    maintainer.tab("Questions")
    words = maintainer.page.locator("#by-words").locator("input, textarea")
    words.fill("heron")
    words.press("Enter")
    expect(maintainer.page.locator("#asked .row")).to_have_count(1)
    words.fill("nobody asked this")
    words.press("Enter")
    expect(maintainer.page.locator("#asked")).to_contain_text("No questions here")
    words.fill("")
    since = maintainer.page.locator("#by-since").locator("input, textarea")
    since.fill("next week")
    since.press("Enter")
    expect(maintainer.page.get_by_text("Next week is no day; write it as 2031-05-07.")).to_be_visible()
    since.fill("")
    since.press("Enter")
    expect(maintainer.page.locator("#asked .row")).to_have_count(7)


def test_questions_that_ask_alike_are_counted_together(maintainer: Visitor):
    show(maintainer)
    maintainer.tab("Unanswered, grouped")

    first = maintainer.page.locator("#unanswered .group").first
    expect(first.locator(".count")).to_have_text("2×")
    expect(first).to_contain_text("world cup")
    maintainer.tab("All questions")


def test_small_talk_is_no_question_that_stayed_unanswered(maintainer: Visitor):
    show(maintainer)
    expect(maintainer.page.locator("#asked .row", has_text="Thanks!")).to_be_visible()
    maintainer.tab("Unanswered, grouped")

    expect(maintainer.page.locator("#unanswered .group")).to_have_count(2)
    for greeting in ("hi", "Merci", "Thanks!"):
        expect(maintainer.page.locator("#unanswered").get_by_text(greeting, exact=True)).to_have_count(0)
    maintainer.tab("All questions")


def test_from_a_bad_answer_to_its_cause_a_rerun_and_a_case(maintainer: Visitor, space: Program):
    show(maintainer)
    open_question(maintainer, "Heron")

    head = maintainer.page.locator("#opened-head")
    expect(head).to_contain_text("rated down: too short")
    expect(head.locator(".said")).to_contain_text("31 km/h")
    expect(maintainer.page.locator("#stored-why .badge")).to_have_text("Answered from the book")
    expect(maintainer.page.locator("#stored-why .facts")).to_contain_text("/docs/cars")

    maintainer.page.get_by_text("With other settings").click()
    maintainer.page.locator("#rerun-search").get_by_text("Words").click()
    maintainer.page.locator("#rerun").click()
    again = maintainer.page.locator("#again-head")
    expect(again.locator(".facts")).to_contain_text("words")
    expect(again.locator(".facts")).to_contain_text("answered → answered")
    expect(maintainer.page.locator("#again-why .badge")).to_have_text("Answered from the book")

    maintainer.page.locator("#expects textarea").fill("31 km/h")
    maintainer.page.locator("#save-case").click()
    expect(maintainer.page.locator("#kept")).to_contain_text("Evaluate asks it from now on")
    [line] = (space.folder.parent / "data" / "questions.jsonl").read_text().splitlines()
    case = {"question": "How fast is a Heron?", "page": "/docs/cars", "expects": ["31 km/h"], "status": "answered"}
    assert json.loads(line) == {**case, "kind": "asked"}
    maintainer.page.locator("#save-case").click()
    expect(maintainer.page.locator("#kept")).to_contain_text("It was kept before.")


def test_a_rerun_is_not_remembered(maintainer: Visitor):
    show(maintainer)
    expect(maintainer.page.locator("#asked .row")).to_have_count(7)


def test_the_list_is_saved_as_csv_without_formulas(maintainer: Visitor, tmp_path):
    show(maintainer)
    with maintainer.page.expect_download() as download:
        maintainer.page.locator("#export-questions").click()
    download.value.save_as(tmp_path / "questions.csv")

    text = (tmp_path / "questions.csv").read_text(encoding="utf-8")
    assert download.value.suggested_filename == "questions.csv"
    assert "How fast is a Heron?,answered,down,too short,/docs/cars" in text


# ---------------------------------------------------------------- the lab


def test_two_ways_to_search_stand_side_by_side(maintainer: Visitor):
    maintainer.tab("Retrieval lab")
    maintainer.page.locator("#lab-question textarea").fill("At what pressure does the safety valve open?")
    maintainer.page.locator("#lab-expected textarea").fill("two   TONES")
    maintainer.page.locator("#lab-compare").click()

    picture = maintainer.page.locator("#lab-picture")
    expect(picture.locator(".ranks")).to_have_count(2)
    expect(picture.locator(".notice").first).to_contain_text(
        "A: the expected chunk, “The boiler › Safety valve”, is at rank 1."
    )
    expect(picture.locator("header").last).to_contain_text("words")
    expect(picture.locator(".moves path")).not_to_have_count(0)
    expect(maintainer.page.locator("#lab-chunks-b .bar.none").first).to_contain_text("dense")
    expect(maintainer.page.locator("#lab-chunks-a mark").first).to_be_attached()


def test_a_chunk_that_no_order_can_bring_up_is_told_as_such(maintainer: Visitor):
    maintainer.tab("Retrieval lab")
    maintainer.page.locator("#lab-expected textarea").fill("words that stand nowhere")
    maintainer.page.locator("#lab-compare").click()

    expect(maintainer.page.locator("#lab-picture .notice.bad")).to_have_count(2)


def test_a_question_that_can_not_be_searched_is_told_in_words_and_the_page_goes_on(maintainer: Visitor):
    maintainer.tab("Retrieval lab")
    maintainer.page.locator("#lab-question textarea").fill("   ")
    maintainer.page.locator("#lab-compare").click()
    expect(maintainer.page.locator(".toast-body.error")).to_contain_text(re.compile("empty|blank"))

    maintainer.page.locator("#lab-question textarea").fill("Who drew the map?")
    maintainer.page.locator("#lab-expected textarea").fill("")
    maintainer.page.locator("#lab-compare").click()
    expect(maintainer.page.locator("#lab-picture .ranks").first).to_contain_text("People")


# ---------------------------------------------------------------- evaluate, book, health


def test_the_kept_cases_are_asked_with_progress_and_scored(maintainer: Visitor, space: Program):
    cases = [
        {"question": "How many seats does a Finch have?", "expects": ["42"], "status": "answered", "kind": "table"},
        {"question": "Who is the king of France?", "status": "not_in_book", "kind": "outside"},
        {"question": "Who designed the lamp code?", "expects": ["nobody at all"], "status": "answered"},
    ]
    path = space.folder.parent / "data" / "questions.jsonl"
    before = path.read_text() if path.exists() else ""
    path.write_text(before + "".join(json.dumps(case) + "\n" for case in cases))
    maintainer.tab("Evaluate")
    maintainer.page.locator("#run-evaluation").click()

    expect(maintainer.page.locator("#figures .tile")).not_to_have_count(0)
    expect(maintainer.page.locator("#evaluating")).to_contain_text(re.compile(r"(\d) of \1 questions in"))
    expect(maintainer.page.locator("#figures")).to_contain_text("There is no baseline for these questions")
    expect(maintainer.page.locator("#by-kind svg")).to_contain_text("outside")
    maintainer.tab("Latency")
    expect(maintainer.page.locator("#latency svg")).to_contain_text("total")
    maintainer.tab("Each question")
    wrong = maintainer.page.locator("#each-question .group")
    expect(wrong.filter(has_text="Who designed the lamp code?")).to_contain_text("answer lacks the expected words")
    expect(wrong.filter(has_text="Finch")).to_have_count(0)
    maintainer.page.get_by_label("only those that went wrong").uncheck()
    expect(wrong.filter(has_text="Finch")).to_contain_text("right")


def test_the_book_shows_what_an_ingest_would_change_and_does_it(maintainer: Visitor, space: Program):
    page = space.folder.parent / "book" / "06-tickets.md"
    maintainer.tab("Book")
    expect(maintainer.page.locator("#changes")).to_contain_text("The index holds exactly this book")
    page.write_text("# Tickets\n\nA return ticket costs 5 groats.\n")
    maintainer.tab("Evaluate")
    maintainer.tab("Book")
    expect(maintainer.page.locator("#changes")).to_contain_text("An ingest would add 1 chunks and drop 0, on 1 pages.")

    maintainer.page.locator("#reindex").click()

    expect(maintainer.page.locator("#reindexing")).to_contain_text("Done: 8 pages")
    expect(maintainer.page.locator("#changes")).to_contain_text("The index holds exactly this book")
    reply = httpx.post(f"{space.url}/chat", json={"message": "What does a return ticket cost?"}, timeout=60).json()
    assert "5 groats" in reply["message"]


def test_links_that_lead_nowhere_are_named_with_their_lines(maintainer: Visitor):
    maintainer.tab("Book")
    maintainer.tab("Broken links")

    rows = maintainer.page.locator("#troubles tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("04-people.md, line 6")
    expect(rows.first).to_contain_text("has no heading #no-such-bell")
    expect(rows.last).to_contain_text("there is no page at gone.md")


def test_a_chunk_shows_its_text_its_vector_and_its_neighbours(maintainer: Visitor):
    maintainer.tab("Book")
    maintainer.page.locator("#book-views").get_by_role("tab", name="Chunks", exact=True).click()
    maintainer.page.locator("#chunks-of input").click()
    maintainer.page.get_by_role("option", name="The boiler", exact=True).click()
    maintainer.page.locator("#chunk-list .row", has_text="Safety valve").click()

    chunk = maintainer.page.locator("#chunk")
    expect(chunk.locator(".said")).to_contain_text("It whistles in two tones")
    expect(chunk).to_contain_text("256 dimensions, length 1.0000")
    expect(chunk.locator("tbody tr").first).to_contain_text("The boiler")


def test_health_shows_what_serves_and_the_last_hour(maintainer: Visitor):
    maintainer.tab("Health")

    expect(maintainer.page.locator("#vitals .badge")).to_have_text("ok")
    expect(maintainer.page.locator("#vitals")).to_contain_text("qdrant-edge")
    expect(maintainer.page.locator("#last-hour circle")).not_to_have_count(0)
    expect(maintainer.page.locator("#last-hour")).to_contain_text(
        re.compile(r"\d questions; half were answered within")
    )
    expect(maintainer.page.locator("#last-hour")).not_to_contain_text("Thanks!")
    maintainer.page.locator("#examine").click()
    expect(maintainer.page.locator("#examined .card")).not_to_have_count(0)
    expect(maintainer.page.locator("#examined")).to_contain_text("wordllama")


# ---------------------------------------------------------------- all of it


@pytest.mark.parametrize("width", [390, 1280])
def test_no_tab_is_wider_than_the_page(visitors: Visitors, width):
    maintainer = visitors.arrive(viewport={"width": width, "height": 844}).open()
    maintainer.tab("Questions")
    maintainer.enter("questions", PASSWORD)
    open_question(maintainer, "Heron")
    expect(maintainer.page.locator("#opened-head .said")).to_be_visible()
    for name in ("Questions", "Evaluate", "Book", "Health", "Retrieval lab", "Chat"):
        maintainer.tab(name)
        wide = maintainer.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name}: {wide} px"


def test_two_maintainers_do_not_see_what_the_other_opened(visitors: Visitors, maintainer: Visitor):
    show(maintainer)
    open_question(maintainer, "Heron")
    expect(maintainer.page.locator("#opened-head")).to_contain_text("How fast is a Heron?")
    other = visitors.arrive().open()
    other.tab("Questions")
    expect(other.page.locator("#questions-password")).to_be_visible()
    other.enter("questions", PASSWORD)
    open_question(other, "Paris")

    expect(other.page.locator("#opened-head")).to_contain_text("Paris")
    expect(maintainer.page.locator("#opened-head")).to_contain_text("How fast is a Heron?")
