"""Who may enter: the doors themselves, and what the page's raw endpoints do for somebody without a pass."""

import re
import time
from collections.abc import Iterator

import httpx
import pytest
from conftest import PAGES, Program, Programs, write_pages
from wire.browsing import RawPage

from rag.web.ui.doors import Closed, Doors, Room

PASSWORD = "the stoker's own"
QUESTIONS = 30


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


# ---------------------------------------------------------------- the doors


def test_without_a_password_the_chat_is_open_and_the_rest_is_closed_to_all():
    doors = Doors("", "")

    assert doors.opened(Room.UI, "")
    assert not doors.opened(Room.ADMIN, "")
    with pytest.raises(Closed, match="not the password"):
        doors.enter(Room.ADMIN, "", "10.0.0.1")


def test_a_pass_opens_its_room_and_no_other():
    doors = Doors("for visitors", "for maintainers")
    visitor = doors.enter(Room.UI, "for visitors", "10.0.0.1")

    assert doors.opened(Room.UI, visitor)
    assert not doors.opened(Room.ADMIN, visitor)
    with pytest.raises(Closed):
        doors.enter(Room.ADMIN, "for visitors", "10.0.0.1")


def test_the_maintainers_password_opens_both_rooms_from_either_door():
    doors = Doors("for visitors", "for maintainers")

    for room in Room:
        assert all(doors.opened(each, doors.enter(room, "for maintainers", "10.0.0.1")) for each in Room)


@pytest.mark.parametrize("claimed", ["", "true", True, 1, None, ["x"], {"pass": "x"}, "x" * 43])
def test_what_no_door_has_made_is_no_pass(claimed):
    doors = Doors("for visitors", "for maintainers")
    doors.enter(Room.ADMIN, "for maintainers", "10.0.0.1")

    for room in Room:
        assert not doors.opened(room, claimed)
        with pytest.raises(Closed, match="its password"):
            doors.check(room, claimed)


def test_a_pass_ends_after_twelve_hours(clock: Clock):
    doors = Doors("", PASSWORD, clock)
    made = doors.enter(Room.ADMIN, PASSWORD, "10.0.0.1")
    clock.now += 12 * 3600 - 1
    assert doors.opened(Room.ADMIN, made)
    clock.now += 2
    assert not doors.opened(Room.ADMIN, made)


def test_whoever_guesses_wrong_waits_longer_each_time_and_others_do_not(clock: Clock):
    doors = Doors("", PASSWORD, clock)
    waits = []
    for _ in range(14):
        with pytest.raises(Closed, match="not the password"):
            doors.enter(Room.ADMIN, "guess", "2001:db8::1")
        waits.append(0)
        if len(waits) <= 2:
            continue  # anybody may slip
        with pytest.raises(Closed, match="too many wrong passwords") as told:
            doors.enter(Room.ADMIN, PASSWORD, "2001:db8::ffff")  # the same household, and the right one
        waits[-1] = int(re.search(r"in (\d+) seconds", str(told.value))[1])
        if len(waits) < 14:
            clock.now += waits[-1]

    assert waits[0] == waits[1] == 0 and waits[2:6] == [1, 2, 4, 8] and waits[-1] == 300
    assert doors.enter(Room.ADMIN, PASSWORD, "2001:db8:1::1")


