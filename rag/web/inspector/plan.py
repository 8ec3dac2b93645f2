"""What the answerer was about to do: the prompt message by message with what each weighs, or the sentences that were weighed.

Knows how both are written down in a trace. A plan that it can't read is shown as it stands.
"""

import re
from html import escape

from rag.web.inspector.markup import bar, empty, raw

_MESSAGE = re.compile(r"^--- (\w+), about (\d+) tokens$", re.MULTILINE)
_SENTENCE = re.compile(r"^([+ ]) (-?\d+\.\d+) \[(\d+)\] (.*)$")
_SAYS = {"system": "instructions", "user": "visitor", "assistant": "earlier answer"}


def plan(text: str) -> str:
    if not text.strip():
        return empty(
            "Nothing was planned", "The question was refused before anything was read, or came from the cache."
        )
    if _MESSAGE.search(text):
        return _prompt(text)
    lines = text.splitlines()
    if any(_SENTENCE.match(line) for line in lines):
        return _sentences(lines, text)
    return f'<pre class="text">{escape(text)}</pre>'


def _prompt(text: str) -> str:
    parts = _MESSAGE.split(text)
    messages = list(zip(parts[1::3], map(int, parts[2::3]), parts[3::3], strict=True))
    total = sum(weight for _, weight, _ in messages) or 1
    rail = "".join(
        f'<i class="{escape(role)}" style="width:{weight / total:.1%}" title="{escape(role)}: {weight} tokens"></i>'
        for role, weight, _ in messages
    )
    listed = "".join(
        f'<details class="message"{" open" if at == len(messages) - 1 else ""}><summary><b>{escape(role)}</b> '
        f'<span class="quiet">{escape(_SAYS.get(role, ""))}</span><span class="number">~{weight} tokens</span></summary>'
        f"<pre>{escape(words.strip())}</pre></details>"
        for at, (role, weight, words) in enumerate(messages)
    )
    return f'<p class="quiet">{escape(parts[0].strip())}</p><div class="weights">{rail}</div>{listed}{raw(text, "As one text")}'


def _sentences(lines: list[str], text: str) -> str:
    found = [match for line in lines if (match := _SENTENCE.match(line))]
    most = max(float(match[2]) for match in found) or 1.0
    rows = "".join(
        f'<li class="{"chosen" if match[1] == "+" else "weighed"}">'
        f"{bar(f'[{match[3]}]', float(match[2]), float(match[2]) / most)}<span>{escape(match[4])}</span></li>"
        for match in found
    )
    head = lines[0].split(". Score")[0]
    return f'<p class="quiet">{escape(head)}.</p><ol class="sentences">{rows}</ol>{raw(text, "As one text")}'
