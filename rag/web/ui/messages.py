"""The chat component's messages, and which trace belongs to which of them.

Knows the shape of a message and how answers are counted. What is said in them, it doesn't.
"""

from collections.abc import Sequence
from typing import Any

from rag.remembered import Trace

TRACES_HELD = 40  # answers of one conversation that can be inspected

Talk = tuple[Trace | None, ...]  # one an answer on show; None for one that failed or was stopped


def spoken(markdown: str, suggestions: Sequence[str] = ()) -> dict[str, Any]:
    options = [{"value": each, "label": each} for each in suggestions]
    return {"role": "assistant", "content": markdown, **({"options": options} if options else {})}


def as_messages(history: Any) -> list[Any]:
    return list(history) if isinstance(history, list) else []


def role_of(message: Any) -> str:
    return str(message.get("role", "")) if isinstance(message, dict) else ""


def text_of(message: Any) -> str:
    content = message.get("content", "") if isinstance(message, dict) else ""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)


def place_of(index: Any) -> int:
    """Of a message; the component tells its part as well where it has several."""
    return int(index[0]) if isinstance(index, list | tuple) else int(index)


def answers(messages: Sequence[Any]) -> int:
    return sum(role_of(message) == "assistant" for message in messages)


def aligned(talk: Talk, messages: Sequence[Any]) -> Talk:
    """A trace, or None, for each answer among the messages. Those that are no longer held are the oldest."""
    count = answers(messages)
    return tuple([*talk, *[None] * count][:count])


def held(talk: Talk) -> Talk:
    """The older ones are let go, and keep their places."""
    return tuple(None if at < len(talk) - TRACES_HELD else trace for at, trace in enumerate(talk))


def trace_at(history: Any, talk: Talk, index: Any) -> Trace | None:
    messages = as_messages(history)
    at = place_of(index)
    if not 0 <= at < len(messages):
        return None
    number = answers(messages[: at + 1])
    if role_of(messages[at]) == "user":
        number += 1  # the answer that follows it
    return talk[number - 1] if 0 < number <= len(talk) else None
