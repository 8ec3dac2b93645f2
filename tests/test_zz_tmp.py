import sys; sys.path.insert(0,"/work/main/tests"); sys.path.insert(0,"/work/main/tests/contracts")
from pathlib import Path
import pytest
from test_index_contract import *
import test_index_contract as t
from wire.qdrant_server import QdrantServer
from rag.qdrant import QdrantIndex
@pytest.fixture
def open_index(tmp_path):
    with QdrantServer(tmp_path/"qdrant") as server:
        yield lambda: QdrantIndex(server.url, dimension=EMBEDDER.dimension, refresh_seconds=0)
