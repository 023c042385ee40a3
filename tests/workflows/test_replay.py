"""The past through the same recorder: repeatable, interruptible, and told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.changes import ChangeKind
from domain.vocabulary import ListKind
from scrapers.readers.isolated import IsolatedReader
from tests.builders.workbooks import build_workbook, listed
from tests.workflows.archives import ArchiveFolder
from tests.workflows.stage import HARRIS, LEON, POLK, TEXAS, PaperReader, Stage, without, workbook
from workflows.ports import WorkbookReader
from workflows.reading import PollOutcome
from workflows.record import ListResult
from workflows.replay import Observation, ReplayError, Replaying, observations, replay

FIRST_DAY = datetime(2025, 6, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    """Return an archive of six days: arrivals, a departure that is confirmed, a return, applicants, and a broken file."""
    folder = ArchiveFolder(tmp_path / "past")
    days: list[tuple[bytes, str]] = [
        (workbook(TEXAS), "participating"),
        (workbook([HARRIS, POLK], ListKind.PENDING), "pending"),
        (workbook([*TEXAS, HARRIS]), "participating"),
        (workbook([POLK], ListKind.PENDING), "pending"),
        (workbook([*without(TEXAS, LEON), HARRIS]), "participating"),
        (b"a broken file", "participating"),
        (workbook([*without(TEXAS, LEON), HARRIS], saved=2), "participating"),
        (workbook([*TEXAS, HARRIS], saved=3), "participating"),
    ]
    for number, (body, kind) in enumerate(days):
        folder.add(body, FIRST_DAY + timedelta(days=number), kind=kind)
    return folder


def run(stage: Stage, items: list[Observation], reader: WorkbookReader | None = None) -> list[ListResult]:
    replaying = Replaying(
        reader=reader or PaperReader(), archive=stage.archive, ledger=stage.record.open, sources=stage.sources
    )
    return list(replay(replaying, items, lambda _: None))


def what_happened(stage: Stage) -> dict[str, Any]:
    """Return what a replay decides, without when it was recorded and in which rows."""
    everything = stage.everything()
    return {
        "changes": stage.changes(),
        "agreements": list(stage.log.agreements()),
        "versions": stage.rows("SELECT source, number, sha256, listed FROM version ORDER BY source, number"),
        "incidents": [(i.source, i.kind, i.status, i.seen, i.summary) for i in stage.log.incidents()],
        "polls": everything["poll_day"],
    }


ALL = [
    ("new", HARRIS.agency),
    ("pending_gone", HARRIS.agency),
    ("missing", LEON.agency),
    ("terminated", LEON.agency),
    ("returned", LEON.agency),
]


def test_a_replay_tells_the_whole_story_to_nobody(stage: Stage, archive: ArchiveFolder) -> None:
    stage.subscribe(kinds=frozenset(ChangeKind))
    results = run(stage, observations(archive.path))
    assert stage.told() == ALL
    assert [result.outcome for result in results].count(PollOutcome.FAILED) == 1
    assert stage.changes()[0].observed_at == FIRST_DAY + timedelta(days=2)
    assert stage.rows("SELECT id FROM delivery") == []


def test_a_replay_done_again_adds_nothing(stage: Stage, archive: ArchiveFolder) -> None:
    items = observations(archive.path)
    run(stage, items)
    before = stage.everything()
    assert run(stage, items) == []
    assert stage.everything() == before


@pytest.mark.parametrize("until", range(9))
def test_a_replay_in_two_halves_is_a_replay_in_one(
    database_url: str, archive: ArchiveFolder, tmp_path: Path, stage: Stage, until: int
) -> None:
    items = observations(archive.path)
    run(stage, items[:until])
    run(stage, items)
    halves = what_happened(stage)
    assert [(c.kind.value, c.facts.agency) for c in halves["changes"]] == ALL
    assert len(halves["versions"]) == 7
    assert [seen for *_, seen, _ in halves["incidents"]] == [1]
    assert sum(int(good) for _, _, good, _ in halves["polls"]) == 7


def test_a_list_seen_twice_is_not_an_older_version_when_the_replay_is_done_again(stage: Stage, tmp_path: Path) -> None:
    """The second sight of a workbook is recorded as well, though it makes no capture of its own."""
    folder = ArchiveFolder(tmp_path / "past")
    for number, entries in enumerate((TEXAS, TEXAS, [*TEXAS, HARRIS])):
        folder.add(workbook(entries), FIRST_DAY + timedelta(days=number), name="list.xlsx")
    items = observations(folder.path)
    run(stage, items)
    before = stage.everything()
    assert run(stage, items) == []
    assert stage.everything() == before
    assert stage.log.incidents() == []


def test_until_is_the_last_day_replayed(archive: ArchiveFolder) -> None:
    assert [len(observations(archive.path, date(2025, 6, day))) for day in (1, 3, 30)] == [1, 3, 8]
    assert observations(archive.path, date(2025, 5, 31)) == []


def test_an_archive_is_replayed_in_its_order_whatever_the_order_of_its_rows(archive: ArchiveFolder) -> None:
    archive.write_index(list(reversed(archive.rows)))
    found = observations(archive.path)
    assert [item.observed_at for item in found] == sorted(item.observed_at for item in found)
    assert found[0].observed_at == FIRST_DAY


def test_a_local_time_in_the_index_is_understood(archive: ArchiveFolder) -> None:
    archive.write_index([{**archive.rows[0], "observed_at": "2025-06-01T23:30:00-05:00"}])
    [item] = observations(archive.path)
    assert item.observed_at == datetime(2025, 6, 2, 4, 30, tzinfo=UTC)


def test_a_folder_without_an_index_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match=r"index\.csv is missing: an archive has an index\.csv"):
        observations(tmp_path)


def test_an_index_without_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("order,kind,file\n1,participating,a.xlsx\n", encoding="utf-8")
    with pytest.raises(ReplayError, match="has no column observed_at, published_name"):
        observations(tmp_path)


def test_a_missing_workbook_is_named_before_anything_is_replayed(archive: ArchiveFolder) -> None:
    (archive.path / "005.xlsx").unlink()
    with pytest.raises(ReplayError, match=r"005\.xlsx, named by index\.csv in row 5, is missing"):
        observations(archive.path)


@pytest.fixture
def isolated_reader() -> Iterator[IsolatedReader]:
    reader = IsolatedReader()
    yield reader
    reader.close()


def test_real_workbooks_go_the_same_way(stage: Stage, tmp_path: Path, isolated_reader: IsolatedReader) -> None:
    folder = ArchiveFolder(tmp_path / "past")
    rows = [listed(entry.agency, county=entry.county) for entry in TEXAS]
    for number, more in enumerate(([], [listed(HARRIS.agency, county=HARRIS.county)])):
        folder.add(build_workbook([*rows, *more]), FIRST_DAY + timedelta(days=number))
    run(stage, observations(folder.path), isolated_reader)
    assert stage.told() == [("new", HARRIS.agency)]
