"""An invented list of sixty agreements with what makes real ones hard: neighbours, namesakes, precincts, blanks."""

from __future__ import annotations

from datetime import date, timedelta

from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import row

_COUNTIES = {
    "Texas": ["Goliad", "Kinney", "Nacogdoches", "Refugio", "Throckmorton", "Deaf Smith", "Jim Wells", "Val Verde"],
    "Florida": ["Okaloosa", "Walton", "Hillsborough", "Palm Beach", "Santa Rosa", "St. Lucie"],
    "Pennsylvania": ["Lackawanna", "Susquehanna", "Lycoming", "Northumberland"],
    "New Hampshire": ["Hillsborough", "Merrimack"],
}
_TOWNS = {
    "Texas": ["La Vernia", "Nixon", "Orange Grove", "Port Aransas", "Falfurrias", "Alice"],
    "Florida": ["Zephyrhills", "Apopka", "Crestview", "Milton", "Green Cove Springs", "Palatka"],
    "Pennsylvania": ["Tunkhannock", "Shamokin", "Loyalsock"],
    "New Hampshire": ["Gorham", "Troy", "Colebrook"],
}
_FIRST_DAY = date(2025, 2, 3)


def _long_list() -> tuple[ListedRow, ...]:
    rows: list[ListedRow] = []

    def add(agency: str, county: str, state: str, support_type: SupportType, agency_type: str) -> None:
        signed_on = _FIRST_DAY + timedelta(days=len(rows) % 14)
        moa = f"{agency.replace(' ', '')}.pdf" if len(rows) % 3 else None
        rows.append(
            row(
                agency,
                county,
                state=state,
                support_type=support_type,
                agency_type=agency_type,
                signed_on=signed_on,
                moa=moa,
            )
        )

    for state, counties in _COUNTIES.items():
        for number, county in enumerate(counties):
            add(f"{county} County Sheriff's Office", f"{county} County", state, SupportType.TASK_FORCE, "County")
            if number % 2:
                power = SupportType.JAIL_ENFORCEMENT if number % 4 == 1 else SupportType.WARRANT_SERVICE
                add(f"{county} County Sheriff's Office", f"{county} County", state, power, "County")
        for town, county in zip(_TOWNS[state], counties * 2, strict=False):
            add(f"{town} Police Department", f"{county} County", state, SupportType.TASK_FORCE, "Municipality")
    for precinct in range(1, 5):
        add(
            f"Refugio County Constable Precinct {precinct}", "Refugio County", "Texas", SupportType.TASK_FORCE, "County"
        )
    for board in ("Okaloosa", "Walton"):
        name = f"{board} County Board of County Commissioners"
        add(name, f"{board} County", "Florida", SupportType.WARRANT_SERVICE, "County")
    for agency in ("Highway Patrol", "Department of Corrections", "National Guard", "Fish and Wildlife Commission"):
        add(f"Florida {agency}", "Leon County", "Florida", SupportType.TASK_FORCE, "State Agency")
    for agency in ("Texas Department of Public Safety", "33rd Judicial District Attorney"):
        add(agency, "#N/A", "Texas", SupportType.TASK_FORCE, "State Agency")
    return tuple(rows)


LONG_LIST = _long_list()
