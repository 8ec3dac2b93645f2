"""ONNX embeddings through the real `fastembed`, `onnxruntime` and `tokenizers`, on models so small that the tests make them here."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import pytest
from conftest import with_its_book
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from rag.build import book_source, build
from rag.errors import FolderError, ServiceFailed, SettingsError
from rag.ingest import ingest
from rag.local.embedder import LocalEmbedder
from rag.local.fastembed import THREADS, FastEmbedder
from rag.reading.sentence_vectors import best_cosine
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
MINILM = "sentence-transformers/all-MiniLM-L6-v2"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
KNOWN_WORDS = """
how fast is tram speed streetcar km eggs salt pinch add two boiler holds water tank filled liquid parliament voted tuesday
who invented signal code it was designed by engineer soup served cold rail magnet stops finch within metres lamp aspect green
heron vell odra pell a h 38 31 64 21
"""
WORDS = KNOWN_WORDS.split()
REVISION = "5f1b8cd78bc4fb444dd171e59b18f3a3af89a079"


@cache
def word_vectors(dimension: int) -> np.ndarray:
    """One row a token. Words alike lie near each other, as in a model that was trained; padding would spoil every average."""
    rows = np.random.default_rng(7).normal(scale=0.02, size=(len(SPECIAL) + len(WORDS), dimension)).astype(np.float32)
    rows[len(SPECIAL) :, :256] += LocalEmbedder().embed(WORDS)[:, :dimension]
    rows[0] = 1_000
    return rows


def make_model(folder: Path, *, dimension: int = 256, file: str = "model.onnx") -> Path:
    """A folder as an exporter leaves it: a BERT of no layers, which looks its tokens up."""
    names = {"input_ids": "token", "token_type_ids": "type"}
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["tokens", "input_ids"], ["token"]),
            helper.make_node("Gather", ["types", "token_type_ids"], ["type"]),
            helper.make_node("Add", list(names.values()), ["last_hidden_state"]),
        ],
        "tiny",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", dimension])],
        [
            numpy_helper.from_array(word_vectors(dimension), "tokens"),
            numpy_helper.from_array(np.zeros((2, dimension), np.float32), "types"),
        ],
    )
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), folder / file)
    tokenizer = Tokenizer(
        models.WordPiece({token: place for place, token in enumerate(SPECIAL + WORDS)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    write(folder / "config.json", {"model_type": "bert", "hidden_size": dimension, "pad_token_id": 0})
    write(folder / "tokenizer_config.json", {"model_max_length": 64, "pad_token": "[PAD]"})
    write(folder / "special_tokens_map.json", {"pad_token": "[PAD]", "unk_token": "[UNK]"})
    return folder


def write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


@cache
def kept() -> tempfile.TemporaryDirectory:
    """A model for as long as the tests run."""
    folder = tempfile.TemporaryDirectory(prefix="tiny-onnx-")
    make_model(Path(folder.name))
    return folder


class TinyFastEmbedder(FastEmbedder):
    """For the contract of embedders, which makes them without arguments."""

    def __init__(self) -> None:
        super().__init__(kept().name, Path(kept().name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_model(tmp_path / "tiny")


def from_folder(folder: Path) -> FastEmbedder:
    return FastEmbedder(str(folder), folder.parent / "cache")


def documents(embedder: FastEmbedder, *texts: str) -> np.ndarray:
    return asyncio.run(embedder.embed_documents(texts))


def query(embedder: FastEmbedder, text: str) -> np.ndarray:
    return asyncio.run(embedder.embed_query(text))


def downloaded(cache: Path, repository: str, dimension: int) -> Path:
    """The cache as a download from the Hugging Face Hub leaves it."""
    repo = cache / f"models--{repository.replace('/', '--')}"
    make_model(repo / "snapshots" / REVISION, dimension=dimension)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text(REVISION)
    return cache


# ---------------------------------------------------------------- a folder of one's own


def test_a_vector_is_the_mean_of_the_tokens_without_padding(folder: Path):
    vectors = word_vectors(256)
    at = {token: place for place, token in enumerate(SPECIAL + WORDS)}
    mean = vectors[[at["[CLS]"], at["boiler"], at["water"], at["[SEP]"]]].mean(axis=0)
    rows = documents(from_folder(folder), "the lamp of a tram is green " * 4, "Boiler water")

    assert rows[1] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)


def test_rows_keep_the_order_of_texts_of_any_length(folder: Path):
    texts = ["water " * (1 + 7 * place % 11) + WORDS[place % len(WORDS)] for place in range(40)]
    embedder = from_folder(folder)
    rows = documents(embedder, *texts)

    for text, row in zip(texts, rows, strict=True):
        assert row == pytest.approx(query(embedder, text), abs=1e-5)


def test_a_question_is_embedded_once_for_the_search_and_the_answer(folder: Path):
    embedder = from_folder(folder)
    first = query(embedder, "green lamp")

    assert query(embedder, "green lamp") is first and not first.flags.writeable
    assert query(embedder, "green tram") is not first


@pytest.mark.parametrize("file", ["model.onnx", "onnx/model.onnx", "model_optimized.onnx"])
def test_the_model_is_found_where_exporters_put_it(tmp_path: Path, file):
    embedder = from_folder(make_model(tmp_path / "tiny", dimension=32, file=file))

    assert embedder.dimension == 32
    assert query(embedder, "green lamp").shape == (32,)


def test_the_name_follows_the_content_not_the_path(folder: Path, tmp_path: Path):
    elsewhere = make_model(tmp_path / "moved" / "tiny")
    other = make_model(tmp_path / "other" / "tiny", dimension=32)
    name = from_folder(folder).name

    assert name.startswith("fastembed:tiny@")
    assert from_folder(elsewhere).name == name
    assert from_folder(other).name != name


def test_a_folder_is_named_from_the_home_folder_or_from_here_too(folder: Path, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.chdir(folder.parent)

    assert FastEmbedder("~/tiny", folder).name == FastEmbedder("./tiny", folder).name == from_folder(folder).name


def test_a_folder_needs_no_cache(folder: Path):
    query(from_folder(folder), "water")

    assert not (folder.parent / "cache").exists()


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "tokenizer_config.json", "config.json"])
def test_a_file_that_is_missing_is_named_at_start(folder: Path, missing):
    (folder / missing).unlink()

    with pytest.raises(FolderError, match=f"holds no {missing}"):
        from_folder(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(FolderError, match=r"nowhere, which EMBEDDER names, holds no model\.onnx and no config\.json"):
        from_folder(tmp_path / "nowhere")


@pytest.mark.parametrize("config", ["{", "[]", "{}", '{"hidden_size": "wide"}'])
def test_a_config_without_a_width_says_what_it_lacks(folder: Path, config):
    (folder / "config.json").write_text(config)

    with pytest.raises(FolderError, match="hidden_size"):
        from_folder(folder)


def test_weights_that_are_none_fail_as_a_service_and_work_once_repaired(folder: Path):
    weights = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(b"not a model")
    embedder = from_folder(folder)

    with pytest.raises(ServiceFailed, match="fastembed:tiny@.* can't be used") as failed:
        query(embedder, "water")
    assert failed.value.service == "embedder"
    (folder / "model.onnx").write_bytes(weights)
    assert query(embedder, "water").shape == (256,)


def test_a_width_that_the_model_does_not_have_fails_as_a_service(folder: Path):
    write(folder / "config.json", {"hidden_size": 999, "pad_token_id": 0})

    with pytest.raises(ServiceFailed, match=r"gave \(1, 256\) for 1 texts; 999"):
        query(from_folder(folder), "water")


# ---------------------------------------------------------------- a model of fastembed's list


def test_a_downloaded_model_is_used_without_network(tmp_path: Path):
    cache = downloaded(tmp_path, "Qdrant/all-MiniLM-L6-v2-onnx", 384)
    embedder = FastEmbedder(MINILM.upper(), cache)  # it asks the network for nothing that it has
    near, far = documents(
        embedder, "The speed of the streetcar is 38 km/h.", "Add two eggs and a pinch of salt."
    ) @ query(embedder, "How fast is the tram?")

    assert (embedder.name, embedder.dimension) == (f"fastembed:{MINILM}", 384)
    assert near > far + 0.05


def test_a_model_that_was_not_downloaded_says_how_to_get_it(tmp_path: Path):
    with pytest.raises(FolderError, match=f"{MINILM} is not in {tmp_path}.*python -m rag ingest.*EMBEDDER_CACHE"):
        FastEmbedder(MINILM, tmp_path, download=False)


def test_the_hubs_own_switch_keeps_it_off_the_network(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(FolderError, match="can't be downloaded there"):
        FastEmbedder(MINILM, tmp_path)


def test_a_cache_that_can_not_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(FolderError, match="EMBEDDER_CACHE"):
        FastEmbedder(MINILM, tmp_path / "file" / "cache", download=False)


def test_a_name_that_is_not_in_the_list_gets_the_nearest_that_are(tmp_path: Path):
    with pytest.raises(SettingsError, match=f"no model that fastembed knows; did you mean .*{MINILM}"):
        FastEmbedder("all-MiniLM-L6-v2", tmp_path)
    with pytest.raises(SettingsError, match="A folder with a model of your own"):
        FastEmbedder("zzz", tmp_path)


@pytest.mark.parametrize("model", [MINILM, "FOLDER"])
def test_without_the_library_it_says_how_to_install_it(folder: Path, monkeypatch, model):
    monkeypatch.setitem(sys.modules, "fastembed", None)

    with pytest.raises(SettingsError, match=r"pip install -r requirements-fastembed\.txt"):
        FastEmbedder(str(folder) if model == "FOLDER" else model, folder)


# ---------------------------------------------------------------- threads


def test_it_is_opened_once_at_the_first_text_and_never_on_the_event_loop(folder: Path, monkeypatch):
    opened: list[tuple[threading.Thread, int]] = []
    embedder = from_folder(folder)
    onnxruntime = sys.modules["onnxruntime"]
    real = onnxruntime.InferenceSession

    def noting(*args, **kwargs):
        opened.append((threading.current_thread(), kwargs["sess_options"].intra_op_num_threads))
        return real(*args, **kwargs)

    monkeypatch.setattr(onnxruntime, "InferenceSession", noting)
    assert opened == []

    async def many() -> None:
        await asyncio.gather(*(embedder.embed_query(word) for word in WORDS))

    asyncio.run(many())
    [(thread, threads)] = opened
    assert thread is not threading.main_thread()
    assert threads == THREADS == 2


def fresh_python(code: str, home: Path) -> str:
    """What a Python prints that has imported nothing yet, and calls ``home`` its home folder."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_importing_it_does_not_import_the_library(tmp_path: Path):
    loaded = "{'fastembed', 'onnxruntime', 'huggingface_hub'} & set(sys.modules)"

    assert fresh_python(f"import sys, rag.local.fastembed; print({loaded})", tmp_path) == "set()"


