"""What a likeness is made of: the weights that docs/accuracy.md states, and the words in which it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.agreements import row_facts
from domain.likeness import Likeness, weigh
from domain.snapshots import ListedRow
from tests.domain.cast import DOCUMENTS, row

SIGNED = date(2025, 2, 20)
BARE = row("Liberty Hill Police Department", signed_on=None)
"""A name and nothing else: place words 40, whole name 20 and sort of body 5 can be earned."""


def likeness(before: ListedRow, after: ListedRow) -> Likeness:
    found = weigh(row_facts(before), after)
    assert found is not None
    return found


def both(**other: Any) -> tuple[ListedRow, ListedRow]:
    listed = replace(BARE, **other)
    return listed, listed


def dated(days: int) -> tuple[ListedRow, ListedRow]:
    return replace(BARE, signed_on=SIGNED), replace(BARE, signed_on=SIGNED + timedelta(days=days))


def linked(first: str, second: str) -> tuple[ListedRow, ListedRow]:
    return replace(BARE, moa_url=DOCUMENTS + first), replace(BARE, moa_url=DOCUMENTS + second)


@pytest.mark.parametrize(
    ("pair", "earned", "possible"),
    [
        (both(), 65, 65),
        (dated(0), 85, 85),
        (dated(7), 65, 65),
        (dated(-7), 65, 65),
        (dated(8), 65, 85),
        (dated(-8), 65, 85),
        (linked("One.pdf", "One.pdf"), 85, 85),
        (linked("One.pdf", "Other.pdf"), 65, 65),
        (both(county="Williamson County"), 75, 75),
        ((replace(BARE, county="Williamson County"), replace(BARE, county="Bee County")), 35, 75),
        ((BARE, replace(BARE, county="Bee County")), 65, 65),
        ((BARE, replace(BARE, agency="Liberty Hill")), 40 + 20 * 12 / 30, 65),
        ((BARE, replace(BARE, agency="Liberty Hill Constable")), 40 + 20 * 16 / 30, 65),
    ],
)
def test_the_fit_is_the_share_of_points_earned(
    pair: tuple[ListedRow, ListedRow], earned: float, possible: float
) -> None:
    assert likeness(*pair).fit == pytest.approx(earned / possible)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (both(), "name 1.00 alike"),
        (dated(0), "same signing date 2025-02-20, name 1.00 alike"),
        (dated(1), "name 1.00 alike"),
        (dated(9), "name 1.00 alike"),
        (linked("One.pdf", "One.pdf"), "same MOA link, name 1.00 alike"),
        (linked("One.pdf", "Other.pdf"), "name 1.00 alike"),
        (both(county="Williamson County"), "same county, name 1.00 alike"),
        ((replace(BARE, county="Williamson County"), replace(BARE, county="Bee County")), "name 1.00 alike"),
    ],
)
def test_it_names_what_agrees_and_nothing_else(pair: tuple[ListedRow, ListedRow], words: str) -> None:
    found = likeness(*pair)

    assert found.how == words
    assert found.has_evidence is (words != "name 1.00 alike")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Bee County Constable Precinct 3", "Bee County Constable", "a number that one of the names lacks (3)"),
        ("Hutto Police", "Hutto Marshal", "another sort of body (police, now marshal)"),
        (
            "Upper Allen Police",
            "Lower Allen Police",
            "a place set off by another word (upper, now lower)",
        ),
        ("Upper Allen Police", "Allen Police", "a place set off by another word (upper, now none)"),
        ("Allen Police", "Upper Allen Police", "a place set off by another word (none, now upper)"),
        (
            "Town of Hutto Police",
            "City of Hutto Police",
            "another government (the town, now the city)",
        ),
    ],
)
def test_what_makes_two_bodies_of_them_is_a_doubt_that_says_why(before: str, after: str, why: str) -> None:
    assert likeness(replace(BARE, agency=before), replace(BARE, agency=after)).doubt == why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Town of Hutto Police", "Hutto Police"),
        ("Hutto Police", "City of Hutto Police"),
        ("Town of Hutto Police", "Town of Huto Police"),
        ("Upper Allen Police", "Upper Alen Police"),
        ("Bee County Constable Precinct 3", "Bee County Constable Pct 3"),
    ],
)
def test_what_one_name_leaves_out_or_both_have_is_no_doubt(before: str, after: str) -> None:
    assert likeness(replace(BARE, agency=before), replace(BARE, agency=after)).doubt == ""


def test_another_type_of_agency_is_a_doubt_where_the_names_differ_by_more_than_a_slip() -> None:
    county = replace(BARE, agency_type="County")
    renamed = replace(county, agency="Liberty Hill Park Police")
    town: dict[str, Any] = {"agency_type": "Municipality"}

    assert likeness(county, replace(renamed, **town)).doubt == "another type of agency (County, now Municipality)"
    assert likeness(county, replace(county, agency="Liberty Hil Police Department", **town)).doubt == ""
    assert likeness(county, renamed).doubt == ""
    assert likeness(county, replace(renamed, agency_type="")).doubt == ""


def test_the_same_document_settles_every_doubt() -> None:
    before, after = linked("One.pdf", "One.pdf")

    assert likeness(replace(before, agency="Town of Hutto Police"), replace(after, agency="City of Hutto")).doubt == ""


@pytest.mark.parametrize(
    ("fit", "has_evidence", "same", "likely"),
    [
        (0.76, True, True, True),
        (0.7599, True, False, True),
        (0.70, True, False, True),
        (0.6999, True, False, False),
        (0.86, False, True, True),
        (0.8599, False, False, True),
        (0.82, False, False, True),
        (0.8199, False, False, False),
    ],
)
def test_the_bounds_from_which_rows_are_one_agreement_or_a_question(
    fit: float, *, has_evidence: bool, same: bool, likely: bool
) -> None:
    found = Likeness(fit=fit, has_evidence=has_evidence, how="")

    assert (found.is_same, found.is_likely, found.is_possible) == (same, likely, likely)


def test_a_doubt_or_a_must_decide_beside_the_fit() -> None:
    assert not Likeness(fit=1.0, has_evidence=True, how="", doubt="another county").is_same
    assert Likeness(fit=0.1, has_evidence=True, how="", must_ask=True).is_possible
    assert not Likeness(fit=0.1, has_evidence=True, how="", must_ask=True).is_likely
