"""What a server of OpenAI's chat API streams: text, the reason of its end, and what it cost.

Knows the wire format and the ways it is garbled. It knows no SDK, no socket and no clock.
"""

import json
import re

from rag.openai.thoughts import Thoughts
from rag.prompt import Message
from rag.prompt import prompt_tokens as estimated

_FINISH = re.compile(rb'"finish_reason"\s*:\s*"')
# With which a model ends its turn where the server's template is not the model's own, and behind which it plays the visitor. A book's own
# words come in smaller pieces.
_END_OF_TURN = re.compile(
    r"\s*(?:<\|(?:im_end|im_start|eot_id|eom_id|end|endoftext|end_of_text)\|>|</s>|<end_of_turn>)\s*\Z"
)
_FIELD = re.compile(rb"(?:event|id|retry)?:")  # of a stream of events, beside "data:"


class BrokenReply(Exception):
    """What a server sent is no answer; the words want a subject."""


class NoAnswer(BrokenReply):
    """A whole reply in which the model says nothing: that is about what it was asked."""


class StreamedReply:
    """What a server streams, read as it comes, however its bytes are cut; or sends whole, where it knows no streams. ``most``: characters
    of the answer, for a server that keeps to no limit."""

    def __init__(self, prompt_tokens: int, most: int = 100_000) -> None:
        self._prompt_tokens = prompt_tokens
        self._most = most
        self._counted = 0
        self._rest = b""  # a line that has not ended
        self._body = b""  # lines of no stream
        self._thoughts = Thoughts()
        self.thinks = False  # it was heard of before it says a word
        self._half = ""  # the first half of a surrogate pair whose second half is in the next piece
        self.begun = False  # the server took the request
        self.said = ""
        self._heard = 0  # characters of it
        self.finish = ""  # the reason it gave
        self._turn_over = False
        self.rambles = False  # it goes on behind its turn
        self.done = False

    @property
    def tokens(self) -> int:
        """Of prompt and reply, estimated where the server counted none."""
        return self._counted or self._prompt_tokens + estimated([Message("assistant", self._thoughts.text + self.said)])

    @property
    def overlong(self) -> bool:
        return len(self.said) >= self._most

    def read(self, data: bytes) -> None:
        """The lines that end here. Raises BrokenReply, once all before it is said."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                self._say(self._event(line[5:].strip()))
            elif not self.said and not _FIELD.match(line):
                self._body += line

    def news(self) -> str:
        """What was said since this was asked last."""
        news = self.said[self._heard :]
        self._heard = len(self.said)
        return news

    def close(self, data: bytes) -> None:
        """At the end of the body, of which ``data`` is the rest. Raises BrokenReply, ConnectionError where it is too early."""
        self.read(data + b"\n")
        if self._body.lstrip().startswith(b"{") and not self.said:
            self._say(self._event(self._body))
        self.said += self._thoughts.rest()
        if not (self.done or self.finish):
            raise ConnectionResetError("the stream ended in the middle")
        if not self.said.strip():
            raise NoAnswer(f"sent an answer without a word (finish_reason {code_name(self.finish)})")
        if self.finish == "length":
            self.said += " …"

    def _say(self, text: str) -> None:
        if self._turn_over:
            self.rambles = self.rambles or bool(text)
            return
        if end := _END_OF_TURN.search(text):
            text, self._turn_over, self.finish = text[: end.start()], True, self.finish or "stop"
        self.said += self._thoughts.answer(self._whole(text))
        self.thinks = self.thinks or self._thoughts.last
        if self.overlong:
            self.said, self.finish = self.said[: self._most], "length"

    def _event(self, data: bytes) -> str:
        if data in (b"", b"[DONE]"):
            self.done = self.done or bool(data)
            return ""
        try:
            event = json.loads(data)
            if error := event.get("error") or (event.get("object") == "error" and event):
                code = (error.get("code") or error.get("type")) if isinstance(error, dict) else ""
                raise BrokenReply(f"broke off with an error {code_name(code)}".rstrip())
            self._count(event.get("usage"))
            choice = (event.get("choices") or [{}])[0]
            self.finish = (not self._turn_over and choice.get("finish_reason")) or self.finish
            told = choice.get("delta") or choice.get("message") or {}
            self.thinks = self.thinks or any(told.get(name) for name in ("reasoning_content", "reasoning"))
            text = told.get("content") or ""
            if isinstance(text, list):  # of parts, as some servers write it
                text = "".join(part["text"] for part in text if part.get("type") == "text")
        except (ValueError, AttributeError, LookupError, TypeError) as exc:
            raise BrokenReply("sent something that is not part of the chat API") from exc
        if self.finish == "content_filter":
            raise NoAnswer("withheld the answer (content_filter)")
        return text if isinstance(text, str) else ""

    def _count(self, usage: object) -> None:
        if isinstance(usage, dict):
            total, *parts = (usage.get(name) for name in ("total_tokens", "prompt_tokens", "completion_tokens"))
            self._counted = max(0, total if isinstance(total, int) else sum(n for n in parts if isinstance(n, int)))

    def _whole(self, text: str) -> str:
        """Text that can be encoded and stored: no half of a surrogate pair, no NUL."""
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] < "\udc00" else ""
        whole = text[: len(text) - len(self._half)].replace("\0", "")
        return whole if whole.isascii() else whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def may_end(data: bytes) -> bool:
    """Whether the server may say in it that the reply ends, where its bytes are not cut just there."""
    return b"[DONE]" in data or bool(_FINISH.search(data))


def failure_words(exc: Exception, reply: StreamedReply, model: str) -> str:
    """What happened and what to do, in words that hold nothing of what the server wrote but a code."""
    status = getattr(exc, "status_code", 0)
    detail = f"{status} {code_name(getattr(exc, 'code', ''))}".strip()
    if isinstance(exc, BrokenReply):
        return str(exc)
    if isinstance(exc, TimeoutError):
        return f"did not {'finish its' if reply.said else 'begin an'} answer in time; try again later"
    if status in (401, 403):
        return f"refused the key ({detail}); check OPENAI_API_KEY"
    if status == 404:
        return f"knows no model {model!r} at this address ({detail}); check OPENAI_MODEL and OPENAI_BASE_URL"
    if status == 429:
        return f"takes no more requests for now ({detail}); wait, or look at the limits and the quota of the key"
    if status >= 500:
        return f"failed ({detail}); try again later"
    if status:
        return f"did not take the request ({detail}); check that OPENAI_MODEL is a chat model"
    if reply.begun:
        return "broke off the connection in the middle of its answer"
    return f"can't be reached ({type(exc).__name__}); check OPENAI_BASE_URL and the network"


def code_name(value: object) -> str:
    """A code if it looks like one: not a sentence, which might hold anything."""
    text = str(value or "")
    return text if re.fullmatch(r"[A-Za-z][\w.-]{0,39}|\d{3}", text) else ""
