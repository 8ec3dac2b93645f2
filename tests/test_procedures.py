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


RECIPES = {
    "plum-bread.md": """# Plum Bread

Plum bread keeps for a week.

## Ingredients

- 2 cups flour
- 9 plums

## Directions

1. Heat the oven.
2. Stone the plums:
    - with a knife,
    - or with a hairpin.
3. Mix all of it. Do not beat it.

   ```bash
   oven --timer 60
   ```
4. Bake it for an hour.

Let nobody open the door.
""",
    "bread.md": """# Bread

Bread wants salt. Plum bread is made elsewhere.

## Ingredients

- 3 cups flour

## Directions

- Mix it.
- Bake it.
- Cool it.
""",
    "plum-jam.md": """# Plum Jam

## With sugar

1. Stone the plums.
2. Add sugar.
3. Boil it.

## Without sugar

1. Stone the plums.
2. Boil them twice.
3. Pray.
""",
    "plum-dumplings.md": """# Plum Dumplings

## Directions

1. Roll the dough.
2. Wrap a plum.
""",
    "long-stew.md": "# Long Stew\n\n## Directions\n\n"
    + "\n".join(
        f"{number}. Add bowl {number} of the stock that was boiled down on day {number}, and stir it well until the wooden spoon"
        f" stands upright in pot {number} all by itself."
        for number in range(1, 31)
    ),
}


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("kitchen"), RECIPES)


@pytest.mark.parametrize(
    "message", ["How do I make plum bread?", "how to bake plum bread", "Show me how to make a plum bread"]
)
def test_the_only_numbered_list_of_a_page_that_is_called_what_is_made_is_told_whole(kitchen: Parts, message: str):
    answer = asked(kitchen, message)
    assert answer.message == (
        "1. Heat the oven. [1]\n"
        "2. Stone the plums:\n    - with a knife,\n    - or with a hairpin. [1]\n"
        "3. Mix all of it. Do not beat it.\n\n    ```bash\n    oven --timer 60\n    ```\n\n    [1]\n"
        "4. Bake it for an hour. [1]"
    )
    assert answer.status == "answered"
    assert [source.section for source in answer.sources] == ["Directions"]


def test_a_long_one_is_told_over_the_borders_of_its_passages(kitchen: Parts):
    answer = asked(kitchen, "How do I make long stew?")
    numbers = [line.partition(".")[0] for line in answer.message.splitlines()]
    assert numbers == [str(number) for number in range(1, 31)]
    assert len(answer.sources) > 1


@pytest.mark.parametrize(
    "message",
    [
        "How do I make bread?",  # its list has no numbers
        "How do I make plum jam?",  # one of two lists
        "How do I make plum dumplings?",  # two steps are none
        "What is plum bread?",  # asks for no steps
        "How do I make plum bread without a fire?",  # asks for another thing
    ],
)
def test_what_has_no_such_list_or_is_called_otherwise_is_told_in_sentences(kitchen: Parts, message: str):
    assert "1. " not in asked(kitchen, message).message
