"""A poll is written whole or not at all, whatever fails and wherever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.changes import ChangeKind
from storage.archive import FileArchive
from tests.workflows.stage import (
    HARRIS,
    LEON,
    TEXAS,
    ProcessDiedError,
    Stage,
    fetched,
    sha256,
    without,
    workbook,
)
from workflows.ledger import Ledger
from workflows.poll import record_visit
from workflows.ports import DocumentRole, Visit

NEWS = workbook([*without(TEXAS, LEON), HARRIS])
STEPS = (
    "begin_recording",
    "keep_capture",
    "last_version",
    "agreements",
    "version_with",
    "incident_about",
    "rulings",
    "add_version",
    "store_agreements",
    "add_changes",
    "open_incidents",
    "close_incidents",
    "note_poll",
    "recipients",
    "subscriptions",
    "queue",
)


class FailingLedger:
    """A ledger that dies when one of its methods has done its work."""

    def __init__(self, ledger: Ledger, method: str) -> None:
        self._ledger = ledger
        self._method = method

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self._ledger, name)
        if name != self._method:
            return method

        def dies(*args: Any, **kwargs: Any) -> None:
            method(*args, **kwargs)
            raise ProcessDiedError(name)

        return dies


@pytest.mark.parametrize("step", STEPS)
def test_dying_after_any_step_writes_nothing_and_the_next_poll_writes_everything(stage: Stage, step: str) -> None:
    stage.subscribe(kinds=frozenset(ChangeKind))
    stage.subscribe("ben@example.org")
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    before = stage.everything()

    @contextmanager
    def failing() -> Iterator[Any]:
        with stage.open() as ledger:
            yield FailingLedger(ledger, step)

    now = stage.clock.now()
    visit = Visit(
        source="ice-287g",
        started_at=now,
        finished_at=now,
        fetched=(fetched(NEWS, at=now, url="https://www.ice.gov/2"),),
    )
    with pytest.raises(ProcessDiedError):
        record_visit(replace(stage.polling, ledger=failing), visit, {})
    assert stage.everything() == before
    assert stage.archive.open(sha256(NEWS)) == NEWS, "the bytes are kept before any row is written"

    record_visit(stage.polling, visit, {})
    assert [kind for kind, _ in stage.told()] == ["new", "missing"]
    assert len(stage.rows("SELECT id FROM delivery")) == 2


def test_no_row_names_bytes_that_could_not_be_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: FileArchive, __: bytes) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileArchive, "keep", full)
    with pytest.raises(OSError, match="No space left"):
        stage.print_list(TEXAS)
    assert stage.rows("SELECT id FROM capture") == []
    assert stage.rows("SELECT number FROM version") == []


def test_every_content_that_a_row_names_is_in_the_archive(stage: Stage, tmp_path: Path) -> None:
    page = fetched(b"<h1>287(g)</h1>", DocumentRole.PAGE, at=stage.clock.now())
    stage.serve(page, fetched(workbook(TEXAS), at=stage.clock.now()))
    stage.serve(fetched(b"garbage", at=stage.clock.now()))
    named = {name for (name,) in stage.rows("SELECT sha256 FROM capture")}
    assert named == {sha256(b"<h1>287(g)</h1>"), sha256(workbook(TEXAS)), sha256(b"garbage")}
    for name in named:
        assert sha256(stage.archive.open(name)) == name
