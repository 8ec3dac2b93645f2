"""`python -m rag doctor`: whether all that is configured can be reached and used, asked now.

- `examine`: settings -> `Report`; it asks every part itself, past caches and breakers, and writes no more than a start does
- `table.lines`: the report as a terminal shows it
"""

from rag.doctor.examination import PROBE_SECONDS, examine
from rag.doctor.report import Finding, Report, Verdict

__all__ = ["PROBE_SECONDS", "Finding", "Report", "Verdict", "examine"]
