"""A whole Docusaurus site in, the pages of its docs out, each at the address that the site's own build gives it."""

import json
from pathlib import Path

import pytest
from conftest import Programs
from test_book_library import book

from rag.book.library import Unreadable, read_book
from rag.types import Page

CONFIG = """
// docs: { routeBasePath: 'commented-out' }
const config: Config = {
  title: "Trams' site", url: 'https://vell.example', baseUrl: process.env.BASE ?? '/',
  i18n: { defaultLocale: 'en', locales: ['en', 'fr'] },
  presets: [['classic', { docs: { %s sidebarPath: './sidebars.js', editUrl: ({docPath}) => `https://${docPath}` }, blog: {} } satisfies X]],
  plugins: [
    ['@docusaurus/plugin-content-docs', { id: 'crew', path: 'people', routeBasePath: '/team', sidebarPath: false }],
  ],
};
export default config;
"""
CARS = "# Cars\n\nA car has doors.\n"
SITE = {
    "docs/cars.md": CARS,
    "docs/bells.md": "# Bells\n",
    "versioned_docs/version-2.0/cars.md": CARS,
    "versioned_docs/version-1.0/cars.md": CARS,
    "versioned_docs/version-1.0/lamps.md": "# Lamps\n",
    "versions.json": '["2.0", "1.0"]',
    "i18n/fr/docusaurus-plugin-content-docs/version-2.0/cars.md": "# Voitures\n",
    "i18n/fr/docusaurus-plugin-content-docs-crew/current/pell.md": "# Mme Pell\n",
    "people/pell.md": "# Odra Pell\n",
    "blog/2024-01-05-news.md": "# News\n",
    "src/pages/faq.md": "# FAQ\n",
    "README.md": "# This website is built using Docusaurus\n",
}


def site(root: Path, docs: str = "", files: dict[str, str] | None = None) -> Path:
    """A site whose config says ``docs`` of its docs."""
    return book(root, {"docusaurus.config.ts": CONFIG % docs, **(SITE if files is None else files)})


def pages(root: Path, **where: str) -> dict[str, Page]:
    return {page.source_path: page for page in read_book(root, **where) if isinstance(page, Page)}


def urls(root: Path, **where: str) -> dict[str, str]:
    return {path: page.url for path, page in pages(root, **where).items()}


def test_docs_have_the_addresses_of_their_version_language_and_plugin_and_nothing_else_is_read(tmp_path: Path):
    assert urls(site(tmp_path)) == {
        "versioned_docs/version-2.0/cars.md": "/docs/cars",
        "i18n/fr/docusaurus-plugin-content-docs/version-2.0/cars.md": "/fr/docs/cars",
        "docs/bells.md": "/docs/next/bells",
        "docs/cars.md": "/docs/next/cars",
        "versioned_docs/version-1.0/cars.md": "/docs/1.0/cars",
        "versioned_docs/version-1.0/lamps.md": "/docs/1.0/lamps",
        "people/pell.md": "/team/pell",
        "i18n/fr/docusaurus-plugin-content-docs-crew/current/pell.md": "/fr/team/pell",
    }


@pytest.mark.parametrize(
    ("docs", "expected"),
    [
        ("lastVersion: 'current',", {"docs": "/docs/cars", "2.0": "/docs/2.0/cars", "1.0": "/docs/1.0/cars"}),
        ("includeCurrentVersion: false,", {"docs": None, "2.0": "/docs/cars", "1.0": "/docs/1.0/cars"}),
        ('onlyIncludeVersions: ["2.0"],', {"docs": None, "2.0": "/docs/cars", "1.0": None}),
        ("routeBasePath: '/',", {"docs": "/next/cars", "2.0": "/cars", "1.0": "/1.0/cars"}),
        (
            "versions: { current: { label: 'Next', path: 'canary' }, '1.0': { path: `old` } },",
            {"docs": "/docs/canary/cars", "2.0": "/docs/cars", "1.0": "/docs/old/cars"},
        ),
        ("disableVersioning: true,", {"docs": "/docs/cars", "2.0": None, "1.0": None}),
        (
            "versions: { '2.0': { path: 'latest' }, [old]: { path: 'older' } },",
            {"docs": "/docs/next/cars", "2.0": "/docs/latest/cars", "1.0": "/docs/1.0/cars"},
        ),
        # What is computed is not known; nobody guesses what it comes to.
        (
            "lastVersion: isLive ? 'current' : '2.0',",
            {"docs": "/docs/next/cars", "2.0": "/docs/cars", "1.0": "/docs/1.0/cars"},
        ),
    ],
)
def test_what_the_config_says_of_versions_holds(tmp_path: Path, docs: str, expected: dict[str, str | None]):
    found = urls(site(tmp_path, docs))

    folders = {"docs": "docs", "2.0": "versioned_docs/version-2.0", "1.0": "versioned_docs/version-1.0"}
    assert {version: found.get(f"{folder}/cars.md") for version, folder in folders.items()} == expected


