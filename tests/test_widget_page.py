"""The chat as a guest on somebody's page: attributes, variables, theme, routes, memory, and what it makes of Markdown."""

import json
import threading

from playwright.sync_api import expect
from wire.space import begun, delta, source, streamed

from rag.web.packing import packed
from rag.web.site_files import STATIC

# ---------------------------------------------------------------- what a site can set


def test_title_greeting_suggestions_corner_and_theme_are_the_sites_own(reader, site, space):
    site.tag(
        space.url,
        title="Ask the tram",
        greeting="All about trams.",
        suggestions='["Why?", "How | when?"]',
        position="start",
        theme="dark",
    )
    reader.visit().open()

    expect(reader.launcher).to_have_text("Ask the tram")
    expect(reader.panel).to_have_accessible_name("Ask the tram")
    expect(reader.log).to_contain_text("All about trams.")
    expect(reader.button("How | when?")).to_be_visible()
    assert reader.panel.bounding_box()["x"] < 100
    assert reader.panel.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(22, 24, 31)"


def test_words_are_replaced_by_an_attribute_and_by_the_page(reader, site, space):
    site.tag(space.url, strings=json.dumps({"send": "Senden", "lang": "de"}))
    reader.page.add_init_script("window.bookChatStrings = { close: 'Schließen', send: 'overruled' }")
    reader.visit().open()

    expect(reader.button("Schließen")).to_be_visible()
    expect(reader.button("Senden")).to_be_visible()
    expect(reader.button("New chat")).to_be_visible()
    expect(reader.chat).to_have_attribute("lang", "de")


def test_strings_that_are_no_json_leave_the_chat_in_english(reader, site, space):
    site.tag(space.url, strings="{send: 'Senden'}")
    reader.visit().open()

    expect(reader.button("Send")).to_be_visible()
    assert "data-strings is not valid JSON" in reader.complaints.pop()


def test_colours_come_in_by_variables_and_nothing_else_of_the_page_does(reader, site):
    site.html = 'style="--book-chat-accent: #7a1f1f; --book-chat-width: 500px"'
    reader.visit()

    assert reader.launcher.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 31)"
    assert reader.launcher.evaluate("node => getComputedStyle(node).textTransform") == "none"
    assert reader.launcher.evaluate("node => getComputedStyle(node).letterSpacing") == "normal"
    reader.open()
    expect(reader.panel).to_have_css("width", "500px")
    expect(reader.field).to_have_css("font-size", "15px")


def test_by_itself_it_has_the_theme_of_the_page_else_of_the_system(readers, space):
    reader = readers.arrive(color_scheme="dark")
    reader.visit()
    expect(reader.chat).to_have_attribute("data-theme", "dark")
    for change, theme in [
        ("dataset.theme = 'light'", "light"),
        ("dataset.theme = 'dark'", "dark"),
        ("removeAttribute('data-theme')", "dark"),
        ("className = 'light'", "light"),
    ]:
        reader.page.evaluate(f"document.documentElement.{change}")
        expect(reader.chat).to_have_attribute("data-theme", theme)
    reader.page.evaluate("document.documentElement.className = ''")
    reader.page.emulate_media(color_scheme="light")
    expect(reader.chat).to_have_attribute("data-theme", "light")


def test_the_page_can_open_close_and_ask_even_before_the_chat_is_there(reader):
    reader.page.add_init_script(
        """let chat;
        Object.defineProperty(window, 'bookChat', { get: () => chat, set: (made) => (chat = made).open('Too early?') })"""
    )
    reader.visit()
    reader.page.evaluate("window.bookChat.open('What is it?')")
    expect(reader.panel).to_be_visible()
    expect(reader.turns.first).to_have_attribute("data-whole", "")

    reader.page.evaluate("window.bookChat.close()")
    expect(reader.panel).to_have_count(0)


