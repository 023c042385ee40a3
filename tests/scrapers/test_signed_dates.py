"""Which printed dates are read, and which are left alone because they could be two days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.readers.dates import EARLIEST, LATEST, read_signed
from scrapers.readers.grid import Cell


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("2025-03-04 00:00:00", date(2025, 3, 4)),
        ("3/4/2025", date(2025, 3, 4)),
        ("03/04/25", date(2025, 3, 4)),
        ("3-4-2025", date(2025, 3, 4)),
        (" 3.4.2025. ", date(2025, 3, 4)),
        ("March 4, 2025", date(2025, 3, 4)),
        ("Mar. 4 2025", date(2025, 3, 4)),
        ("sept 4th, 2025", date(2025, 9, 4)),
        ("4 March 2025", date(2025, 3, 4)),
        ("4-Mar-2025", date(2025, 3, 4)),
    ],
)
def test_a_plain_date_is_read_silently(printed: str, on: date) -> None:
    read = read_signed(Cell(text=printed))

    assert (read.on, read.oddity) == (on, "")


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("7/72025", date(2025, 7, 7)),
        ("05/082025", date(2025, 5, 8)),
        ("8/282025", date(2025, 8, 28)),
        ("828/2025", date(2025, 8, 28)),
        ("8//28/2025", date(2025, 8, 28)),
        ("08282025", date(2025, 8, 28)),
    ],
)
def test_a_slip_that_can_mean_only_one_day_is_read_with_a_warning(printed: str, on: date) -> None:
    read = read_signed(Cell(text=printed))

    assert read.on == on
    assert f"can only mean {on}" in read.oddity
    assert read.text == printed


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("112/2025", "2025-01-12 or 2025-11-02"),
        ("1112025", "2025-01-11 or 2025-11-01"),
        ("13/2/2025", "day first"),
        ("31/12/2025", "day first"),
        ("2/30/2025", "no day of the calendar"),
        ("13/13/2025", "no day of the calendar"),
        ("1/1/20026", "no date that can be read"),
        ("1/1/5025", "outside 1996 to 2100"),
        ("1/1/1995", "outside 1996 to 2100"),
        ("pending", "no date that can be read"),
        ("March 2025", "no date that can be read"),
        ("Marz 4, 2025", "no date that can be read"),
    ],
)
def test_a_date_that_cannot_be_read_without_guessing_is_none(printed: str, message: str) -> None:
    read = read_signed(Cell(text=printed))

    assert read.on is None
    assert message in read.oddity
    assert read.text == printed


@pytest.mark.parametrize("printed", ["", "  ", "-", "#N/A", "N/A"])
def test_a_blank_is_no_oddity(printed: str) -> None:
    read = read_signed(Cell(text=printed))

    assert (read.on, read.oddity) == (None, "")


@given(st.text(max_size=40))
def test_no_text_at_all_breaks_the_reader_or_leaves_the_window(printed: str) -> None:
    read = read_signed(Cell(text=printed))

    assert read.on is None or EARLIEST <= read.on <= LATEST


@given(st.dates(EARLIEST, LATEST))
def test_every_day_survives_being_printed_the_american_way(day: date) -> None:
    assert read_signed(Cell(text=f"{day.month}/{day.day}/{day.year}")).on == day
    assert read_signed(Cell(text=f"{day.month:02}/{day.day:02}{day.year}")).on == day