def test_a_page_is_shown_by_its_version_and_in_languages_that_it_is_not_translated_to(tmp_path: Path):
    shown = {path: page.editions for path, page in pages(site(tmp_path)).items()}

    assert shown["versioned_docs/version-2.0/cars.md"] == ("",)
    assert shown["i18n/fr/docusaurus-plugin-content-docs/version-2.0/cars.md"] == ("fr",)
    assert shown["docs/bells.md"] == ("docs/next", "fr/docs/next")
    assert shown["versioned_docs/version-1.0/lamps.md"] == ("docs/1.0", "fr/docs/1.0")
    assert shown["people/pell.md"] == ("", "docs/next", "docs/1.0")  # the crew is beside every version of the docs


def test_editions_stand_below_the_base_of_the_site(tmp_path: Path):
    found = pages(site(tmp_path), base_url="https://vell.example/trams/")

    assert found["docs/bells.md"].url == "https://vell.example/trams/docs/next/bells"
    assert found["docs/bells.md"].editions == ("trams/docs/next", "trams/fr/docs/next")
    assert found["versioned_docs/version-2.0/cars.md"].editions == ("trams",)


def test_editions_are_called_as_browsers_have_their_addresses(tmp_path: Path):
    files = {"docs/cars.md": CARS, "versioned_docs/version-été 1/cars.md": CARS, "versions.json": '["2.0", "été 1"]'}
    found = pages(book(tmp_path, files), base_url="/ö/")

    assert found["versioned_docs/version-été 1/cars.md"].url == "/%C3%B6/docs/%C3%A9t%C3%A9%201/cars"
    assert found["versioned_docs/version-été 1/cars.md"].editions == ("%C3%B6/docs/%C3%A9t%C3%A9%201",)


def test_a_repository_with_the_site_in_a_folder_is_that_site(tmp_path: Path):
    site(tmp_path / "website", "path: '../handbook',", {"README.md": "# Website\n"})
    book(tmp_path, {"handbook/cars.md": CARS, "README.md": "# Trams\n", "CHANGELOG.md": "# 2.0\n"})

    assert urls(tmp_path) == {"handbook/cars.md": "/docs/cars"}


def test_docs_beside_the_folder_of_the_site_are_missed_in_words(tmp_path: Path):
    website = site(tmp_path / "website", "path: '../handbook',")
    book(tmp_path, {"handbook/cars.md": CARS})

    missed = [(each.source_path, each.reason) for each in read_book(website) if isinstance(each, Unreadable)]

    assert missed == [
        ("../handbook", "these docs of the site stand outside of the book; name the folder that holds both")
    ]
    assert urls(website)["versioned_docs/version-2.0/cars.md"] == "/docs/cars"


@pytest.mark.parametrize("path", ["..", "../", "/", "/usr"])
def test_nothing_is_read_around_the_book(tmp_path: Path, path: str):
    website = site(tmp_path / "website", f"path: '{path}',", {"docs/cars.md": CARS})

    assert [each.source_path for each in read_book(website)] == [path.rstrip("/") or "/"]


def test_docs_that_are_a_link_out_of_the_book_are_missed_in_words(tmp_path: Path):
    book(tmp_path, {"beside/cars.md": CARS})
    website = site(tmp_path / "website", "", {"more/bells.md": "# Bells\n"})
    (website / "docs").symlink_to(tmp_path / "beside")
    (website / "people").symlink_to("more")

    assert [each.source_path for each in read_book(website)] == ["docs", "people/bells.md"]


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "../" * 40 + "dev/zero"])
def test_what_a_config_names_need_not_be_a_possible_file(tmp_path: Path, name: str):
    config = (
        f"module.exports = {{presets: [['classic', {{docs: {{sidebarPath: '{name}', lastVersion: 'current'}}}}]]}};"
    )
    files = {"docusaurus.config.js": config, "docs/cars.md": CARS, "versions.json": json.dumps([name])}

    assert urls(book(tmp_path, files)) == {"docs/cars.md": "/docs/cars"}


