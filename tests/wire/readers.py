"""A reader of the tram book's site, in a real Chromium: what they do with the chat, and what they see and hear of it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import PAGES
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from wire.book_site import BookSite, rendered
from wire.space import Space

SWITCHES = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
PATIENCE = 20_000  # ms that an expectation may take on a busy machine
SCREENSHOTS = Path(__file__).parent.parent / "screenshots"

SITE = {
    "/docs/": rendered(PAGES["index.md"]),
    "/docs/cars": rendered(PAGES["01-cars.md"]),
    "/docs/boiler": rendered(PAGES["02-boiler/index.md"]),
    "/docs/signals": rendered(PAGES["03-signals.mdx"]),
    "/docs/people": rendered(PAGES["04-people.md"]),
}

# What a screen reader would be told: text that is added in a live region, unless the nearest word on it says "off".
LISTEN = """() => {
  window.heard = [];
  const isLive = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const said = each.getAttribute?.('aria-live');
      if (said) return said !== 'off';
      if (['log', 'status', 'alert'].includes(each.getAttribute?.('role'))) return true;
    }
    return false;
  };
  const root = document.querySelector('book-chat').shadowRoot;
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      if (node.textContent.trim() && isLive(node.nodeType === 1 ? node : change.target)) window.heard.push(node.textContent);
    }
    for (const { type, target } of changes) {
      if (type === 'characterData' && isLive(target.parentElement)) window.heard.push(target.data);
    }
  }).observe(root, { childList: true, subtree: true, characterData: true });
}"""


class Reader:
    """Somebody who reads the site, and may ask."""

    def __init__(self, context: BrowserContext, site: BookSite) -> None:
        self.site = site
        self.context = context
        self.hosts: set[str] = set()
        self.asked: list[dict] = []
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)

    def _note(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https"):
            self.hosts.add(address.hostname or "")
        if address.path == "/chat" and request.method == "POST":
            self.asked.append(request.post_data_json)

    def _console(self, message) -> None:
        # A failed request is told by the browser itself; what our own code or a policy says must not be.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def visit(self, path: str = "/docs/cars") -> "Reader":
        self.page.goto(f"{self.site.url}{path}")
        self.chat.wait_for(state="attached")
        return self

    def open(self) -> "Reader":
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def ask(self, question: str) -> None:
        self.field.fill(question)
        self.field.press("Enter")

    def asks(self, question: str) -> Locator:
        """Asks, and waits for the end of the answer."""
        before = self.turns.count()
        self.ask(question)
        expect(self.turns).to_have_count(before + 1)
        expect(self.turns.last).to_have_attribute("data-whole", "")
        return self.turns.last

    def listen(self) -> None:
        self.page.evaluate(LISTEN)

    @property
    def heard(self) -> list[str]:
        return self.page.evaluate("() => window.heard")

    def still(self) -> None:
        """As soon as nothing moves any more but what moves all the time: half faded in, everything looks different."""
        self.page.evaluate(
            """async () => {
              const moving = document.querySelector('book-chat').shadowRoot.getAnimations();
              await Promise.all(moving.filter((each) => each.effect.getTiming().iterations === 1).map((each) => each.finished));
            }"""
        )

    def focused(self) -> str:
        """The name of what has the focus, inside of the chat too."""
        return self.page.evaluate(
            """() => { let node = document.activeElement; while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
            return node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? node.textContent.trim() }"""
        )

    def keep_picture(self, name: str) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.still()
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    @property
    def chat(self) -> Locator:
        return self.page.locator("book-chat")

    @property
    def launcher(self) -> Locator:
        return self.chat.locator(".launcher")

    @property
    def panel(self) -> Locator:
        return self.chat.get_by_role("dialog")

    @property
    def field(self) -> Locator:
        return self.panel.get_by_label("Your question")

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    @property
    def turns(self) -> Locator:
        return self.log.get_by_role("article")

    @property
    def note(self) -> Locator:
        """What went wrong, or what is waited for."""
        return self.turns.last.locator(".note")

    def button(self, name: str) -> Locator:
        return self.chat.get_by_role("button", name=name, exact=True)

    def citation(self, number: int = 1) -> Locator:
        return self.turns.last.locator(".body").get_by_role("link", name=f"Source {number}:")


VIEWPORT = {"width": 1280, "height": 860}


class Readers:
    """Whoever arrives; their pages may load nothing from elsewhere and meet no broken script.

    Each has a tab of ``shared``, which is all that the chat remembers by, or a browser of their own where they want options: one more
    takes as long as a test.
    """

    def __init__(self, browser: Browser, shared: BrowserContext, site: BookSite) -> None:
        self._browser = browser
        self._shared = shared
        self._site = site
        self._arrived: list[Reader] = []

    def arrive(self, **options) -> Reader:
        context = self._browser.new_context(**{"viewport": VIEWPORT, **options}) if options else self._shared
        self._arrived.append(Reader(context, self._site))
        return self._arrived[-1]

    def leave(self) -> None:
        for reader in self._arrived:
            reader.page.close()
            if reader.context is not self._shared:
                reader.context.close()
        self._shared.set_offline(False)
        self._shared.clear_permissions()
        for reader in self._arrived:
            assert reader.hosts <= {"localhost", "127.0.0.1"}
            assert reader.complaints == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=VIEWPORT)
    context.new_page()  # which stays: with its last page a context loses what it has compiled
    yield context
    context.close()


@pytest.fixture
def site() -> Iterator[BookSite]:
    with BookSite(SITE) as site:
        yield site


@pytest.fixture
def space(site: BookSite) -> Iterator[Space]:
    """A Space that does as it is told; the site has copied the chat's files, and names the Space."""
    with Space() as space:
        site.tag(space.url)
        yield space


@pytest.fixture
def readers(browser: Browser, shared: BrowserContext, site: BookSite) -> Iterator[Readers]:
    readers = Readers(browser, shared, site)
    yield readers
    readers.leave()


@pytest.fixture
def reader(readers: Readers, space: Space) -> Reader:
    """Has come to a page of the site whose chat asks the stand-in."""
    space.says("Each car has a sand brake and a rail magnet.")
    return readers.arrive()
