"""The site of a book, as visitors see it: pages made from Markdown, with the chat's script tag on each.

Knows how a static host serves a folder; it can serve the chat's files too, as a site does that has copied them.
"""

import http.server
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from markdown_it import MarkdownIt
from wire.listener import Listener

HERE = Path(__file__).parent.parent / "site" / "widget"
STATIC = Path(__file__).parent.parent.parent / "rag" / "web" / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".ts": "text/plain"}
FILLING = '<div class="filling"></div>'


class BookSite:
    """``with BookSite(pages) as site``; then ``site.url``. ``pages``: HTML by path."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = dict(pages)
        self.script = ""
        self.headers: dict[str, str] = {}
        self.html = ""
        self.asked: list[str] = []
        self.url = ""

    def tag(self, base_url: str = "", source: str = "/book-chat/widget.js", **data: str) -> None:
        """The script tag of every page from now on; ``data_theme="dark"`` and so on."""
        if base_url:
            data["base_url"] = base_url
        attributes = "".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in data.items())
        self.script = f'<script src="{source}" async{attributes}></script>'

    def page(self, path: str) -> str:
        return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
            title="The Vell Tramway", script=self.script, html=self.html, content=self.pages[path]
        )

    def __enter__(self) -> "BookSite":
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                site.asked.append(path)
                status, kind, body = site._reply(path)
                self.send_response(status)
                for name, value in {"Content-Type": f"{kind}; charset=utf-8", **site.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._listener = Listener(Handler)
        self.url = f"http://localhost:{self._listener.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.end()

    def _reply(self, path: str) -> tuple[int, str, bytes]:
        if path in self.pages:
            return 200, KINDS[".html"], self.page(path).encode()
        folder = STATIC if path.startswith("/book-chat/") else HERE
        file = folder / path.rpartition("/")[2]
        if file.suffix in KINDS and file.is_file():
            return 200, KINDS[file.suffix], file.read_bytes()
        return 404, "text/plain", b"no such page"


def rendered(markdown: str) -> str:
    """A page as a docs site shows it: front matter gone, ids on headings, long enough to scroll."""
    text = markdown.split("---\n", 2)[2] if markdown.startswith("---\n") else markdown
    text = "\n".join(line for line in text.splitlines() if not line.startswith(("import ", "<Lamp")))
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for heading, inline in zip(tokens, tokens[1:], strict=False):
        if heading.type == "heading_open":
            title, _, own = inline.content.partition(" {#")
            heading.attrSet("id", own.rstrip("}") or title.lower().replace(" ", "-"))
            inline.children[0].content = title
    html = parser.renderer.render(tokens, parser.options, {})
    first, split, rest = html.partition("<h2")
    return f"{first}{FILLING}{split}{rest}{FILLING}"
