"""The layout that the design promises, held by reading the code: who may import whom, and what a start must not load."""

import ast
import json
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import LONGEST

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "rag").rglob("*.py"))

# Each vendor, and the one file or folder that may name it.
VENDORS = {
    # Its BM25 serves a Qdrant server too.
    "qdrant_edge": (
        "rag/local/shard.py",
        "rag/local/index.py",
        "rag/local/bm25.py",
        "rag/local/lexicon.py",
        "rag/qdrant/",
    ),
    "sqlalchemy": ("rag/database/",),
    "psycopg2": ("rag/database/",),
    "tokenizers": ("rag/local/embedder.py",),
    "filelock": ("rag/local/generations.py",),
    "markdown_it": ("rag/book/",),
    "mdit_py_plugins": ("rag/book/",),
    "yaml": ("rag/book/",),
    "sentencex": ("rag/book/",),
    "dotenv": ("rag/settings.py",),
    "qdrant_client": ("rag/qdrant/",),
    "cohere": ("rag/cohere/",),
    "openai": ("rag/openai/",),
    "limits": ("rag/web/limits/",),
    "prometheus_client": ("rag/web/metrics.py",),
    "opentelemetry": ("rag/web/tracing.py",),
    "httptools": (),  # uvicorn's, under rag/web/connections.py
}
WEB = {"fastapi", "starlette", "gradio", "uvicorn", "fastapi_offline"}


@cache
def imports(module: str) -> frozenset[str]:
    """Every module that a file names in an import, wherever it stands, but for type checking."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    only_for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for part in node.body
        for inner in ast.walk(part)
    }
    names: set[str] = set()
    for node in ast.walk(tree):
        if node in only_for_types:
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def tops(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_there_is_code_to_look_at():
    assert len(MODULES) > 30
    assert "fastapi" in tops("rag/web/api.py") and "gradio" in tops("rag/web/ui/page.py")


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("rag/web/")])
def test_outside_of_the_web_folder_nobody_knows_the_web(module):
    assert tops(module) & WEB == set()
    assert not [name for name in imports(module) if name.startswith("rag.web")]


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_vendor_is_known_in_its_own_place_only(vendor):
    users = [module for module in [*MODULES, "app.py"] if vendor in tops(module)]

    assert [user for user in users if not user.startswith(VENDORS[vendor])] == []


def test_gradio_is_imported_in_one_folder_only():
    users = [module for module in MODULES if "gradio" in tops(module)]

    assert [user for user in users if not user.startswith("rag/web/ui/")] == []


def test_only_build_knows_both_the_flow_and_the_vendors():
    def knows_the_flow(module: str) -> bool:
        return bool({"rag.assistant", "rag.answering"} & imports(module))

    def knows_a_vendor(module: str) -> bool:
        return any(
            name.startswith(("rag.local.", "rag.database", "rag.qdrant", "rag.cohere", "rag.openai"))
            for name in imports(module)
        )

    assert [module for module in MODULES if knows_the_flow(module) and knows_a_vendor(module)] == ["rag/build.py"]


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("rag/book/")])
def test_the_book_knows_nothing_about_vectors_the_network_or_the_environment(module):
    ours = {name for name in imports(module) if name.startswith("rag")}

    assert {name for name in ours if not name.startswith(("rag.book", "rag.types"))} == set()
    assert tops(module) & {"numpy", "socket", "httpx", "urllib3", "requests"} == set()


@pytest.mark.parametrize("module", ["rag/types.py", "rag/errors.py"])
def test_the_vocabulary_imports_nothing_of_ours(module):
    assert "rag" not in tops(module)


@pytest.mark.parametrize(
    ("module", "vocabulary"),
    [("rag/ports.py", ("rag.types", "rag.remembered")), ("rag/remembered.py", ("rag.types",))],
)
def test_the_ports_know_the_vocabulary_only_and_what_is_remembered_the_rest_of_it(module, vocabulary):
    ours = {name for name in imports(module) if name.startswith("rag")}

    assert ours
    assert {name for name in ours if not name.startswith(vocabulary)} == set()


@pytest.mark.parametrize(
    "module", [module for module in MODULES if module not in ("rag/settings.py", "rag/__main__.py")]
)
def test_nobody_but_the_settings_reads_the_environment(module):
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    reads = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and isinstance(node.ctx, ast.Load)
    ]
    # Libraries must be told before their import how to behave, such as Gradio not to report to its makers; that writes, it reads nothing.
    written = [
        node.value.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.Attribute) and node.attr == "setdefault")
    ]

    assert [line for line in reads if line not in written] == []


def test_each_file_says_at_its_top_what_it_knows():
    silent = []
    for module in MODULES:
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(module)

    assert silent == []


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh Python holds after a statement."""
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout))


def test_importing_the_app_loads_nothing_that_the_first_health_does_not_need():
    loaded = loaded_by("import app")

    assert {"fastapi", "uvicorn"} <= loaded
    assert {"numpy", "gradio", "pandas", "sqlalchemy", "qdrant_edge", "tokenizers", "markdown_it"} & loaded == set()


def test_building_the_parts_loads_no_web_and_no_service():
    loaded = loaded_by("import rag.build, rag.__main__")

    assert {"numpy", "sqlalchemy", "qdrant_edge"} <= loaded
    assert WEB & loaded == set()
    assert {"cohere", "qdrant_client", "openai", "fastembed", "psycopg2", "aiohttp"} & loaded == set()


def test_what_reads_markdown_is_loaded_when_a_book_is_read():
    assert {"markdown_it", "yaml"} & loaded_by("import rag.build") == set()
    assert {"markdown_it", "yaml"} <= loaded_by("from rag.book import read_book")


def test_the_top_level_holds_what_the_design_names_and_no_other_folder():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))}

    assert folders - {"data"} == {"rag", "tests"}


# ---------------------------------------------------------------- the tests themselves


def test_a_way_out_of_this_machine_is_refused_and_named(went_out):
    with socket.socket() as outwards, pytest.raises(RuntimeError, match="192.0.2.1"):
        outwards.connect(("192.0.2.1", 80))
    with pytest.raises(RuntimeError, match="huggingface"):
        socket.getaddrinfo("huggingface.co", 443)

    assert went_out == ["socket.connect 192.0.2.1", "socket.getaddrinfo huggingface.co"]
    went_out.clear()


def test_a_way_to_this_machine_is_open():
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as caller:
        assert caller.getpeername() == listener.getsockname()


def test_the_test_files_that_are_begun_first_are_there():
    names = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}

    assert {f"test_{name}" for name in LONGEST.split()} <= names
