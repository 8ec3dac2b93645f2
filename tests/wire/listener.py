"""A socket of this machine whose requests a handler of `http.server` answers, in threads.

Knows how it begins and ends. What is answered is up to the handler.
"""

import http.server
import threading


class Listener(http.server.ThreadingHTTPServer):
    """Listens from the start on, until ``end``. ``port``: 0 for any that is free."""

    daemon_threads = True

    def __init__(self, handler: type[http.server.BaseHTTPRequestHandler], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)
        # As often it looks whether it is to end; the usual half second would be waited for after each test.
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
