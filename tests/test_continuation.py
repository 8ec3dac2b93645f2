"""Where one chunk goes on in the next, and answers that need both."""

import asyncio

import pytest
from conftest import write_pages

from rag.build import book_source, build
from rag.ingest import ingest
from rag.reading.continuation import goes_on, may_go_on, may_have_begun, repeated
from rag.settings import Settings
from rag.types import Answer, Question

TABLE = "| Car | Mass |\n| --- | --- |\n| {} |"
CASES = {
    "a list cut in two": ("Check:\n\n- the bell\n- the lamp", "- the brake\n- the sand", True),
    "a table cut in two": (TABLE.format("Finch | 24 t"), TABLE.format("Wren | 9 t"), True),
    "a lead-in and its list": ("Every morning, check the following:", "1. the bell\n2. the lamp", True),
    "a lead-in and its code": ("Start it like this:", "```sh\ntram --start\n```", True),
    "a sentence that leans": ("The Heron has a boiler.", "It holds 610 litres.", True),
    "one that leans behind the overlap": ("A Heron. It has a boiler.", "It has a boiler. This holds 610 litres.", True),
    "another subject": ("The Heron has a boiler.", "Tickets cost 3 groats.", False),
    "another table": (TABLE.format("Finch | 24 t"), "| Fare | Groats |\n| --- | --- |\n| Adult | 3 |", False),
    "a list and then prose": ("- the bell\n- the lamp", "Tickets cost 3 groats.", False),
    "nothing": ("", "- the bell", False),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_what_continues_is_told_from_what_only_follows(before, after, expected):
    assert goes_on(before, after) is expected
    if expected:
        assert may_go_on(before) or may_have_begun(after)


def split(text: str):
    from rag.book import sentences

    return sentences(text)


def test_what_two_chunks_share_is_counted_once():
    assert repeated(split("A Heron. It has a boiler."), split("It has a boiler. It is red.")) == 1
    assert repeated(split(TABLE.format("Finch | 24 t")), split(TABLE.format("Wren | 9 t"))) == 1
    assert repeated(split("A Heron."), split("A Wren.")) == 0


WORDS = "bell lamp brake sand door mirror horn wheel axle roof pole shoe seat step rail fuse cable hatch gong wiper"
THINGS = WORDS.split(" ")
LIST = "\n".join(f"- the {thing} of the car, which the driver of the early shift looks at closely" for thing in THINGS)
PAGES = {
    "check.md": f"# The morning check\n\nBefore the first run the driver checks all of the following parts:\n\n{LIST}\n",
    "fares.md": "# Fares\n\nA ticket costs 3 groats. Children ride free. Dogs pay half of the fare.\n",
    "depot.md": "# The depot\n\nThe depot of Vell lies at the river. It has twelve tracks and a wheel lathe.\n",
}


@pytest.fixture
def answer_about_the_check(tmp_path) -> Answer:
    settings = Settings(book_dir=write_pages(tmp_path / "book", PAGES), data_dir=tmp_path / "data")
    parts = build(settings)
    report = asyncio.run(ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None))
    assert report.state.chunks > 3, "the list must not fit one chunk"
    return asyncio.run(parts.assistant.ask(Question("Which parts does the driver check before the first run?")))


def test_a_list_that_was_cut_is_answered_whole_across_the_cuts(answer_about_the_check):
    listed = [line for line in answer_about_the_check.message.splitlines() if line.startswith("- the ")]

    assert [line.split()[2] for line in listed] == THINGS
    assert len(answer_about_the_check.sources) > 1
