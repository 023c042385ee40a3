"""What the rules say of the changes that a reading would bring: too many departures, or one field everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.compare import Comparison
from domain.guards import Finding, LastGood, Verdict, judge_comparison
from domain.snapshots import ListedRow, Totals
from domain.vocabulary import SupportType
from tests.domain.cast import HOUR, KINNEY, LAVERNIA, Story, constables, row, snapshot, unread


def found_by(story: Story, *now: ListedRow, after: timedelta = HOUR, **other: Any) -> tuple[Finding, ...]:
    """Return what the rules find when *story* goes on with *now*."""
    last = LastGood(own=tuple(story.known.values()), other=(), older_version=None)
    seen = {name: value for name, value in other.items() if name == "unread"}
    story.sees(*now, after=after, **seen)
    assert story.last is not None
    return judge_comparison(snapshot(now, at=story.now, pending=story.pending, **other), last, story.last)


def comparison_of(story: Story, *now: ListedRow) -> Comparison:
    """Return what *story* comes to when it goes on with *now*."""
    story.sees(*now)
    assert story.last is not None
    return story.last


def findings(story: Story, *now: ListedRow, **other: Any) -> dict[str, Verdict]:
    """Return the verdict per rule number that speaks when *story* goes on with *now*."""
    return {finding.number: finding.verdict for finding in found_by(story, *now, **other)}


@pytest.mark.parametrize(("left", "found"), [(0, {}), (10, {}), (11, {"G12": Verdict.HOLD})])
def test_more_than_ten_departures_at_once_hold(left: int, found: dict[str, Verdict]) -> None:
    assert findings(Story.of(*constables(60)), *constables(60)[left:]) == found


def test_departures_count_after_identity_so_renamed_rows_are_none() -> None:
    renamed = [replace(one, agency=one.agency.replace("Constable", "Constbale")) for one in constables(60)]

    assert "G12" not in findings(Story.of(*constables(60)), *renamed)


def test_the_message_names_one_of_those_that_would_be_missing() -> None:
    [finding] = found_by(Story.of(*constables(60)), *constables(60)[11:])

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
        *[replace(one, state_text="TEXSA") for one in once[15:30]],
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


@pytest.mark.parametrize(("reworded", "found"), [(18, {}), (19, {"G18": Verdict.HOLD})])
def test_one_field_reading_differently_in_many_pending_rows_holds(reworded: int, found: dict[str, Verdict]) -> None:
    now = [*constables(60, agency_type="Special District")[:reworded], *constables(60)[reworded:]]

    assert findings(Story.of(*constables(60), pending=True), *now) == found


def test_more_than_150_arrivals_at_once_hold() -> None:
    story = Story.of(*constables(10))

    assert findings(story, *constables(160)) == {}
    assert findings(Story.of(*constables(10)), *constables(161)) == {"G13": Verdict.HOLD}
    assert findings(Story.of(*constables(10), pending=True), *constables(161)) == {"G13": Verdict.HOLD}


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


def test_doubtful_names_count_among_the_departures_that_hold() -> None:
    bodies = [row(f"{place} Police Department", f"{place} County") for place in ("Haskell", "Walton", "Perry", "Dade")]
    sheriffs = [
        replace(one, agency=one.agency.replace("Police Department", "County Sheriff's Office")) for one in bodies
    ]

    [finding] = found_by(Story.of(*constables(60), *bodies), *constables(60)[7:], *sheriffs)

    assert finding.number == "G12"
    assert "7 agreements would be missing at once and 4 could not be recognised for certain" in finding.message
    assert len(finding.touches or ()) == 7


@pytest.mark.parametrize(("listed", "lost", "speaks"), [(60, 5, False), (60, 6, True), (400, 8, False), (400, 9, True)])
def test_signing_dates_lost_in_many_rows_hold(listed: int, lost: int, speaks: bool) -> None:
    once = constables(listed)
    now = [*constables(listed, signed_on=None)[:lost], *once[lost:]]

    assert findings(Story.of(*once), *now) == ({"G14": Verdict.HOLD} if speaks else {})


@pytest.mark.parametrize(("printed", "speaks"), [("Feb 30", False), ("", True)])
def test_a_date_that_cannot_be_read_is_not_lost(printed: str, speaks: bool) -> None:
    now = [*[replace(one, signed_on=None, signed_text=printed) for one in constables(8)], *constables(60)[8:]]

    assert findings(Story.of(*constables(60)), *now) == ({"G14": Verdict.HOLD} if speaks else {})


def strangers(count: int) -> tuple[Any, ...]:
    return tuple(unread(f"Agency {at}", at) for at in range(100, 100 + count))


@pytest.mark.parametrize(
    ("listed", "strange", "speaks"), [(20, 5, False), (20, 6, True), (595, 6, False), (594, 6, True)]
)
def test_departures_beside_many_rows_not_understood_hold(listed: int, strange: int, speaks: bool) -> None:
    once = constables(listed)

    found = found_by(Story.of(*once), *once[1:], unread=strangers(strange))

    assert [finding.number for finding in found] == (["G15"] if speaks else [])
    assert [len(finding.touches or ()) for finding in found] == ([1] if speaks else [])


def test_entries_that_leave_the_pending_list_beside_many_rows_not_understood_hold() -> None:
    once = constables(20)

    [finding] = found_by(Story.of(*once, pending=True), *once[2:], unread=strangers(6))

    assert (finding.number, len(finding.touches or ())) == ("G15", 2)


def test_the_message_shows_the_first_row_not_understood() -> None:
    once = constables(20)

    [finding] = found_by(Story.of(*once), *once[1:], unread=strangers(6))

    assert '6 rows could not be understood, the first in row 100: "ATLANTIS" is no state we know.' in finding.message


@pytest.mark.parametrize(("ahead", "speaks"), [(5, False), (6, True)])
def test_many_changes_signed_in_the_future_hold(ahead: int, speaks: bool) -> None:
    arrived = constables(20 + ahead, signed_on=date(2028, 1, 1))[20:]

    found = findings(Story.of(*constables(20)), *constables(20), *arrived)

    assert found == ({"G16": Verdict.HOLD} if speaks else {})


def test_dates_in_the_future_that_the_record_has_already_hold_nothing() -> None:
    ahead = constables(20, signed_on=date(2028, 1, 1))

    assert findings(Story.of(*ahead), *ahead, KINNEY) == {}
    assert findings(Story.of(*ahead), *ahead[6:]) == {}, "who leaves with such a date leaves"


@pytest.mark.parametrize(
    ("stated", "left", "verdict"),
    [
        (None, 3, None),
        (67, 3, None),
        (68, 3, Verdict.HOLD),
        (68, 2, None),
        (69, 2, Verdict.WARN),
        (47, 3, None),
        (46, 3, Verdict.WARN),
        (60, 0, None),
    ],
)
def test_departures_from_a_list_shorter_than_the_page_states_hold(
    stated: int | None, left: int, verdict: Verdict | None
) -> None:
    totals = Totals(agreements=stated, quoted="As of today, ICE has agreements.")

    found = findings(Story.of(*constables(60)), *constables(60)[left:], totals=totals)

    assert found == ({"G25": verdict} if verdict else {})


def test_rows_not_understood_count_for_the_pages_total() -> None:
    totals = Totals(agreements=68, quoted="ICE has 68 agreements.")

    assert findings(Story.of(*constables(60)), *constables(60)[3:], totals=totals, unread=strangers(1)) == {}


@pytest.mark.parametrize(("now", "speaks"), [(1485, False), (1484, True)])
def test_a_long_list_may_be_one_in_a_hundred_off_the_pages_total(now: int, *, speaks: bool) -> None:
    totals = Totals(agreements=1500, quoted="ICE has 1,500 agreements.")
    last = LastGood(own=(), other=(), older_version=None)
    left = comparison_of(Story.of(*constables(60)), *constables(60)[3:])

    found = judge_comparison(snapshot([KINNEY] * now, totals=totals), last, left)

    assert [finding.number for finding in found] == (["G25"] if speaks else [])


def test_the_message_quotes_the_page() -> None:
    totals = Totals(agreements=90, quoted="ICE has 90 agreements.")

    [finding] = found_by(Story.of(*constables(60)), *constables(60)[3:], totals=totals)

    assert finding.message.startswith('The list has 57 rows; ICE\'s page states 90: "ICE has 90 agreements."')


def test_a_new_row_whose_county_lies_in_other_states_only_is_noted() -> None:
    lost = replace(LAVERNIA, state="Vermont", county="Okaloosa County", agency="Refugio Marshal")

    [finding] = found_by(Story.of(KINNEY), KINNEY, lost)

    assert (finding.number, finding.verdict, finding.is_partial) == ("G26", Verdict.WARN, False)
    assert "the first Refugio Marshal: Okaloosa County is in Florida, not in Vermont." in finding.message


@pytest.mark.parametrize(("left", "joined", "speaks"), [(3, 3, True), (2, 9, False), (9, 2, False)])
def test_several_that_leave_and_join_in_one_state_and_power_hold(left: int, joined: int, speaks: bool) -> None:
    now = [*constables(60)[left:], *constables(60 + joined)[60:]]

    assert findings(Story.of(*constables(60)), *now) == ({"G27": Verdict.HOLD} if speaks else {})


@pytest.mark.parametrize("other", [{"state": "Utah"}, {"support_type": SupportType.JAIL_ENFORCEMENT}])
def test_several_that_join_under_another_state_or_power_explain_no_departure(other: dict[str, Any]) -> None:
    assert findings(Story.of(*constables(60)), *constables(60)[3:], *constables(3, **other)) == {}


@pytest.mark.parametrize(
    ("printed", "county", "speaks"),
    [
        ("Police Department", "", True),
        ("Sheriff's Office", "#N/A", True),
        ("Police Department", "Bexar County", False),
        ("Alice Police Department", "", False),
        ("Department of Corrections", "", False),
        ("Texas Department of Public Safety", "", False),
        ("Constable Precinct 70", "", False),
    ],
)
def test_a_new_row_that_names_nobody_holds(printed: str, county: str, speaks: bool) -> None:
    found = findings(Story.of(*constables(20)), *constables(20), row(printed, county))

    assert found == ({"G28": Verdict.HOLD} if speaks else {})


def test_what_holds_touches_agreements_and_what_is_noted_touches_none() -> None:
    held = found_by(Story.of(*constables(60)), *constables(60)[11:])
    noted = found_by(Story.of(KINNEY), KINNEY, totals=Totals(agreements=90, quoted="ICE has 90."))

    assert [finding.is_partial for finding in (*held, *noted)] == [True, False]
