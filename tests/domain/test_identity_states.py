"""A row under another state: the same agreement where state and county contradict each other, else another agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.changes import ChangeKind
from domain.places import state_meant, states_of_county
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row

CROW_WING = row("Crow Wing County Sheriff's Office", "Crow Wing County", state="Minnesota")
LEE = row("Lee County Sheriff's Office", "Lee County", state="Florida")
THERE_AND_GONE = [ChangeKind.MISSING, ChangeKind.NEW]


def moved(listed: ListedRow, state: str, *, signed_on: date | None = None) -> ListedRow:
    return replace(
        listed,
        state=state,
        state_text=state.upper(),
        signed_on=signed_on,
        signed_text=signed_on.isoformat() if signed_on else "",
    )


def becomes(before: ListedRow, *after: ListedRow) -> list[ChangeKind]:
    return kinds(Story.of(KINNEY, OKALOOSA, before).sees(KINNEY, OKALOOSA, *after))


@pytest.mark.parametrize("signed_on", [CROW_WING.signed_on, None])
@pytest.mark.parametrize("county", ["Crow Wing County", ""])
def test_a_county_that_only_one_of_the_two_states_has_makes_it_the_same_without_a_date(
    county: str, signed_on: date | None
) -> None:
    before = moved(replace(CROW_WING, county=county), "Minnesota", signed_on=signed_on)
    story = Story.of(KINNEY, OKALOOSA, before)

    [there] = story.sees(KINNEY, OKALOOSA, moved(before, "Massachusetts"))
    [back] = story.sees(KINNEY, OKALOOSA, before)

    assert (there.kind, back.kind) == (ChangeKind.CORRECTED, ChangeKind.CORRECTED)
    assert fields(there)["state"] == ("MINNESOTA", "MASSACHUSETTS")
    assert "Massachusetts has no Crow Wing County" in there.reason
    assert "Massachusetts has no Crow Wing County" in back.reason


def test_a_county_that_both_states_have_is_asked_without_a_date() -> None:
    assert becomes(moved(LEE, "Florida"), moved(LEE, "Georgia")) == []


def test_the_same_date_makes_it_the_same_where_both_states_have_the_county() -> None:
    assert becomes(LEE, moved(LEE, "Georgia", signed_on=LEE.signed_on)) == [ChangeKind.CORRECTED]


def test_another_date_makes_two_of_them_even_where_a_state_has_no_such_county() -> None:
    assert becomes(CROW_WING, moved(CROW_WING, "Massachusetts", signed_on=date(2025, 3, 1))) == THERE_AND_GONE


def test_a_town_that_is_in_no_county_is_asked_without_a_date() -> None:
    bare = moved(replace(LAVERNIA, county=""), "Texas")

    assert becomes(bare, moved(bare, "Vermont")) == []


def test_of_two_rows_that_fit_none_is_chosen() -> None:
    rows = [moved(CROW_WING, state) for state in ("Massachusetts", "Utah")]

    assert becomes(CROW_WING, *rows) == [ChangeKind.MISSING, ChangeKind.NEW, ChangeKind.NEW]


def test_another_power_under_another_state_is_another_agreement() -> None:
    jail = replace(moved(CROW_WING, "Massachusetts"), support_type=SupportType.JAIL_ENFORCEMENT)

    assert becomes(CROW_WING, jail) == THERE_AND_GONE


class TestTheStateMeant:
    @pytest.mark.parametrize("county", ["", "#N/A", "Crow Wing County", "CROW WING"])
    def test_a_county_that_one_other_state_alone_has_tells_the_state(self, county: str) -> None:
        assert state_meant("Crow Wing County Sheriff's Office", county, "Massachusetts") == "Minnesota"

    @pytest.mark.parametrize(
        ("agency", "county", "printed"),
        [
            ("Crow Wing County Sheriff's Office", "Crow Wing County", "Minnesota"),
            ("Crow Wnig County Sheriff's Office", "", "Minnesota"),
            ("Scranton Police Department", "Lackawanna County", "Kansas"),
            ("Brainerd Police Department", "Crow Wing County", "Massachusetts"),
            ("Massachusetts Department of Correction", "", "Massachusetts"),
        ],
    )
    def test_a_row_without_contradiction_in_its_agencys_own_name_means_its_state(
        self, agency: str, county: str, printed: str
    ) -> None:
        assert state_meant(agency, county, printed) == printed

    def test_a_county_that_several_other_states_have_tells_none(self) -> None:
        assert state_meant("Clay County Sheriff's Office", "Clay County", "Massachusetts") == "Massachusetts"

    @pytest.mark.parametrize("county", ["Essex County", "Worcester", "Cass County"])
    def test_a_county_cell_that_contradicts_keeps_the_printed_state(self, county: str) -> None:
        assert state_meant("Crow Wing County Sheriff's Office", county, "Massachusetts") == "Massachusetts"

    def test_a_slip_in_the_name_is_no_proof_of_another_state(self) -> None:
        assert state_meant("Crow Wnig County Sheriff's Office", "", "Massachusetts") == "Massachusetts"

    def test_a_name_one_slip_from_a_county_of_its_own_state_stays_there(self) -> None:
        # Georgia alone has a Muscogee County, and Oklahoma a Muskogee.
        assert state_meant("Muscogee County Sheriff's Office", "", "Oklahoma") == "Oklahoma"
        assert state_meant("Muscogee County Sheriff's Office", "", "Utah") == "Georgia"


class TestACountyOfOtherStates:
    def test_it_names_the_states_that_have_the_county(self) -> None:
        assert states_of_county("Crow Wing County", "Massachusetts") == {"Minnesota"}

    @pytest.mark.parametrize("county", ["Essex County", "", "#N/A", "Nowhere County", "Esex County"])
    def test_it_names_none_where_nothing_contradicts(self, county: str) -> None:
        assert states_of_county(county, "Massachusetts") == frozenset()

    def test_an_arrival_says_that_its_county_lies_elsewhere(self) -> None:
        story = Story.of(KINNEY)

        [change] = story.sees(KINNEY, row("Brainerd Police Department", "Crow Wing County", state="Massachusetts"))

        assert change.kind is ChangeKind.NEW
        assert "ICE prints Crow Wing County under Massachusetts, which has none (Minnesota does)." in change.reason
