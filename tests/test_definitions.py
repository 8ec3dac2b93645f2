"""Which sentences say what something is, and what is answered by them."""

import asyncio
from pathlib import Path

import pytest
from conftest import with_its_book, with_pages, write_pages
from hypothesis import given
from hypothesis import strategies as st

from rag.facts.definitions import (
    BARE,
    LIKE,
    calls,
    definitions,
    goes_on_to_define,
    is_entry,
    is_name,
    names_or_glosses,
    says_in_passing,
)
from rag.facts.wanted import to_define
from rag.sections.headings import first_of_named
from rag.settings import Settings
from rag.types import Chunk, Question


@pytest.mark.parametrize(
    "sentence",
    [
        "A gear ratio is the speed of one shaft over that of the other.",
        "Gear ratios are numbers.",
        "Gear ratios, also called reductions, are numbers.",
        "The term gear ratio refers to two shafts.",
        "In robotics, a gear ratio means a number.",
        "Wren's gear ratios are small numbers.",
        "The `gear ratio` is called a reduction elsewhere.",
        "The reduction of the shafts (gear ratio) is a number.",
        "Vell Gear Ratio is a number of Vell.",
        "Definition: A gear ratio is a number.",
        "A gear ratio serves as the measure of a shaft.",
        "Gear ratios are used to slow a shaft.",
        "In old harbour English, a gear ratio is often used as the word for a gear.",
        "A gear ratio occurs when two shafts meet.",
        "Gear ratios are specialized numbers.",
        "'Gear ratio' means the speed of one shaft over that of the other.",
        "‘gear ratio’ means a number.",
        "The term 'gear ratio' refers to two shafts.",
        "'gear ratio' of the two shafts means a number.",
        "“Gear ratio” in this contract means a number.",
        "(7) 'gear ratio' means a number.",
    ],
)
def test_a_sentence_that_defines(sentence: str):
    assert definitions("gear ratio", sentence) == 1


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("A lamp has a steady flame if it burns for an hour.", True),
        ("A lamp is said to have a flame when it burns.", False),
        ("`Lamp<T>` has a *steady flame* over `T` if `T` burns.", True),
        ("It is a steady flame.", False),
        ("Lamps have a steady flame, if they are clean.", False),
    ],
)
def test_what_has_it_under_a_condition_is_defined_by_that(sentence: str, says: bool):
    assert calls("a steady flame", sentence) == says


def test_what_becomes_it_under_a_condition_is_defined_by_that():
    assert calls("steady flame", "A lamp becomes a steady flame by habit when it burns for a year.")
    assert calls("steady flame", "A spark counts as a steady flame if nobody blows.")
    assert not calls("steady flame", "A lamp becomes a steady flame.")


def test_how_it_compares_says_nothing_of_what_it_is():
    assert not definitions("gear ratio", "Gear ratios are generally smaller than belts.")
    assert not definitions("gear ratio", "The gear ratio is based on this law.")
    assert not definitions("gear ratio", "Gear ratios are written with a colon.")


def test_what_it_is_like_may_be_said_in_the_same_form_as_what_it_is():
    assert definitions("gear ratio", "The gear ratio (GR) is Latin for speed.") == BARE < 1
    assert definitions("gear ratio", "The gear ratio is the speed of a shaft.") == 1
    assert definitions("gear ratio", "Gear ratios are flexible when shafts are long.") == LIKE < BARE
    assert definitions("gear ratio", "Gear ratios are figures when shafts are long.") == 1
    assert definitions("heron", "Herons are aquatic, long-legged birds.") == 1


def test_a_line_of_its_own_is_a_name():
    assert is_name("rim lamp", "**Rim lamp**") and is_name("rim lamp", "Rim lamps (RL)")
    assert not is_name("rim lamp", "Rim lamps burn.") and not is_name("rim lamp", "A lamp")


