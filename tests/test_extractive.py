"""Answers in the book's own sentences: what reads well, and what is left out."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.book import Sentence, sentences
from rag.build import Parts
from rag.events import Planned
from rag.local.extractive.evidence import holds_what_is_asked_for
from rag.local.extractive.expectation import expectation
from rag.local.extractive.form import goes_on_from_code, is_output
from rag.local.extractive.formulas import holds_formula, is_formula
from rag.local.extractive.worth import LABEL, worth
from rag.types import Answer, Question

PAGES = {
    "pendulum.md": """# Pendulum lamps

A pendulum lamp hangs from the catenary by two chains. The amber glass of a pendulum lamp is blown in Ostrel.
How is the amber glass of a pendulum lamp blown?

Terms of the trade:

- gimbal ring: the hoop that keeps a pendulum lamp upright in a curve
- the clapper of the noon bell is cast from bronze
- a snuffer ends the flame

## Next steps

- Learn more about the amber glass of a pendulum lamp and how it is blown.

## Glass

See `blowing` for where the amber glass of a pendulum lamp is blown in Ostrel.

Continue to Chapter 3: where the amber glass of a pendulum lamp is blown in Ostrel.

Goal: understand where the amber glass of a pendulum lamp is blown in Ostrel.

Please see the glass book, too, for where the amber glass of a pendulum lamp is blown in Ostrel.
""",
    "lighting.md": """# Lighting up

To light the depot:

1. Open the gas cock by the door.
   - Left is open.
   - Right is shut.
2. Hold the taper to the mantle.
3. Close the draught shutter.
""",
    "heron.md": """# The Heron

Weigh the boiler of the Heron with the coupling on the scale of the depot, and write the weight into the log.

| Property | Value |
| --- | --- |
| Boiler mass | 610 kg |
| Coupling mass | 40 kg |
| Boiler pressure | 9 bar |

The Heron was built in Ostrel in 1911 by Ada Brandt. Its bell was a gift of the town. Ostrel had no trams then.

The wheels of the Heron are of oak from Ostrel. The oak wheels of the Heron were made by hand. The oak wheels of the Heron are painted
red. The wheels of the Heron smell of oak in the rain. Oak was taken for the wheels because iron rang too loud in the streets.

The pressure of the boiler follows from its heat:

$$
p = k T^4
$$

To read the pressure:

```python
pressure(boiler)
```
""",
    "film.md": """# The Signal Box

The Signal Box is a film of 1931 about the trams of Vell. It was directed by Vera Lund after the play of the same name, and only women act
in it.
""",
    "laws.md": """# Laws of heat

Two laws are known to stokers: Brandt's law, of how a boiler heats, and the law of the lamp.

## 2. Brandt's law

Brandt's law states that the heat of a boiler grows with its mass and with how warm it gets.

```
Q = m × c × T
```

Where m is the mass of the water.

```python
oil = 30
```
""",
    "sums.md": """# Sums of stokers

**Tank (long)**:
```
V = a × b × c
```

**Barrel**, upright:
```
V = A × h
```

Where:
- `hq` = what it stands on
- `h` = how high it is
""",
    "novelist.md": """# Otto Brandt

Otto Brandt wrote novels in the winter. In the end another film of his was finished in Ostrel with a different cast. He was paid for it in
coal.
""",
    "sander.md": """# What is a sander?

Every winter the rails of the depot freeze. The depot orders a sander in the autumn.

A sander is the box above the wheels that drops sand on the rails. In this chapter we'll look at the sander of the Heron. Figure 4-1: the
sander of the Heron in the depot.
""",
    "inspections.md": """# Inspections

A driver who finds the sander empty tells the depot. The sander is filled twice a week; the sander is not heated. A sander, sander, sander!

The word sander stands on every sheet of the depot, and the sander, a box, stands on the list of what the depot pays for.
""",
    "brakes.md": """# The brakes of the Heron

Rail brakes and wheel brakes stop the Heron, and both rail brakes and wheel brakes are tried each morning. All wheel brakes and rail brakes
were made in Ostrel. Wheel brakes are blocks of beech that press on the wheels. Rail brakes are magnets that hold on to the rails.

Drivers fear the frost of Candlemas. It comes from the lake. This makes the brake blocks of beech swell.

## Writing a rule down

Rules for the drivers are written like this:

````md
```rule
Whistle at every bend.
```
````

## Leading stoker

- Lights the boiler without being told.
- Teaches the second stoker.
- Has shovelled for six winters or more.

## Second stoker

- Carries the coal.
- Wakes the leading stoker.

## Lamps by day

| Lamp | Hung from | Lit by |
| --- | --- | --- |
| Rim lamp | the roof | a stoker |
| Door lamp | the door | nobody |
| Hub lamps | the hub | a driver |

- Oil flame: 12 candles
- Gas flame: 40 candles

## Washing of windows

- Daily: the front pane.
- Weekly: the side panes.
- Monthly: all windows of the tram.

## Of iron

**In short**

