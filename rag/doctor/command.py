"""`python -m rag doctor`: examine, print, and say by the exit code how it stands.

Knows the two forms of the report. Settings that can't be read are a finding like any other.
"""

import json
from collections.abc import Callable
from typing import TextIO

from rag.doctor.examination import examine
from rag.doctor.report import Finding, Kind, Report, Verdict
from rag.doctor.table import lines
from rag.errors import SettingsError
from rag.settings import Settings


async def run(read: Callable[[], Settings], as_json: bool, out: TextIO) -> int:
    """The exit code: 0 all is well, 1 it would run degraded, 2 it would not answer."""
    try:
        report = await examine(read())
    except SettingsError as error:
        report = Report((_unreadable(error),))
    # Here, not once the loop has ended: that waits for whatever still hangs in a thread.
    print(json.dumps(report.values(), indent=1) if as_json else "\n".join(lines(report)), file=out, flush=True)
    return report.exit_code


def _unreadable(error: SettingsError) -> Finding:
    return Finding(
        part="settings",
        kind=Kind.EMBEDDED,
        provider="environment",
        where="environment, .env",
        problem=str(error),
        verdict=Verdict.BROKEN,
    )