def test_an_entry_of_a_glossary_may_be_a_label_and_an_option_something_else():
    assert 0 < definitions("gear ratio", "gear ratio: one speed over the other") < 1
    assert 0 < definitions("gear ratio", "`gear ratio` - One speed over the other.") < 1
    assert 0 < definitions("gear ratio", "The `gear ratio` option lets you choose.") < 1


def test_a_label_of_a_quantity_is_no_entry():
    assert definitions("gear ratio", "Gear ratio: 3:1") == definitions("gear ratio", "Gear ratio: ~$40") == 0


def test_what_a_thing_lets_one_do_says_less_than_what_it_is():
    assert 0 < definitions("gear ratio", "A gear ratio (GR) can be used to choose a motor.") < 1


@pytest.mark.parametrize(
    "sentence",
    [
        "A gear ratio is not needed here.",
        "Gear ratio of the two shafts means nothing.",
        "The gear ratio is only printed on the box.",
        "The gear ratio is stored in the file.",
        "Gear ratios are often wrong.",
        "The knee has a gear ratio, which is a number.",
        "A gear is a wheel.",
        "Gear ratiocination is a habit.",
        "Large gear ratio is a number.",
        "When Gear Ratio is a number, so is its root.",
        "The gear ratio is strictly about shafts.",
        "A gear ratio is easy to choose.",
        "Gear ratios are free to choose.",
        "Gear ratios are used by makers of clocks.",
        "The gear ratio contains seven digits.",
        "Gear ratios were used in the first clocks.",
        "A gear ratio was often used in clocks.",
    ],
)
def test_a_sentence_that_says_something_else_of_it(sentence: str):
    assert definitions("gear ratio", sentence) == 0


def test_a_label_of_a_question_is_no_entry():
    assert definitions("gear ratio", "Gear ratio: is it printed on the box?") == 0


@pytest.mark.parametrize(
    ("before", "sentence", "goes_on"),
    [
        ("We recommend to choose a gear ratio (GR).", "This is a number that stays.", True),
        ("We recommend to choose a gear ratio.", "This is often wrong.", False),
        ("A gear ratio needs a gear.", "This is a wheel.", False),
    ],
)
def test_a_sentence_that_goes_on_to_define(before: str, sentence: str, goes_on: bool):
    assert goes_on_to_define("gear ratio", before, sentence) is goes_on


def test_a_definition_is_found_where_a_sentence_begins():
    text = "Choose well. A gear ratio is a number."
    assert definitions("gear ratio", text, [0, 13]) == 1
    assert definitions("gear ratio", text, [0]) == 0


@pytest.mark.parametrize(
    ("sentence", "can"),
    [
        ("The hoop that holds a lamp.", True),
        ("Definition: The hoop that holds a lamp.", True),
        ("Definition: Hoops that hold lamps.", True),
        ("**Definition**: no hoop.", False),
        ("Lamps need a gear ratio.", True),
        ("In chapter 3 we built a lamp.", False),
    ],
)
def test_what_such_a_section_begins_with_must_speak_of_it(sentence: str, can: bool):
    assert names_or_glosses("gear ratio", sentence) is can


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_question_is_too_odd(question: str, text: str):
    for term in to_define(question) or ("x",):
        assert 0 <= definitions(term, text) <= 1
        chunk = Chunk("c1", "Text.", "legs.md", "legs", "Legs", text, "/docs/legs#gears", 0, 1)
        assert set(first_of_named(term, [chunk])) <= {0}


DEPOT = {
    f"tram-{number}.md": f"""# The sander of tram {number}

It is filled with {number + 20} litres in November. Mind the sander when tram {number} turns.
"""
    for number in range(8)
} | {
    "winter.md": """# The winter

Leaves make the rails slippery. A sander is the box above the wheels that helps then. It was invented for the hills of Ostrel.
"""
}