- Oiled hinges of a shutter make no noise
- Hinges of a shutter are oiled in May

**Summary**

- Tin hinges of a gate rust

## Strokes of the night bell

- One stroke stops the tram.
- Two strokes send it on.

These strokes of the night bell are rung by hand.

## Day shift

Drivers leave at six. Nobody may be late.

## Night shift

Lamps are lit at dusk. Drivers have been asleep all day.

## Vacation of drivers

Everyone has 18 days off besides the feasts of the town. Ask the depot in time for them. Vacation is kept over the years, up to 27 days.

## First night

A driver's first night brings a list of people to meet.
- The stoker, who shows the boiler.
- The lamplighter.

## Four bells

First there is the noon bell. It is rung by the stoker. Then, at dusk, there are the rim bells. These put the question of
Who goes home?

## Counting blocks

This prints the blocks of a tram:

```python
PROGRAM
```

Eight blocks go with the tram on hills, since beech is soft.

## Freeing a brake

The screen of the depot tells of it.

```console
$ tramctl brake
error: the wheel brake sticks, and cannot be freed by the wheel brake lever
```

A wheel brake that sticks is a bother to drivers. Warm the beech with a lamp, and free the wheel brake with the lever.
""",
    "relay.md": """# Class: Relay

Extends: `Switch`

## How a relay is wired

The coil of a relay, and the switch of a relay:

```mermaid
graph TB
    A[relay coil] --> B[relay switch]
```

Wire the relay coil first.

## Setting a relay

Turn the screw of the relay by a quarter.

```python
relay.set(what=relay.coil)
```
""",
    "glossary.md": """# Glossary

## Deadman (DMN)

A pedal that stops the tram when nobody stands on it. Drivers of the Heron tie it down.

## Noise

Trams are loud, and yet the DMN is not heard in the car.
""",
    "tower.md": """# The clock tower

The clock tower of the yard was built of stone from Vell. Carl Pruss built the clock tower in one summer.
""",
    "words.md": """# Words of the trade

Drivers speak of regulators all day, and the regulator of the Heron is the pride of the depot, and every regulator is oiled at noon.
A regulator is the lever that lets steam into the cylinders.

The drivers of the depot oiled the Heron with soap. The drivers of the depot washed the Heron on Sundays. The drivers of the depot drove
the Heron in turns. The drivers of the depot called the Heron Old Smoke. The drivers of the depot feared the Heron at night.

**Fourth week: the weighbridge**

- weigh each tram empty
- weigh it with coal

Drivers like it.