def test_what_the_page_asks_while_an_answer_comes_stands_in_the_field_and_can_be_sent(reader, space):
    more = threading.Event()
    space.replies = [
        [*begun(), delta("The first words"), more, *streamed("The first words.")[3:]],
        streamed("At 9 bar."),
    ]
    reader.visit().open().ask("What is said?")
    expect(reader.turns.last).to_contain_text("The first words")
    reader.page.evaluate("window.bookChat.open('At what pressure?')")

    expect(reader.field).to_have_value("At what pressure?")
    expect(reader.turns).to_have_count(1)
    more.set()
    expect(reader.turns.last).to_have_attribute("data-whole", "")
    reader.button("Send").click()
    expect(reader.turns.last).to_contain_text("At 9 bar.")


def test_a_question_of_the_page_that_is_too_long_stands_in_the_field_and_is_told(reader):
    reader.visit()
    reader.page.evaluate("window.bookChat.open('x'.repeat(510))")

    expect(reader.field).to_have_value("x" * 510)
    expect(reader.panel).to_contain_text("10 characters too many")
    assert reader.asked == []


# ---------------------------------------------------------------- a page that changes


def test_two_tags_make_one_chat(reader, site):
    site.script += site.script
    reader.visit().open()
    reader.page.evaluate(
        "async () => { const again = document.createElement('script'); again.src = '/book-chat/widget.js';"
        " await new Promise((done) => { again.onload = done; document.head.append(again) }) }"
    )

    expect(reader.chat).to_have_count(1)


def test_a_route_change_in_place_keeps_the_chat_and_sends_the_new_page(reader):
    reader.visit().open()
    reader.page.evaluate(
        "history.pushState({}, '', '/docs/people'); document.querySelector('article').innerHTML = '<h1 id=people>People</h1>'"
    )
    reader.asks("Who?")

    assert reader.asked[0]["page"] == {"path": "/docs/people", "heading": "people"}


def test_a_page_that_replaces_its_body_keeps_the_chat(reader):
    reader.visit().open().asks("What is it?")
    reader.page.evaluate("document.body = document.createElement('body')")
    expect(reader.turns).to_have_count(1)
    reader.page.evaluate("document.body.replaceChildren()")

    expect(reader.turns).to_have_count(1)
    reader.asks("And now?")


def test_conversation_draft_and_selection_are_there_on_the_next_page_and_not_in_another_tab(reader, readers):
    reader.visit().open().asks("What is it?")
    reader.page.get_by_text("Two kinds of car").select_text()
    reader.button("Ask about this").click()
    reader.field.fill("Half a ques")
    reader.visit("/docs/people")

    expect(reader.turns.last).to_contain_text("Each car has a sand brake and a rail magnet.")
    expect(reader.field).to_have_value("Half a ques")
    expect(reader.panel.locator(".about")).to_contain_text("Two kinds of car")
    other = readers.arrive()
    other.visit().open()
    expect(other.turns).to_have_count(0)


def test_without_storage_it_works_and_forgets(reader):
    reader.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    reader.visit().open().asks("What is it?")
    expect(reader.turns.last).to_contain_text("Each car has a sand brake")
    reader.visit("/docs/people").open()

    expect(reader.turns).to_have_count(0)


def turn(number: int, **changed) -> dict:
    """As the tab remembers it."""
    return {
        "question": f"Question {number}?",
        "context": "",
        "text": f"Answer {number} [1].\n\n| a | b |\n| --- | --- |\n| c | d |\n\n```sh\nrun {number}\n```",
        "sources": [source()],
        "status": "answered",
        "messageId": f"m{number}",
        "suggestions": [],
        "rating": "",
        "failure": None,
        "done": True,
        **changed,
    }


def come_back(reader, space, turns: list[dict]) -> None:
    """To a page, in a tab that remembers these turns."""
    reader.visit()
    reader.page.evaluate(
        "([key, value]) => addEventListener('pagehide', () => sessionStorage.setItem(key, value))",
        [f"book-chat-turns:{space.url}", json.dumps({"turns": turns})],
    )
    reader.visit("/docs/people").open()


def test_a_turn_that_a_page_took_with_it_when_it_died_can_be_asked_again(reader, space):
    come_back(reader, space, [turn(1, done=False)])
    expect(reader.note).to_contain_text("The answer broke off here.")
    reader.button("Ask again").click()

    expect(reader.turns.last).to_contain_text("Each car has a sand brake")


