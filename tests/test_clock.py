"""The wall clock set forward and back by hours under the running program: nobody waits longer for it, and nothing is forgotten."""

import itertools
import signal
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from conftest import Program, free_port
from wire.chat_server import ChatServer
from wire.served import Fault

SITE = "https://trams.example"
HOUR = 3_600.0
RATE = 6  # questions a minute
FIRST = "Who designed the lamp code?"
NUMBERS = itertools.count(1)


class Clocked:
    """The program from the outside, and its clock. It starts at noon (UTC), so that a few hours stay within a day."""

    def __init__(self, program: Program, file: Path) -> None:
        self.program, self._file = program, file

    def move(self, seconds: float) -> None:
        """From where it is."""
        was = float(self._file.read_text(encoding="utf-8"))
        self._file.write_text(str(was + seconds), encoding="utf-8")
        self.program.process.send_signal(signal.SIGUSR1)
        self.program._until(lambda: abs((self._shown() - datetime.now(UTC)).total_seconds() - was - seconds) < 60, 10)

    def _shown(self) -> datetime:
        """As its replies are dated."""
        return parsedate_to_datetime(httpx.get(f"{self.program.url}/health", timeout=10).headers["date"])

    def ask(self, message: str, visitor: str = "", session_id: str | None = None) -> httpx.Response:
        headers = {"X-Forwarded-For": visitor or f"198.51.100.{next(NUMBERS)}", "Origin": SITE}
        body = {"message": message, "session_id": session_id}
        return httpx.post(f"{self.program.url}/chat", json=body, headers=headers, timeout=60)

    def answered(self, *arguments: str) -> dict:
        reply = self.ask(*arguments)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def refused(self, message: str, visitor: str) -> httpx.Response:
        """Asks until the rate is spent; a minute that begins meanwhile may give one more."""
        for _ in range(RATE + 2):
            reply = self.ask(message, visitor)
            if reply.status_code == 429:
                assert 1 <= int(reply.headers["retry-after"]) <= 120
                return reply
        raise AssertionError("nothing was refused")


def seconds_to_noon() -> float:
    now = datetime.now(UTC)
    return (now.replace(hour=12, minute=0, second=0) - now).total_seconds()


def test_hours_forward_and_back_hold_up_nobody_and_lose_nothing(programs, book, tmp_path):
    file = tmp_path / "seconds"
    file.write_text(str(seconds_to_noon()), encoding="utf-8")
    port = str(free_port())
    with ChatServer(tokens=1_000) as model:
        program = programs.run(
            "tests/wire/moved_clock.py",
            str(file),
            "app.py",
            HOST="127.0.0.1",
            PORT=port,
            BOOK_DIR=str(book),
            DATA_DIR=str(tmp_path / "data"),
            OPENAI_BASE_URL=model.url,
            ALLOWED_ORIGINS=SITE,
            RATE_CHAT=f"{RATE}/minute",
            DAILY_TOKEN_BUDGET="9000",
        )
        program.url = f"http://127.0.0.1:{port}"
        clock = Clocked(program.ready(), file)
        begun = clock.answered(FIRST)
        session = begun["session_id"]

        for hours in (5, -10, 5):
            clock.move(hours * HOUR)
            assert clock.answered(FIRST)["metadata"]["cached"]
            keen = f"203.0.113.{next(NUMBERS)}"
            assert clock.refused(FIRST, keen).json()["error"] == "rate_limited"
        assert "1911" in clock.answered("And when was that?", "", session)["message"]

        # Who is refused waits as long as was told, whatever the clock did meanwhile.
        clock.move(-8 * HOUR)
        clock.move(int(clock.refused(FIRST, keen).headers["retry-after"]))
        assert clock.ask(FIRST, keen).status_code == 200

        # A service that failed is asked again after seconds of our own, not of the clock's.
        fault = Fault(status=500)
        model.faults.append(fault)
        assert clock.answered("How long is the Needle?")["status"] == "degraded"
        clock.move(-2 * HOUR)
        model.faults.clear()
        program._until(lambda: clock.answered("How many stops has it?")["status"] != "degraded", 30)

        # The day's tokens are the day's, also when it comes a second time.
        for number in range(12):
            if clock.answered(f"What is a Finch, a Heron or a car of kind {number}?")["status"] == "degraded":
                break
        assert model.paths() and clock.answered("How heavy is a Heron?")["status"] == "degraded"
        clock.move(24 * HOUR)
        assert clock.answered("How heavy is a Finch?")["metadata"]["model"] != "extractive"
        clock.move(-24 * HOUR)
        assert clock.answered("How heavy is a sand brake?")["metadata"]["model"] == "extractive"

        turns = httpx.get(f"{program.url}/chat/sessions/{session}").json()["turns"]
        assert [turn["question"] for turn in turns] == [FIRST, "And when was that?"]