- regulator: the steam lever
- tender: the waggon behind the Heron that carries coal
- ash pan: what catches the ash of the Heron
""",
}

PAGES["brakes.md"] = PAGES["brakes.md"].replace(
    "PROGRAM", "\n".join(f"blocks_of_a_tram[{n}] = many(blocks, {n})" for n in range(40))
)


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("lamps"), PAGES)


def told(parts: Parts, message: str) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message)))


def said(parts: Parts, message: str) -> str:
    return told(parts, message).message


def test_one_item_by_itself_reads_as_a_paragraph(lamps: Parts):
    assert (
        said(lamps, "What is a gimbal ring?")
        == "gimbal ring: the hoop that keeps a pendulum lamp upright in a curve [1]"
    )


def test_a_page_about_something_else_adds_nothing_unless_it_answers_the_other_half(lamps: Parts):
    one = said(lamps, "Who directed the film about trams with women in its cast in the winter?")
    two = said(lamps, "Where is the amber glass blown, and who built the Heron?")

    assert "Vera Lund" in one and "another film" not in one
    assert "blown in Ostrel" in two and "Ada Brandt" in two


def test_steps_keep_their_numbers(lamps: Parts):
    message = said(lamps, "How do I light the depot?")
    assert (
        message.index("1. Open the gas cock")
        < message.index("2. Hold the taper")
        < message.index("3. Close the draught")
    )


def test_what_the_book_asks_and_where_it_points_answers_nobody(lamps: Parts):
    message = said(lamps, "Where is the amber glass of a pendulum lamp blown?")
    assert "is blown in Ostrel." in message
    assert "How is the amber glass" not in message
    assert "Learn more" not in message
    assert "See `blowing`" not in message
    assert "Please see" not in message
    assert "Goal:" not in message
    assert "Continue to" not in message


def test_a_definition_leads_and_is_given_once(lamps: Parts):
    message = said(lamps, "What is a regulator?")
    assert message.startswith("A regulator is the lever that lets steam into the cylinders.")
    assert "regulator: the steam lever" not in message


def test_a_definition_is_found_behind_pages_that_name_the_thing_more_often(lamps: Parts):
    message = said(lamps, "Could you tell me what a sander is, please?")
    assert message.startswith("A sander is the box above the wheels that drops sand on the rails.")
    assert "we'll look at" not in message
    assert "Figure 4-1" not in message


def test_what_a_section_named_by_it_begins_with_says_what_it_is(lamps: Parts):
    assert said(lamps, "What is a DMN?").startswith("A pedal that stops the tram when nobody stands on it.")


def test_what_is_compared_is_said_of_both_first(lamps: Parts):
    message = said(lamps, "What is the difference between rail brakes and wheel brakes?")
    assert message.startswith(
        "Wheel brakes are blocks of beech that press on the wheels. Rail brakes are magnets that hold on to the rails."
    )


def test_who_asks_how_is_told_what_to_do(lamps: Parts):
    message = said(lamps, "How do I free a wheel brake that sticks?")
    assert "Warm the beech with a lamp, and free the wheel brake with the lever." in message
    assert "cannot be freed by" not in message


def test_what_a_program_prints_is_shown_to_who_asks_for_it(lamps: Parts):
    assert "error: the wheel brake sticks" in said(lamps, "Which error does tramctl print when a wheel brake sticks?")


def test_a_sentence_brings_along_what_the_one_before_leans_on(lamps: Parts):
    message = said(lamps, "What makes the brake blocks swell?")
    assert (
        "Drivers fear the frost of Candlemas. It comes from the lake. This makes the brake blocks of beech swell."
        in message
    )


def test_a_section_that_is_asked_for_by_its_name_is_told_from_its_beginning(lamps: Parts):
    message = said(lamps, "What does the book say about “Freeing a brake”?")
    assert message.startswith("The screen of the depot tells of it.")
    assert "A wheel brake that sticks is a bother to drivers. Warm the beech with a lamp" in message


def test_a_row_with_the_number_is_all_that_is_said_of_it(lamps: Parts):
    message = said(lamps, "How heavy is the boiler of the Heron?")
    assert message == "| Property | Value |\n| --- | --- |\n| Boiler mass | 610 kg |\n\n[1]"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who built the Heron?", "The Heron was built in Ostrel in 1911 by Ada Brandt. [1]"),
        ("When was the Heron built?", "The Heron was built in Ostrel in 1911 by Ada Brandt. [1]"),
    ],
    ids=["a name", "a date"],
)
def test_a_short_answer_stands_alone(lamps: Parts, question: str, sentence: str):
    assert said(lamps, question) == sentence


def test_another_sentence_may_have_the_name(lamps: Parts):
    message = said(lamps, "Who built the clock tower of the yard?")
    assert (
        message
        == "The clock tower of the yard was built of stone from Vell. Carl Pruss built the clock tower in one summer. [1]"
    )


def test_a_reason_is_given_where_one_is_asked_for(lamps: Parts):
    assert "because iron rang too loud" in said(lamps, "Why are the wheels of the Heron of oak?")


def test_what_leans_on_a_sentence_brings_it_along(lamps: Parts):
    message = said(lamps, "Whose gift was the bell?")
    assert message.startswith("The Heron was built in Ostrel in 1911 by Ada Brandt. Its bell was a gift of the town.")


def test_a_lead_in_and_its_formula_share_a_marker(lamps: Parts):
    message = said(lamps, "What does the pressure of the boiler follow from?")
    assert "follows from its heat:\n\n$$\np = k T^4\n$$\n\n[1]" in message


def test_code_comes_with_its_lead_in(lamps: Parts):
    message = said(lamps, "Python code to read the pressure?")
    assert message.startswith("To read the pressure:\n\n```python\npressure(boiler)\n```\n\n[1]")


def test_a_long_program_answers_nobody_who_asks_for_no_code(lamps: Parts):
    assert said(lamps, "How many blocks of a tram are there?").startswith(
        "Eight blocks go with the tram on hills, since beech is soft. [1]"
    )
    assert "many(blocks, 7)" in said(lamps, "Python code with the blocks of a tram?")


def test_what_leads_in_to_a_program_is_left_out_with_it(lamps: Parts):
    assert said(lamps, "Are blocks of a tram counted?").startswith("Eight blocks go with the tram on hills")
    assert "many(blocks" not in said(lamps, "Which blocks of a tram are there?")


def test_a_diagram_is_no_text(lamps: Parts):
    message = said(lamps, "How is a relay wired?")
    assert message.startswith("Wire the relay coil first. [1]")
    assert "-->" not in message
    assert "-->" not in said(lamps, "How do I wire the coil and the switch of a relay?")


def test_what_a_class_extends_says_nothing_of_it(lamps: Parts):
    assert "Extends" not in said(lamps, "What does the switch of a relay do?")


def test_code_says_nothing_of_what_something_is(lamps: Parts):
    assert not said(lamps, "what is a relay").startswith("```")


def test_code_that_holds_a_fence_is_closed_behind_it(lamps: Parts):
    answer = told(lamps, "How are rules for the drivers written?")
    assert "````md\n```rule\nWhistle at every bend.\n```\n````\n\n[1]" in answer.message
    assert (answer.status, [source.index for source in answer.sources]) == ("answered", [1])


def test_a_list_below_an_item_stays_below_it(lamps: Parts):
    assert "1. Open the gas cock by the door. [1]\n    - Left is open. [1]\n    - Right is shut. [1]\n2. Hold" in said(
        lamps, "How do I light the depot?"
    )


def test_a_list_about_something_else_is_not_told_whole(lamps: Parts):
    message = said(lamps, "What are the things that catch the ash?")
    assert "ash pan" in message
    assert "regulator" not in message


def test_what_stands_above_a_list_like_a_heading_brings_it_along(lamps: Parts):
    message = said(lamps, "What do drivers do at the weighbridge in the fourth week?")
    assert "Fourth week: the weighbridge [1]\n\n- weigh each tram empty [1]\n- weigh it with coal [1]" in message


def test_words_that_are_near_in_meaning_count(lamps: Parts):
    assert "called the Heron Old Smoke." in said(lamps, "How did the drivers of the depot name the Heron?")


COURSE = {
    "intro.md": """# The lamp course

