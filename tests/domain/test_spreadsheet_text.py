"""What ICE prints never becomes a formula in somebody's spreadsheet."""

from __future__ import annotations

import pytest

from domain.text import spreadsheet_safe


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(first: str) -> None:
    assert spreadsheet_safe(f"{first}HYPERLINK(1)") == f"'{first}HYPERLINK(1)"
    assert spreadsheet_safe(first) == f"'{first}"


@pytest.mark.parametrize("text", ["", "Goliad County", "a=1", " =1", "'=1", "St. Mary's-on-the-Hill", "1+1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert spreadsheet_safe(text) == text
