"""`useChat` of the Vercel AI SDK: the README's component, built with the packages as npm gives them, in Chromium on another origin."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Program, free_port
from playwright.sync_api import Browser, Page
from wire.readme import block
from wire.site import Site, a_space, as_on_a_space, chromium
from wire.space import Space, begun, delta

PACKAGES = ROOT / "tests" / "site" / "node_modules"
ESBUILD = PACKAGES / ".bin" / "esbuild"
# The newest, and the one before it, which npm picks where Node is older than 22.
VERSIONS = {"7": [], "6": ["--alias:ai=ai-6", "--alias:@ai-sdk/react=ai-sdk-react-3"]}

ENTRY = """
import { createRoot } from "react-dom/client";
import BookChat from "./BookChat.jsx";
createRoot(document.getElementById("root")).render(<BookChat />);
"""
PAGE = '<!doctype html><meta charset="utf-8"><title>A site</title><div id="root"></div><script type="module" src="/%s.js"></script>'


def built(folder: Path, component: str, version: str) -> str:
    """The page's script, as a bundler makes it of the component."""
    assert ESBUILD.exists(), (
        "the packages of tests/site are missing; `make test` installs them, or `npm ci --prefix tests/site`"
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "BookChat.jsx").write_text(component, encoding="utf-8")
    (folder / "entry.jsx").write_text(ENTRY, encoding="utf-8")
    (folder / "client.js").write_text((ROOT / "rag/web/static/client.js").read_text(encoding="utf-8"), encoding="utf-8")
    options = [
        "--bundle",
        "--format=esm",
        "--jsx=automatic",
        "--log-level=warning",
        '--define:process.env.NODE_ENV="production"',
    ]
    run = subprocess.run(
        [str(ESBUILD), "entry.jsx", *options, *VERSIONS[version]],
        cwd=folder,
        env={"NODE_PATH": str(PACKAGES), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory, server: Program, site: Site) -> Iterator[Program]:
    with a_space(tmp_path_factory.mktemp("space"), server, site) as program:
        yield program


@pytest.fixture
def opened(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page with the component, asking the Space at some address."""
    pages = []

    def opens(space: str, version: str, change: Callable[[str], str] = lambda component: component) -> Page:
        name = f"page-{len(pages)}"
        site.pages[f"/{name}.js"] = built(tmp_path / name, change(block("jsx", "useChat", space)), version)
        site.pages[f"/{name}"] = PAGE % name
        page = browser.new_page()
        pages.append(page)
        page.goto(f"{site.url}/{name}")
        page.wait_for_selector("input[name=question]")
        return page

    yield opens
    for page in pages:
        page.close()


def ask(page: Page, question: str) -> None:
    page.fill("input[name=question]", question)
    page.press("input[name=question]", "Enter")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_installed_packages_are_those_versions(version):
    names = ["ai", "@ai-sdk/react"] if version == "7" else ["ai-6", "ai-sdk-react-3"]
    ai, react = (json.loads((PACKAGES / name / "package.json").read_text()) for name in names)

    assert ai["version"].startswith(f"{version}.") and ai["name"] == "ai"
    assert react["name"] == "@ai-sdk/react" and react["dependencies"]["ai"].startswith(f"{version}.")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_page_shows_answer_sources_and_status_and_goes_on_with_the_conversation(opened, space, site, version):
    page = opened(space.url, version)
    bodies = []
    page.on("request", lambda request: request.method == "POST" and bodies.append(request.post_data_json))
    ask(page, "How fast is a Heron?")
    page.wait_for_selector("article[data-status=answered]")

    question, answer = page.query_selector_all("article")
    assert question.inner_text() == "How fast is a Heron?"
    assert "31 km/h" in answer.query_selector("p").inner_text() and "[1]" in answer.query_selector("p").inner_text()
    link = answer.query_selector("a")
    assert link.inner_text() == "[1] Cars"
    assert link.get_attribute("href").startswith("/docs/cars") and ":~:text=" in link.get_attribute("href")
    assert page.query_selector("[role=alert]") is None

    ask(page, "And a Finch?")
    page.wait_for_function("document.querySelectorAll('article[data-status]').length === 2")
    assert "38 km/h" in page.query_selector_all("article")[3].inner_text()

    first, second = bodies
    assert first == {"message": "How fast is a Heron?", "page": {"path": "/page-0"}}
    assert second["message"] == "And a Finch?" and re.fullmatch(r"[\w-]{32}", second["session_id"])


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_book_does_not_cover_is_said(opened, space, version):
    page = opened(space.url, version)
    ask(page, "Who won the football world cup in 1998?")
    page.wait_for_selector("article[data-status=not_in_book]")

    assert "I could not find an answer to this in" in page.inner_text("#root")
    assert page.query_selector("article[data-status] a") is None


@pytest.mark.parametrize("version", VERSIONS)
def test_a_refusal_is_shown_in_the_servers_words(opened, space, version):
    page = opened(space.url, version, lambda component: component.replace("maxLength={500}", ""))
    ask(page, "x" * 600)

    assert "500" in page.wait_for_selector("[role=alert]").inner_text()
    assert "{" not in page.inner_text("[role=alert]")


@pytest.mark.parametrize("version", VERSIONS)
def test_an_answer_that_breaks_off_is_kept_and_the_error_part_shown(opened, version):
    ends = [
        {"type": "text-end", "id": "answer"},
        {"type": "error", "errorText": "The answer broke off; please ask again."},
    ]
    with Space() as space:
        space.replies = [[*begun(), delta("A Heron runs"), *ends]]
        page = opened(space.url, version)
        ask(page, "How fast is a Heron?")

        assert page.wait_for_selector("[role=alert]").inner_text() == "The answer broke off; please ask again."
        assert "A Heron runs" in page.query_selector_all("article")[1].inner_text()


@pytest.mark.parametrize("version", VERSIONS)
def test_with_the_clients_help_a_question_waits_for_a_space_that_starts_late(
    opened, programs, server, site, tmp_path, version
):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    waiting = block("jsx", "createBookChat", url)
    page = opened(url, version, lambda component: component.replace("  prepareSend", f"{waiting}  prepareSend", 1))
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/health")):
        ask(page, "How fast is a Heron?")
    programs.serve(PORT=str(port), **as_on_a_space(tmp_path, server, site))

    page.wait_for_selector("article[data-status=answered]")
    assert "31 km/h" in page.inner_text("#root")