## Prerequisites

Required background:

- Sums: the four kinds
- Reading: slowly
""",
    **{
        f"week-{number}.md": f"# Week {number}\n\n## Prerequisites\n\nBefore week {number}, ensure you have:\n\n- a lamp of week {number}\n"
        for number in range(1, 4)
    },
    "glossary.md": """# Glossary

### Gimbal (GMB)
**Definition**: A hoop that keeps a lamp upright in a curve.

**Types**: brass gimbal, tin gimbal

**Related**: Gimbal, Mantle, Week 2

### Drift of lamps (GMB)
**Definition**: The swing of a lamp that has no gimbal, and of one whose gimbal is bent.

### Mantle glow
**Definition**: What a mesh gives off.
""",
    "kinds.md": """# Kinds

A lamp with a gimbal hangs from the roof of a tram.

## Hook types

| Hook | For |
|---|---|
| fixed | pendulum lamps |
| sliding | hand lamps |

## A lamp with a hook

```xml
<lamp><hook type="fixed"/></lamp>
```
""",
    "gimbals.md": """# Gimbal care

A gimbal allows a lamp to stay upright, and a gimbal lets the driver sleep: a gimbal is a help.

## Limits

- A bent gimbal sings
- A tin gimbal rusts
""",
    "shunting.md": """# Shunting

## The turntable

Turntables turn a tram round so that:

- it leaves the depot with its lamp in front
- its other side is in the sun

## Takeaways

- A turntable gives the tram a lamp in front
""",
    "topics.md": "# Topics\n\n- Wire tension\n- Wire tension held by poles\n- Wire and tram\n",
    "wires.md": "# Poles\n\nWeights hold the tension of each wire on both ends of the line.\n",
    "night.md": "# Night\n\nDrivers speak of the limits of a gimbal at night. All limits of a gimbal make them laugh.\n",
    "trolleys.md": """# Trolleys

## What are Hanging Lamp Trolley (HLT) models?

Hanging Lamp Trolley models roll along the wire and carry a lamp each. They came with the wire.

## Key takeaways

- HLT models give the driver both hands
""",
    "flow.md": """# How light comes to be

