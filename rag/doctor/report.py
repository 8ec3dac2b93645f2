"""What the doctor found, part by part.

Knows the words of the report and how bad each is. It holds no secret: of an address, host and port.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    EMBEDDED = "embedded"  # in this process
    SERVICE = "service"
    OFF = "off"


class Verdict(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"  # it serves, and something that was configured does not
    BROKEN = "broken"  # it would not answer


EXIT_CODES = {Verdict.OK: 0, Verdict.DEGRADED: 1, Verdict.BROKEN: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One part. ``reachable``: None where there is nothing to reach; ``latency_ms``: of one request; ``instead``: what serves while it
    is down; ``problem``: with what to do about it; ``hint``: what another setting would turn on."""

    part: str
    kind: Kind
    provider: str
    where: str = ""
    reachable: bool | None = None
    latency_ms: float | None = None
    model: str = ""
    dimension: int | None = None
    collection: str = ""
    points: int | None = None
    pages: int | None = None
    schema_version: int | None = None
    detail: str = ""
    instead: str = ""
    problem: str = ""
    hint: str = ""
    verdict: Verdict = Verdict.OK


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        return max((each.verdict for each in self.findings), key=lambda each: EXIT_CODES[each])

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    def values(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "verdict": self.verdict,
            "exit_code": self.exit_code,
            "parts": {each.part: asdict(each) for each in self.findings},
        }
