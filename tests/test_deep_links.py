"""A click on a source highlights the cited sentence and nothing else: tried in Chromium, on a page as a site shows it."""

import asyncio
import http.server
import io
import re
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

from rag.book import chunk_page, read_book, sentences
from rag.build import book_source, build
from rag.citations.deep_links import deep_link
from rag.ingest import ingest
from rag.types import Chunk, Page

T = TypeVar("T")

BOOK = """# Kettles

A kettle heats water. Lids are sold one by one.

## Iron {#iron}

The kettle whistles at noon. It is slow to heat. Mind the lid.

- Fill it with water.
- Wait for the whistle.

| Part | Metal | Mass |
| --- | --- | --- |
| Lid | iron | 200 g |
| Spout | iron | 90 g |

## Copper {#copper}

The kettle whistles at noon. It is quick to heat. Mind the lid.

- Fill it with water.
- Wait for the whistle.

| Part | Metal | Mass |
| --- | --- | --- |
| Lid | copper | 180 g |
| Spout | iron | 90 g |

## Twins {#twins}

In the first of the two shops you may ask for a copper kettle and it will be brought to you by the owner himself.

In the first of the two shops you may ask for an iron kettle and it will be brought to you by the owner himself.

## Marks {#marks}

Ask the owner.

"Re-heat," she said, "then pour & serve". It was 50% more - that is, half - than before: C'est déjà l'été!

"Re-heat," she said, "then pour & serve"? Nobody did so.

## Scripts {#scripts}

Ask the owner.

水は百度で沸く。湯は熱い。水は百度で沸く。茶はうまい。

يغلي الماء عند مئة درجة. الشاي ساخن.

يغلي الماء عند مئة درجة. القهوة باردة.

Вода кипит при ста градусах. Чай горячий.

## Code {#code}

```sh
Call pour(cup) twice a day.
```

Call `pour(cup)` twice a day. Never call it at night.

The mass is $m = 3$ where the kettle whistles at noon.
"""

# A menu that names the pages, headings with the sign that a site hangs on them, code coloured word by word.
FRAME = """<!doctype html><meta charset=utf-8><style>body{{font:16px/1.6 sans-serif;width:700px;margin:8px}}
::target-text{{background:rgb(255,0,255);color:rgb(255,0,255)}}</style><nav><ul><li>Kettles<li>Iron<li>Teapots</ul></nav><main>{}</main>"""


def as_html(markdown: str) -> str:
    html = MarkdownIt("commonmark").enable("table").render(re.sub(r" \{#\w+\}", "", markdown))
    html = re.sub(
        r"<h2>(\w+)</h2>",
        lambda found: (
            f'<h2 id="{found[1].lower()}">{found[1]}<a href="#{found[1].lower()}" aria-label="Direct link">\u200b</a></h2>'
        ),
        html,
    )
    html = html.replace(
        "$m = 3$", '<span class="katex"><math><mi>m</mi></math><span aria-hidden=true>m=3</span></span>'
    )
    return FRAME.format(re.sub(r"\bpour\(cup\)", '<span style="color:red">pour</span>(cup)', html))


@pytest.fixture(scope="module")
def chunks(tmp_path_factory: pytest.TempPathFactory) -> list[Chunk]:
    folder: Path = tmp_path_factory.mktemp("book")
    (folder / "kettles.md").write_text(BOOK, encoding="utf-8")
    [page] = [each for each in read_book(folder, base_url="/", route_base="") if isinstance(each, Page)]
    return chunk_page(page)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = as_html(BOOK).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Tab]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        yield browser.new_page(viewport={"width": 760, "height": 2400})
        browser.close()


# The box of the words below the heading, as (left, top, right, bottom).
BOX = """([anchor, texts]) => {
  const here = [];
  for (let each = anchor ? document.getElementById(anchor).nextElementSibling : document.querySelector("h1").nextElementSibling;
       each && each.tagName !== "H2"; each = each.nextElementSibling) here.push(each);
  const blocks = here.flatMap(each => each.matches("p") ? [each] : [...each.querySelectorAll("li, tr")]);
  for (const block of blocks) {
    const range = document.createRange();
    if (block.tagName === "TR") {
      const cells = [...block.cells].map(cell => cell.textContent);
      if (cells.join("|") !== texts.join("|")) continue;
      range.setStart(block.cells[0].firstChild, 0);
      range.setEndAfter(block.cells[cells.length - 1].firstChild);
    } else {
      const at = block.textContent.indexOf(texts[0]);
      if (at < 0 || texts.length > 1) continue;
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      for (let node, from = 0; node = walker.nextNode(); from += node.length) {
        if (from <= at && at < from + node.length) range.setStart(node, at - from);
        const end = at + texts[0].length;
        if (from < end && end <= from + node.length) range.setEnd(node, end - from);
      }
    }
    const box = range.getBoundingClientRect();
    return [box.left, box.top, box.right, box.bottom];
  }
}"""