```
Gas
 ↓
Mantle glow
 ↓
Light of the mantle
```
""",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("course"), COURSE)


@pytest.mark.parametrize("message", ["prerequisites", "What are the prerequisites?"])
def test_the_books_own_prerequisites_are_told_in_full(course: Parts, message: str):
    assert said(course, message) == "Required background:\n\n- Sums: the four kinds [1]\n- Reading: slowly [1]"


@pytest.mark.parametrize("message", ["What is a gimbal?", "gimbal?", "What is a GMB?"])
def test_an_entry_that_says_so_is_the_definition(course: Parts, message: str):
    assert said(course, message).startswith("Definition: A hoop that keeps a lamp upright in a curve. [1]")


def test_what_an_entry_is_related_to_answers_nothing():
    related, types, entry, then = sentences(
        "Related: Gimbal, Mantle, Week 2\n\nTypes: brass gimbal, tin gimbal\n\n- Week 11: Gimbals of tin\n- Next: Gimbals of brass"
    )
    assert worth(related) == worth(entry) == worth(then) == LABEL < worth(types)


@pytest.mark.parametrize(
    "line", ["Previous: ← Gimbals of tin", "Next: Gimbals →", "← Back to gimbals", "Gimbals of brass →"]
)
def test_what_turns_the_page_answers_nothing(line: str):
    (turning,) = sentences(line)
    assert worth(turning) == LABEL
    (telling,) = sentences("Previous gimbals were of tin.")
    assert worth(telling) > LABEL


def test_what_a_program_logs_is_its_output():
    (log,) = sentences("```\n[INFO] [lamp_node]: lit\n```")
    assert is_output(log)


def test_a_section_that_is_a_list_is_told_in_full(course: Parts):
    assert said(course, "What are the limits of a gimbal?") == "- A bent gimbal sings [1]\n- A tin gimbal rusts [1]"


def test_what_leads_in_to_a_list_may_say_what_it_is(course: Parts):
    assert said(course, "How does a turntable work?").startswith(
        "Turntables turn a tram round so that:\n\n- it leaves the depot with its lamp in front [1]\n- its other side"
    )


def test_what_says_hardly_more_than_the_question_answers_nothing(course: Parts):
    assert said(course, "How is wire tension held?").startswith("Weights hold the tension of each wire")


def test_a_section_that_has_its_letters_amid_words_says_what_it_is_by_these(course: Parts):
    message = said(course, "What is an HLT model?")
    assert message.startswith("Hanging Lamp Trolley models roll along the wire and carry a lamp each.")


def test_a_table_of_what_there_is_comes_before_code_that_has_one_of_them(course: Parts):
    message = said(course, "What hook types are there?")
    assert message.startswith("| Hook | For |\n| --- | --- |\n| fixed | pendulum lamps |\n| sliding | hand lamps |")
    assert "<lamp>" not in message


def test_a_format_is_code_where_one_is_to_be_shown(course: Parts):
    assert '<lamp><hook type="fixed"/></lamp>' in said(course, "Show me the XML of a lamp with a hook")
    assert expectation("What does the XML of a lamp look like?").code
    assert not expectation("What hook types are there in XML?").code


def test_a_drawing_is_shown_to_who_asks_how_things_hang_together(course: Parts):
    assert "↓" not in said(course, "What is mantle glow?")
    assert "Mantle glow\n ↓" in said(course, "What does the flow from gas to the light of the mantle look like?")


def test_of_a_section_that_is_a_list_all_is_told_to_who_asks_what_it_is_of(lamps: Parts):
    assert said(lamps, "What does a leading stoker do?") == (
        "- Lights the boiler without being told. [1]\n- Teaches the second stoker. [1]\n- Has shovelled for six winters or more. [1]"
    )


def test_what_is_only_presented_comes_with_what_is_said_of_it(lamps: Parts):
    assert "there are the rim bells. These put the question of Who goes home? [1]" in said(lamps, "What are rim bells?")


def test_what_a_section_says_first_answers_who_asks_for_it_by_its_heading(lamps: Parts):
    assert said(lamps, "How many days of vacation do drivers get?").startswith("Everyone has 18 days off")


def test_a_list_comes_with_the_sentence_right_above_it_that_speaks_of_one(lamps: Parts):
    assert said(lamps, "Who do I meet on my first night as a driver?") == (
        "A driver's first night brings a list of people to meet. [1]\n\n- The stoker, who shows the boiler. [1]\n- The lamplighter. [1]"
    )


def test_two_that_are_compared_and_have_a_section_each_are_told_by_their_names(lamps: Parts):
    stokers = said(lamps, "What is the difference between the leading stoker and the second stoker?")
    assert stokers.startswith(
        "**Second stoker**:\n\n- Carries the coal. [1]\n- Wakes the leading stoker. [1]\n\n**Leading stoker**:\n\n- Lights"
    )
    shifts = said(lamps, "day shift vs night shift")
    assert "**Day shift**: Drivers leave at six. Nobody may be late. [" in shifts
    assert "**Night shift**: Lamps are lit at dusk. Drivers have been asleep all day. [" in shifts


def test_two_that_are_compared_may_have_a_row_or_an_item_each(lamps: Parts):
    rows = said(lamps, "rim lamp vs hub lamp")
    assert "| Rim lamp | the roof | a stoker |\n| Hub lamps | the hub | a driver |" in rows
    assert "- Oil flame: 12 candles [1]\n- Gas flame: 40 candles [1]" in said(lamps, "gas flame vs oil flame")


def test_what_goes_on_from_a_whole_list_brings_all_of_it_and_not_its_last_item(lamps: Parts):
    answer = said(lamps, "How are the strokes of the night bell rung?")
    assert answer == (
        "- One stroke stops the tram. [1]\n- Two strokes send it on. [1]\n\n"
        "These strokes of the night bell are rung by hand. [1]"
    )


def test_of_items_that_answer_alike_in_a_section_of_nothing_else_none_is_told_alone(lamps: Parts):
    assert said(lamps, "How often are windows washed?") == (
        "- Daily: the front pane. [1]\n- Weekly: the side panes. [1]\n- Monthly: all windows of the tram. [1]"
    )
    assert said(lamps, "Are all windows of the tram washed monthly?") == "Monthly: all windows of the tram. [1]"


def test_a_word_like_a_heading_above_a_list_does_not_come_with_an_item(lamps: Parts):
    assert "Summary" not in said(lamps, "Which hinges of a gate rust?")


@pytest.mark.parametrize("message", ["What is Brandt's law?", "brandts law?", "formula of Brandt's law"])
def test_a_law_comes_with_its_formula_and_what_that_means(lamps: Parts, message: str):
    answer = said(lamps, message)
    assert "gets. [1]\n\n```\nQ = m × c × T\n```\n\n[1]\n\nWhere m is the mass of the water. [1]" in answer
    assert "oil = 30" not in answer


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("```\nV = I × R\n```", True),
        ("```\nf = 1.44 / ((R1 + 2R2) × C)\n```", True),
        ("$$\np = k T^4\n$$", True),
        ("```python\ntimeout = 30\n```", False),
        ("```\nlamp = Lamp('a' + 'b')\n```", False),
        ("```\na = b\n```", False),
        ("```bash\nexport A=B/C:$D\n```", False),
    ],
)
def test_a_formula_is_no_program(text: str, formula: bool):
    (shown,) = sentences(text)
    assert is_formula(shown) == holds_formula(shown) == formula


def test_a_formula_may_stand_amid_words():
    with_one, without = sentences("- Gain: A = −Rf / Rin, inverted\n- Set oil = 30 and go / stop")
    assert (holds_formula(with_one), holds_formula(without)) == (True, False)


def test_a_formula_is_told_by_what_leads_in_to_it(lamps: Parts):
    assert said(lamps, "stokers formula for an upright barrel") == (
        "Barrel, upright:\n\n```\nV = A × h\n```\n\n[1]\n\nWhere:\n\n- `hq` = what it stands on [1]\n- `h` = how high it is [1]"
    )


YARD = {
    "yard.md": """# Yard

