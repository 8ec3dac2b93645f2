"""The environment as settings: read once, checked whole, told in words, and documented to the letter."""

import re
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.setting_names import overlooked
from rag.settings import ROOT, SAMPLE_BOOK, Settings, describe, env_file_values

NAMES = [name for name, _, _ in describe()]


def read(**environment: str) -> Settings:
    return Settings.from_environment(environment)


# ---------------------------------------------------------------- reading


def test_nothing_set_serves_the_sample_book_on_the_port_of_a_space():
    settings = read()

    assert settings == Settings()
    assert settings.book_dir == SAMPLE_BOOK and settings.book_dir.is_dir()
    assert (settings.host, settings.port) == ("0.0.0.0", 7860)
    assert settings.data_dir == ROOT / "data"
    assert settings.baked_dir is None
    assert (settings.book_base_url, settings.book_route_base) == ("/", "docs")
    assert (settings.book_language, settings.log_level, settings.session_days) == ("english", "INFO", 7)


@pytest.mark.parametrize(
    "name, value, field, expected",
    [
        ("BOOK_DIR", "/srv/book", "book_dir", Path("/srv/book")),
        ("BOOK_DIR", " /srv/book\n", "book_dir", Path("/srv/book")),
        ("BOOK_NAME", " The Tram Book ", "book_name", "The Tram Book"),
        ("BOOK_BASE_URL", "/handbook", "book_base_url", "/handbook/"),
        ("BOOK_BASE_URL", "https://trams.example/docs/", "book_base_url", "https://trams.example/docs/"),
        ("BOOK_BASE_URL", "HTTPS://trams.example", "book_base_url", "https://trams.example/"),
        ("BOOK_ROUTE_BASE", "/guide/", "book_route_base", "guide"),
        ("BOOK_ROUTE_BASE", "", "book_route_base", ""),
        ("BOOK_LANGUAGE", "German", "book_language", "german"),
        ("DATA_DIR", "/srv/data", "data_dir", Path("/srv/data")),
        ("BAKED_DIR", "/srv/baked", "baked_dir", Path("/srv/baked")),
        ("HOST", "::1", "host", "::1"),
        ("PORT", " 8080 ", "port", 8080),
        ("SESSION_DAYS", "30", "session_days", 30),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
    ],
)
def test_each_setting_is_read(name, value, field, expected):
    settings = read(**{name: value})

    assert getattr(settings, field) == expected
    others = {each for each in Settings.__slots__ if each != field}
    assert {each: getattr(settings, each) for each in others} == {each: getattr(Settings(), each) for each in others}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "BOOK_ROUTE_BASE"])
@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_variable_means_the_default(name, blank):
    assert read(**{name: blank}) == Settings()


def test_a_folder_may_be_given_from_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/odra")

    assert read(BOOK_DIR="~/book").book_dir == Path("/home/odra/book")


def test_everything_of_the_index_and_the_conversations_lies_in_the_data_folder():
    settings = read(DATA_DIR="/srv/data")

    assert settings.index_dir.parent == settings.database_file.parent == Path("/srv/data")


def test_settings_cannot_be_changed_once_read():
    with pytest.raises(AttributeError):
        read().port = 1


