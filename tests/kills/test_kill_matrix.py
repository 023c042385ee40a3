"""Three hundred kills on each database, senders at once, and faults planted to see that the matrix finds them.

Each run is a process of its own: it forks, and what forks must have no threads.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
_LONGEST = 400


def run(kind: str, server: str | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = {"LOOKOUT_TEST_POSTGRES": server} if server else {}
    return subprocess.run(
        [sys.executable, "-m", "tests.kills", "--database", kind, *arguments],
        cwd=PROJECT,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )


@pytest.fixture
def server(database_kind: str, request: pytest.FixtureRequest) -> str | None:
    return None if database_kind == "sqlite" else str(request.getfixturevalue("postgres_server"))


@pytest.mark.process
def test_three_hundred_kills_lose_nothing_double_nothing_silently_and_break_nothing(
    database_kind: str, server: str | None
) -> None:
    done = run(database_kind, server, "--kills", "300")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{database_kind}: 300 kills" in done.stdout


@pytest.mark.process
def test_four_senders_on_one_outbox_send_each_message_once(database_kind: str, server: str | None) -> None:
    done = run(database_kind, server, "--senders", "--deliveries", "500")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.process
def test_the_matrix_sees_a_sender_that_marks_before_it_sends() -> None:
    done = run("sqlite", None, "--kills", "40", "--plant", "marks-first")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Lost: message" in done.stdout


@pytest.mark.process
def test_the_matrix_sees_an_outbox_written_later() -> None:
    done = run("sqlite", None, "--kills", "40", "--plant", "outbox-later")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "written for set()" in done.stdout


@pytest.mark.process
def test_the_matrix_sees_repeats_that_do_not_say_so() -> None:
    done = run("sqlite", None, "--kills", "40", "--plant", "unlabelled")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "repeats without saying so" in done.stdout
