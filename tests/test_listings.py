"""What there is of something, where the book has a section for each: found by its name, told section by section."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.types import Answer, Question

PAGES = {
    "depot.md": """# Building a depot

## Learning objectives

- Name the phases of a depot

## Exercises

### Phase 1: Draw it

Draw a depot.

### Phase 2: Colour it

Take brown.

## Parts of the roof that burned in the great storm

### Beams

Beams were of fir.

### Straw

Straw was on them.

## Plans

### Plan A: A shed

A shed holds four trams.

### Plan B: A hall

A hall holds forty.

### What both need

Rails lead into it.

## Roof parts and gutters

A roof of the depot has these parts.

### Slates

Slates keep the rain out.

### Gutters

Gutters lead it away.

## Phase 1: Digging

Dig to the clay.

## Phase 2: Walls

Walls are of brick.

### Mortar

Mortar is mixed on the spot.

### Doors

Doors are cut last.

## Phase 3: Rails

Lay the rails last.

## Signals

A signal is a lamp or an arm. There are two: lamps and arms.

### Wires

Wires lead to them.

### Paint

They are red.

## 2.1 Virtues of a good lamp

A good lamp of the depot has these virtues:

### 2.1.1 Bright

It is seen from the bridge.

### 2.1.2 Still

It does not swing. It is hung from two chains.

## Kinds of doors

### Sliding doors

Sliding doors save room.
""",
    "sheds/shutters.md": """# Shutters and hinges

Both are of iron.

## Hinges

A hinge bears a shutter.

## Shutter types

### Roller shutter

A roller shutter is wound up.

### Swing shutter

A swing shutter hangs from hinges.

## Paint

Both are painted red.
""",
    "ropes.md": """# Ropes

A rope holds a tram on the hill. Ropes are hemp or steel: both kinds are tarred.

## Tar

Tar is boiled.

## Winding

Ropes are wound by hand.

## Gripping

What holds on the hill:

### Knots

Knots bear a tram each.

### Hooks

Hooks bear two of them.
""",
    "perks.md": """# Perks of the trade

Drivers are looked after. Nobody has to ask. It was not always so.

## Coal

Coal is free to drivers in the winter.

## Boots

Boots are given out in May.
""",
    "lamps.md": "# Lamps\n\nA lamp has a mantle. Phase 7: nothing is built.\n\n## Tin\n\nTin lamps rust.\n",
}


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("listings"), PAGES)


def told(parts: Parts, message: str) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message)))


PHASES = """- **Phase 1: Digging**: Dig to the clay. [1]
- **Phase 2: Walls**: Walls are of brick. [2]
- **Phase 3: Rails**: Lay the rails last. [3]"""


@pytest.mark.parametrize(
    "message", ["What are the phases of building a depot?", "Which phases are there?", "list the phases"]
)
def test_sections_that_are_counted_are_told_in_their_order(depot: Parts, message: str):
    answer = told(depot, message)
    assert (answer.status, answer.message.strip()) == ("answered", PHASES)


def test_they_may_be_lettered_and_what_stands_beside_them_is_none_of_them(depot: Parts):
    assert told(depot, "What are the plans for a depot?").message.strip() == (
        "- **Plan A: A shed**: A shed holds four trams. [1]\n- **Plan B: A hall**: A hall holds forty. [2]"
    )


@pytest.mark.parametrize("message", ["What are the parts of the roof?", "What roof parts are there?"])
def test_what_stands_below_a_section_of_that_name_is_told_behind_what_it_begins_with(depot: Parts, message: str):
    assert told(depot, message).message.strip() == (
        "A roof of the depot has these parts. [1]\n\n- **Slates**: Slates keep the rain out. [2]\n- **Gutters**: Gutters lead it away. [3]"
    )


def test_a_heading_may_be_numbered_and_what_leads_in_to_its_sections_stands_before_them(depot: Parts):
    assert told(depot, "What are the virtues of a good lamp?").message.strip() == (
        "A good lamp of the depot has these virtues: [1]\n\n- **2.1.1 Bright**: It is seen from the bridge. [2]\n"
        "- **2.1.2 Still**: It does not swing. [3]"
    )


PERKS = """Drivers are looked after. Nobody has to ask. [1]

