"""A chat model of OpenAI's: it says the first words of the first passage in its prompt, one word a token, at a set pace.

Knows the wire format of streamed and whole completions. The last word but the marker is one that no book says there, so that whoever
asks can see that an answer has arrived to its end.
"""

import re
import sys

import orjson

from bench.stand_ins.listener import Reply, Request, Stream, serve

FIRST_SECONDS, REST_SECONDS = 0.300, 1.200  # to the first token; from it to the last
TOKENS = 30
LAST_WORDS = (" indeed", " [1].")
_PASSAGE = re.compile(r"\[1\]\s*(.{40,}?)(?:\n\[2\]|\nEND|\Z)", re.DOTALL)
_FILLER = ("and", "so", "the", "book", "says") * TOKENS


def answer(request: Request) -> Reply | Stream:
    if request.method != "POST" or not request.path.endswith("/chat/completions"):
        return Reply(b'{"error": {"message": "no such route"}}', 0, 404)
    asked = orjson.loads(request.body)
    said = tokens(asked["messages"][-1]["content"])
    if not asked.get("stream"):
        return Reply(_whole(asked["model"], "".join(said)), FIRST_SECONDS + REST_SECONDS)
    pace = REST_SECONDS / (TOKENS - 1)
    told = [(FIRST_SECONDS + at * pace, _event(asked["model"], {"content": each})) for at, each in enumerate(said)]
    end = FIRST_SECONDS + REST_SECONDS
    usage = _usage(asked) if (asked.get("stream_options") or {}).get("include_usage") else b""
    return Stream(
        [
            (FIRST_SECONDS, _event(asked["model"], {"role": "assistant", "content": ""})),
            *told,
            (end, _event(asked["model"], {}, "stop") + usage + b"data: [DONE]\n\n"),
            (end, b""),
        ]
    )


def tokens(prompt: str) -> list[str]:
    """As many as TOKENS, each with the space before it."""
    found = _PASSAGE.search(prompt)
    words = [*(found[1].split() if found else []), *_FILLER][: TOKENS - len(LAST_WORDS)]
    return [words[0], *(f" {word}" for word in words[1:]), *LAST_WORDS]


def _event(model: str, delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: " + orjson.dumps({**_named(model, "chat.completion.chunk"), "choices": [choice]}) + b"\n\n"


def _usage(asked: dict) -> bytes:
    counted = {**_named(asked["model"], "chat.completion.chunk"), "choices": [], "usage": _COUNTED}
    return b"data: " + orjson.dumps(counted) + b"\n\n"


def _whole(model: str, text: str) -> bytes:
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return orjson.dumps({**_named(model, "chat.completion"), "choices": [choice], "usage": _COUNTED})


def _named(model: str, kind: str) -> dict[str, object]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_700_000_000, "model": model, "system_fingerprint": "fp_1"}


_COUNTED = {"prompt_tokens": 900, "completion_tokens": TOKENS, "total_tokens": 900 + TOKENS}

if __name__ == "__main__":
    serve(int(sys.argv[1]), answer)