# ---------------------------------------------------------------- the raw endpoints


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with both doors shut, after somebody has asked something that nobody else should read."""
    folder = tmp_path_factory.mktemp("closed")
    started = Programs(folder, [])
    book = write_pages(folder / "book", PAGES)
    program = started.serve(
        BOOK_DIR=str(book),
        DATA_DIR=str(folder / "data"),
        UI_PASSWORD="for visitors",
        ADMIN_PASSWORD=PASSWORD,
        RATE_CHAT=f"{QUESTIONS}/hour",
    ).ready()
    with httpx.Client(base_url=program.url, timeout=60) as client:
        client.post("/chat", json={"message": "How fast is the secret Heron of mine?"})
        program._until(lambda: "gradio" in client.get("/ui/").text.lower(), 60)
    yield program
    program.kill()
    started.end()


@pytest.fixture(scope="module")
def raw(closed: Program) -> RawPage:
    return RawPage(closed.url)


def handler_of(raw: RawPage, name: str) -> dict:
    """Of the component with this id."""
    config = {each["id"]: each["props"].get("elem_id") for each in raw.config["components"]}
    return next(each for each in raw.handlers() if name in [config.get(target[0]) for target in each["targets"]])


def enter(raw: RawPage, who: str) -> None:
    """As a maintainer; whoever sent wrong passwords from this machine before has made the next one wait for some seconds."""
    patience = time.monotonic() + 20
    while "Too many wrong passwords" in (
        told := str(raw.send(handler_of(raw, "questions-open"), [None, PASSWORD], who))
    ):
        assert time.monotonic() < patience, told
        time.sleep(0.5)


def test_the_page_says_nothing_of_passwords_questions_or_this_machine(raw: RawPage, closed: Program):
    told = raw.client.get("/ui/config").text + raw.client.get("/ui/").text

    for secret in (PASSWORD, "for visitors", "secret Heron", str(closed.folder.parent)):
        assert secret not in told


def test_the_handlers_of_an_open_door_answer_through_the_same_way(raw: RawPage, closed: Program):
    """So that the test below is known to knock where somebody could open."""
    enter(raw, "maintainer")
    listing = handler_of(raw, "show-questions")

    assert "secret Heron" in str(raw.send(listing, [None, [], "", "", "", "", ""], "maintainer"))
    assert "secret Heron" not in str(raw.send(listing, [None, [], "", "", "", "", ""], "somebody else"))


def test_whatever_a_maintainers_page_sends_is_answered_in_words_and_the_next_call_works(raw: RawPage, closed: Program):
    enter(raw, "clumsy")
    junk = [None, 7, "x", [], {"a": 1}, True, -1e9]
    for handler in raw.handlers():
        if handler is handler_of(raw, "reindex"):
            continue  # takes nothing from the page
        data = [junk[at % len(junk)] for at in range(len(handler["inputs"]))]
        told = raw.send(handler, data, "clumsy", event_data={"index": -5, "value": None, "message": 7, "chunk": None})
        assert "Traceback" not in str(told)

    shown = raw.send(handler_of(raw, "show-questions"), [None, [], "", "", "", "", ""], "clumsy")
    assert "secret Heron" in str(shown)


def test_where_no_password_is_set_the_rooms_of_maintainers_have_no_handlers(server):
    server._until(lambda: "gradio" in httpx.get(f"{server.url}/ui/", timeout=60).text.lower(), 60)
    raw = RawPage(server.url)
    ids = {each["props"].get("elem_id") for each in raw.config["components"]}

    assert {"question", "lab-compare"} <= ids
    assert not {"show-questions", "run-evaluation", "reindex", "examine"} & ids


def test_a_maintainers_runs_and_reruns_are_held_to_the_rate_of_questions(raw: RawPage, closed: Program):
    enter(raw, "keen")
    run = handler_of(raw, "run-evaluation")
    told = [str(raw.send(run, [None, ["kept cases"], 5], "keen")[-1]["output"]) for _ in range(QUESTIONS + 1)]

    assert "There is no question to ask" in told[0]
    assert "faster than this assistant takes them" in told[-1]


def test_no_handler_does_anything_for_somebody_without_a_pass(raw: RawPage, closed: Program):
    """Each one is called as the page would, with a pass that was made up."""
    for number, handler in enumerate(raw.handlers()):
        inputs = [None] * len(handler["inputs"])
        inputs[:1] = ["true"] if inputs else []
        event = {"index": 0, "value": "How fast is a Heron?", "message": "x", "chunk": "x", "liked": True}
        event["previous_value"] = ""
        told = raw.send(handler, inputs, f"stranger-{number}", event_data=event)
        shown = str([each.get("output") for each in told])
        assert "secret Heron" not in shown and "31 km/h" not in shown, handler["targets"]
        for each in told:
            assert "Traceback" not in str(each)


def test_whoever_guesses_through_the_raw_endpoint_waits_even_with_the_password(raw: RawPage, closed: Program):
    """Until the wait is longer than a slow machine takes for the next try."""
    door = handler_of(raw, "questions-open")
    wait, patience = 0, time.monotonic() + 60
    while wait < 4:
        told = str(raw.send(door, [None, "a guess"], "stranger"))
        assert time.monotonic() < patience, told
        assert "That is not the password" in told or "Too many wrong passwords" in told
        wait = int(found[1]) if (found := re.search(r"try again in (\d+) seconds", told)) else 0

    assert "Too many wrong passwords" in str(raw.send(door, [None, PASSWORD], "stranger"))
