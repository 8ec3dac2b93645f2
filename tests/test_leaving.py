"""A visitor who leaves costs nothing more, also where they did not ask for a stream."""

import re
import socket

import httpx
import pytest
from conftest import Program, Programs
from wire.served import Fault, Served

HEAD = (
    "POST /{route} HTTP/1.1\r\nHost: book\r\nContent-Type: application/json\r\n{more}Content-Length: {length}\r\n\r\n"
)


class Model(Served):
    """A language model that has been asked, and says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.stuck = Fault(hang=True)
        self.faults = [self.stuck]


def asks_and_leaves(program: Program, stuck: Fault, more: str = "") -> None:
    body = '{"message": "At which pressure does the safety valve open?"}'
    host, port = program.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as visitor:
        visitor.sendall((HEAD.format(route="chat", more=more, length=len(body)) + body).encode())
        assert stuck.met.wait(30)


@pytest.mark.parametrize("more", ["", "Accept: text/event-stream\r\n"], ids=["plain", "streamed"])
def test_a_visitor_who_leaves_ends_the_upstream_call(programs: Programs, book, tmp_path, more: str):
    with Model() as model:
        program = programs.serve(
            BOOK_DIR=str(book), DATA_DIR=str(tmp_path / "data"), OPENAI_BASE_URL=model.url
        ).settled()
        asks_and_leaves(program, model.stuck, more)
        assert model.stuck.left.wait(30)
        program._until(lambda: "POST /chat" in program.log, 30)
    status = re.search(r"POST /chat (\d+)", program.log)
    # 200 of a plain request would mean that the call ended because the model took too long, and that an answer was made for nobody.
    assert status and status[1] == ("200" if more else "499")
    assert httpx.get(f"{program.url}/health").status_code == 200
