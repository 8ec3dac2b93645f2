"""Options and commands that have a section each: an answer from there says which it is of, where nothing else does."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.code_names import code_name, is_identifier, says
from rag.types import Question

PAGES = {
    "send.md": """# tram send

Sends a tram to a stop.

## Options

### --dry-run, -n

Does everything that sending does but moving the tram.

### --force

Sends the tram though its stop is closed.

### --oil-level &lt;percent\\>

Refuses trams that have less oil than that.

Default: 20
""",
    "depot.md": """# The depot

## `tram park [track]` {#park}

Brings a tram back to the depot for the night.

| Name | Default | Description |
| --- | --- | --- |
| `--track` | `1` | The track that it stays on until morning. |

## `tram wash [stop]`

Washes a tram with sand until it shines.

### `--foam`

Takes foam instead of sand.

## `lampColour`

The colour of the glass that a lamp burns behind.

## lampHeight

Metres of the pole that a light hangs on.

### poleWood

What a pole is made of: pine.

## Lamps

Lamps are lit at dusk.
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("dry run of sending", "**`--dry-run`, `-n`**: Does everything that sending does"),
        ("how do I send a tram to a stop that is closed", "**`--force`**: Sends the tram though"),
        ("how do I bring a tram back to the depot", "**`tram park`**: Brings a tram back"),
        ("which track does it stay on until morning", "**`tram park`**:\n\n| Name"),
        ("what does --foam do", "**`tram wash`**: Takes foam instead of sand."),
        ("how many metres has the pole that a light hangs on", "**lampHeight**: Metres of the pole"),
    ],
)
def test_an_option_or_command_that_nothing_names_is_named(trams: Parts, message: str, said: str):
    answer = asyncio.run(trams.assistant.ask(Question(message)))

    assert said in answer.message
    assert answer.status in ("answered", "partial")


def test_commands_are_compared_by_the_names_that_they_have_behind_the_program(trams: Parts):
    answer = asyncio.run(trams.assistant.ask(Question("What is the difference between park and wash?")))

    assert "**`tram park`**: Brings a tram back" in answer.message
    assert "**`tram wash`**: Washes a tram with sand until it shines. [" in answer.message


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("what does --force do", "--force"),
        ("oil-level default", "--oil-level"),
        ("what does tram park do", "tram park"),
        ("what is lampColour", "lampColour"),
        ("what is poleWood", "lampHeight"),
        ("when are lamps lit", "Lamps"),
    ],
)
def test_what_was_asked_by_its_name_is_not_named_again(trams: Parts, message: str, name: str):
    answer = asyncio.run(trams.assistant.ask(Question(message)))

    assert answer.sources
    assert f"**`{name}" not in answer.message


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("--save-dev, -D", "`--save-dev`, `-D`"),
        ("--access <public|restricted>", "`--access`"),
        ("--tone TEXT", "`--tone`"),
        ("--cpu=<name>", "`--cpu`"),
        ("`tram send [stop] [--dry-run]`", "`tram send`"),
        ("`Lamp.light(at, colour)`", "`Lamp.light`"),
        ("`-l`, `--line-length` <n>", "`-l`, `--line-length`"),
        ("`roots` [array<string>]", "`roots`"),
        ("bodyLimit", "bodyLimit"),
        ("MAX_LAMPS", "MAX_LAMPS"),
        ("ShowDevicePrivate", "ShowDevicePrivate"),
        ("LampHTTPSender", "LampHTTPSender"),
        ("JSONLamp", "JSONLamp"),
        ("IDs", ""),
        ("GraphQL", ""),
        ("OpenAI and Vell", ""),
        ("Docusaurus", ""),
        ("-D is great", ""),
        ("`a` and `b`", ""),
        ("`<Lamp>`", ""),
        ("Options", ""),
        ("", ""),
    ],
)
def test_a_heading_is_a_name_of_programs_or_none(heading: str, name: str):
    assert code_name(heading) == name


def test_a_name_is_said_in_several_ways():
    assert says("`--audit-level`", "audit-level default")
    assert says("`--save-dev`, `-D`", "what does -D do?")
    assert says("`lamp.light`", "Like `lamp.light()`, but slower.")
    assert not says("`--force`", "the force of a pump")
    assert is_identifier("`lamp.light`")
    assert not is_identifier("`lamp light`")
    assert not is_identifier("`--lamp`")
