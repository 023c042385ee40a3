"""How the COUNTY cells and the counties that names name bear on one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.agreements import row_facts
from domain.likeness import two_bodies, weigh
from domain.snapshots import ListedRow
from tests.domain.cast import DOCUMENTS, row

LEON = row("Leon County Sheriff's Office", "Leon County", state="Florida")
POLICE = row("Police Department", "")


def fit(before: ListedRow, after: ListedRow) -> float:
    found = weigh(row_facts(before), after)
    assert found is not None
    return found.fit


def test_names_that_both_name_one_county_outweigh_a_cell_that_says_another() -> None:
    assert fit(LEON, replace(LEON, county="Liberty County")) == 1.0


def test_where_the_names_name_none_the_cells_count() -> None:
    metro = row("Metro Marshal", "Leon County", state="Florida")

    assert fit(metro, replace(metro, county="Liberty County")) == pytest.approx((85 - 30) / 95)


def test_an_agency_twice_under_another_type_is_no_doubt() -> None:
    city = row("City of Hutto Marshal", signed_on=None, agency_type="Municipality")
    found = weigh(row_facts(city), replace(city, agency="Hutto Marshal", agency_type="County"))

    assert found is not None
    assert found.doubt == ""


@pytest.mark.parametrize("other", [{}, {"signed_on": date(2025, 3, 1)}, {"signed_on": None}])
def test_two_rows_of_a_name_that_names_nobody_are_one_only_by_their_county(other: dict[str, Any]) -> None:
    bee = replace(POLICE, county="Bee County")

    assert two_bodies(POLICE, replace(POLICE, **other))
    assert not two_bodies(bee, replace(bee, **other))
    assert two_bodies(bee, replace(bee, county="Lee County", **other))


def test_one_document_makes_one_body_whatever_else_differs() -> None:
    first = replace(POLICE, county="Bee County", moa_url=DOCUMENTS + "One.pdf")

    assert not two_bodies(first, replace(first, county="Lee County", signed_on=None))
