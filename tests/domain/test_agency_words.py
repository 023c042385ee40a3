"""What the words of a name amount to: whom it names, and how alike two sets of words are."""

from __future__ import annotations

import pytest

from domain.agencies import abbreviates, name_likeness, parse_agency, same_agency_twice, words_likeness
from domain.agency_events import same_agency
from domain.compare import baseline
from domain.counties import county_named_by
from tests.domain.cast import row, snapshot


@pytest.mark.parametrize("name", ["Police Department", "Sheriff's Office", "The Constable", "Board of Commissioners"])
def test_a_local_body_without_a_place_is_anybody(name: str) -> None:
    assert parse_agency(name, "Texas").is_anybody


@pytest.mark.parametrize(
    "name",
    [
        "Hutto Police Department",
        "Texas Police Department",
        "State Police",
        "Constable Precinct 3",
        "Department of Corrections",
        "Harbor Patrol",
    ],
)
def test_a_place_a_number_or_the_state_names_somebody(name: str) -> None:
    assert not parse_agency(name, "Texas").is_anybody


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        ((), (), 1.0),
        (("hutto",), (), 0.0),
        ((), ("hutto",), 0.0),
        (("hutto",), ("hutto",), 1.0),
        (("green", "lake"), ("lake", "green"), 1.0),
        (("green", "lake"), ("greenlake",), 1.0),
        (("aa", "ab"), ("aa",), 0.5),
        (("aa",), ("aa", "ab"), 0.5),
        (("aaaa", "aaab"), ("aaaa", "zzzz"), 0.5),
    ],
)
def test_each_word_is_paired_once_with_its_best_partner(
    a: tuple[str, ...], b: tuple[str, ...], likeness: float
) -> None:
    assert words_likeness(a, b) == pytest.approx(likeness)


def test_the_order_of_a_names_words_and_its_smallest_words_tell_nothing() -> None:
    turned = parse_agency("Police Department of the Hutto", "Texas")

    assert name_likeness(turned, parse_agency("Hutto Police Department", "Texas")) == 1.0
    assert name_likeness(turned, parse_agency("Huto Police Department", "Texas")) < 1.0


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("City of Hutto Police", "Hutto Police", True),
        ("Hutto Police", "The Town of Hutto Police", True),
        ("Town of Hutto Police", "City of Hutto Police", False),
        ("Hutto Police", "Hut to Police", True),
        ("Hutto Police", "Huto Police", False),
    ],
)
def test_one_agency_twice_differs_by_its_government_or_blanks_alone(a: str, b: str, same: bool) -> None:
    assert same_agency_twice(a, b, "Texas") is same
    assert same_agency_twice(b, a, "Texas") is same


def test_only_of_puts_a_county_behind_the_word() -> None:
    county = county_named_by("Bee County Constable Lee", "Texas")

    assert county is not None
    assert county.name == "Bee"


GOVERNMENTS = ["Borough", "City", "Town", "Township", "Village"]


@pytest.mark.parametrize(("one", "other"), [(a, b) for a in GOVERNMENTS for b in GOVERNMENTS if a != b])
def test_two_sorts_of_government_of_one_name_are_two_agencies(one: str, other: str) -> None:
    listed = [row(f"Davie {sort} Police", "Bee County") for sort in (one, other)]
    first, second = (baseline(snapshot([each]))[0] for each in listed)

    assert not same_agency(first, second)
    assert same_agency(first, first)


@pytest.mark.parametrize("sort", [*GOVERNMENTS, "Parish", "State", "County"])
def test_a_town_and_what_is_no_town_of_one_name_are_two_agencies(sort: str) -> None:
    first, second = (
        baseline(snapshot([row(name, "Bee County")]))[0] for name in (f"Davie {sort} Police", "Davie Police")
    )

    assert not same_agency(first, second)


@pytest.mark.parametrize(
    ("short", "whole", "stands"),
    [
        ("cnstbl", "constable", True),
        ("co", "county", True),
        ("c", "county", False),
        ("county", "county", False),
        ("onty", "county", False),
        ("ctny", "county", False),
        ("countyy", "county", False),
    ],
)
def test_an_abbreviation_has_the_first_letter_and_the_rest_in_their_order(short: str, whole: str, stands: bool) -> None:
    assert abbreviates(short, whole) is stands


@pytest.mark.parametrize("small", ["a", "an", "and", "at", "for", "in", "of", "the"])
def test_the_smallest_words_tell_no_name_from_another(small: str) -> None:
    with_it, without = (parse_agency(name, "Texas") for name in (f"Police {small} Hutto", "Hutto Police"))

    assert name_likeness(with_it, without) == 1.0
