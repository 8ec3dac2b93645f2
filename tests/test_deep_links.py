"""A click on a source lands on the cited sentence: tried in Chromium, on pages as a site shows them."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from rag.citations import deep_link

FAR = "<p>Filling words that stand in between.</p>" * 200

# What the chunk holds word for word, and the HTML that the site makes of it.
SENTENCES = {
    "plain": ("The kettle whistles at noon.", "<p>First. The kettle whistles at noon. Last.</p>"),
    "emphasis and a link": ("The iron kettle is slow.", '<p>The <b>iron</b> <a href="/x">kettle</a> is slow.</p>'),
    "reserved characters": ("Re-heat, pour & serve: 50% more?", "<p>Re-heat, pour &amp; serve: 50% more?</p>"),
    "inline code": ("Call `pour(cup)` twice a day.", "<p>Call <code>pour(cup)</code> twice a day.</p>"),
    "a long one": (
        " ".join(f"word{n}" for n in range(30)) + ".",
        "<p>" + " ".join(f"word{n}" for n in range(30)) + ".</p>",
    ),
    "a table row": (
        "| Mug | 350 ml |",
        "<table><tr><th>Cup</th><th>Volume</th></tr><tr><td>Mug</td><td>350 ml</td></tr></table>",
    ),
    "a formula in the middle": (
        "The mass is $m = 3$ in all of these many cases.",
        "<p>The mass is <span class='katex'>m=3m = 3</span> in all of these many cases.</p>",
    ),
    "no Latin letters": ("水は百度で沸く。", "<p>水は百度で沸く。</p>"),
    "emoji and accents": ("Café ☕ is naïve.", "<p>Café ☕ is naïve.</p>"),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, html = SENTENCES.get(list(SENTENCES)[int(self.path.strip("/") or 0)], ("", ""))
            body = f"<!doctype html><meta charset=utf-8><body>{FAR}<div id=cited>{html}</div>{FAR}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser.new_page(viewport={"width": 800, "height": 600})
        browser.close()


def in_view(page: Page, url: str) -> bool:
    page.goto("about:blank")
    page.goto(url)
    page.wait_for_timeout(150)
    return bool(
        page.evaluate(
            "() => { const box = document.getElementById('cited').getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight }"
        )
    )


@pytest.mark.parametrize("name", SENTENCES)
def test_the_link_scrolls_to_the_sentence(site, chromium, name):
    quote, _ = SENTENCES[name]
    assert in_view(chromium, deep_link(f"{site}/{list(SENTENCES).index(name)}", quote))


def test_without_the_fragment_the_sentence_is_out_of_sight(site, chromium):
    assert not in_view(chromium, f"{site}/0")
