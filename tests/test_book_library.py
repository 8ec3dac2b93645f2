"""A folder of files in, pages in reading order with their addresses out."""

import os
from pathlib import Path

import pytest

from rag.book.library import LeftOut, Notice, SharedUrl, Unreadable, read_book
from rag.types import Page


def book(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def urls(files: dict[str, str | bytes], **where: str) -> dict[str, str]:
    return {page.source_path: page.url for page in read_book(files, **where) if isinstance(page, Page)}


def url(name: str, text: str = "x", **where: str) -> str:
    return urls({name: text}, **where)[name]


def notices(source: Path | dict[str, str | bytes]) -> list[tuple[type[Notice], str, str]]:
    return [(type(found), found.source_path, found.reason) for found in read_book(source) if isinstance(found, Notice)]


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intro.md", "/docs/intro"),
        ("01-part/02_chapter.mdx", "/docs/part/chapter"),
        ("003 - my doc.md", "/docs/my%20doc"),
        ("2021-01-05-news.md", "/docs/2021-01-05-news"),
        ("7.0-foo.md", "/docs/7.0-foo"),
        ("1.0.0/a.md", "/docs/1.0.0/a"),
        ("5.md", "/docs/5"),
        ("index.md", "/docs"),
        ("01-part/index.mdx", "/docs/part"),
        ("01-part/README.md", "/docs/part"),
        ("01-part/01-part.md", "/docs/part"),
        ("part/Part.md", "/docs/part"),
        ("part/1-part.md", "/docs/part/part"),
        ("Mixed Case/Über.md", "/docs/Mixed%20Case/%C3%9Cber"),
    ],
)
def test_a_file_has_the_address_that_docusaurus_gives_it(name: str, expected: str) -> None:
    assert url(name) == expected


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("slug: /start", "/docs/start"),
        ("slug: /", "/docs"),
        ("slug: other", "/docs/part/other"),
        ("slug: ../up/", "/docs/up"),
        ("slug: 2024", "/docs/part/2024"),
        ("id: named", "/docs/part/named"),
        ("parse_number_prefixes: false", "/docs/01-part/02-a"),
        ("title: only", "/docs/part/a"),
    ],
)
def test_front_matter_may_change_the_address(front_matter: str, expected: str) -> None:
    assert url("01-part/02-a.md", f"---\n{front_matter}\n---\nx") == expected


def test_base_url_and_route_base_stand_before_the_slug() -> None:
    assert url("a.md", base_url="/site/", route_base="handbook") == "/site/handbook/a"
    assert url("a.md", base_url="/site", route_base="/") == "/site/a"
    assert url("index.md", base_url="/", route_base="") == "/"


# ---------------------------------------------------------------- titles


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "---\ntitle: 'Say: hi'\n---\n# Other", "Say: hi"),
        ("a.md", "---\ntitle: 2024\n---\nx", "2024"),
        ("a.md", "import x from 'y'\n\n# The `real` **one** {#id}\n\nx", "The real one"),
        ("01-getting_started-now.md", "x", "Getting started now"),
        ("02-the-body/index.md", "x", "The body"),
        ("a.md", "---\nid: my-id\n---\nx", "My id"),
        ("a.md", "\ufeff---\r\ntitle: Windows\r\n---\r\nx", "Windows"),
        ("ch01-02-hello.md", "## Hello, `World`!\n\nx\n\n### A file\n\nx", "Hello, World!"),
        ("ch01-02-hello.md", "Words before.\n\n## Hello\n\nx", "Ch01 02 hello"),
        ("ch01-02-hello.md", "## Hello\n\nx\n\n## Goodbye\n\nx", "Ch01 02 hello"),
    ],
)
def test_a_page_is_called_by_front_matter_or_heading_or_name(name: str, text: str, title: str) -> None:
    assert [page.title for page in read_book({name: text}) if isinstance(page, Page)] == [title]


def test_the_name_of_the_site_behind_nearly_every_title_is_no_part_of_it() -> None:
    stated = ["Where we work", "Brakes - Wet", "Oil", "Cars", "Lamps", "Bells"]
    own = ["Pay - Vell Trams", "Vell Trams | Home"]
    named = [*(f"{each} | Vell Trams" for each in stated), *own]
    files = {f"{at}.md": f"---\ntitle: '{title}'\n---\nx" for at, title in enumerate(named)}
    assert [page.title for page in read_book(files) if isinstance(page, Page)] == [*stated, *own]


