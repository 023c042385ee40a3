"""A disk that is full costs nothing but time: no half of anything is written, and what was owed goes out afterwards."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.workflows.stage import HARRIS, TEXAS, Stage, sheriff
from workflows.deliver import deliver_due

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
MANY = [sheriff(county) for county in ("Bowie", "Cass", "Coke", "Crane")]


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    stage.print_list(TEXAS)
    for number in range(40):
        stage.subscribe(f"reader{number}@example.org")
    stage.clock.wait(minutes=10)
    yield stage
    stage.close()


class Disk:
    """Lets the database grow no further than it is, as a full disk does."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.full = False
        event.listen(stage.engine, "begin", self._limit)

    def _limit(self, connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() if self.full else 1_000_000
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_poll_on_a_full_disk_writes_nothing_and_is_made_up_for(stage: Stage) -> None:
    disk = Disk(stage)
    before = stage.everything()
    disk.full = True
    with pytest.raises(OperationalError, match="full"):
        stage.print_list([*TEXAS, *MANY])
    assert stage.everything() == before
    disk.full = False
    stage.print_list([*TEXAS, *MANY])
    assert deliver_due(stage.delivering) == 40


def test_a_sender_on_a_full_disk_loses_nothing_and_labels_what_it_repeats(stage: Stage) -> None:
    stage.print_list([*TEXAS, HARRIS])
    disk = Disk(stage)
    disk.full = True
    with contextlib.suppress(OperationalError):
        deliver_due(stage.delivering)
    first = {message.message_id for message in stage.inbox.messages}
    disk.full = False
    for _ in range(3):
        stage.clock.wait(minutes=2)
        deliver_due(stage.delivering)
    ids = [message.message_id for message in stage.inbox.messages]
    repeats = [message for message in stage.inbox.messages[len(first) :] if message.message_id in first]
    assert len(set(ids)) == 40
    assert all(message.possible_repeat for message in repeats)
