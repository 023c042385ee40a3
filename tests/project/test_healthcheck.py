"""The health check that the image and the Compose file run, run here as it stands, against a server on loopback."""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.project.dockerfile import exec_form, stages
from tests.project.tree import ROOT

[CHECK] = stages(ROOT / "Dockerfile")[-1].all("HEALTHCHECK")
PROGRAM, *ARGUMENTS = exec_form(CHECK)


@contextmanager
def serving(status: int) -> Iterator[tuple[int, list[str]]]:
    """Serve *status* on every path; yield the port and the list of paths asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Keep the tests' output quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], asked
        finally:
            server.shutdown()
            thread.join()


def check(port: int, **environment: str) -> int:
    done = subprocess.run(
        [sys.executable, "-I", *ARGUMENTS],
        env={"PATH": os.environ["PATH"], "LOOKOUT_PORT": str(port), **environment},
        capture_output=True,
        timeout=20,
        check=False,
    )
    return done.returncode


def test_the_check_is_a_python_program() -> None:
    assert PROGRAM == "python"
    assert ARGUMENTS[0] == "-c"


def test_a_healthy_service_passes_and_is_asked_for_its_health() -> None:
    with serving(200) as (port, asked):
        assert check(port) == 0

    assert asked == ["/healthz"]


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_service_that_answers_with_an_error_fails(status: int) -> None:
    with serving(status) as (port, _):
        assert check(port) != 0


def test_a_service_that_is_not_there_fails() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))

        assert check(unused.getsockname()[1]) != 0


def test_a_proxy_in_the_environment_does_not_stand_between() -> None:
    with serving(200) as (port, _), serving(503) as (proxy, asked):
        assert check(port, http_proxy=f"http://127.0.0.1:{proxy}") == 0

    assert asked == []
