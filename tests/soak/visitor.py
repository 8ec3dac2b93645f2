"""A visitor who asks what the sample book's questions ask, as people do: in conversations, about selected text, and not always to the end.

Knows the routes and a few habits; what is right or wrong about a reply, the findings know.
"""

import asyncio
import contextlib
import random
from typing import Any

import aiohttp

from rag.evaluation.cases import Case
from soak.findings import Findings

STREAMED = {"Accept": "text/event-stream"}
SITE = "https://book.example"
FOLLOW_UPS = ["And why is that?", "What are some examples?", "Tell me more.", "How is it measured?"]


class Visitor:
    """``pause``: seconds between two questions, on average. Each comes from an address of its own."""

    def __init__(
        self, number: int, http: aiohttp.ClientSession, cases: list[Case], findings: Findings, pause: float
    ) -> None:
        self._http, self._cases, self._findings, self._pause = http, cases, findings, pause
        self._chance = random.Random(number)
        self._address = f"198.51.{100 + number // 200}.{number % 200 + 1}"

    async def chat(self, leaving: asyncio.Event) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._pause))
        while not leaving.is_set():
            await self.converse()

    async def converse(self) -> tuple[str, list[str]]:
        """One conversation: its id, and the questions that were answered in it."""
        case, session, asked = self._chance.choice(self._cases), None, list[str]()
        questions = [*(each.question for each in case.history), case.question]
        if self._chance.random() < 0.3:
            questions.append(self._chance.choice(FOLLOW_UPS))
        for question in questions:
            body = {"message": question, "session_id": session, **self._about(case)}
            answer = await self._ask(body)
            if answer is not None:
                # A conversation that was not known when the question came goes on under another id.
                asked = [*asked, question] if answer["session_id"] == session else [question]
                session = answer["session_id"]
                await self._sometimes(answer)
            await asyncio.sleep(self._chance.expovariate(1 / self._pause))
        return session or "", asked

    async def ask_once(self) -> None:
        """From a page of its own, so that the answer is not there already."""
        case = self._chance.choice(self._cases)
        await self._plain({"message": case.question, "page": {"path": f"/warm/{self._address}"}})

    async def turns(self, session: str) -> list[str] | None:
        """The questions of a conversation, as it is kept; None where it is not."""
        status, body = await self._send("GET", f"/chat/sessions/{session}")
        return [turn["question"] for turn in body["turns"]] if status == 200 else None

    def _about(self, case: Case) -> dict[str, Any]:
        """From a page that nobody else asks about, or from the book's: then the answer may be there already."""
        page = f"/elsewhere/{self._chance.randrange(10_000)}" if self._chance.random() < 0.5 else case.page
        return {"context": case.context or None, "page": {"path": page or "/"}}

    async def _ask(self, body: dict[str, Any]) -> dict[str, Any] | None:
        impatient = self._chance.random() < 0.1
        asking = self._streamed(body) if self._chance.random() < 0.6 else self._plain(body)
        if not impatient:
            return await asking
        self._findings.seen["visitors who left"] += 1
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asking, self._chance.uniform(0.05, 2.5))
        return None

    async def _plain(self, body: dict[str, Any]) -> dict[str, Any] | None:
        status, answer = await self._send("POST", "/chat", body)
        if status != 200:
            return None
        self._findings.answer(answer)
        return dict(answer)

    async def _streamed(self, body: dict[str, Any]) -> dict[str, Any] | None:
        try:
            async with self._http.post("/chat", json=body, headers={**self._headers, **STREAMED}) as reply:
                if reply.status != 200:
                    self._findings.error(reply.status, reply.headers, await reply.read())
                    return None
                answer = self._findings.stream((await reply.read()).decode())
        except (aiohttp.ClientError, OSError) as error:
            self._findings.mistake("a stream that was cut", repr(error))
            return None
        if answer is not None:
            self._findings.answer(answer)
        return answer

    async def _sometimes(self, answer: dict[str, Any]) -> None:
        """What visitors do beside asking. A conversation that is not kept yet may be unknown for a moment."""
        roll = self._chance.random()
        if roll < 0.1:
            await self._send("POST", "/feedback", {"message_id": answer["message_id"], "rating": "up"}, fine=(204, 404))
        elif roll < 0.2:
            await self._send("GET", f"/chat/sessions/{answer['session_id']}", fine=(200, 404))
        elif roll < 0.3:
            await self._send("POST", "/search", {"query": self._chance.choice(self._cases).question})

    async def _send(
        self, method: str, path: str, body: dict[str, Any] | None = None, fine: tuple[int, ...] = (200,)
    ) -> tuple[int, Any]:
        try:
            async with self._http.request(method, path, json=body, headers=self._headers) as reply:
                if reply.status in fine:
                    self._findings.seen[f"{method} {path.split('/sessions/')[0]} {reply.status}"] += 1
                    return reply.status, await reply.json() if reply.status == 200 else None
                self._findings.error(reply.status, reply.headers, await reply.read())
                return reply.status, None
        except (aiohttp.ClientError, OSError) as error:
            self._findings.mistake("a reply that was cut", repr(error))
            return 0, None

    @property
    def _headers(self) -> dict[str, str]:
        return {"Origin": SITE, "X-Forwarded-For": self._address}
