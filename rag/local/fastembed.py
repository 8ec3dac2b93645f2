"""Embeddings on CPU by an ONNX model, run by the `fastembed` library: better vectors than those of `rag/local/embedder.py`,
for more memory and time.

Knows how to find a model of fastembed's list, or one's own in a folder, and what can be wrong with either. It imports the
library (0.8 s of CPU, 65 MB) when an embedder is made, so make it in a thread, and opens the model at the first text.
"""

import asyncio
import difflib
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import FolderError, ServiceFailed, SettingsError
from rag.ports import Vector, Vectors
from rag.services.query_cache import QueryCache

if TYPE_CHECKING:
    from fastembed import TextEmbedding

THREADS = 2  # that compute one batch; and batches at once, so that a question need not wait for an ingest
BATCH = 8  # texts; each is padded to the longest of its batch
CACHED = 512  # questions whose vectors are kept: a search and the answer from it ask for the same one
# As exporters and the models of fastembed's list have it.
ONNX_FILES = ("model.onnx", "onnx/model.onnx", "model_optimized.onnx")
BESIDE_IT = ("config.json", "tokenizer.json", "tokenizer_config.json")

_registering = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Model:
    """What fastembed is to load: ``known_as`` in its list, from ``folder`` where that is one's own."""

    known_as: str
    dimension: int
    folder: Path | None = None


class FastEmbedder:
    """``model``: a name of fastembed's list, or the path of a folder, which begins with ``/``, ``.`` or ``~``.

    A folder holds a Hugging Face export: ``model.onnx`` (or ``onnx/model.onnx``), which gives a vector a token, and the three
    JSON files beside it; its vectors are averaged over the tokens. ``cache``: where a listed model is kept; it is downloaded
    there unless it is there already, ``download`` is false or the environment says HF_HUB_OFFLINE=1.

    Raises SettingsError where the library is not installed or lists no such model, FolderError where its files are missing.
    """

    def __init__(self, model: str, cache: Path, *, download: bool = True) -> None:
        self._cache = cache
        self._download = download
        own = model.startswith(("/", ".", "~"))
        self._found = _in_folder(Path(model).expanduser().resolve()) if own else _listed(model)
        self._loading = threading.Lock()
        self._loaded: TextEmbedding | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="fastembed")
        self._queries = QueryCache(self._query, CACHED)
        self._find_files()

    @property
    def name(self) -> str:
        return f"fastembed:{self._found.known_as}"

    @property
    def dimension(self) -> int:
        return self._found.dimension

    async def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.embed, texts)

    async def embed_query(self, text: str) -> Vector:
        return await self._queries.get(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimension) float32, each row of length 1. Blocks: 10 to 20 ms of CPU a sentence with a model of
        MiniLM's size, five times that a chunk. Raises ServiceFailed."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike in length, little to pad
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if texts:
            rows[order] = self._ask(
                len(texts), lambda model: model.passage_embed([texts[place] for place in order], batch_size=BATCH)
            )
        return rows

    async def _query(self, text: str) -> Vector:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._query_now, text)

    def _query_now(self, text: str) -> Vector:
        row: Vector = self._ask(1, lambda model: model.query_embed([text]))[0]
        row.setflags(write=False)  # many will hold it
        return row

    def _ask(self, count: int, embed: "Callable[[TextEmbedding], Iterable[np.ndarray]]") -> Vectors:
        try:
            rows = np.array(list(embed(self._model())), dtype=np.float32)
        except Exception as error:  # onnxruntime, tokenizers and fastembed have no error in common
            raise ServiceFailed("embedder", f"the embedding model {self.name} can't be used: {error}") from error
        if rows.shape != (count, self.dimension):
            raise ServiceFailed(
                "embedder",
                f"the embedding model {self.name} gave {rows.shape} for {count} texts; {self.dimension} numbers each were expected",
            )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths == 0, 1, lengths)
        return rows

    def _model(self) -> "TextEmbedding":
        with self._loading:
            if self._loaded is None:
                self._loaded = self._open(lazy=False)
            return self._loaded

    def _find_files(self) -> None:
        try:
            self._open(lazy=True)
        except (ValueError, OSError) as error:
            raise FolderError(
                f"the embedding model {self._found.known_as} is not in {self._cache} and can't be downloaded there ({error}); "
                "run `python -m rag ingest` once with network, without HF_HUB_OFFLINE, and with EMBEDDER_CACHE set to a folder "
                "that stays and can be written, or set EMBEDDER=local"
            ) from error

    def _open(self, *, lazy: bool) -> "TextEmbedding":
        """Finds the files, and downloads them where it may; loads them unless ``lazy``."""
        from fastembed import TextEmbedding

        folder = self._found.folder
        return TextEmbedding(
            self._found.known_as,
            cache_dir=str(folder or self._cache),
            threads=THREADS,
            providers=["CPUExecutionProvider"],
            lazy_load=lazy,
            local_files_only=not self._download,
            specific_model_path=str(folder) if folder else None,
            enable_cpu_mem_arena=False,  # else it keeps what the largest batch ever took
        )