def test_a_chunk_that_defines_comes_before_those_that_name_it_more_often(tmp_path: Path):
    parts = with_pages(tmp_path, DEPOT)

    defined, named = (
        asyncio.run(parts.assistant.search(query, 3)).hits for query in ("What is a sander?", "Where is a sander?")
    )

    assert defined[0].chunk.title == "The winter"
    assert defined[0].score >= defined[1].score
    assert defined[0].score >= 0.8
    assert named[0].chunk.title != "The winter"


def test_a_section_that_is_named_by_what_is_asked_for_is_relevant_though_it_is_short(tmp_path: Path):
    pages = {
        "plugins.md": "# Plugins\n\nSome are listed here.\n\n## Mangle\n\nServerless adapter for gateways.\n",
        **DEPOT,
    }
    parts = with_pages(tmp_path, pages)

    answer = asyncio.run(parts.assistant.ask(Question("What is Mangle?")))

    assert answer.message == "Serverless adapter for gateways. [1]"
    assert answer.status == "answered"


def test_a_section_of_that_name_is_found_where_every_page_speaks_of_it(tmp_path: Path):
    trams = {
        f"tram-{number}.md": f"# Tram {number}\n\nBuilt in {1900 + number} for line {number % 7}. Its sander holds {number + 20} litres.\n"
        for number in range(40)
    }
    words = {
        "words.md": "# Words\n\n## Sander\n\nA box above the wheels that helps when leaves or ice make the rails slippery in the hills.\n"
    }
    parts = with_pages(tmp_path, trams | words)

    assert asyncio.run(parts.assistant.ask(Question("What is a sander?"))).message.startswith("A box above the wheels")


SHIFTS = {
    f"shift-{number}.md": f"# Shift {number}\n\nThe sander of tram {number} was filled, the sander was cleaned and the sander tried.\n"
    for number in range(200)
}


def test_a_page_of_that_name_is_found_where_hundreds_of_sections_speak_of_it_more_often(tmp_path: Path):
    sander = {
        "sander.md": "# Sander\n\n> Since: 1911\n\nThe box that keeps the wheels from slipping. Leaves, ice and oil make the rails of the"
        " hills and of the long bridge behind the mill slippery from October to March.\n"
    }
    parts = with_pages(tmp_path, SHIFTS | sander)

    def found(question: str) -> set[str]:
        return {hit.chunk.title for hit in asyncio.run(parts.assistant.search(question, 3)).hits}

    assert "Sander" in found("What is a sander?")
    assert "Sander" not in found("Which sander was filled and cleaned?")
    assert asyncio.run(parts.assistant.ask(Question("What is a sander?"))).message.startswith("The box that keeps")


def test_a_page_of_that_name_is_known_as_soon_as_the_book_has_it(tmp_path: Path):
    parts = with_pages(tmp_path, SHIFTS)

    def answer() -> str:
        return asyncio.run(parts.assistant.ask(Question("What is a sander?"))).message

    before = answer()
    sander = "# Sander\n\nThe box that keeps the wheels from slipping where leaves make the rails wet.\n"
    write_pages(tmp_path / "book", {"sander.md": sander})
    with_its_book(Settings(book_dir=tmp_path / "book", data_dir=tmp_path / "data"))

    assert "The box" not in before
    assert answer().startswith("The box that keeps")


def test_a_notice_above_the_first_sentence_of_a_section_says_nothing_of_it(tmp_path: Path):
    pages = {
        "buffer.md": "# Buffer\n\n> Stability: 2 - Stable\n\nThe hoop that takes up the push of a car. It is oiled in spring.\n",
        "care.md": "# Care\n\nPush the new buffer against the old buffer, and oil the old buffer where the new buffer squeaks.\n",
    }
    parts = with_pages(tmp_path, pages)
    assert asyncio.run(parts.assistant.ask(Question("What is a buffer?"))).message.startswith("The hoop that takes")