# ---------------------------------------------------------------- refusing


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("PORT", "abc", "from 1 to 65535"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "-1", "from 1 to 65535"),
        ("PORT", "65536", "from 1 to 65535"),
        ("PORT", "78.60", "from 1 to 65535"),
        ("PORT", "0x1f", "from 1 to 65535"),
        ("PORT", "--5", "from 1 to 65535"),
        ("PORT", "²", "from 1 to 65535"),
        ("SESSION_DAYS", "0", "from 1 to 365"),
        ("SESSION_DAYS", "never", "from 1 to 365"),
        ("LOG_LEVEL", "loud", "DEBUG"),
        ("BOOK_LANGUAGE", "klingon", "english"),
        ("BOOK_BASE_URL", "handbook", "/"),
        ("BOOK_BASE_URL", "ftp://x", "https://"),
        ("BOOK_BASE_URL", "https://", "name the site's host, as in https://book.example/"),
        ("BOOK_BASE_URL", "https:///docs", "name the site's host"),
        ("BOOK_BASE_URL", "https:", "https://"),
        ("EMBEDDER", "onnx", '"fastembed:"'),
        ("TOKEN_PRICE", "cheap", "in US dollars"),
        ("TRACE_QUESTIONS", "true", '"on" or "off"'),
        ("VERCEL_PROJECT", "my book", "letters, digits and hyphens"),
        ("RATE_CHAT", "many", '"off"'),
        ("LOG_LINES", "xml", "auto, json, text"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_could(name, value, says):
    with pytest.raises(SettingsError) as refused:
        read(**{name: value})

    assert str(refused.value).startswith(f"{name}={value!r} can't be used: it must ") and says in str(refused.value)


@pytest.mark.parametrize("value", ['"docs"', "'docs'", ' "docs" ', '""'])
def test_quotes_that_would_be_part_of_a_value_are_refused(value):
    with pytest.raises(SettingsError, match="^BOOK_ROUTE_BASE is in quotes, .*; leave them out$"):
        read(BOOK_ROUTE_BASE=value)


def test_a_secret_in_quotes_is_not_repeated():
    with pytest.raises(SettingsError) as refused:
        read(OPENAI_API_KEY='"turnix"')

    assert "OPENAI_API_KEY is in quotes" in str(refused.value) and "turnix" not in str(refused.value)


def test_quotes_inside_a_value_are_its_own():
    for name in ('A "Tram"', '"Trams" and "Bells"'):
        assert read(BOOK_NAME=name).book_name == name


def test_all_problems_are_named_at_once():
    with pytest.raises(SettingsError) as refused:
        read(PORT="abc", LOG_LEVEL="loud", BOOK_DIRR="/x", SESSION_DAYS="0")

    for name in ("PORT", "LOG_LEVEL", "BOOK_DIRR", "SESSION_DAYS"):
        assert name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "slip, meant",
    [
        ("BOOK_DIRR", "BOOK_DIR"),
        ("BOOKDIR", "BOOK_DIR"),
        ("book_dir", "BOOK_DIR"),
        ("DATA_DIRS", "DATA_DIR"),
        ("BOOK_BASEURL", "BOOK_BASE_URL"),
        ("BOOK_ROUTEBASE", "BOOK_ROUTE_BASE"),
        ("SESSIONS_DAYS", "SESSION_DAYS"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("BAKE_DIR", "BAKED_DIR"),
    ],
)
def test_a_slip_of_the_pen_is_caught(slip, meant):
    with pytest.raises(SettingsError, match=f"{slip} is not a setting; did you mean {meant}?"):
        read(**{slip: "x"})


def test_variables_of_other_programs_are_none_of_our_business():
    of_a_space = {
        "PATH": "/bin",
        "HOME": "/home/user",
        "HOSTNAME": "r-space",
        "SPACE_ID": "odra/tram-book",
        "SPACE_HOST": "odra-tram-book.hf.space",
        "SPACE_AUTHOR_NAME": "odra",
        "SPACE_REPO_NAME": "tram-book",
        "CPU_CORES": "2",
        "MEMORY": "16Gi",
        "GRADIO_TEMP_DIR": "/tmp/gradio",
        "PYTHONPATH": "/x",
        "XDG_DATA_DIRS": "/usr/share",
        "XDG_DATA_HOME": "/x",
        "GIT_DIR": "/x",
        "LOG_FORMAT": "json",
        "SUPPORT": "x",
        "HOSTS": "x",
        "_": "/usr/bin/env",
        "OTEL_EXPORTER_OTLP_ENDPOINTS": "x",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces",
        "DATABASE_URL_RO": "postgresql://h/d",
        "VERCEL_PROJECT_ID": "prj_1",
        "POSTGRES_URL": "postgresql://h/d",
    }

    assert Settings.from_environment(of_a_space) == Settings()


@pytest.mark.parametrize(
    "name, meant",
    [
        ("COHERE_KEY", "COHERE_API_KEY"),
        ("OPENAI_KEY", "OPENAI_API_KEY"),
        ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        ("QDRANT_KEY", "QDRANT_API_KEY"),
        ("POSTGRES_URL", "DATABASE_URL"),
        ("NEON_DATABASE_URL", "DATABASE_URL"),
    ],
)
def test_a_name_that_others_give_to_a_setting_starts_and_is_told(name, meant):
    assert read(**{name: "x"}) == Settings()
    assert overlooked({name: "x"}) == [f"{name} is set, and nothing here reads it; did you mean {meant}?"]


def test_the_same_name_beside_the_setting_itself_is_another_programs():
    assert overlooked({"POSTGRES_URL": "postgresql://h/d", "DATABASE_URL": "postgresql://h/d"}) == []
    assert overlooked({"POSTGRES_URL": ""}) == []


def test_data_and_baked_data_in_one_folder_contradict_each_other():
    with pytest.raises(SettingsError, match="BAKED_DIR and DATA_DIR"):
        read(BAKED_DIR="/srv/data", DATA_DIR="/srv/other/../data")


@pytest.mark.parametrize("inside", ["/srv/book", "/srv/book/data", "/srv/book/a/b"])
def test_data_inside_the_book_contradicts_it(inside):
    with pytest.raises(SettingsError, match="DATA_DIR .* BOOK_DIR"):
        read(BOOK_DIR="/srv/book", DATA_DIR=inside)


# ---------------------------------------------------------------- the .env file


def test_an_env_file_is_read(tmp_path):
    file = tmp_path / ".env"
    file.write_text('# ours\nBOOK_NAME="The Tram Book"\nPORT=8080 # not the usual\n\nBOOK_DIR=\n', encoding="utf-8")

    assert env_file_values(file) == {"BOOK_NAME": "The Tram Book", "PORT": "8080", "BOOK_DIR": ""}
    assert Settings.from_environment(env_file_values(file)).port == 8080


def test_no_env_file_sets_nothing(tmp_path):
    assert env_file_values(tmp_path / ".env") == {}


def test_a_name_in_the_env_file_that_nothing_reads_is_an_error(tmp_path):
    file = tmp_path / ".env"
    file.write_text("PORT=8080\nCOLOUR=blue\n", encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        env_file_values(file)
    assert str(file) in str(refused.value) and "COLOUR" in str(refused.value) and "BOOK_DIR" in str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_env_file_that_is_not_utf_8_is_named(tmp_path, encoding):
    file = tmp_path / ".env"
    file.write_text("BOOK_NAME=Über Trams\n", encoding=encoding)

    with pytest.raises(SettingsError, match="is not UTF-8 text; save it as UTF-8") as refused:
        env_file_values(file)
    assert str(file) in str(refused.value)


# ---------------------------------------------------------------- the documentation


def rows_of_the_table(markdown: str) -> list[list[str]]:
    """The cells of the one table whose first column names settings in backticks."""
    rows = [
        re.split(r"(?<!\\)\|", line.strip().strip("|"))
        for line in markdown.splitlines()
        if re.match(r"\|\s*`[A-Z]", line)
    ]
    return [[cell.strip() for cell in row] for row in rows if re.fullmatch(r"`[A-Z][A-Z_0-9]+`", row[0].strip())]


def test_the_readme_lists_exactly_the_settings_in_their_order():
    rows = rows_of_the_table((ROOT / "README.md").read_text(encoding="utf-8"))

    assert [row[0].strip("`") for row in rows] == NAMES


def test_the_readme_says_the_defaults():
    rows = rows_of_the_table((ROOT / "README.md").read_text(encoding="utf-8"))
    defaults = {row[0].strip("`"): row[1].strip("`") for row in rows}

    for name, default, _ in describe():
        assert default in defaults[name] or (not default and len(defaults[name]) < 20), name


def test_the_readme_says_why_each_exists_in_the_words_of_the_settings():
    rows = rows_of_the_table((ROOT / "README.md").read_text(encoding="utf-8"))

    assert {row[0].strip("`"): "|".join(row[2:]).replace("\\|", "|") for row in rows} == {
        name: why for name, _, why in describe()
    }


def test_the_example_of_an_env_file_names_exactly_the_settings_and_changes_nothing():
    values = env_file_values(ROOT / ".env.example")

    assert list(values) == NAMES
    assert Settings.from_environment(values) == Settings()


def test_every_setting_says_why_it_exists():
    for name, _, why in describe():
        assert len(why.split()) >= 4, name
    assert len(NAMES) == len(set(NAMES))
