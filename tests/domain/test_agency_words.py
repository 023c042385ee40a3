"""What the words of a name amount to: whom it names, and how alike two sets of words are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.agencies import name_likeness, parse_agency, same_agency_twice, words_likeness
from domain.counties import county_named_by
from domain.rulings import confirm
from tests.domain.cast import GOLIAD, KINNEY, Story
from tests.domain.test_rulings import DECIDED


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


def test_only_a_missing_agreement_can_be_confirmed_to_have_left() -> None:
    story = Story.of(GOLIAD, KINNEY)
    with pytest.raises(ValueError, match="only a missing one"):
        confirm(story.agreement(GOLIAD), DECIDED)

    story.sees(KINNEY)
    missing = story.agreement(GOLIAD)
    _, [gone] = confirm(missing, DECIDED)

    with pytest.raises(ValueError, match="only a missing one"):
        confirm(gone, DECIDED)
    with pytest.raises(ValueError, match="only a missing one"):
        confirm(replace(missing, standing=gone.standing), DECIDED)
