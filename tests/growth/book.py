"""A book of any size, made of seeded text: the same size gives the same words everywhere.

Knows how words are spread in a language (a few stand everywhere, most are rare), and how a book is laid out in pages, headings,
paragraphs, lists and tables. Each section is small enough to be one chunk, so that a book's size is its number of chunks.
"""

import itertools
import math
import random
from collections.abc import Iterator
from pathlib import Path

SECTIONS = 20  # a page
FEW_WORDS = 5_000  # of a small book; a larger one knows more, by Heaps' law with its usual exponent of a half
SEED = 20_261_127


def _listed(words: str) -> list[str]:
    return words.split()


# As frequent here as in English, so that stop words are met as often as in a real book.
_COMMON = _listed(
    "the of and to in a is that for it as with on be by this are at from or an which not have can has when its than each"
    " between into over under after before while until where they their all more most other some such only"
)
_ONSETS = _listed("b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl st str t th tr v w z")
_VOWELS = _listed("a e i o u ai ea ee ou")
_ENDS = ["", "", "n", "r", "l", "t", "s", "m", "ck", "nd", "st"]


def write_book(folder: Path, chunks: int) -> Path:
    """Markdown pages of ``chunks`` sections together, in folders of fifty."""
    for number, page in enumerate(pages(chunks)):
        path = folder / f"part-{number // 50 + 1:03}" / f"page-{number + 1:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    return folder


def pages(chunks: int) -> Iterator[str]:
    tongue = Tongue(chunks)
    for first in range(0, chunks, SECTIONS):
        sections = (tongue.section(number) for number in range(first, min(first + SECTIONS, chunks)))
        yield "\n\n".join([f"# {tongue.name()}", *sections]) + "\n"


def questions(chunks: int, count: int) -> list[str]:
    """Each of the words of one sentence of the book, in a visitor's order."""
    chance = random.Random(SEED + 1)
    wanted = set(chance.sample(range(chunks), min(count, chunks)))
    asked = []
    tongue = Tongue(chunks)
    for number in range(max(wanted) + 1):
        if number % SECTIONS == 0:
            tongue.name()
        section = tongue.section(number)
        if number in wanted:
            prose = section.split("\n\n")[1]
            told = [word for word in prose.split(". ")[0].lower().split() if word not in _COMMON]
            asked.append(f"How does the {' '.join(chance.sample(told, min(5, len(told))))} work?")
    return [question for question, _ in zip(itertools.cycle(asked), range(count), strict=False)]


class Tongue:
    """Says sentences. A larger book has more words to choose from."""

    def __init__(self, chunks: int) -> None:
        self._chance = random.Random(SEED)
        rare = _words(random.Random(SEED + 2), round(FEW_WORDS * max(1.0, math.sqrt(chunks / 100))))
        self._words = [*_COMMON, *rare]
        # Zipf's law; the two constants fit it to running English text.
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._rare_weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(rare))))
        self._rare = rare

    def name(self) -> str:
        return " ".join(self._chance.choices(self._rare, cum_weights=self._rare_weights, k=3)).capitalize()

    def section(self, number: int) -> str:
        """A heading and what stands below it: 60 to 140 words."""
        parts = [f"## {self.name()}", self._paragraph(self._chance.randint(3, 5))]
        match number % 8:
            case 3:
                parts.append("\n".join(f"- {self._sentence(8)}" for _ in range(4)))
            case 6:
                rows = [f"| {self.name()} | {self._chance.randint(1, 999)} mm |" for _ in range(5)]
                parts.append("\n".join(["| Part | Size |", "| --- | --- |", *rows]))
            case _:
                parts.append(self._paragraph(2))
        return "\n\n".join(parts)

    def _paragraph(self, sentences: int) -> str:
        return " ".join(self._sentence(self._chance.randint(8, 18)) for _ in range(sentences))

    def _sentence(self, words: int) -> str:
        said = self._chance.choices(self._words, cum_weights=self._weights, k=words)
        return f"{' '.join(said).capitalize()}."


def _words(chance: random.Random, count: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        syllables = chance.choice((1, 2, 2, 3))
        word = "".join(chance.choice(part) for _ in range(syllables) for part in (_ONSETS, _VOWELS, _ENDS))
        if len(word) > 3:
            made[word] = None
    return list(made)
