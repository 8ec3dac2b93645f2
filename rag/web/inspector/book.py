"""The book as HTML: its pages, what an ingest would change, its broken links, and one chunk with its vector and neighbours.

Knows pictures and tables. It reads no book and no index.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

from rag.ports import IndexState, Vector
from rag.survey import Survey
from rag.types import Candidate, Chunk
from rag.web.inspector.markup import ago, bar, chip, empty, facts, link, moment, notice, quiet, table

_CELLS = 256  # of a vector that are drawn


def state(held: IndexState | None, recorded: IndexState | None, embedder: str) -> str:
    if held is None:
        return empty("Nothing is indexed yet", "It is made at the start; the health page says how far it is.")
    wrong = ""
    if recorded is not None and recorded.version != held.version:
        wrong = notice(
            "The list of documents is of another version than the index that serves: index again to mend it."
        )
    if held.embedder != embedder:
        wrong += notice(f"It was made by {held.embedder}, and questions are embedded by {embedder}.", "bad")
    tiles = [
        (str(held.pages), "pages"),
        (str(held.chunks), "chunks"),
        (str(held.dimension), "dimensions"),
        (ago(held.built_at), "indexed"),
    ]
    shown = "".join(f'<div class="tile"><b>{escape(value)}</b><span>{name}</span></div>' for value, name in tiles)
    told = [("version", held.version), ("read from", held.book), ("embedded by", held.embedder)]
    told += [("made", f"{moment(held.built_at)} UTC")]
    return f'{wrong}<div class="tiles">{shown}</div>{facts(told)}'


def changes(found: Survey) -> str:
    changed = [page for page in found.pages if page.new or page.gone]
    if not changed:
        said = notice("The index holds exactly this book: an ingest would do nothing.", "good")
    else:
        said = notice(f"An ingest would add {found.new} chunks and drop {found.gone}, on {len(changed)} pages.", "info")
    rows = "".join(
        f'<li class="{"gone" if not page.same and not page.new else "new"}"><b>{escape(page.title)}</b> '
        f"<span class='quiet'>{escape(page.source_path)}</span> {chip(f'+{page.new}', 'good') if page.new else ''} "
        f"{chip(f'−{page.gone}', 'bad') if page.gone else ''} <span class='quiet'>{page.same} stay</span></li>"
        for page in changed
    )
    return f'{said}<ul class="diff">{rows}</ul>'


def troubles(found: Survey) -> str:
    """What is broken in the book itself."""
    if not found.broken and not found.notices:
        return empty("Nothing is broken", "Every link within the book leads to a page and a heading that are there.")
    links = [
        (escape(f"{each.source_path}, line {each.line}"), f"<code>{escape(each.href)}</code>", escape(each.why))
        for each in found.broken
    ]
    notices = [(escape(each.source_path), "", escape(each.reason)) for each in found.notices]
    shown = table(["where", "link", "what is wrong"], links) if links else quiet("No link within the book is broken.")
    more = f"<h4>Left out, or strange</h4>{table(['file', '', 'why'], notices)}" if notices else ""
    return f"<h4>{len(links)} broken links</h4>{shown}{more}"


def pages(found: Survey) -> str:
    if not found.pages:
        return empty("No page was found", "BOOK_DIR names the folder of the book.")
    most = max(len(chunks) for chunks in found.chunks.values()) if found.chunks else 1
    rows = [
        (
            link(page.url, page.title) if page.url else escape(page.title),
            f"<span class='quiet'>{escape(page.source_path)}</span>",
            bar("", count := len(found.chunks.get(page.source_path, ())), count / (most or 1), digits=0),
            f"{sum(len(chunk.text.split()) for chunk in found.chunks.get(page.source_path, ())):,}",
        )
        for page in found.pages
    ]
    return table(["page", "file", "chunks", "words"], rows, numbers=(3,))


def page_choices(found: Survey) -> list[tuple[str, str]]:
    """What each page of the book is called, and its file. Each version of a site may have a page of the same title."""
    there = [page for page in found.pages if page.source_path in found.chunks]
    titled = Counter(page.title for page in there)
    return [
        (f"{page.title} · {page.source_path}" if titled[page.title] > 1 else page.title, page.source_path)
        for page in there
    ]


def chunk_list(chunks: Sequence[Chunk]) -> str:
    if not chunks:
        return empty("Choose a page", "Its chunks stand here, in the order of the page.")
    rows = "".join(
        f'<button type="button" class="row" data-chunk="{escape(chunk.chunk_id)}"><span class="asked">'
        f"{escape(chunk.section or chunk.title)}</span><span>{chip(f'{len(chunk.text.split())} words')}</span>"
        f'<span class="when">line {chunk.line} · {escape(" ".join(chunk.text.split())[:110])}</span></button>'
        for chunk in chunks
    )
    return quiet(f"{len(chunks)} chunks; click one.") + f'<div class="rows">{rows}</div>'


def chunk(
    shown: Chunk, vector: Vector, beside: tuple[Chunk | None, Chunk | None], near: Sequence[Candidate], embedder: str
) -> str:
    """``beside``: before and after it in its section; ``near``: by meaning, the nearest first."""
    length = float((vector**2).sum() ** 0.5)
    told = [
        ("id", shown.chunk_id),
        ("file", f"{shown.source_path}, line {shown.line}"),
        ("words", str(len(shown.text.split()))),
    ]
    told += [("vector", f"{len(vector)} dimensions, length {length:.4f}, by {embedder}")]
    around = [(word, each) for word, each in zip(("before it", "after it"), beside, strict=True) if each]
    places = [(word, f"{each.section or each.title}: {' '.join(each.text.split())[:80]}…") for word, each in around]
    return (
        f'<h3 class="about">{escape(shown.title)} <span class="quiet">{escape(shown.section)}</span></h3>'
        f'<div class="said">{escape(shown.text)}</div>{facts(told + places)}{_strip(vector)}'
        f"<h4>Nearest by meaning</h4>{_near(near)}<p>{link(shown.url, 'Open it on the site')}</p>"
    )


def _strip(vector: Vector) -> str:
    """The vector as a row of cells: how far each number is from nothing, up or down."""
    cells = vector[:_CELLS]
    most = float(abs(cells).max()) or 1.0
    bars = "".join(
        f'<rect class="{"in" if value >= 0 else "out"}" x="{at * 2.5:.1f}" '
        f'y="{24 - 24 * max(0.0, value) / most:.1f}" width="2" height="{24 * abs(value) / most:.1f}"/>'
        for at, value in enumerate(map(float, cells))
    )
    label = f"the first {len(cells)} numbers of the vector"
    return f'<svg class="plot" viewBox="0 0 {len(cells) * 2.5:.0f} 48" role="img" aria-label="{label}">{bars}</svg>'


def _near(near: Sequence[Candidate]) -> str:
    if not near:
        return quiet("The index has no vectors that could be compared.")
    rows = [
        (
            bar("", each.dense or 0.0, each.dense or 0.0),
            f"<b>{escape(each.chunk.title)}</b> <span class='quiet'>{escape(each.chunk.section)}</span>",
            escape(" ".join(each.chunk.text.split())[:120]),
        )
        for each in near
    ]
    return table(["cosine", "chunk", ""], rows)


def progress(done: int, of: int, words: str) -> str:
    share = done / of if of else 0.0
    return (
        f'<div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax="{of}" aria-valuenow="{done}">'
        f'<div class="meter" style="--share:{min(share, 1.0):.3f}"><i></i></div>{quiet(words)}</div>'
    )
