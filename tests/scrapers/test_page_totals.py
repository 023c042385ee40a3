"""Reading the totals out of the page's prose, in any wording that keeps the same parts."""

from __future__ import annotations

import pytest

from domain.snapshots import Totals
from domain.vocabulary import SupportType
from scrapers.readers.totals import read_totals

BY_TYPE = (
    (SupportType.JAIL_ENFORCEMENT, 182),
    (SupportType.WARRANT_SERVICE, 546),
    (SupportType.TASK_FORCE, 1_654),
)


PAGE_OF_AUGUST_2026 = (
    "As of August 26, 2026, 3:22pm, ICE has signed 2,382 Memorandums of Agreement for 287(g) programs covering 39 states "
    "and 2 U.S. Territories. ICE has signed 182 agreements in 30 states and 1 territory under the Jail Enforcement Model, "
    "546 agreements in 34 states under the Warrant Service Officer program and 1,654 agreements in 32 states and 2 "
    "territories under the Task Force Model."
)
NAMES_FIRST = (
    "287(g): 2,382 MOAs in 39 states and two U.S. territories. Jail Enforcement Model: 182 (30 states, 1 territory). "
    "Warrant Service Officer: 546 (34 states). Task Force Model: 1,654 (32 states, 2 territories)."
)
WITHOUT_PARTS = "There are 2382 active agreements across 39 states and 2 territories."
PARTS_THAT_DO_NOT_ADD_UP = (
    "2,382 agreements in 39 states and 2 territories: 182 Jail Enforcement Model, 546 Warrant Service Officer and 999 "
    "Task Force Model."
)


@pytest.mark.parametrize(
    ("text", "by_support_type"),
    [(PAGE_OF_AUGUST_2026, BY_TYPE), (NAMES_FIRST, BY_TYPE), (WITHOUT_PARTS, ()), (PARTS_THAT_DO_NOT_ADD_UP, ())],
)
def test_the_totals_are_read_in_any_wording_and_the_parts_only_where_they_add_up(
    text: str, by_support_type: tuple[tuple[SupportType, int], ...]
) -> None:
    totals = read_totals("About us. " + text)

    assert (totals.agreements, totals.states, totals.territories) == (2_382, 39, 2)
    assert totals.by_support_type == by_support_type
    assert totals.quoted.startswith(text[:20])
    assert "39 states" in totals.quoted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ICE works with state and local agencies in 39 states.",
        "On August 26, 2026 ICE published its agreements in 39 states.",
        "2 agreements in 39 states",
        "In 2025 the agreement was signed. There are fifty states.",
    ],
)
def test_nothing_is_read_where_no_total_is_stated(text: str) -> None:
    assert read_totals(text) == Totals()


def test_no_territories_are_none_rather_than_zero() -> None:
    totals = read_totals("ICE has signed 958 Memorandums of Agreement for 287(g) Programs covering 40 states.")

    assert (totals.agreements, totals.states, totals.territories) == (958, 40, None)