def test_what_several_titles_end_with_but_not_nearly_all_is_a_part_of_them() -> None:
    stated = ["Trams - Exercises", "Oil - Exercises", "Lamps - Exercises", "Trams", "Oil"]
    files = {f"{at}.md": f"---\ntitle: {title}\n---\nx" for at, title in enumerate(stated)}
    assert [page.title for page in read_book(files) if isinstance(page, Page)] == stated


def test_a_heading_that_is_the_title_without_the_name_of_the_site_is_no_section() -> None:
    files = {
        f"{each}.md": f"---\ntitle: {each} | Vell\n---\n# {each}\n\nOf these." for each in ("Bells", "Cars", "Oil")
    }
    assert [page.sections[0].headings for page in read_book(files) if isinstance(page, Page)] == [(), (), ()]


def test_a_heading_above_all_others_is_no_part_of_the_path_but_keeps_its_anchor() -> None:
    (page,) = read_book({"ch01.md": "## Hello\n\nx\n\n### A file\n\ny\n\n#### Its name\n\nz"})
    assert isinstance(page, Page)
    assert [(section.headings, section.anchor) for section in page.sections] == [
        ((), "hello"),
        (("A file",), "a-file"),
        (("A file", "Its name"), "its-name"),
    ]


def test_lines_count_from_the_top_of_the_file() -> None:
    (page,) = read_book({"a.md": "---\ntitle: x\n---\n\n## H\r\n\r\nwords"})
    assert isinstance(page, Page)
    assert (page.sections[0].line, page.sections[0].blocks[0].line) == (5, 7)


# ---------------------------------------------------------------- order


def test_pages_come_in_the_order_of_the_sidebar() -> None:
    files: dict[str, str | bytes] = {
        "zeta.md": "x",
        "alpha.md": "x",
        "10-ten.md": "x",
        "2-two.md": "x",
        "first.md": "---\nsidebar_position: 1.5\n---\nx",
        "03-parts/b.md": "x",
        "03-parts/a.md": "x",
        "03-parts/zz.md": "---\nsidebar_position: 1\n---\nx",
        "03-parts/index.md": "x",
        "late/a.md": "x",
        "late/_category_.json": '{"position": 11}',
        "linked/a.md": "x",
        "linked/index.md": "---\nsidebar_position: 4\n---\nx",
        "yml/a.md": "x",
        "yml/_category_.yml": "position: 5",
        "broken/a.md": "x",
        "broken/_category_.json": "{",
    }
    assert list(urls(files)) == [
        "first.md", "2-two.md", "03-parts/index.md", "03-parts/zz.md", "03-parts/a.md", "03-parts/b.md", "linked/index.md", "linked/a.md",
        "yml/a.md", "10-ten.md", "late/a.md", "alpha.md", "broken/a.md", "zeta.md",
    ]  # fmt: skip


# ---------------------------------------------------------------- what is left out, and what is wrong


def test_partials_hidden_files_and_dependencies_are_no_pages(tmp_path: Path) -> None:
    names = ["_partial.md", "_parts/a.md", ".hidden.md", ".git/a.md", "node_modules/x/README.md", "a.txt", "real.MD"]
    assert [page.source_path for page in read_book(book(tmp_path, dict.fromkeys(names, "x")))] == ["real.MD"]


def test_drafts_and_unlisted_pages_are_reported() -> None:
    files: dict[str, str | bytes] = {
        "a.md": "---\ndraft: true\n---\nx",
        "b.md": "---\nunlisted: true\n---\nx",
        "c.md": "x",
    }
    assert notices(files) == [(LeftOut, "a.md", "it is a draft"), (LeftOut, "b.md", "it is unlisted")]


def test_a_broken_file_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "bytes.md": b"fine\n\xff\xfe",
        "yaml.md": "---\ntitle: ok\nbad: [1\n---\nx",
        "big.md": "x" * 5_000_001,
        "good.md": "words",
    }
    found = notices(book(tmp_path, files))
    assert {(kind, path) for kind, path, _ in found} == {
        (Unreadable, "bytes.md"),
        (Unreadable, "yaml.md"),
        (Unreadable, "big.md"),
    }
    reasons = {path: reason for _, path, reason in found}
    assert reasons["bytes.md"] == "it is not UTF-8 text: line 2 can't be decoded"
    assert reasons["yaml.md"].startswith("its front matter is not valid YAML on line ")
    assert reasons["big.md"] == "it is larger than 5 MB"
    assert [page.source_path for page in read_book(tmp_path) if isinstance(page, Page)] == ["good.md"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Plugin: the captain's lamp", "Plugin: the captain's lamp"),
        ("title: Trams: cars: doors", "Trams: cars: doors"),
        ('title: "Plugin: lamp"', "Plugin: lamp"),
    ],
)
def test_a_colon_within_a_title_costs_no_page(line: str, title: str) -> None:
    (page,) = read_book({"a.md": f"---\n{line}\nslug: /here\n---\nwords"})
    assert (page.title, page.slug) == (title, "here")