def test_a_folder_that_may_not_be_entered_is_missed_in_words(programs: Programs, tmp_path: Path):
    """As "lost+found" may not, where the book is a volume of its own."""
    folder = book(tmp_path / "book", {"cars.md": CARS})
    (folder / "lost+found").mkdir(mode=0)
    program = programs.run("-m", "rag", "ingest", powerless=True, BOOK_DIR=str(folder), DATA_DIR=str(tmp_path / "data"))

    assert program.wait() == 1
    assert "lost+found: there is no permission to read it" in program.said + program.log
    assert "Traceback" not in program.log


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("docs", "/docs/next/cars"),
        ("versioned_docs/version-2.0", "/docs/cars"),
        ("versioned_docs/version-1.0", "/docs/1.0/cars"),
        ("i18n/fr/docusaurus-plugin-content-docs/version-2.0", "/fr/docs/cars"),
        ("blog", None),
    ],
)
def test_one_version_alone_has_the_addresses_of_its_site(tmp_path: Path, folder: str, expected: str | None):
    found = pages(site(tmp_path) / folder)

    assert {page.editions for page in found.values()} == {()}
    assert found["cars.md"].url == expected if expected else "cars.md" not in found


def test_docs_that_are_switched_off_or_computed(tmp_path: Path):
    config = """
    export default { presets: [['classic', { docs: false }]], plugins: [
      [require.resolve('@docusaurus/plugin-content-docs'), { id: 'crew', path: `${here}/crew`, routeBasePath: base(), sidebarPath: x }],
      ['@docusaurus/plugin-content-blog', { id: 'diary', path: 'diary', routeBasePath: 'diary' }],
    ] };
    """
    files = {
        "docusaurus.config.mjs": config,
        "docs/cars.md": CARS,
        "crew/pell.md": "# Pell\n",
        "diary/day.md": "# Day\n",
    }

    assert urls(book(tmp_path, files)) == {"crew/pell.md": "/crew/pell"}


def test_the_latest_version_is_shown_by_default_wherever_it_stands(tmp_path: Path):
    found = pages(site(tmp_path, "versions: { '2.0': { path: 'latest' } },"))

    assert found["versioned_docs/version-2.0/cars.md"].editions == ("",)
    assert found["i18n/fr/docusaurus-plugin-content-docs/version-2.0/cars.md"].editions == ("fr",)


def test_versions_are_known_without_the_config(tmp_path: Path):
    files = {path: text for path, text in SITE.items() if path.startswith(("docs/", "versioned_docs/", "versions"))}

    assert urls(book(tmp_path, files), route_base="handbook") == {
        "versioned_docs/version-2.0/cars.md": "/handbook/cars",
        "docs/bells.md": "/handbook/next/bells",
        "docs/cars.md": "/handbook/next/cars",
        "versioned_docs/version-1.0/cars.md": "/handbook/1.0/cars",
        "versioned_docs/version-1.0/lamps.md": "/handbook/1.0/lamps",
    }


def test_a_site_with_one_version_in_one_language_has_no_editions(tmp_path: Path):
    root = book(tmp_path, {"docusaurus.config.js": "module.exports = {presets: []}", "docs/cars.md": CARS})

    assert {path: (page.url, page.editions) for path, page in pages(root).items()} == {
        "docs/cars.md": ("/docs/cars", ())
    }


@pytest.mark.parametrize("name", ["_versions.json", "browser_versions.json"])
def test_data_that_is_called_like_versions_of_docs_makes_none(tmp_path: Path, name: str):
    found = pages(site(tmp_path, "", {"docs/cars.md": CARS, name: '["2", "1"]'}))

    assert {path: page.editions for path, page in found.items()} == {"docs/cars.md": ("", "fr")}


def test_a_translation_of_a_page_that_is_gone_is_not_shown(tmp_path: Path):
    gone = "i18n/fr/docusaurus-plugin-content-docs/version-2.0/gone.md"

    assert gone not in urls(site(tmp_path, files={**SITE, gone: "# Perdu\n"}))


def test_pages_are_read_in_the_order_of_their_docs_and_a_translation_behind_its_page(tmp_path: Path):
    french = "i18n/fr/docusaurus-plugin-content-docs/current"
    files = {
        "docs/cars/_category_.json": '{"position": 2}',
        "docs/cars/doors.md": "# Doors\n",
        "docs/zinc.md": "---\nsidebar_position: 1\n---\n# Zinc\n",
        "docs/docs.md": "# What docs are\n",
        f"{french}/cars/doors.md": "# Portes\n",
    }

    found = pages(site(tmp_path, files=files))

    assert [page.title for page in found.values()] == ["Zinc", "Doors", "Portes", "What docs are"]
    assert found["docs/docs.md"].url == "/docs/docs"  # a file that is called as the folder of all docs is not its index


def test_parts_are_taken_in_from_the_folder_of_the_site(tmp_path: Path):
    used = "import Oil from '@site/docs/_parts/_oil.mdx';\n\n# Cars\n\n<Oil />\n"
    files = {"docs/cars.mdx": used, "docs/_parts/_oil.mdx": "Two drops of oil.\n"}
    site(tmp_path / "website", files=files)

    [page] = pages(tmp_path).values()

    assert [block.text for section in page.sections for block in section.blocks] == ["Two drops of oil."]
