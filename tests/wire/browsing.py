"""Somebody with a browser of their own at the page for maintainers, and what must hold for each of them.

Knows how the page is used: its boxes, tabs and doors. It is led to no other host and meets no broken script, or the test fails.
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
PATIENCE = 45_000  # ms that an expectation may take; Gradio's first import is slow


class Visitor:
    """Somebody at a page of a browser."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.hosts: set[str] = set()
        self.paths: list[str] = []
        self.errors: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob"):
            self.hosts.add(address.netloc)
            self.paths.append(address.path)

    def open(self) -> "Visitor":
        self.page.goto(f"{self.url}/ui/")
        expect(self.page.locator("#question textarea")).to_be_editable(timeout=PATIENCE)
        return self

    def ask(self, question: str) -> None:
        """Returns when the answer is whole: the sources come with it."""
        expect(self.page.locator("#question .submit-button")).to_be_visible()
        before = self.answers().count()
        self.page.locator("#question textarea").fill(question)
        self.page.locator("#question textarea").press("Enter")
        expect(self.answers()).to_have_count(before + 1)
        expect(self.page.locator("#why .facts")).to_be_attached()

    def answers(self) -> Locator:
        return self.page.get_by_test_id("bot")

    def tab(self, name: str) -> None:
        """On a narrow page the last tabs of each row hide behind a button."""
        tab = self.page.get_by_role("tab", name=name, exact=True)
        hidden = self.page.locator(".overflow-dropdown").get_by_role("button", name=name, exact=True)
        for more in self.page.get_by_label("More tabs").all():
            if tab.count() or not more.is_visible():
                continue
            more.click()
            if hidden.count():
                hidden.first.click()
                return
            more.click()
        tab.first.click()

    def enter(self, name: str, password: str) -> None:
        """Through the door of a tab, which must be open."""
        self.page.locator(f"#{name}-password input").fill(password)
        self.page.locator(f"#{name}-open").click()

    def session(self) -> str:
        self.tab("Request")
        return self.page.locator("#session").locator("input, textarea").input_value()

    def curl(self) -> str:
        self.tab("Request")
        return self.page.locator("#curl .cm-content").inner_text()


class Visitors:
    """Whoever arrives; none of them may be led to another host, or meet a broken script."""

    def __init__(self, browser: Browser, url: str, shared: BrowserContext | None = None) -> None:
        """``shared``: whose cache has the page's scripts; without it, or with options, each brings a browser of their own."""
        self._browser = browser
        self._url = url
        self._shared = shared
        self._contexts: list[BrowserContext] = []
        self._arrived: list[Visitor] = []

    def arrive(self, url: str = "", **options) -> Visitor:
        context = self._shared
        if context is None or options:
            context = self._browser.new_context(**options)
            self._contexts.append(context)
        self._arrived.append(Visitor(context, url or self._url))
        return self._arrived[-1]

    def check(self) -> None:
        for visitor in self._arrived:
            strangers, visitor.hosts = visitor.hosts - {urlsplit(visitor.url).netloc}, set()
            assert strangers == set()
            assert visitor.errors == []

    def leave(self) -> None:
        for visitor in self._arrived:
            visitor.page.close()
        for context in self._contexts:
            context.close()


# ---------------------------------------------------------------- the page's own protocol


class RawPage:
    """The page's endpoints without the page: what anybody with curl can send."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=60)
        self.config: dict[str, Any] = self.client.get("/ui/config").json()

    def handlers(self) -> list[dict[str, Any]]:
        """All that have a function behind them."""
        return [each for each in self.config["dependencies"] if each["backend_fn"]]

    def send(self, handler: dict[str, Any], data: list[Any] | None, session: str, **more: Any) -> list[dict[str, Any]]:
        """What comes back, event by event; nothing where the call itself is refused."""
        body = {"data": data, "fn_index": handler["id"], "session_hash": session, **more}
        joined = self.client.post("/ui/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            assert joined.status_code in (400, 422, 500), joined.text
            return []
        with self.client.stream("GET", "/ui/gradio_api/queue/data", params={"session_hash": session}) as reply:
            lines = [line.removeprefix("data: ") for line in reply.iter_lines() if line.startswith("data: ")]
        return [event for event in map(json.loads, lines) if event["msg"] != "close_stream"]


@contextlib.contextmanager
def in_a_thread(server: Any) -> Iterator[Any]:
    """A stand-in that wants an event loop, for a test that has none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
