"""What is done step by step, each step a section: found by what is to be done, and told as a whole."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Answer, Question

PAGES = {
    "fog.md": """# Fog

Fog comes from the lake in the autumn.

## 1. Classification of fog

Fog is thin or thick.

## 2. Impact on trams

Trams crawl in fog.

## 3. Bells

Bells ring in thick fog each minute.

## 4. Summary

Fog is handled with bells.
""",
    "couple-a-wagon.md": """# Wagon Coupling

[Lines: harbour, hill]

The hook of the tram carries one wagon. Only a shunter couples it.

## 1. Bring the wagon near

Roll it to the tram by hand.

The buffers touch:

```bash
yard roll --wagon 7
yard lock
```

## 2. Hang the link

Lift the link onto the hook.

```python
for turn in range(3):
    screw.tighten(turn)
```

## 3. Connect the brake

Push the brake pipe on until it clicks.

```
connected
```

## Troubleshooting

Coupling a wagon fails on a curve, and coupled wagons jam there.
""",
    "uncoupling.md": """# Uncoupling

Uncoupling a wagon is coupling a wagon the other way round.

## 1. Let the brake go

Pull the brake pipe off.

## 2. Lift the link

Lift it off the hook.
""",
    "rules.md": """# Rules

Couple a wagon by day: whoever couples a wagon wears gloves, and no wagon is coupled by two.

Nobody repairs a bell without the leave of the foreman.
""",
    "bells.md": """# Bells

## 4. Bell repair

A cracked bell goes to the foundry in Ostrel, where it is cast anew.
""",
    "signals.md": """# Signals

To make a signal, call the tower.

## 1. Basic

```python
tower.call()
```

## 2. Advanced

```python
tower.call(twice=True)
```

## 3. Typed

```bash
vell-tower --call
```
""",
    "lamps.md": """# Lamps

## How to fill a lamp

Lamps burn oil.

### Step 1: Open it

Turn the cap to the left.

### Step 2: Pour

Pour oil up to the mark.

### Step 3: Close it

Turn the cap back.

## Wicks

A wick is cut each week.
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def asked(parts: Parts, message: str) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message)))


def test_a_page_that_is_about_doing_it_is_told_step_by_step(trams: Parts):
    answer = asked(trams, "How do I couple a wagon?")
    assert answer.message == (
        "The hook of the tram carries one wagon. Only a shunter couples it. [1]\n\n"
        "- **1. Bring the wagon near**: Roll it to the tram by hand. [2]\n\n"
        "```bash\nyard roll --wagon 7\nyard lock\n```\n\n"
        "- **2. Hang the link**: Lift the link onto the hook. [3]\n"
        "- **3. Connect the brake**: Push the brake pipe on until it clicks. [4]"
    )
    assert answer.status == "answered"
    assert [source.section for source in answer.sources][1:] == [
        "1. Bring the wagon near",
        "2. Hang the link",
        "3. Connect the brake",
    ]


def test_so_is_a_section(trams: Parts):
    answer = asked(trams, "How to fill lamps?")
    assert answer.message == (
        "Lamps burn oil. [1]\n\n"
        "- **Step 1: Open it**: Turn the cap to the left. [2]\n"
        "- **Step 2: Pour**: Pour oil up to the mark. [3]\n"
        "- **Step 3: Close it**: Turn the cap back. [4]"
    )


@pytest.mark.parametrize(
    "message",
    [
        "What is wagon coupling?",  # asks for no steps
        "How do I couple a wagon on a curve?",  # asks for one thing of it
        "How do I uncouple?",  # two steps are none
        "How do I make signals?",  # what has no words is no step
        "How do I turn off wagon coupling?",  # its steps lead the other way
    ],
)
def test_what_asks_for_no_whole_procedure_is_told_in_sentences(trams: Parts, message: str):
    assert "- **" not in asked(trams, message).message


def test_what_is_about_doing_it_comes_before_what_speaks_of_it(trams: Parts):
    found = asyncio.run(trams.assistant.search("How do I couple a wagon?", 5))
    assert found.hits[0].chunk.slug == "couple-a-wagon"
    answer = asked(trams, "How do I repair a bell?")
    assert answer.message.startswith("A cracked bell goes to the foundry in Ostrel, where it is cast anew. [1]")
    assert answer.status == "answered"


def test_a_step_that_is_taken_once_more_at_the_end_of_many_stands_where_it_comes_first(tmp_path: Path):
    steps = [f"## {number}. Turn screw {number}\n\nScrew {number} holds the door.\n" for number in range(1, 25)]
    page = "\n".join(["# Hanging a door\n", *steps, steps[0]])
    answer = asked(with_pages(tmp_path, {"door.md": page}), "How do I hang a door?")
    assert [source.section for source in answer.sources] == [
        f"{number}. Turn screw {number}" for number in range(1, 25)
    ]


def test_numbered_sections_of_an_essay_are_no_steps(trams: Parts):
    assert "**" not in asked(trams, "How do I handle fog?").message
