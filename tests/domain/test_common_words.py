"""Words beside "County" that misspell no county's name, though they are near one."""

from __future__ import annotations

import pytest

from domain.counties import county_named_by, find_county


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Board", "Texas"),  # Foard
        ("Central", "Pennsylvania"),  # Centre
        ("Lower", "Idaho"),  # Power
        ("Lower", "Minnesota"),  # Mower
        ("North", "Georgia"),  # Worth
        ("North", "Iowa"),
        ("State", "Mississippi"),  # Tate
        ("Town", "Georgia"),  # Towns
    ],
)
def test_a_common_word_near_a_countys_name_means_no_county(word: str, state: str) -> None:
    assert find_county(f"{word} County", state) is None


@pytest.mark.parametrize("word", ["Country", "Counts", "Bounty"])
def test_a_word_near_county_that_is_itself_meant_marks_none(word: str) -> None:
    assert county_named_by(f"Texas Hill {word} Task Force", "Texas") is None
