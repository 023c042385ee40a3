"""Which agreements are one agency's: alike names in one place, and never two bodies, two precincts or two towns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.agency_events import same_agency
from domain.compare import baseline
from domain.vocabulary import SupportType
from tests.domain.cast import row, snapshot

JEM = SupportType.JAIL_ENFORCEMENT
ALIKE = [
    ("Bay County Sheriff's Office", "Bay", "Bay County Sheriff’s Office", "Bay County"),
    ("Bay County Sheriff's Office", "Bay", "Bay County SO", ""),
    ("Bay County Sheriff's Office", "Bay", "Bay County Sheriff's Department", ""),
    ("Okeechobe County Sheriff's Office", "Okeechobee", "Okeechobee County Sheriff's Office", "Okeechobee"),
    ("Zephyrhills Police Department", "Pasco", "City of Zephyrhills Police Department", "Pasco"),
    ("Zephyrhils Police Department", "Pasco", "Zephyrhills Police Department", "Pasco"),
]
APART = [
    ("Bay County Sheriff's Office", "Bay", "Bay County Corrections", "Bay"),
    ("Bay County Sheriff's Office", "Bay", "Bay County Police Department", "Bay"),
    ("Clay County Sheriff's Office", "Clay", "Bay County Sheriff's Office", "Bay"),
    ("Constable Precinct 1", "Bay", "Constable Precinct 2", "Bay"),
    ("Milton Police Department", "Santa Rosa", "Milton Police Department", "Bay"),
    ("Town of Davie Police Department", "Broward", "City of Davie Police Department", "Broward"),
    ("Davie Township Police Department", "Broward", "Davie Borough Police Department", "Broward"),
    ("North Miami Police Department", "Miami-Dade", "Miami Police Department", "Miami-Dade"),
    ("Davie Police Department", "Broward", "Dania Police Department", "Broward"),
    ("Zephyrhils Police Department", "", "Zephyrhills Police Department", "Pasco"),
    ("North Jacksonville Beach Police Department", "Duval", "South Jacksonville Beach Police Department", "Duval"),
    ("Bays County Sheriff's Office", "", "Bay County Sheriff's Office", ""),
    ("Sheriff's Office", "", "Sheriff's Department", ""),
    ("Bay Constable Precinct 1", "Bay", "Bay Constable Precinct 2", "Bay"),
    ("Valencia College", "Orange", "Valencian College", "Orange"),
    ("Florida Department of Corrections", "", "Florida Department of Law Enforcement", ""),
]


def _same(a: tuple[str, str], b: tuple[str, str], other_state: str = "Florida") -> bool:
    listed = [row(*a, state="Florida"), row(*b, state=other_state, support_type=JEM)]
    first, second = (baseline(snapshot([one]))[0] for one in listed)
    assert same_agency(second, first) is same_agency(first, second)
    return same_agency(first, second)


@pytest.mark.parametrize(("a", "a_county", "b", "b_county"), ALIKE)
def test_an_agency_is_one_across_its_agreements(a: str, a_county: str, b: str, b_county: str) -> None:
    assert _same((a, a_county), (b, b_county))
    assert not _same((a, ""), (b, ""), other_state="Texas")


@pytest.mark.parametrize(("a", "a_county", "b", "b_county"), APART)
def test_two_bodies_are_two_agencies(a: str, a_county: str, b: str, b_county: str) -> None:
    assert not _same((a, a_county), (b, b_county))


def test_an_agency_is_known_by_every_name_it_was_printed_with() -> None:
    [renamed] = baseline(snapshot([row("Sheriff of the Bay", "Bay", support_type=JEM)]))
    [now] = baseline(snapshot([row("Bay County Sheriff's Office")]))
    known = replace(renamed, facts=replace(renamed.facts, agency="County of Bay, Jail Division"))

    assert not same_agency(known, now)
    assert same_agency(replace(known, aliases=known.aliases | {"Bay County Sheriff's Office"}), now)
