"""Who asks how heavy a thing is hears of that thing, and not of its parts."""

import asyncio

import pytest
from conftest import with_pages

from rag.book import sentences
from rag.build import Parts
from rag.facts.properties import asked_property, measures, thing_asked_about
from rag.facts.quantities import asks_price, unit_of
from rag.types import Chunk, Question

PAGES = {
    "heron.md": """# Meet the Heron

The Heron is a tram for the hill lines. The Heron is 3.4 m tall, has a mass of 9.2 t with its lamps, and runs on 12 wooden wheels.
Twelve of them were built.

| Property | Value |
|---|---|
| Height | 3.4 m |
| Mass with lamps | 9.2 t |
| Boiler | brass, 40 litres |
""",
    "springs.md": """# The Heron's three springs

| Quantity | Kite-9 | Swift-4 | Wren-1 |
|---|---|---|---|
| Mass | 115 kg | 62 kg | 28 kg |
| Height | 0.9 m | 0.5 m | 0.2 m |

Together the springs weigh 410 kg, which is a part of the Heron's mass. Each wheel joint holds 27 kg of grease, and 4 wheel guards weigh
more. The boiler of a Heron is filled by hand.
""",
    "runs.md": """# Runs

On a full bunker of 80 kg a Heron runs for 5 hours and covers 31 km, with 6 stokers. Fill the bunker in 20 minutes. The cost of a run is
what its coal weighs, 2.6 kg of coal a mile.
""",
}
HERON = Chunk("a", "", "heron.md", "heron", "Meet the Heron", "", "/heron", 0, 1)
SPRINGS = Chunk("b", "", "springs.md", "springs", "The Heron's three springs", "", "/springs", 0, 1)


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def answer(parts: Parts, question: str) -> tuple[str, str]:
    told = asyncio.run(parts.assistant.ask(Question(question)))
    return str(told.status), told.message


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("How heavy is the Heron?", "9.2 t", "115 kg"),
        ("What does a Heron weigh?", "9.2 t", "115 kg"),
        ("mass of the Heron", "9.2 t", "115 kg"),
        ("What is the Heron's height?", "3.4 m", "0.9 m"),
        ("how tall is a heron", "3.4 m", "0.9 m"),
        ("Which boiler does the Heron have?", "brass, 40 litres", "115 kg"),
        ("How many wheels does the Heron have?", "12 wooden wheels", "4 wheel guards"),
        ("How long does a Heron run?", "5 hours", "20 minutes"),
    ],
)
def test_it_is_told_of_the_thing_itself(trams: Parts, question: str, told: str, not_told: str):
    status, message = answer(trams, question)
    assert (status, told in message, not_told in message) == ("answered", True, False), message


def test_no_price_is_told_where_the_book_names_no_money(trams: Parts):
    assert answer(trams, "How much does a Heron cost?")[0] == "not_in_book"


@pytest.mark.parametrize(
    ("chunk", "text", "told"),
    [
        (HERON, "A Heron has a mass of about 9.2 t.", True),
        (HERON, "The Heron's total mass is 9.2 t.", True),
        (HERON, "The mass of a Heron is therefore 9.2 t.", True),
        (HERON, "Mass: 9.2 t", True),
        (HERON, "| Mass with lamps | 9.2 t |", True),
        (SPRINGS, "| Model | Mass |\n|---|---|\n| Heron | 9.2 t |", True),
        (SPRINGS, "The Heron's spring has a mass of 115 kg.", False),
        (SPRINGS, "It is 48 % of the Heron's mass.", False),
        (SPRINGS, "The rope holds 150 t, more than four times the mass of a Heron.", False),
        (SPRINGS, "| Quantity | Kite-9 | Swift-4 |\n|---|---|---|\n| Mass | 115 kg | 62 kg |", False),
        (HERON, "A Heron has a mass.", False),
    ],
)
def test_what_its_parts_weigh_is_none_of_it(chunk: Chunk, text: str, told: bool):
    asked = asked_property("How heavy is the Heron?")
    assert asked is not None and asked.told_in(chunk, sentences(text)[-1]) == told


def test_what_all_it_has_is_not_what_one_column_says_of_it():
    asked = asked_property("What lamps does the Heron have?")
    row = sentences("| What | In drawings | The Heron really has |\n|---|---|---|\n| Lamps | bright | soot |")[-1]
    assert asked is not None and not asked.told_in(SPRINGS, row)
    assert asked.told_in(HERON, sentences("| Lamps | two of brass |")[-1])


@pytest.mark.parametrize(
    ("question", "thing", "number"),
    [
        ("How heavy is the Heron?", "Heron", True),
        ("whats the herons weight", "heron", True),
        ("what is the maximum speed of a Heron", "Heron", True),
        ("How far can a Heron go?", "Heron", True),
        ("battery capacity", "battery", True),
        ("What kind of boiler does a Heron use?", "Heron", False),
        ("How heavy is it?", "", False),
        ("What is mass?", "", False),
        ("How do I weigh a Heron?", "", False),
    ],
)
def test_what_a_property_is_asked_of(question: str, thing: str, number: bool):
    assert (thing_asked_about(question), measures(question)) == (thing, number)


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("How long does it take?", "about two weeks", True),
        ("How long to bake it?", "around an hour", True),
        ("How long does it take?", "$T = 0.5\\ \\mathrm{s}$", True),
        ("How long does it take?", "1.73 h and 3 km", True),
        ("How long does it take?", "53 times more, and a door", False),
        ("How long does it take?", "at 0.5 m/s, so", False),
        ("How fast can it go?", "3 m/s", True),
        ("How fast can it go?", "12 steps per minute", True),
        ("How far is it?", "8 miles", True),
        ("How much memory does it need?", "some 230 MB", True),
        ("how much disk is taken", "1.5 GiB", True),
        ("how much disk is taken", "3 m", False),
        ("How much does a ticket cost?", "only $5, a day", True),
        ("How much does a ticket cost?", "where $0.5 \\times m$ is", False),
        ("How much does a ticket cost?", "12 EUR", True),
        ("How hot is it?", "100 °C", True),
        ("at what temperature is it baked", "350°F (175 °C)", True),
        ("at what temperature is it baked", "for 25 minutes", False),
    ],
)
def test_a_number_has_the_unit_that_is_asked_for(question: str, text: str, holds: bool):
    unit = unit_of(question)
    assert unit is not None and bool(unit.search(text)) == holds


def test_where_more_than_a_number_may_be_asked_no_unit_is_expected():
    assert unit_of("What is a Heron?") is None
    assert unit_of("How long is the bridge?") is None  # metres, or an hour on foot
    assert unit_of(f"{'We have been waiting here all day. ' * 4} How long does it take?") is None
    assert asks_price("how expensive is a ticket") and asks_price("price of a ticket to the sea")
    assert not asks_price("what is the cost of transport")
