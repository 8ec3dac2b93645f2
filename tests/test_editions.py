"""A site with versions and translations: who reads one of them is answered from it, and from no other."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.events import Retrieved
from rag.languages.english import ENGLISH
from rag.retrieval.editions import as_asked, edition_at, in_language, in_version
from rag.types import Answer, Chunk, Question


def cars(coal: str, words: str = "A Heron burns {} of coal on its way to the top station.") -> str:
    return (
        f"---\ntitle: Cars\n---\n\n## Coal\n\n{words.format(coal)}\n\n## Iron brake shoes\n\n"
        "The brake shoes of a Heron are cast from iron. Iron brake shoes of a Heron are changed by the depot every spring.\n"
    )


FRENCH = "Un Heron brûle {} de charbon pour monter à la station du haut."
PAGES = {
    "docusaurus.config.js": "module.exports = {i18n: {defaultLocale: 'en', locales: ['en', 'fr']}};\n",
    "versions.json": '["3.0", "2.0", "1.0"]',
    "docs/cars.md": cars("40 sacks"),
    "docs/index.md": "# The Vell Tramway\n\nThe Vell Tramway runs steam trams; its next timetable is being drawn.\n",
    "versioned_docs/version-3.0/cars.md": cars("30 sacks"),
    "versioned_docs/version-3.0/index.md": "# The Vell Tramway\n\nThe Vell Tramway runs steam trams along the river Orl.\n",
    "versioned_docs/version-3.0/bells.md": "# Bells\n\nThe noon bell is rung by a weight of 12 stone.\n",
    "versioned_docs/version-2.0/cars.md": cars("20 sacks"),
    "versioned_docs/version-1.0/cars.md": cars("10 sacks"),
    "versioned_docs/version-1.0/oil.md": "# Oil lamps\n\nAn oil lamp is trimmed every evening by the lamplighter.\n",
    "i18n/fr/docusaurus-plugin-content-docs/version-3.0/cars.md": cars("30 sacs", FRENCH),
    "i18n/fr/docusaurus-plugin-content-docs/version-2.0/cars.md": cars("20 sacs", FRENCH),
    "crew_versions.json": '["2024"]',
    "crew/pell.md": "# Crew\n\nOdra Pell will drive the first tram of the new year.\n",
    "crew_versioned_docs/version-2024/pell.md": "# Crew\n\nOdra Pell drives the first tram of the day.\n",
}
COAL = "How much coal does a Heron burn on its way to the top station?"


EXAMPLE = Chunk("id", "Coal.", "cars.md", "cars", "Cars", "", "/docs/cars", order_index=0, line=1)


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def ask(parts: Parts, message: str, page: str = "", session: str | None = None) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message, session_id=session, page_path=page)))


def pages_of(answer: Answer) -> list[str]:
    return [source.url.split("#")[0] for source in answer.sources]


@pytest.mark.parametrize(
    ("page", "coal", "cited"),
    [
        ("", "30 sacks", "/docs/cars"),
        ("/", "30 sacks", "/docs/cars"),
        ("/docs/cars", "30 sacks", "/docs/cars"),
        ("/blog/2024/news", "30 sacks", "/docs/cars"),
        ("/docs/next/cars", "40 sacks", "/docs/next/cars"),
        ("/docs/2.0/cars", "20 sacks", "/docs/2.0/cars"),
        ("/docs/1.0", "10 sacks", "/docs/1.0/cars"),
        ("https://vell.example/docs/1.0/oil/?q=1#top", "10 sacks", "/docs/1.0/cars"),
        ("/docs/1.0/category/a-page-that-is-no-file", "10 sacks", "/docs/1.0/cars"),
    ],
)
def test_a_visitor_is_answered_from_the_version_that_is_read_or_else_from_the_latest(
    trams: Parts, page: str, coal: str, cited: str
):
    answer = ask(trams, COAL, page)

    assert f"burns {coal} of coal" in answer.message
    assert answer.message.count("coal") == 1
    assert pages_of(answer) == [cited]


@pytest.mark.parametrize(
    ("page", "cited"),
    [
        ("/fr/docs/cars", "/fr/docs/cars"),
        ("/fr/blog", "/fr/docs/cars"),
        ("/fr/docs/2.0/cars", "/fr/docs/2.0/cars"),
        ("", "/fr/docs/cars"),  # by the language of the question
    ],
)
def test_a_visitor_of_a_translation_is_answered_from_it(trams: Parts, page: str, cited: str):
    answer = ask(trams, "Combien de charbon un Heron brûle pour monter à la station du haut ?", page)

    assert "sacs de charbon" in answer.message and "sacks" not in answer.message
    assert pages_of(answer) == [cited]


def test_what_is_not_translated_is_told_as_the_site_shows_it(trams: Parts):
    bell = ask(trams, "noon bell weight stone", "/fr/docs/cars")
    coal = ask(trams, "Heron coal top station", "/fr/docs/1.0/cars")

    assert "12 stone" in bell.message and pages_of(bell) == ["/fr/docs/bells"]
    assert "10 sacks" in coal.message and pages_of(coal) == ["/fr/docs/1.0/cars"]


def test_what_a_translation_does_not_have_is_looked_for_in_the_usual_language_of_the_same_version(trams: Parts):
    answer = ask(trams, "sacks coal top station", "/fr/docs/2.0/cars")

    assert "burns 20 sacks" in answer.message and pages_of(answer) == ["/docs/2.0/cars"]
    assert ask(trams, "oil lamp trimmed lamplighter", "/fr/docs/2.0/cars").status == "not_in_book"


def test_what_only_another_version_says_is_not_told(trams: Parts):
    question = "When is an oil lamp trimmed by the lamplighter?"

    assert "every evening" in ask(trams, question, "/docs/1.0/cars").message
    assert ask(trams, question, "/docs/cars").status == "not_in_book"
    assert ask(trams, question).status == "not_in_book"


def test_docs_of_another_kind_are_told_beside_every_version_as_they_are_shown_by_default(trams: Parts):
    question = "Which tram does Odra Pell drive?"

    for page in ("", "/docs/1.0/cars", "/fr/docs/2.0/cars"):
        assert "first tram of the day" in ask(trams, question, page).message
    assert "new year" in ask(trams, question, "/crew/next/pell").message


def test_a_version_that_is_named_is_the_one_that_is_told(trams: Parts):
    answer = ask(trams, "How much coal does a Heron burn in version 1.0?")

    assert "10 sacks" in answer.message and pages_of(answer) == ["/docs/1.0/cars"]


def test_who_reads_an_old_version_may_ask_for_the_latest_by_its_name(trams: Parts):
    answer = ask(trams, "How much coal does a Heron burn in version 3.0?", "/docs/1.0/cars")

    assert "30 sacks" in answer.message and pages_of(answer) == ["/docs/cars"]


def test_a_maintainer_sees_which_edition_was_searched(trams: Parts):
    async def rehearse() -> list[str]:
        events = [each async for each in trams.assistant.rehearse(Question(COAL, page_path="/docs/1.0/cars"))]
        return [note for each in events if isinstance(each, Retrieved) for note in each.retrieval.notes]

    assert asyncio.run(rehearse()) == ["searched in what the site shows below /docs/1.0 only"]


def test_a_search_and_what_is_suggested_are_of_one_version(trams: Parts):
    found = asyncio.run(trams.assistant.search("coal of a Heron", 20)).hits
    suggested = ask(trams, "How much coal does a Heron with iron shoes burn?", "/docs/2.0/cars").suggestions

    assert [hit.chunk.url for hit in found if hit.chunk.section == "Coal"] == ["/docs/cars#coal"]
    assert suggested == ("What does the book say about iron brake shoes?",)


def test_the_book_and_a_page_as_a_whole_are_those_of_the_version(trams: Parts):
    about = ask(trams, "What is this book about?", "/docs/cars")
    page = ask(trams, "Summarize this page", "/docs/1.0/cars")

    assert about.message.startswith("The Vell Tramway runs steam trams along the river Orl.")
    assert not [url for url in pages_of(about) if "/next" in url or "/1.0" in url or "/2.0" in url or "/fr/" in url]
    assert "10 sacks" in page.message and set(pages_of(page)) == {"/docs/1.0/cars"}


def test_a_conversation_without_a_page_goes_on_in_the_version_that_it_cited(trams: Parts):
    first = ask(trams, COAL, "/docs/1.0/cars")
    then = ask(trams, "And what are its brake shoes cast from?", session=first.session_id)

    assert set(pages_of(then)) == {"/docs/1.0/cars"}
    assert pages_of(ask(trams, COAL, "/docs/2.0/cars", first.session_id)) == ["/docs/2.0/cars"]


@pytest.mark.parametrize(
    ("here", "edition"),
    [
        ("trams/docs/2.0/cars", "trams/docs/2.0"),
        ("docs/2.0/cars", "trams/docs/2.0"),  # a front end that leaves the base out
        ("trams/docs/2.0.1/cars", "trams"),
        ("fr", "trams/fr"),
        ("trams/france/cars", "trams"),
        ("elsewhere", "trams"),
    ],
)
def test_an_edition_is_known_by_how_an_address_begins(here: str, edition: str):
    assert edition_at(["trams", "trams/docs/2.0", "trams/fr", "trams/fr/docs/2.0"], here) == edition


@pytest.mark.parametrize(
    ("read", "message", "edition", "asked"),
    [
        ("", "How do I light a boiler in version 2.x?", "docs/2.x", "How do I light a boiler?"),
        ("docs/v1", "In the version 2.x, are there lamps?", "docs/2.x", "are there lamps?"),
        ("", "Does v1 have lamps?", "docs/v1", "Does have lamps?"),
        ("fr", "Comment allumer une chaudière avec la version 2.x ?", "fr/docs/2.x", "Comment allumer une chaudière ?"),
        ("docs/v1", "What has changed between version 2.x and version 1?", "docs/v1", ""),
        ("", "Is there a car 2.x?", "", ""),
        ("", "In version 1.5, are there lamps?", "", ""),
        ("", "What comes in the next version?", "", ""),
        ("", "version 2.x", "", ""),
        ("", "How do I call /api/v1/users?", "", ""),
        ("", "What is in lamps-v1.zip, or at lamps@v1?", "", ""),
        ("", "How do I unpack v1.zip?", "", ""),
    ],
)
def test_who_names_a_version_is_answered_from_it(read: str, message: str, edition: str, asked: str):
    known = ["", "docs/next", "docs/2.x", "docs/v1", "fr", "fr/docs/2.x"]

    assert in_version(known, read, message, {}) == (edition, asked or message)


@pytest.mark.parametrize("message", ["And in version 1.0?", "version 1.0?", "v1.0"])
def test_what_was_asked_before_is_asked_of_a_version_that_is_named_alone(trams: Parts, message: str):
    session = ask(trams, COAL, "/docs/2.0/cars").session_id
    answer = ask(trams, message, "/docs/2.0/cars", session)

    assert "10 sacks" in answer.message and pages_of(answer) == ["/docs/1.0/cars"]


def test_a_version_is_known_by_its_name_beside_a_language_that_is_not_known():
    known = ["", "docs/2.x", "fa", "fa/docs/2.x"]

    assert in_version(known, "", "Are there lamps in version 2.x?", {})[0] == "docs/2.x"
    assert in_version(known, "fa", "Are there lamps in version 2.x?", {})[0] == "fa/docs/2.x"
    assert as_asked(known, "fa/docs/2.x", "Are there lamps?", ENGLISH) == "fa/docs/2.x"


def test_a_version_is_called_as_its_folder_whatever_its_address_is(tmp_path: Path):
    config = "module.exports = {presets: [['c', {docs: {versions: {'1.0': {path: 'legacy', label: '1.0'}}}}]]};"
    old = with_pages(tmp_path, {**PAGES, "docusaurus.config.js": config})
    answer = ask(old, "How much coal does a Heron burn in version 1.0?")

    assert "10 sacks" in answer.message and pages_of(answer) == ["/docs/legacy/cars"]


@pytest.mark.parametrize(
    ("read", "message", "edition"),
    [
        ("", "Wie schwer ist ein Finch?", "de"),
        ("docs/1.0", "Wie schwer ist ein Finch?", "de/docs/1.0"),
        ("de/docs/1.0", "How heavy is a Finch?", "docs/1.0"),
        ("de", "Como se acende a caldeira do bonde?", "pt-BR"),
        ("de/docs/1.0", "Como se acende a caldeira do bonde?", "de/docs/1.0"),  # a version that is not there in it
        ("de", "Quanto pesa un tram di questa linea?", "de"),  # a language that the site does not have
        ("de", "Finch die casting", "de"),
        ("de", "tram", "de"),
        ("", "tram", ""),
    ],
)
def test_who_asks_in_another_language_of_the_site_is_answered_in_it(read: str, message: str, edition: str):
    assert as_asked(["", "docs/1.0", "de", "de/docs/1.0", "pt-BR"], read, message, ENGLISH) == edition


@pytest.mark.parametrize(
    ("edition", "url", "there"),
    [
        ("trams/fr", "https://vell.example/trams/docs/cars#coal", "https://vell.example/trams/fr/docs/cars#coal"),
        ("trams/fr/docs/2.0", "/trams/docs/2.0/cars", "/trams/fr/docs/2.0/cars"),
        ("trams/fr", "/trams", "/trams/fr"),
        ("trams/fr", "/trams/fr/docs/cars", "/trams/fr/docs/cars"),
        ("trams/docs/2.0", "/trams/crew/pell", "/trams/crew/pell"),
        ("trams", "/trams/docs/cars", "/trams/docs/cars"),
    ],
)
def test_a_page_that_is_not_translated_is_linked_to_among_those_of_the_language(edition: str, url: str, there: str):
    known = ["trams", "trams/docs/2.0", "trams/fr", "trams/fr/docs/2.0"]

    assert in_language(known, edition, replace(EXAMPLE, url=url)).url == there


def test_an_english_question_on_a_french_page_is_answered_from_the_english_page_of_its_version(trams: Parts):
    answer = ask(trams, COAL, "/fr/docs/2.0/cars")

    assert "20 sacks" in answer.message and pages_of(answer) == ["/docs/2.0/cars"]
