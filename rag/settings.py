"""Every setting: its variable, its default, why it exists. The only reader of the environment.

Knows names and how to read values. It opens nothing: whether a folder or a port can be used is seen by whoever uses it.
The environment is an argument, so a test passes a dict and patches nothing.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rag.errors import SettingsError

ROOT = Path(__file__).parent.parent
SAMPLE_BOOK = Path(__file__).parent / "sample_book"


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _route(value: str) -> str:
    return value.strip().strip("/")


def _base_url(value: str) -> str:
    value = value.strip()
    if not (value.startswith(("/", "http://", "https://"))):
        raise ValueError('starts with "/" or "https://"')
    return value.rstrip("/") + "/"


def _language(value: str) -> str:
    value = value.strip().lower()
    if value not in LANGUAGES:
        raise ValueError("is one of " + ", ".join(LANGUAGES))
    return value


def _embedder(value: str) -> str:
    kind, _, model = value.strip().partition(":")
    if value.strip() != "local" and not (kind == "fastembed" and model.strip()):
        raise ValueError('is "local", or "fastembed:" and the name or the folder of a model')
    return f"{kind}:{model.strip()}" if model else kind


def _log_level(value: str) -> str:
    value = value.strip().upper()
    if value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
    return value


def _between(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value) else None
        if number is None or not low <= number <= high:
            raise ValueError(f"is a whole number from {low} to {high}")
        return number

    return read


# BM25 stemmer and stop words of the index engine -> code of the sentence splitter.
LANGUAGES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "swedish": "sv",
    "norwegian": "no",
    "danish": "da",
    "finnish": "fi",
    "hungarian": "hu",
    "romanian": "ro",
    "russian": "ru",
    "turkish": "tr",
    "greek": "el",
    "arabic": "ar",
}


def _setting(name: str, default: Any, why: str, read: Callable[[str], Any] = _text) -> Any:
    return field(default=default, metadata={"name": name, "why": why, "read": read})


def _secret(name: str, why: str) -> Any:
    """Taken as it is and left out of ``repr``: no complaint about it could show it."""
    return field(default="", repr=False, metadata={"name": name, "why": why, "read": _text})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read and checked. ``Settings()`` is the Space with no secret and no wish."""

    book_dir: Path = _setting("BOOK_DIR", SAMPLE_BOOK, "the folder of Markdown and MDX to answer from", _path)
    book_name: str = _setting("BOOK_NAME", "the book", "what the assistant calls the book in its sentences")
    book_base_url: str = _setting(
        "BOOK_BASE_URL",
        "/",
        "Docusaurus `baseUrl`, or the site's whole address to make source links absolute",
        _base_url,
    )
    book_route_base: str = _setting(
        "BOOK_ROUTE_BASE", "docs", "Docusaurus `routeBasePath`; empty for docs at the root", _route
    )
    book_language: str = _setting("BOOK_LANGUAGE", "english", "stemming, stop words and sentence ends", _language)
    data_dir: Path = _setting(
        "DATA_DIR", ROOT / "data", "where the index and the conversations are kept; must be writable", _path
    )
    baked_dir: Path | None = _setting(
        "BAKED_DIR",
        None,
        "a data folder made at image build; its index is copied to DATA_DIR where that has none",
        _path,
    )
    embedder: str = _setting(
        "EMBEDDER", "local", "`local`, or `fastembed:` and a model's name or folder, for an ONNX model", _embedder
    )
    embedder_cache: Path = _setting(
        "EMBEDDER_CACHE", ROOT / "data" / "models", "where a downloaded embedding model is kept", _path
    )
    cohere_api_key: str = _secret("COHERE_API_KEY", "embeddings by Cohere; without it they are made here (secret)")
    cohere_embed_model: str = _setting(
        "COHERE_EMBED_MODEL",
        "embed-english-v3.0",
        "Cohere's embedding model; an existing index needs the one it was made with",
    )
    cohere_rerank_model: str = _setting(
        "COHERE_RERANK_MODEL", "", "Cohere's reranking model, such as `rerank-v3.5`; empty: no reranking"
    )
    cohere_url: str = _setting("CO_API_URL", "", "another address that speaks Cohere's API")
    qdrant_url: str = _setting(
        "QDRANT_URL", "", "a Qdrant server; without a port 6333, or 443 behind https outside Qdrant Cloud"
    )
    qdrant_api_key: str = _secret("QDRANT_API_KEY", "the key of the Qdrant server (secret)")
    qdrant_collection: str = _setting(
        "QDRANT_COLLECTION", "", "empty: `book_chunks`, and until that holds a book an existing `book_vectors` is read"
    )
    database_url: str = _secret(
        "DATABASE_URL",
        "Postgres or Neon, `postgresql://user:password@host/db?sslmode=require`; without it SQLite in DATA_DIR (secret)",
    )
    openai_api_key: str = _secret(
        "OPENAI_API_KEY", "answers written by OpenAI; without it they are extractive (secret)"
    )
    openai_base_url: str = _secret(
        "OPENAI_BASE_URL",
        "another server that speaks OpenAI's API; enough alone where it wants no key (may hold a password)",
    )
    openai_model: str = _setting("OPENAI_MODEL", "gpt-4o-mini", "the model that writes answers and rewrites follow-ups")
    daily_token_budget: int = _setting(
        "DAILY_TOKEN_BUDGET",
        0,
        "tokens a day (UTC), over all replicas, after which answers are extractive; 0: no limit",
        _between(0, 10**12),
    )
    host: str = _setting("HOST", "0.0.0.0", "the address to listen on")
    port: int = _setting("PORT", 7860, "the port to listen on", _between(1, 65535))
    session_days: int = _setting(
        "SESSION_DAYS", 7, "days after its last question that a conversation is forgotten", _between(1, 365)
    )
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", _log_level)

    @property
    def has_openai(self) -> bool:
        return bool(self.openai_api_key or self.openai_base_url)

    @property
    def index_dir(self) -> Path:
        return self.data_dir / "index"

    @property
    def database_file(self) -> Path:
        return self.data_dir / "book.sqlite3"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read what is set and not empty. Raises SettingsError, naming every variable that can't be used."""
        known = {each.metadata["name"]: each for each in fields(cls)}
        problems = _misspelt(environment, list(known))
        values = {}
        for name, each in known.items():
            # An empty variable is what a Space or a .env has where nobody filled it in; only the route base means something empty.
            if name in environment and (environment[name].strip() or name == "BOOK_ROUTE_BASE"):
                try:
                    values[each.name] = each.metadata["read"](environment[name])
                except ValueError as error:
                    problems.append(f"{name}={environment[name]!r} can't be used: it {error}")
        if problems:
            raise SettingsError("; ".join(problems))
        settings = cls(**values)
        settings._refuse_conflicts()
        return settings

    def _refuse_conflicts(self) -> None:
        if self.baked_dir == self.data_dir:
            raise SettingsError(
                f"BAKED_DIR and DATA_DIR are both {self.data_dir}; give them two folders or leave BAKED_DIR out"
            )
        if self.data_dir == self.book_dir or self.book_dir in self.data_dir.parents:
            raise SettingsError(
                f"DATA_DIR {self.data_dir} lies inside BOOK_DIR {self.book_dir}; keep what we write out of the book"
            )


def describe() -> list[tuple[str, str, str]]:
    """(variable, default, why) of every setting, in the order of the class: what the README's table is held against."""
    shown = []
    for each in fields(Settings):
        default = each.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT)
        shown.append((each.metadata["name"], "" if default is None else str(default), each.metadata["why"]))
    return shown


def env_file_values(path: Path = ROOT / ".env") -> dict[str, str]:
    """Variables of a `.env` file, {} where there is none. A name we don't know is an error, since the file is ours alone."""
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    values = {name: value or "" for name, value in dotenv_values(path).items()}
    known = [name for name, _, _ in describe()]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise SettingsError(
            f"{path} sets {', '.join(unknown)}, which nothing reads; the settings are {', '.join(known)}"
        )
    return values


def _misspelt(environment: Mapping[str, str], known: list[str]) -> list[str]:
    """The environment is full of other programs' variables; only one that is a slip of the pen away from ours is an error."""
    problems = []
    for name in environment:
        if name in known or len(name) < 6:
            continue
        near = difflib.get_close_matches(name.upper(), [k for k in known if len(k) >= 6], n=1, cutoff=0.88)
        if near:
            problems.append(f"{name} is not a setting; did you mean {near[0]}?")
    return problems
