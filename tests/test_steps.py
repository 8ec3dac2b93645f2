"""Numbered steps with code and notes between them: told to the last one, each with its number, and each way of several in its tab."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.facts.wanted import to_do
from rag.types import Question

PAGES = {
    "bells.md": """# Bells

## Changing a bell

To change the bell of a tram:

1. Stop the tram

    :::note
    A tram that moves can't be told to keep its bell.
    :::

2. Take the bell down

    ```bash
    tram bell down
    ```

3. Wait until it is silent. Watch it, or wait for:

    ```bash
    tram bell status
    ```

    :::info
    A bell swings for a minute.
    :::

4. Hang up the other one

    ```bash
    tram bell up
    ```

The old bell goes to the depot.
""",
    "horses.mdx": """# Horses

## Resting horses

<Tabs>
<TabItem value="One horse">

To rest one horse:

1. Stop

    ```bash
    tram stop
    ```

2. Feed the horse

    ```bash
    tram feed
    ```

</TabItem>
<TabItem value="Two horses">

There are two of them, `H1` and `H2`. One is led away.

1. Stop

    ```bash
    tram stop
    ```

2. Feed `H1`

    ```bash
    tram feed
    ```

3. Lead `H2` away

</TabItem>
</Tabs>
""",
}


@pytest.fixture(scope="module")
def trams(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("trams"), PAGES)


def asked(trams: Parts, message: str) -> str:
    return asyncio.run(trams.assistant.ask(Question(message))).message.replace(" [1]", "").replace("\n\n[1]", "")


def test_steps_go_on_behind_notes_and_code(trams: Parts):
    assert asked(trams, "how do I change the bell of the tram?") == (
        "To change the bell of a tram:\n\n"
        "1. Stop the tram\n\n"
        "Note: A tram that moves can't be told to keep its bell.\n\n"
        "2. Take the bell down\n\n```bash\ntram bell down\n```\n\n"
        "3. Wait until it is silent. Watch it, or wait for:\n\n```bash\ntram bell status\n```\n\n"
        "Info: A bell swings for a minute.\n\n"
        "4. Hang up the other one\n\n```bash\ntram bell up\n```"
    )


def test_the_steps_of_each_tab_are_told_though_they_type_the_same(trams: Parts):
    assert asked(trams, "how do I rest the horses") == (
        "**One horse**\n\nTo rest one horse:\n\n"
        "1. Stop\n\n```bash\ntram stop\n```\n\n"
        "2. Feed the horse\n\n```bash\ntram feed\n```\n\n"
        "**Two horses**\n\nThere are two of them, `H1` and `H2`. One is led away.\n\n"
        "1. Stop\n\n```bash\ntram stop\n```\n\n"
        "2. Feed `H1`\n\n```bash\ntram feed\n```\n\n"
        "3. Lead `H2` away"
    )


def test_who_bids_something_done_is_told_how(trams: Parts):
    assert "2. Feed `H1`" in asked(trams, "configure resting horses")


@pytest.mark.parametrize(
    ("message", "task"),
    [
        ("install on windows", "install on windows"),
        ("disable the bell?", "disable the bell"),
        ("Set up a horse", "set up a horse"),
        ("install vs build", ""),
        ("install", ""),
        ("installation", ""),
        ("what is installed on windows", ""),
    ],
)
def test_what_is_bidden_is_to_be_done(message: str, task: str):
    assert to_do(message).lower() == task
