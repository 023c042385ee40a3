"""Further ways in which a county is printed: joined with its city, under a former name, beside words that are none."""

from __future__ import annotations

import pytest

from tests.domain.test_counties import fips


@pytest.mark.parametrize(
    ("printed", "state", "code"),
    [
        ("Wade Hampton", "Alaska", "02158"),
        ("Washington", "District of Columbia", "11001"),
        ("Washington DC", "District of Columbia", "11001"),
        ("Dade", "Florida", "12086"),
        ("Macon-Bibb", "Georgia", "13021"),
        ("The Bronx", "New York", "36005"),
        ("Brooklyn", "New York", "36047"),
        ("Manhattan", "New York", "36061"),
        ("Staten Island", "New York", "36085"),
        ("Shannon", "South Dakota", "46102"),
        ("City of Bedford", "Virginia", "51019"),
        ("Rose Atoll", "American Samoa", "60030"),
    ],
)
def test_a_county_is_found_by_each_of_its_other_names(printed: str, state: str, code: str) -> None:
    assert fips(printed, state) == code


@pytest.mark.parametrize("joint", ["-", "–", "/"])
def test_a_government_that_a_city_and_its_county_share_is_the_countys_however_they_are_joined(joint: str) -> None:
    assert fips(f"Athens{joint}Clarke County", "Georgia") == "13059"
