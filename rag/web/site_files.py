"""The files that a site loads from us: the client module, its types, the widget.

Knows how they are served: open to every origin, checked again by their tag, packed once. What is in them it does not know, but for
one thing: the comments of the scripts are for their readers here and are left out on the way.
"""

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from rag.web.packing import packed

STATIC = Path(__file__).parent / "static"
NAMES = sorted(path.name for kind in ("client", "widget") for path in STATIC.glob(f"{kind}*.*") if path.is_file())
_TYPES = {".js": "text/javascript", ".css": "text/css", ".ts": "text/plain"}

# Also used while it is checked again, or while we are asleep: a site's launcher must not wait for a Space to wake.
CACHE = "public, max-age=3600, stale-while-revalidate=604800, stale-if-error=604800"

_BLOCK = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^[ \t]*(?://.*)?\n", re.MULTILINE)


def endpoint(name: str) -> Callable[[Request], Awaitable[Response]]:
    """The route that serves ``/<name>``."""

    async def serve(request: Request) -> Response:
        content, packed, tag = _content(name)
        headers = {"Cache-Control": CACHE, "ETag": tag, "Vary": "Accept-Encoding"}
        if tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        if re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", request.headers.get("accept-encoding", "")):
            content, headers["Content-Encoding"] = packed, "gzip"
        return Response(content, headers=headers, media_type=_TYPES[Path(name).suffix])

    return serve


def without_comments(script: str) -> str:
    """Whole lines only: what stands beside code stays, since only a parser could tell it from a string."""
    return _LINE.sub("", _BLOCK.sub("", script))


@cache
def _content(name: str) -> tuple[bytes, bytes, str]:
    text = packed(STATIC / name) if name.startswith("widget-") else (STATIC / name).read_text(encoding="utf-8")
    content = (without_comments(text) if name.endswith((".js", ".css")) else text).encode()
    return content, gzip.compress(content, 9, mtime=0), f'"{hashlib.sha256(content).hexdigest()[:16]}"'
