"""Traces of OpenTelemetry, as a collector gets them."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from conftest import PAGES, write_pages
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Collector:
    """Takes what is exported to it over OTLP/HTTP."""

    def __init__(self) -> None:
        self.spans: list = []
        self.paths: set[str] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.paths.add(self.path)
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        collector.spans += scope.spans
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def collector():
    collector = Collector()
    yield collector
    collector.close()


def test_an_answer_is_a_trace_with_its_stages_and_without_its_words(programs, tmp_path, collector):
    program = programs.serve(
        BOOK_DIR=str(write_pages(tmp_path / "book", PAGES)),
        DATA_DIR=str(tmp_path / "data"),
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.url + "/",
    ).ready()
    reply = httpx.post(
        f"{program.url}/chat",
        json={"message": "At what pressure does the safety valve open?"},
        headers={"traceparent": CALLER},
        timeout=60,
    )
    program.process.terminate()  # what waits is sent before the end
    program.wait()

    assert collector.paths == {"/v1/traces"}
    [asked] = [span for span in collector.spans if span.name == "POST /chat"]
    told = {each.key: each.value for each in asked.attributes}
    assert asked.trace_id.hex() == CALLER.split("-")[1] and asked.parent_span_id.hex() == CALLER.split("-")[2]
    assert told["http.response.status_code"].int_value == 200
    assert told["book.answer.status"].string_value == reply.json()["status"]
    assert told["book.request_id"].string_value == reply.headers["x-request-id"]
    stages = [span for span in collector.spans if span.parent_span_id == asked.span_id]
    assert [span.name for span in stages] == list(reply.json()["metadata"]["timings_ms"])
    assert all(asked.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano for span in stages)
    assert "safety valve" not in str(collector.spans)


def test_a_collector_that_is_away_is_named_once_and_hurts_nobody(programs, tmp_path):
    program = programs.serve(
        BOOK_DIR=str(write_pages(tmp_path / "book", PAGES)),
        DATA_DIR=str(tmp_path / "data"),
        OTEL_EXPORTER_OTLP_ENDPOINT="http://odra:lantern7@127.0.0.1:9?key=lantern8",
        OTEL_BSP_SCHEDULE_DELAY="200",
        OTEL_EXPORTER_OTLP_TIMEOUT="1",
    ).ready()
    for _ in range(3):
        assert (
            httpx.post(f"{program.url}/chat", json={"message": "How fast is a Finch?"}, timeout=60).status_code == 200
        )
    program._until(lambda: "traces don't arrive" in program.log, 60)
    program.process.terminate()

    program.wait()
    assert program.log.count("traces don't arrive") == 1
    assert "lantern" not in program.log