def test_two_hundred_questions_later_it_still_answers_and_shows_the_end(reader, space):
    come_back(reader, space, [turn(number) for number in range(200)])
    expect(reader.turns).to_have_count(200)
    expect(reader.turns.last.locator(".tools")).to_be_in_viewport()
    reader.asks("And once more?")
    expect(reader.turns.last.locator(".body")).to_be_in_viewport()
    drawn = reader.page.evaluate(
        """() => [...document.querySelector('book-chat').shadowRoot.querySelectorAll('article pre')]
          .filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length"""
    )
    assert drawn < 30
    reader.visit("/docs/cars")

    expect(reader.turns.last).to_contain_text("And once more?")
    expect(reader.turns).to_have_count(100)


def test_a_long_answer_does_not_run_away_from_its_question(reader, space):
    space.replies = [streamed("\n\n".join(f"Paragraph {number} of many words." for number in range(60)), pieces=30)]
    reader.visit().open().asks("Tell me all")

    expect(reader.turns.last.locator(".question")).to_be_in_viewport()
    expect(reader.turns.last.get_by_text("Paragraph 0 of")).to_be_in_viewport()


# ---------------------------------------------------------------- selected text


def test_opening_the_chat_takes_what_is_selected_along(reader):
    reader.visit()
    reader.page.get_by_text("Two kinds of car").select_text()
    reader.launcher.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator(".about")).to_contain_text("Two kinds of car are in service.")

    reader.button("Don't ask about the selected text").click()
    reader.asks("What is it?")
    assert "context" not in reader.asked[0]


def test_a_site_may_offer_it_for_its_articles_only_or_not_at_all(reader, site, space):
    site.tag(space.url, selection="article")
    reader.visit()
    reader.page.get_by_text("The boiler", exact=True).select_text()
    reader.page.wait_for_timeout(400)
    expect(reader.chat.locator(".selection")).to_be_hidden()
    reader.page.get_by_text("Two kinds of car").select_text()
    expect(reader.button("Ask about this")).to_be_visible()

    site.tag(space.url, selection="off")
    reader.visit()
    reader.page.get_by_text("Two kinds of car").select_text()
    reader.page.wait_for_timeout(400)
    expect(reader.chat.locator(".selection")).to_be_hidden()


# ---------------------------------------------------------------- Markdown

SHAPES = {
    "emphasis": (
        "**bold** *thin* ***both*** ~~gone~~ snake_case_name 2*3*4",
        "<p><strong>bold</strong> <em>thin</em> <strong><em>both</em></strong> <del>gone</del> snake_case_name 2<em>3</em>4</p>",
    ),
    "a heading": ("## Steps ##\ntext", "<h4>Steps</h4><p>text</p>"),
    "inline code": ("``a `b` c`` and `<i>`", "<p><code>a `b` c</code> and <code>&lt;i&gt;</code></p>"),
    "a formula stays text": (
        r"The sum $a_1 * b_1 * c$ costs $3 and $4, \(x_i\) too.",
        '<p>The sum <code class="math">a_1 * b_1 * c</code> costs $3 and $4, <code class="math">x_i</code> too.</p>',
    ),
    "a formula of its own": (
        "$$\na_1 *b*\n$$\nafter",
        '<div class="scroll" tabindex="0"><code class="math">a_1 *b*</code></div><p>after</p>',
    ),
    "a list in a list": (
        "1. one\n2. two\n   - inner\n\n3. three\n\nafter",
        "<ol><li>one</li><li>two<ul><li>inner</li></ul></li><li>three</li></ol><p>after</p>",
    ),
    "a list from five": ("5. five\n6. six", '<ol start="5"><li>five</li><li>six</li></ol>'),
    "code in a list": ("- run\n\n  `it`\n- end", "<ul><li>run<p><code>it</code></p></li><li>end</li></ul>"),
    "a quotation": ("> one\n> two\n\nafter", "<blockquote><p>one\ntwo</p></blockquote><p>after</p>"),
    "a rule": ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
    "line ends": ("a  \nb\nc", "<p>a<br>b\nc</p>"),
    "escapes and entities": (r"\*a\* &lt;b&gt; &amp;", "<p>*a* &lt;b&gt; &amp;</p>"),
    "a number without a source": ("array[3] and [7]", "<p>array[3] and [7]</p>"),
    "markup is text": ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
}


