"""Requests that nobody thought of: made from the API's own description, sent to the running program."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rag.build import build
from rag.settings import Settings
from rag.startup import Startup
from rag.web.api import create_api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def operations() -> list[tuple[str, str]]:
    """(path, method) of every documented route, read from the app without starting it."""
    paths = create_api(Startup(Settings(), build)).openapi()["paths"]
    return [(path, method.upper()) for path, methods in paths.items() for method in methods]


@pytest.fixture(scope="module")
def described(server):
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


# The description has nothing that a path or a request without input could violate.
@pytest.mark.parametrize(
    "path, method, mode",
    [
        *[(path, method, GenerationMode.POSITIVE) for path, method in operations()],
        *[(path, method, GenerationMode.NEGATIVE) for path, method in operations() if method == "POST"],
    ],
    ids=lambda value: value.name.lower() if isinstance(value, GenerationMode) else value,
)
def test_whatever_is_sent_gets_a_reply_as_described(described, path, method, mode):
    # Schemathesis' own pytest plugin reads what pytest 9.2 no longer has; its strategies need no plugin.
    operation = described[path][method]

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        derandomize=True,
        database=None,
    )
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    send()