## Tolls

| Place | What for | Toll |
| --- | --- | --- |
| Ostrel bridge | carts | 3 crowns |
|  | trams | 5 crowns |
|  | walkers | free |
| Vell gate | carts | 2 crowns |

## Bells

The bell of the yard was cast in 1871 and rings on every night of fog. It weighs 212 kg and hangs below the roof.

## Coal

Coal is wet in autumn and smokes up the tunnel. For this reason the stokers of the night shift must burn dry peat in the tunnel.

## Terms

**QX940**

A signal code agreed on by the tramways of the coast and used since the flood. Most drivers learn it. QX940 is one code that Vell accepts.

**Slip coupling**

A coupling that lets go of the second car.

## Drills

Oval bores: Says how oval bores are cut. The usual setting, by file, is right for most yards. Another one needs a mill.

## Night shift

To hire stokers and give them a peg in the night hut, follow these steps.

1. Go to the tall ledger.
2. Write the names in red ink.
3. Ring the small bell.

Tip: Chalk does, too.

## Mill

The mill stands behind the shed and smells of glue.

1. Fetch the cloth from the tall rack.
2. Press the blue stamp on it.
3. Dry all by the stove, and count the dry ones.
4. Carry them to the ferry before noon.

## Quarters

The winter quarters of the iron trams of a tramway are many and stand far from the sea. At present there are 19 where one may sleep:

- Ostrel
- Vell

## Evenings