def test_the_first_section_of_a_page_is_named_by_the_page_whatever_its_own_heading_is(tmp_path: Path):
    pages = {
        "sanders.md": "---\ntitle: Sanders\n---\n\n### Description\n\nA box above the wheels with a flap, opened by a cord.\n\n"
        "### Filling\n\nThe stoker fills the sander of each car when the sander is empty.\n",
        "winter.md": "# Winter\n\nTry the sander before the hill, and fill the sander behind it.\n",
    }
    parts = with_pages(tmp_path, pages)
    assert asyncio.run(parts.assistant.ask(Question("What are sanders?"))).message.startswith("A box above the wheels")


def test_a_page_that_begins_with_its_synopsis_in_code_answers_with_what_comes_behind_it(tmp_path: Path):
    synopsis = "```bash\nvell-lamp [--signal <name>] [--aspect <aspect>]\nvell-lamp off\n\nalias: lamp\n```\n"
    pages = {
        "vell-lamp.md": f"---\ntitle: vell-lamp\n---\n\n### Synopsis\n\n{synopsis}\n### Description\n\n"
        "This command sets a signal lamp of the line from the signal box.\n\n### See also\n\n- vell-lamp of the depot\n",
        "box.md": "# The box\n\nUse vell-lamp from the box, and try vell-lamp again if vell-lamp fails.\n",
    }
    parts = with_pages(tmp_path, pages)
    answer = asyncio.run(parts.assistant.ask(Question("What is vell-lamp?"))).message
    assert answer.startswith("This command sets a signal lamp")


REFERENCE = {
    "pool.md": "# Class: Pool\n\nExtends: `Depot`\n\nA row of cars that wait for the same line.\n\n## `new Pool(line)`\n\nA number.\n",
    "car.md": "# Class: Car\n\nExtends: `Depot`\n\nA thing on wheels, with one door.\n",
    "round.md": "# Class: RoundPool\n\nUnlike a pool, which takes the first car, a round pool takes each car of the pool in its turn.\n",
    "stats.md": "# Class: PoolStats\n\nCounts each car of a pool. The car of a pool is counted once a pool, by car and pool.\n",
}


def test_both_pages_are_found_that_are_compared(tmp_path: Path):
    parts = with_pages(tmp_path, REFERENCE)
    answer = asyncio.run(parts.assistant.ask(Question("What is the difference between a Pool and a Car?")))
    assert "A row of cars that wait for the same line." in answer.message
    assert "A thing on wheels, with one door." in answer.message
    assert answer.status == "answered"


def test_a_class_is_told_from_its_page(tmp_path: Path):
    parts = with_pages(tmp_path, REFERENCE)
    found = asyncio.run(parts.assistant.search("What is a Pool?", 3))
    assert (found.hits[0].chunk.title, found.hits[0].chunk.section) == ("Class: Pool", "")


def test_a_section_with_the_name_is_found_by_who_wants_to_change_it(tmp_path: Path):
    pages = {
        "style.md": "# Style\n\n## Bell pitch\n\nChange it by the screw below the roof. A low one is heard in the hills, and liked.\n",
        "server.md": "# Server\n\nHeaders say how a car sounds. Send `X-Bell-Pitch` first, and `X-Bell-Change` if it has two.\n",
    }
    parts = with_pages(tmp_path, pages | DEPOT)
    assert asyncio.run(parts.assistant.search("How do I change the bell pitch?", 2)).hits[0].chunk.title == "Style"


def test_what_compares_both_answers_as_a_whole(tmp_path: Path):
    rivals = {
        f"car-{number}.md": f"# Car {number}\n\nSliding doors are doors on rail {number}. Folding doors are doors on post {number}.\n"
        for number in range(2)
    }
    table = "| | Rail | Post |\n|---|---|---|\n| Frost | jams | moves |\n| Fingers | safe | pinched |\n"
    compared = {"ten-years.md": f"# Ten years\n\n## Sliding vs. folding doors\n\nBoth were tried in Ostrel.\n\n{table}"}
    parts = with_pages(tmp_path, rivals | compared | DEPOT)

    answer = asyncio.run(
        parts.assistant.ask(Question("What is the difference between sliding doors and folding doors?"))
    )

    assert answer.message.startswith("Both were tried in Ostrel. [1]")
    assert "| Frost | jams | moves |\n| Fingers | safe | pinched |" in answer.message


