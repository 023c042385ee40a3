"""What the rules say of the changes that a reading would bring: too many departures, or one field everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.guards import LastGood, Verdict, judge_comparison
from domain.snapshots import ListedRow
from tests.domain.cast import HOUR, Story, constables, snapshot


def findings(story: Story, *now: ListedRow, after: timedelta = HOUR) -> dict[str, Verdict]:
    """Return the verdict per rule number that speaks when *story* goes on with *now*."""
    last = LastGood(own=tuple(story.known.values()), other=(), older_version=None)
    story.sees(*now, after=after)
    assert story.last is not None
    found = judge_comparison(snapshot(now, pending=story.pending), last, story.last)
    return {finding.rule.split()[0]: finding.verdict for finding in found}


@pytest.mark.parametrize(("left", "found"), [(0, {}), (10, {}), (11, {"G12": Verdict.HOLD})])
def test_more_than_ten_departures_at_once_hold(left: int, found: dict[str, Verdict]) -> None:
    assert findings(Story.of(*constables(60)), *constables(60)[left:]) == found


def test_departures_count_after_identity_so_renamed_rows_are_none() -> None:
    renamed = [replace(one, agency=one.agency.replace("Constable", "Constbale")) for one in constables(60)]

    assert "G12" not in findings(Story.of(*constables(60)), *renamed)


def test_the_message_names_one_of_those_that_would_be_missing() -> None:
    story = Story.of(*constables(60))
    last = LastGood(own=tuple(story.known.values()), other=(), older_version=None)
    story.sees(*constables(60)[11:])
    assert story.last is not None

    [finding] = judge_comparison(snapshot(constables(60)[11:]), last, story.last)

    assert "11 agreements would be missing at once" in finding.message
    assert "Constable Precinct 1 (Texas)" in finding.message


@pytest.mark.parametrize(
    ("listed", "reworded", "speaks"), [(60, 18, False), (60, 19, True), (10, 5, False), (10, 6, True)]
)
def test_one_field_reading_differently_in_many_rows_holds(listed: int, reworded: int, speaks: bool) -> None:
    once = constables(listed)
    now = [*[replace(one, agency_type="Special District") for one in once[:reworded]], *once[reworded:]]

    assert findings(Story.of(*once), *now) == ({"G18": Verdict.HOLD} if speaks else {})


def test_two_fields_in_some_rows_each_are_no_reformatting() -> None:
    once = constables(60)
    now = [
        *[replace(one, agency_type="Special District") for one in once[:15]],
        *[replace(one, county="Lee County") for one in once[15:30]],
        *once[30:],
    ]

    assert findings(Story.of(*once), *now) == {}


def test_many_signing_dates_moved_at_once_hold_even_where_each_looks_like_a_renewal() -> None:
    moved = constables(60, signed_on=date(2025, 4, 4))

    assert findings(Story.of(*constables(60)), *moved, after=timedelta(days=60))["G18"] is Verdict.HOLD


def test_many_new_links_at_once_are_news_and_hold_nothing() -> None:
    assert findings(Story.of(*constables(60)), *constables(60, moa="one.pdf")) == {}


def test_the_pending_list_may_lose_everything() -> None:
    assert findings(Story.of(*constables(60), pending=True)) == {}


def test_the_pending_list_may_be_reformatted_without_anybody_looking() -> None:
    reworded = constables(60, agency_type="Special District")

    assert findings(Story.of(*constables(60), pending=True), *reworded) == {}


def test_more_than_150_arrivals_at_once_hold() -> None:
    story = Story.of(*constables(10))

    assert findings(story, *constables(160)) == {}
    assert findings(Story.of(*constables(10)), *constables(161)) == {"G13": Verdict.HOLD}


@pytest.mark.parametrize(("undated", "dated", "speaks"), [(5, 0, False), (6, 0, True), (6, 5, True), (6, 6, False)])
def test_arrivals_that_mostly_lack_a_signing_date_hold(undated: int, dated: int, speaks: bool) -> None:
    known, arrived = constables(20), constables(20 + undated + dated)[20:]
    bare = [replace(one, signed_on=None, signed_text="") for one in arrived[:undated]]

    assert findings(Story.of(*known), *known, *bare, *arrived[undated:]) == ({"G13": Verdict.HOLD} if speaks else {})


@pytest.mark.parametrize(("listed", "left", "speaks"), [(2, 2, False), (3, 3, True), (4, 3, False), (10, 10, True)])
def test_a_state_that_loses_all_its_agreements_at_once_holds(listed: int, left: int, speaks: bool) -> None:
    elsewhere, there = constables(40), constables(listed, state="Ohio")

    found = findings(Story.of(*elsewhere, *there), *elsewhere, *there[left:])

    assert found == ({"G23": Verdict.HOLD} if speaks else {})


@pytest.mark.parametrize(("renewed", "found"), [(5, {}), (6, {"G24": Verdict.HOLD})])
def test_more_than_five_agreements_signed_anew_at_once_hold(renewed: int, found: dict[str, Verdict]) -> None:
    now = [*constables(60, signed_on=date(2025, 4, 4))[:renewed], *constables(60)[renewed:]]

    assert findings(Story.of(*constables(60)), *now, after=timedelta(days=60)) == found
