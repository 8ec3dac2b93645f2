"""A root file system that nobody can write to, as a hardened container has it: one folder is open, for data and temporary files."""

import os
import sys
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, Program, Programs, free_port

# A view of the disks of its own, in which all but one folder is read-only; it ends with code 1 where that did not work.
LOCK = f"""
mount --bind "$OPEN" "$OPEN" && mount -o remount,ro,bind / || exit 1
touch {ROOT}/app.py 2>/dev/null && exit 1
exec {sys.executable} app.py
"""
LOCKED = f"import os; os.execvp('unshare', ['unshare', '--mount', 'sh', '-c', {LOCK!r}])"

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root may mount; the tests run as root in CI")


def serve_locked(programs: Programs, folder: Path, **environment: str) -> Program:
    """Nothing but ``folder`` can be written."""
    port = str(free_port())
    (folder / "tmp").mkdir()
    writable = {"OPEN": str(folder), "TMPDIR": str(folder / "tmp"), "DATA_DIR": str(folder / "data"), "HOME": "/"}
    program = programs.run("-c", LOCKED, HOST="127.0.0.1", PORT=port, **writable, **environment)
    program.url = f"http://127.0.0.1:{port}"
    return program


def test_answers_conversations_and_the_page_of_maintainers_need_no_other_folder(programs, book, tmp_path):
    program = serve_locked(programs, tmp_path, BOOK_DIR=str(book)).ready()

    asked = httpx.post(f"{program.url}/chat", json={"message": "How long is the Needle?"}, timeout=60).json()
    assert "840 metres" in asked["message"]
    assert httpx.get(f"{program.url}/chat/sessions/{asked['session_id']}", timeout=10).status_code == 200
    program._until(lambda: "gradio" in httpx.get(f"{program.url}/ui/", timeout=30).text.lower(), 60)
    assert "Read-only" not in program.log
