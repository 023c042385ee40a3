"""A desk, and one with somebody at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk.visitor import Desk


@pytest.fixture
def bare_desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk without any account."""
    desk = Desk(database_url, tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def desk(bare_desk: Desk) -> Desk:
    """Return a desk with a reviewer who is signed in."""
    bare_desk.enter(bare_desk.add())
    return bare_desk
