"""The versions and hashes that the image installs, held against what the project asks for."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", LOCK, re.MULTILINE)}
WANTED = [
    Requirement(line.partition("#")[0].strip())
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if line.partition("#")[0].strip()
]


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: wanted.name)
def test_what_is_asked_for_is_locked_at_a_version_that_fits(wanted):
    assert wanted.specifier.contains(PINS[canonicalize_name(wanted.name)]), "run make lock"


def test_what_these_ask_for_is_locked_too():
    missing = {}
    for wanted in WANTED:
        for line in requires(wanted.name) or ():
            needed = Requirement(line)
            extras = {"extra": next(iter(wanted.extras), "")}
            if (needed.marker is None or needed.marker.evaluate(extras)) and canonicalize_name(needed.name) not in PINS:
                missing[needed.name] = wanted.name

    assert missing == {}


def test_every_version_has_hashes_and_no_host_is_named():
    for block in re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block

    assert not re.search(r"https?:|file:|--index|--find", LOCK)


def test_the_image_installs_by_the_lock():
    assert "pip install --compile --require-hashes -r requirements.lock" in (ROOT / "Dockerfile").read_text(
        encoding="utf-8"
    )
