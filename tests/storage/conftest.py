"""The stage, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.stage import Stage


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Return a Lookout with an empty record."""
    stage = Stage(database_url, tmp_path)
    yield stage
    stage.close()
