"""Headings as questions: "Oiling the lamp" as "How do I oil the lamp?", "Brakes" as "What does the book say about brakes?".

Knows how headings are written, and which of them say nothing by themselves; not what becomes of the question.
"""

import re

from rag.languages.english import ENGLISH
from rag.languages.known import spoken
from rag.reading.identifiers import in_words
from rag.reading.written import without_number
from rag.sections.asides import asides
from rag.types import Chunk

TELLING = 400  # characters of a chunk, which tell its language

_NOT_WORDS = re.compile(r"[^\w\s'’,:;()+/.&–—≠=（）：，、・「」《》-]|`")
_KIND = re.compile(r"(?<=\w)<[^<>]*>")  # of `Box<T>`
_ISSUE = re.compile(r"\s*\(#\d+\)")  # "Removed app.use() (#3506)"
# Headings of a reference: "Class: Pool", "`-l`, `--line-length`", "fastify.listen(options[, callback])", "`pluginTimeout`".
_THING = re.compile(
    r"(?:class|interface|type|module|component|struct|trait|parameter|event|function|method)\s*:\s*[`']*(\w[\w.]*)[`']*$",
    re.IGNORECASE,
)
_OPTION = re.compile(r"(?:`?-\w`?(?:\s+\S+)?\s*[,/|]\s*)?`?(--\w[\w-]*)(?:[`\s=<\[].*)?$")
_CALL = re.compile(r"`?\.?(?P<new>new\s+)?(?P<name>(?:\w+\.)*\w{3,})(?:<.*>)?\(.*\)(?:\s*:.*)?`?$")
_NAME_IN_CODE = re.compile(r"`((?:\w+[.:])*\w*[a-z]\w*)`$")
_SENTENCE = re.compile(
    r"\s(?:is|are|was|were|has|have|can(?:not|['’]t)?|should|must|isn['’]t|aren['’]t|don['’]t|doesn['’]t)\s",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"how\s+to\s+", re.IGNORECASE)
_PLACE = re.compile(
    r"^(?:(?:step|part|question|chapter|section|module|lesson|task|issue|problem|example|exercise|figure|table|day|week|phase)"
    r"\s*[\d.a-z]?\b|v?\d+(?:\.\d+)*\s|[A-Z]\s(?:to|–|-)\s[A-Z]$)",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:(?:module|chapter|course|project) )?(?:overview|introduction|summary|requirements)|conclusions?|examples?|notes?|prerequisites"
    r"|(?:key )?takeaways?|key (?:points|concepts|ideas|terms)(?: and summary)?|faq|usage|details|background|process|steps|tools"
    r"|learning path|timeline"
    r"|glossary|table of contents|ideas?|comments?|(?:in )?general|highlights|mitigation|calculations?|configuration|bug fixes"
    r"|miscellaneous|let['’]s (?:summari[sz]e|recap|practice)|wrap[- ]up|what['’]s next|getting help|more|other|basics|setup|features"
    r"|tips|warnings?",
    re.IGNORECASE,
)
_is_aside = asides("")  # for who asks for none of them

_DOING = re.compile(r"[A-Z][a-z]{2,}ing [a-z]")  # "Perceiving objects and ground"
# "Adding a plugin", "Deploy your site"; without such a word behind it "Building blocks" may be a thing.
_DEED = re.compile(
    r"(?P<verb>[A-Z][a-z]{2,}) (?P<rest>(?:an?|the|your|my|our|all|new|custom|multiple|with|to|up|started)\b.*)"
)
_YOUR = re.compile(r"\b(?:your|our)\b")
_TELLS_READERS = re.compile(r"\byou(?:r|['’](?:ll|re|ve))?\b|^(?:`{3}|\d+\. )", re.IGNORECASE | re.MULTILINE)
_ALWAYS_SMALL = ("a", "an", "the", "how", "what", "why", "when", "where", "which", "who")
# "From home": what is said about that is said in quotes.
_PREPOSITION = re.compile(
    r"(?:about|after|as|at|before|beyond|by|during|for|from|if|in|inside|into|no|not|on|through|to|toward|under|until|while|with|within"
    r"|without)\b",
    re.IGNORECASE,
)


