"""Every setting: its variable, its default, why it exists. The only reader of the environment.

Knows names, and of which kind each value is. It opens nothing: whether a folder or a port can be used is seen by whoever uses it.
The environment is an argument, so a test passes a dict and patches nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from rag import setting_values as read
from rag.errors import SettingsError
from rag.setting_names import misspelt

ROOT = Path(__file__).parent.parent
SAMPLE_BOOK = Path(__file__).parent / "sample_book"


def _setting(name: str, default: Any, why: str, reader: Callable[[str], Any] = read.text) -> Any:
    return field(default=default, metadata={"name": name, "why": why, "read": reader})


def _given(name: str, why: str) -> Any:
    """Set by the platform. It is nobody's wish, so settings that differ only in it are equal."""
    return field(default="", compare=False, metadata={"name": name, "why": why, "read": read.text})


def _secret(name: str, why: str) -> Any:
    """A secret, or an address that may hold a login: taken as it is and left out of ``repr``, so that no complaint could show it."""
    return field(default="", repr=False, metadata={"name": name, "why": why, "read": read.text})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, read and checked. ``Settings()`` is the Space with no secret and no wish."""

    book_dir: Path = _setting("BOOK_DIR", SAMPLE_BOOK, "the folder of Markdown and MDX to answer from", read.path)
    book_name: str = _setting("BOOK_NAME", "the book", "what the assistant calls the book in its sentences")
    book_base_url: str = _setting(
        "BOOK_BASE_URL",
        "/",
        "Docusaurus `baseUrl`, or the site's whole address to make source links absolute",
        read.base_url,
    )
    book_route_base: str = _setting(
        "BOOK_ROUTE_BASE", "docs", "Docusaurus `routeBasePath`; empty for docs at the root", read.route
    )
    book_language: str = _setting(
        "BOOK_LANGUAGE",
        "english",
        "stemming, small words, and what the assistant says itself where a message does not tell its language",
        read.language,
    )
    data_dir: Path = _setting(
        "DATA_DIR", ROOT / "data", "where the index and the conversations are kept; must be writable", read.path
    )
    baked_dir: Path | None = _setting(
        "BAKED_DIR",
        None,
        "a data folder made at image build; its index is copied to DATA_DIR where that has none",
        read.path,
    )
    embedder: str = _setting(
        "EMBEDDER",
        "local",
        "`local`, or `fastembed:` and a model's name or folder, for an ONNX model: it finds more, and an ingest takes minutes",
        read.embedder,
    )
    embedder_cache: Path = _setting(
        "EMBEDDER_CACHE", ROOT / "data" / "models", "where a downloaded embedding model is kept", read.path
    )
    cohere_api_key: str = _secret(
        "COHERE_API_KEY",
        "embeddings by Cohere; without it they are made here (secret). With the first question nine small calls measure what its "
        "cosines are worth",
    )
    cohere_embed_model: str = _setting(
        "COHERE_EMBED_MODEL",
        "embed-english-v3.0",
        "Cohere's embedding model; an existing index needs the one it was made with",
    )
    cohere_rerank_model: str = _setting(
        "COHERE_RERANK_MODEL", "", "Cohere's reranking model, such as `rerank-v3.5`; empty: no reranking"
    )
    cohere_url: str = _secret("CO_API_URL", "another address that speaks Cohere's API")
    qdrant_url: str = _secret(
        "QDRANT_URL", "a Qdrant server; without a port 6333, or 443 behind https outside Qdrant Cloud"
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
        read.between(0, 10**12),
    )
    answer_seconds: int = _setting(
        "ANSWER_SECONDS",
        55,
        "seconds that a whole answer may take; front ends wait for 60, and a model of one's own may need more, also to begin",
        read.between(1, 600),
    )
    answer_cache_minutes: int = _setting(
        "ANSWER_CACHE_MINUTES",
        60,
        "minutes that the answer to a first question serves all who ask the same; 0: only while it is made",
        read.between(0, 10_080),
    )
    trace_questions: bool = _setting(
        "TRACE_QUESTIONS", True, "`on` or `off`: keep how each answer came about, for the maintainer", read.switch
    )
    trace_days: int = _setting(
        "TRACE_DAYS", 30, "days after which what visitors asked is forgotten", read.between(1, 3650)
    )
    trace_rows: int = _setting(
        "TRACE_ROWS",
        5000,
        "answers of which it is kept how they came about; the oldest go first",
        read.between(1, 1_000_000),
    )
    token_price: float = _setting(
        "TOKEN_PRICE",
        0.0,
        "US dollars for a million tokens, to show the maintainer what answers cost; 0: not shown",
        read.dollars,
    )
    ui_password: str = _secret("UI_PASSWORD", "opens the chat and the lab at `/ui/`; without it they are open (secret)")
    admin_password: str = _secret(
        "ADMIN_PASSWORD", "opens Questions, Evaluate and Book at `/ui/`; without it they are off (secret)"
    )
    allowed_origins: tuple[str, ...] = _setting(
        "ALLOWED_ORIGINS",
        (),
        "sites whose pages may ask, such as `https://book.example`, separated by commas",
        read.origins,
    )
    vercel_project: str = _setting(
        "VERCEL_PROJECT", "", "name of a Vercel project: `https://<project>.vercel.app` may ask", read.vercel_name
    )
    vercel_team: str = _setting(
        "VERCEL_TEAM",
        "",
        "end of the project's preview addresses, `…-<team>.vercel.app`: they may ask, too",
        read.vercel_name,
    )
    api_key: str = _secret(
        "API_KEY", "what programs, which send no `Origin`, must send; without it they may ask (secret)"
    )
    rate_chat: str = _setting(
        "RATE_CHAT",
        "60/minute;600/hour",
        "questions that one address may ask, or `off`; a third where no `Origin` and no API_KEY is sent",
        read.rate,
    )
    rate_conversation: str = _setting(
        "RATE_CONVERSATION",
        "20/minute;200/hour",
        "questions in one conversation, whoever asks them, or `off`",
        read.rate,
    )
    rate_search: str = _setting("RATE_SEARCH", "120/minute;1200/hour", "searches of one address, or `off`", read.rate)
    rate_other: str = _setting(
        "RATE_OTHER", "240/minute", "ratings, conversations read or deleted, and clicks at `/ui/`, or `off`", read.rate
    )
    space_host: str = _given("SPACE_HOST", "given by a Space: its own address, whose pages may ask")
    host: str = _setting("HOST", "0.0.0.0", "the address to listen on")
    port: int = _setting("PORT", 7860, "the port to listen on", read.between(1, 65535))
    session_days: int = _setting(
        "SESSION_DAYS", 7, "days after its last question that a conversation is forgotten", read.between(1, 365)
    )
    answers_in_flight: int = _setting(
        "ANSWERS_IN_FLIGHT",
        256,
        "answers made at once; as many again wait, ten seconds at most, and who comes then is told to come back",
        read.between(1, 10_000),
    )
    processes: int = _setting(
        "PROCESSES",
        2,
        "processes that make answers, one a core at most; all but the first are started when more is asked at once than those before "
        "can answer. 1: only one, which spares 200 MB",
        read.between(1, 64),
    )
    log_level: str = _setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR", read.log_level)
    log_lines: str = _setting(
        "LOG_LINES", "auto", "`json`, `text`, or `auto`: JSON unless a terminal shows it", read.log_lines
    )
    log_questions: bool = _setting(
        "LOG_QUESTIONS", False, "`on` or `off`: write the words of questions into the log", read.switch
    )
    metrics_token: str = _secret(
        "METRICS_TOKEN", "what a reader of `/metrics` must send; without it only this machine may read (secret)"
    )
    otlp_endpoint: str = _secret(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "where OpenTelemetry traces go, by OTLP over HTTP; wants `requirements-otel.txt` installed (may hold a login)",
    )

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
        problems = misspelt(environment, list(known))
        values = {}
        for name, each in known.items():
            # An empty variable is what a Space or a .env has where nobody filled it in; only the route base means something empty.
            if name in environment and (environment[name].strip() or name == "BOOK_ROUTE_BASE"):
                if read.is_quoted(environment[name]):
                    problems.append(f"{name} is in quotes, and here they would be part of it; leave them out")
                    continue
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
        if self.vercel_team and not self.vercel_project:
            raise SettingsError(
                "VERCEL_TEAM is set and VERCEL_PROJECT is not; set VERCEL_PROJECT, or leave VERCEL_TEAM out"
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
        if isinstance(default, bool):
            default = "on" if default else "off"
        shown.append((each.metadata["name"], "" if default in (None, ()) else str(default), each.metadata["why"]))
    return shown


def env_file_values(path: Path = ROOT / ".env") -> dict[str, str]:
    """Variables of a `.env` file, {} where there is none. A name we don't know is an error, since the file is ours alone."""
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        values = {name: value or "" for name, value in dotenv_values(path).items()}
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text; save it as UTF-8") from error
    known = [name for name, _, _ in describe()]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise SettingsError(
            f"{path} sets {', '.join(unknown)}, which nothing reads; the settings are {', '.join(known)}"
        )
    return values
