"""What changed from one version to the next: known by its headings, told to who asks for it, and behind what holds today for all others."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.changelogs import asks_what_changed, is_changelog
from rag.types import Question

PAGES = {
    "changelog.md": """# Changelog

## 1.4.0 (March 3, 2031)

- Fix how the brakes stop the tram on a hill.
- Fix the lamp of a tram that burns on hills.
- Add sand to the brakes of the tram.

## 1.3.9

- The brakes of the tram are made of oak.
""",
    "brakes.md": """# Stopping

On a hill pull the lever of the brakes of the tram slowly, and let the sand fall.
""",
    "lamps.md": "# Light\n\nThe lamp of a tram burns oil from Vell. On a hill it is turned low.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


@pytest.mark.parametrize(
    ("title", "section", "slug"),
    [
        ("Changelog", "Brakes", "a"),
        ("Release notes", "", "a"),
        ("What’s new in the depot", "Lamps", "a"),
        ("History", "", "project/changelog"),
        ("Tram", "1.18.2 - 2026-10-27", "a"),
        ("Tram", "v1.2 › Fixed", "a"),
        ("Tram", "0.9 (May 2, 2031) › Fixed", "a"),
        ("Tram", "Release 7-rc.1", "a"),
        ("Tram v1.8.0", "Brakes", "a"),
        ("Image", "Version history", "a"),
        ("Tram", "Unreleased", "a"),
        ("V5 Migration Guide", "Brakes", "a"),
        ("Tram", "", "guides/migration-guide-v4"),
        ("Tram", "Breaking changes › Brakes", "a"),
    ],
)
def test_a_changelog_is_known_by_its_name_or_by_the_version_above_it(title: str, section: str, slug: str):
    assert is_changelog(title, section, slug)


@pytest.mark.parametrize(
    ("title", "section"),
    [
        ("Tram", ""),
        ("V8", "`v8.queryObjects(ctor[, options])`"),
        ("Python 3.11", "Install"),
        ("Tram", "2.1 Brakes"),
        ("Tram", "Chapter 1.2.3"),
        ("Migrating to v2.0", "Brakes"),
        ("The history of trams", "Changes of 1931"),
    ],
)
def test_numbers_and_changes_alone_make_no_changelog(title: str, section: str):
    assert not is_changelog(title, section, "a")


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("What's new in 1.4?", True),
        ("When was sand added to the brakes?", True),
        ("Which of them were removed?", True),
        ("How do I upgrade?", True),
        ("Which version renamed the brakes?", True),
        ("in what tram version are there brakes", True),
        ("How do I create a new tram?", False),
        ("How do I change the brakes?", False),
        ("What does the lever do when it rains?", False),
    ],
)
def test_who_asks_what_changed_is_known(message: str, asks: bool):
    assert asks_what_changed(message) is asks


def test_what_holds_today_is_found_before_what_was_once_mended(trams: Parts):
    found = asyncio.run(trams.assistant.search("What does the lamp of a tram burn on hills?", 3))

    assert [hit.chunk.title for hit in found.hits][0] == "Light"


def test_no_line_of_a_changelog_tells_what_to_do(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("How do I stop the tram on a hill with the brakes?")))

    assert answer.message.startswith(
        "On a hill pull the lever of the brakes of the tram slowly, and let the sand fall. [1]"
    )


def test_who_asks_what_changed_is_told_from_the_changelog(trams: Parts):
    answer = asyncio.run(
        trams.assistant.ask(Question("Since when is there sand in the brakes of the tram, what was added?"))
    )

    assert "Add sand to the brakes of the tram." in answer.message
    assert answer.sources[0].title == "Changelog"
