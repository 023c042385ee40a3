"""The demonstration's own table of facts: two invented lists in the shape of ICE's.

Counties are real, as plain geography; which agency signed what and when is made up. Nothing here tells of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.vocabulary import SupportType

MODELS = {
    "JEM": SupportType.JAIL_ENFORCEMENT,
    "TFM": SupportType.TASK_FORCE,
    "WSO": SupportType.WARRANT_SERVICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published PDF. *wrapped* links it as Outlook Safe Links does, with a mailbox that nobody may see."""

    name: str
    wrapped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a list, as the site prints it. *signed_on* is None on the pending list."""

    state: str
    agency: str
    agency_type: str
    county: str
    model: SupportType
    signed_on: date | None = None
    moa: Document | None = None
    addendum: Document | None = None


def read_entries(table: str) -> tuple[Entry, ...]:
    """Read rows of `state | agency | type | county | model | signed [| MOA document]`; "-" stands for no date."""
    return tuple(_read_entry(line) for line in table.strip().splitlines())


def _read_entry(line: str) -> Entry:
    state, agency, agency_type, county, model, signed, *document = (cell.strip() for cell in line.split("|"))
    return Entry(
        state=state,
        agency=agency,
        agency_type=agency_type,
        county=county,
        model=MODELS[model],
        signed_on=None if signed == "-" else date.fromisoformat(signed),
        moa=Document(name=document[0]) if document else None,
    )


FIRST_LIST = read_entries("""
ALABAMA | Etowah County Sheriff's Office | County | Etowah County | JEM | 2020-06-25 | EtowahCoAL_JEM_MOA_06252020.pdf
ALABAMA | Cleburne County Sheriff's Office | County | Cleburne County | TFM | 2025-06-18
ALABAMA | Millbrook Ferry Police Department | Municipality | Elmore County | TFM | 2025-08-21
ARKANSAS | Benton County Sheriff's Office | County | Benton County | JEM | 2020-06-05 | BentonCoAR_JEM_MOA_06052020.pdf
ARKANSAS | Craighead County Sheriff's Office | County | Craighead County | WSO | 2025-05-13 | CraigheadCoAR_WSO_MOA_05132025.pdf
ARKANSAS | Saline County Sheriff's Office | County | Saline County | TFM | 2025-08-04
FLORIDA | Baker County Sheriff's Office | County | Baker County | JEM | 2025-02-19 | BakerCoFL_JEM_MOA_02192025.pdf
FLORIDA | Baker County Sheriff's Office | County | Baker County | TFM | 2025-02-26 | BakerCoFL_TFM_MOA_02262025.pdf
FLORIDA | Bradford County Sheriff's Office | County | Bradford County | WSO | 2025-02-24 | BradfordCoFL_WSO_MOA_02242025.pdf
FLORIDA | Calhoun County Sheriff's Office | County | Calhoun County | TFM | 2025-02-26 | CalhounCoFL_TFM_MOA_02262025.pdf
FLORIDA | Gilchrist County Sheriff's Office | County | Gilchrist County | WSO | 2025-02-25 | GilchristCoFL_WSO_MOA_02252025.pdf
FLORIDA | Levy County Sheriff's Office | County | Levy County | TFM | 2025-03-03 | LevyCoFL_TFM_MOA_03032025.pdf
FLORIDA | Okeechobe County Sheriff's Office | County | Okeechobee County | TFM | 2025-03-05 | OkeechobeeCoFL_TFM_MOA_03052025.pdf
FLORIDA | Putnam County Sheriff's Office | County | Putnam County | TFM | 2025-03-11 | PutnamCoFL_TFM_MOA_03112025.pdf
FLORIDA | Port Solana Police Department | Municipality | Volusia County | TFM | 2025-04-16 | PortSolanaFL_TFM_MOA_04162025.pdf
GEORGIA | Bartow County Sheriff's Office | County | Bartow County | WSO | 2025-06-30 | BartowCoGA_WSO_MOA_06302025.pdf
GEORGIA | Floyd County Sheriff's Office | County | Floyd County | JEM | 2020-02-12 | FloydCoGA_JEM_MOA_02122020.pdf
GEORGIA | Georgia Department of Public Safety | State Agency | Fulton County | TFM | 2025-03-19 | GeorgiaDPS_TFM_MOA_03192025.pdf
GEORGIA | Oconee County Sheriff's Office | County | Oconee County | WSO | 2025-04-08 | OconeeCoGA_WSO_MOA_04082025.pdf
GEORGIA | Whitfield County Sheriff's Office | County | Whitfield County | JEM | 2020-06-18 | WhitfieldCoGA_JEM_MOA_06182020.pdf
KANSAS | Finney County Sheriff's Office | County | Finney County | WSO | 2025-07-15
KANSAS | Jackson County Sheriff's Office | County | Jackson County | TFM | 2025-04-22 | JacksonCoKS_TFM_MOA_04222025.pdf
MARYLAND | Cecil County Sheriff's Office | County | Cecil County | JEM | 2020-06-10 | CecilCoMD_JEM_MOA_06102020.pdf
MARYLAND | Garrett County Sheriff's Office | County | Garrett County | WSO | 2025-03-26 | GarrettCoMD_WSO_MOA_03262025.pdf
MARYLAND | Washington County Sheriff's Office | County | Washington County | WSO | 2025-05-06 | WashingtonCoMD_WSO_MOA_05062025.pdf
MISSOURI | Camden County Sheriff's Office | County | Camden County | TFM | 2025-04-09 | CamdenCoMO_TFM_MOA_04092025.pdf
MISSOURI | Christian County Sheriff's Office | County | Christian County | TFM | 2025-05-15 | ChristianCoMO_TFM_MOA_05152025.pdf
MISSOURI | Howell Springs Police Department | Municipality | Howell County | TFM | 2025-08-14
NORTH CAROLINA | Cabarrus County Sheriff's Office | County | Cabarrus County | JEM | 2020-06-12 | CabarrusCoNC_JEM_MOA_06122020.pdf
NORTH CAROLINA | Caldwell County Sheriff's Office | County | Caldwell County | WSO | 2025-02-21 | CaldwellCoNC_WSO_MOA_02212025.pdf
NORTH CAROLINA | Duplin County Sheriff's Office | County | Duplin County | WSO | 2020-03-12 | DuplinCoNC_WSO_MOA_03122020.pdf
NORTH CAROLINA | Randolph County Sheriff's Office | County | Randolph County | WSO | 2025-03-17 | RandolphCoNC_WSO_MOA_03172025.pdf
NORTH CAROLINA | Rutherford County Sheriff's Office | County | Rutherford County | WSO | 2025-06-03 | RutherfordCoNC_WSO_MOA_06032025.pdf
OKLAHOMA | Canadian County Sheriff's Office | County | Canadian County | JEM | 2020-06-08 | CanadianCoOK_JEM_MOA_06082020.pdf
OKLAHOMA | Oklahoma Department of Public Safety | State Agency | Oklahoma County | TFM | 2025-02-25 | OklahomaDPS_TFM_MOA_02252025.pdf
OKLAHOMA | Sequoyah County Sheriff's Office | County | Sequoyah County | TFM | 2025-06-11
OKLAHOMA | Texas County Sheriff's Office | County | Texas County | WSO | 2025-07-29
PENNSYLVANIA | Bradford County Sheriff's Office | County | Bradford County | WSO | 2025-04-30 | BradfordCoPA_WSO_MOA_04302025.pdf
PENNSYLVANIA | Butler County Sheriff's Office | County | Butler County | TFM | 2025-06-04 | ButlerCoPA_TFM_MOA_06042025.pdf
PENNSYLVANIA | Cumberland Run Township Police Departent | Municipality | Adams County | TFM | 2025-07-22
PENNSYLVANIA | Franklin County Jail | County | Franklin County | JEM | 2025-03-31 | FranklinCoPA_JEM_MOA_03312025.pdf
PENNSYLVANIA | Northumberland County Sheriff's Office | County | Northumberland County | TFM | 2025-08-12
PENNSYLVANIA | Potter County Sheriff's Office | County | Potter County | TFM | 2025-08-27
TENNESSEE | Bradley County Sheriff's Office | County | Bradley County | WSO | 2025-04-02 | BradleyCoTN_WSO_MOA_04022025.pdf
TENNESSEE | Knox County Sheriff's Office | County | Knox County | JEM | 2020-06-19 | KnoxCoTN_JEM_MOA_06192020.pdf
TENNESSEE | Putnam County Sheriff's Office | County | Putnam County | JEM | 2025-03-20 | PutnamCoTN_JEM_MOA_03202025.pdf
TENNESSEE | Sumner County Sheriff's Office | County | Sumner County | TFM | 2025-06-25
TEXAS | Constable Precinct 2 Hood County | County | Hood County | TFM | 2025-07-08 | HoodCoConstablePct2TX_TFM_MOA_07082025.pdf
TEXAS | Goliad County Sheriff's Office | County | Goliad County | TFM | 2025-03-04 | GoliadCoTX_TFM_MOA_03042025.pdf
TEXAS | Jackson County Sheriff's Office | County | Jackson County | WSO | 2020-03-24 | JacksonCoTX_WSO_MOA_03242020.pdf
TEXAS | Kendall County Sheriff's Office | County | Kendall County | JEM | 2025-04-24 | KendallCoTX_JEM_MOA_04242025.pdf
TEXAS | Lavaca County Sheriff's Office | County | Lavaca County | WSO | 2020-02-25 | LavacaCoTX_WSO_MOA_02252020.pdf
TEXAS | Nueces County Sheriff's Office | County | Nueces County | WSO | 2020-04-13 | NuecesCoTX_WSO_MOA_04132020.pdf
TEXAS | Refugio County Sheriff's Office | County | Refugio County | WSO | 2025-05-21
TEXAS | Terrell County Sheriff's Office | County | Terrell County | TFM | 2025-08-19
UTAH | Washington County Sheriff's Office | County | Washington County | WSO | 2025-05-12 | WashingtonCoUT_WSO_MOA_05122025.pdf
WISCONSIN | Fond du Lac County Sheriff's Office | County | Fond du Lac County | WSO | 2020-03-03 | FondDuLacCoWI_WSO_MOA_03032020.pdf
WISCONSIN | Kewaunee County Sheriff's Office | County | Kewaunee County | WSO | 2025-03-13 | KewauneeCoWI_WSO_MOA_03132025.pdf
WISCONSIN | Waukesha County Sheriff's Office | County | Waukesha County | JEM | 2020-05-08 | WaukeshaCoWI_JEM_MOA_05082020.pdf
""")

FIRST_PENDING = read_entries("""
ARKANSAS | Franklin County Sheriff's Office | County | Franklin County | JEM | -
ARKANSAS | Franklin County Sheriff's Office | County | Franklin County | TFM | -
LOUISIANA | Cypress Bend Police Department | Municipality | Avoyelles Parish | TFM | -
MISSOURI | Taney County Sheriff's Office | County | Taney County | WSO | -
TEXAS | Calhoun County Sheriff's Office | County | Calhoun County | JEM | -
""")

APPLIED_IN_SEPTEMBER = read_entries("""
GEORGIA | Habersham County Sheriff's Office | County | Habersham County | TFM | -
IDAHO | Bonneville County Sheriff's Office | County | Bonneville County | WSO | -
TEXAS | Aransas County Sheriff's Office | County | Aransas County | TFM | -
TEXAS | Mesquite Crossing Police Department | Municipality | Parker County | TFM | -
""")

SIGNED_IN_SEPTEMBER = read_entries("""
ALABAMA | Geneva County Sheriff's Office | County | Geneva County | TFM | 2025-09-16
GEORGIA | Habersham County Sheriff's Office | County | Habersham County | TFM | 2025-09-17
IDAHO | Bonneville County Sheriff's Office | County | Bonneville County | WSO | 2025-09-15
MISSOURI | Taney County Sheriff's Office | County | Taney County | WSO | 2025-09-16
TENNESSEE | Monroe County Sheriff's Office | County | Monroe County | WSO | 2025-09-18
TEXAS | Aransas County Sheriff's Office | County | Aransas County | TFM | 2025-09-17
UTAH | Tooele County Sheriff's Office | County | Tooele County | TFM | 2025-09-18
""")

SIGNED_AFTER_THE_SWAP = read_entries("""
OKLAHOMA | Red Fork Police Department | Municipality | Tulsa County | TFM | 2025-09-19
WISCONSIN | Washington County Sheriff's Office | County | Washington County | JEM | 2025-09-22
""")

SIGNED_IN_FEBRUARY = read_entries("""
KANSAS | Seward County Sheriff's Office | County | Seward County | TFM | 2026-02-25
""")

SIGNED_IN_APRIL = read_entries("""
ARKANSAS | Franklin County Sheriff's Office | County | Franklin County | TFM | 2026-04-13
TEXAS | Kendall County Sheriff's Office | County | Kendall County | TFM | 2026-04-14
TEXAS | Zavala County Sheriff's Office | County | Zavala County | WSO | 2026-04-13
WEST VIRGINIA | Jefferson County Sheriff's Office | County | Jefferson County | TFM | 2026-04-14
""")
