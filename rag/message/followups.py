"""What a message means after the turns before it, without a language model.

A message that leans is searched together with the topic of the last turn; one that might lean is offered in both readings, and the
search decides; one that stands alone is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.message.differences import compared, told_apart
from rag.message.exchanged import exchanged
from rag.message.instead import completed, replaced
from rag.message.leaning import Leaning, begins_inside, leaning, names, wants_less, wants_more
from rag.message.ordinals import put_in_for_ordinal
from rag.message.places import asks_for_its_place, place_asked
from rag.message.pronouns import asked_for, put_in, put_in_name
from rag.message.reactions import without_reaction
from rag.message.subject import is_named, subject
from rag.message.wording import FACTS_ABOUT, SAYS_ABOUT, recalls, spelt, without_manner
from rag.types import AnswerStatus, Question, Turn

TOPIC_CHARACTERS = 300
SELECTED_CHARACTERS = 200  # of a selected text are remembered as what was asked about
ANSWERS_LISTED = 3  # back, in which "the second one" is looked up
CARRIED_WEIGHT = 0.5  # a topic says less of what is asked than the message that takes it along

_LEADS_ON = re.compile(
    r"^\s*(?:ok(?:ay)?[\s,.]+(?=(?:and|but|so)\b))?(?:and|but|or|so|also|what about|how about|versus|vs)\b[\s,]*",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?<=\w)\s+(?:instead|too|as well)(?=\W*$)", re.IGNORECASE)
_NAMES_ENOUGH = 2
_NAMED_ALONE = 3  # words: "and the battery?" may be all that is asked, "and what colour is it then?" is not


@dataclass(frozen=True, slots=True)
class Reading:
    """``query`` is searched; ``carried`` is the part of it that comes from earlier turns."""

    query: str
    carried: str = ""

    @property
    def text(self) -> str:
        return f"{self.carried} {self.query}".strip()


_WRAPPING = re.compile(
    r"^(?:(?:please|so|ok(?:ay)?|hi|hello|hey)[\s,!.]+)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell me|explain(?: to me)?|show me|describe)(?: about)?"
    r"|(?:please )?(?:tell me|explain to me)(?: something| more)? about|i(?:'d| would)? (?:want|like) to know(?: about)?"
    r"|what(?:'s| is| are| was| were) (?:meant by|the (?:meaning|definition) of)"
    rf"|{FACTS_ABOUT}|{SAYS_ABOUT}|according to (?:the|this) book,?|in (?:the|this) book,?)"
    r"\s+(?!(?:that|this|it|them|these|those|more|again)\b)(?=[“\"]?\w+\W*\w)",
    re.IGNORECASE,
)


# Before anything was said "this" is the book.
_OF_THIS = re.compile(
    r"^(\W*(?:(?:and|so)\s+)?who\s+(?:(?:wrote|made|created|built|published|authored|maintains"
    r"|(?:is|are|was|were)\s+(?:the\s+)?(?:authors?|editors?|publishers?)\s+of)\s+(?=\w+\W*$)"
    r"|is\s+(?=\w+\s+(?:(?:meant|made|written|intended)\s+)?for\W*$)))(?:this|it)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"([?!])[?!\s]*(?=[?!])")


def unwrapped(message: str) -> str:
    """The message without the words that only ask to be told, or how, and with one mark at its end: more say nothing of what is sought,
    and an embedding weighs them like words."""
    message = without_reaction(message)
    message = spelt(place_asked(message) or message)
    return _SHOUTED.sub("", _WRAPPING.sub("", without_manner(message)))


def readings(message: str, turns: Sequence[Turn]) -> list[Reading]:
    """Likeliest first. A single reading is certain; of two, the second counts only where the first finds little."""
    asked, name = unwrapped(message), subject(turns)
    topic = asked_for(asked, turns, name) or _topic(turns)
    if recalls(message) and names(asked):
        return [Reading(asked)]
    last = [turn.answer for turn in reversed(turns) if turn.sources][:ANSWERS_LISTED]
    if one := next(filter(None, (put_in_for_ordinal(asked, answer) for answer in last)), ""):
        return [Reading(one), Reading(asked, topic)]
    if both := told_apart(asked, [turn.topic for turn in turns]):
        return [Reading(both), Reading(asked, topic)]
    read = readings_about(asked, topic, name)
    return [Reading(begun), *read] if (begun := _begun(asked, turns)) else read


def _begun(message: str, turns: Sequence[Turn]) -> str:
    """What leads on from a question that the book does not answer, and asks for something else: "and how do I light the lamp?"."""
    rest = _LEADS_ON.sub("", message)
    refused = bool(turns) and turns[-1].status == AnswerStatus.NOT_IN_BOOK
    whole = refused and rest != message and names(rest) > 1 and leaning(rest) in (Leaning.PERHAPS, Leaning.NOT)
    return rest if whole else ""


def readings_about(message: str, topic: str, name: str = "") -> list[Reading]:
    """The same for a message that is unwrapped, where ``topic`` is what was spoken of; "" for nothing, and ``name`` the page that it may
    speak of. A message that is empty asks for the topic, elsewhere."""
    if not message:
        return [Reading("", topic)] if topic else []
    if not topic:
        return [Reading(_OF_THIS.sub(r"\1this book", message))]
    alone = Reading(message)
    lost = bool(name) and not is_named(name, topic)
    together = Reading(message, f"{_ended(topic)} {name}" if lost else topic)
    if asks_for_its_place(message) or wants_more(message) or wants_less(message):
        # No book has its words, but for the "example" that may be wanted.
        return [together if "example" in message.lower() else Reading("", topic)]
    rest = _INSTEAD.sub("", _LEADS_ON.sub("", message))
    match leaning(message):
        case Leaning.SURELY if both := compared(message, topic):
            return [Reading(both), together, Reading(rest)]
        case Leaning.SURELY if rest != message and (instead := replaced(topic, rest)):
            return [Reading(instead), together, Reading(rest)]
        case Leaning.SURELY | Leaning.MOSTLY if same := exchanged(topic, rest):
            return [Reading(same), together, Reading(rest)]
        case Leaning.SURELY | Leaning.PERHAPS if whole := completed(message, topic):
            return [Reading(whole), together]
        case Leaning.SURELY if named := put_in(message, topic):
            return [Reading(named), Reading(message, topic)]
        case Leaning.SURELY if named := put_in_name(message, topic, name):
            return [Reading(named), together]
        case Leaning.SURELY if "example" in message.lower() and not names(message):
            return [together, Reading("", topic)]
        case Leaning.SURELY if rest != message and names(rest) and len(rest.split()) <= _NAMED_ALONE:
            return [together, Reading(rest)]
        case Leaning.SURELY:
            return [together]
        case Leaning.MOSTLY:
            return [together, alone]
        case Leaning.PERHAPS:
            return [alone, together]
        case Leaning.NOT:
            return [alone]


def topic_of(question: Question, query: str) -> str:
    """What was spoken of once a question was searched as ``query``: with the text that was selected, where it names little itself."""
    about = f"{_ended(query)} {question.context[:SELECTED_CHARACTERS]}" if question.context else query
    return (query if names(question.message) > _NAMES_ENOUGH else about)[-TOPIC_CHARACTERS:]


def _topic(turns: Sequence[Turn]) -> str:
    """What the conversation is about: the last question that stood alone, and the last one that leaned on it and named something.
    All of a long chain would bury what is asked now."""
    root = latest = before = ""
    for turn in turns:
        if turn.topic == before:
            continue  # thanks, or more of the same
        before = turn.topic
        if root and (turn.topic.startswith(root) or begins_inside(turn.topic)):
            latest = unwrapped(turn.question) if turn.topic != root and names(turn.question) else latest
        elif turn.topic:
            root, latest = turn.topic.strip(), ""
    about = f"{_ended(root)} {latest}" if latest else root
    return about.strip()[-TOPIC_CHARACTERS:].strip()


def _ended(question: str) -> str:
    """So that it is told from what follows it: who writes in haste writes no mark."""
    return question if question.endswith(("?", "!", ".")) else f"{question}?"
