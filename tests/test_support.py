"""Which sentences of an answer stand on nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citations.numbers import missing
from rag.citations.quotations import misquoted
from rag.citations.support import Support, support
from rag.local.embedder import LocalEmbedder
from rag.local.lexicon import Terms
from rag.reading.passages import Passages
from rag.types import Chunk, Hit

PASSAGES = Passages(LocalEmbedder(), Terms("english"))
TEXT = "A copper kettle boils a litre of water in four minutes. An iron kettle needs seven minutes for it."
CLUB = "The KettleClub meets on Sundays."
HITS = [
    Hit(Chunk("k", TEXT, "k.md", "k", "Kettles", "Old kettles in brief", "/docs/k", 0, 1), score=0.9),
    Hit(Chunk("c", CLUB, "c.md", "c", "Friends", "", "/docs/c", 0, 1), score=0.5),
]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (TEXT + " [1]", Support(checked=2, unsupported=0)),
        ("Copper boils a litre in four minutes. [1]", Support(1, 0)),
        ("Elephants migrate across the savannah every winter. [1]", Support(1, 1)),
        (
            "A copper kettle boils a litre of water in four minutes. [1] Elephants migrate across the savannah.",
            Support(2, 1),
        ),
        ("Yes.", Support(0, 0)),
        ("- **Old kettles in brief** [1]", Support(1, 0)),
        ("```python\nelephants.migrate(across=savannah)\n```", Support(0, 0)),
    ],
    ids=[
        "the book's words",
        "other words for it",
        "another world",
        "half and half",
        "too short to claim",
        "its heading",
        "code",
    ],
)
def test_sentences_are_counted(answer, expected):
    assert support(answer, HITS, PASSAGES) == expected


def test_most_is_more_than_half():
    assert [Support(2, 1).mostly_missing, Support(3, 2).mostly_missing, Support(0, 0).mostly_missing] == [
        False,
        True,
        False,
    ]


REGIONS = "There are 19 regions for 1,250 trams, twenty-four of them of oak. The boiler holds 0.50 bar, or half of what a Heron has."
YARDS = [Hit(Chunk("y", REGIONS, "y.md", "y", "Yards", "Regions in 1911", "/docs/y", 0, 1), score=0.9)]


@pytest.mark.parametrize(
    ("answer", "question", "unsupported"),
    [
        ("There are 19 regions for the trams. [1]", "", 0),
        ("There are 23 regions for the trams. [1]", "", 1),
        ("There are 23 regions for the trams. [1]", "Are there 23 regions?", 0),
        ("In 1911 there were regions for the trams. [1]", "", 0),
        ("In 1912 there were regions for the trams. [1]", "", 1),
        ("These 3 regions have trams. [1]", "", 0),
        ("3 km [1].", "", 1),
    ],
    ids=[
        "its number",
        "another",
        "one that was asked with",
        "in the heading",
        "in no heading",
        "so few may be counted",
        "but not with a unit",
    ],
)
def test_a_number_that_stands_nowhere_is_made_up(answer: str, question: str, unsupported: int):
    assert support(answer, YARDS, PASSAGES, question) == Support(1, unsupported)


@pytest.mark.parametrize(
    ("claim", "unknown"),
    [
        ("1250 trams", set()),
        ("1.250 trams, 24 of oak", set()),
        ("0.5 bar and 50% of the rest", set()),
        ("1,251 trams, 25 of oak, .7 bar", {"1251", "25", ".7"}),
        ("v19.3 of ROS2 and x86", set()),
        ("19. Rings", set()),
        ("125 trams and 5 bar", {"125", "5"}),  # it has 1,250, and 0.50
        ("12.5 trams", {"12.5"}),
        ("3 trams, 1 bar", set()),
        ("3 cm of oak", {"3"}),
        ("50 % of a bar", set()),
    ],
)
def test_numbers_are_the_same_however_they_are_written(claim: str, unknown: set[str]):
    assert missing(claim, [REGIONS]) == unknown


def test_a_number_of_any_length_is_read():
    assert missing("1" * 5000, [REGIONS]) == {"1" * 5000}


def test_a_round_number_may_be_said_in_words():
    assert missing("It cost 2,500,000 crowns.", ["It cost two and a half million crowns."]) == set()
    assert missing("It cost 2,500,013 crowns.", ["It cost two and a half million crowns."]) == {"2500013"}
    assert missing("It cost 2,500,000 crowns.", ["It cost a lot."]) == {"2500000"}


@given(st.text(alphabet="0123456789., 'avx-\u00a0%\n", max_size=40))
def test_what_a_text_states_itself_is_never_missing_in_it(text: str):
    assert missing(text, [text]) == set()


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ('The book says "a copper kettle boils a litre of water in four minutes".', False),
        ("It says “A *copper* kettle boils … in four minutes.”", False),
        ('"An iron kettle needs [about] seven minutes for it", it says.', False),
        ('The page "Old kettles in brief" tells more.', False),
        ('They call it "the quick one" there.', False),
        ('Type `kettle --say "boil the water right now"` to boil it.', False),
        ('The book says "a copper kettle boils a litre of milk in four minutes".', True),
        ("It says “water boils in four minutes on a copper stove”.", True),
        ('"An iron kettle … needs nine minutes for it", it says.', True),
    ],
)
def test_a_quotation_is_the_books_own_words(claim: str, wrong: bool):
    assert misquoted(claim, [f"Kettles\nOld kettles in brief\n{TEXT}"]) == wrong


def test_who_quotes_wrongly_has_no_support_however_like_the_words_are():
    right = "The book says “a copper kettle boils a litre of water in four minutes”. [1]"
    assert support(right, HITS, PASSAGES) == Support(1, 0)
    assert support(right.replace("water", "milk"), HITS, PASSAGES) == Support(1, 1)


@pytest.mark.parametrize(
    ("answer", "asked", "unsupported"),
    [
        ("A kettle of copper boils the water for Ostrel in four minutes. [1]", "", 1),
        ("A kettle of copper boils the water for Ostrel in four minutes. [1]", "How fast does it boil in Ostrel?", 0),
        ("A kettle of Copper boils the water in four minutes, as Old Kettles tells. [1]", "", 0),
        ("Call boilWater of the copper kettle to boil a litre of water. [1]", "", 1),
        ("**In short:** Heating a litre of water takes the copper kettle four minutes. [1]", "", 0),
        ("To boil a litre of water, take the KettleClub kettle of copper. [1]", "", 0),
    ],
    ids=[
        "another town",
        "the visitor's town",
        "words of the book",
        "a function that is none",
        "what begins behind a label",
        "the book's own name, in one word",
    ],
)
def test_a_name_that_stands_nowhere_is_made_up(answer: str, asked: str, unsupported: int):
    assert support(answer, HITS, PASSAGES, asked) == Support(1, unsupported)


@pytest.mark.parametrize(
    "answer",
    [
        "To make tea on a Sunday, follow these steps: [1]",
        "**Tea for the members of a club:** [1]",
        "What the members pay is not stated. [1]",
        "The passages do not mention coal or gas. [1]",
    ],
)
def test_what_leads_in_and_what_is_said_to_be_missing_claim_nothing(answer: str):
    assert support(answer, HITS, PASSAGES) == Support(0, 0)


def test_a_number_in_what_leads_in_must_stand_somewhere_all_the_same():
    assert support("To boil 95 litres of water, follow these steps: [1]", HITS, PASSAGES) == Support(1, 1)


def test_what_is_said_of_the_passages_counts_nothing():
    said = "Based on the provided passages, copper boils a litre in four minutes. [1]"
    assert support(said, HITS, PASSAGES) == Support(1, 0)


@pytest.mark.parametrize(
    ("answer", "unsupported"),
    [
        ("To boil a litre of water in the kettle, run `boil --copper`. [1]", 0),
        ("To boil a litre of water in the kettle, run `boil --iron`. [1]", 1),
        ("To boil a litre of water in the kettle, set KETTLE_METAL. [1]", 0),
        ("To boil a litre of water in the kettle, set KETTLE_SIZE. [1]", 1),
    ],
)
def test_a_flag_or_a_variable_that_stands_nowhere_is_made_up(answer: str, unsupported: int):
    text = "Run `boil --copper` to boil a litre of water in the kettle, or set `KETTLE_METAL`."
    hits = [Hit(Chunk("r", text, "r.md", "r", "Kettles", "", "/docs/r", 0, 1), score=0.9)]
    assert support(answer, hits, PASSAGES) == Support(1, unsupported)


def test_what_names_a_part_of_the_book_tells_what_it_is_about_in_an_overview():
    said = "**Friends** – whom you will meet when you come along. [1]"
    assert support(said, HITS, PASSAGES) == Support(1, 1)
    assert support(said, HITS, PASSAGES, overview=True) == Support(1, 0)


def test_in_another_language_only_numbers_are_checked():
    german = "Ein Kessel aus Kupfer bringt einen Liter Wasser in vier Minuten zum Kochen. [1] Ein eiserner braucht dazu sieben."
    assert support(german, HITS, PASSAGES) == Support(0, 0)
    assert support(german.replace("vier", "14"), HITS, PASSAGES) == Support(1, 1)


@given(st.text(max_size=60), st.text(alphabet='ab "“”…*.[]`\n', max_size=60))
def test_what_is_quoted_whole_is_never_misquoted(before: str, text: str):
    assert not misquoted(f"{before.replace(chr(34), '')} “{text}”", [text])