Sing first of all. Ring the small bell. Put the brass horn of the night tram into fog mode. To do this, six grey cables, two lids and an old
whistle are kept shut, cold or apart for as long as the stove is warm enough for soup. Eat.
""",
}


PLACES = [
    "mill",
    "quay",
    "forge",
    "school",
    "church",
    "market",
    "bakery",
    "dairy",
    "ferry",
    "brewery",
    "tannery",
    "library",
    "barracks",
]


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("yard"), YARD)


def test_rows_that_leave_the_first_cell_empty_go_on_with_the_one_above(yard: Parts):
    whole = "| Ostrel bridge | carts | 3 crowns |\n|  | trams | 5 crowns |\n|  | walkers | free |"
    assert whole in said(yard, "What is the toll of Ostrel bridge?")
    assert "Vell gate" not in said(yard, "What is the toll of Ostrel bridge?")
    assert whole in said(yard, "How much is the toll of Ostrel bridge for walkers?")


def test_who_asks_for_a_number_and_a_date_is_told_both(yard: Parts):
    both = said(yard, "How heavy is the bell of the yard, and when was it cast?")
    assert "1871" in both and "212 kg" in both


def test_a_reason_that_the_sentence_before_gives_comes_along(yard: Parts):
    assert said(yard, "Why must stokers of the night shift burn dry peat?").startswith(
        "Coal is wet in autumn and smokes up the tunnel. For"
    )


def test_what_stands_below_a_line_that_is_the_name_says_what_it_is(yard: Parts):
    assert said(yard, "QX940").startswith(
        "A signal code agreed on by the tramways of the coast and used since the flood."
    )
    assert said(yard, "what is meant by slip coupling") == "A coupling that lets go of the second car. [1]"


def test_a_list_comes_with_the_sentence_that_says_to_follow_its_steps(yard: Parts):
    assert said(yard, "How do I hire stokers for the night hut?").startswith(
        "To hire stokers and give them a peg in the night hut, follow these steps. [1]\n\n"
        "1. Go to the tall ledger. [1]\n2. Write the names in red ink. [1]\n3. Ring the small bell. [1]"
    )


def test_of_steps_of_which_none_does_it_alone_all_are_told(yard: Parts):
    assert said(yard, "How do I dry stamped cloth for the ferry?") == (
        "1. Fetch the cloth from the tall rack. [1]\n2. Press the blue stamp on it. [1]\n"
        "3. Dry all by the stove, and count the dry ones. [1]\n4. Carry them to the ferry before noon. [1]"
    )


def test_what_is_to_be_done_comes_with_how_that_is_done(yard: Parts):
    told = said(yard, "How do I put the brass horn of the night tram into fog mode?")
    assert told.startswith(
        "Put the brass horn of the night tram into fog mode. To do this, six grey cables, two lids and an old whistle"
    )
    assert told.endswith("for soup. [1]")


def test_what_leads_in_to_a_list_is_told_for_the_number_in_it(yard: Parts):
    told = said(yard, "How many are the winter quarters of the iron trams of a tramway?")
    assert "At present there are 19 where one may sleep:\n\n- Ostrel" in told


def test_a_table_that_is_cut_into_passages_is_told_as_one(tmp_path: Path):
    rows = [
        f"| Stop {number} | by the {place} with a roof of slate and a bench | {number} past the hour |"
        for number, place in enumerate(PLACES, 11)
    ]
    table = "| Stop | Where it stands | When the night tram halts |\n| --- | --- | --- |\n" + "\n".join(rows)
    pages = {"night.md": f"# Night tram\n\nThere are {len(rows)} stops of the night tram:\n\n{table}\n"}
    parts = with_pages(tmp_path, pages)
    answer = told(parts, "How many stops does the night tram have?")
    assert answer.message == f"There are {len(rows)} stops of the night tram: [1]\n\n{table}\n\n[2][3]"
    assert [source.quote in pages["night.md"] for source in answer.sources] == [True, True, True]


def test_a_bare_topic_is_told_to_the_end_of_its_paragraph(yard: Parts):
    assert said(yard, "oval bores") == (
        "Oval bores: Says how oval bores are cut. The usual setting, by file, is right for most yards. Another one needs a mill. [1]"
    )


@pytest.mark.parametrize(
    ("message", "time"),
    [
        ("When was the lamp lit?", True),
        ("Do you know when the depot opens?", True),
        ("How many lamps are there, and when were they lit?", True),
        ("The depot opens when?", True),
        ("In which year was it built?", True),
        ("What happens when it rains?", False),
        ("When it rains, who lights the lamp?", False),
        ("How large is the depot when all trams are in?", False),
    ],
)
def test_a_date_is_asked_for_by_when_unless_that_says_under_which_condition(message: str, time: bool):
    assert expectation(message).time == time


def test_a_port_and_a_version_are_numbers_and_conditions_are_a_list():
    assert (
        expectation("which port does the lamp listen on").number
        and expectation("what version of the boiler is in use").number
    )
    assert expectation("conditions a tram has to meet").list and expectation("the 7 signal layers please").list
    assert not expectation("conditions").list and not expectation("the 7 trams are late").list


@pytest.mark.parametrize(
    "message",
    [
        "whats the highest tram number",
        "what's the default speed of the lift?",
        "default speed of the lift",
        "at what rate does the pump run",
        "oldest boiler version that fits",
        "what is the default",
    ],
)
def test_a_number_is_asked_for_in_many_ways(message: str):
    assert expectation(message).number


@pytest.mark.parametrize(
    "message", ["what's the default lamp type?", "the highest tram of the yard", "typical mistakes of stokers"]
)
def test_not_all_that_is_highest_or_usual_is_a_number(message: str):
    assert not expectation(message).number


COUNTED = {
    "bells.md": """# What bells are for

Before there were clocks, Vell had bells. First, a bell serves as a clock for the stokers. They rise by it. Second, a bell must serve as a
warning when sand is on the rails. Nobody likes that one. Finally, another use of a bell is that it calls the band. Bells are loud.
""",
    "coal.md": """# Fuel

## Coal versus coke

Fuel has taken many forms in Vell. Peat and pine were burned. Coal is dug in Ostrel and smokes.

Most drivers moved on. Coke has no smoke, and is made from coal.
""",
    "fog.md": """# Fog

In fog stokers blow whistles of trams. Whistles of trams grow hoarse in rain, and stokers hate such whistles.
""",
    "signals.md": """# Signals by ear

Bells are rung in the depot. The following whistles are in use:

- Steam pipes
- Mouth pipes
- Sirens
""",
    "posts.md": """# Posts

## Default posts

Each depot has posts by default:

- washer
- greaser

These posts can't be taken away.

## Renaming a post

A post is renamed in the list of posts:

Before:

```ini
post = washer
```

After:

```ini
post = greaser
```

## Lost posts

A post that was lost is not counted by the depot. In these cases the depot can be told to count again:

- `count --again`
- `count --all`

## Taking a post down

A post is taken down with a crank:

```sh
crank --post 3
```

is what one writes into the log of a post that is taken down and washed with soap.

A post that is taken down is washed. After that, it is stored in the shed.

| Taken down | Why |
| --- | --- |
| A post that is taken down | it is old |

Posts are taken down because rust eats them.

See also:

→ Get on with posts that are taken down.

## Steel posts

