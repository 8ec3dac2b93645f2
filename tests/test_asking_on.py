"""Conversations as careless visitors have them: what they are told, turn by turn."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.message.followups import readings
from rag.message.leaning import Leaning, leaning
from rag.types import Answer, AnswerStatus, Question, Turn

PAGES = {
    "boiler.md": "# The boiler\n\n## Lighting it with wood\n\nTo light the boiler with wood, stack it crosswise below the grate.\n\n"
    "## Cleaning\n\nThe boiler is cleaned with vinegar each spring. Dirt in the boiler keeps its heat from the water.\n",
    "bells.md": "# Bells of the line\n\nThe line has these bells:\n\n- **Noon bell**: at the depot.\n- **Flood bell**: at the river.\n"
    "- **School bell**: in the tower.\n\n## The flood bell\n\nThe flood bell was cast of tin in 1935. Its tongue is of wood.\n",
    "chimes.md": "# Chimes\n\nThe second chime is the one that most ask for. It has one tongue, and one bell.\n",
    "odra-pell.md": "# Odra Pell\n\nOdra Pell drove the first tram. She lived in Ostrel.\n\n## Death\n\n"
    "Odra Pell died in the flood of 1934.\n",
    "porridge.md": "# Porridge\n\nPorridge warms a stoker for a whole shift.\n\n## Ingredients\n\n- 1 cup of oats\n- 2 cups of milk\n\n"
    "## Directions\n\n1. Boil the milk.\n2. Stir in the oats.\n3. Wait for the whistle.\n",
    "lamps.md": "# Lamps\n\nA lamp is lit before each lap.\n\n```sh\ntram lamp --light\n```\n",
    "commands.md": "# Every command\n\nShow the command of a car with this command:\n\n```sh\ntram show\n```\n",
    "saws.md": "# Saws\n\n`saw --wet` cuts rails below water.\n\nThe blade is changed each winter. It takes two smiths.\n",
    "axes.md": "# Axes\n\nThe blade of an axe is never changed. Axes are of no use in winter.\n",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("vell"), PAGES)


def talk(parts: Parts, *messages: str, selected: str = "") -> list[Answer]:
    """``selected``: the text on the page, for the first one."""

    async def asked() -> list[Answer]:
        answers: list[Answer] = []
        for message in messages:
            session_id = answers[-1].session_id if answers else None
            context = "" if answers else selected
            answers.append(await parts.assistant.ask(Question(message, session_id=session_id, context=context)))
        return answers

    return asyncio.run(asked())


def test_the_second_one_is_the_second_of_what_was_listed(parts: Parts):
    listed, second = talk(parts, "what bells are there", "tell me more about the second one")
    assert "- Flood bell: at the river." in listed.message
    assert "cast of tin" in second.message and "chime" not in second.message


def test_who_wants_the_command_gets_that_for_what_was_asked(parts: Parts):
    _, command = talk(parts, "when is a lamp lit", "show me the command")
    assert "tram lamp --light" in command.message and "tram show" not in command.message


@pytest.mark.parametrize(
    ("before", "message", "meant"),
    [
        ("How do I make a bell?", "and how do I oil one?", "how do I oil bell"),
        ("How do I show a note after loading?", "and after an update?", "How do I show a note after an update?"),
        ("Can I light it with wood?", "and using coal?", "Can I light it using coal?"),
    ],
)
def test_what_is_left_out_is_put_in(before: str, message: str, meant: str):
    turn = Turn("m", before, "It is so.", "answered", 0.0, topic=before)
    assert any(reading.query.startswith(meant.rstrip("?")) for reading in readings(message, [turn]))


def test_the_default_goes_on_from_what_was_spoken_of():
    assert leaning("What is the default?") is Leaning.SURELY
    assert leaning("and the possible values?") is Leaning.SURELY
    assert leaning("What is the default of the bell?") is not Leaning.SURELY


def test_what_did_not_help_is_not_told_again(parts: Parts):
    first, second = talk(parts, "how do I light the boiler with wood", "that didn't work")
    assert "stack it crosswise" in first.message
    assert second.message == "I could not find more on this in the book."


@pytest.mark.parametrize("first", ["ingredients for porridge", "how do I make porridge"])
@pytest.mark.parametrize("more", ["what else?", "tell me more", "still not working"])
def test_all_of_a_list_is_not_told_again_to_who_has_read_it(parts: Parts, first: str, more: str):
    listed, second = talk(parts, first, more)
    items = [line[:10] for line in listed.message.splitlines() if line]
    assert len(items) >= 2
    assert not any(item in second.message for item in items)


@pytest.mark.parametrize("doubt", ["are you sure?", "really?", "is that right", "how do you know"])
def test_who_doubts_is_told_where_the_book_says_it(parts: Parts, doubt: str):
    _, where = talk(parts, "when did odra pell die", doubt)
    assert "**Odra Pell › Death**: Odra Pell died in the flood of 1934." in where.message


@pytest.mark.parametrize("shorter", ["shorter please", "tl;dr", "in one sentence", "that's too long"])
def test_to_whom_an_answer_is_too_long_the_best_of_it_is_told(parts: Parts, shorter: str):
    first, second = talk(parts, "when and why is the boiler cleaned", shorter)
    assert "cleaned with vinegar each spring" in first.message and "Dirt in the boiler" in first.message
    assert second.status == AnswerStatus.ANSWERED
    assert second.message in first.message.replace(". Dirt", ". [1] Dirt")


def test_who_asks_on_about_a_selected_text_need_not_select_it_again(parts: Parts):
    _, on = talk(parts, "what does this do?", "and how often is the blade changed?", selected="saw --wet")
    assert "The blade is changed each winter." in on.message and "axe" not in on.message
