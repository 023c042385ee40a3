"""Who is who when names change: one agency re-labelled stays one, two bodies are never merged into one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from tests.domain.cast import CAST, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row

THERE_AND_GONE = [ChangeKind.MISSING, ChangeKind.NEW]


def becomes(before: ListedRow, after: ListedRow) -> list[ChangeKind]:
    """Return what is told when *before* gives way to *after* between two lists that else stay the same."""
    return kinds(Story.of(KINNEY, OKALOOSA, before).sees(KINNEY, OKALOOSA, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Liberty Hill Police Department", "City of Liberty Hill Police Department"),
        ("Liberty Hill Police Department", "Liberty Hill Marshal's Office"),
        ("Liberty Hill Police Department", "Libertyhill Police Department"),
        ("Liberty Hill Police Department", "Liberty Hil Polcie Departmnet"),
        ("Texas Department of Corrections", "Department of Correction"),
        ("Nacogdoches County Jail", "Nacodgoches County Detention Facility"),
        ("Wilson County Constable Precinct 2", "Wilson County Constable, 2nd Precinct"),
    ],
)
def test_one_agency_under_another_label_is_never_told_as_gone(before: str, after: str) -> None:
    told = becomes(row(before, "Williamson County"), row(after, "Williamson County"))

    assert set(told) <= {ChangeKind.CORRECTED}


def test_a_board_relabelled_as_the_sheriff_of_its_county_is_a_correction_that_says_why() -> None:
    board = row("Walton County BOCC", "Walton County", state="Florida", moa="Walton.pdf")
    sheriff = replace(board, agency="Walton County Sheriff's Office")
    story = Story.of(OKALOOSA, board)

    [change] = story.sees(OKALOOSA, sheriff)

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change) == {"agency": (board.agency, sheriff.agency)}
    assert "same signing date 2025-02-20, same county, same MOA link" in change.reason


def test_a_board_and_a_sheriff_both_listed_are_two_agreements() -> None:
    board = row("Okaloosa County BOCC", "Okaloosa County", state="Florida")
    story = Story.of(OKALOOSA, board)

    assert kinds(story.sees(OKALOOSA)) == [ChangeKind.MISSING]
    assert kinds(story.sees(OKALOOSA, board)) == [ChangeKind.RETURNED]


def test_a_sheriff_and_the_police_of_one_county_are_two_bodies() -> None:
    police = row("Goliad Police Department", "Goliad County", agency_type="Municipality")
    story = Story.of(GOLIAD, KINNEY)

    assert kinds(story.sees(GOLIAD, KINNEY, police)) == [ChangeKind.NEW]
    assert kinds(story.sees(KINNEY, police)) == [ChangeKind.MISSING]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            row("Goliad Police Department", "Goliad County"),
            row("Goliad County Sheriff's Office", "Goliad County", signed_on=date(2025, 3, 1)),
        ),
        (row("Wilson County Constable Precinct 1"), row("Wilson County Constable Precinct 2")),
        (row("3rd Judicial District Attorney"), row("Fourth Judicial District Attorney")),
        (
            row("Clay County Sheriff's Office", "Clay County"),
            row("Clark County Sheriff's Office", "Clark County", signed_on=date(2025, 3, 1)),
        ),
        (row("Alice Police Department", "Jim Wells County"), row("Edna Police Department", "Jackson County")),
    ],
)
def test_two_bodies_are_a_departure_and_an_arrival(before: ListedRow, after: ListedRow) -> None:
    assert becomes(before, after) == THERE_AND_GONE


def test_precincts_that_swap_their_dates_stay_themselves() -> None:
    one, two = (
        row("Wilson County Constable Precinct 1"),
        row("Wilson County Constable Precinct 2", signed_on=date(2025, 2, 25)),
    )
    story = Story.of(KINNEY, one, two)

    told = story.sees(
        KINNEY,
        replace(one, signed_on=two.signed_on, signed_text=two.signed_text),
        replace(two, signed_on=one.signed_on, signed_text=one.signed_text),
    )

    assert kinds(told) == [ChangeKind.CORRECTED, ChangeKind.CORRECTED]
    assert all(list(fields(change)) == ["signed"] for change in told)


def test_townships_of_one_name_in_two_counties_are_kept_apart() -> None:
    berks = row("Penn Township Police", "Berks County", state="Pennsylvania")
    perry = row("Penn Township Police", "Perry County", state="Pennsylvania", signed_on=date(2025, 2, 27))
    story = Story.of(OKALOOSA, berks)

    [arrived] = story.sees(OKALOOSA, berks, perry)
    [left] = story.sees(OKALOOSA, perry)

    assert (arrived.kind, arrived.facts.county) == (ChangeKind.NEW, "Perry County")
    assert (left.kind, left.facts.county) == (ChangeKind.MISSING, "Berks County")


def test_a_row_that_shows_a_listed_agreement_brings_no_departed_namesake_back() -> None:
    berks = row("Penn Township Police", "Berks County", state="Pennsylvania")
    perry = row("Penn Township Police", "Perry County", state="Pennsylvania", signed_on=date(2025, 2, 27))
    story = Story.of(OKALOOSA, berks, perry)
    story.sees(OKALOOSA, perry)

    [change] = story.sees(OKALOOSA, replace(perry, county=""))

    assert (change.kind, fields(change)) == (ChangeKind.CORRECTED, {"county": ("Perry County", "")})


def test_the_best_overall_pairing_wins_over_the_first_that_fits() -> None:
    old = [row("Green Lake Police Department", "Lee County"), row("Greenlake Park Police Department", "Lee County")]
    new = [row("Greenlake Park Polcie Dept", "Lee County"), row("City of Green Lake Police", "Lee County")]
    story = Story.of(KINNEY, *old)

    told = story.sees(KINNEY, *new)

    assert {(c.kind, fields(c)["agency"]) for c in told} == {
        (ChangeKind.CORRECTED, (old[0].agency, new[1].agency)),
        (ChangeKind.CORRECTED, (old[1].agency, new[0].agency)),
    }


def test_a_departure_beside_an_arrival_elsewhere_is_told_as_both() -> None:
    story = Story.of(*CAST)

    assert kinds(story.sees(KINNEY, LAVERNIA, OKALOOSA, row("Refugio Marshal", "Refugio County"))) == THERE_AND_GONE
