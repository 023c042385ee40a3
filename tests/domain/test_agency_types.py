"""The column TYPE: what ICE writes for the three types, and what means none of them."""

from __future__ import annotations

import pytest

from domain.vocabulary import AgencyType, resolve_agency_type


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("County", AgencyType.COUNTY),
        ("COUNTY ", AgencyType.COUNTY),
        ("Countty", AgencyType.COUNTY),
        ("Cuonyt", AgencyType.COUNTY),
        ("Municipality", AgencyType.MUNICIPALITY),
        ("Municipal", AgencyType.MUNICIPALITY),
        ("Muncipality", AgencyType.MUNICIPALITY),
        ("Muncpality", AgencyType.MUNICIPALITY),
        ("State Agency", AgencyType.STATE),
        ("State", AgencyType.STATE),
        ("Stat", AgencyType.STATE),
        ("State Agncy", AgencyType.STATE),
    ],
)
def test_what_ice_may_print_for_a_type_resolves(printed: str, meant: AgencyType) -> None:
    assert resolve_agency_type(printed) is meant


@pytest.mark.parametrize("printed", ["", "-", "Sta", "Special District", "Cnt", "University", "Mncplty", "Couuunnty"])
def test_what_may_mean_no_type_resolves_to_nothing(printed: str) -> None:
    assert resolve_agency_type(printed) is None
