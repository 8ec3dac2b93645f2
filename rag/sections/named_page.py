"""The page that a question names in full: "How long do I bake banana bread?" is about the page "Banana Bread", and not about "Bread".

Knows when the words of a title stand in a question; not what becomes of the other pages.
"""

from collections.abc import Callable, Collection, Sequence

from rag.reading.phrases import stands_in

FEWEST = 2  # terms of a title: one alone is often a word like any other


def named_page(titles: Collection[str], question: str, sequence: Callable[[str], Sequence[int]]) -> str:
    """The only one of these that stands in the question as a phrase and in no longer one that does, "" where none or several do.
    ``sequence``: how a text is read."""
    asked = sequence(question)
    read = {title: sequence(title) for title in titles}
    named = {title: terms for title, terms in read.items() if len(terms) >= FEWEST and stands_in(terms, asked)}
    longest = [
        title
        for title, terms in named.items()
        if not any(len(other) > len(terms) and stands_in(terms, other) for other in named.values())
    ]
    return longest[0] if len(longest) == 1 else ""
