"""What reads differently on a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.page_blocks import MOST_SHOWN, changed_blocks

BLOCKS = st.lists(st.sampled_from("abcdefg"), max_size=12)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("abc", "abc", ()),
        ("abc", "axc", (("b", ""), ("", "x"))),
        ("abc", "abcd", (("", "d"),)),
        ("abc", "bc", (("a", ""),)),
        ("", "ab", (("", "a"), ("", "b"))),
        ("ab", "", (("a", ""), ("b", ""))),
        ("abc", "cab", ()),
        ("abcd", "axcy", (("b", ""), ("", "x"), ("d", ""), ("", "y"))),
        ("aab", "ab", (("a", ""),)),
    ],
)
def test_pairs_of_before_and_after(before: str, after: str, changed: tuple[tuple[str, str], ...]) -> None:
    assert changed_blocks(tuple(before), tuple(after)) == changed


def test_a_block_that_was_written_differently_is_one_change() -> None:
    before, after = ("Grants", "Applications open in May"), ("Grants", "Applications closed in June", "Twelve awards")

    assert changed_blocks(before, after) == (
        ("Applications open in May", "Applications closed in June"),
        ("", "Twelve awards"),
    )


def test_many_alike_lines_with_some_edited_cost_no_time_to_compare() -> None:
    before = ["Read more"] * 2_000
    after = [f"Read more of {n}" if n % 10 == 0 else "Read more" for n in range(2_000)]

    assert len(changed_blocks(before, after)) == MOST_SHOWN


@given(BLOCKS, BLOCKS)
def test_every_block_that_came_or_went_for_good_is_in_it(before: list[str], after: list[str]) -> None:
    pairs = changed_blocks(before, after)

    assert set(after) - set(before) <= {new for _, new in pairs}
    assert set(before) - set(after) <= {old for old, _ in pairs}
    assert all(old != new for old, new in pairs)


def test_a_page_that_was_rebuilt_is_cut_short() -> None:
    before, after = [f"what is old {n}" for n in range(900)], [f"what is new {n}" for n in range(900)]

    assert len(changed_blocks(before, after)) == MOST_SHOWN
