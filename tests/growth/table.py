"""The figures as text."""

from collections.abc import Callable, Sequence

from growth.figures import BASE, Size, slope

_ROWS: tuple[tuple[str, Callable[[Size], str]], ...] = (
    ("pages", lambda size: f"{size.pages:,}"),
    ("ingest, wall s", lambda size: f"{size.ingested.wall:.1f}"),
    ("ingest, CPU s", lambda size: f"{size.ingested.cpu:.1f}"),
    ("CPU ms a chunk", lambda size: f"{size.cpu_a_chunk:.2f}"),
    (f"… of those at {BASE:,} beside it", lambda size: f"{slope(size):.2f}"),
    ("again, CPU s", lambda size: f"{size.ingested.again_cpu:.1f}"),
    ("ingest, peak MB", lambda size: f"{size.ingested.peak_mb:.0f}"),
    ("index on disk, MB", lambda size: f"{size.ingested.index_mb:.1f}"),
    ("open, ms", lambda size: f"{size.read.open_ms:.0f}"),
    ("opened, MB", lambda size: f"{size.read.idle_mb:.0f}"),
    ("serving, MB", lambda size: f"{size.read.serving_mb:.0f}"),
    ("… not on disk, MB", lambda size: f"{size.read.own_mb:.0f}"),
    ("search p50 / p95, ms", lambda size: f"{size.read.search_p50:.1f} / {size.read.search_p95:.1f}"),
    ("search, CPU ms", lambda size: f"{size.read.search_cpu:.1f}"),
    ("answer p50 / p95, ms", lambda size: f"{size.read.answer_p50:.1f} / {size.read.answer_p95:.1f}"),
    ("Qdrant's local mode p50 / p95, ms", lambda size: _rival(size)),
    ("… open, ms", lambda size: f"{size.rival.open_ms:.0f}" if size.rival else "–"),
)


def table(sizes: Sequence[Size]) -> str:
    rows = [(name, *map(told, sizes)) for name, told in _ROWS]
    head = ("chunks", *(f"{size.chunks:,}" for size in sizes))
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(_line(row, widths) for row in (head, *rows))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *values = row
    return "   ".join(
        [name.ljust(widths[0]), *(value.rjust(width) for value, width in zip(values, widths[1:], strict=True))]
    )


def _rival(size: Size) -> str:
    return f"{size.rival.search_p50:.1f} / {size.rival.search_p95:.1f}" if size.rival else "–"
