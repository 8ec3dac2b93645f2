"""Markdown and MDX in, what a reader reads out."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.book.markup.markdown import Reading, read_markdown


def read(text: str, *, mdx: bool = True, title: str = "") -> Reading:
    return read_markdown(dedent(text).lstrip("\n"), mdx=mdx, title=title)


def texts(text: str, *, mdx: bool = True) -> list[str]:
    return [block.text for section in read(text, mdx=mdx).sections for block in section.blocks]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for section in read(text).sections for block in section.blocks]


def anchors(text: str) -> list[str]:
    return [section.anchor for section in read(text).sections]


# ---------------------------------------------------------------- words


def test_a_paragraph_is_one_line_of_words() -> None:
    assert texts("Some **bold** and _soft_ ~~old~~\nwords  \nwith [a link](/x), `code` and &amp; more.") == [
        "Some bold and soft old words with a link, `code` and & more."
    ]


def test_images_give_their_alternative_text_and_autolinks_their_address() -> None:
    assert texts("![A robot](r.png) <https://a.org/b> [ref] and [named][ref]\n\n[ref]: /x") == [
        "A robot https://a.org/b ref and named"
    ]


def test_math_stays_math_and_prices_stay_prices() -> None:
    assert texts("Let $x_1$ or $ \\frac{a}{b} $ cost $5 or $6.") == ["Let $x_1$ or $\\frac{a}{b}$ cost $5 or $6."]
    assert kinds("$$\n\\tau = k i\n$$") == [("math", "$$\n\\tau = k i\n$$")]


def test_powers_and_code_written_as_html_keep_their_sense() -> None:
    assert texts("10<sup>6</sup> m, the 2<sup>nd</sup> H<sub>2</sub>O, <code>x</code><br/>next") == [
        "10^6 m, the 2nd H2O, `x`",
        "next",
    ]


def test_a_footnote_is_prose_where_it_is_defined() -> None:
    assert texts("It walks[^1] well.\n\n[^1]: On flat ground.\n\nEnd.") == ["It walks well.", "On flat ground.", "End."]


def test_quotes_and_alerts_keep_their_words() -> None:
    assert texts("> Said\n> once.") == ["Said once."]
    assert texts("> [!WARNING]\n> Hot.") == ["Warning: Hot."]


# ---------------------------------------------------------------- blocks


def test_items_keep_marker_and_depth_and_what_stands_in_them_stays_in_order() -> None:
    assert kinds("1. one\n\n   ```sh\n   ls\n   ```\n\n   more\n2. two\n   - in\n     - deep\n- [x] done") == [
        ("item", "1. one"),
        ("code", "```sh\nls\n```"),
        ("prose", "more"),
        ("item", "2. two"),
        ("item", "  - in"),
        ("item", "    - deep"),
        ("item", "- [x] done"),
    ]


def test_a_table_of_contents_is_none_of_the_pages_words() -> None:
    contents = "- [Log rotation](#rotate)\n  1. [By *time*](#time)\n- [`debug`](#debug)"

    assert texts(f"# Logs\n\nOn this page:\n\n{contents}\n\nWords.") == ["On this page:", "Words."]


def test_a_list_that_says_more_than_where_the_sections_are_stays() -> None:
    size = "- [Size](#size)"
    others = (
        "- [Size](size.md)",
        "- Size",
        f"{size}: how large",
        f"{size}\n\n  How large.",
        f"{size}\n\n  ```\n  12\n  ```",
    )
    for item in others:
        kept = texts(f"- [Log rotation](#rotate)\n- [Levels](#levels)\n{item}")
        assert kept[:2] == ["- Log rotation", "- Levels"] and len(kept) >= 3
    assert texts("- [Two](#two)\n- [Links](#links)") == ["- Two", "- Links"]
    links = "- [Hooks](#hooks)\n- [Tasks](#tasks)\n- [Moves](#moves)"
    for behind in ("Words.\n\n## Dangers", "These are dangerous:"):
        assert texts(f"{behind}\n\n{links}")[-3:] == ["- Hooks", "- Tasks", "- Moves"]


def test_badges_written_as_html_are_not_seen_and_pictures_are() -> None:
    badge = '<a href="/ci"><img src="https://x/badge.svg" alt="Build Status"></a>\n<img alt="Chat" src=\'https://img.shields.io/x\' />'

    assert texts(f'<p align="center">\n{badge}\n<img src="/frog.svg" alt="A frog with a badge"/>\n</p>') == [
        "A frog with a badge"
    ]


def test_a_list_that_starts_at_seven_goes_on_at_eight() -> None:
    assert texts("7. a\n8. b") == ["7. a", "8. b"]


def test_code_keeps_its_language_and_title_and_loses_what_only_styles_it() -> None:
    assert texts('```js title="a.js" {1}\n// highlight-next-line\nrun();\n```') == ['```js title="a.js"\nrun();\n```']
    assert texts('```js title=""\n```') == []
    assert texts('<CodeBlock language="py" title="a.py">{`f"{x}"\ny = \\${z}`}</CodeBlock>', mdx=True) == [
        "a.py",
        '```py\nf"{x}"\ny = ${z}\n```',
    ]
    assert texts("~~~\n```\n~~~") == ["````\n```\n````"]


@pytest.mark.parametrize(
    ("info", "kept"),
    [
        ('ts filename="app/a.ts" {1}', 'ts title="app/a.ts"'),
        ("ts filename=app/a.ts lines=[1]", 'ts title="app/a.ts"'),
        ("ts title='the \"a\"'", "ts title=\"the 'a'\""),
        ('ts src/a.ts icon="x"', 'ts title="src/a.ts"'),
        ("ts live", "ts"),
        ("java java.util.List", "java"),
        ('title="a.js"', ' title="a.js"'),
        ('bash title="Terminal"', "bash"),
    ],
)
def test_code_keeps_the_file_that_it_belongs_to(info: str, kept: str) -> None:
    assert texts(f"Save it:\n\n```{info}\nrun();\n```") == ["Save it:", f"```{kept}\nrun();\n```"]


def test_code_shows_what_is_added_and_not_what_is_taken_away() -> None:
    page = "```js\nold(); // [!code --]\nlamp(); // [!code ++]\nlist[!code];\n```"
    assert texts(page) == ["```js\nlamp();\nlist[!code];\n```"]
    assert texts("```js\na(); // [!code --:2]\nb();\n// [!code focus:2]\nc();\n```") == ["```js\nc();\n```"]
    assert texts("```js\na(); // [!code --]\n```") == []
    assert texts("```md\nWrite `[!code --]` there\n```") == ["```md\nWrite `[!code --]` there\n```"]


def test_an_entry_of_a_reference_has_its_name_type_and_default() -> None:
    page = """
        <ParamField path="--port" type="number" default="3000">
          Where it listens.

          Below 1024 only root may.
        </ParamField>
        <ResponseField name="id" type="string" required>
          Of the lamp.
        </ResponseField>
        <ParamField query="all"></ParamField>
        <ParamField body="code">

        ```js
        lamp();
        ```

        </ParamField>
        """
    assert kinds(page) == [
        ("item", "- `--port` (number, default: `3000`): Where it listens."),
        ("prose", "Below 1024 only root may."),
        ("item", "- `id` (string, required): Of the lamp."),
        ("item", "- `all`"),
        ("item", "- `code`"),
        ("code", "```js\nlamp();\n```"),
    ]
    assert kinds('<ParamField path="--on" type="">Lights it.</ParamField>') == [("item", "- `--on`: Lights it.")]
    assert kinds('<ParamField path="" name="on" default="`1`" />\n\nEnd.') == [("prose", "End.")]
    page = '<ParamField path="x" default="required" required={false}>\n\n| a |\n|---|\n| b |\n\n</ParamField>'
    assert kinds(page)[0] == ("item", "- `x` (default: `required`)")
    assert kinds('<ParamField path="x">\n\n## More\n\nWords.')[0] == ("item", "- `x`")
    assert kinds('- one\n\n  <ParamField path="x">\n\n  Of it.\n\n  </ParamField>')[1] == ("item", "- `x`: Of it.")


def test_a_paragraph_may_be_an_entry_of_a_reference() -> None:
    page = "**size** (`number`): Of a lamp.\n\n**Note** (`!`) is none.\n\n**A lamp** (`x`): neither.\n"
    assert kinds(page) == [
        ("item", "- size (`number`): Of a lamp."),
        ("prose", "Note (`!`) is none."),
        ("prose", "A lamp (`x`): neither."),
    ]


def test_what_stands_far_in_within_a_component_is_read_as_if_it_did_not() -> None:
    page = """
        <Steps>
            <Step title="Wire it">
                Take one of these:
                - red
                - blue
                  or green
                ```bash
                lamp \\
                  --on
                ```
            </Step>
        </Steps>

        1. One

           <Note>
               So it is.

               - and so
           </Note>
        2. Two
        """
    assert kinds(page) == [
        ("prose", "Wire it"),
        ("prose", "Take one of these:"),
        ("item", "- red"),
        ("item", "- blue or green"),
        ("code", "```bash\nlamp \\\n  --on\n```"),
        ("item", "1. One"),
        ("prose", "Note: So it is."),
        ("item", "  - and so"),
        ("item", "2. Two"),
    ]


STEPS = "<Step{}>\n    Do:\n    - red\n    - blue\n</Step>"
DONE = ["Do:", "- red", "- blue"]


@pytest.mark.parametrize(
    ("before", "attributes"),
    [
        ("", ""),
        ("", ' on={() => 1} title=""'),
        ("", '\n  icon="a > b"\n'),
        ("<br/>\n", ""),
        ("<Note />\n", ""),
        ("<p>\n", ""),
        ("1. ```jsx\n   <div>\n       <p>\n           hi\n   ```\n\n", ""),
        ("a ```b``` c\n\n", ""),
        ("```a`b`\n\n", ""),
        ("{`\n<Step>\n`}\n\n", ""),
    ],
)
def test_lines_far_in_are_moved_out_whatever_stands_before(before: str, attributes: str) -> None:
    assert texts(before + STEPS.format(attributes))[-3:] == DONE


def test_elements_may_stand_within_each_other() -> None:
    deep = "".join("    " * at + "<A>\n" for at in range(30)) + "    " * 30 + "hi\n" + "</A>\n" * 30
    assert texts(deep) == ["hi"]


@pytest.mark.parametrize(
    "code",
    [
        "```make\n    all:\n    \tgcc\n    ```",
        "```py\n    def f():\n        x\n    ```",
        "~~~py\n    def f():\n        x\n    ~~~",
    ],
)
def test_code_that_is_moved_out_keeps_its_own_indentation(code: str) -> None:
    (kept,) = texts(f"<Step>\n    {code}\n</Step>")
    lines = code.split("\n")
    assert kept == "\n".join(["```" + lines[0][3:], lines[1][4:], lines[2][4:], "```"])


def test_code_that_components_show_keeps_its_indentation() -> None:
    page = '<CodeBlock language="jsx">\n{`\n<div>\n    <p>\n        hi\n    </p>\n</div>\n`}\n</CodeBlock>'
    assert texts(page) == ["```jsx\n<div>\n    <p>\n        hi\n    </p>\n</div>\n```"]
    assert texts("<pre>\n<b>\n    one\n        two\n</b>\n</pre>") == ["```\n    one\n        two\n```"]


def test_a_table_in_a_component_that_is_indented_by_tabs_is_one() -> None:
    assert texts("<A>\n\t\t| a | b |\n\t\t| --- | --- |\n\t\t| c | d |\n\n</A>") == ["| a | b |\n|---|---|\n| c | d |"]


def test_components_beside_each_other_are_read_apart() -> None:
    assert texts("Edit <App>`a.js`</App><Pages>`b.js`</Pages> and <b>c</b><i>d</i>.") == ["Edit `a.js` `b.js` and cd."]


def test_a_list_that_a_component_is_given_is_a_list() -> None:
    page = dedent(
        """\
        <PropertiesTable
          content={[
            {
              name: 'delay', // in ms
              type: 'number | null',
              default: '10',
              description: "Between two words. Set to `null` for none.",
              properties: [{ parameters: [{ name: 'delay.most', type: 'number', description: 'Never more.' }] }],
            },
            { name: 'hidden', type: 'boolean' },
          ]}
        />

        <Cards items={
          [{ title: 'Trams', href: '/trams', description: 'How they run' }, link(), 'more']} />

        <Chart series={[{ label: 'Sales of lamps', text: 'in one year of snow' }]} />

        <Seo meta={[{ name: 'description', description: 'Lamps at half the price' }]} />

        <Ask items={[{ question: 'Which lamp is red?', options: ['left', 'right'], answer: 'The one on the left' }]} />

        <Colours items={[{ label: 'Red', text: '#ff0000' }]} />

        Words.
        """
    )
    assert texts(page, mdx=True) == [
        "- `delay` (number | null): Between two words. Set to `null` for none. Default: `10`.",
        "- `delay.most` (number): Never more.",
        "- Trams: How they run",
        "Words.",
    ]


def test_what_a_component_shows_to_copy_is_code() -> None:
    page = '<Snippet text="npm i lamp" dark />\n\n<Command code={`lamp --on\nlamp --off`} />\n\n<Card text="A lamp." />'
    assert texts(page, mdx=True) == ["```\nnpm i lamp\n```", "```\nlamp --on\nlamp --off\n```", "A lamp."]


@pytest.mark.parametrize("mdx", [False, True])
def test_what_a_template_decides_by_is_no_word_of_the_book(mdx: bool) -> None:
    page = "{% if lamp %}\nIt is lit.\n{%- endif -%}\n\nWrite `{% raw %}`, or {%.\n"
    assert texts(page, mdx=mdx) == ["It is lit.", "Write `{% raw %}`, or {%."]


def test_paragraphs_side_by_side_with_heads_of_their_own_are_a_list() -> None:
    page = dedent(
        """\
        You feel the following.

        ***Speed 0.*** Your speed is 0.
        It stays.

        **Blows miss.** All of them.

        Words between.

        **Alone.** No list.

        **Symptom**: It creaks.

        **Fix**: Oil it.
        """
    )
    assert kinds(page) == [
        ("prose", "You feel the following."),
        ("item", "- Speed 0. Your speed is 0. It stays."),
        ("item", "- Blows miss. All of them."),
        ("prose", "Words between."),
        ("prose", "Alone. No list."),
        ("prose", "Symptom: It creaks."),
        ("prose", "Fix: Oil it."),
    ]


def test_a_list_of_such_paragraphs_may_begin_in_a_tab() -> None:
    page = '<TabItem label="npm">\n\n**One.** First.\n\n**Two.** Second.\n\n</TabItem>'
    assert kinds(page) == [("tab", "**npm**"), ("item", "- One. First."), ("item", "- Two. Second.")]


def test_what_is_copied_stands_in_items_and_cells_too() -> None:
    page = '1. Install it: <Snippet text="npm i lamp" />\n\n| tool | how |\n|---|---|\n| pnpm | <Snippet text="pnpm add lamp" /> |'
    assert texts(page, mdx=True) == [
        "1. Install it: `npm i lamp`",
        "| tool | how |\n|---|---|\n| pnpm | `pnpm add lamp` |",
    ]


def test_what_is_said_of_a_thing_has_no_markup() -> None:
    page = "<Props items={[{ name: 'oil', type: 'ml', description: 'In [litres](https://x.y), with <b>care</b>.' }]} />"
    assert texts(page, mdx=True) == ["- `oil` (ml): In litres, with care."]


def test_signs_in_cells_are_seen() -> None:
    page = "| | lit | dim |\n|---|---|---|\n| tram | <Check size={18} /> | <Cross /> |\n| car | <Check /> Yes | <Check>so</Check> |"
    assert texts(page, mdx=True) == [
        "|  | lit | dim |\n|---|---|---|\n| tram | ✅ | ❌ |\n| car | ✅ Yes | so |",
    ]
    assert texts("Plot of <X /> against <Y />.", mdx=True) == ["Plot of against ."]


def test_indented_code_is_code_in_markdown_only() -> None:
    assert texts("Do:\n\n    ls -l", mdx=False) == ["Do:", "```\nls -l\n```"]
    assert texts("Do:\n\n    ls -l", mdx=True) == ["Do:", "ls -l"]


def test_a_table_is_a_pipe_table_whose_cells_hold_words() -> None:
    assert kinds("a | b\n:--|--\n**1** | x \\| y\n2") == [("table", "| a | b |\n|---|---|\n| 1 | x \\| y |\n| 2 |  |")]


@pytest.mark.parametrize("head", [":::note[Mind *this*]", ":::note Mind *this*", "::::warning[Mind this]"])
def test_an_admonition_gives_its_title_and_then_its_content(head: str) -> None:
    assert texts(f"{head}\n\nWords.\n\n- item\n\n:::\n\nAfter.") == ["Mind this", "Words.", "- item", "After."]


def test_an_admonition_without_a_title_is_named_by_its_kind() -> None:
    assert texts(":::tip\nDrink.\n:::\n\n::::danger\n\n:::info\n- x\n:::\n\n::::") == [
        "Tip: Drink.",
        "Danger:",
        "Info:",
        "- x",
    ]


def test_the_admonitions_of_other_sites_are_named_too_and_a_label_without_words_goes() -> None:
    assert texts("<Note>\n\nMind.\n\n</Note>\n\n:::tip\n\n## Next\n\nwords\n\n:::") == ["Note: Mind.", "words"]


# ---------------------------------------------------------------- MDX


def test_modules_go_and_a_sentence_about_importing_stays() -> None:
    page = """
        import Tabs from '@theme/Tabs';
        import {
          A,
        } from "x";
        Words at once.

        export const data = {
          a: [1],

          b: 2,
        };

        import your data from a file, then export it.

        ```js
        import x from 'y';
        ```
        """
    assert texts(page) == [
        "Words at once.",
        "import your data from a file, then export it.",
        "```js\nimport x from 'y';\n```",
    ]


def test_tags_go_and_their_words_are_read_as_markdown() -> None:
    page = """
        <Tabs groupId="os" values={[{label: 'Win', value: 'w'}]}>
          <TabItem value="mac" label="macOS">

            Press **Cmd**.

            - item

          </TabItem>
          <TabItem
            value="x"
            render={() => <b>{"}"}</b>}
            label={`Linux`}
          >Press *Ctrl*.</TabItem>
        </Tabs>

        <Card title="A card" /> in a <Chip color="x">line</Chip><>!</>
        """
    assert texts(page) == [
        "**macOS**",
        "Press Cmd.",
        "- item",
        "**Linux**",
        "Press Ctrl.",
        "---",
        "A card in a line!",
    ]


def test_tabs_on_single_lines_are_read_apart() -> None:
    page = '<Tabs>\n<TabItem label="npm">npm i</TabItem>\n<TabItem label="yarn">yarn add</TabItem>\n</Tabs>'
    assert texts(page) == ["**npm**", "npm i", "**yarn**", "yarn add"]


def test_a_tab_goes_by_its_label_or_by_what_the_tabs_call_its_value_or_by_that() -> None:
    page = """
        <Tabs values={[{label: 'Windows', value: 'win'}, {value: "mac", label: "macOS"}]}>
          <TabItem value="win">

            Click.

          </TabItem>
          <TabItem value="mac">

            Press.

          </TabItem>
          <TabItem value="linux">

            Type.

          </TabItem>
          <TabItem value="x" label="BSD">

            Read.

          </TabItem>
        </Tabs>
        """
    assert texts(page)[::2] == ["**Windows**", "**macOS**", "**linux**", "**BSD**"]


def test_tabs_without_labels_go_by_those_that_are_listed_above_them() -> None:
    page = """
        <Tabs items={['npm', "Yarn"]}>
          <Tabs.Tab>

            One.

          </Tabs.Tab>
          <Tabs.Tab>

            Two.

          </Tabs.Tab>
          <Tabs.Tab>

            Three.

          </Tabs.Tab>
        </Tabs>
        """
    assert texts(page) == ["**npm**", "One.", "**Yarn**", "Two.", "---", "Three."]


def test_tabs_within_tabs_and_over_headings_say_where_one_is() -> None:
    page = """
        <Tabs>
        <TabItem label="macOS">

        <Tabs>
        <TabItem label="Intel">

        Old.

        </TabItem>
        </Tabs>

        New.

        ## In a tab

        Newer.

        </TabItem>
        <TabItem label="Nothing">
        </TabItem>
        </Tabs>

        Behind them.

        ## Behind

        All.
        """
    assert texts(page) == [
        "**macOS › Intel**",
        "Old.",
        "**macOS**",
        "New.",
        "**macOS**",
        "Newer.",
        "---",
        "Behind them.",
        "All.",
    ]


def test_a_group_of_code_is_tabs() -> None:
    page = "::: code-group\n\n```sh [npm]\nnpm i\n```\n\n```sh{1} [Yarn]\nyarn add\n```\n\n:::\n\nThen wait."
    assert texts(page) == [
        "**npm**",
        "```sh\nnpm i\n```",
        "**Yarn**",
        "```sh\nyarn add\n```",
        "---",
        "Then wait.",
    ]


def test_code_beside_each_other_for_several_tools_is_tabs() -> None:
    page = "<CodeGroup>\n\n```sh npm icon='x'\nnpm i\n```\n\n```sh Yarn 4\nyarn add\n```\n\n</CodeGroup>\n\nWait."
    assert texts(page)[::2] == ["**npm**", "**Yarn 4**", "---"]
    page = '<CodeGroup>\n\n```ts title="a.ts"\nx\n```\n\n```js lines {1}\ny\n```\n\n</CodeGroup>\n\n```js live\nz\n```'
    assert texts(page) == ["**a.ts**", "```ts\nx\n```", "---", "```js\ny\n```", "```js\nz\n```"]
    assert texts("<CodeGroup />\n\n```js live\nz\n```") == ["```js\nz\n```"]
    page = '```sh package="npm"\nnpm i\n```\n\n```sh package="pnpm"\npnpm add\n```\n\nWait.'
    assert texts(page) == ["**npm**", "```sh\nnpm i\n```", "**pnpm**", "```sh\npnpm add\n```", "---", "Wait."]


def test_the_lines_of_words_in_tabs_are_those_of_the_page() -> None:
    page = '<Tabs>\n<TabItem label="npm">npm i</TabItem>\n<TabItem label="yarn">yarn add</TabItem>\n</Tabs>\n\nEnd.'
    lines = [(block.text, block.line) for block in read_markdown(page, mdx=True).sections[0].blocks]
    assert lines == [("**npm**", 2), ("npm i", 2), ("**yarn**", 3), ("yarn add", 3), ("---", 6), ("End.", 6)]


def test_details_summary_and_invisible_elements() -> None:
    page = "<details>\n<summary>More</summary>\nHidden *words*.\n</details>"
    invisible = "<style>{`a { b: c }`}</style>\n\n<script>\nx()\n\ny()\n</script>"
    assert texts(f"{page}\n\n{invisible}") == ["More", "Hidden words."]


def test_preformatted_html_is_code() -> None:
    assert kinds("<pre><code>{`a\n  b`}</code></pre>") == [("code", "```\na\n  b\n```")]


def test_comments_go_wherever_they_stand() -> None:
    assert texts("{/* a\n\nb */}\n\nOne {/* c */}two <!-- d\ne -->three\n\n<!--\n\n# f\n\n-->\nfour") == [
        "One two three",
        "four",
    ]


def test_expressions_that_are_text_are_text_and_others_go() -> None:
    assert texts("""a {'b'} {"c"} {`d`} {e.f} {" "}g""") == ["a b c d g"]


def test_words_and_numbers_that_a_page_exports_are_shown_where_it_names_them() -> None:
    page = """
        import x from './x';
        export const stops = 23;
        export const name: string = "Vell Tramway";
        export const made = `${stops} times`;
        export const { a } = x;

        # The {name}

        The {name} has { stops } stops, {made} and {a}.
    """

    assert texts(page) == ["The Vell Tramway has 23 stops, and ."]
    assert texts("export const stops = 23\n\n{stops} stops", mdx=False)[-1].endswith("{stops} stops")


def test_in_markdown_braces_are_just_braces() -> None:
    assert texts("a {b} ${HOME} {/* gone */}c", mdx=False) == ["a {b} ${HOME} c"]


def test_hugo_shortcodes_leave_only_what_a_reader_sees() -> None:
    page = '{{< note >}}\nA {{< glossary_tooltip text="pod" term_id="pod" >}} runs.\n{{< /note >}}'
    assert texts(page, mdx=False) == ["A pod runs."]


@pytest.mark.parametrize(
    "words",
    [
        "a < b and c > d",
        "use {unclosed and go on",
        "List<String> and Map<K, V>",
        "put <your-name> here",
        "if a <> b",
        "<a href= broken",
        "x } y",
        "`<Tabs>` and `{x}`",
        "<3 you",
    ],
)
def test_what_is_no_tag_or_expression_stays_word_for_word(words: str) -> None:
    assert texts(f"{words}\n\nnext") == [words, "next"]


def test_an_mdx_code_block_is_a_part_of_the_page() -> None:
    assert texts("````mdx-code-block\n<Tabs>\n\n```js\nx\n```\n\n</Tabs>\n````\nend") == ["```js\nx\n```", "end"]


# ---------------------------------------------------------------- headings


def test_headings_of_all_levels_begin_sections_with_their_path() -> None:
    page = read("intro\n\n## A\n\na\n\n#### B\n\nb\n\n### C\n\nc\n\n## D\n\nd")
    assert [(s.headings, s.anchor, s.line) for s in page.sections] == [
        ((), "", 1),
        (("A",), "a", 3),
        (("A", "B"), "b", 7),
        (("A", "C"), "c", 11),
        (("D",), "d", 15),
    ]


def test_the_first_h1_is_the_title_and_no_part_of_the_path() -> None:
    page = read("# The `robot`\n\nintro\n\nSetext\n---\n\nwords")
    assert page.title == "The robot"
    assert [(s.headings, s.anchor) for s in page.sections] == [((), ""), (("Setext",), "setext")]


def test_a_first_h1_that_says_something_else_than_the_title_stays_as_words() -> None:
    page = read("# Welcome, reader\n\nintro", title="Start")
    assert [block.text for block in page.sections[0].blocks] == ["Welcome, reader", "intro"]
    assert [block.text for block in read("# start!\n\nintro", title="Start").sections[0].blocks] == ["intro"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [("Chapter 3.2: Walking", "3.2 Walking"), ("Chapter 3: Walking", "Walking"), ("Walking", "Walking")],
)
def test_an_h1_that_counts_what_the_title_says_is_not_said_again(heading: str, title: str) -> None:
    assert [block.text for block in read(f"# {heading}\n\nintro", title=title).sections[0].blocks] == ["intro"]


@pytest.mark.parametrize(
    ("heading", "anchor", "text"),
    [
        ("## Install `npm` & [go](x) 🎉", "install-npm--go-", "Install `npm` & go 🎉"),
        ("## Named {#my-id}", "my-id", "Named"),
        ("## Named **bold** {/* #my-id */}", "my-id", "Named bold"),
        ("## Named {/*my-id*/}", "my-id", "Named"),
        ("## Named \\{#my-id}", "my-id", "Named"),
        ("## New <Badge text='x'/>", "new-", "New x"),
        ("## A {'b'} c[^1]", "a-b-c", "A b c"),
        (
            "## The ip:port and node:fs modules: more :tada:",
            "the-ip-and-node-modules-more-tada",
            "The ip:port and node:fs modules: more :tada:",
        ),
        ("## `<Tabs>` &lt;x&gt;", "tabs-x", "`<Tabs>` <x>"),
    ],
)
def test_anchors_are_those_of_docusaurus(heading: str, anchor: str, text: str) -> None:
    section = read(f"{heading}\n\nx\n\n[^1]: note").sections[0]
    assert (section.anchor, section.headings) == (anchor, (text,))


def test_headings_within_components_and_admonitions_have_anchors_too() -> None:
    page = "# Setup\n\n## Setup\n\n:::note\n\n## Setup\n\n:::\n\n<Tabs>\n  <TabItem>\n\n    ## In a tab\n\n  </TabItem>\n</Tabs>"
    assert anchors(page) == ["setup-1", "setup-2", "in-a-tab"]


# ---------------------------------------------------------------- anything at all

MARKS = """
< > { } {{ }} </ /> <> </> <a <A> </A> b= b=' b={ {/* */} <!-- --> ` ``` ~~~ $ $$ | |-|-| - 1. > # ## ::: :::note [ ]( ) ![ ^[ [^1]
[^1]: --- === import export \\ &amp; ' " {' '} <pre> </pre> <style> </style> <br/> {{< >}} https:// * ** _ word
!!! ??? ===" "t" /// {: .x #y } ][ ]{ :material-a: --8<-- {* *}
"""
FRAGMENTS = st.sampled_from([*MARKS.split(), "\n", "\n\n", "\n    ", "\n!!! note\n    ", '\n=== "t"\n']) | st.text(
    max_size=5
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40), st.booleans())
def test_no_text_breaks_the_reader(fragments: list[str], mdx: bool) -> None:
    for section in read_markdown(" ".join(fragments), mdx=mdx).sections:
        assert all(block.text.strip() and block.line >= 1 for block in section.blocks)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "{",
                "<",
                "<1",
                "[",
                "`",
                "$",
                ":::x",
                "> ",
                "- ",
                "*",
                "{/*x*/}",
                "<B>",
                "</B>",
                "<br/>",
                "\n",
                "\n\n",
                "{: .a}",
                "[a][b]",
                "[a][",
                "\n!!! note\n    ",
                '\n\n=== "t"\n\n    ',
            ]
        )
    )
)
def test_words_between_strays_are_never_lost(strays: list[str]) -> None:
    text = "".join(f"{stray} word{number} " for number, stray in enumerate(strays))
    read_text = " ".join(block.text for section in read_markdown(text, mdx=False).sections for block in section.blocks)
    found = read_text + " ".join(
        heading for section in read_markdown(text, mdx=False).sections for heading in section.headings
    )
    assert [n for n in range(len(strays)) if f"word{n}" not in found] == []


@pytest.mark.parametrize(
    "text",
    ["<a " * 50_000, "{" * 200_000, "[" * 200_000, "![" * 50_000, "[[a]" * 20_000, "> " * 10_000 + "x", "- " * 10_000 + "x", "{/*" * 50_000,
     "<A b={" * 30_000, "<!--" * 50_000, "`a" * 50_000, "$a " * 50_000, "{{<" * 50_000, "import {" * 20_000,
     "[a][" * 20_000, "{ .a" * 30_000, "{:" + " .a" * 50_000, "".join(f"{'    ' * n}!!! note\n" for n in range(200))],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_endless_openers_are_read_in_a_moment(text: str) -> None:
    assert read_markdown(text) is not None


def test_deep_quotes_and_lists_keep_their_words() -> None:
    assert "deep words" in texts("> " * 500 + "deep words")[0]
    deep = "\n".join("  " * level + f"- w{level}" for level in range(120))
    assert all(f"w{level}" in " ".join(texts(deep)) for level in range(120))
