"""Who asks for a file, an address or a flag is told it in so many letters, and who asks for an example is shown one."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.facts.literals import literal_of
from rag.types import Answer, Question

PAGES = {
    "depot.md": """# The depot

## Reporting faults

The depot reports a fault to the driver, and the driver reports it to the next stop.

A fault reporter is a function that the depot calls for each fault:

```ts filename=depot/entry.ts
export function reportFault(fault) {
  log(fault);
}
```

## The signal server

The signal server tells each tram which signals are red. A tram connects to the signal server for signals when it leaves the depot, and
it connects to the signal server for signals again when it comes back.

The address for signals is given to a tram by the depot, to which it connects first.

If nothing else is set, this is `signals://depot:4400`.
""",
    "lamps.md": """# Lamps

## Dimming a lamp

A lamp is dimmed by turning its wick down. A lamp that is dimmed too far goes out, and the dimming has to begin anew.

Dimming saves oil. A dimmed lamp can't be seen from afar.

```py
lamp.dim(0.5)
```

## Port of a lamp

The port of a lamp is an opening in its side.

The port can be changed with the `--port` option, like so:

```sh
lamp change --port 2
```
""",
}


@pytest.fixture
def depot(tmp_path: Path) -> Parts:
    return with_pages(tmp_path, PAGES)


def asked(parts: Parts, message: str) -> Answer:
    return asyncio.run(parts.assistant.ask(Question(message)))


def test_code_that_belongs_to_a_file_says_where_something_goes(depot: Parts):
    said = asked(depot, "where does reportFault go?").message

    assert "`depot/entry.ts`:\n\n```ts\nexport function reportFault(fault)" in said


def test_a_file_that_is_said_already_is_not_said_again(depot: Parts):
    said = asked(depot, "what calls the depot for each fault? show me the code").message

    assert said.count("depot/entry.ts") == 1


def test_who_asks_for_an_address_is_told_the_sentence_that_has_it(depot: Parts):
    said = asked(depot, "which address does a tram connect to for signals?").message

    assert "If nothing else is set, this is `signals://depot:4400`." in said


def test_an_example_is_shown_though_the_words_stand_elsewhere(depot: Parts):
    assert "lamp.dim(0.5)" in asked(depot, "example of dimming a lamp").message
    assert "lamp.dim(0.5)" not in asked(depot, "what does dimming a lamp save?").message


def test_what_leads_in_to_short_code_answers_who_asks_in_words_alone(depot: Parts):
    assert "lamp change --port 2" in asked(depot, "lamp port change").message


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("in which file do I set it?", "`conf/a.yaml`"),
        ("which files does it read?", "`.env`"),
        ("Where should I put my keys?", "`~/.keys/`"),
        ("what URL does it call", "localhost:80"),
        ("which environment variable turns it off", "`LAMP_OFF`"),
        ("what flag turns it off", "`--off`"),
    ],
)
def test_what_is_asked_for_is_known_by_how_it_is_written(question: str, written: str):
    pattern = literal_of(question)

    assert pattern is not None
    assert pattern.search(f"It is {written}.")
    assert not pattern.search("It is Bun.serve() and/or a lamp, see Figure 3.")


@pytest.mark.parametrize(
    "text", ["180°/350°F", "44 b.c.", "https://a.org/b.html", "console.log", "response.json()", "Node.js is", "and/or"]
)
def test_what_is_no_file(text: str):
    written = literal_of("which file is it?")

    assert written is not None and not written.search(text)
    assert not written.search("x" * 100_000)


@pytest.mark.parametrize("question", ["What is a path?", "Where do herons nest?", "Why is the file so large?"])
def test_what_asks_for_no_such_thing(question: str):
    assert literal_of(question) is None
