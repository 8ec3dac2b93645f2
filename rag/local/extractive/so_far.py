"""What of the conversation so far bears on the next answer.

Knows which sentences were told, from the words of the answers; not how the next ones are chosen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.book import Sentence
from rag.local.extractive.form import leads_in
from rag.local.extractive.weighing import Scored
from rag.message.leaning import wants_less, wants_more
from rag.ports import Brief
from rag.sections.references import without_references

_ONCE_MORE = re.compile(r"\b(?:again|repeat|once more|that (?:code|list|table))\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SoFar:
    """``told``: the words of all answers, where what is asked for goes on from them; "" where it begins. ``shown``: those of the last
    answer, where it led to the question and is not wanted once more; "" where it did not. ``shorter``: whether the best of it is enough."""

    told: str
    shown: str
    shorter: bool

    @classmethod
    def of(cls, brief: Brief) -> "SoFar":
        message = brief.question.message
        shorter = bool(brief.turns) and wants_less(message)
        # Where the topic alone was found, an example may be asked for, too.
        alone = bool(brief.carried) and brief.query == brief.carried
        more = wants_more(message) or (alone and not shorter)
        again = shorter or bool(_ONCE_MORE.search(message))
        return cls(
            _words(" ".join(turn.answer for turn in brief.turns)) if more else "",
            _words(brief.turns[-1].answer) if brief.carried and brief.turns and not again else "",
            shorter,
        )

    def told_of(self, sentences: Iterable[Sentence]) -> Iterator[str]:
        return (one.text for one in sentences if self.told and _words(one.text) in self.told)

    def shown_of(self, sentences: Iterable[Sentence]) -> Iterator[str]:
        """Of a list, a table or code: a sentence may answer two questions, and what one has before one's eyes is not asked for."""
        laid_out = (one for one in sentences if self.shown and (one.kind != "prose" or leads_in(one)))
        return (one.text for one in laid_out if _words(one.text) in self.shown)

    def shortened(self, chosen: Sequence[Scored]) -> Sequence[Scored]:
        if not (chosen and self.shorter):
            return chosen
        best = max(range(len(chosen)), key=lambda at: chosen[at].score)
        return chosen[best : best + 1 + leads_in(chosen[best].sentence)]


def _words(text: str) -> str:
    """Between spaces, so that none is found inside of another."""
    return f" {' '.join(_WORD.findall(without_references(text)))} "