def highlighted(tab: Tab, url: str) -> list[float] | None:
    """The box of all that is highlighted, in the same form."""
    tab.goto("about:blank")
    tab.goto(url)
    tab.wait_for_function("document.readyState === 'complete'")
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    pixels = np.asarray(Image.open(io.BytesIO(tab.screenshot())).convert("RGB"))
    marked = (pixels[..., 0] > 240) & (pixels[..., 1] < 16) & (pixels[..., 2] > 240)
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    return [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1] if len(rows) else None


def shown(quote: str) -> list[str]:
    """What the page shows of a quote: one text, or the cells of a row."""
    if quote.startswith("|"):
        return [cell.strip() for cell in quote.strip("|").split("|")]
    return [quote.replace("`", "").replace("$m = 3$", "mm=3")]


def cited(chunks: list[Chunk]) -> Iterator[tuple[Chunk, str]]:
    """Every sentence of the page that may be cited."""
    for chunk in chunks:
        for sentence in sentences(chunk.text):
            if sentence.kind != "code":
                yield chunk, sentence.text


def is_inside(box: list[float], other: list[float], slack: float = 6) -> bool:
    left, top, right, bottom = other
    return box[0] > left - slack and box[1] > top - slack and box[2] < right + slack and box[3] < bottom + slack


def test_every_sentence_of_a_page_that_repeats_itself_is_highlighted_where_it_stands(site, chromium, chunks):
    unmarked, part, wrong = [], [], []
    quotes = list(cited(chunks))
    for chunk, quote in quotes:
        url = site + deep_link(chunk, quote)
        seen = highlighted(chromium, url)
        wanted = chromium.evaluate(BOX, [chunk.url.partition("#")[2], shown(quote)])
        if seen is None:
            unmarked.append((quote, ":~:" in url))
        elif not is_inside(seen, wanted):
            wrong.append((quote, url, seen, wanted))
        elif not is_inside(wanted, seen):
            part.append(quote)
    assert not wrong, "\n".join(map(str, wrong))
    # A list that is the same under two headings, and stands between the same words there, has nothing that tells its items apart.
    assert unmarked == [("Wait for the whistle.", False), ("| Part | Metal | Mass |", False)]
    assert part == ["| Lid | copper | 180 g |"]
    assert len(quotes) == 39


def test_the_browser_scrolls_to_what_it_highlights(site, chromium, chunks):
    [chunk, quote] = next(each for each in cited(chunks) if each[1].startswith("Вода"))
    chromium.set_viewport_size({"width": 760, "height": 300})
    assert highlighted(chromium, site + deep_link(chunk, quote)) is not None
    assert chromium.evaluate("scrollY") > 300
    chromium.set_viewport_size({"width": 760, "height": 2400})


def chunk_of(text: str, fragments: dict[str, str] | None = None, url: str = "/docs/a#b") -> Chunk:
    return Chunk("c", text, "a.md", "a", "A", "", url, 0, 1, fragments)


LONG = " ".join(f"w{n}" for n in range(20))


@pytest.mark.parametrize(
    ("quote", "link"),
    [
        ("Both whistle.", "/docs/a#b:~:text=Both%20whistle."),
        ("Re-heat, then pour & serve", "/docs/a#b:~:text=Re%2Dheat%2C%20then%20pour%20%26%20serve"),
        (LONG, "/docs/a#b:~:text=w0%20w1%20w2%20w3%20w4,w15%20w16%20w17%20w18%20w19"),
        ("| Mug | 350 ml |", "/docs/a#b:~:text=Mug,350%20ml"),
        ("| a \\| b | 350 ml |", "/docs/a#b:~:text=a%20%7C%20b,350%20ml"),
        ("Call `pour()` twice", "/docs/a#b:~:text=Call%20pour%28%29%20twice"),
        ("The mass is $m = 3$ in all cases", "/docs/a#b:~:text=The%20mass%20is,in%20all%20cases"),
        ("$x$-axis of rotation", "/docs/a#b:~:text=of%20rotation"),
        ("It costs $5 and then $10 more", "/docs/a#b:~:text=It%20costs%20%245%20and%20then%20%2410%20more"),
        ("水は熱い。", "/docs/a#b:~:text=%E6%B0%B4%E3%81%AF%E7%86%B1%E3%81%84%E3%80%82"),
        ("```python\npour()\n```", "/docs/a#b"),
        ("$x$", "/docs/a#b"),
        ("Yes.", "/docs/a#b"),
    ],
    ids=[
        "short",
        "reserved",
        "long",
        "row",
        "pipe",
        "code",
        "formula",
        "glued",
        "money",
        "unspaced",
        "fence",
        "typeset",
        "tiny",
    ],
)
@pytest.mark.parametrize("fragments", [None, {}], ids=["page not known", "page known"])
def test_a_link_spells_the_quote_as_the_page_shows_it(quote, link, fragments):
    assert deep_link(chunk_of(quote, fragments), quote) == link