SLIDING_OR_FOLDING = "What is the difference between sliding doors and folding doors?"
HEAD = "| What | Sliding doors | Folding doors | Gates |\n|---|---|---|---|\n"
RAIL = (
    "# Rail\n\nSliding doors differ from folding doors by their rail, and folding doors from sliding doors by a post.\n"
)


def test_a_table_with_a_column_for_each_compares_them(tmp_path: Path):
    """All of it, though it is cut in two, and no table that has them in its rows."""
    rows = "".join(
        f"| Test {n} | jams in frost number {n} | moves well in frost number {n} | none |\n" for n in range(24)
    )
    costs = "# Costs\n\n| Doors | Groats |\n|---|---|\n| Sliding doors | 3 |\n| Folding doors | 4 |\n"
    tests = f"# Ten years\n\nThe depot kept a book of its tests.\n\n{HEAD}{rows}"
    parts = with_pages(tmp_path, {"tests.md": tests, "rail.md": RAIL, "costs.md": costs} | DEPOT)
    assert len(asyncio.run(parts.index.page("tests.md"))) > 1

    answer = asyncio.run(parts.assistant.ask(Question(SLIDING_OR_FOLDING)))

    assert [line for line in answer.message.splitlines() if line.startswith("| Test")] == rows.splitlines()
    assert "Groats" not in answer.message and "by their rail" not in answer.message


def test_of_two_pages_with_such_a_table_one_is_told(tmp_path: Path):
    pages = {f"{shed}.md": f"# {shed}\n\n{HEAD}| {shed} | 2 | 3 | 1 |\n" for shed in ("Vell", "Ostrel")}
    parts = with_pages(tmp_path, pages | {"rail.md": RAIL} | DEPOT)

    answer = asyncio.run(parts.assistant.ask(Question(SLIDING_OR_FOLDING)))

    assert len(answer.sources) == 1 and ("| Vell |" in answer.message) != ("| Ostrel |" in answer.message)


def test_what_else_is_named_beside_it_is_not_told(tmp_path: Path):
    pages = {
        "walking.md": "# Walking\n\nZero Moment Point (ZMP): The point on the ground where no moment is left.\n\n"
        "Capture Point: The point where a foot stops the fall.\n\nSupport Point (SP) - The point where a foot stands on the ground.\n",
        "words.md": "# Words\n\nVM: See Vell Moment.\n\nVell Moment: The moment in which the bell of Vell is rung.\n",
    }
    parts = with_pages(tmp_path, pages)

    def told(message: str) -> str:
        return asyncio.run(parts.assistant.ask(Question(message))).message

    assert told("What is the zero moment point?") == (
        "Zero Moment Point (ZMP): The point on the ground where no moment is left. [1]"
    )
    assert "The moment in which the bell of Vell is rung." in told("What is a VM?")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("A hoop that keeps a lamp upright is called a *gimbal ring*.", True),
        ("There is a light hoop of brass called a gimbal ring.", True),
        ("A second hoop, known as the *gimbal ring*, keeps it upright.", True),
        ("Here we use a hoop called a gimbal ring.", False),
        ("We call this hoop the gimbal ring.", True),
        ("Such hoops are often known as gimbal rings.", True),
        ("It turns in something that has a gimbal ring (a hoop that keeps it upright).", True),
        ("We define the gimbal ring of a lamp as the hoop that keeps it upright.", True),
        ("It turns in a gimbal ring (see the table).", False),
        ("They define a gimbal ring in each drawing.", False),
        ("It was called by the gimbal ring.", False),
        ("We call the stoker from the gimbal ring.", False),
    ],
)
def test_what_is_called_so_is_said_the_other_way_round(sentence: str, said: bool):
    assert calls("gimbal ring", sentence) == said


