"""Word by word: what an abbreviation stands for, which body a word names, and which words place nobody."""

from __future__ import annotations

import pytest

from domain.agencies import parse_agency
from domain.vocabulary import resolve_state

ABBREVIATIONS = {
    "PD": "Police Department",
    "SO": "Sheriff's Office",
    "BCC": "Board of County Commissioners",
    "BOCC": "Board of County Commissioners",
    "DPS": "Department of Public Safety",
    "DA": "District Attorney",
    "DOC": "Department of Corrections",
    "Dept": "Department",
    "Dpt": "Department",
    "Depts": "Department",
    "Div": "Division",
    "Co": "County",
    "Cnty": "County",
    "Ft": "Fort",
    "St": "Saint",
    "Ste": "Sainte",
    "Mt": "Mount",
    "Twp": "Township",
    "Boro": "Borough",
    "Univ": "University",
    "Hwy": "Highway",
    "Dist": "District",
    "Auth": "Authority",
    "Reg": "Regional",
    "Comm": "Commission",
    "Ofc": "Office",
    "Const": "Constable",
    "Pol": "Police",
    "Pct": "Precinct",
    "Prec": "Precinct",
    "Shff": "Sheriff",
    "Shrf": "Sheriff",
    "Commrs": "Commissioners",
    "Comrs": "Commissioners",
    "Sheriffs": "Sheriff",
    "Constables": "Constable",
    "Marshals": "Marshal",
    "Attorneys": "Attorney",
    "Prosecutors": "Prosecutor",
    "Offices": "Office",
    "Correctional": "Corrections",
    "Correction": "Corrections",
}
BODIES = {
    "Sheriff": "sheriff",
    "Police": "police",
    "Constable": "constable",
    "Marshal": "marshal",
    "Corrections": "corrections",
    "Jail": "corrections",
    "Prison": "corrections",
    "Detention": "corrections",
    "Commissioners": "board",
    "Trustees": "board",
    "Attorney": "attorney",
    "Prosecutor": "attorney",
    "Patrol": "patrol",
    "Guard": "guard",
}
PLACE_NOBODY = [
    *("a", "an", "and", "at", "board", "city", "commission", "circuit", "commissioners", "county", "department"),
    *("district", "division", "enforcement", "facility", "for", "in", "judicial", "law", "municipal", "of", "office"),
    *("parish", "precinct", "public", "safety", "services", "service", "state", "the", "town", "village", "ward"),
    *("borough", "township"),
]


@pytest.mark.parametrize(("short", "long"), ABBREVIATIONS.items())
def test_an_abbreviation_is_spelled_out(short: str, long: str) -> None:
    assert parse_agency(f"Hutto {short} Annex", "Texas") == parse_agency(f"Hutto {long} Annex", "Texas")


@pytest.mark.parametrize(("word", "body"), BODIES.items())
def test_a_word_names_a_sort_of_body_and_no_place(word: str, body: str) -> None:
    name = parse_agency(f"Hutto {word}", "Texas")

    assert name.bodies == {body}
    assert name.place == ("hutto",)


@pytest.mark.parametrize("word", PLACE_NOBODY)
def test_a_common_word_is_no_place(word: str) -> None:
    assert parse_agency(f"Hutto {word} Police", "Texas").place == ("hutto",)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("New Hampshire State Police", "New Hampshire"),
        ("New Hamshire State Police", "New Hampshire"),
        ("Texas Department of Corrections", "Texas"),
        ("TX Department of Corrections", "Texas"),
    ],
)
def test_the_states_own_words_are_no_place_in_it(name: str, state: str) -> None:
    parsed = parse_agency(name, state)

    assert (parsed.place, parsed.is_state) == ((), True)


def test_another_states_words_are_a_place() -> None:
    assert parse_agency("Texas Department of Corrections", "Florida").place == ("texas",)
    assert not parse_agency("Hutto Police", "Texas").is_state


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("Virgin Islands", "U.S. Virgin Islands"),
        ("US Virgin Islands", "U.S. Virgin Islands"),
        ("CNMI", "Northern Mariana Islands"),
        ("Commonwealth of the Northern Mariana Islands", "Northern Mariana Islands"),
        ("Commonwealth of Puerto Rico", "Puerto Rico"),
        ("Washington DC", "District of Columbia"),
        ("Washington, D.C.", "District of Columbia"),
        ("D.C.", "District of Columbia"),
    ],
)
def test_a_territorys_other_names_are_known(printed: str, state: str) -> None:
    assert resolve_state(printed) == state