def test_the_runtime_is_told_to_report_nothing_before_it_is_imported(folder: Path, tmp_path: Path):
    # What it would send leaves from C++, where the guard of these tests does not see it; its first trace is an id at home.
    home = tmp_path / "home"
    home.mkdir()
    code = f"""
import asyncio, os, pathlib, sys
told = []
sys.addaudithook(lambda event, arguments: event == "import" and arguments[0] == "onnxruntime"
                 and told.append(os.environ.get("ORT_DISABLE_TELEMETRY")))
from rag.ingest import ingest
from rag.local.fastembed import FastEmbedder
from rag.reading.sentence_vectors import best_cosine
from rag.settings import Settings
asyncio.run(FastEmbedder({str(folder)!r}, pathlib.Path({str(tmp_path)!r})).embed_query("water"))
print(set(told))
"""

    assert fresh_python(code, home) == "{'1'}"
    assert list(home.rglob("*")) == []


def test_an_index_made_with_it_ranks_by_sentences_that_it_has_read(folder: Path, book: Path, tmp_path: Path):
    settings = Settings(book_dir=book, data_dir=tmp_path / "data", embedder=f"fastembed:{folder}")
    parts = with_its_book(settings)

    retrieval = asyncio.run(parts.assistant.search("How long is the Needle tunnel?", 3))

    record = parts.index.sentence_vectors(retrieval.hits[0].chunk.chunk_id)
    assert "840 metres" in retrieval.hits[0].chunk.text
    assert best_cosine(record, query(parts.embedder, "How long is the Needle tunnel?")) > 0.5


def test_sentences_that_have_not_changed_are_not_read_again(folder: Path, book: Path, tmp_path: Path):
    settings = Settings(book_dir=book, data_dir=tmp_path / "data", embedder=f"fastembed:{folder}")
    with_its_book(settings)
    (book / "01-cars.md").write_text((book / "01-cars.md").read_text() + "\n\nThe depot cat is called Quill.\n")
    again = build(settings)
    read: list[str] = []
    embed = again.embedder.embed
    again.embedder.embed = lambda texts: read.extend(texts) or embed(texts)
    asyncio.run(ingest(book_source(settings), again.embedder, again.index, again.store, lambda _: None))

    assert "The depot cat is called Quill." in read
    assert not [text for text in read if "840 metres" in text]
