"""A run as JSON: the figures under names that people can read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from bench.goals import Goal
from bench.plan import Load


def as_json(value: Any) -> Any:
    """Loads become names; what was not measured becomes null."""
    if isinstance(value, Goal):
        return {**as_json(asdict(value)), "word": value.word}
    if is_dataclass(value) and not isinstance(value, type):
        return as_json(asdict(value))
    if isinstance(value, Mapping):
        return {key.name if isinstance(key, Load) else str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_json(each) for each in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 3)
    return value
