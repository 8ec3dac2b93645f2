"""The book, a page or a chapter as a whole: told from how its parts begin, without a search."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import with_pages, write_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.build import Parts, book_source
from rag.events import Planned, Retrieved
from rag.ingest import ingest
from rag.retrieval.overviews import beginning_of, introduction_of, of_a_page, of_pages
from rag.retrieval.sections import MOST
from rag.settings import Settings
from rag.types import Answer, Chunk, Question, Retrieval, Turn


def rehearsed(parts: Parts, message: str, page: str = "", turns: list[Turn] | None = None) -> tuple[Answer, Retrieval]:
    async def ask() -> tuple[Answer, Retrieval]:
        async for event in parts.assistant.rehearse(Question(message, page_path=page), turns or []):
            if isinstance(event, Retrieved):
                retrieval = event.retrieval
        return event.answer, retrieval

    return asyncio.run(ask())


def test_the_book_begins_with_its_introduction_and_goes_on_with_its_pages(parts: Parts):
    answer, _ = rehearsed(parts, "What is this book about?")

    assert answer.status == "answered"
    first, *pages = answer.message.splitlines()
    assert first.startswith("The Vell Tramway runs steam trams along the river Orl.") and first.endswith("[1]")
    assert pages[1:-1] == [
        "- **Cars**: Two kinds of car are in service. [2]",
        "- **The boiler**: The boiler of a Heron holds 610 litres of water and works at 9 bar. [3]",
        "- **Lighting a boiler**: Fill the boiler up to the brass mark. [4]",
        "- **Signals**: A steady green lamp means that the block ahead is free. [5]",
        "- **People**: Odra Pell designed the lamp code in 1911. [6]",
    ]
    assert pages[-1].startswith("- **Bells & ") and pages[-1].endswith(" in the score of bells. [7]")
    quotes = {source.title: source.quote for source in answer.sources}
    assert quotes["Cars"] == "Two kinds of car are in service."
    assert answer.metadata.unsupported_sentences == 0


@pytest.mark.parametrize(
    ("message", "listed"),
    [
        ("List the modules", ["Module 1: Cars", "Module 2: Bells"]),
        ("Which appendices are there?", ["Appendix A: Words", "Appendix B: Trouble"]),
        (
            "List the lessons",
            [
                "The line",
                "Module 1: Cars",
                "1.1 Doors",
                "Module 2: Bells",
                "Module 2 Exercises",
                "Appendix A: Words",
                "Appendix B: Trouble",
            ],
        ),
    ],
    ids=["of a kind", "of another", "of none"],
)
def test_of_parts_that_are_counted_only_those_of_their_kind_are_listed(tmp_path: Path, message: str, listed: list[str]):
    titles = {
        "intro": "The line",
        "m1/index": "Module 1: Cars",
        "m1/doors": "1.1 Doors",
        "m2/index": "Module 2: Bells",
        "z/a-words": "Appendix A: Words",
        "m2/mending": "Module 2 Exercises",
        "z/b-trouble": "Appendix B: Trouble",
    }
    pages = {f"{name}.md": f"# {title}\n\nSome words on it.\n" for name, title in titles.items()}

    answer, _ = rehearsed(with_pages(tmp_path, pages), message)

    assert [line.split("**")[1] for line in answer.message.splitlines()] == listed


def test_the_chapters_are_listed_by_name_in_the_order_of_the_book(parts: Parts):
    answer, _ = rehearsed(parts, "Can you list the chapters, please?")

    assert answer.message.splitlines()[:4] == [
        "- **The Vell Tramway** [1]",
        "- **Cars** [2]",
        "- **The boiler** [3]",
        "- **Lighting a boiler** [4]",
    ]
    assert [source.url.partition("#")[0] for source in answer.sources[:3]] == ["/docs", "/docs/cars", "/docs/boiler"]


@pytest.mark.parametrize(
    "page",
    [
        "https://trams.example/docs/boiler/?from=mail",
        "/docs/boiler.html",
        "/docs/boiler.html?x=1#safety-valve",
        "/docs/boiler/index.html#y",
    ],
)
def test_this_page_is_the_one_that_the_visitor_reads(parts: Parts, page: str):
    answer, _ = rehearsed(parts, "Summarize this page", page=page)

    assert answer.message.startswith("The boiler of a Heron holds 610 litres of water and works at 9 bar. [1]")
    assert "- **Safety valve**: The safety valve opens at 11 bar. [2]" in answer.message
    assert {source.slug for source in answer.sources} == {"boiler"}


@pytest.mark.parametrize("message", ["What is the chapter on signals about?", "Summarize the signals page"])
def test_a_page_is_found_by_its_name(parts: Parts, message: str):
    answer, _ = rehearsed(parts, message)

    assert {source.title for source in answer.sources} == {"Signals"} and "Setting a lamp" in answer.message


def test_a_chapter_is_found_by_its_number_and_a_part_by_its_folder(parts: Parts):
    cars, _ = rehearsed(parts, "Summarize chapter 1")
    boiler, _ = rehearsed(parts, "Summarize part 2")

    assert {source.title for source in cars.sources} == {"Cars"}
    assert [source.title for source in boiler.sources] == ["The boiler", "Lighting a boiler"]


@pytest.mark.parametrize(
    ("message", "titles"), [("Summarize chapter 3.2", {"3.2 Sand"}), ("Outline of chapter 3", {"3.2 Sand", "3.12 Oil"})]
)
def test_a_chapter_may_be_counted_within_its_part(tmp_path: Path, message: str, titles: set[str]):
    pages = {
        "part-3/chapter-3-2.md": "---\ntitle: 3.2 Sand\n---\n\n# Chapter 3.2: Sand\n\nSand holds the wheels.\n",
        "part-3/chapter-3-12.md": "---\ntitle: 3.12 Oil\n---\n\nOil keeps them turning.\n",
        "part-2/chapter-2-3.md": "---\ntitle: 2.3 Rails\n---\n\nRails are of steel.\n",
    }
    answer, _ = rehearsed(with_pages(tmp_path, pages), message)

    assert {source.title for source in answer.sources} == titles


def test_where_no_chapter_is_counted_readers_may_say_so_of_a_part(tmp_path: Path):
    pages = {
        "02-line/_category_.json": '{"label": "Part 2: The line"}',
        "02-line/01-rails.md": "# Rails\n\nRails are of steel.\n",
        "02-line/02-sand.md": "# Sand\n\nSand holds the wheels.\n",
        "03-cars/01-doors.md": "# Doors\n\nDoors slide.\n",
    }
    answer, _ = rehearsed(with_pages(tmp_path, pages), "chapter 2 summary")

    assert {source.title for source in answer.sources} == {"Rails", "Sand"}


def test_a_chapter_may_be_a_folder_that_is_counted_twice_and_have_a_page_of_exercises(tmp_path: Path):
    pages = {
        "01-line/02-chapter-2-sand/index.md": "# Sand\n\nSand holds the wheels.\n",
        "01-line/02-chapter-2-sand/9-mending.md": "# Chapter 2 Exercises\n\n## Weigh it\n\nWeigh a shovel of sand.\n\n"
        "## Sift it\n\nSift the sand each night.\n",
        "01-line/03-chapter-3-oil/index.md": "# Oil\n\nOil keeps them turning.\n",
    }
    parts = with_pages(tmp_path, pages)
    chapter, _ = rehearsed(parts, "Summarize chapter 2")
    exercises, _ = rehearsed(parts, "What are the exercises of chapter 2?")

    assert [source.title for source in chapter.sources] == ["Sand", "Chapter 2 Exercises"]
    assert (
        exercises.message.strip()
        == "- **Weigh it**: Weigh a shovel of sand. [1]\n- **Sift it**: Sift the sand each night. [2]"
    )


def test_a_page_that_is_new_is_known_as_soon_as_the_book_is_ingested_again(tmp_path: Path):
    parts = with_pages(tmp_path, {"chapter-1.md": "# Sand\n\nSand holds the wheels of a tram.\n"})
    before, _ = rehearsed(parts, "List the chapters")
    settings = Settings(book_dir=write_pages(tmp_path / "book", {"chapter-2.md": "# Oil\n\nOil keeps them turning.\n"}))
    asyncio.run(ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None))
    after, _ = rehearsed(parts, "List the chapters")

    assert before.message.strip() == "- **Sand** [1]"
    assert after.message.strip() == "- **Sand** [1]\n- **Oil** [2]"


def test_a_section_of_a_chapter_that_has_sections_of_its_own_is_told_by_them(tmp_path: Path):
    pages = {
        "chapter-3-2.md": "# 3.2 Sand\n\nSand holds the wheels.\n\n## Exercises\n\n### Weigh it\n\nWeigh a shovel of sand. Dry it.\n\n"
        "### Sift it\n\nSift the sand each night.\n\n## Prerequisites\n\nA dry shed is needed.\n",
        "chapter-3-3.md": "# 3.3 Oil\n\nOil keeps them turning.\n\n## Exercises\n\n### Pour it\n\nPour some oil.\n",
    }
    parts = with_pages(tmp_path, pages)
    exercises, retrieval = rehearsed(parts, "What are the exercises of chapter 3.2?")
    prerequisites, _ = rehearsed(parts, "What are the prerequisites of chapter 3.2?")

    assert (
        exercises.message.strip()
        == "- **Weigh it**: Weigh a shovel of sand. [1]\n- **Sift it**: Sift the sand each night. [2]"
    )
    assert "nothing was searched" in retrieval.notes[0]
    assert prerequisites.message == "A dry shed is needed. [1]"


def test_a_page_that_sums_itself_up_is_told_so(tmp_path: Path):
    pages = {
        "sand.md": "# Sand\n\nWhat is sand for? Sand holds the wheels.\n\n## Pipes\n\nPipes are of brass.\n\n"
        "## Key takeaways\n\n✅ Dry sand falls.\n✅ Wet sand is a danger.\n",
        "oil.md": "# Oil\n\nOil keeps wheels turning.\n\n## Cans\n\nCans are of tin.\n\n"
        "## Summary\n\nYou learned:\n\n- how oil is kept\n- how it is poured\n",
    }
    parts = with_pages(tmp_path, pages)
    sand, _ = rehearsed(parts, "Summarize the page on sand")
    oil, _ = rehearsed(parts, "Summarize the page on oil")

    assert sand.message.strip() == "Sand holds the wheels. [1]\n\n- Dry sand falls. [2]\n- Wet sand is a danger. [2]"
    assert "- **Cans**: Cans are of tin. [2]" in oil.message


KIT = {
    "starter-kit.md": "# Starter kit\n\n## Learning objectives\n\n- Unpack the kit\n\n## Sand\n\nA bag of sand holds the wheels.\n\n"
    "## Oil\n\nA can of oil keeps them turning.\n\n## Next steps\n\nRead on.\n",
    "gears.md": "# Gears\n\nGears turn.\n\n## Starter kit\n\nThe kit has none.\n",
}


@pytest.mark.parametrize("message", ["What is in the starter kit?", "Summarize the starter kit"])
def test_what_is_named_as_a_page_is_told_by_its_parts_without_what_stands_beside_them(tmp_path: Path, message: str):
    answer, retrieval = rehearsed(with_pages(tmp_path, KIT), message)

    assert (
        answer.message.strip()
        == "A bag of sand holds the wheels. [1]\n\n- **Oil**: A can of oil keeps them turning. [2]"
    )
    assert "nothing was searched" in retrieval.notes[0]


def test_a_paper_goes_by_what_its_title_begins_with(tmp_path: Path):
    pages = {
        "one.md": "# tramlib: A library of small trams\n\nSmall trams fit into a pocket.\n\n## Wheels\n\nThey roll.\n",
        "two.md": "# Bells\n\ntramlib has no bells.\n",
    }
    parts = with_pages(tmp_path, pages)

    for message in ("summary of tramlib", "Give me an overview of the tramlib paper"):
        answer, retrieval = rehearsed(parts, message)
        assert retrieval.overview is not None
        assert answer.message.startswith("Small trams fit into a pocket. [1]")


def test_what_is_named_as_no_page_or_as_two_is_searched(tmp_path: Path):
    parts = with_pages(tmp_path, KIT | {"kit-2.md": "# Starter kit\n\nAnother one has a bag of salt.\n"})

    for message in ("What is in the starter kit?", "What is in the can of oil?"):
        assert rehearsed(parts, message)[1].overview is None


@pytest.mark.parametrize("number", ["77", "0"])
def test_a_chapter_that_the_book_does_not_count_to_is_not_in_it(parts: Parts, number: str):
    answer, retrieval = rehearsed(parts, f"Summarize chapter {number}")

    assert retrieval.notes == (f"the book has no chapter {number}",)
    assert answer.status == "not_in_book"


def test_what_the_book_has_no_such_chapter_of_is_searched(parts: Parts):
    answer, retrieval = rehearsed(parts, "What is the chapter on submarines about?")

    assert retrieval.overview is None and "rank" in retrieval.timings_ms
    assert answer.status == "not_in_book"


def test_what_was_looked_up_is_told_to_the_maintainer_and_scored_as_certain(parts: Parts):
    _, retrieval = rehearsed(parts, "What is this book about?")

    assert retrieval.notes == (
        "7 pages as a whole: nothing was searched, its parts were looked up",
    )  # as the page at /ui/ knows it
    assert {hit.score for hit in retrieval.hits} == {retrieval.relevance} == {1.0}


def test_what_to_ask_next_are_sections_of_what_was_listed(parts: Parts):
    answer, _ = rehearsed(parts, "What is this book about?")

    assert any("boiler" in each for each in answer.suggestions)


def test_a_summary_of_what_was_said_is_no_overview(parts: Parts):
    turns = [Turn("m", "How heavy is a Heron?", "16.9 t", "answered", 0.0, "How heavy is a Heron?")]
    _, retrieval = rehearsed(parts, "Summarize that", page="/docs/cars", turns=turns)

    assert retrieval.overview is None and "Heron" in retrieval.query


def test_the_plan_says_what_was_read(parts: Parts):
    async def plans() -> list[str]:
        events = parts.assistant.rehearse(Question("What is this book about?"))
        return [event.text async for event in events if isinstance(event, Planned)]

    assert asyncio.run(plans()) == ["how each of 7 parts begins"]


# ---------------------------------------------------------------- which parts

SOME = Chunk("c", "Words.", "a.md", "a", "A", "", "/docs/a", 0, 1)


def page(path: str, **changes: object) -> Chunk:
    slug = path.removesuffix(".md")
    return replace(SOME, source_path=path, slug=slug, title=slug.rpartition("/")[2].capitalize(), **changes)


def chosen(paths: list[str]) -> tuple[list[str], int]:
    pages, left_out = of_pages([page(path) for path in paths])
    return [each.source_path for each in pages], left_out


def test_of_many_chapters_in_folders_each_is_told_by_its_first_page():
    paths = [f"{chapter:02}/{number}.md" for chapter in range(20) for number in range(7)]

    assert chosen(paths) == ([f"{chapter:02}/0.md" for chapter in range(20)], 0)


def test_of_a_flat_book_the_first_pages_are_told_and_the_others_counted():
    paths = [f"{number:03}.md" for number in range(100)]

    assert chosen(paths) == (paths[:MOST], 100 - MOST)


def test_no_folder_takes_the_room_of_another():
    paths = [f"a/{number:02}.md" for number in range(90)] + ["b/1.md", "b/2.md", "c.md"]
    told, left_out = chosen(paths)

    assert told[-3:] == paths[-3:] and len(told) == MOST and left_out == len(paths) - MOST


PATHS = st.lists(st.sampled_from("abcde"), min_size=1, max_size=4).map("/".join)


@given(st.lists(PATHS, unique=True, min_size=1, max_size=200))
def test_of_any_book_at_most_so_many_are_told_in_order_and_each_once(paths: list[str]):
    paths = sorted(paths)
    told, left_out = chosen(paths)

    assert 1 <= len(told) <= MOST and told == sorted(set(told)) and set(told) <= set(paths)
    assert left_out in (0, len(paths) - len(told))


def test_a_long_page_is_told_by_how_its_sections_begin():
    chunks = [
        page("long.md", section=f"{section} › {number}", text=f"{section}{number}")
        for section in "ABC"
        for number in range(20)
    ]
    told, left_out = of_a_page(chunks)

    assert ([each.text for each in told], left_out) == (["A0", "B0", "C0"], 0)
    assert of_a_page(chunks[:MOST]) == (chunks[:MOST], 0)


def test_the_introduction_is_the_page_that_speaks_of_the_book():
    foreword, preface = page("foreword.md", text="Trams are old."), page("preface.md", text="This book tells of trams.")

    assert introduction_of([page("a.md"), foreword, preface]) == preface
    assert introduction_of([page("a.md"), foreword]) == foreword
    assert introduction_of([page("a.md"), page("deep/down/intro.md")]) is None


def test_who_asks_where_to_begin_is_shown_the_page_for_that_and_else_the_book(parts: Parts, tmp_path: Path):
    pages = {
        "about.md": "# About\n\nTrams run in Vell.\n",
        "oil.md": "# Oil\n\nOil is kept in cans.\n",
        "quick-start.md": "# Your tram in an hour\n\nBuy a tram first. Then lay a rail.\n",
    }

    there, _ = rehearsed(with_pages(tmp_path / "quick", pages), "I'm new here, where do I start?")
    nowhere, _ = rehearsed(parts, "Where do I start?")

    assert there.message.startswith("Buy a tram first. Then lay a rail.")
    assert nowhere.message.startswith("The Vell Tramway runs steam trams along the river Orl.")
    assert "- **The boiler**" in nowhere.message


def test_the_page_to_begin_with_is_known_by_its_name_or_its_folder_or_by_what_is_installed():
    other, quick, folder, install = map(page, ["a.md", "x/quickstart.md", "getting-started/why.md", "installation.md"])

    assert beginning_of([other, folder, quick, install]) == [quick]
    assert beginning_of([other, install, folder]) == [folder]
    assert beginning_of([other, install]) == [install]
    assert beginning_of([other]) == []


def test_what_a_page_says_it_will_tell_is_what_it_is_about(tmp_path: Path):
    pages = {
        "intro.md": "# Trams\n\nTrams run in Vell. They are steamed.\n",
        "oil.md": "# Oil\n\nIn this chapter, we'll look at how oil is kept. Oil is kept in cans.\n",
    }
    parts = with_pages(tmp_path, pages)

    answer, _ = rehearsed(parts, "What is this book about?")

    assert "- **Oil**: In this chapter, we'll look at how oil is kept. [2]" in answer.message


def test_what_stands_above_a_lesson_is_not_what_it_is_about(tmp_path: Path):
    above = "**Module:** Brakes of the tram\n**Duration:** 2 weeks\n\n---"
    below = "## Pipes\n\nSand falls through pipes.\n\n## Boxes\n\nBoxes of tin hold the sand.\n"
    oil = "# Oil\n\nDuration: 1 week\n\nOil is kept in cans.\n"
    parts = with_pages(tmp_path, {"sand.md": f"# Sand\n\n{above}\n\n{below}", "oil.md": oil})

    answer, _ = rehearsed(parts, "Summarize this page", "/docs/sand")
    assert (
        answer.message.strip()
        == "- **Pipes**: Sand falls through pipes. [1]\n- **Boxes**: Boxes of tin hold the sand. [2]"
    )
    answer, _ = rehearsed(parts, "Summarize this page", "/docs/oil")
    assert answer.message.strip() == "Oil is kept in cans. [1]"
