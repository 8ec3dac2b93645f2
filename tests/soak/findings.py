"""What visitors saw: how often, and what they should not have seen.

Knows words and counts; what is right, whoever looks knows.
"""

import json
import re
from collections import Counter
from typing import Any

SHOWN = 5  # of each kind of mistake
_MARKER = re.compile(r"\[(\d+)\]")
_FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_STATUSES = {"answered", "partial", "not_in_book", "degraded"}
_ERROR = {"error", "message", "detail", "request_id"}


class Findings:
    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.wrong: dict[str, list[str]] = {}

    @property
    def mistakes(self) -> int:
        return sum(map(len, self.wrong.values()))

    def mistake(self, kind: str, what: object) -> None:
        self.wrong.setdefault(kind, []).append(str(what)[:600])

    def lines(self) -> list[str]:
        told = [f"  {count:7,} {name}" for name, count in sorted(self.seen.items())]
        for kind, all_of_it in self.wrong.items():
            told.append(f"WRONG {len(all_of_it)} x {kind}")
            told += [f"      {each}" for each in all_of_it[:SHOWN]]
        return told

    # ---------------------------------------------------------------- what is looked at

    def error(self, status: int, headers: Any, body: bytes) -> None:
        """A reply that is no answer: words for people, and how long to wait where waiting helps."""
        self.seen[f"replies {status}"] += 1
        try:
            told = json.loads(body)
            in_words = set(told) == _ERROR and told["message"] and told["message"] == told["detail"]
        except (ValueError, TypeError, KeyError):
            in_words = False
        if not in_words:
            self.mistake("an error without words", f"{status} {body[:300]!r}")
        if status in (429, 502, 503, 504) and not headers.get("Retry-After", "").isdecimal():
            self.mistake("an error without Retry-After", f"{status} {body[:300]!r}")
        if status not in (429, 503):
            self.mistake("an error that is none of ours to give here", f"{status} {body[:300]!r}")

    def answer(self, answer: dict[str, Any]) -> None:
        """Each promise that the contract makes of an answer."""
        self.seen[f"answers {answer.get('status')}"] += 1
        sources = answer.get("sources", [])
        markers = {int(each) for each in _MARKER.findall(_FENCED.sub("", answer.get("message", "")))}
        numbers = [source["index"] for source in sources]
        for kind, holds in {
            "a status that is none": answer.get("status") in _STATUSES,
            "an answer without words": bool(answer.get("message", "").strip()),
            "an answer without ids": bool(answer.get("session_id") and answer.get("message_id")),
            "sources that are not numbered from 1 on": numbers == list(range(1, len(numbers) + 1)),
            "a marker without a source": markers <= set(numbers),
            "a source without a marker": set(numbers) <= markers,
            "a source without a quote": all(source["quote"] and source["url"] for source in sources),
            "a refusal with sources": not (answer.get("status") == "not_in_book" and sources),
        }.items():
            if not holds:
                self.mistake(kind, json.dumps(answer, ensure_ascii=False))

    def stream(self, body: str) -> dict[str, Any] | None:
        """A whole stream; its answer, or None where it told an error instead."""
        parts = [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: {")]
        kinds = [part["type"] for part in parts]
        if not body.endswith("data: [DONE]\n\n"):
            self.mistake("a stream without an end", body[-300:])
        if kinds[:1] != ["start"] and kinds != ["error"]:
            self.mistake("a stream without a start", body[:300])
        if kinds.count("text-start") != kinds.count("text-end"):
            self.mistake("a text that is not ended", body[-300:])
        answer = next((part["data"] for part in parts if part["type"] == "data-answer"), None)
        errors = [part for part in parts if part["type"] == "error"]
        if errors:
            self.seen["streams that told an error"] += 1
            if not all(part.get("errorText") for part in errors):
                self.mistake("an error part without words", errors)
        if answer is None:
            if not errors:
                self.mistake("a stream with neither an answer nor an error", body[-600:])
            return None
        said = "".join(part["delta"] for part in parts if part["type"] == "text-delta")
        if said.rstrip() != answer["message"].rstrip():  # one that broke off may end in a space
            self.mistake("a stream that says other words than its answer", f"{said!r} / {answer['message']!r}")
        if kinds[-1] != "finish":
            self.mistake("an answer without a finish", kinds)
        return dict(answer)
