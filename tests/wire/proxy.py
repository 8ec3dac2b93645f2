"""What stands in front of replicas: it sends each request to the next one, and says who asks, as a Space's edge does.

Knows HTTP and who is up. A replica that takes no connection is passed over; what one has taken and breaks off is broken off here as well.
"""

import itertools
import threading
from collections.abc import Sequence

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

VISITOR = "x-test-visitor"  # a header that stands for the address that a request comes from
METHODS = ["GET", "POST", "DELETE", "OPTIONS"]
_OWN = {VISITOR, "host", "connection", "content-length", "transfer-encoding"}


class Proxy:
    """``with Proxy([url, url]) as proxy``; then ``proxy.url``. Each reply names its replica in ``x-replica``, by number."""

    def __init__(self, replicas: Sequence[str]) -> None:
        self._replicas = replicas
        self._turns = itertools.cycle(range(len(replicas)))
        self.url = ""

    def __enter__(self) -> "Proxy":
        app = Starlette(routes=[Route("/{path:path}", self._handle, methods=METHODS)])
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", timeout_graceful_shutdown=1)
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, daemon=True)
        self._thread.start()
        while not self._uvicorn.started:
            threading.Event().wait(0.005)
        self.url = f"http://127.0.0.1:{self._uvicorn.servers[0].sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._uvicorn.should_exit = self._uvicorn.force_exit = True
        self._thread.join()

    async def _handle(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers.items() if name not in _OWN}
        before = [headers["x-forwarded-for"]] if "x-forwarded-for" in headers else []
        headers["x-forwarded-for"] = ", ".join([*before, request.headers.get(VISITOR, "203.0.113.1")])
        body = await request.body()
        for _ in self._replicas:
            number = next(self._turns)
            # A connection a request: one that is kept could have ended with its replica unnoticed.
            client = httpx.AsyncClient(timeout=60, verify=False)
            asked = client.build_request(
                request.method, f"{self._replicas[number]}{request.url.path}", headers=headers, content=body
            )
            try:
                reply = await client.send(asked, stream=True)
            except httpx.ConnectError:
                await client.aclose()
                continue
            except httpx.TransportError:
                await client.aclose()
                return Response("the replica broke off", 502)
            passed = {name: value for name, value in reply.headers.items() if name not in _OWN}
            return StreamingResponse(
                reply.aiter_raw(),
                reply.status_code,
                {**passed, "x-replica": str(number)},
                background=BackgroundTask(client.aclose),
            )
        return Response("no replica is up", 503)
