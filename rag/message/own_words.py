"""What the assistant says itself, in the language that it is spoken to in: kind words, and that the book has no answer.

Knows whole sentences; an answer's are the book's or the model's.
"""

from rag.languages.known import BY_NAME, spoken
from rag.languages.language import Language
from rag.message.smalltalk import SmallTalk


class OwnWords:
    """``language``: as BOOK_LANGUAGE has it, spoken where a message does not tell. ``book``: what the book is called; in each language its
    own words for "the book" where that is all that is known."""

    def __init__(self, language: str, book: str) -> None:
        self.book = book
        self.usual = BY_NAME[language]
        self._named = book != BY_NAME["english"].replies.the_book
        self._small_talk = SmallTalk(self.usual)

    def small_talk(self, message: str) -> str:
        """A kind reply, "" where the message is more than small talk."""
        said = self._small_talk.heard(message)
        return self._in(said.language, getattr(said.language.replies, said.kind)) if said else ""

    def nothing_found(self, message: str, *, more: bool) -> str:
        """``more``: it was asked for more than was said before."""
        language = spoken(message, self.usual) or self.usual
        return self._in(language, language.replies.no_more if more else language.replies.no_answer)

    def _in(self, language: Language, sentence: str) -> str:
        return sentence.format(book=self.book if self._named else language.replies.the_book)
