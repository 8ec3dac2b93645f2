"""A book of about a thousand chunks, made from the sample book's own sentences, and what can be asked about it.

Knows no index. The same seed makes the same book and the same questions.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from rag.book import sentences

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "rag" / "sample_book"
SECTIONS, SENTENCES = 10, 6  # of a page; of a section, which is one chunk

FEWEST_WORDS, SHARE = 6, 0.55  # of a sentence, in a question about it: so that it can be found
TELLING, LONG = (
    3,
    6,
)  # words of a question, and their letters at least: "that is a compromise rather than an" asks for nothing
_OPENERS = ("What follows from this", "Why is it so that", "What does it mean that", "How is it known that")


def write_book(folder: Path, chunks: int, seed: int = 1) -> Path:
    """Pages with headings, each section of sentences drawn by lot."""
    drawn, dice = _sentences(), random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for page in range(chunks // SECTIONS):
        lines = [f"# Page {page + 1}", ""]
        for section in range(SECTIONS):
            chosen = dice.sample(drawn, SENTENCES)
            heading = " ".join(chosen[0].rstrip(".").split()[:5])
            lines += [f"## {heading} {page * SECTIONS + section + 1}", "", " ".join(chosen), ""]
        (folder / f"page-{page + 1:03}.md").write_text("\n".join(lines), encoding="utf-8")
    return folder


def questions(seed: int = 1) -> Iterator[str]:
    """Each about words that stand in a row in a sentence of the book, in an order drawn by lot; no two are alike, since a question that
    was asked before would be answered from a cache."""
    dice = random.Random(seed)
    spans = [
        (opener, words[at:end])
        for words in (text.rstrip(".").split() for text in _sentences())
        for opener in _OPENERS
        for at in range(len(words))
        for end in range(at + max(FEWEST_WORDS, int(SHARE * len(words))), len(words) + 1)
        if sum(len(word) >= LONG for word in words[at:end]) >= TELLING
    ]
    dice.shuffle(spans)
    yield from dict.fromkeys(f"{opener}: {' '.join(words)}?" for opener, words in spans)


def _sentences() -> list[str]:
    return sorted({text for page in SAMPLE.rglob("*.md") for text in _prose(page)})


def _prose(page: Path) -> list[str]:
    """Sentences of the paragraphs, without lists, tables and formulas."""
    paragraphs = page.read_text(encoding="utf-8").split("\n\n")
    plain = [" ".join(each.split()) for each in paragraphs if each[:1].isalpha()]
    found = [each.text for text in plain for each in sentences(text)]
    return [text for text in found if 40 < len(text) < 250 and not set("*$`[<|") & set(text)]
