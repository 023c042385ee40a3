"""A source that shows too little is broken, not silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.source_health import Condition, Expectations, Sighting, behind, shortfall

TODAY = date(2026, 10, 9)
EXPECTED = Expectations(items_min=5, newest_within=timedelta(days=14), dated_share=0.9)


def sighting(**values: Any) -> Sighting:
    usual: dict[str, Any] = {"way": 0, "strategy": "feed", "items": 10, "dated": 10, "newest_on": TODAY}
    return Sighting(**{**usual, **values})


@pytest.mark.parametrize(
    ("seen", "condition"),
    [
        ({}, None),
        ({"items": 5, "dated": 5}, None),
        ({"items": 4, "dated": 4}, Condition.EMPTY),
        ({"items": 0, "dated": 0, "newest_on": None}, Condition.EMPTY),
        ({"dated": 9}, None),
        ({"dated": 8}, Condition.UNREADABLE),
        ({"newest_on": TODAY - timedelta(days=14)}, None),
        ({"newest_on": TODAY - timedelta(days=15)}, Condition.STALE),
    ],
)
def test_what_falls_short(seen: dict[str, Any], condition: Condition | None) -> None:
    found = shortfall(sighting(**seen), EXPECTED, TODAY)

    assert (found.condition if found else None) is condition


@pytest.mark.parametrize("days", [0, 1, 3])
def test_a_feed_that_is_a_little_late_has_not_stopped(days: int) -> None:
    assert behind([sighting(newest_on=TODAY - timedelta(days=days)), sighting(way=1, strategy="html")]) is None


def test_a_feed_that_stopped_is_told_with_both_days() -> None:
    found = behind([sighting(newest_on=date(2025, 1, 14)), sighting(way=1, strategy="html")])

    assert found is not None
    assert found.condition is Condition.STALE
    assert "feed (way 1) ends with 14 January 2025" in found.message
    assert "html (way 2) has news of 9 October 2026" in found.message


def test_a_way_without_days_is_compared_with_nothing() -> None:
    assert behind([sighting(newest_on=None), sighting(way=1)]) is None
    assert behind([]) is None
