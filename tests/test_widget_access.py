"""The chat without a mouse, without eyes, without motion, in other colours and directions: what axe-core and a screen reader say."""

import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect
from wire.space import DROP, Refusal, begun, delta, source, streamed

AXE = Path(__file__).parent / "site" / "node_modules" / "axe-core" / "axe.min.js"
LONG = """A Heron carries **more people** than a [Finch](/docs/cars), at a lower speed [1].

| Car | Seats |
| --- | --: |
| Finch | 42 |

Run `vell-lamp` [2]:

```sh
vell-lamp --aspect green --repeat 3
```

1. Fill the boiler.
2. Wait for $p = 9$ bar.

> It whistles in two tones.
"""
SOURCES = [source(1), source(2, title="Signals", section="Setting a lamp", quote="The command vell-lamp sets a lamp.")]
WHOLE = streamed(LONG, SOURCES, suggestions=["What is the top speed of a Finch?", "Who designed the lamp code?"])
FIRST_QUESTIONS = "What is a Heron?|How does the sand brake work?"
NEVER = threading.Event()


def greeting(reader, space):
    expect(reader.button("What is a Heron?")).to_be_visible()


def looking(reader, space):
    space.replies = [[NEVER]]
    reader.ask("What is it?")
    expect(reader.turns.last).to_contain_text("Looking in the book…")


def streaming(reader, space):
    space.replies = [[*begun(), delta("The first words of"), NEVER]]
    reader.ask("What is it?")
    expect(reader.turns.last).to_contain_text("The first words of")


def answered(reader, space):
    space.replies = [WHOLE]
    reader.asks("Which car is bigger, and how do I set a lamp?")


def cited(reader, space):
    answered(reader, space)
    reader.citation().focus()
    expect(reader.panel.get_by_role("tooltip")).to_contain_text("Each car has a sand brake")


def rated(reader, space):
    answered(reader, space)
    reader.button("This did not help").click()
    expect(reader.panel.get_by_label("What was missing?")).to_be_visible()


def broken(reader, space):
    space.replies = [[*begun(), delta("Half of it"), DROP]]
    reader.asks("What is it?")


def limited(reader, space):
    space.replies = [Refusal(429, "rate_limited", "Too many.", {"Retry-After": "40"})]
    reader.asks("What is it?")
    expect(reader.note).to_contain_text("You can ask again in")


def failed(reader, space):
    space.replies = [Refusal(500, "internal", "Something went wrong.")]
    reader.asks("What is it?")


def waking(reader, space):
    reader.button("Close").click()
    space.health = [Refusal(503, "starting", "not yet")] * 99
    reader.visit().open()
    reader.ask("What is it?")
    expect(reader.note).to_contain_text("is waking up now")


def offline(reader, space):
    reader.context.set_offline(True)
    reader.asks("What is it?")


def refused(reader, space):
    reader.button("Close").click()
    space.headers = {"X-Origin-Allowed": "no"}
    reader.visit().open()
    reader.asks("What is it?")


def selecting(reader, space):
    reader.button("Close").click()
    reader.page.get_by_text("Two kinds of car").select_text()
    reader.button("Ask about this").click()
    expect(reader.panel.locator(".about")).to_be_visible()


def too_long(reader, space):
    reader.field.fill("A question that never ends. " * 20)
    expect(reader.panel).to_contain_text("characters too many")


STATES = [
    greeting,
    looking,
    streaming,
    answered,
    cited,
    rated,
    broken,
    limited,
    failed,
    waking,
    offline,
    refused,
    selecting,
    too_long,
]


@pytest.fixture(autouse=True)
def _never() -> None:
    NEVER.clear()


@pytest.fixture
def arrive(readers, site, space):
    def arrive(theme="light", **options):
        site.tag(space.url, suggestions=FIRST_QUESTIONS)
        site.html = f'data-theme="{theme}"'
        space.says("Something.")
        return readers.arrive(**options)

    yield arrive
    NEVER.set()


