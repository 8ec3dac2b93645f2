"""Byte strings in a file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.local.records import Records, RecordsWriter


def written(path: Path, records: list[bytes]) -> Path:
    writer = RecordsWriter(path)
    writer.extend(records[:1])
    writer.extend(records[1:])
    writer.close()
    return path


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_records_come_back_as_they_were(tmp_path_factory, records):
    read = Records(written(tmp_path_factory.mktemp("records") / "some", records))

    assert [bytes(read[i]) for i in range(len(read))] == records


def test_a_file_that_was_cut_is_told(tmp_path):
    path = written(tmp_path / "some", [b"one", b"two" * 9])
    path.write_bytes(path.read_bytes()[:20])

    with pytest.raises(ValueError, match="some has 20 bytes of 35"):
        Records(path)
