"""What is the default of …? is told by the default, and by nothing else that stands below the name."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.sections.defaults import asked_default
from rag.types import Question

PAGES = {
    "reference.md": """# Reference

## `oilTimeout`

The seconds after which a lamp that has no oil is reported to the depot, and to the driver of the tram that carries it.

Default: `45`

Lamps without a timeout are never reported.

## `wickLength`

The length of a wick in millimetres, measured before the lamp is lit.

**Default value**: `12`<br/>

## --oil-depot <name>

The place that oil is fetched from.

* Default: harbour

## Lamps

| Option | What it is for | Default |
| --- | --- | --- |
| `lampColour` | the colour of the glass that the lamp burns behind | `green` |
| `lampHeight` | how high the lamp hangs above the rail | `1900` |

## Signals

- `--bellTone TEXT`: The tone of the bell that rings at each signal. [default: c4]
- `--bellCount INTEGER`: How often the bell rings at each signal.

## Serving

**depot** (`string`): Where the lamps are kept at night. Lamps that are kept elsewhere are not counted. Defaults to harbour-west.

**shift** (`number`): How long a shift is.

`-p` or `--lampPort <port>`: The default port for lamps is set with it.

| Option | What it is for |
| --- | --- |
| `-r` or `--rail <metres>` | Length of the rail (default: 40) |
""",
    "seals.md": """# Seals

Seals keep the oil of a lamp where it belongs. The kind of seal is chosen for the oil, and the seal is changed with the wick.

By default, a lamp has a seal of cork. A seal of rubber has to be asked for.
""",
    "guide.md": "# Guide\n\nSet the timeout of oil with care, since a default that is too short makes the depot send a tram for nothing.",
}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the default of oilTimeout?", "Default: `45`"),
        ("default oilTimeout", "Default: `45`"),
        ("What is the default value of wickLength?", "Default value: `12`"),
        ("what is lampColour by default", "`lampColour`"),
        ("default of --bellTone?", "[default: c4]"),
        ("default oil depot", "Default: harbour"),
        ("what is the default lamp colour", "`lampColour`"),
        ("default depot", "Defaults to harbour-west."),
        ("default wick lengths", "Default value: `12`"),
        ("what is the default of --rail", "(default: 40)"),
        ("default seal of a lamp", "By default, a lamp has a seal of cork."),
    ],
)
def test_the_default_is_told(tmp_path: Path, question: str, said: str):
    parts = with_pages(tmp_path, PAGES)
    answer = asyncio.run(parts.assistant.ask(Question(question)))
    asyncio.run(parts.close())

    assert said in answer.message.replace("**", "")
    assert answer.status in ("answered", "partial")


def test_who_asks_for_a_default_says_of_what():
    assert asked_default("What is the default?") is None
    assert asked_default("How long does the oil last?") is None

    named = asked_default("What is the default value of the wickLength option?")

    assert named is not None and named.names == {"wicklength"}
