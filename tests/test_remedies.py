"""Who asks what is wrong is told what helps."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.events import Retrieved
from rag.sections.remedies import (
    above_cause,
    above_trouble,
    above_what_helps,
    makes_it_go,
    tells_of_trouble,
    tells_what_helps,
)
from rag.types import Question, Retrieval

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


def test_what_makes_it_go_is_told_behind_what_does_not():
    assert makes_it_go("Masts are not shown.", "To see them, you must raise them.")
    assert makes_it_go("It is off by default.", "To have it, set `bell: on`.")
    assert not makes_it_go("Masts are shown.", "To see them, you must raise them.")
    assert not makes_it_go("Masts are not shown.", "To be seen is what a mast is for.")


def test_a_word_alone_is_no_label():
    assert not tells_of_trouble("Problems are rare") and not tells_what_helps("Solutions of salt: three")


SET_OUT = {
    "frozen.md": """# Points that freeze

## Issue

In a hard frost the points of the yard do not move when the lever is pulled.

## Cause

Rain runs below the blades.

## Solution

Light the small stove beside them. Then call the yard:

```bash
vell-points --warm
```

Both are free.

### In the north

Salt them, too.
""",
    "levers.md": "# Levers\n\nA lever of the yard is pulled by two, and its points are painted red.\n",
}


def test_who_asks_about_an_issue_is_told_its_solution_and_not_what_they_say_themselves(tmp_path: Path):
    answer = asyncio.run(
        with_pages(tmp_path, SET_OUT).assistant.ask(Question("points of the yard do not move in frost"))
    )
    assert answer.message == (
        "Light the small stove beside them. Then call the yard:\n\n```bash\nvell-points --warm\n```\n\n[1]"
    )
    assert answer.sources[0].section == "Solution"


def test_who_asks_why_is_told_the_cause_first(tmp_path: Path):
    message = "Why do the points of the yard not move in a hard frost?"
    answer = asyncio.run(with_pages(tmp_path, SET_OUT).assistant.ask(Question(message))).message
    assert (
        answer.startswith("Rain runs below the blades. [1]\n\nLight the small stove") and "vell-points --warm" in answer
    )


def test_an_answerer_gets_why_and_what_helps_right_behind_the_issue(tmp_path: Path):
    assistant = with_pages(tmp_path, SET_OUT).assistant

    async def retrieved() -> Retrieval:
        events = assistant.rehearse(Question("points of the yard do not move in frost"), ())
        return [each.retrieval async for each in events if isinstance(each, Retrieved)][0]

    found = asyncio.run(retrieved())
    assert [hit.chunk.section for hit in found.hits[:3]] == ["Issue", "Cause", "Solution"]
    assert "with “Solution”, which helps against it" in found.notes


@pytest.mark.parametrize(
    ("headings", "trouble", "cause", "helps"),
    [
        (("Issue",), (), None, None),
        (("Doors", "Symptoms"), ("Doors",), None, None),
        (("Doors", "Symptoms", "At night"), None, None, None),
        (("Doors", "Root cause"), None, ("Doors",), None),
        (("Errors",), None, None, None),
        (("Fixes",), None, None, None),
        (("Background",), None, (), None),
        (("Doors", "How to fix it"), None, None, ("Doors",)),
        (("Solutions of salt",), None, None, None),
        ((), None, None, None),
    ],
)
def test_sections_are_known_by_their_headings(headings, trouble, cause, helps):
    assert (above_trouble(headings), above_cause(headings), above_what_helps(headings)) == (trouble, cause, helps)


IN_A_ROW = {
    "ladders.md": """# Ladders of the yard

## First

### Problem

How long is the pine ladder that leans on the tram shed?

### Solution

Eight feet, by the first rule.

## Second

### Problem

How heavy is the oak ladder that lies in the horse stable?

### Solution

Forty pounds, by the second rule.
""",
    "war.md": """# The quarrel of Orl

## Problem

The quarrel of Orl began in 1611 over a bell.

## Resolution

A treaty ended it.
""",
}


def test_each_problem_has_its_own_solution_and_a_fact_is_told_as_it_stands(tmp_path: Path):
    yard = with_pages(tmp_path, IN_A_ROW)

    def told(message: str) -> str:
        return asyncio.run(yard.assistant.ask(Question(message))).message

    assert told("the oak ladder that lies in the horse stable") == "Forty pounds, by the second rule. [1]"
    assert told("When did the quarrel of Orl begin?").startswith("The quarrel of Orl began in 1611")
