"""Precincts, districts and wards by number, however the number is written."""

from __future__ import annotations

import pytest

from domain.agencies import parse_agency


def numbers(name: str) -> set[str]:
    return set(parse_agency(name, "Texas").numbers)


@pytest.mark.parametrize(
    ("roman", "number"),
    list(zip(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], range(1, 11), strict=True)),
)
def test_a_roman_numeral_is_a_number(roman: str, number: int) -> None:
    assert numbers(f"Bee County Constable Precinct {roman}") == {str(number)}


@pytest.mark.parametrize("kind", ["District", "Division", "Precinct", "Region", "Troop", "Ward", "Zone"])
def test_behind_each_kind_of_division_a_letter_or_numeral_is_a_number(kind: str) -> None:
    assert numbers(f"Bee County Patrol {kind} IV") == {"4"}
    assert numbers(f"Bee County Patrol {kind} B") == {"b"}


def test_elsewhere_a_letter_or_numeral_is_none() -> None:
    assert numbers("Vernon V Police Department") == set()
    assert numbers("Camp B Police Department") == set()


@pytest.mark.parametrize(
    ("ordinal", "cardinal", "number"),
    [
        (ordinal, cardinal, number)
        for number, (ordinal, cardinal) in enumerate(
            [
                *(("First", "One"), ("Second", "Two"), ("Third", "Three"), ("Fourth", "Four"), ("Fifth", "Five")),
                *(("Sixth", "Six"), ("Seventh", "Seven"), ("Eighth", "Eight"), ("Ninth", "Nine"), ("Tenth", "Ten")),
                *(("Eleventh", "Eleven"), ("Twelfth", "Twelve"), ("Thirteenth", "Thirteen")),
                *(("Fourteenth", "Fourteen"), ("Fifteenth", "Fifteen"), ("Sixteenth", "Sixteen")),
                *(("Seventeenth", "Seventeen"), ("Eighteenth", "Eighteen"), ("Nineteenth", "Nineteen")),
                ("Twentieth", "Twenty"),
            ],
            start=1,
        )
    ],
)
def test_a_number_in_words_is_a_number(ordinal: str, cardinal: str, number: int) -> None:
    assert numbers(f"{ordinal} Judicial District Attorney") == {str(number)}
    assert numbers(f"Bee County Constable Precinct {cardinal}") == {str(number)}


@pytest.mark.parametrize("word", ["North", "South", "East", "West", "Upper", "Lower", "New", "Old", "Port", "Lake"])
def test_a_word_that_sets_a_place_off_from_another_is_known_as_one(word: str) -> None:
    assert parse_agency(f"{word} Zavala Police Department", "Texas").beside == {word.lower()}
    assert parse_agency("Zavala Police Department", "Texas").beside == set()


@pytest.mark.parametrize("word", ["Inner", "Outer"])
def test_inner_and_outer_are_such_words_too(word: str) -> None:
    assert parse_agency(f"{word} Zavala Police Department", "Texas").beside == {word.lower()}
