"""What comes along with a sentence, and what does not: the list right below it, and the title of a note above it."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Question

PAGES = {
    "faq.md": """# Questions

### Where are the tram logs?

The place of tram logs varies with how you run a tram.

* Those of the depot hang on its door.
* Those of a horse are kept at `/var/log/horse`.

### How fast is a tram?

A tram is as fast as its horse.

* Horses are told of on the page on horses.
""",
    "bells.md": """# Bells

A bell is rung by a rope.

:::warning at night only

This bell is silent in a depot because it would wake the horses.

:::

## Rust

Rust

It is what bells get in the rain.
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def asked(trams: Parts, message: str) -> str:
    return asyncio.run(trams.assistant.ask(Question(message))).message


def test_the_list_below_the_only_sentence_of_a_section_that_is_asked_for_comes_along(trams: Parts):
    answer = asked(trams, "where are the logs")

    assert answer.startswith("The place of tram logs varies")
    assert "- Those of the depot" in answer
    assert "`/var/log/horse`" in answer


def test_a_sentence_leans_on_no_title_of_a_note(trams: Parts):
    answer = asked(trams, "why is the bell silent in the depot?")

    assert "This bell is silent in a depot" in answer
    assert "at night only" not in answer


def test_a_term_above_what_it_means_stays(trams: Parts):
    assert "Rust It is what bells get" in asked(trams, "what is rust")


SHOWN = {
    "lamps.md": """# Lamps

## Wicks

A wick is trimmed with a knife that is sharp. Listing 4-2 shows how the wick of a lamp is cut.

It takes a minute.

```knife
snip(at="tip")
```

Listing 4-2: Cutting a wick

## Oils

The kinds of oil for lamps are told apart by what Table 4-1 says of their smoke.

No oil is water.

| From | Smoke |
| --- | --- |
| Whale | little |
| Fish | much |

Table 4-1: Oils

## Glasses

A glass is washed with sand, as in Listing 4-9 of the book before.

Sand is free.

```sink
rub(3)
```

Listing 4-3: Washing

## Shutters

A shutter is closed from the left.

Nobody looks.

```hand
close(shutter)
```
""",
    "doors.md": """# Doors

A door alerts nobody.

- Loud bell. It sounds like the bell of the town hall for ten minutes and is heard by all who live within sixty feet of it, and by all dogs
  of the street, whatever they are called. Whoever opens the door makes the bell ring, unless the rope of it is cut.
""",
}


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("lit"), SHOWN)


def test_a_listing_of_another_number_does_not(lit: Parts):
    answer = asked(lit, "how do I wash a glass with sand as before?")
    assert "washed with sand" in answer and "rub(3)" not in answer


def test_a_table_comes_along_by_its_number_where_a_list_is_asked_for(lit: Parts):
    assert "| Whale | little |" in asked(lit, "what are the kinds of oil for lamps?")


def test_who_asks_for_an_example_is_shown_the_code_further_down(lit: Parts):
    assert "close(shutter)" in asked(lit, "example of a shutter that is closed from the left")
    assert "close(shutter)" not in asked(lit, "is a shutter closed from the left?")


BETWEEN = {
    "mail.md": """# Mail

The mail tram leaves the depot at night. Its driver takes the long way. The mail tram comes back to the depot in the morning.

The parcel tram leaves the harbour at noon. Why not sooner? The parcel tram comes back to the harbour in the evening.
""",
}


def test_a_sentence_that_stands_alone_between_two_that_answer_is_told(tmp_path_factory: pytest.TempPathFactory):
    trams = with_pages(tmp_path_factory.mktemp("mail"), BETWEEN)

    assert "Its driver takes the long way." in asked(
        trams, "when does the mail tram leave the depot and when does it come back?"
    )
    parcels = asked(
        trams, "when does the parcel tram leave the harbour and when does the parcel tram come back to the harbour?"
    )
    assert "at noon. [1] The parcel tram comes back" in parcels


def test_what_is_only_named_comes_with_what_it_is(tmp_path_factory: pytest.TempPathFactory):
    page = "# Signals\n\nThe usual code of the depot is called the Vell code. It has three lamps: red, green and none. Nobody likes it.\n"
    depot = with_pages(tmp_path_factory.mktemp("code"), {"signals.md": page})

    assert "It has three lamps" in asked(depot, "what is the Vell code?")
