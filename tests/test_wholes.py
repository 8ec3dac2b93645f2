"""Which messages ask about the book, a page or a chapter as a whole, and which ask for something in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.message.wholes import Whole, whole

BOOK, PAGE, PARTS, BEGINNING = Whole(), Whole(here=True), Whole(listing=True), Whole(beginning=True)
CHAPTERS = Whole(listing=True, kind="chapter")


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("What is this book about?", BOOK),
        ("what's the book about", BOOK),
        ("Can you give me a short overview of this book, please?", BOOK),
        ("give me a summary", PAGE),
        ("Please summarize the whole book in three sentences.", BOOK),
        ("What does this course cover?", BOOK),
        ("What will I learn from this handbook?", BOOK),
        ("Tell me about the book", BOOK),
        ("what are the main topics of the documentation", Whole(listing=False)),
        ("List the chapters", CHAPTERS),
        ("table of contents", PARTS),
        ("How many chapters does the book have?", CHAPTERS),
        ("Which topics does the guide cover?", PARTS),
        ("How is this book organised?", PARTS),
        ("Summarize this page", PAGE),
        ("What is this chapter about?", PAGE),
        ("tl;dr", PAGE),
        ("What is this about?", PAGE),
        ("What will I learn?", PAGE),
        ("what am I going to learn here?", PAGE),
        ("how many chapters", CHAPTERS),
        ("Where do I start?", BEGINNING),
        ("where should a beginner start with this book", BEGINNING),
        ("I'm a complete beginner, where should I begin?", BEGINNING),
        ("i am new here. how do i get started", BEGINNING),
        ("Which chapter should I read first?", BEGINNING),
        ("getting started", BEGINNING),
        ("Which sections are on this page?", Whole(listing=True, here=True)),
        ("Summarise chapter 3", Whole(kind="chapter", number="3")),
        ("chapter 3 summary", Whole(kind="chapter", number="3")),
        ("safety valve chapter overview", Whole(name="safety valve")),
        ("What is chapter 3.2 about?", Whole(kind="chapter", number="3.2")),
        ("list all of the modules", Whole(listing=True, kind="module")),
        ("Which appendices are there?", Whole(listing=True, kind="appendix")),
        ("what chapters are in this book", CHAPTERS),
        ("key takeaways of chapter 2", Whole(kind="chapter", number="2")),
        ("Article 17?", Whole(kind="article", number="17")),
        ("what does art. 33 say", Whole(kind="article", number="33")),
        ("What's the difference between article 33 and article 34?", Whole(kind="article", number="33", against="34")),
        ("compare chapters two and 3", Whole(kind="chapter", number="2", against="3")),
        ("part 1 vs. part 2", Whole(kind="part", number="1", against="2")),
        ("Article 6(1)(f)", Whole(kind="article", number="6", points=("1", "f"))),
        ("What does point (C) of article 6(1) mean?", Whole(kind="article", number="6", points=("1", "c"))),
        ("paragraph 2 of section 6.1 of the GPL", Whole(kind="section", number="6.1", of="GPL", points=("2",))),
        ("What does section 7 of the GPL say?", Whole(kind="section", number="7", of="GPL")),
        ("summarize section 7 of the book", Whole(kind="section", number="7")),
        ("section A.5.4", Whole(kind="section", number="a.5.4")),
        ("what's in appendix B", Whole(kind="appendix", number="b")),
        ("annex II", Whole(kind="annex", number="ii")),
        ("What is in part two?", Whole(kind="part", number="2")),
        ("I'd like an outline of the second chapter", Whole(kind="chapter", number="2")),
        ("What is the chapter on walking about?", Whole(name="walking")),
        ("Give me a summary of the “Safety valve” chapter", Whole(name="Safety valve")),
        ("What topics are covered in the page about lamps?", Whole(listing=True, name="lamps")),
        ("What is the tramlib paper about?", Whole(name="tramlib")),
        ("Summarize the safety rules", Whole(name="safety rules", title=True)),
        ("What is in the box?", Whole(name="box", title=True)),
        ("what's included in the starter kit", Whole(name="starter kit", title=True)),
        ("Give me a short overview of gears, please", Whole(name="gears", title=True)),
        ("What does the glossary cover?", Whole(name="glossary", title=True)),
    ],
)
def test_what_is_asked_about_a_whole_is_known(message: str, asked: Whole):
    assert whole(message, reading=True, talking=False) == asked


@pytest.mark.parametrize(
    "message",
    [
        "What is torque?",
        "What does the book say about torque?",
        "What is this book's license?",
        "Who is this book for?",
        "What is this book about and who wrote it?",
        "Which chapters talk about sensors?",
        "List the parts of Wren",
        "How many parts does Wren have?",
        "What does the manual valve do?",
        "What is the page cache about?",
        "Tell me about the course of the tram",
        "How do I start the boiler?",
        "I am new to trams, where do I put the coal?",
        "Where does the line begin?",
        "explain this",
        "Article 6(1)(f) and its exceptions",
        "What is point six of the agenda?",
        "chapter 2 and chapter 3",
        "compare chapter 2 with part 3",
        "appendix bells",
        "describe the robot",
        "",
        "?",
    ],
)
def test_what_is_asked_about_something_in_it_is_a_question_like_any_other(message: str):
    assert whole(message, reading=True, talking=False) is None


def test_this_page_is_nothing_where_nobody_knows_which():
    assert whole("Summarize this page", reading=False, talking=False) is None
    assert whole("tl;dr", reading=False, talking=False) == BOOK


def test_a_bare_part_may_go_on_from_what_was_said():
    assert whole("chapter 3?", reading=False, talking=True) is None
    assert whole("chapter 3?", reading=False, talking=False) == Whole(kind="chapter", number="3")


def test_a_bare_summary_may_mean_what_was_said_or_selected():
    assert whole("Summarize this", reading=True, talking=True) is None
    assert whole("how do I start?", reading=True, talking=True) is None
    assert whole("Summarize this page", reading=True, talking=True) == PAGE


WORDS = st.sampled_from(
    ["what", "is", "the", "this", "book", "page", "chapter", "about", "3", "summary", "of", "list", "please", "on", "?"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
def test_any_message_is_read_and_what_is_found_is_one_thing(message: str):
    found = whole(message, reading=True, talking=False)

    if found:
        assert (found.here, bool(found.kind), bool(found.name)).count(True) <= 1
        assert bool(found.kind) or not found.number