Steel posts have some downsides, and who buys steel posts knows these downsides of steel posts. The downsides of steel are that

- it rusts in rain
- it has to be painted every year
""",
    "changes.md": """# Sand box

A sand box is opened by hand. In the sand box lies sand.

| Version | Change |
| --- | --- |
| v4.2.0 | The sand box was renamed: it had been the gravel box |
| v3.0.0 | Sand |
""",
    "pressure.md": """# Pressure

## Steam pressure

The steam pressure is what presses on the pistons. For an upright boiler it is

$$
p = k T^4
$$

A stoker reads it. With the valve open the stoker uses

$$
q = k T
$$

Steam pressure falls at night.
""",
}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("counted"), COUNTED)


def test_of_what_prose_counts_up_all_is_told_to_who_asks_for_a_list(counted: Parts):
    answer = said(counted, "name the uses of a bell")
    assert all(each in answer for each in ("First, a bell serves", "Second, a bell must serve", "Finally, another use"))
    assert "They rise by it" not in answer and "Nobody likes" not in answer
    assert "First" not in said(counted, "Why is there a warning when sand is on the rails?")


def test_a_section_that_compares_is_told_up_to_what_each_of_them_is(counted: Parts):
    assert said(counted, "coal vs coke") == (
        "Fuel has taken many forms in Vell. Peat and pine were burned. Coal is dug in Ostrel and smokes. [1] "
        "Coke has no smoke, and is made from coal. [1]"
    )


def test_a_sentence_that_ends_in_a_formula_is_told_with_it(counted: Parts):
    answer = said(counted, "What is the steam pressure formula?")
    assert "For an upright boiler it is\n\n$$\np = k T^4\n$$\n\n[1]" in answer
    assert "it is [1]" not in answer


def test_what_goes_on_from_a_short_list_brings_it_along(counted: Parts):
    answer = said(counted, "which posts can't be taken away?")
    assert all(each in answer for each in ("by default:", "- washer", "- greaser", "These posts can't"))


def test_why_is_told_in_words_and_not_by_a_row_or_code(counted: Parts):
    answer = said(counted, "Why is a post taken down?")
    assert "Posts are taken down because rust eats them." in answer and "it is old" not in answer


def test_neither_what_code_stands_amid_nor_a_link_to_the_next_page_is_told(counted: Parts):
    answer = said(counted, "Is a post that is taken down washed?")
    assert "is washed" in answer and "is what one writes" not in answer and "→" not in answer

    code, within = Sentence("x = 1", 0, "code"), Sentence("allows trams that have no name.", 9, "prose")
    assert goes_on_from_code(within, code) and not goes_on_from_code(within, Sentence("It", 0, "prose"))
    assert not goes_on_from_code(Sentence("`x` allows trams.", 9, "prose"), code)
    assert not goes_on_from_code(Sentence("npm puts the parts into the folder of the depot.", 9, "prose"), code)


def test_after_that_is_told_with_what_it_is_after(counted: Parts):
    assert "is washed. After that, it is stored" in said(counted, "where is a post that is taken down stored?")


def test_code_below_labels_is_told_with_what_leads_in_to_all(counted: Parts):
    answer = said(counted, "how do I rename a post?")
    assert all(each in answer for each in ("Before:", "post = washer", "After:", "post = greaser"))


def test_what_is_to_be_done_then_is_told_with_its_list(counted: Parts):
    answer = said(counted, "is a post that was lost counted?")
    assert "In these cases" in answer and "count --again" in answer and "count --all" in answer


def test_what_breaks_off_above_a_list_leads_in_to_it(counted: Parts):
    answer = said(counted, "downsides of steel posts")
    assert "The downsides of steel are that" in answer and "- it rusts in rain" in answer and "painted" in answer


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("v4.2.0 | renamed", True),
        ("since version 4", True),
        ("as of 1.2.3", True),
        ("3.5 m", False),
        ("a V8 engine", False),
    ],
)
def test_when_something_was_changed_may_be_told_by_a_version(text: str, tells: bool):
    assert holds_what_is_asked_for(expectation("when was the sand box renamed?"), Sentence(text, 0, "row")) == tells
    assert not holds_what_is_asked_for(expectation("when was the sand box filled?"), Sentence(text, 0, "row"))


def test_what_leads_in_to_a_list_counts_more_for_who_asks_for_several_things(counted: Parts):
    def weighed(message: str) -> float:
        async def plan() -> str:
            events = counted.assistant.rehearse(Question(message))
            return next(each.text for each in [one async for one in events] if isinstance(each, Planned))

        line = next(each for each in asyncio.run(plan()).splitlines() if "The following whistles" in each)
        return float(line.split()[1 if line.startswith("+") else 0])

    assert weighed("Which whistles are in use?") > weighed("Are whistles in use?") + 0.15
    assert said(counted, "Which whistles are in use?") == (
        "The following whistles are in use:\n\n- Steam pipes [1]\n- Mouth pipes [1]\n- Sirens [1]"
    )
