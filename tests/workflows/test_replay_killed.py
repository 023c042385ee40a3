"""`lookout replay`, killed again and again, comes to the same log as one that was left alone."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders.workbooks import build_workbook, listed
from tests.workflows.archives import ArchiveFolder
from tests.workflows.stage import HARRIS, POLK, TEXAS

LOOKOUT = Path(sys.executable).with_name("lookout")
KILLS = 4
LISTS = 16
FIRST_DAY = datetime(2025, 6, 1, 15, 0, tzinfo=UTC)
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive in which agencies come, go and come back from list to list."""
    folder = ArchiveFolder(tmp_path_factory.mktemp("archive") / "past")
    everybody = [*TEXAS, HARRIS, POLK]
    for number in range(LISTS):
        shown = [entry for place, entry in enumerate(everybody) if (place + number // 2) % len(everybody) > number % 3]
        rows = [listed(entry.agency, county=entry.county) for entry in shown]
        folder.add(build_workbook(rows), FIRST_DAY + timedelta(hours=20 * number))
    return folder.path


def environment(data: Path, url: str | None) -> dict[str, str]:
    settings = {"LOOKOUT_DATA_DIR": str(data), "LOOKOUT_SECRET_KEY": "a key for a test only"}
    return {"PATH": os.environ["PATH"], "HOME": str(data), **settings, **({"LOOKOUT_DATABASE_URL": url} if url else {})}


def lookout(data: Path, url: str | None, *arguments: str | Path) -> str:
    done = subprocess.run(
        [LOOKOUT, *arguments], env=environment(data, url), cwd=data, capture_output=True, text=True, check=True
    )
    return done.stdout


def log(data: Path, url: str | None) -> str:
    return lookout(data, url, "changes", "--format", "csv")


@pytest.fixture(scope="module")
def uninterrupted(past: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    data = tmp_path_factory.mktemp("uninterrupted")
    lookout(data, None, "replay", past)
    return log(data, None), lookout(data, None, "agreements", "--format", "csv")


@pytest.mark.process
def test_a_replay_that_is_killed_at_any_moment_ends_in_the_same_log(
    past: Path, uninterrupted: tuple[str, str], empty_database_url: str, tmp_path: Path
) -> None:
    moments = random.Random()  # noqa: S311  # any moment will do
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [LOOKOUT, "replay", past],
            env=environment(tmp_path, empty_database_url),
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=moments.uniform(1.0, 2.2))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    assert killed
    lookout(tmp_path, empty_database_url, "replay", past)
    assert log(tmp_path, empty_database_url) == uninterrupted[0]
    assert lookout(tmp_path, empty_database_url, "agreements", "--format", "csv") == uninterrupted[1]
    assert uninterrupted[0].count("\n") > LISTS
