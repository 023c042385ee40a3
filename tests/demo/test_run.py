"""Telling the story: ports, faults, the end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from domain.changes import ChangeKind
from lookout.demo import run
from lookout.demo.checking import faults_of, in_words
from lookout.demo.run import Addresses, run_demo
from lookout.demo.story import STORY, Reader
from tests.demo.conftest import Told

COMMAND = [str(Path(sys.executable).parent / "lookout"), "demo", "--fast", "--port", "0"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_taken_port_is_said_in_one_sentence(which: int) -> None:
    said: list[str] = []
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1] - which

        status = run_demo(port=port, fast=True, exit_when_told=True, say=said.append)

    assert status == 2
    assert said == [
        f"Port {port} or {port + 1} is taken or cannot be used: choose another one with --port, such as 8400."
    ]


def test_the_last_port_leaves_no_room_for_the_inbox() -> None:
    said: list[str] = []

    assert run_demo(port=65_535, fast=True, exit_when_told=True, say=said.append) == 2
    assert len(said) == 1


def test_a_story_that_goes_otherwise_ends_with_1_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    wrong = replace(STORY[1], changes={ChangeKind.NEW: 1})
    monkeypatch.setattr(run, "STORY", (STORY[0], wrong))

    status = run_demo(port=0, fast=True, exit_when_told=True, say=said.append)

    assert status == 1
    assert "    Step 2: expected 1 new, found none." in said
    assert any("The log must hold 14 new" in line for line in said)


def test_both_pages_can_be_looked_at_when_the_story_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, bytes] = {}
    monkeypatch.setattr(run, "STORY", STORY[:1])

    def look(addresses: Addresses) -> None:
        for url in (addresses.change_log, addresses.inbox):
            with urlopen(url) as answer:
                seen[url] = answer.read()

    run_demo(port=0, fast=True, exit_when_told=True, say=lambda _: None, when_told=look)

    assert len(seen) == 2
    assert all(b"A recorded demonstration" in page for page in seen.values())


def test_every_way_in_which_a_step_can_go_wrong_is_noticed(told: Told) -> None:
    step, result = STORY[3], told.of(4)

    assert faults_of(step, result) == []
    assert "7 new" in faults_of(step, replace(result, changes=()))[0]
    assert "no message" in " ".join(faults_of(step, replace(result, messages=result.messages[:-1])))
    assert "message with" in " ".join(faults_of(step, replace(result, messages=(*result.messages, *result.messages))))
    assert faults_of(step, replace(result, incidents=told.of(5).incidents)) == ["expected 0 open incidents, found 1."]
    assert faults_of(STORY[1], replace(told.of(2), statuses={"/x": 200})) != []
    assert faults_of(STORY[1], replace(told.of(2), statuses={})) != []
    fewer = {**step.hears, Reader.EVERYTHING: 6}
    assert faults_of(replace(step, hears=fewer), result) == [
        "Everything, by email: expected a message with 6 changes, got a message with 7 changes."
    ]


def test_a_step_is_told_with_its_changes_messages_and_incidents(told: Told) -> None:
    subjects = {message.to: message.subject for message in told.of(6).messages}

    assert in_words(told.of(6)) == [
        "Changes: 2 new",
        f"Email to newsdesk@coalition.example: {subjects['newsdesk@coalition.example']}",
        f"Slack to #task-force: {subjects['#task-force']}",
    ]
    assert [line.partition(":")[0] for line in in_words(told.of(5))] == ["Changes", "Messages", "Incident"]


@pytest.mark.process
def test_the_command_tells_the_story_ends_well_and_keeps_nothing(tmp_path: Path) -> None:
    told = subprocess.run(
        [*COMMAND, "--exit"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert told.returncode == 0, told.stdout + told.stderr
    assert "Step 13 of 13" in told.stdout
    assert "Told and checked: 17 messages arrived" in told.stdout
    assert told.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_it_stays_up_until_ctrl_c_and_keeps_nothing(tmp_path: Path) -> None:
    with _started(tmp_path) as demo:
        assert demo.stdout is not None
        lines = iter(demo.stdout)
        assert any("The story is told." in line for line in lines)
        urls = re.findall(r"http://\S+", next(lines) + next(lines))
        pages = []
        for url in urls:
            with urlopen(url) as page:
                pages.append(page.read())
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=30) == 0

    assert len(urls) == 2
    assert all(b"A recorded demonstration" in page for page in pages)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
def test_stopped_in_the_middle_it_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    with _started(tmp_path) as demo:
        assert demo.stdout is not None
        assert any(line.startswith("Step 2 ") for line in demo.stdout)
        demo.send_signal(signal.SIGTERM)
        rest = demo.stdout.read()
        assert demo.wait(timeout=30) == 0

    assert "Stopped before the end of the story" in rest
    assert "Step 13" not in rest
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _started(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the demonstration with *folder* for its temporary files; it is killed if a test leaves it running."""
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            yield demo
        finally:
            demo.kill()
