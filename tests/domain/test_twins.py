"""Rows that ICE enters twice: one agreement, no arrival when the second row comes and no departure when it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.snapshots import ListedRow
from tests.domain.cast import DOCUMENTS, GOLIAD, KINNEY, LAVERNIA, OKALOOSA, Story, fields, kinds, row

CITY = replace(LAVERNIA, agency="City of La Vernia Police Department")


@pytest.mark.parametrize(
    "twin",
    [
        LAVERNIA,
        CITY,
        replace(LAVERNIA, agency="La Vernia PD"),
        replace(LAVERNIA, agency="LA VERNIA police department "),
        replace(LAVERNIA, signed_on=date(2025, 2, 18), signed_text="2025-02-18"),
        replace(LAVERNIA, county="Wilosn County"),
    ],
)
def test_a_row_entered_twice_is_no_arrival_and_its_removal_no_departure(twin: ListedRow) -> None:
    story = Story.of(KINNEY, LAVERNIA)

    assert story.sees(KINNEY, LAVERNIA, twin) == ()
    assert story.sees(KINNEY, LAVERNIA) == ()


def test_a_second_row_of_one_name_under_another_county_is_another_body_unless_it_links_the_same_document() -> None:
    linked = replace(LAVERNIA, moa_url=DOCUMENTS + "LaVernia.pdf", moa_text="Link")

    assert kinds(Story.of(KINNEY, LAVERNIA).sees(KINNEY, LAVERNIA, replace(LAVERNIA, county="Bexar"))) == [
        ChangeKind.NEW
    ]
    assert Story.of(KINNEY, linked).sees(KINNEY, linked, replace(linked, county="Bexar")) == ()


def test_twins_on_the_first_list_are_one_agreement() -> None:
    story = Story.of(KINNEY, LAVERNIA, CITY)

    assert len(story.known) == 2
    assert story.agreement(LAVERNIA).aliases == {LAVERNIA.agency, CITY.agency}


def test_the_main_row_may_go_and_leave_its_twin_without_any_change() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    story.sees(KINNEY, LAVERNIA, CITY)

    assert story.sees(KINNEY, CITY) == ()
    assert story.agreement(CITY).id == story.agreement(LAVERNIA).id


def test_both_rows_gone_is_one_departure() -> None:
    story = Story.of(KINNEY, LAVERNIA, CITY)

    assert kinds(story.sees(KINNEY)) == [ChangeKind.MISSING]


def test_twins_in_another_order_are_no_change() -> None:
    rows = (KINNEY, LAVERNIA, CITY)

    for order in permutations(rows):
        assert Story.of(*rows).sees(*order) == ()


def test_a_twins_link_is_the_agreements_link() -> None:
    story = Story.of(KINNEY, LAVERNIA, CITY)

    told = story.sees(KINNEY, LAVERNIA, replace(CITY, moa_url=DOCUMENTS + "LaVernia.pdf", moa_text="Link"))

    assert kinds(told) == [ChangeKind.MOA_PUBLISHED]


def test_town_and_city_of_one_name_are_two_agreements() -> None:
    town, city = row("Town of Refugio Marshal", "Refugio"), row("City of Refugio Marshal", "Refugio")
    story = Story.of(KINNEY, town)

    assert kinds(story.sees(KINNEY, town, city)) == [ChangeKind.NEW]
    assert kinds(story.sees(KINNEY, town)) == [ChangeKind.MISSING]


def test_a_row_dropped_because_its_document_stands_under_another_row_is_a_correction() -> None:
    first = row("Walton County BOCC", "Walton County", state="Florida", moa="Walton.pdf")
    second = row("Walton County Sheriff's Office", "Walton County", state="Florida", moa="Walton.pdf")
    story = Story.of(OKALOOSA, first, second)

    [change] = story.sees(OKALOOSA, second)

    assert change.kind is ChangeKind.CORRECTED
    assert fields(change) == {"agency": (first.agency, second.agency)}
    assert "ICE keeps this agreement under one row" in change.reason
    assert story.agreement(first).standing is Standing.TERMINATED
    assert story.sees(OKALOOSA, second) == ()


@pytest.mark.parametrize(
    "other",
    [
        row("Walton County Sheriff's Office", "Walton County", state="Florida", moa="Another.pdf"),
        row("Holmes County Sheriff's Office", "Holmes County", state="Florida", moa="Walton.pdf"),
        row("Walton County Constable Precinct 3", "Walton County", state="Florida", moa="Walton.pdf"),
    ],
)
def test_another_document_place_or_precinct_absorbs_nothing(other: ListedRow) -> None:
    first = row("Walton County BOCC", "Walton County", state="Florida", moa="Walton.pdf")
    story = Story.of(OKALOOSA, first, other)

    assert kinds(story.sees(OKALOOSA, other)) == [ChangeKind.MISSING]


def test_a_renewal_printed_as_a_second_row_is_told_when_the_old_row_goes() -> None:
    renewed = replace(GOLIAD, signed_on=date(2025, 9, 1), signed_text="2025-09-01")
    story = Story.of(GOLIAD, KINNEY)

    assert story.sees(GOLIAD, renewed, KINNEY, after=timedelta(days=190)) == ()
    [change] = story.sees(renewed, KINNEY)

    assert change.kind is ChangeKind.RENEWED