def test_what_was_found_out_when_the_page_was_whole_is_what_the_link_says():
    chunk = chunk_of("Both whistle. Both sing.", {"Both whistle.": "Iron-,Both%20whistle.", "Both sing.": ""})
    assert deep_link(chunk, "Both whistle.") == "/docs/a#b:~:text=Iron-,Both%20whistle."
    assert deep_link(chunk, "Both sing.") == "/docs/a#b"


def test_a_link_to_a_page_without_anchor_has_an_empty_fragment_first():
    assert deep_link(chunk_of("Both whistle.", url="/docs/a"), "Both whistle.") == "/docs/a#:~:text=Both%20whistle."


def test_an_index_of_others_is_read_as_markdown_and_told_apart_within_its_chunk():
    text = "## Iron\n\nSee **the** [shop](/shop) first. Both **whistle** at noon.\n\n## Copper\n\nBoth **whistle** at noon, loudly."
    link = deep_link(chunk_of(text), "Both **whistle** at noon, loudly.")
    assert link == "/docs/a#b:~:text=Both%20whistle%20at%20noon%2C%20loudly."
    assert deep_link(chunk_of(text), "See **the** [shop](/shop) first.") == "/docs/a#b:~:text=See%20the%20shop%20first."
    again = f"{text}\n\nBoth **whistle** at noon."
    assert deep_link(chunk_of(again), "Both **whistle** at noon.") == "/docs/a#b:~:text=Both%20whistle%20at%20noon."


def test_on_a_page_as_long_as_a_book_like_sentences_are_still_told_apart():
    """There each sentence is looked for by its beginning, in a list of all beginnings."""
    told = [f"Kettle number {number} of the catalogue holds {number + 7} spoons of tea." for number in range(1500)]
    twice = "A kettle of the catalogue is never sold without its lid."
    told[700:700] = told[1400:1400] = [twice]
    [page] = read_book({"kettles.md": "# Kettles\n\n" + "\n\n".join(told)})
    assert isinstance(page, Page)
    chunks = chunk_page(page)
    fragments = [(sentence, fragment) for each in chunks for sentence, fragment in (each.fragments or {}).items()]

    begun = "1405%20spoons%20of%20tea.-,A%20kettle%20of%20the%20catalogue%20is%20never%20sold%20without%20its%20lid."
    assert fragments == [(twice, begun)]


def test_a_row_of_which_a_hundred_cells_stand_elsewhere_too_is_led_to_by_its_heading():
    like = "| a " * 100
    wide = f"{like}| c |\n{'| - ' * 101}|\n{like}| carburettor |"
    [page] = read_book({"wide.md": f"# Wide\n\n## One\n\n{wide.replace('carb', 'Carb')}\n\n## Other\n\n{wide}\n"})
    assert isinstance(page, Page)
    chunk = chunk_page(page)[-1]

    assert deep_link(chunk, sentences(chunk.text)[-1].text) == "/docs/wide#other"


def in_a_thread(work: Coroutine[Any, Any, T]) -> T:
    """The browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_the_index_keeps_what_tells_two_like_sentences_apart(settings):
    dawn, dusk = (
        "The lamp is lit by hand. A boy does it.",
        "The lamp is lit by hand. A girl does it, with an ivory taper.",
    )
    page = f"# Lamps\n\n## Dawn\n\n{dawn}\n\n## Dusk\n\n{dusk}\n"
    (settings.book_dir / "lamps.md").write_text(page, encoding="utf-8")
    parts = build(settings)

    async def find() -> list[Chunk]:
        await ingest(book_source(settings), parts.embedder, parts.index, parts.store, lambda _: None)
        found = await parts.index.search("ivory taper", None, 5)
        await parts.close()
        return [each.chunk for each in found]

    [chunk] = in_a_thread(find())
    assert deep_link(chunk, "The lamp is lit by hand.").endswith(
        "#dusk:~:text=The%20lamp%20is%20lit%20by%20hand.,-A%20girl"
    )
