"""The README's blocks, as a developer copies them."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ADDRESS = "https://you-book.hf.space"


def block(language: str, holding: str, space: str) -> str:
    """The one block in ``language`` that holds some text, with the address of the Space filled in."""
    markdown = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", markdown, re.M | re.S)
    found = [text for its_language, text in blocks if its_language == language and holding in text]
    assert len(found) == 1, f"{len(found)} blocks in {language or 'no language'} hold {holding!r}"
    return found[0].replace(ADDRESS, space)
