"""Pages for those who work on what the book is about: told to them, and behind all else for others."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.contributing import asks_to_contribute, is_for_contributors
from rag.types import Question

PAGES = {
    "contributing.md": "# Contributing\n\n## Run the tests\n\n- Run the tests of the tram with `tram-dev test`\n- Run the tests twice\n",
    "testing.md": "# Your own line\n\nWhen a line is laid, its tests are run with `tram test`.\n",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def said(parts: Parts, message: str) -> str:
    return asyncio.run(parts.assistant.ask(Question(message))).message


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Contributing", "community/contributing"), ("Welcome", "contributing-guide"), ("Code of Conduct", "conduct")],
)
def test_they_are_known_by_title_or_file(title: str, slug: str):
    assert is_for_contributors(title, slug)


@pytest.mark.parametrize(("title", "slug"), [("Development setup", "setup"), ("Contributing factors of fog", "fog")])
def test_others_are_none(title: str, slug: str):
    assert not is_for_contributors(title, slug)


def test_who_only_uses_it_is_told_how_it_is_used(trams: Parts):
    assert said(trams, "How do I run the tests?").startswith("When a line is laid, its tests are run with `tram test`.")


def test_who_contributes_is_told_how_that_is_done(trams: Parts):
    assert asks_to_contribute("How do I report a bug?") and not asks_to_contribute("How do I run the tests?")
    assert "`tram-dev test`" in said(trams, "How do contributors run the tests of the tram?")
