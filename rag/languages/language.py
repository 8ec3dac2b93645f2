"""What is known of a language.

Knows words and patterns; not what a book says. Patterns are parts of regular expressions, for text in one line, case ignored.
"""

from dataclasses import dataclass

_APART = r"(?:\s+|(?<=['’])\s?)"


@dataclass(frozen=True, slots=True)
class Replies:
    """What the assistant says without a book. ``{book}`` stands for what the book is called, in one grammatical case."""

    the_book: str  # where it has no name
    who: str
    greeting: str
    thanks: str
    farewell: str
    no_answer: str
    no_more: str


@dataclass(frozen=True, slots=True, eq=False)  # there is one of each, which is told apart without reading its words
class Language:
    """``small_words``: that ask, join and point, and tell nothing of what is asked about; between spaces, in lower case.
    ``greeting``, ``thanks``, ``farewell``, ``who``: what visitors say who want nothing of the book.
    ``to_define``: all of a question that wants something defined, which is the group of it that is there.
    ``defines``: what follows a name where a sentence says what that is. ``articles``: what may stand before a name.
    ``about``, ``parts``, ``beginning``: all of a question about the book as a whole, for its contents, and for where to begin.
    ``leans``: a part of a message that goes on from the one before; ``more``: all of one that wants to hear more.
    ``script``: its characters, for a class of them; "" for Latin ones."""

    name: str
    small_words: str
    replies: Replies
    greeting: str
    thanks: str
    farewell: str
    who: str
    to_define: str = ""
    defines: str = ""
    articles: str = ""
    about: str = ""
    parts: str = ""
    beginning: str = ""
    leans: str = ""
    more: str = ""
    script: str = ""


def what_is(before: str, articles: str = "", behind: str = "") -> str:
    """``to_define`` of a language that asks with words ``before`` the name, or ``behind`` it, each a pattern. French "l'" is an article
    with no space behind it."""
    article = rf"(?:(?:{articles}){_APART})?" if articles else ""
    named = rf"{article}(\S.{{0,60}}?)"
    asked = []
    if before:
        asked.append(rf"(?:{before}){_APART}{named}")
    if behind:
        asked.append(rf"{named}\s+(?:{behind})")
    return "|".join(asked)
