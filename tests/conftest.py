"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = ["tests.databases"]


@pytest.fixture(autouse=True)
def _logs_end_with_the_test() -> Iterator[None]:
    """Give structlog back: a test of the command line sets it up to write to a stream that ends with the test."""
    yield
    structlog.reset_defaults()
