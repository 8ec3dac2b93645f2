"""Who is let in: pages by their origin, programs by the key where one is set. Preflights are answered here.

Knows HTTP's side of it (https://fetch.spec.whatwg.org/#http-cors-protocol) and our routes that are open to all; which origins are
welcome, `Origins` says. A platform in front of us may answer preflights as it likes, so an origin that is not welcome is refused here
whatever was answered there. No cookies and no credentials are ever allowed: who may read is said by the origin alone.
"""

import hmac
import re
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web import refusals
from rag.web.origins import Origins
from rag.web.site_files import NAMES

OPEN = frozenset({"/health", "/favicon.ico", *(f"/{name}" for name in NAMES)})
KEYED = re.compile(r"/(?:chat|search|feedback)(?:/.*)?")  # what costs, or tells what was asked

READABLE = "Retry-After, X-Request-ID, x-vercel-ai-ui-message-stream, X-Origin-Allowed"
PREFLIGHT_SECONDS = "7200"  # the longest that Chromium remembers
_HEADER_NAMES = re.compile(r"[\w!#$%&'*+.^`|~, -]{1,500}", re.ASCII)


class Admission:
    """A layer around the app; what it lets through it leaves alone, but for headers."""

    def __init__(self, app: ASGIApp, origins: Origins, api_key: str = "") -> None:
        self._app = app
        self._origins = origins
        self._key = api_key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = not origin or self._may_read(origin, headers)
        is_open = scope["path"] in OPEN
        shared = self._headers(origin, allowed, is_open)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                _mark(MutableHeaders(scope=message), shared)
            await send(message)

        await self._answer(scope, headers, allowed, is_open)(scope, receive, marked)

    def _answer(self, scope: Scope, headers: Headers, allowed: bool, is_open: bool) -> ASGIApp:
        origin = headers.get("origin", "")
        if not allowed and not is_open:
            return refusals.origin_not_allowed(Request(scope), origin)
        if origin and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return _preflight(headers)
        if not self._has_key(scope["path"], headers):
            return refusals.key_missing(Request(scope))
        return self._app

    def _may_read(self, origin: str, headers: Headers) -> bool:
        """Our own pages may, under whatever name they are reached: a browser says so itself, or both names are the same."""
        if headers.get("sec-fetch-site") == "same-origin":
            return True
        return origin.lower().partition("://")[2] == headers.get("host", "").lower() or self._origins.allows(origin)

    def _has_key(self, path: str, headers: Headers) -> bool:
        """Pages need none: they could not keep it to themselves."""
        if not self._key or not KEYED.fullmatch(path):
            return True
        if "origin" in headers or headers.get("sec-fetch-site") == "same-origin":
            return True
        kind, _, token = headers.get("authorization", "").partition(" ")
        given = token.strip() if kind.lower() == "bearer" else headers.get("x-api-key", "")
        return hmac.compare_digest(given.encode("latin-1"), self._key)  # as Starlette read it: the bytes that came

    def _headers(self, origin: str, allowed: bool, is_open: bool) -> Mapping[str, str]:
        """What goes on every reply, an error as well: a page could not read it otherwise."""
        if is_open:
            # A page that is not welcome can't read our refusals. Here it is told, so that it need not guess from a failed request.
            told = {} if allowed else {"X-Origin-Allowed": "no"}
            return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": READABLE, **told}
        if origin and allowed:
            return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": READABLE}
        return {}


def _mark(headers: MutableHeaders, shared: Mapping[str, str]) -> None:
    for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"):  # what Gradio would say
        if name in headers:
            del headers[name]
    for name, value in shared.items():
        headers[name] = value
    headers.add_vary_header("Origin")


def _preflight(headers: Headers) -> Response:
    """Any header may be sent: without credentials none of them gives a page more than it has."""
    asked = headers.get("access-control-request-headers", "")
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE, OPTIONS",
            "Access-Control-Allow-Headers": asked if _HEADER_NAMES.fullmatch(asked) else "Content-Type, Accept",
            "Access-Control-Max-Age": PREFLIGHT_SECONDS,
            "Vary": "Access-Control-Request-Method, Access-Control-Request-Headers",
        },
    )
