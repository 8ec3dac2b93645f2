"""All parts asked at once, and what their answers mean together.

Knows which parts there are and in what order they are told. How a part is asked, the modules beside this one know.
"""

import asyncio
from dataclasses import replace

from rag.doctor import embedded, models, storage
from rag.doctor.probe import Limit
from rag.doctor.report import Finding, Report, Verdict
from rag.settings import Settings

PROBE_SECONDS = 5.0


async def examine(settings: Settings, seconds: float = PROBE_SECONDS) -> Report:
    """``seconds``: the most that one service may take to answer. Raises nothing of ours: what is wrong stands in the report."""
    limit = Limit(seconds)
    embeddings = asyncio.create_task(models.embeddings(settings, limit))
    index = storage.index(settings, embeddings, limit)
    asked = [
        embedded.book(settings),
        embedded.data(settings),
        _finding_of(embeddings),
        index,
        storage.memory(settings, limit),
        models.answers(settings, limit),
        models.rerank(settings, limit),
        storage.budget(settings, limit),
    ]
    return Report(tuple(map(_unanswering, _together(await asyncio.gather(*asked)))))


async def _finding_of(embeddings: "asyncio.Task[models.Embeddings]") -> Finding:
    return (await embeddings).finding


def _together(findings: list[Finding]) -> tuple[Finding, ...]:
    """What only costs an answer its quality where there is an index keeps one from being made where there is none."""
    index = next(each for each in findings if each.part == "index")
    if index.points or index.verdict is not Verdict.OK:
        return tuple(findings)
    return tuple(_needed(each) if each.part in ("book", "embeddings") else each for each in findings)


def _needed(finding: Finding) -> Finding:
    """To make the first index."""
    if finding.verdict is Verdict.OK or finding.pages:
        return finding
    problem = f"{finding.problem}; until then nothing can be indexed, and nothing is yet"
    return replace(finding, verdict=Verdict.BROKEN, problem=problem)


def _unanswering(finding: Finding) -> Finding:
    """Nothing serves instead of a part without which there are no answers."""
    return replace(finding, instead="") if finding.verdict is Verdict.BROKEN else finding
