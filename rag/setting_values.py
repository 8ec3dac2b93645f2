"""How the text of a setting is read: what it means, or a sentence that says what it should have been.

Knows kinds of values; which setting is of which kind, and what it is for, the settings know. Each raises ValueError, whose words follow the
setting's name.
"""

import re
from collections.abc import Callable
from pathlib import Path

from rag.origin import wished

OFF = "off"


def text(value: str) -> str:
    return value.strip()


def path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def route(value: str) -> str:
    return value.strip().strip("/")


def base_url(value: str) -> str:
    value = value.strip()
    if not (value.startswith(("/", "http://", "https://"))):
        raise ValueError('starts with "/" or "https://"')
    return value.rstrip("/") + "/"


def language(value: str) -> str:
    from rag.languages.known import BY_NAME  # what reads texts is no business of a start without this setting

    value = value.strip().lower()
    if value not in BY_NAME:
        raise ValueError("is one of " + ", ".join(BY_NAME))
    return value


def embedder(value: str) -> str:
    kind, _, model = value.strip().partition(":")
    if value.strip() != "local" and not (kind == "fastembed" and model.strip()):
        raise ValueError('is "local", or "fastembed:" and the name or the folder of a model')
    return f"{kind}:{model.strip()}" if model else kind


def dollars(value: str) -> float:
    try:
        price = float(value)
    except ValueError:
        price = -1.0
    if not 0 <= price <= 1000:
        raise ValueError("is a price in US dollars, such as 0.40")
    return price


def log_level(value: str) -> str:
    value = value.strip().upper()
    if value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
    return value


def log_lines(value: str) -> str:
    value = value.strip().lower()
    if value not in ("auto", "json", "text"):
        raise ValueError("is one of auto, json, text")
    return value


def switch(value: str) -> bool:
    value = value.strip().lower()
    if value not in ("on", "off"):
        raise ValueError('is "on" or "off"')
    return value == "on"


def origins(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wished(each) for each in re.split(r"[,\s]+", value.strip()) if each))


def vercel_name(value: str) -> str:
    value = value.strip().lower()
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", value):
        raise ValueError("is the name alone, as it stands in the addresses of vercel.app: letters, digits and hyphens")
    return value


def rate(value: str) -> str:
    """Normalised: `20/minute;200/hour`, or `off`."""
    value = value.strip().lower()
    if value == OFF:
        return OFF
    rates = [
        re.fullmatch(r"([1-9][0-9]{0,8}) ?(?:/|per) ?(second|minute|hour|day)s?", each.strip())
        for each in re.split("[;,]", value)
    ]
    if not all(rates):
        raise ValueError('is a rate such as "20/minute;200/hour" (second, minute, hour or day), or "off"')
    return ";".join(f"{rate[1]}/{rate[2]}" for rate in rates if rate)


def between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value) else None
        if number is None or not low <= number <= high:
            raise ValueError(f"is a whole number from {low} to {high}")
        return number

    return read
