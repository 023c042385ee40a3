"""A data folder in which an evening has happened, and a way to call the command line on a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.lookout.commands import Commands
from tests.lookout.house import KEY, PUBLIC_URL, house
from tests.lookout.publisher import EVENING, EVENING_PENDING, MORNING, MORNING_PENDING, SINCE, Published, Publisher


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """Return a data folder with two versions of both lists and one subscriber, and the bytes of the later versions."""
    folder = tmp_path_factory.mktemp("recorded")
    with house(folder) as home:
        home.subscribe("team@example.org", states=("TX",))
        home.publisher.publish(MORNING, MORNING_PENDING)
        home.poll()
        home.clock.forward(minutes=10)
        published = home.publisher.publish(EVENING, EVENING_PENDING)
        home.poll()
    return folder, published


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the command line over an empty data folder."""
    monkeypatch.chdir(tmp_path)
    values = {
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": KEY,
        "PUBLIC_URL": PUBLIC_URL,
        "ALLOW_LOCAL": "true",
        "FETCH_DELAY": "0",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"LOOKOUT_{name}", value)
    return Commands(tmp_path / "data")


@pytest.fixture
def evening(fresh: Commands, recorded: tuple[Path, Published]) -> Commands:
    """Return the command line over a copy of the folder in which an evening has happened."""
    shutil.copytree(recorded[0], fresh.folder)
    return fresh


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """Return a publisher that serves nothing yet but its page; what it publishes is later than the evening's lists."""
    with Publisher(SINCE + timedelta(hours=1)) as publisher:
        yield publisher
