"""What something takes, how much of it, and the signs of an illness: told from lists of few words."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.facts.quantities import count_of
from rag.facts.wanted import to_take
from rag.types import Answer, Question

PAGES = {
    "plum-pie.md": """# Plum Pie

Suggestions: plums that hung for 24 days, and the eggs of young hens.

## Ingredients

Buy them on a Monday.

### Filling

- 9 plums
- Sugar:
    - 20 g brown
    - 30 g white

### Crust

- 225 g butter
- Eggs: 5

## Directions

Heat the oven to 180 degrees, then start making the plum pie crust.
""",
    "plum-soup.md": """# Plum Soup

## Ingredients

- 4 plums

## Notes

Plum pie is better with soup.
""",
    "tram.md": "# Tram\n\nA tram needs rails, a horse and oats.\n",
    "fever.md": """# Tram Fever

Tram fever shows on rails. Signs of rust are no signs of tram fever.

## Tram fever symptoms

- Hot ears
- A ringing bell
""",
}


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("kitchen"), PAGES)


def asked(kitchen: Parts, message: str) -> Answer:
    return asyncio.run(kitchen.assistant.ask(Question(message)))


@pytest.mark.parametrize(
    "message",
    [
        "ingredients for plum pie",
        "What do I need for plum pie?",
        "What are the ingredients of the plum pie?",
        "what goes into a plum pie",
        "What ingredients do I need to bake a plum pie?",
    ],
)
def test_all_that_something_takes_is_told_list_by_list(kitchen: Parts, message: str):
    answer = asked(kitchen, message)
    assert answer.message == (
        "**Filling**:\n\n- 9 plums [1]\n- Sugar: [1]\n    - 20 g brown [1]\n    - 30 g white [1]\n\n"
        "**Crust**:\n\n- 225 g butter [2]\n- Eggs: 5 [2]"
    )
    assert answer.status == "answered"


def test_one_list_needs_no_name(kitchen: Parts):
    assert asked(kitchen, "ingredients of plum soup").message == "- 4 plums [1]"


def test_a_page_without_ingredients_is_told_in_sentences(kitchen: Parts):
    assert asked(kitchen, "What do I need for a tram?").message == "A tram needs rails, a horse and oats. [1]"


@pytest.mark.parametrize(
    ("message", "item"),
    [("how many eggs for plum pie", "Eggs: 5 [1]"), ("How much butter is in the plum pie crust?", "225 g butter [1]")],
)
def test_an_item_of_what_is_counted_comes_before_prose_with_another_number(kitchen: Parts, message: str, item: str):
    assert asked(kitchen, message).message.removeprefix("- ").startswith(item)


@pytest.mark.parametrize(
    "message",
    ["signs of tram fever", "What are the symptoms of tram fever?", "signs and symptoms of tram fever"],
)
def test_signs_are_symptoms(kitchen: Parts, message: str):
    assert asked(kitchen, message).message == "- Hot ears [1]\n- A ringing bell [1]"


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("ingredients for plum pie", "plum pie"),
        ("What do I need to make my plum pie?", "plum pie"),
        ("what is needed for a tram", "tram"),
        ("What do I need to know?", ""),
        ("What are ingredients?", ""),
    ],
)
def test_what_is_to_be_made_of_ingredients(question: str, made: str):
    assert to_take(question) == made


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("how much butter in the crust", "225 g butter", True),
        ("How much butter do I need?", "Take 1/2 cup of butter.", True),
        ("how much butter for a pie", "Butter: 200 g", True),
        ("how many eggs for a pie", "Organic eggs: 5", True),
        ("how many km to the coast", "It is 31 kilometres to the coast.", True),
        ("how many mins does it bake", "Bake for 25 minutes.", True),
        ("how many km to the coast", "It is 31 miles to the coast.", False),
        ("how much butter in the crust", "butter at 180 degrees", False),
        ("how many eggs for a pie", "Eggs: whip them, at 5 o.clock.", False),
    ],
)
def test_a_number_is_of_what_is_counted_or_measured(question: str, text: str, holds: bool):
    counted = count_of(question)
    assert counted is not None and bool(counted.search(text)) == holds


def test_how_much_something_costs_or_weighs_measures_no_thing():
    assert count_of("How much does a pie cost?") is None
    assert count_of("How much time do I need?") is None
