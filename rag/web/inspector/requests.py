"""A question as the request that asks it again: for a shell, in Python, in TypeScript.

Knows the body of `POST /chat` and how each language quotes. It needs nothing that the three don't bring along.
"""

import json
import shlex

from rag.types import Question


def body_of(question: Question) -> dict[str, object]:
    body: dict[str, object] = {"message": question.message}
    if question.session_id:
        body["session_id"] = question.session_id
    if question.context:
        body["context"] = question.context
    if question.page_path:
        body["page"] = {"path": question.page_path}
    return body


def address(host: str) -> str:
    """``host``: as the browser sent it."""
    scheme = "http" if host.split(":")[0] in ("localhost", "127.0.0.1", "0.0.0.0") else "https"
    return f"{scheme}://{host}/chat"


def curl(host: str, question: Question) -> str:
    """A line for a shell that asks the same again."""
    data = shlex.quote(json.dumps(body_of(question), ensure_ascii=False))
    return f"curl -s {address(host)} -H 'Content-Type: application/json' -d {data}"


def python(host: str, question: Question) -> str:
    return f"""import json
from urllib.request import Request, urlopen

body = {body_of(question)!r}
request = Request(
    {address(host)!r},
    json.dumps(body).encode(),
    {{"Content-Type": "application/json"}},
)
with urlopen(request) as reply:
    answer = json.load(reply)

print(answer["status"], answer["message"])
"""


def typescript(host: str, question: Question) -> str:
    body = json.dumps(body_of(question), ensure_ascii=False, indent=2).replace("\n", "\n  ")
    return f"""const reply = await fetch({json.dumps(address(host))}, {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({body}),
}});
const answer: {{ message: string; status: string; sources: {{ url: string; quote: string }}[] }} =
  await reply.json();

console.log(answer.status, answer.message);
"""
