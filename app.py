"""The composition root: environment -> settings -> startup -> web app -> server. ``python app.py`` serves 0.0.0.0:7860."""

from rag.interpreter import tune

tune()  # before what it concerns is imported

import contextlib
import logging
import os
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from rag.errors import BookError, SettingsError
from rag.folders import check_folders
from rag.log_lines import log_to_stderr
from rag.setting_names import overlooked
from rag.settings import Settings, env_file_values
from rag.startup import Startup
from rag.web.api import create_app
from rag.web.connections import Connection

if TYPE_CHECKING:
    from rag.build import Parts

log = logging.getLogger("app")

ANSWERING_SECONDS = 4  # that answers may go on when the program is told to end; then they break off in words
# Then what is still open is cut; with what is written after that it stays within the 10 s that containers get.
SHUTDOWN_SECONDS = 6
KEEP_ALIVE_SECONDS = (
    75  # longer than the proxies that keep connections to us: else they send a question into a closed one
)
LOST_SECONDS = 60  # that the other side acknowledges nothing, after which the system closes a connection
BACKLOG = 2048
TRUSTED_PROXIES = "10.0.0.0/8,127.0.0.1"  # of a Space: with "*" a visitor could forge their address


def main() -> int:
    try:
        environment = {**env_file_values(), **os.environ}  # the environment wins over .env
        settings = Settings.from_environment(environment)
        log_to_stderr(settings.log_level, settings.log_lines)
        for each in overlooked(environment):
            log.warning("%s", each)
        check_folders(settings)
        listener = listen(settings.host, settings.port)
    except BookError as error:
        print(f"can't start: {error}", file=sys.stderr)
        return 2
    with listener:
        log.info(
            "listening on http://%s:%d; the page for maintainers is at /ui/, the API at /docs",
            settings.host,
            settings.port,
        )
        with contextlib.suppress(
            KeyboardInterrupt
        ):  # the server has shut down in order and only then says how it was asked to
            server(settings).run(sockets=[listener])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """The socket, bound before anything heavy is loaded. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's delay off: a streamed word must not wait for the last one's receipt.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Each connection inherits these, so that a client which vanished, or reads nothing, is not held for ever.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LOST_SECONDS * 1000)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # now, or a second program could bind the same port meanwhile
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"HOST {host}, PORT {port} can't be listened on ({error.strerror}); stop what uses the port, or set PORT to another"
        ) from error
    return listener


def build_parts(settings: Settings) -> "Parts":
    # Imported in the thread that calls this: the vendors take a second, and /health answers meanwhile.
    from rag.build import build

    return build(settings, many=True)


class Server(uvicorn.Server):
    """As uvicorn's, and those who wait for an answer are served or told before it ends."""

    def __init__(self, config: uvicorn.Config, startup: Startup) -> None:
        super().__init__(config)
        self._startup = startup

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._startup.end_in(ANSWERING_SECONDS)
        await super().shutdown(sockets)


def server(settings: Settings) -> Server:
    startup = Startup(settings, build_parts)
    config = uvicorn.Config(
        create_app(startup, settings),
        loop="asyncio",  # uvloop spares 5% of a request, and takes the connections out of the sight of the tests' guard
        http=Connection,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=TRUSTED_PROXIES,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    return Server(config, startup)


if __name__ == "__main__":
    sys.exit(main())
