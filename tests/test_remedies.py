"""Who asks what is wrong is told what helps."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.remedies import tells_of_trouble, tells_what_helps
from rag.types import Question

PAGES = {
    "trouble.md": """# Trouble

## The bell is silent

**Symptoms**: The noon bell does not ring when the cord is pulled.

**Cause**: The clapper froze to the rim.

It happens in January.

**Solution**:

```bash
vell-bell --thaw
```

Ring it once more.

## Issue: Doors of the last tram jam

**Root cause**: Ice on the hinges.

**Fix**:

```bash
vell-door --thaw
```

## The lamp flickers

**Symptoms**: The lamp flickers on the bridge.

**Fix**: Trim the wick. Then close the shutter.
""",
    "wheels.md": "# Wheels\n\nA wheel of pine squeals on the bridge when it rains. Walkers turn round. To avoid this, wax the rim.\n",
    "doors.md": "# Doors\n\nThe doors of a tram jam where a tram leaves the last curve, as trams and doors do.\n",
    "bells.md": "# Bells\n\nThe noon bell is cast from bronze of Ostrel. A cord hangs by the door.\n",
}


def said(folder: Path, message: str) -> str:
    return asyncio.run(with_pages(folder, PAGES).assistant.ask(Question(message))).message


def test_what_helps_comes_along_where_plain_sentences_go_on_with_it(tmp_path: Path):
    answer = said(tmp_path, "my pine wheel squeals on the bridge")
    assert answer == "A wheel of pine squeals on the bridge when it rains. [1] To avoid this, wax the rim. [1]"


def test_the_solution_comes_along_with_the_symptoms(tmp_path: Path):
    answer = said(tmp_path, "the noon bell does not ring")
    assert answer.startswith("Symptoms: The noon bell does not ring when the cord is pulled.")
    assert "Solution:\n\n```bash\nvell-bell --thaw\n```" in answer


def test_a_fix_in_a_sentence_comes_along_too(tmp_path: Path):
    assert "Fix: Trim the wick." in said(tmp_path, "my lamp flickers on the bridge")


def test_an_issue_is_told_from_its_beginning_though_others_have_its_words_more_often(tmp_path: Path):
    parts = with_pages(tmp_path, PAGES)
    found = asyncio.run(parts.assistant.search("my tram's doors jam", 3))
    answer = asyncio.run(parts.assistant.ask(Question("my tram's doors jam"))).message
    assert (found.hits[0].chunk.slug, found.relevance >= 0.8) == ("trouble", True)
    assert answer == "Root cause: Ice on the hinges. Fix:\n\n```bash\nvell-door --thaw\n```\n\n[1]"


@pytest.mark.parametrize(
    "message",
    ["tram doors", "What is a tram door?", "How do I jam a door?", "the doors of the first tram jam"],
    ids=["a topic", "a definition", "a task", "another trouble"],
)
def test_what_tells_of_no_such_trouble_is_answered_otherwise(tmp_path: Path, message: str):
    assert "Root cause" not in said(tmp_path, message)


@pytest.mark.parametrize("label", ["Symptom: none", "Problem: it froze", "Root cause: ice", "Error : E3"])
def test_trouble_is_known_by_its_label(label: str):
    assert tells_of_trouble(label) and not tells_what_helps(label)


@pytest.mark.parametrize("label", ["Solution: thaw it", "Quick fix: oil", "Workaround: walk", "How to fix: oil it"])
def test_help_is_known_by_its_label(label: str):
    assert tells_what_helps(label) and not tells_of_trouble(label)


def test_a_word_alone_is_no_label():
    assert not tells_of_trouble("Problems are rare") and not tells_what_helps("Solutions of salt: three")
