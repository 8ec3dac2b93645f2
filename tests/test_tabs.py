"""Tabs: what is told of a page that says it for several systems, to who names one and to who names none."""

import asyncio

import pytest
from conftest import with_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.book.sentences import sentences
from rag.build import Parts
from rag.types import Answer, Question

PAGES = {
    "install.mdx": """# Installing the bell

Pick your system.

<Tabs groupId="os" values={[{label: "Windows", value: "win"}, {label: "macOS", value: "mac"}, {label: "Linux", value: "linux"}]}>
<TabItem value="win">

Download the clapper and hang it.

```powershell
winget install bell
```

</TabItem>
<TabItem value="mac">

Use Homebrew.

```bash
brew install bell
```

</TabItem>
<TabItem value="linux">

```bash
curl https://bell.example/get | sh
```

</TabItem>
</Tabs>

The bell rings once it is installed.

## Adding a rope

Ropes come from the rope yard:

<Tabs>
<TabItem value="npm" label="npm">

```bash
npm add @bell/rope
```

</TabItem>
<TabItem value="yarn" label="Yarn">

```bash
yarn add @bell/rope
```

</TabItem>
</Tabs>
""",
    "oil.mdx": """# Oiling the clapper

To oil the clapper, take it out and oil it with the can.

<Tabs>
<TabItem value="Summer">

```bash
can --thin
```

</TabItem>
<TabItem value="Winter">

```bash
can --thick
```

</TabItem>
</Tabs>
""",
    "stairs.mdx": """# Stairs

<Tabs>
<TabItem value="East">

The gong shell and the chime shell are opened by the east stair.

```bash
stair --east
```

</TabItem>
<TabItem value="West">

It is the older one.

```bash
stair --west
```

</TabItem>
</Tabs>
""",
    "song.mdx": """# Songs

## A program that sings

The bell sings a song that a program gives it.

<Tabs>
<TabItem value="py" label="Python">

It sings in Python until the clapper is hot.

```python title="song.py"
"""
    + "\n".join(f"sing({number})" for number in range(9))
    + """
```

</TabItem>
<TabItem value="cpp" label="C++">

It sings in C++ until the clapper is cold.

```cpp title="song.cpp"
"""
    + "\n".join(f"sing({number});" for number in range(9))
    + """
```

</TabItem>
</Tabs>
""",
    "rings.md": "# Rings\n\nA bell rings at port 9000.\n",
}


@pytest.fixture(scope="module")
def bells(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("bells"), PAGES)


def asked(bells: Parts, message: str) -> Answer:
    return asyncio.run(bells.assistant.ask(Question(message)))


@pytest.mark.parametrize(
    "message", ["How do I install the bell on macOS?", "how to install bell on mac", "How to install the bell on OSX?"]
)
def test_who_names_a_tab_is_told_what_is_in_it(bells: Parts, message: str) -> None:
    told = asked(bells, message).message
    assert told.startswith("**macOS**\n\nUse Homebrew. [1]\n\n```bash\nbrew install bell\n```\n\n[1]")
    assert "winget" not in told and "curl" not in told


def test_who_names_none_is_told_each_by_its_label(bells: Parts) -> None:
    told = asked(bells, "How do I install the bell?").message
    assert [line for line in told.splitlines() if "**" in line] == ["**Windows**", "**macOS**", "**Linux**"]
    assert "winget install bell" in told and "brew install bell" in told and "curl https" in told


def test_what_leads_in_to_tabs_comes_along(bells: Parts) -> None:
    told = asked(bells, "How do I add a rope with yarn?").message
    assert told == ("Ropes come from the rope yard: [1]\n\n**Yarn**\n\n```bash\nyarn add @bell/rope\n```\n\n[1]")
    assert asked(bells, "How do I add a rope?").message == (
        "Ropes come from the rope yard:\n\n**npm**\n\n```bash\nnpm add @bell/rope\n```\n\n[1]\n\n"
        "**Yarn**\n\n```bash\nyarn add @bell/rope\n```\n\n[1]"
    )


def test_what_is_done_comes_with_the_tabs_that_show_how(bells: Parts) -> None:
    told = asked(bells, "How do I oil the clapper?").message
    assert told == (
        "To oil the clapper, take it out and oil it with the can. [1]\n\n**Summer**\n\n```bash\ncan --thin\n```\n\n[1]\n\n"
        "**Winter**\n\n```bash\ncan --thick\n```\n\n[1]"
    )


def test_who_compares_two_is_not_told_all_ways_in_which_something_is_done(bells: Parts) -> None:
    told = asked(bells, "difference between gong shell and chime shell").message
    assert "stair --east" in told
    assert "--west" not in told


def test_long_programs_are_told_alone_with_their_title(bells: Parts) -> None:
    told = asked(bells, "Show me the code of a program that sings in Python").message
    assert "**Python**\n\n" in told and "`song.py`:\n\n```python\nsing(0)\n" in told
    assert told.count("**Python**") == 1 and "cpp" not in told


def test_what_stands_behind_tabs_is_in_none(bells: Parts) -> None:
    told = asked(bells, "When does the bell ring after I install it on macOS?").message
    assert "The bell rings once it is installed. [1]" in told
    assert "**Linux**" not in told


def test_a_label_is_no_quote(bells: Parts) -> None:
    for source in asked(bells, "How do I install the bell on macOS?").sources:
        assert source.quote not in ("macOS", "Windows", "Linux")


@given(st.text(alphabet="*- aB.\n`|:", max_size=40))
def test_the_label_of_a_tab_stands_word_for_word_in_the_passage(text: str) -> None:
    for sentence in sentences(text):
        assert text.startswith(sentence.text, sentence.start)
        if sentence.kind == "tab":
            assert text[: sentence.start].endswith("**") and sentence.text.strip() == sentence.text


def test_a_tab_that_a_chunk_cuts_is_still_beside_the_one_that_is_asked_for(tmp_path_factory: pytest.TempPathFactory):
    steps = "".join(f"{at}. Turn the wheel of the first lamp by {at} more.\n\n" for at in range(1, 60))
    page = (
        '# Lamps\n\n## Lighting lamps\n\n<Tabs>\n<TabItem value="Single Lamp">\n\n'
        f'{steps}</TabItem>\n<TabItem value="High-Lamps">\n\nHL has one switch for all of them.\n\n'
        "1. Turn the switch.\n\n2. Wait.\n\n</TabItem>\n</Tabs>\n"
    )
    parts = with_pages(tmp_path_factory.mktemp("lamps"), {"lamps.mdx": page})

    for message in ("how do I light high lamps", "how do I light lamps with HL"):
        answer = asked(parts, message).message

        assert answer.startswith("**High-Lamps**"), message
        assert "Turn the switch." in answer
        assert "Single Lamp" not in answer
        assert "wheel" not in answer