def test_markdown_becomes_nodes(reader, space):
    reader.visit().open()
    made = {}
    for name, (text, _) in SHAPES.items():
        # Letter by letter, since what is half there looks like something else.
        space.replies = [streamed(text, pieces=len(text))]
        made[name] = reader.asks(name).locator(".body").inner_html()

    assert made == {name: html for name, (_, html) in SHAPES.items()}


def test_a_table_has_heads_and_sides(reader, space):
    space.replies = [streamed("| Car | Seats |\n|:--|--:|\n| Finch | 42 |\n| a \\| b | `c` |")]
    reader.visit().open().asks("What is it?")

    expect(reader.turns.last.get_by_role("table")).to_match_aria_snapshot(
        """
        - table:
          - rowgroup:
            - row "Car Seats":
              - columnheader "Car"
              - columnheader "Seats"
          - rowgroup:
            - row "Finch 42":
              - cell "Finch"
              - cell "42"
            - row "a | b c":
              - cell "a | b"
              - cell "c":
                - code: c
        """
    )
    expect(reader.turns.last.get_by_role("cell", name="42")).to_have_css("text-align", "end")


def test_code_is_copied_whole(reader, space):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    space.replies = [streamed("Run:\n\n```python\nif x:\n    print('<b>')\n\nend()\n```\n")]
    reader.visit().open().asks("What is it?")
    copy = reader.turns.last.locator("figure").get_by_role("button")
    copy.click()

    expect(copy).to_have_text("Copied")
    assert reader.page.evaluate("navigator.clipboard.readText()") == "if x:\n    print('<b>')\n\nend()"
    expect(reader.turns.last.locator("figcaption")).to_contain_text("python")


def test_links_to_the_site_open_in_place_and_others_in_a_new_tab(reader, space):
    space.replies = [streamed("[ours](/docs/people) [theirs](https://other.example/a_(b)) https://bare.example/x.")]
    reader.visit().open().asks("What is it?")
    ours = reader.turns.last.get_by_role("link", name="ours")
    theirs = reader.turns.last.get_by_role("link", name="theirs")
    bare = reader.turns.last.get_by_role("link", name="https://bare")

    assert ours.get_attribute("target") is None
    assert theirs.get_attribute("target") == "_blank"
    assert theirs.get_attribute("rel") == "noopener noreferrer"
    assert theirs.get_attribute("href") == "https://other.example/a_(b)"
    assert bare.get_attribute("href") == "https://bare.example/x"
    expect(theirs).to_have_accessible_name("theirs (opens in a new tab)")


def test_what_a_reader_has_marked_stays_marked_while_the_answer_grows(reader, space):
    more = threading.Event()
    whole = streamed("The first part.\n\nThe second part.")
    space.replies = [[*whole[:3], delta("The first part.\n\nThe"), more, delta(" second part."), *whole[-3:]]]
    reader.visit().open().ask("What is it?")
    first = reader.turns.last.get_by_text("The first part.")
    first.evaluate("node => (node.marked = true)")
    more.set()
    expect(reader.turns.last).to_contain_text("The second part.")

    assert first.evaluate("node => node.marked") is True


# ---------------------------------------------------------------- as it is served


def test_the_chat_is_served_as_one_module_with_each_of_its_own_once():
    script = packed(STATIC / "widget-chat.js")

    assert script.count("class Markdown ") == 1
    assert script.count("function el(") == 1
    assert [line for line in script.splitlines() if line.startswith("import ")] == [
        'import { createBookChat } from "./client.js";'
    ]
    assert [line.split("(")[0] for line in script.splitlines() if line.startswith("export ")] == [
        "export function mount"
    ]
