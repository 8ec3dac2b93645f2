"""How the text of a setting is read: what it means, or a sentence that says what it should have been.

Knows kinds of values; which setting is of which kind, and what it is for, the settings know. Each raises ValueError, whose words follow the
setting's name.
"""

import re
from collections.abc import Callable
from pathlib import Path

from rag.origin import wished

OFF = "off"


def is_quoted(value: str) -> bool:
    """A `.env` file takes the quotes around a value off; the variables of a Space and `docker run --env-file` keep them."""
    value = value.strip()
    return len(value) > 1 and value[0] in "\"'" and value.find(value[0], 1) == len(value) - 1


def text(value: str) -> str:
    return value.strip()


def path(value: str) -> Path:
    return Path(value.strip()).expanduser().resolve()


def route(value: str) -> str:
    return value.strip().strip("/")


def base_url(value: str) -> str:
    value = value.strip()
    return (value if value.startswith("/") else _site(value)).rstrip("/") + "/"


def _site(address: str) -> str:
    """With its scheme in lower case, as whoever makes links of it expects."""
    scheme, separator, rest = address.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        raise ValueError('must start with "/" or "https://"')
    if not rest or rest[0] in "/?#:":
        raise ValueError("must name the site's host, as in https://book.example/")
    return f"{scheme.lower()}://{rest}"


def language(value: str) -> str:
    from rag.languages.known import BY_NAME  # what reads texts is no business of a start without this setting

    value = value.strip().lower()
    if value not in BY_NAME:
        raise ValueError("must be one of " + ", ".join(BY_NAME))
    return value


def embedder(value: str) -> str:
    kind, _, model = value.strip().partition(":")
    if value.strip() != "local" and not (kind == "fastembed" and model.strip()):
        raise ValueError('must be "local", or "fastembed:" and the name or the folder of a model')
    return f"{kind}:{model.strip()}" if model else kind


def dollars(value: str) -> float:
    try:
        price = float(value)
    except ValueError:
        price = -1.0
    if not 0 <= price <= 1000:
        raise ValueError("must be a price in US dollars, such as 0.40")
    return price


def log_level(value: str) -> str:
    value = value.strip().upper()
    if value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("must be one of DEBUG, INFO, WARNING, ERROR")
    return value


def log_lines(value: str) -> str:
    value = value.strip().lower()
    if value not in ("auto", "json", "text"):
        raise ValueError("must be one of auto, json, text")
    return value


def switch(value: str) -> bool:
    value = value.strip().lower()
    if value not in ("on", "off"):
        raise ValueError('must be "on" or "off"')
    return value == "on"


def origins(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wished(each) for each in re.split(r"[,\s]+", value.strip()) if each))


def vercel_name(value: str) -> str:
    value = value.strip().lower()
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", value):
        raise ValueError(
            "must be the name alone, as it stands in the addresses of vercel.app: letters, digits and hyphens"
        )
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
        raise ValueError('must be a rate such as "20/minute;200/hour" (second, minute, hour or day), or "off"')
    return ";".join(f"{rate[1]}/{rate[2]}" for rate in rates if rate)


def between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value) else None
        if number is None or not low <= number <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return number

    return read
