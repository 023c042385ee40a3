"""The good lists that every fault case starts from and comes back to: forty agreements and six applications."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tests.builders.workbooks import Link, Row, build_pending_workbook, build_workbook, listed

JEM, TFM, WSO = "Jail Enforcement Model", "Task Force Model", "Warrant Service Officer"

_COUNTIES = {
    "ALABAMA": ("Etowah", "Baldwin", "Colbert"),
    "FLORIDA": ("Bay", "Clay", "Duval", "Hernando", "Manatee", "Sarasota"),
    "GEORGIA": ("Hall", "Cobb", "Floyd", "Oconee"),
    "KANSAS": ("Finney", "Sedgwick"),
    "NORTH CAROLINA": ("Alamance", "Cabarrus", "Gaston", "Nash"),
    "OKLAHOMA": ("Tulsa", "Canadian"),
    "SOUTH CAROLINA": ("Lexington", "Horry", "York"),
    "TENNESSEE": ("Knox", "Greene"),
    "TEXAS": ("Tarrant", "Goliad", "Smith", "Lubbock", "Nueces", "Galveston", "Waller"),
    "WYOMING": ("Sweetwater", "Natrona"),
}
_TOWNS = {
    "FLORIDA": (("Fort Myers Police Department", "Lee County"), ("Key West Police Department", "Monroe County")),
    "PENNSYLVANIA": (("Weatherly Police Department", "Carbon County"),),
    "TEXAS": (("Nixon Police Department", "Gonzales County"),),
}
_FIRST_SIGNED = date(2025, 2, 3)


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Both lists as rows in the order of the sheet, and as workbooks: the same bytes each time."""

    participating: tuple[Row, ...]
    pending: tuple[Row, ...]

    @cached_property
    def participating_workbook(self) -> bytes:
        """Return the bytes of the participating workbook."""
        return build_workbook(self.participating)

    @cached_property
    def pending_workbook(self) -> bytes:
        """Return the bytes of the pending workbook."""
        return build_pending_workbook(self.pending)


def _sheriffs() -> Iterable[Row]:
    models = (JEM, WSO, TFM)
    number = 0
    for state, names in _COUNTIES.items():
        for name in names:
            signed = _FIRST_SIGNED + timedelta(days=4 * number)
            document = (
                f"https://www.ice.gov/doclib/287gMOA/{name}Co{state.title().replace(' ', '')}_{signed:%m%d%Y}.pdf"
            )
            yield listed(
                f"{name} County Sheriff's Office",
                state=state,
                county=f"{name} County",
                support_type=models[number % 3],
                signed=signed,
                moa=Link(url=document) if number % 2 else "link pending",
            )
            number += 1


def _police() -> Iterable[Row]:
    for position, (state, name, county) in enumerate(
        (state, name, county) for state, towns in _TOWNS.items() for name, county in towns
    ):
        signed = date(2025, 8, 4) + timedelta(days=position)
        yield listed(name, state=state, agency_type="Municipality", county=county, support_type=TFM, signed=signed)


_STATE_BODY = listed(
    "Florida Department of Law Enforcement",
    state="FLORIDA",
    agency_type="State",
    county="Statewide",
    support_type=TFM,
    signed=date(2025, 8, 20),
)
_APPLICANTS = (
    ("FLORIDA", "Polk"),
    ("GEORGIA", "Bartow"),
    ("KANSAS", "Ford"),
    ("TEXAS", "Young"),
    ("TEXAS", "Archer"),
    ("WYOMING", "Laramie"),
)

GOOD = Lists(
    participating=(*_sheriffs(), *_police(), _STATE_BODY),
    pending=tuple(
        listed(f"{name} County Sheriff's Office", state=state, county=f"{name} County") for state, name in _APPLICANTS
    ),
)
"""Thirty-five sheriffs, four police departments and one state body; half of the sheriffs' agreements are linked."""
