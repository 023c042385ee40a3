"""How a database is opened, and how instants go in and come out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col

from storage.engine import DatabaseUrlError, open_engine
from storage.schema import migrate
from storage.tables import AttemptRow, SourceRow
from tests.workflows.stage import START, Stage, in_threads


@pytest.mark.parametrize("url", ["", "lookout.sqlite", "mysql://root@localhost/lookout", "file:///lookout.sqlite"])
def test_a_url_that_is_no_database_of_ours_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match=r"must be sqlite:///path/to/lookout.sqlite or postgresql://"):
        open_engine(url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Engine:
    return open_engine(f"sqlite:///{tmp_path / 'lookout.sqlite'}")


def test_every_sqlite_connection_is_durable_and_holds_foreign_keys(sqlite: Engine) -> None:
    connections = [sqlite.connect() for _ in range(3)]
    for connection in connections:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
        assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}
    for connection in connections:
        connection.close()
    sqlite.dispose()


def test_a_row_that_points_nowhere_is_refused(stage: Stage) -> None:
    orphan = insert(AttemptRow).values(delivery_id="none", number=1, started_at=START, detail="")
    with (
        Session(stage.engine.execution_options(writes=True)) as session,
        pytest.raises(IntegrityError, match=r"(?i)foreign key"),
    ):
        session.execute(orphan)


def test_an_instant_comes_back_aware_and_in_utc(stage: Stage) -> None:
    texan = datetime(2026, 3, 2, 6, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-6)))
    with Session(stage.engine.execution_options(writes=True)) as session, session.begin():
        session.execute(insert(SourceRow).values(key="x", last_message="", last_attempt_at=texan))
    with Session(stage.engine) as session:
        stored = session.execute(select(col(SourceRow.last_attempt_at))).scalar_one()
    assert stored == texan
    assert stored is not None
    assert stored.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(stage: Stage) -> None:
    naive = datetime(2026, 3, 2, 12, 0, tzinfo=UTC).replace(tzinfo=None)
    with (
        pytest.raises((StatementError, ValueError)),
        Session(stage.engine.execution_options(writes=True)) as session,
        session.begin(),
    ):
        session.execute(insert(SourceRow).values(key="x", last_message="", last_attempt_at=naive))


def test_two_writers_queue_and_neither_fails(stage: Stage) -> None:
    def count(number: int) -> None:
        for _ in range(20):
            with stage.open() as ledger:
                ledger.begin_recording()
                seen = stage_polls(stage)
                ledger.take_lock(f"{number}-{seen}", "me", START, START)

    assert in_threads(3, count) == []
    assert stage_polls(stage) == 60


def stage_polls(stage: Stage) -> int:
    [(count,)] = stage.rows("SELECT count(*) FROM service_lock")
    return int(count)


def test_a_new_database_file_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.sqlite'}")
    migrate(engine)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    engine.dispose()
