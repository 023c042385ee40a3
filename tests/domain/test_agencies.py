"""What an agency's name says: which spellings are one body, and which small differences make another."""

from __future__ import annotations

import pytest

from domain.agencies import parse_agency, same_agency_twice, word_likeness, words_likeness


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("La Vernia PD", "La Vernia Police Department"),
        ("Okaloosa County BOCC", "Okaloosa County Board of County Commissioners"),
        ("Goliad Co. Sheriff's Ofc.", "Goliad County Sheriff’s Office"),
        ("Goliad County SO", "Goliad County Sheriff's Office"),
        ("Goliad County Sheriffs Offices", "Goliad County Sheriff's Office"),
        ("Ft. Stockton Police Dept", "Fort Stockton Police Department"),
        ("St. Hedwig Marshal's Office", "Saint Hedwig Marshals Office"),
        ("TX DPS", "Texas Department of Public Safety"),
        ("Texas Dept. of Correctional Services", "Texas Department of Corrections Services"),
        ("Mt. Enterprise Univ Police", "Mount Enterprise University Police"),
    ],
)
def test_an_abbreviation_reads_as_what_it_stands_for(short: str, long: str) -> None:
    assert parse_agency(short, "Texas") == parse_agency(long, "Texas")


@pytest.mark.parametrize(
    "misspelt",
    [
        "Goliad Couny Sheriff's Office",
        "Goliad County Sheirff's Office",
        "Goliad County Sheriff's Offcie",
        "Goliad Conuty Sherif Ofice",
    ],
)
def test_a_misspelt_common_word_reads_as_the_word(misspelt: str) -> None:
    assert parse_agency(misspelt, "Texas") == parse_agency("Goliad County Sheriff's Office", "Texas")


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("Wilson Departent of Detentoin", "Wilson Department of Detention"),
        ("Wilson County Constbales", "Wilson County Constables"),
        ("Wilson County Commisioners", "Wilson County Commissioners"),
        ("Wilson Towship Polcie", "Wilson Township Police"),
    ],
)
def test_misspelt_words_of_other_bodies_read_as_the_words_too(misspelt: str, meant: str) -> None:
    assert parse_agency(misspelt, "Texas").full == parse_agency(meant, "Texas").full


@pytest.mark.parametrize("place", ["Shelby", "Offutt", "Commerce", "Countryside", "Polk"])
def test_a_place_far_enough_from_a_common_word_stays_a_place(place: str) -> None:
    assert parse_agency(f"{place} Police Department", "Texas").place == (place.lower(),)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Wilson County Constable Precinct 1", {"1"}),
        ("Wilson County Constable Pct. 01", {"1"}),
        ("Wilson County Constable, 1st Precinct", {"1"}),
        ("Wilson County Constable First Precinct", {"1"}),
        ("Wilson County Constable Precinct One", {"1"}),
        ("12th Judicial District Attorney", {"12"}),
        ("Twelfth Judicial District Attorney", {"12"}),
        ("Wilson County Constable Precincts 2 and 3", {"2", "3"}),
        ("Wilson County Sheriff's Office", set()),
    ],
)
def test_precincts_and_districts_are_known_by_their_number_however_written(name: str, numbers: set[str]) -> None:
    assert parse_agency(name, "Texas").numbers == numbers


def test_the_place_is_what_tells_an_agency_from_others_of_its_kind() -> None:
    name = parse_agency("City of La Vernia Police Department", "Texas")

    assert name.place == ("la", "vernia")
    assert name.bodies == {"police"}


def test_the_name_of_the_own_state_tells_nothing_but_another_state_is_a_place() -> None:
    assert parse_agency("Texas Highway Patrol", "Texas").place == ("highway",)
    assert parse_agency("Texas City Police Department", "Illinois").place == ("texas",)


@pytest.mark.parametrize(
    ("name", "bodies"),
    [
        ("Goliad County Sheriff's Office", {"sheriff"}),
        ("Goliad County Jail", {"corrections"}),
        ("Goliad County Board of Trustees", {"board"}),
        ("Goliad County Prosecutor", {"attorney"}),
        ("Goliad County National Guard", {"guard"}),
        ("Goliad County", set()),
    ],
)
def test_the_kind_of_body_is_read_from_the_name(name: str, bodies: set[str]) -> None:
    assert parse_agency(name, "Texas").bodies == bodies


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("City of La Vernia Police Department", "La Vernia Police Department"),
        ("La Vernia PD", "The City of La Vernia Police Dept."),
        ("Town of Refugio Marshal", "Refugio Marshal"),
    ],
)
def test_one_agency_entered_twice_is_seen_either_way_round(first: str, second: str) -> None:
    assert same_agency_twice(first, second, "Texas")
    assert same_agency_twice(second, first, "Texas")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("City of Refugio Police Department", "Town of Refugio Police Department"),
        ("Refugio Police Department", "Refugio County Sheriff's Office"),
        ("Wilson County Constable Precinct 1", "Wilson County Constable Precinct 2"),
        ("Bedford Police Department", "Bradford Police Department"),
    ],
)
def test_two_governments_are_never_one_agency_entered_twice(first: str, second: str) -> None:
    assert not same_agency_twice(first, second, "Texas")
    assert not same_agency_twice(second, first, "Texas")


def test_likeness_of_words_counts_letters_to_edit() -> None:
    assert word_likeness("goliad", "goliad") == 1.0
    assert word_likeness("goliad", "golaid") == pytest.approx(1 - 1 / 6)
    assert word_likeness("abc", "xyz") == 0.0


def test_likeness_of_places_pairs_each_word_with_its_best_partner() -> None:
    assert words_likeness((), ()) == 1.0
    assert words_likeness(("la",), ()) == 0.0
    assert words_likeness(("la", "vernia"), ("vernia", "la")) == 1.0
    assert words_likeness(("la", "vernia"), ("lavernia",)) == 1.0
    assert words_likeness(("la", "vernia"), ("vernia",)) == pytest.approx(6 / 8)
    assert words_likeness(("green", "lake"), ("lake", "west")) == pytest.approx(0.5, abs=0.15)
