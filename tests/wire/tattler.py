"""Servers that tell everybody what they were told: the refusal of a key with the key in it, a crash that prints the request.

They know HTTP, and as much of PostgreSQL's protocol as a login takes. Nothing they say is of use.
"""

import json
import socket
import struct
import threading

from starlette.requests import Request
from starlette.responses import Response
from wire.served import Served

SSL_REQUEST = 80877103
MANNERS = ("refuses", "crashes", "babbles", "breaks off", "sends away")


class Tattler(Served):
    """``with Tattler("refuses") as server``. Whatever it is asked, its answer repeats the address, the headers and the body."""

    def __init__(self, manner: str) -> None:
        super().__init__()
        self._manner = manner

    async def _handle(self, request: Request) -> Response:
        heard = f"{request.url} {dict(request.headers)} {(await request.body()).decode()}"
        told = json.dumps({"message": heard, "error": {"message": heard, "code": heard}, "status": {"error": heard}})
        if self._manner == "refuses":
            return Response(told, 401, {"content-type": "application/json", "x-heard": heard.replace("\n", " ")})
        if self._manner == "crashes":
            return Response(f"Traceback: {heard}", 500, {"content-type": "text/plain"})
        if self._manner == "breaks off":
            chunk = json.dumps({"choices": [{"delta": {"content": "The valve "}}]})
            event = json.dumps({"error": {"message": heard, "code": "server_error", "type": heard}})
            return Response(f"data: {chunk}\n\ndata: {event}\n\n", 200, {"content-type": "text/event-stream"})
        if self._manner == "sends away":
            return Response(told, 307, {"location": f"http://127.0.0.1:9/?{request.url.query}&heard=1"})
        return Response(told[:-9], 200, {"content-type": "application/json"})


class TattlingDatabase:
    """``with TattlingDatabase() as server``: asks for the password in clear, then refuses it by name."""

    def __enter__(self) -> "TattlingDatabase":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.refused = threading.Event()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return  # closed
            with caller:
                self._refuse(caller)

    def _refuse(self, caller: socket.socket) -> None:
        try:
            heard = self._said(caller, typed=False)
            if struct.unpack("!i", heard[:4])[0] == SSL_REQUEST:
                caller.sendall(b"N")
                heard = self._said(caller, typed=False)
            caller.sendall(b"R" + struct.pack("!ii", 8, 3))
            password = self._said(caller, typed=True).rstrip(b"\0").decode()
            names = [each.decode() for each in heard[4:].split(b"\0") if each]
            user = dict(zip(names[::2], names[1::2], strict=False))["user"]
            words = f"password authentication failed for user \"{user}\" with password '{password}'"
            fields = b"SFATAL\0VFATAL\0C28P01\0M" + words.encode() + b"\0\0"
            caller.sendall(b"E" + struct.pack("!i", 4 + len(fields)) + fields)
            self.refused.set()
        except (OSError, struct.error):
            return  # a caller that left

    def _said(self, caller: socket.socket, *, typed: bool) -> bytes:
        head = _exactly(caller, 5 if typed else 4)
        return _exactly(caller, struct.unpack("!i", head[-4:])[0] - 4)


def _exactly(caller: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        more = caller.recv(count - len(got))
        if not more:
            raise ConnectionResetError
        got += more
    return got
