"""One agreement printed differently: a correction in the log, a renewal, or no change at all; never a departure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.changes import Certainty, ChangeKind
from domain.snapshots import Column, ListedRow
from tests.domain.cast import CAST, EVERY_COLUMN, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row

OTHERS = (KINNEY, LAVERNIA, OKALOOSA)


def signed(listed: ListedRow, on: date) -> ListedRow:
    return replace(listed, signed_on=on, signed_text=on.isoformat())


@pytest.mark.parametrize(
    ("printed", "differs"),
    [
        ({"agency": "Goliad Sheriff"}, {"agency": (GOLIAD.agency, "Goliad Sheriff")}),
        ({"agency": "Golaid County Sheriff's Office"}, {"agency": (GOLIAD.agency, "Golaid County Sheriff's Office")}),
        ({"agency_type": "Municipality"}, {"type": ("County", "Municipality")}),
        ({"county": "Bee County"}, {"county": ("Goliad County", "Bee County")}),
        ({"county": ""}, {"county": ("Goliad County", "")}),
        ({"state_text": "TEXSA"}, {"state": ("TEXAS", "TEXSA")}),
        ({"support_type_text": "Task Force Officer"}, {"support_type": ("Task Force Model", "Task Force Officer")}),
        (
            {"signed_on": date(2025, 2, 21), "signed_text": "2025-02-21"},
            {"signed": ("2025-02-20", "2025-02-21")},
        ),
        ({"signed_on": None, "signed_text": "Feb 30"}, {"signed": ("2025-02-20", "Feb 30")}),
    ],
)
def test_a_field_that_reads_differently_is_a_correction_there_and_back(
    printed: dict[str, Any], differs: dict[str, tuple[str, str]]
) -> None:
    story = Story.of(*CAST)

    [there] = story.sees(*OTHERS, replace(GOLIAD, **printed))
    [back] = story.sees(*CAST)

    assert (there.kind, there.certainty, back.kind) == (ChangeKind.CORRECTED, Certainty.CONFIRMED, ChangeKind.CORRECTED)
    assert fields(there) == differs
    assert fields(back) == {name: (after, before) for name, (before, after) in differs.items()}
    assert there.agreement_id == back.agreement_id
    assert there.before is not None
    assert there.after == there.facts


@pytest.mark.parametrize(
    "printed",
    [
        {"agency": "GOLIAD county  sheriff’s office "},
        {"agency": "Goliad County Sheriffs Office."},
        {"agency_type": " county"},
        {"county": "Goliad\u00a0County"},
        {"state_text": "Texas "},
        {"support_type_text": "Task  Force Model"},
        {"signed_text": "2/20/2025"},
        {"signed_text": "February 20, 2025"},
        {"moa_text": "Memorandum"},
        {"moa_url": "http://ice.gov/doclib/287gMOA/goliadtfm.pdf#page=1"},
        {"addendum_text": "n/a"},
        {"hidden": True},
    ],
)
def test_typography_is_no_change_at_all(printed: dict[str, Any]) -> None:
    story = Story.of(*CAST)

    assert story.sees(*OTHERS, replace(GOLIAD, **printed)) == ()


def test_a_blank_in_any_of_its_ways_is_the_same_blank() -> None:
    marshal = row("Refugio Marshal", "#N/A", agency_type="n/a")
    story = Story.of(KINNEY, marshal)

    assert story.sees(KINNEY, replace(marshal, county="", agency_type="—")) == ()


def test_a_date_read_through_a_slip_shows_when_it_is_repaired() -> None:
    slip = replace(GOLIAD, signed_text="2/202025")
    story = Story.of(slip, *OTHERS)

    [change] = story.sees(replace(GOLIAD, signed_text="2/20/2025"), *OTHERS)

    assert fields(change) == {"signed": ("2/202025", "2/20/2025")}


def test_several_fields_of_one_row_are_one_correction() -> None:
    story = Story.of(*CAST)

    [change] = story.sees(*OTHERS, replace(GOLIAD, county="Bee County", agency_type="Other"))

    assert [field.field for field in change.fields] == ["type", "county"]


@pytest.mark.parametrize(
    ("later_by", "kind"), [(29, ChangeKind.CORRECTED), (30, ChangeKind.RENEWED), (-60, ChangeKind.CORRECTED)]
)
def test_a_clearly_later_signature_is_a_renewal_and_a_small_step_a_correction(later_by: int, kind: ChangeKind) -> None:
    story = Story.of(*CAST)

    [change] = story.sees(
        *OTHERS, signed(GOLIAD, date(2025, 2, 20) + timedelta(days=later_by)), after=timedelta(days=99)
    )

    assert change.kind is kind
    assert "signed" in fields(change)


def test_a_later_date_from_before_it_was_first_listed_is_a_correction() -> None:
    earlier = signed(GOLIAD, date(2024, 2, 20))
    story = Story.of(earlier, *OTHERS)

    assert kinds(story.sees(signed(GOLIAD, date(2025, 3, 3)), *OTHERS)) == [ChangeKind.CORRECTED]
    assert kinds(story.sees(signed(GOLIAD, date(2025, 4, 4)), *OTHERS, after=timedelta(days=40))) == [
        ChangeKind.RENEWED
    ]


def test_a_state_misspelt_in_all_its_rows_is_corrected_there_and_back_and_nobody_leaves() -> None:
    texans = [
        row(f"{place} Police Department", place) for place in ("Alice", "Beeville", "Cuero", "Edna", "Falfurrias")
    ]
    story = Story.of(OKALOOSA, *texans)

    there = story.sees(OKALOOSA, *[replace(texan, state_text="TXEAS") for texan in texans])
    back = story.sees(OKALOOSA, *texans)

    assert kinds(there) == kinds(back) == [ChangeKind.CORRECTED] * 5
    assert all(fields(change) == {"state": ("TEXAS", "TXEAS")} for change in there)


def test_a_row_put_under_a_wrong_state_is_corrected_there_and_back() -> None:
    story = Story.of(*CAST)
    lost = replace(LAVERNIA, state="Vermont", state_text="VERMONT")

    [there] = story.sees(GOLIAD, KINNEY, OKALOOSA, lost)
    [back] = story.sees(*CAST)

    assert (there.kind, fields(there)) == (ChangeKind.CORRECTED, {"state": ("TEXAS", "VERMONT")})
    assert (back.kind, fields(back)) == (ChangeKind.CORRECTED, {"state": ("VERMONT", "TEXAS")})
    assert story.agreement(LAVERNIA).first_version == 1


@pytest.mark.parametrize(
    "other",
    [
        {"signed_on": date(2025, 2, 12), "signed_text": "2025-02-12"},
        {"county": "Orange County"},
        {"signed_on": None, "signed_text": "", "county": "Orange County"},
    ],
)
def test_the_same_name_in_another_state_with_other_facts_is_another_agency(other: dict[str, Any]) -> None:
    story = Story.of(*CAST)
    namesake = replace(LAVERNIA, state="Vermont", state_text="VERMONT", **other)

    assert kinds(story.sees(GOLIAD, KINNEY, OKALOOSA, namesake)) == [ChangeKind.MISSING, ChangeKind.NEW]


def test_two_namesakes_in_other_states_are_not_chosen_between() -> None:
    story = Story.of(*CAST)
    namesakes = [replace(LAVERNIA, state=state, state_text=state.upper()) for state in ("Vermont", "Utah")]

    told = story.sees(GOLIAD, KINNEY, OKALOOSA, *namesakes)

    assert kinds(told) == [ChangeKind.MISSING, ChangeKind.NEW, ChangeKind.NEW]


@pytest.mark.parametrize(
    "column", [Column.COUNTY, Column.TYPE, Column.SIGNED, Column.MOA, Column.ADDENDUM], ids=lambda column: column.name
)
def test_a_column_dropped_and_back_again_is_no_change(column: Column) -> None:
    blank: dict[Column, dict[str, Any]] = {
        Column.COUNTY: {"county": ""},
        Column.TYPE: {"agency_type": ""},
        Column.SIGNED: {"signed_on": None, "signed_text": ""},
        Column.MOA: {"moa_url": None, "moa_text": ""},
        Column.ADDENDUM: {"addendum_url": None, "addendum_text": ""},
    }
    cast = (replace(GOLIAD, addendum_url="https://www.ice.gov/doclib/a.pdf", addendum_text="Link"), *OTHERS)
    story = Story.of(*cast)

    assert story.sees(*[replace(one, **blank[column]) for one in cast], columns=EVERY_COLUMN - {column}) == ()
    assert story.sees(*cast) == ()


def test_a_column_that_is_new_is_no_change_and_counts_from_then_on() -> None:
    story = Story.of(*[replace(one, county="") for one in CAST], columns=EVERY_COLUMN - {Column.COUNTY})

    assert story.sees(*CAST) == ()
    assert kinds(story.sees(replace(GOLIAD, county="Bee County"), *OTHERS)) == [ChangeKind.CORRECTED]


def test_every_spelling_ever_printed_is_kept_as_an_alias() -> None:
    story = Story.of(*CAST)

    story.sees(*OTHERS, replace(GOLIAD, agency="Golaid County Sheriff's Office"))
    story.sees(*OTHERS, replace(GOLIAD, agency="Goliad Sheriff"))

    assert story.agreement(GOLIAD).aliases == {GOLIAD.agency, "Golaid County Sheriff's Office", "Goliad Sheriff"}