def complaints(reader) -> list[str]:
    """What axe-core finds, in words."""
    reader.still()
    if not reader.page.evaluate("'axe' in window"):
        reader.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = reader.page.evaluate("async () => (await axe.run(document.querySelector('book-chat'))).violations")
    return [f"{each['id']}: {node['html']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(arrive, space, state):
    reader = arrive()
    reader.visit().open()
    state(reader, space)

    for width in (1280, 390):
        reader.page.set_viewport_size({"width": width, "height": 780})
        for theme in ("light", "dark"):
            reader.page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
            expect(reader.chat).to_have_attribute("data-theme", theme)
            found = complaints(reader)
            reader.keep_picture(f"{state.__name__}-{theme}-{width}")
            assert found == []


def test_axe_finds_nothing_in_the_closed_chat_and_the_button_at_a_selection(arrive):
    reader = arrive()
    reader.visit()
    reader.page.get_by_text("Two kinds of car").select_text()
    expect(reader.button("Ask about this")).to_be_visible()
    reader.keep_picture("selection-light-1280")

    assert complaints(reader) == []


CONTRAST = """([selector, property, behind]) => {
  const root = document.querySelector('book-chat').shadowRoot;
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const light = (colour) => {
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const of = (where, what) => light(getComputedStyle(root.querySelector(where))[what]);
  const [one, other] = [of(selector, property), of(behind, 'backgroundColor')];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("selector", "property", "behind", "least"),
    [
        (".launcher", "color", ".launcher", 4.5),
        (".question", "color", ".question", 4.5),
        (".cite", "color", ".cite", 4.5),
        (".sources q", "color", "dialog", 4.5),
        ("textarea", "color", "dialog", 4.5),
        (".small", "color", "dialog", 4.5),
        (".field", "borderTopColor", "dialog", 3),
        (".tools .icon", "color", "dialog", 3),
        (".launcher", "backgroundColor", "dialog", 3),  # also the colour of the ring around what has the focus
    ],
)
def test_words_and_edges_stand_out(arrive, space, theme, selector, property, behind, least):
    reader = arrive(theme)
    reader.visit().open()
    answered(reader, space)

    assert reader.page.evaluate(CONTRAST, [selector, property, behind]) >= least


# ---------------------------------------------------------------- by keyboard


def test_everything_can_be_reached_and_done_by_keyboard(arrive, space):
    reader = arrive()
    space.replies = [WHOLE]
    reader.visit()
    for _ in range(20):
        reader.page.keyboard.press("Tab")
        if reader.focused() == "Ask the book":
            break
    reader.page.keyboard.press("Enter")
    assert reader.focused() == "Your question"
    reader.page.keyboard.type("Which car is bigger?")
    reader.page.keyboard.press("Enter")
    expect(reader.turns.last).to_have_attribute("data-whole", "")

    passed = [reader.focused()]
    for _ in range(40):
        reader.page.keyboard.press("Shift+Tab")
        passed.append(reader.focused())
        if passed[-1] == "New chat":
            break

    assert passed[0] == "Your question"
    for name in [
        "Who designed the lamp code?",
        "What is the top speed of a Finch?",
        "This did not help",
        "This helped",
        "Copy",
        "Source 1: Cars, Brakes",
        "Source 2: Signals, Setting a lamp",
        "sh",
        "Table",
        "Finch",
        "Conversation",
        "Close",
        "New chat",
    ]:
        assert name in passed, passed


def test_what_has_the_focus_can_be_seen(arrive, space):
    reader = arrive()
    space.replies = [WHOLE]
    reader.visit().open().asks("Which car is bigger?")
    unseen = []
    for _ in range(15):
        reader.page.keyboard.press("Shift+Tab")
        shown = reader.page.evaluate(
            """() => {
              const node = document.activeElement.shadowRoot?.activeElement;
              return !node || getComputedStyle(node).outlineStyle !== 'none';
            }"""
        )
        if not shown:
            unseen.append(reader.focused())

    assert unseen == []


def test_escape_closes_what_is_in_front_and_the_focus_goes_back(arrive, space):
    reader = arrive()
    space.replies = [WHOLE]
    reader.visit().open().asks("Which car is bigger?")
    reader.citation().focus()
    expect(reader.panel.get_by_role("tooltip")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.chat.get_by_role("tooltip")).to_have_count(0)
    expect(reader.panel).to_be_visible()
    reader.page.keyboard.press("Escape")

    expect(reader.panel).to_have_count(0)
    assert reader.focused() == "Ask the book"


def test_the_focus_goes_back_to_whatever_opened_the_chat(arrive, site):
    site.pages["/docs/cars"] += '<button id="ask" data-book-chat="What is it?">Ask!</button>'
    reader = arrive()
    reader.visit().page.locator("#ask").click()
    expect(reader.turns.last).to_contain_text("Something.")
    reader.field.focus()
    reader.page.keyboard.press("Escape")

    assert reader.focused() == "Ask!"


def test_the_page_does_not_take_the_letters_that_are_typed_into_the_chat(arrive):
    reader = arrive()
    reader.visit()
    reader.page.evaluate("document.addEventListener('keydown', (event) => event.key === '/' && event.preventDefault())")
    reader.open().field.press_sequentially("km/h")

    expect(reader.field).to_have_value("km/h")


def test_an_open_chat_on_a_new_page_leaves_the_focus_to_the_page(arrive):
    reader = arrive()
    reader.visit().open()
    reader.visit("/docs/people")
    expect(reader.panel).to_be_visible()

    assert reader.page.evaluate("document.activeElement === document.body")


# ---------------------------------------------------------------- by ear


def test_an_answer_is_read_out_in_whole_sentences_and_nothing_twice(arrive, space):
    more = threading.Event()
    sentences = ["Each car has **a sand brake**.", " The rail magnet stops a Finch [1].", " It is quick."]
    letters = [delta(letter) for letter in "".join(sentences[:2]) + " It is"]
    space.replies = [[*begun(), *letters, more, *streamed("".join(sentences), SOURCES[:1])[-3:]]]
    reader = arrive()
    reader.visit().open()
    reader.listen()
    reader.ask("How does a car stop?")
    reader.page.wait_for_function("window.heard.length === 2")
    more.set()
    expect(reader.turns.last).to_have_attribute("data-whole", "")

    assert reader.heard == [
        "Looking in the book…",
        "Each car has a sand brake. The rail magnet stops a Finch.",
        "It is quick. Sources: 1",
    ]


def test_trouble_is_read_out_once_and_not_with_every_second(arrive, space):
    reader = arrive()
    space.replies = [Refusal(429, "rate_limited", "Too many.", {"Retry-After": "2"})]
    reader.visit().open()
    reader.listen()
    reader.asks("What is it?")
    expect(reader.note).to_contain_text("You can ask again now.")

    assert reader.heard == [
        "Looking in the book…",
        "That was many questions in a short time.",
        "You can ask again now.",
    ]


def test_the_outline_of_the_chat(arrive, space):
    reader = arrive()
    space.replies = [streamed("Each car has a sand brake [1].", SOURCES[:1], suggestions=["And then?"])]
    reader.visit().open().asks("How does a car stop?")

    expect(reader.chat).to_match_aria_snapshot(
        """
        - region "Ask the book":
          - dialog "Ask the book":
            - heading "Ask the book" [level=2]
            - status
            - button "New chat"
            - button "Close"
            - log "Conversation":
              - 'article "You asked: How does a car stop?"':
                - text: "You asked:"
                - paragraph: How does a car stop?
                - text: "Answer:"
                - paragraph:
                  - text: Each car has a sand brake
                  - 'link "Source 1: Cars, Brakes"'
                - region "Sources":
                  - heading "Sources" [level=3]
                  - list:
                    - listitem:
                      - link "Cars › Brakes"
                      - text: Each car has a sand brake and a rail magnet.
                - button "Copy"
                - button "This helped"
                - button "This did not help"
              - heading "Ask next" [level=3]
              - list:
                - listitem:
                  - button "And then?"
            - text: Your question
            - textbox "Your question"
            - button "Send" [disabled]
        """
    )


# ---------------------------------------------------------------- other ways to look at it


def test_without_motion_nothing_moves(arrive, space):
    reader = arrive(reduced_motion="reduce")
    reader.visit().open()
    looking(reader, space)

    assert reader.page.evaluate("document.querySelector('book-chat').shadowRoot.getAnimations().length") == 0


def test_with_motion_the_dots_do(arrive, space):
    reader = arrive()
    reader.visit().open()
    looking(reader, space)

    assert reader.page.evaluate("document.querySelector('book-chat').shadowRoot.getAnimations().length") > 0


def test_in_forced_colours_the_edges_are_drawn(arrive, space):
    reader = arrive(forced_colors="active")
    reader.visit()
    assert reader.launcher.evaluate("node => getComputedStyle(node).borderTopWidth") == "1px"
    reader.open()
    answered(reader, space)
    reader.keep_picture("forced-colours")

    assert reader.turns.last.locator(".question").evaluate("node => getComputedStyle(node).borderTopWidth") == "1px"


def test_from_right_to_left(arrive, site, space):
    reader = arrive()
    site.html = 'style="direction: rtl"'
    site.tag(space.url, strings='{"title": "اسأل الكتاب", "placeholder": "اطرح سؤالاً", "lang": "ar"}')
    space.replies = [streamed("لكل عربة فرامل رملية [1].", [source(1, title="العربات", section="الفرامل")])]
    reader.visit()
    reader.launcher.click()
    reader.field.fill("كيف تتوقف العربة؟")
    reader.field.press("Enter")
    expect(reader.turns.last).to_have_attribute("data-whole", "")
    reader.keep_picture("right-to-left")

    assert reader.panel.bounding_box()["x"] < 100
    assert reader.chat.get_attribute("lang") == "ar"
    question = reader.turns.last.locator(".question").bounding_box()
    answer = reader.turns.last.locator(".body p").bounding_box()
    assert question["x"] < answer["x"] + answer["width"] / 4
    assert complaints(reader) == []


@pytest.mark.parametrize("block", ["p", "li", "th", "td", "h4", "blockquote"])
def test_what_is_written_from_right_to_left_stands_so_in_an_english_answer(arrive, space, block):
    """The stop at the end of a sentence is on the side where the sentence ends."""
    said = "الفرامل رملية."
    space.replies = [
        streamed(
            f"It says so:\n\n{said}\n\n- {said}\n\n## {said}\n\n> {said}\n\n| {said} | a |\n| --- | --- |\n| {said} | b |\n"
        )
    ]
    reader = arrive()
    reader.visit().open().asks("What is said?")

    first, last = reader.turns.last.locator(f".body {block}", has_text=said).last.evaluate(
        """(node) => {
          const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode();
          return [0, text.length - 1].map((at) => {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().x;
          });
        }"""
    )
    assert last < first


def test_on_a_small_screen_it_takes_all_of_it_and_lets_nothing_behind_it_be_reached(arrive, space):
    reader = arrive(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    reader.visit().open()
    reader.still()

    assert reader.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
    for _ in range(12):
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate("['BOOK-CHAT', 'BODY'].includes(document.activeElement.tagName)")
    assert reader.page.evaluate("getComputedStyle(document.documentElement).overflow") == "hidden"


def test_on_a_small_screen_a_citation_shows_the_page(arrive, space):
    reader = arrive(viewport={"width": 390, "height": 780})
    space.replies = [WHOLE]
    reader.visit("/docs/cars").open().asks("How does a car stop?")
    reader.citation().click()

    expect(reader.launcher).to_be_visible()
    expect(reader.panel).to_have_count(0)
    assert reader.page.evaluate("getComputedStyle(document.documentElement).overflow") == "visible"
    expect(reader.page.get_by_text("Each car has a sand brake").first).to_be_in_viewport()


def test_a_window_that_becomes_small_and_large_again_keeps_chat_and_focus(arrive, space):
    reader = arrive()
    reader.visit().open()
    reader.field.fill("Half a question")
    page = reader.page.locator("html")
    reader.page.set_viewport_size({"width": 390, "height": 780})
    expect(page).to_have_css("overflow", "hidden")
    expect(reader.panel).to_have_css("width", "390px")
    assert reader.focused() == "Your question"
    reader.page.set_viewport_size({"width": 1280, "height": 860})

    expect(page).to_have_css("overflow", "visible")
    expect(reader.panel).to_have_css("width", "420px")
    assert reader.focused() == "Your question"
    expect(reader.field).to_have_value("Half a question")
