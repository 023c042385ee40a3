"""The county reference: its facts, what a printed county means, and which county an agency's name names."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from domain.counties import (
    County,
    CountyKind,
    counties,
    county_named_by,
    find_county,
    is_exact,
    states_with_county,
)
from domain.snapshots import ListedRow
from domain.vocabulary import STATES, is_blank
from scrapers.readers.workbook import XlsxReader

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))

# The Census Bureau's counts as of 2020, with Connecticut's nine planning regions and Valdez-Cordova besides.
COUNTS = dict(
    zip(
        STATES,
        [
            *(67, 31, 5, 15, 75, 58, 64, 17, 3, 1, 67, 159, 1, 5, 44, 102, 92, 99, 105, 120, 64, 16, 24, 14, 83, 87),
            *(82, 115, 56, 93, 17, 10, 21, 33, 62, 100, 53, 4, 88, 77, 36, 67, 78, 5, 46, 66, 95, 254, 3, 29, 14),
            *(133, 39, 55, 72, 23),
        ],
        strict=True,
    )
)


def fips(printed: str, state: str) -> str | None:
    county = find_county(printed, state)
    return county.fips if county else None


def named(agency: str, state: str) -> str | None:
    county = county_named_by(agency, state)
    return county.full_name if county else None


def test_every_state_has_as_many_counties_as_the_census_counts() -> None:
    assert Counter(county.state for county in counties()) == COUNTS


def test_no_two_counties_share_a_code_and_every_state_has_its_own_first_two_digits() -> None:
    codes = [county.fips for county in counties()]

    assert len(set(codes)) == len(codes) == 3244
    assert all(len(code) == 5 and code.isdigit() for code in codes)
    assert len({(county.state, county.fips[:2]) for county in counties()}) == len(STATES)


def test_the_independent_cities_are_marked() -> None:
    cities = Counter(county.state for county in counties() if county.kind is CountyKind.INDEPENDENT_CITY)

    assert cities == {"Virginia": 38, "Maryland": 1, "Missouri": 1, "Nevada": 1}


def test_every_county_is_found_by_its_full_name() -> None:
    assert {county for county in counties() if find_county(county.full_name, county.state) != county} == set()


def test_no_two_counties_of_a_state_but_a_county_and_a_city_share_a_name() -> None:
    shared = {county for county in counties() if find_county(county.name, county.state) != county}

    assert {(county.state, county.name) for county in shared} == {
        ("Maryland", "Baltimore"),
        ("Missouri", "St. Louis"),
        ("Virginia", "Fairfax"),
        ("Virginia", "Franklin"),
        ("Virginia", "Richmond"),
        ("Virginia", "Roanoke"),
    }


@pytest.mark.parametrize(
    ("printed", "state", "code"),
    [
        ("Autauga County", "Alabama", "01001"),
        ("Chugach Census Area", "Alaska", "02063"),
        ("Copper River", "Alaska", "02066"),
        ("Valdez-Cordova Census Area", "Alaska", "02261"),
        ("City and Borough of Juneau", "Alaska", "02110"),
        ("Wade Hampton Census Area", "Alaska", "02158"),
        ("City and County of Denver", "Colorado", "08031"),
        ("Litchfield County", "Connecticut", "09005"),
        ("Northwest Hills Planning Region", "Connecticut", "09160"),
        ("Washington, D.C.", "District of Columbia", "11001"),
        ("COLLIER COUNTY", "Florida", "12021"),
        ("DeSoto", "Florida", "12027"),
        ("Dade County", "Florida", "12086"),
        ("miami dade", "Florida", "12086"),
        ("De Kalb County", "Georgia", "13089"),
        ("Macon-Bibb County", "Georgia", "13021"),
        ("Macon County", "Georgia", "13193"),
        ("Athens-Clarke County", "Georgia", "13059"),
        ("Guam", "Guam", "66010"),
        ("La Salle County", "Illinois", "17099"),
        ("O’Brien County", "Iowa", "19141"),
        ("O Brien", "Iowa", "19141"),
        ("Orleans Parish", "Louisiana", "22071"),
        ("St. Charles County", "Louisiana", "22089"),
        ("Parish of St. John the Baptist", "Louisiana", "22095"),
        ("Prince Georges", "Maryland", "24033"),
        ("Ste Genevieve", "Missouri", "29186"),
        ("Sainte Genevieve County", "Missouri", "29186"),
        ("St Louis County", "Missouri", "29189"),
        ("Carson City", "Nevada", "32510"),
        ("Dona Ana County", "New Mexico", "35013"),
        ("Doña Ana County", "New Mexico", "35013"),
        ("Brooklyn", "New York", "36047"),
        ("Bayamon Municipio", "Puerto Rico", "72021"),
        ("Shannon County", "South Dakota", "46102"),
        ("Ft. Bend\u00a0County ", "Texas", "48157"),
        ("St. Croix", "U.S. Virgin Islands", "78010"),
        ("James City County", "Virginia", "51095"),
        ("Charles City", "Virginia", "51036"),
        ("Bedford City", "Virginia", "51019"),
        ("Hopewell County", "Virginia", "51670"),
        ("Island County", "Washington", "53029"),
    ],
)
def test_a_real_county_is_found_however_it_is_written(printed: str, state: str, code: str) -> None:
    assert fips(printed, state) == code
    assert is_exact(printed, state)


@pytest.mark.parametrize(
    "printed", ["Baltimore City", "City of Baltimore", "Baltimore (city)", "Baltimore City County"]
)
def test_a_city_so_called_is_the_independent_city(printed: str) -> None:
    assert fips(printed, "Maryland") == "24510"
    assert is_exact(printed, "Maryland")


@pytest.mark.parametrize("printed", ["Baltimore", "Baltimore County", "County of Baltimore"])
def test_a_plain_name_is_the_county(printed: str) -> None:
    assert fips(printed, "Maryland") == "24005"


def test_a_city_that_is_not_independent_is_no_county() -> None:
    assert find_county("Lake City", "Florida") is None
    assert find_county("City of Orange", "Texas") is None


@pytest.mark.parametrize(
    ("printed", "state", "name"),
    [
        ("Okfusfee", "Oklahoma", "Okfuskee County"),
        ("Miama-Dade", "Florida", "Miami-Dade County"),
        ("Layafette County", "Arkansas", "Lafayette County"),
        ("Hinds Couny", "Mississippi", "Hinds County"),
        ("Lake Conty", "Florida", "Lake County"),
        ("Pop County", "Arkansas", "Pope County"),
        ("Flagere County", "Florida", "Flagler County"),
        ("Alleghany County", "Pennsylvania", "Allegheny County"),
        ("Green County", "Ohio", "Greene County"),
        ("Baltimor City", "Maryland", "Baltimore (independent city)"),
    ],
)
def test_a_slip_means_the_one_county_near(printed: str, state: str, name: str) -> None:
    county = find_county(printed, state)

    assert county is not None
    assert county.full_name == name
    assert not is_exact(printed, state)


@pytest.mark.parametrize(
    ("printed", "state", "why"),
    [
        ("Fall County", "Texas", "Falls, Hall"),
        ("Wichita County", "Oklahoma", "Washita is near, and Texas and Kansas have a Wichita"),
        ("Lake County", "Kansas", "Lane is near, and Florida has a Lake"),
        ("Crow Wing County", "Massachusetts", "Minnesota's"),
        ("North County", "Missouri", "Worth is near"),
        ("Dallas/Collin County", "Texas", "both are counties"),
        ("Wo", "Ohio", "too short to be a slip"),
    ],
)
def test_what_could_mean_two_or_none_means_none(printed: str, state: str, why: str) -> None:
    assert find_county(printed, state) is None, why
    assert not is_exact(printed, state)


@pytest.mark.parametrize("printed", ["", " ", "-", "N/A", "#REF!", "???", "County"])
def test_a_cell_that_says_nothing_means_no_county(printed: str) -> None:
    assert find_county(printed, "Texas") is None
    assert not is_exact(printed, "Texas")
    assert states_with_county(printed) == frozenset()


def test_a_state_that_is_not_official_has_no_county() -> None:
    assert find_county("Harris", "TX") is None
    assert not is_exact("Harris", "TX")
    assert county_named_by("Harris County Sheriff's Office", "TX") is None


@pytest.mark.parametrize(
    ("agency", "state", "name"),
    [
        ("Collier County Sheriff's Office", "Florida", "Collier County"),
        ("Sheriff of Bay County", "Florida", "Bay County"),
        ("St. Johns Co. SO", "Florida", "St. Johns County"),
        ("Orleans Parish Sheriff", "Louisiana", "Orleans Parish"),
        ("St. John the Baptist Parish Sheriff's Office", "Louisiana", "St. John the Baptist Parish"),
        ("County of Orange", "California", "Orange County"),
        ("Sheriff, City and County of Denver", "Colorado", "Denver County"),
        ("Prince George’s County Police Department", "Maryland", "Prince George's County"),
        ("King and Queen County Sheriff's Office", "Virginia", "King and Queen County"),
        ("James City County Police Department", "Virginia", "James City County"),
        ("Hopewell County Sheriff's Office", "Virginia", "Hopewell (independent city)"),
        ("Roanoke County Police Department", "Virginia", "Roanoke County"),
        ("Kodiak Island Borough Police", "Alaska", "Kodiak Island Borough"),
        ("Gulf County Board of County Commissioners", "Florida", "Gulf County"),
        ("Pasco County Board of County Commissioners/ Pasco County Corrections", "Florida", "Pasco County"),
        ("Metro Police Authority of Genesee County", "Michigan", "Genesee County"),
        ("Pennsylvania State Constables Office Cambria County", "Pennsylvania", "Cambria County"),
        ("County of Franklin / Franklin County Jail", "Pennsylvania", "Franklin County"),
        ("Texas County's Sheriff's Office", "Oklahoma", "Texas County"),
        ("Creek County Sheriff's Office, Oklahoma", "Oklahoma", "Creek County"),
        ("Berrian County Sheriff's Offic", "Michigan", "Berrien County"),
        ("Cattaraugus Counry Sheriff's Office", "New York", "Cattaraugus County"),
        ("Red Lake County Sheriff's Office", "Minnesota", "Red Lake County"),
    ],
)
def test_an_agency_names_its_county(agency: str, state: str, name: str) -> None:
    assert named(agency, state) == name


@pytest.mark.parametrize(
    ("agency", "state"),
    [
        ("Houston Police Department", "Texas"),
        ("Jacksonville Sheriff's Office", "Florida"),
        ("Bedford Borough Police Department", "Pennsylvania"),
        ("Weld Police Department, CO", "Colorado"),
        ("Sheriff's Office, Weld, CO", "Colorado"),
        ("Board of County Commissioners", "Florida"),
        ("North County Police Cooperative", "Missouri"),
        ("Texas Hill Country Task Force", "Texas"),
        ("Kershaw County Sheriff's Office", "Florida"),
        ("Rappahannock, Shenandoah, Warren County Regional Jail", "Virginia"),
        ("Clay and Polk County Drug Task Force", "Florida"),
        ("Page County and Warren County Task Force", "Virginia"),
        ("Rd Lake County Sheriff's Office", "Minnesota"),
        ("St. Charles Place Sheriff's Office", "Louisiana"),
        ("", "Texas"),
    ],
)
def test_an_agency_that_names_no_county_for_certain_names_none(agency: str, state: str) -> None:
    assert named(agency, state) is None


def test_every_county_sheriff_names_the_county() -> None:
    words = {CountyKind.COUNTY: "County", CountyKind.PARISH: "Parish", CountyKind.BOROUGH: "Borough"}

    wrong = {
        county
        for county in counties()
        if county.kind in words
        and county_named_by(f"{county.name} {words[county.kind]} Sheriff's Office", county.state) != county
    }

    assert wrong == set()


def test_a_name_is_counted_in_every_state_that_has_it() -> None:
    assert states_with_county("Kershaw County") == {"South Carolina"}
    assert states_with_county("crow wing") == {"Minnesota"}
    assert states_with_county("Baltimore City") == {"Maryland"}
    assert len(states_with_county("Washington")) == 32
    assert states_with_county("Kershew") == frozenset()


def test_a_county_shows_what_it_is() -> None:
    assert find_county("clay", "Florida") == County("12019", "Florida", "Clay", CountyKind.COUNTY)
    assert [county.full_name for county in counties() if county.kind is CountyKind.WHOLE] == [
        "District of Columbia",
        "Guam",
    ]


@pytest.mark.archive
@pytest.mark.skipif(
    not (ARCHIVE / "index.csv").is_file(),
    reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have them read.",
)
@pytest.mark.parametrize("kind", ["participating", "pending"])
def test_nearly_every_county_of_the_last_real_list_is_known(kind: str) -> None:
    last = max((ARCHIVE / kind).glob("*.xlsx"), key=lambda path: path.stat().st_size)
    rows = [row for row in XlsxReader().read(last.read_bytes()).rows if isinstance(row, ListedRow)]
    printed = [row for row in rows if not is_blank(row.county)]

    found = [row for row in printed if find_county(row.county, row.state)]
    both = [row for row in found if county_named_by(row.agency, row.state)]
    agreeing = [row for row in both if county_named_by(row.agency, row.state) == find_county(row.county, row.state)]

    assert len(found) > 0.97 * len(printed)
    assert len(agreeing) > 0.98 * len(both)