def test_a_sentence_about_something_else_may_say_in_passing_what_a_thing_is():
    assert says_in_passing("gimbal ring", "Lamps hang in *gimbal rings*, which are hoops of brass.")
    assert not says_in_passing("gimbal ring", "Lamps hang in gimbal rings, which rattle.")
    assert says_in_passing("gimbal ring", "We hung it in a gimbal ring, a hoop of brass that stays level.")
    assert not says_in_passing("gimbal ring", "We packed a gimbal ring, a lamp and rope.")


def test_what_a_thing_has_in_it_tells_what_it_is_where_no_certain_one_is_meant():
    assert 0 < definitions("load profile", "A load profile contains a value for each hour.") < 1


def test_an_adverb_before_a_definition_changes_nothing():
    assert definitions("gimbal ring", "Technically, a gimbal ring is a hoop.") == 1
    assert definitions("gimbal ring", "Technically a ring, a gimbal ring is a hoop.") == 0


def test_of_what_is_compared_figures_tell_too():
    assert is_entry("Heron", "Herons: 610 kg")
    assert is_entry("Heron", "Vell Heron (old): 610 kg")
    assert not is_entry("Heron", "Herons weigh 610 kg")
    assert not definitions("Heron", "Herons: 610 kg")


def test_a_letter_of_a_formula_is_said_to_be_something():
    assert 0 < definitions("M(q)", "`M(q)` = mass matrix") == definitions("M(q)", "`M(q)`: mass matrix") < 1
    assert definitions("timeout", "timeout = 30") == 0


def test_whose_it_is_may_be_written_without_the_mark():
    assert (
        definitions("ohms law", "Ohm's law is a rule of currents.")
        == definitions("ohms law", "Ohm’s Law is a rule.")
        == 1
    )
    assert definitions("Ohm's law", "Ohms law is a rule of currents.") == 1
    assert not definitions("ohms law", "Ohmic law is a rule of currents.")


def test_who_says_what_it_is_comes_before_who_says_what_it_does_or_stands_below_its_name(tmp_path: Path):
    parts = with_pages(
        tmp_path,
        {
            "vellpad.md": "# Running\n\nThe Vellpad starts from the menu, or with the command\n\n`vellpad`.\n\n"
            "During the start of the Vellpad, the Vellpad shows a splash, and where the Vellpad was left.\n",
            "parts.md": "# Parts\n\nThe Vellpad consists of a lamp, a pen and a roll of paper, of which the Vellpad draws lines.\n",
            "about.md": "# About\n\nWrite with it. The Vellpad is a writing desk for stokers.\n",
        },
    )
    answer = asyncio.run(parts.assistant.ask(Question("What is the Vellpad?")))
    assert answer.message.startswith("The Vellpad is a writing desk for stokers.")


def test_a_heading_may_have_no_more_of_an_acronym_than_its_letters():
    chunks = [
        Chunk("a", "Run it again.", "b.md", "b", "Boards", "Running the DRC", "/b#a", 0, 1),
        Chunk("b", "The checker looks for mistakes.", "b.md", "b", "Boards", "5.2. Design rule checking", "/b#b", 1, 1),
        Chunk("c", "A different room.", "b.md", "b", "Boards", "Doors, rooms", "/b#c", 2, 1),
    ]
    assert first_of_named("DRC", chunks).get(1) == 1
    assert 2 not in first_of_named("DRC", chunks) and first_of_named("DR", chunks) == {}


def test_what_a_word_means_somewhere_is_no_tale_of_where_it_was_used(tmp_path: Path):
    pages = {
        "tar.md": "# Tar\n\nTar was used in the first cameras. A pewter plate was coated with it.\n",
        "words.md": "# Words\n\nIn Ostrelian English, tar is often used as the word for a street.\n\nIn Vellian English, tar is a drink.\n",
    }

    answer = asyncio.run(with_pages(tmp_path, pages).assistant.ask(Question("What does tar mean in Ostrel?")))

    assert answer.message.startswith("In Ostrelian English, tar is often used as the word for a street.")
