"""A static site on an origin of its own, and the Chromium that a visitor opens it with."""

import contextlib
import http.server
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conftest import Program, Programs
from playwright.sync_api import Browser, sync_playwright
from wire.listener import Listener

_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


@dataclass
class Site:
    """``pages``: text by path, which a test may add to."""

    pages: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def __enter__(self) -> "Site":
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                text = site.pages.get(path)
                ending = path.rpartition(".")[2]
                self.send_response(404 if text is None else 200)
                self.send_header("Content-Type", f"{_TYPES.get(ending, 'text/html')}; charset=utf-8")
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((text or "").encode())

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._listener = Listener(Handler)
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.end()


def as_on_a_space(folder: Path, server: Program, site: Site) -> dict[str, str]:
    """Settings of a program that serves the book of ``server`` as on a Space, where only the pages of ``site`` may ask."""
    return {
        "BOOK_DIR": str(server.folder.parent / "book"),
        "DATA_DIR": str(folder / "data"),
        "SPACE_HOST": "odra-trams.hf.space",
        "ALLOWED_ORIGINS": site.url,
    }


@contextlib.contextmanager
def a_space(folder: Path, server: Program, site: Site) -> Iterator[Program]:
    started = Programs(folder, [])
    yield started.serve(**as_on_a_space(folder, server, site)).ready()
    started.end()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser
        browser.close()
