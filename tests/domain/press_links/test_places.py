"""Counties and states that a text names, and what only looks like one."""

from __future__ import annotations

import pytest

from domain.mentions import places_in
from domain.releases import CountyMention


def counties(text: str, home: str | None = None) -> list[tuple[str, str]]:
    return [(county.state, county.name) for county in places_in(text, home_state=home)[0]]


def states(text: str, home: str | None = None) -> list[str]:
    return list(places_in(text, home_state=home)[1])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Agencies in Florida, Texas and Georgia signed.", ["Florida", "Texas", "Georgia"]),
        ("TALLAHASSEE, Fla. — The governor spoke.", ["Florida"]),
        ("NAPLES, FL – The governor spoke.", ["Florida"]),
        ("A sheriff in Huntington, W.Va., and one in Keene, N.H., signed.", ["West Virginia", "New Hampshire"]),
        ("FLORIDA AND NORTH CAROLINA LEAD", ["Florida", "North Carolina"]),
        ("en Carolina del Norte, Luisiana y Nuevo México", ["North Carolina", "Louisiana", "New Mexico"]),
        ("Guam and the Virgin Islands", ["Guam", "U.S. Virgin Islands"]),
        ("The state of Washington sued.", ["Washington"]),
        ("Oregon, Washington and California sued.", ["Oregon", "Washington", "California"]),
        ("A rally in Yakima, Washington, drew hundreds.", ["Washington"]),
        ("Washington State Patrol does not take part.", ["Washington"]),
        ("Police in Washington, D.C., were trained.", ["District of Columbia"]),
        ("Officers in Oregon, Ohio, were trained.", ["Ohio"]),
        ("Oregon, Ohio and Utah were named.", ["Oregon", "Ohio", "Utah"]),
        ("The Virginia Department of Corrections left.", ["Virginia"]),
    ],
)
def test_states_are_named_in_every_usual_way(text: str, named: list[str]) -> None:
    assert states(text) == named


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON — The department announced a milestone.",
        "WASHINGTON, D.C. — The department announced a milestone.",
        "Washington announced a milestone.",
        "George Washington never signed one.",
        "Port Washington residents protested.",
        "The Washington Post reported it.",
        "Kansas City police and the New York City council declined.",
        "Officials of Indiana County met.",
        "Officials of Washington, Indiana and Somerset counties in the west of the commonwealth met.",
        "The Texas Rangers beat the Minnesota Twins.",
        "It is at 1600 Pennsylvania Avenue, near the Ohio River.",
        "Rep. Virginia Smith spoke.",
        "The Republic of Georgia and Armenia signed a treaty.",
        "OR ELSE, IN THE END, ME, OK, HI",
        "Miss. and Ill. are abbreviations, and so is Wash. without a town.",
    ],
)
def test_what_only_looks_like_a_state_is_none(text: str) -> None:
    home = "Pennsylvania" if "counties" in text else None
    assert states(text, home) == []


def test_a_dateline_in_the_capital_is_not_the_state_even_at_home_there() -> None:
    assert states("WASHINGTON — Agents met.", "Washington") == []
    assert states("Agencies across Washington may not sign.", "Washington") == ["Washington"]


def test_counties_are_named_one_by_one_and_in_lists() -> None:
    text = (
        "Indiana County met Washington and Somerset counties; Frederick County, Maryland, watched, as did Lee County."
    )
    assert counties(text, "Pennsylvania") == [
        ("Pennsylvania", "Indiana"),
        ("Pennsylvania", "Washington"),
        ("Pennsylvania", "Somerset"),
        ("Maryland", "Frederick"),
    ]


@pytest.mark.parametrize(
    ("text", "home", "named"),
    [
        ("St. Johns County", "Florida", [("Florida", "St. Johns")]),
        ("in Jackson Parish", None, [("Louisiana", "Jackson")]),
        ("at St. James Parish, after mass", None, []),
        ("Matanuska-Susitna Borough", "Alaska", [("Alaska", "Matanuska-Susitna")]),
        ("the County of Fairfax", "Virginia", [("Virginia", "Fairfax")]),
        (
            "los condados de Collier, Lee y Hendry",
            "Florida",
            [("Florida", "Collier"), ("Florida", "Lee"), ("Florida", "Hendry")],
        ),
        ("Athens-Clarke County", "Georgia", [("Georgia", "Clarke")]),
        ("Lee County", None, []),
        ("Collier County", None, [("Florida", "Collier")]),
        ("Nowhere County", "Florida", []),
        ("North Lee County residents", "Florida", []),
        ("Florida's Lee County", None, [("Florida", "Lee")]),
        ("Lee County (Texas)", "Florida", [("Texas", "Lee")]),
        ("Lake of the Woods County", "Minnesota", [("Minnesota", "Lake of the Woods")]),
        ("Texas Hill Country, the bounty, countywide", "Texas", []),
    ],
)
def test_a_county_is_named_where_its_state_is_certain(
    text: str, home: str | None, named: list[tuple[str, str]]
) -> None:
    assert counties(text, home) == named


def test_a_county_is_a_value_of_the_county_reference() -> None:
    assert places_in("Gulf County", home_state="Florida")[0] == (CountyMention(state="Florida", name="Gulf"),)
