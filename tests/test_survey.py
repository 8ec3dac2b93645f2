"""The book on disk beside what was indexed: what an ingest would change, and which links lead nowhere."""

import asyncio
from pathlib import Path

import pytest
from conftest import write_pages

from rag.book import read_book
from rag.book.links import broken_links
from rag.build import Parts, book_source
from rag.settings import Settings
from rag.survey import Survey, survey
from rag.types import Page


def surveyed(parts: Parts, settings: Settings) -> Survey:
    return survey(book_source(settings), asyncio.run(parts.store.documents()))


def test_a_book_that_is_indexed_as_it_is_would_not_change(parts: Parts, settings: Settings):
    found = surveyed(parts, settings)

    assert (found.new, found.gone) == (0, 0)
    assert sum(page.same for page in found.pages) == sum(map(len, found.chunks.values())) > 5


def test_changed_new_and_removed_pages_are_told_apart(parts: Parts, settings: Settings, book: Path):
    write_pages(book, {"06-tickets.md": "# Tickets\n\nA return ticket costs 5 groats.\n"})
    (book / "04-people.md").unlink()
    cars = book / "01-cars.md"
    cars.write_text(cars.read_text().replace("21 metres", "22 metres"))

    changed = {
        page.source_path: (page.new, page.gone) for page in surveyed(parts, settings).pages if page.new or page.gone
    }

    assert changed == {"06-tickets.md": (1, 0), "04-people.md": (0, 1), "01-cars.md": (1, 1)}


def broken(files: dict[str, str], **site: str) -> list[tuple[str, int, str]]:
    pages = [page for page in read_book({name: text for name, text in files.items()}, **site) if isinstance(page, Page)]
    return [
        (each.source_path, each.line, each.href)
        for each in broken_links(pages, files, base_url=site.get("base_url", "/"))
    ]


@pytest.mark.parametrize(
    "href",
    [
        "b.md",
        "./b.md#brakes",
        "b.md#custom",
        "b.md#raw",
        "/docs/b",
        "/docs/b/#brakes",
        "b",
        "../docs/b",
        "#here",
        "https://example.com/gone.md",
        "mailto:a@b.c",
        "/blog/whatever",
        "picture.png",
        "/img/logo.svg",
        "/docs/category/guides",
        "b.md?x=1#brakes",
    ],
)
def test_a_link_that_leads_somewhere_or_elsewhere_is_not_broken(href):
    files = {
        "a.md": f"# A\n\n## Here\n\nsee [it]({href})\n",
        "b.md": '# B\n\n## Brakes\n\ntext\n\n## More {#custom}\n\n<a id="raw"></a>text\n',
    }

    assert broken(files) == []


@pytest.mark.parametrize("href", ["c.md", "b.md#gone", "#gone", "/docs/c", "/docs/b#gone", "c", "../c.md"])
def test_a_link_that_leads_nowhere_is_named_with_its_line(href):
    files = {"a.md": f"---\ntitle: A\n---\n\ntext\n\nand\nsee [it]({href})\n", "b.md": "# B\n\n## Brakes\n\ntext\n"}

    assert broken(files) == [("a.md", 8, href)]


def test_the_base_of_the_site_may_stand_in_a_link_or_not():
    files = {"a.md": "# A\n\n[one](/book/docs/b) [two](/docs/b) [three](/book/docs/c)\n", "b.md": "# B\n\ntext\n"}

    assert broken(files, base_url="/book/") == [("a.md", 3, "/book/docs/c")]


def test_links_of_a_site_lead_through_its_folders(tmp_path: Path):
    links = "[1](@site/docs/cars.md) [2](/cars.md) [3](./cars.md#doors) [4](/docs/1.0/lamps) [5](/docs/next/cars) [6](pathname:///api)"
    site = {
        "website/docusaurus.config.js": "module.exports = {themeConfig: {}};",
        "website/versions.json": '["2.0", "1.0"]',
        "website/docs/cars.md": "# Cars\n\n## Doors\n",
        "website/docs/links.md": f"{links} [broken](@site/docs/gone.md)",
        "website/versioned_docs/version-2.0/cars.md": "# Cars\n",
        "website/versioned_docs/version-1.0/lamps.md": "# Lamps\n",
    }
    settings = Settings(book_dir=write_pages(tmp_path, site))

    assert [each.href for each in survey(book_source(settings), []).broken] == ["@site/docs/gone.md"]
