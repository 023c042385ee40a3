"""What the official list of counties says about who is who: two real counties are two, a slip in one is a slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from tests.domain.cast import KINNEY, OKALOOSA, Story, fields, kinds, row

THERE_AND_GONE = [ChangeKind.MISSING, ChangeKind.NEW]
BERKS = row("Penn Township Police", "Berks County", state="Pennsylvania")
PERRY = row("Penn Township Police", "Perry County", state="Pennsylvania", signed_on=date(2025, 2, 27))


def sheriff(county: str, state: str = "Texas", **other: object) -> ListedRow:
    return row(f"{county} County Sheriff's Office", f"{county} County", state=state, **other)


NEIGHBOURS = [
    (sheriff("Clay", "Arkansas"), sheriff("Clark", "Arkansas")),
    (sheriff("Bee"), sheriff("Lee")),
    (sheriff("Harris"), sheriff("Harrison")),
]


@pytest.mark.parametrize(("left", "joined"), NEIGHBOURS)
def test_of_two_real_counties_signed_on_one_day_one_is_never_the_others_correction(
    left: ListedRow, joined: ListedRow
) -> None:
    story = Story.of(KINNEY, OKALOOSA, left)

    assert story.sees(KINNEY, OKALOOSA, joined) == ()

    assert story.last is not None
    [question] = story.last.questions
    assert question.how.endswith(f"but another county ({left.county}, now {joined.county})")


@pytest.mark.parametrize(("left", "joined"), NEIGHBOURS)
def test_two_real_counties_signed_on_two_days_are_told_as_two_unless_one_letter_apart(
    left: ListedRow, joined: ListedRow
) -> None:
    later = replace(joined, signed_on=date(2025, 3, 1), signed_text="2025-03-01")

    told = kinds(Story.of(KINNEY, OKALOOSA, left).sees(KINNEY, OKALOOSA, later))

    one_letter_apart = left.county[1:] == joined.county[1:]
    assert told == ([] if one_letter_apart else THERE_AND_GONE)


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_two_real_counties_in_one_list_are_two_agreements(one: ListedRow, other: ListedRow) -> None:
    assert kinds(Story.of(KINNEY, one).sees(KINNEY, one, other)) == [ChangeKind.NEW]
    assert kinds(Story.of(KINNEY, one, other).sees(KINNEY, other)) == [ChangeKind.MISSING]


@pytest.mark.parametrize("signed_on", [date(2025, 2, 20), None])
@pytest.mark.parametrize("county", ["Nacogdoches County", "Nacodgoches County"])
def test_a_slip_in_a_countys_name_is_a_correction_with_or_without_a_date(county: str, signed_on: date | None) -> None:
    story = Story.of(KINNEY, OKALOOSA, sheriff("Nacogdoches", signed_on=signed_on))
    slip = row("Nacodgoches County Sheriff's Office", county, signed_on=signed_on)

    [change] = story.sees(KINNEY, OKALOOSA, slip)

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change)["agency"] == ("Nacogdoches County Sheriff's Office", slip.agency)


def test_an_independent_city_and_the_county_of_its_name_are_not_told_apart_by_the_county_cell() -> None:
    city = row("Richmond Police Department", "Richmond City", state="Virginia")
    story = Story.of(KINNEY, OKALOOSA, city)
    county = replace(city, county="Richmond County", signed_on=date(2025, 3, 1), signed_text="2025-03-01")

    assert kinds(story.sees(KINNEY, OKALOOSA, county)) == [ChangeKind.CORRECTED]


@pytest.mark.parametrize("days", [-7, 0, 7])
def test_a_county_printed_wrong_with_the_date_as_good_as_the_same_is_a_correction(days: int) -> None:
    signed_on = BERKS.signed_on + timedelta(days=days) if BERKS.signed_on else None
    moved = replace(BERKS, county="Perry County", signed_on=signed_on, signed_text=str(signed_on))

    assert kinds(Story.of(KINNEY, OKALOOSA, BERKS).sees(KINNEY, OKALOOSA, moved)) == [ChangeKind.CORRECTED]


def test_a_county_cell_cannot_make_another_body_of_an_agency_whose_name_names_its_county() -> None:
    leon = sheriff("Leon", "Florida")
    story = Story.of(KINNEY, OKALOOSA, leon)
    elsewhere = replace(leon, county="Liberty County", signed_on=date(2025, 4, 1), signed_text="2025-04-01")

    [change] = story.sees(KINNEY, OKALOOSA, elsewhere)

    assert change.agreement_id == story.agreement(leon).id
    assert "county" in fields(change)


def test_a_namesake_in_another_county_signed_on_another_day_is_asked_and_not_taken_for_it() -> None:
    berks = replace(BERKS, signed_on=date(2025, 2, 10), signed_text="2025-02-10")
    story = Story.of(KINNEY, OKALOOSA, berks)

    assert story.sees(KINNEY, OKALOOSA, PERRY) == ()

    assert story.last is not None
    assert len(story.last.questions) == 1


@pytest.mark.parametrize("staying", [BERKS, PERRY])
def test_of_two_namesakes_the_one_whose_row_goes_is_the_one_that_is_missing(staying: ListedRow) -> None:
    [going] = {BERKS, PERRY} - {staying}
    story = Story.of(OKALOOSA, BERKS, PERRY)

    [change] = story.sees(OKALOOSA, staying)

    assert (change.kind, change.facts.county) == (ChangeKind.MISSING, going.county)


def test_of_three_namesakes_each_keeps_its_own_row_when_all_move_their_date() -> None:
    counties = ("Berks County", "Perry County", "York County")
    three = [replace(BERKS, county=county) for county in counties]
    story = Story.of(OKALOOSA, *three)

    told = story.sees(
        OKALOOSA,
        *[replace(one, signed_on=date(2025, 2, 21), signed_text="2025-02-21") for one in reversed(three)],
    )

    assert [list(fields(change)) for change in told] == [["signed"]] * 3
