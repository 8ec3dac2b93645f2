"""What visitors send, made fit to be searched, stored and shown.

Knows limits and which characters nothing downstream takes. It judges no meaning.
"""

import re
from dataclasses import replace

from rag.errors import BadQuestion
from rag.types import MESSAGE_CHARACTERS, Question

CONTEXT_CHARACTERS = 4000
ID_CHARACTERS = 64

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def cleaned(question: Question) -> Question:
    """Raises BadQuestion."""
    return replace(
        question,
        message=checked(question.message),
        context=printable(question.context)[:CONTEXT_CHARACTERS].strip(),
        page_path=printable(question.page_path),
        page_heading=printable(question.page_heading),
    )


def checked(message: str) -> str:
    """Raises BadQuestion."""
    if len(message) > MESSAGE_CHARACTERS:
        raise BadQuestion(f"the message has {len(message)} characters; ask in at most {MESSAGE_CHARACTERS}")
    message = printable(message).strip()
    if not message:
        raise BadQuestion("the message is empty; write a question")
    return message


def printable(text: str) -> str:
    """Without NUL, which databases refuse, other control characters, and halves of surrogate pairs, which no encoding takes."""
    return _UNPRINTABLE.sub("", text)


def could_be_ours(id_: str) -> bool:
    """Whether it looks like a session or message id that we give out: what does not is no reason to ask a database."""
    return len(id_) <= ID_CHARACTERS and id_.isascii() and id_.replace("-", "").replace("_", "").isalnum()
