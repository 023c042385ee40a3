"""What two cells have in common once typography is put aside, and what readers are shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.text import comparable, shown

TEXTS = st.text(max_size=30)


@pytest.mark.parametrize(
    "printed",
    [
        "Goliad County Sheriff's Office",
        "Goliad County Sheriff’s Office",
        "Goliad County Sheriff`s Office",
        "Goliad County Sheriff´s Office",
        "Goliad County Sheriffs Office",
        "  goliad COUNTY\u00a0Sheriff's\nOffice ",
        "Goliad\u200b County Sheriff's\t\tOffice\ufeff",
        "Goliad County Sheri\u00adff's Office.",
        "Goliad County, Sheriff's Office",
        "Goliad_County/Sheriff's-Office",
        "\u202eGoliad County Sheriff's Office\u202c",
    ],
)
def test_typography_alone_makes_no_difference(printed: str) -> None:
    assert comparable(printed) == "goliad county sheriffs office"


def test_a_letter_or_a_number_makes_a_difference() -> None:
    assert comparable("Precinct 1") != comparable("Precinct 2")
    assert comparable("Bedford") != comparable("Bradford")


def test_an_accent_composed_decomposed_or_left_out_compares_alike() -> None:
    composed, decomposed = "Cañon City", unicodedata.normalize("NFD", "Cañon City")

    assert composed != decomposed
    assert comparable(composed) == comparable(decomposed) == comparable("Canon City")


def test_an_ampersand_is_an_and() -> None:
    assert comparable("Parks & Wildlife") == comparable("Parks and Wildlife")


def test_full_width_letters_compare_as_plain_ones() -> None:
    assert comparable("\uff24\uff21LLAS") == "dallas"


def test_readers_see_letters_case_and_punctuation_as_printed() -> None:
    assert shown("  St. Mary’s\u00a0County \n SHERIFF ") == "St. Mary’s County SHERIFF"


def test_readers_never_see_invisible_or_direction_turning_characters() -> None:
    assert shown("\u202eevil\u202c \u200bname\x00\ufeff") == "evil name"


@given(TEXTS)
@settings(derandomize=True, max_examples=200)
def test_both_forms_are_stable_and_on_one_line(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)
    assert shown(shown(text)) == shown(text)
    assert "\n" not in shown(text)
    assert shown(text) == shown(text).strip()


@given(TEXTS)
@settings(derandomize=True, max_examples=200)
def test_what_readers_are_shown_compares_as_what_was_printed(text: str) -> None:
    assert comparable(shown(text)) == comparable(text)
    assert comparable(unicodedata.normalize("NFD", text)) == comparable(unicodedata.normalize("NFC", text))


def test_an_apostrophe_inside_a_letter_is_no_difference() -> None:
    assert comparable("O\u0149eal") == comparable("Oneal")  # U+0149 is an apostrophe and an n in one