def as_question(chunk: Chunk, book_name: str) -> str:
    """The section's heading, or the page's title, as a question; "" where it says nothing by itself."""
    asked = without_number(_ISSUE.sub("", chunk.headline))
    if in_code := _of_code(asked):
        return "" if _is_aside(chunk) else in_code
    heading = " ".join(_NOT_WORDS.sub("", _KIND.sub("", asked)).split()).strip(" :;,.-–")
    if len(heading) < 4 or _SAYS_NOTHING.fullmatch(heading) or _PLACE.match(heading) or _is_aside(chunk):
        return ""
    if asked.rstrip().endswith(("?", "？")):
        return heading + "?"
    if spoken(chunk.text[:TELLING], ENGLISH) is not ENGLISH:
        return heading  # no English around it
    if _in_capitals(heading) or _SENTENCE.search(heading) or _PREPOSITION.match(heading):
        return f"What does {book_name} say about “{heading}”?"
    if deed := _deed(heading, chunk.text):
        return f"How do I {deed}?"
    within = _within_a_sentence(heading, chunk.text)
    if how := _HOW_TO.match(within):
        return f"How do I {within[how.end() :]}?"
    return f"What does {book_name} say about {within}?"


def _of_code(heading: str) -> str:
    """What is asked about a name that programs write; "" where the heading is in words."""
    if thing := _THING.match(heading):
        return f"What is {thing[1]}?"
    if in_words(heading):
        return f"What is {heading}?"
    if call := _CALL.match(heading):
        return f"How do I make a new {call['name']}?" if call["new"] else f"What does {call['name']} do?"
    does = _OPTION.match(heading) or _NAME_IN_CODE.match(heading)
    return f"What does {does[1]} do?" if does else ""


def _deed(heading: str, text: str) -> str:
    """What is to be done: "add a plugin" of "Adding a plugin", where the text tells readers to; "" where nothing is."""
    found = _DEED.fullmatch(heading)
    if found is None or not _TELLS_READERS.search(text):
        return ""
    verb = _base(found["verb"].lower(), text.lower())
    return f"{verb} {_YOUR.sub('my', found['rest'])}" if verb else ""


def _base(word: str, text: str) -> str:
    """The verb that a heading begins with, in the form in which the text has it, too: "add" of "adding"; "" where the text has none."""
    if word.endswith("ing"):
        stem = word[:-3]
        forms = [f"{stem}e", stem, *([stem[:-1]] if stem[-2:-1] == stem[-1:] else [])]
        return next((form for form in forms if re.search(rf"\b{form}\b", text)), "")
    is_verb = re.search(
        rf"\b(?:to|can|must|should|will|you|then) {word}\b|\b{word.removesuffix('e')}(?:ed|ing)\b", text
    )
    return word if is_verb else ""


def _in_capitals(heading: str) -> bool:
    """Whether Most of Its Longer Words Begin so."""
    longer = [word[0].isupper() for word in heading.split()[1:] if len(word) > 3 and word[0].isalpha()]
    return sum(longer) > 0.6 * len(longer)


def _within_a_sentence(heading: str, text: str) -> str:
    """A heading begins with a capital; a word that the section also writes small loses it, a name keeps it. It has no article either: what
    the section calls "the capture point" is asked for so."""
    first, space, rest = heading.partition(" ")
    small = first[:1].lower() + first[1:]
    written_small = small in _ALWAYS_SMALL or _DOING.match(heading) or re.search(rf"\b{re.escape(small)}\b", text)
    within = f"{small if first.lower() == small and written_small else first}{space}{rest}"
    the = re.findall(rf"\b(the\s+)?{re.escape(within)}\b", text)
    return f"the {within}" if sum(map(bool, the)) > len(the) / 2 else within
