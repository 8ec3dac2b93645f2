"""The pages that a conversation has been about, and what a question that could be about any page means after them."""

import asyncio

import pytest
from conftest import with_pages

from rag.build import Parts
from rag.events import Finished, Retrieved
from rag.retrieval.spoken_of import spoken_of
from rag.types import AnswerStatus, Question, Source, Turn

PAGES = {
    "opening.md": "# The opening of the Vell line\n\nThe mayor cut a ribbon at the depot. The date was 3 May 1911, and the driver"
    " of the first car was Odra Pell.\n\nThe first car carried the lamplighters, who sang until it reached the river.\n",
    "flood.md": "# The great flood\n\nThe river rose over the rails at Stop 9. The date was 9 June 1934, and the driver who was"
    " caught in it was Jan Rusk.\n\nFor three weeks no car went beyond the mill, and the rails had to be laid anew.\n",
    "depot.md": "# The depot\n\nSand is dried in an oven beside the wheel pit. Each car takes two buckets before the first lap.\n",
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    return with_pages(tmp_path_factory.mktemp("vell"), PAGES)


def talk(parts: Parts, *questions: str, selected: str = "") -> tuple[str, str]:
    """The page that is found first for the last question of a conversation, and what the answer says up to its first marker.
    ``selected``: the text on the page, for the last one."""

    async def asked() -> tuple[str, str]:
        session_id, page = None, ""
        for question in questions:
            context = selected if question == questions[-1] else ""
            async for event in parts.assistant.stream(Question(question, session_id=session_id, context=context)):
                if isinstance(event, Retrieved):
                    page = event.retrieval.hits[0].chunk.slug
            assert isinstance(event, Finished)
            session_id = event.answer.session_id
        return page, event.answer.message.partition("[1]")[0]

    return asyncio.run(asked())


@pytest.mark.parametrize("question", ["What was the date?", "Who was the driver?"])
@pytest.mark.parametrize(
    ("first", "page"),
    [("Who cut a ribbon at the depot?", "opening"), ("Where did the river rise over the rails?", "flood")],
)
def test_what_could_be_asked_of_two_pages_is_answered_from_the_one_that_was_spoken_of(parts, first, page, question):
    facts = {"opening": ["3 May 1911", "Odra Pell"], "flood": ["9 June 1934", "Jan Rusk"]}
    found, said = talk(parts, first, question)

    assert found == page
    assert [each for each in facts if any(fact in said for fact in facts[each])] == [page]


def test_a_question_with_a_topic_of_its_own_leaves_the_page_that_was_spoken_of(parts):
    found, said = talk(parts, "Who cut a ribbon at the depot?", "How many buckets of sand does each car take?")
    assert found == "depot"
    assert "two buckets" in said


def test_what_is_selected_on_another_page_is_asked_about_not_what_was_spoken_of(parts):
    found, _ = talk(
        parts, "Who cut a ribbon at the depot?", "Explain this", selected="For three weeks no car went beyond the mill"
    )
    assert found == "flood"


def cites(*slugs: str) -> Turn:
    sources = tuple(
        Source(n, f"c{n}", slug, slug, "", 0.9, f"/docs/{slug}", "") for n, slug in enumerate(slugs, start=1)
    )
    return Turn("m", "A question?", "An answer.", AnswerStatus.ANSWERED, 0.0, "A question?", sources)


def test_a_page_counts_less_the_longer_ago_it_was_cited_first():
    assert spoken_of([cites("old"), cites("opening", "flood"), cites(), cites("depot")]) == pytest.approx(
        {"depot": 1.0, "opening": 0.7, "old": 0.49}
    )


def test_a_page_counts_by_the_last_answer_that_cites_it():
    assert spoken_of([cites("depot"), cites("flood"), cites("depot")]) == pytest.approx({"depot": 1.0, "flood": 0.7})


def test_before_any_answer_nothing_was_spoken_of():
    assert spoken_of([]) == spoken_of([cites()]) == {}