def _library() -> "type[TextEmbedding]":
    # From 1.29 on, onnxruntime reports its sessions to its makers, from C++, unless told not to before it is imported.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        from fastembed import TextEmbedding
    except ImportError as error:
        raise SettingsError(
            f"EMBEDDER=fastembed:… needs the library fastembed ({error}): pip install -r requirements-fastembed.txt"
        ) from error
    return TextEmbedding


def _listed(model: str) -> _Model:
    dimensions = {each["model"]: int(each["dim"]) for each in _library().list_supported_models()}
    names = {name.lower(): name for name in dimensions}
    name = names.get(model.lower())
    if name is None:
        near = [names[key] for key in difflib.get_close_matches(model.lower(), names, n=3, cutoff=0.5)]
        raise SettingsError(
            f"EMBEDDER=fastembed:{model} names no model that fastembed knows; "
            + (f"did you mean {' or '.join(near)}? " if near else "")
            + "A folder with a model of your own is named by its path, which begins with / or ."
        )
    return _Model(name, dimensions[name])


def _in_folder(folder: Path) -> _Model:
    onnx = next((file for file in ONNX_FILES if (folder / file).is_file()), None)
    missing = [file for file in BESIDE_IT if not (folder / file).is_file()]
    if onnx is None or missing:
        raise FolderError(
            f"{folder}, which EMBEDDER names, holds no {' and no '.join(missing if onnx else [ONNX_FILES[0], *missing])}; "
            "put an ONNX export of a Hugging Face model there"
        )
    dimension = _width(folder / "config.json")
    # Its content is its name: another model under the same path makes other vectors, and the same under another path the same.
    known_as = f"{folder.name}@{_digest(folder, onnx)}"
    _register(known_as, dimension, onnx)
    return _Model(known_as, dimension, folder)


def _width(config: Path) -> int:
    try:
        said = json.loads(config.read_text(encoding="utf-8"))
        return int(said.get("hidden_size") or said["dim"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(f"{config} does not say how many numbers a vector has: it needs a `hidden_size`") from error


def _digest(folder: Path, onnx: str) -> str:
    # Large weights lie in files of their own beside the model.
    weights = sorted((folder / onnx).parent.glob(Path(onnx).name + "*"))
    digest = hashlib.sha256(onnx.encode())
    for file in [*weights, *(folder / name for name in BESIDE_IT)]:
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]


def _register(known_as: str, dimension: int, onnx: str) -> None:
    library = _library()
    from fastembed.common.model_description import ModelSource, PoolingType

    with _registering:
        if known_as.lower() in (each["model"].lower() for each in library.list_supported_models()):
            return
        library.add_custom_model(
            known_as,
            pooling=PoolingType.MEAN,
            normalization=True,
            sources=ModelSource(hf=known_as),  # it wants one, and asks none for a folder
            dim=dimension,
            model_file=onnx,
        )