- **Coal**: Coal is free to drivers in the winter. [2]
- **Boots**: Boots are given out in May. [3]"""


@pytest.mark.parametrize("message", ["What perks do I get?", "List all perks", "Which perks are offered?"])
def test_a_page_of_that_name_is_made_of_its_sections(depot: Parts, message: str):
    assert told(depot, message).message.strip() == PERKS


def test_one_of_them_is_told_by_what_stands_below_it(depot: Parts):
    assert told(depot, "Tell me about phase 2").message.strip() == (
        "Walls are of brick. [1]\n\n- **Mortar**: Mortar is mixed on the spot. [2]\n- **Doors**: Doors are cut last. [3]"
    )
    assert told(depot, "What is phase 3?").message == "Lay the rails last. [1]"
    assert "**Mortar**" in told(depot, "What happens in phase 2 of building the depot?").message
    assert told(depot, "phase 3 of building a depot").message == "Lay the rails last. [1]"


def test_of_something_else_nothing_is_listed(depot: Parts):
    """Of lamps, a section with one below it, one that says itself what there is, and what was not asked for."""
    for message in (
        "What are the phases of a lamp of tin?",
        "What are the kinds of doors?",
        "What are the signals?",
        "Who digs in phase 1?",
    ):
        answer = told(depot, message)
        assert "**" not in answer.message


@pytest.mark.parametrize(
    ("message", "named"), [("What are the phases of a depot?", "phases"), ("What is gripping?", "Gripping")]
)
def test_the_maintainer_is_told_why(depot: Parts, message: str, named: str):
    async def searched() -> tuple[str, ...]:
        found = [each async for each in depot.assistant.rehearse(Question(message), [])]
        return next(each.retrieval.notes for each in found if hasattr(each, "retrieval"))

    assert asyncio.run(searched()) == (f"“{named}” told section by section",)


def test_the_most_exact_heading_counts_and_a_folder_may_say_of_what_it_is(depot: Parts):
    assert told(depot, "What types of shutters are there in sheds?").message.strip() == (
        "- **Roller shutter**: A roller shutter is wound up. [1]\n- **Swing shutter**: A swing shutter hangs from hinges. [2]"
    )


def test_a_page_on_something_is_not_made_of_its_kinds(depot: Parts):
    assert "hemp or steel" in told(depot, "What kinds of ropes are there?").message
    assert "**Tar**" not in told(depot, "What kinds of ropes are there?").message


def test_what_a_section_only_leads_in_to_is_told_with_it(depot: Parts):
    assert told(depot, "What is gripping?").message.strip() == (
        "What holds on the hill: [1]\n\n- **Knots**: Knots bear a tram each. [2]\n- **Hooks**: Hooks bear two of them. [3]"
    )


def test_who_goes_on_from_a_list_is_not_told_it_again(depot: Parts):
    async def act() -> tuple[Answer, Answer]:
        first = await depot.assistant.ask(Question("Which phases are there?"))
        return first, await depot.assistant.ask(
            Question("is mortar mixed there on the spot?", session_id=first.session_id)
        )

    listed, asked = asyncio.run(act())
    assert "Dig to the clay" in listed.message and "Lay the rails last" in listed.message
    assert asked.message == "Mortar is mixed on the spot. [1]"


IN_FOLDERS = {
    "index.md": "# Vell\n\nA town of trams. Lines of trams run to the sea, and all lines stop at the depot.\n",
    "lines/index.md": "# All lines\n\nLines are painted.\n",
    "lines/01-harbour.md": "# Harbour line\n\nThe harbour line is red.\n",
    "lines/02-hill.md": "# Hill line\n\nThe hill line is blue, as all lines of the hill.\n",
    "lines/03-lake.md": "# Lake line\n\nThe lake line is green.\n",
    "plans.md": "# Plans\n\nThe plans are a shed, a hall and a tower.\n",
    "plans/shed.md": "# A shed\n\nIt is small.\n",
    "plans/hall.md": "# A hall\n\nIt is large.\n",
    "plans/tower.md": "# A tower\n\nIt is high.\n",
    "horses/brown.md": "# Brown\n\nA brown horse.\n",
    "horses/grey.md": "# Grey\n\nA grey horse.\n",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("folders"), IN_FOLDERS)


@pytest.mark.parametrize("message", ["Which lines are there?", "list all lines", "what are the lines of Vell?"])
def test_the_pages_of_a_folder_are_what_there_is_of_its_name(folders: Parts, message: str):
    answer = asyncio.run(folders.assistant.ask(Question(message)))

    if message.endswith("Vell?"):
        assert "**Harbour line**" not in answer.message  # the folder is not one of a folder "Vell"
    else:
        assert answer.message == "- **Harbour line** [1]\n- **Hill line** [2]\n- **Lake line** [3]"


@pytest.mark.parametrize(
    "message", ["list all horses", "which lines of the hill are there?", "how many lines are there?"]
)
def test_two_pages_or_another_name_are_no_list(folders: Parts, message: str):
    assert "** [1]\n- **" not in asyncio.run(folders.assistant.ask(Question(message))).message
