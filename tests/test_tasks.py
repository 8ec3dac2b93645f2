"""Sections that are about doing something, by their headings."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.sections.tasks import NEARLY, first_of_task, names_task
from rag.types import Chunk, Question


def below(section: str, order_index: int = 4) -> Chunk:
    return Chunk("c1", "Text.", "yard.md", "yard", "Yard", section, f"/docs/yard#{section}", order_index, 1)


@pytest.mark.parametrize(
    ("task", "heading", "exactly"),
    [
        ("close a client", "Part 4: Closing clients", 1.0),
        ("close a client", "Closing clients late", NEARLY),
        ("close a client", "Closing clients on a very late evening", 0.0),
        ("close a client", "`client.close`", 0.0),
        ("train an object detector", "Training Object Detection Models", NEARLY),
        ("generate synthetic data", "Generating Synthetic Datasets", 1.0),
        ("detect lamps with a camera", "Lamp detection", NEARLY),
        ("run the tests", "Running Tests", 1.0),
        ("create a server", "Creating a service", 0.0),
        ("make my own lamp", "6.4. Creating new lamps", 1.0),
        ("remove a lamp", "Deleting lamps", 1.0),
        ("set up a lamp", "Lamp setup", 1.0),
        ("set up lamps", "Setting up lamps", 1.0),
        ("create a lamp", "Lamp creation", 1.0),
        ("remove a lamp", "Creating lamps", 0.0),
        ("log a ride", "Logistics of rides", 0.0),
        ("validate a form", "Forms", 0.0),
        ("validate", "Validation of forms", 0.0),
        ("", "Forms", 0.0),
    ],
)
def test_how_exactly_a_heading_says_what_is_to_be_done(task: str, heading: str, exactly: float):
    assert names_task(task, heading) == exactly


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_are_read(task: str, heading: str):
    assert 0 <= names_task(task, heading) <= 1
    assert names_task(f"couple {task}", f"couple {task}") == 1


def test_it_begins_with_the_first_chunk_below_its_heading():
    chunks = [below("Coupling a wagon › The link", 5), below("Coupling a wagon › The hook", 4), below("Bells", 3)]
    assert first_of_task("couple a wagon", chunks) == {1: 1.0}


def test_a_section_that_is_one_long_program_is_shown_to_who_asks_how_it_is_done(tmp_path: Path):
    program = "\n".join(f"hook.turn({turn})" for turn in range(40))
    hook, bell = (f"```python\n{each}\n```\n" for each in (program, program.replace("hook", "wagon")))
    pages = {
        "yard.md": f"# Yard\n\nWho couples a wagon wears gloves.\n\n## Coupling wagons\n\n### The hook\n\n{hook}",
        "bells.md": f"# Bells\n\nA bell rings when you couple a wagon.\n\n## Ringing\n\n{bell}",
    }
    parts = with_pages(tmp_path, pages)

    def told(message: str) -> str:
        return asyncio.run(parts.assistant.ask(Question(message))).message

    assert "hook.turn(39)" in told("How do I couple a wagon?")
    assert "turn(39)" not in told("Who couples a wagon?")


def test_where_the_heading_says_more_the_program_has_to_be_the_best_there_is(tmp_path: Path):
    program = "\n".join(f"robot.paint(red, {turn})" for turn in range(40))
    painting = f"## Painting wagons red\n\n```python\n{program}\n```\n"
    objectives = "# Yard\n\n## Learning objectives\n\n- Paint a wagon by robot\n- Know who paints a wagon\n"

    def told(*pages: str) -> str:
        named = {f"page-{number}.md": page for number, page in enumerate(pages)}
        parts = with_pages(tmp_path / str(len(pages)), named)
        return asyncio.run(parts.assistant.ask(Question("How do I paint a wagon?"))).message

    assert "```python\nrobot.paint(red, 0)" in told(objectives, f"# Robots\n\n{painting}")
    best = "# Painters\n\nTo paint a wagon, dip a brush into the pail and paint the wagon from its roof down to its wheels.\n"
    assert told(objectives, f"# Robots\n\n{painting}", best).startswith("To paint a wagon, dip a brush")


INSTALLATION = """# Installation

The bell needs a horse.

## With a script

### On Windows

:::warning

Windows may keep the bell from ringing.

:::

Using PowerShell:

```powershell
Get-Bell | Hang-Bell
```

Bells ring late on Windows. You can make Windows ring them in time by executing:

```powershell
Add-Time -Bell
```

### On Linux

```sh
curl bell.example | sh
```

## Using Homebrew

If Homebrew is there, use the following command:

```sh
brew install bell
```
"""


@pytest.mark.parametrize(
    ("message", "said", "unsaid"),
    [
        ("how do i install on windows", ["Using PowerShell:\n\n```powershell\nGet-Bell", "Add-Time"], "curl"),
        ("how do I install it with homebrew", ["brew install bell"], "curl"),
        ("how to install on Linux", ["curl bell.example | sh"], "Get-Bell"),
    ],
)
def test_a_short_section_that_says_what_to_type_is_told_as_a_whole(
    tmp_path: Path, message: str, said: list[str], unsaid: str
):
    parts = with_pages(
        tmp_path, {"install.md": INSTALLATION, "rings.md": "# Rings\n\nBells ring on Windows at noon.\n"}
    )
    answer = asyncio.run(parts.assistant.ask(Question(message))).message
    asyncio.run(parts.close())

    assert all(each in answer for each in said)
    assert unsaid not in answer


def test_a_heading_may_go_on_from_the_one_above_it():
    page = Chunk("c1", "Text.", "i.md", "i", "Installation", "On Windows", "/i#on-windows", 4, 1)

    assert first_of_task("install on Windows", [page]) == {0: 1.0}
    assert first_of_task("uninstall on Windows", [page]) == {}
    assert first_of_task("install on Windows", [below("Windows")]) == {}
