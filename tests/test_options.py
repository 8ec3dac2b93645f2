"""All options of a command: its whole table, or each option that has a section, and none of another command's."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.sections.options import heads_options, is_command, options_wanted
from rag.types import Question

PAGES = {
    "cli.md": """# Commands

## `tram send [stop]` {#send}

Sends a tram to a stop.

### Options {#send-options}

| Name | Default | Description |
| --- | --- | --- |
| `--bell` | `false` | Rings at each signal. |
| `--lamps` | `true` | Lights the lamps at dusk. |
| `--track` | `1` | The track that is taken. |

Options that send nothing are told to the driver of the tram, who may send it all the same.

## `tram park [track]` {#park}

Brings a tram back for the night.

### Options {#park-options}

| Name | Default | Description |
| --- | --- | --- |
| `--track` | `2` | The track that it stays on. |
| `--sand` | `false` | Strews sand on the track before one is to send the tram. |

## `tram count` {#count}

Counts the trams.

- `--broken`: those that stand in the depot, too.
- `--horses`: what draws them, with all options of a horse.
""",
    "oil.md": """# oil fill

Fills a lamp.

## Options

### --level &lt;percent\\>

* Default: 90

Fills it up to that.

### --force

Fills a lamp though it burns.
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def asked(trams: Parts, message: str) -> str:
    return asyncio.run(trams.assistant.ask(Question(message))).message


@pytest.mark.parametrize(
    "message", ["what are the options of tram send", "options for the send command", "what flags does tram send take?"]
)
def test_the_table_of_a_command_is_told_as_a_whole(trams: Parts, message: str):
    assert asked(trams, message) == (
        "| Name | Default | Description |\n| --- | --- | --- |\n"
        "| `--bell` | `false` | Rings at each signal. |\n"
        "| `--lamps` | `true` | Lights the lamps at dusk. |\n"
        "| `--track` | `1` | The track that is taken. |\n\n[1]"
    )


def test_they_may_stand_right_below_the_command(trams: Parts):
    answer = asked(trams, "tram count options")

    assert answer.startswith("- `--broken`: those that stand")
    assert "- `--horses`" in answer
    assert "--bell" not in answer


def test_options_that_have_sections_are_told_one_by_one(trams: Parts):
    answer = asked(trams, "what are the options of oil fill")

    assert "**`--force`**: Fills a lamp though it burns." in answer
    assert "**`--level`**: Fills it up to that." in answer  # which says more of it than its default


def test_a_row_says_which_command_takes_it(trams: Parts):
    assert "**`tram park`**:\n\n| Name" in asked(trams, "what does --sand do")


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("What are the options of tram send?", "tram send"),
        ("which options does the send command take", "send"),
        ("send flags", "send"),
        ("all parameters of lamp.light", "lamp.light"),
        ("How do I send a tram?", ""),
        ("options", ""),
    ],
)
def test_who_asks_for_options_says_of_which_command(question: str, command: str):
    assert options_wanted(question) == command


def test_headings_of_options_and_of_commands():
    assert heads_options("Options")
    assert heads_options("Common options")
    assert not heads_options("Options that send nothing")
    assert is_command("send", "`tram send [stop]`")
    assert is_command("tram send", "`tram send [stop]`")
    assert is_command("oil fill", "oil fill <lamp>")
    assert not is_command("tram", "`tram send [stop]`")


TYPED = {
    "send.md": """# tram send

Sends a tram, which rings at each signal. The same as the flag of a driver, who has one flag.

Or else send it with `tram send --ring`.

## Options

### --ring, -r

Rings the bell of the tram once more before it leaves the depot.

### --quiet, -q

Same as the `--soft` flag. Before noon this flag is not heeded.
""",
    "list.md": """# tram list

Lists the trams. A list says of each:

- Name: the name of its horse, which the driver gives it.
- Track: the number of its track.

| Flag | Description |
| --- | --- |
| `--name` value | Lists those only that the horse draws. |
| `--all` | Lists what stands in the depot, too. |
""",
}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("what does --name do", "| `--name` value | Lists those only"),
        ("what does tram send --ring do", "Rings the bell of the tram once more"),
        ("-r flag", "Rings the bell of the tram once more"),
        ("what does -q do", "Same as the `--soft` flag."),
    ],
)
def test_an_option_as_it_is_typed_is_told_where_it_stands_itself(
    tmp_path_factory: pytest.TempPathFactory, message: str, said: str
):
    trams = with_pages(tmp_path_factory.mktemp("typed"), TYPED)

    answer = asyncio.run(trams.assistant.ask(Question(message)))

    assert said in answer.message.removeprefix("**`--quiet`, `-q`**: ")[:150]
    assert "Name: the name" not in answer.message
    assert answer.status == "answered"


@pytest.mark.parametrize("message", ["what does --loud do", "what does curl -r do"])
def test_an_option_of_something_else_is_not_told(tmp_path_factory: pytest.TempPathFactory, message: str):
    trams = with_pages(tmp_path_factory.mktemp("typed"), TYPED)

    assert asyncio.run(trams.assistant.ask(Question(message))).status == "not_in_book"
