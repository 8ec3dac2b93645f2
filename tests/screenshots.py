"""`make screenshots`: each tab of the page at /ui/, in light and dark, 1280 and 390 pixels wide, for somebody to look at.

Serves the sample book with what the embedded parts can do, plays a visitor and a maintainer, and writes PNGs below data/screenshots.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "data" / "screenshots"
PASSWORD = "for the pictures"
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (1280, 390)]
ASKED = [
    "What are the three parts of Raibert's hopper control?",
    "Which gear is hard to backdrive, and why?",
    "Who won the world cup in 1998?",
    "Who won the 1998 world cup?",
    "How do I bake bread?",
    "What is the zero-moment point?",
]


@contextmanager
def served() -> Iterator[str]:
    """The program over the sample book, with data of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        mine = {"HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": data, "ADMIN_PASSWORD": PASSWORD}
        program = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env={**os.environ, **mine})
        try:
            url = f"http://127.0.0.1:{port}"
            _until_opened(f"{url}/ui/")
            yield url
        finally:
            program.terminate()
            program.wait()


def _until_opened(url: str) -> None:
    for _ in range(300):
        try:
            if "gradio" in urllib.request.urlopen(url, timeout=5).read().decode():
                return
        except (urllib.error.URLError, TimeoutError):
            pass
        time.sleep(0.4)
    raise SystemExit(f"{url} did not open; its log above says why")


def ask(page: Page, question: str) -> None:
    bots = page.get_by_test_id("bot")
    before = bots.count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    bots.nth(before).wait_for()
    page.locator("#why .facts").wait_for()


def tab(page: Page, name: str, within: str = "#tabs") -> None:
    shown = page.locator(within).get_by_role("tab", name=name, exact=True)
    if not shown.count() or not shown.first.is_visible():
        page.locator(within).get_by_label("More tabs").first.click()
        shown = page.locator(".overflow-dropdown").get_by_role("button", name=name, exact=True)
    shown.first.click()


def enter(page: Page, name: str) -> None:
    password = page.locator(f"#{name}-password input")
    if password.count() and password.is_visible():
        password.fill(PASSWORD)
        page.locator(f"#{name}-open").click()


def chat(page: Page) -> Locator:
    for question in ASKED:
        ask(page, question)
    page.wait_for_timeout(600)
    return page.locator("#why .verdict")


def inspector(name: str, ready: str) -> Callable[[Page], Locator]:
    def show(page: Page) -> Locator:
        tab(page, name, "#inspector")
        if name == "Chunks":
            page.locator("#chunks .chunk summary").first.click()
        return page.locator(ready).first

    return show


def lab(page: Page) -> Locator:
    tab(page, "Retrieval lab")
    page.locator("#lab-question textarea").fill("Why do humanoids fall?")
    page.locator("#lab-expected textarea").fill("push recovery")
    page.locator("#lab-compare").click()
    return page.locator(".duel")


def door(page: Page) -> Locator:
    tab(page, "Questions")
    return page.locator("#questions-password")


def questions(page: Page) -> Locator:
    enter(page, "questions")
    return page.locator("#asked .row").first


def unanswered(page: Page) -> Locator:
    tab(page, "Unanswered, grouped", "#question-lists")
    return page.locator("#unanswered .group").first


def opened(page: Page) -> Locator:
    tab(page, "All questions", "#question-lists")
    page.locator("#asked .row").last.click()
    page.locator("#opened-head .about").wait_for()
    page.locator("#rerun").click()
    return page.locator("#again-head .said")


def evaluate(page: Page) -> Locator:
    tab(page, "Evaluate")
    page.locator("#run-evaluation").click()
    return page.locator("#figures .tiles")


def book(page: Page) -> Locator:
    tab(page, "Book")
    return page.locator("#book-state .tiles")


def chunks(page: Page) -> Locator:
    tab(page, "Chunks", "#book-views")
    page.locator("#chunks-of input").click()
    page.get_by_role("option").nth(3).click()
    page.locator("#chunk-list .row").nth(1).click()
    return page.locator("#chunk .said")


def health(page: Page) -> Locator:
    tab(page, "Health")
    page.locator("#examine").click()
    return page.locator("#examined .cards")


SCENES: dict[str, Callable[[Page], Locator]] = {
    "chat": chat,
    "sources": inspector("Sources", "#sources .source"),
    "chunks": inspector("Chunks", "#chunks .chunk"),
    "prompt": inspector("Prompt", "#plan .sentences"),
    "timings": inspector("Timings", "#timings .timeline"),
    "request": inspector("Request", "#curl"),
    "lab": lab,
    "door": door,
    "questions": questions,
    "unanswered": unanswered,
    "opened": opened,
    "evaluate": evaluate,
    "book": book,
    "book-chunks": chunks,
    "health": health,
}


def take(browser: Browser, url: str, theme: str, width: int, wanted: set[str]) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(f"{url}/ui/")
    page.locator("#question textarea").wait_for()
    for name, scene in SCENES.items():
        scene(page).wait_for()
        page.wait_for_timeout(500)
        if not wanted or name in wanted:
            page.screenshot(path=FOLDER / f"{name}-{theme}-{width}.png", full_page=name != "chat")
    context.close()


def main() -> None:
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for theme, width in LOOKS:
            take(browser, url, theme, width, wanted)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")  # noqa: T201 it is a program


if __name__ == "__main__":
    main()