def test_a_colon_hides_no_draft() -> None:
    text = "---\ntitle: Plan: the secret tram\ndraft: true # until: Friday\n---\nwords"
    ((kind, _, reason),) = notices({"a.md": text})
    assert (kind, reason) == (LeftOut, "it is a draft")


def test_a_colon_mends_nothing_else() -> None:
    ((kind, _, reason),) = notices({"a.md": "---\ntitle: A # b: c: d\nslug: /x: /y\n---\nwords"})
    assert kind is Unreadable and "not valid YAML" in reason
    ((kind, _, reason),) = notices({"a.md": "---\ntitle: A: b\nbad: [1\n---\nwords"})
    assert kind is Unreadable and "not valid YAML" in reason


def test_two_pages_at_one_address_are_kept_and_reported() -> None:
    found = list(read_book({"a.md": "one", "b.md": "---\nslug: /a\n---\ntwo"}))
    assert [type(thing) for thing in found] == [Page, Page, SharedUrl]
    assert notices({"a.md": "one", "b.md": "---\nslug: /a\n---\ntwo"})[0][1:] == (
        "b.md",
        "it has the same address as a.md: /docs/a",
    )


def test_links_out_of_the_book_and_loops_are_reported_and_do_not_hang(tmp_path: Path) -> None:
    root = book(tmp_path / "book", {"part/a.md": "x"})
    (tmp_path / "secret.md").write_text("secret")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "part" / "loop").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nowhere.md")
    (root / "same.md").symlink_to(root / "part" / "a.md")
    assert {(path, reason) for _, path, reason in notices(root)} == {
        ("out.md", "it is a link that leads out of the book"),
        ("part/loop", "it is a link to a folder that contains it"),
        ("gone.md", "it is a link that leads nowhere"),
    }
    assert {page.source_path for page in read_book(root) if isinstance(page, Page)} == {"same.md", "part/a.md"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    (book(tmp_path, {"a.md": "x"}) / "a.md").chmod(0)
    assert notices(tmp_path) == [(Unreadable, "a.md", "there is no permission to read it")]


def test_a_pipe_named_like_a_page_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert [path for _, path, _ in notices(tmp_path)] == ["pipe.md"]


def test_words_between_rules_are_no_front_matter() -> None:
    (page,) = read_book({"a.md": "---\njust words\n---\n\nmore"})
    assert isinstance(page, Page)
    assert page.title == "just words"


def test_single_files_and_several_files_are_a_book_too(tmp_path: Path) -> None:
    root = book(tmp_path, {"b/one.md": "1", "b/c/two.md": "2"})
    assert [page.source_path for page in read_book(root / "b/one.md")] == ["one.md"]
    assert [page.source_path for page in read_book([root / "b/one.md", root / "b/c/two.md"])] == ["c/two.md", "one.md"]
    with pytest.raises(FileNotFoundError, match="nowhere"):
        list(read_book(root / "nowhere"))


def test_pages_are_read_one_at_a_time(tmp_path: Path) -> None:
    root = book(tmp_path, {"a.md": "one", "b.md": "two"})
    pages = read_book(root)
    next(pages)
    (root / "b.md").write_text("changed")
    assert "changed" in str(next(pages))


@pytest.mark.parametrize(
    ("base_url", "route_base", "url"),
    [
        ("https://acme.example/", "docs", "https://acme.example/docs/guide/intro"),
        ("https://acme.example/site/", "docs", "https://acme.example/site/docs/guide/intro"),
        ("http://localhost:3000", "", "http://localhost:3000/guide/intro"),
        ("/site/", "docs", "/site/docs/guide/intro"),
    ],
)
def test_a_base_url_may_name_the_whole_site(base_url, route_base, url):
    [page] = read_book({"guide/01-intro.md": "# Hi"}, base_url=base_url, route_base=route_base)
    assert page.url == url
