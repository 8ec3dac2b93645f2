"""The report as a terminal shows it: a table, then what is wrong, then what could be turned on.

Knows columns and words. It asks nothing and judges nothing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.doctor.report import Finding, Kind, Report, Verdict

HEAD = ("part", "by", "where", "reached", "what")
CLOSING = {
    Verdict.OK: "everything that is configured can be reached and used",
    Verdict.DEGRADED: "it would answer, and without what is named above",
    Verdict.BROKEN: "it would not answer before what is named above is mended",
}


def lines(report: Report) -> Iterator[str]:
    rows = [HEAD, *(_row(each) for each in report.findings)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield from _below("What is wrong", [_wrong(each) for each in report.findings if each.problem])
    yield from _below("What could be turned on", [each.hint for each in report.findings if each.hint])
    yield ""
    yield CLOSING[report.verdict]


def _row(finding: Finding) -> tuple[str, ...]:
    by = "off" if finding.kind is Kind.OFF else finding.provider
    return finding.part, by, _where(finding) or "-", _reached(finding), ", ".join(_what(finding)) or "-"


def _where(finding: Finding) -> str:
    """A folder as seen from here, where it lies below."""
    here = f"{Path.cwd()}/"
    return finding.where.removeprefix(here)


def _reached(finding: Finding) -> str:
    if finding.latency_ms is not None:
        return f"{finding.latency_ms:g} ms"
    return {True: "yes", False: "NO", None: "NO" if finding.problem else "-"}[finding.reachable]


def _what(finding: Finding) -> Iterator[str]:
    if finding.model:
        yield finding.model
    if finding.collection:
        yield f"collection {finding.collection}"
    if finding.pages is not None:
        yield f"{finding.pages} pages"
    if finding.points:
        yield f"{finding.points} chunks"
    if finding.dimension:
        yield f"{finding.dimension} dimensions"
    if finding.schema_version is not None:
        yield f"schema {finding.schema_version}"
    if finding.detail:
        yield finding.detail


def _wrong(finding: Finding) -> str:
    serves = f"; meanwhile serves {finding.instead}" if finding.instead else ""
    return f"{finding.part}: {finding.problem}{serves}"


def _below(title: str, said: Sequence[str]) -> Iterator[str]:
    if said:
        yield ""
        yield f"{title}:"
        yield from (f"- {each}" for each in said)
