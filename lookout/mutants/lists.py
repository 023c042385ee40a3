"""The lists that slips are planted in: real workbooks where there is an archive, and invented ones everywhere."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from domain.counties import County, CountyKind, counties
from domain.snapshots import Column, ListedRow, Sheet
from domain.text import comparable
from domain.vocabulary import ListKind, SupportType
from lookout.mutants.name_slips import invented_place
from lookout.mutants.planting import dice
from scrapers.readers.workbook import XlsxReader

_STATES = ("Florida", "Georgia", "Kansas", "Missouri", "Pennsylvania", "Tennessee", "Texas", "Utah")
"""Among them those with the most agreements, and with the most counties of like names."""
_FIRST_DAY = date(2025, 2, 3)
_PENDING_COLUMNS = frozenset({Column.STATE, Column.AGENCY, Column.TYPE, Column.COUNTY, Column.SUPPORT_TYPE})
_FEWEST_PENDING = 15
_DOCUMENTS = "https://www.ice.gov/doclib/287gMOA/"


def real_lists(archive: Path, kind: ListKind, count: int) -> list[Sheet]:
    """Return *count* lists of *kind*, spread evenly over the archive; pending ones with a few rows at least.

    Raise FileNotFoundError where there is no archive.
    """
    with (archive / "index.csv").open(newline="", encoding="utf-8-sig") as handle:
        rows = [row for row in csv.DictReader(handle) if row["kind"] == kind and int(row["rows"]) >= _FEWEST_PENDING]
    chosen = [rows[len(rows) * (2 * i + 1) // (2 * count)] for i in range(count)]
    sheets = [XlsxReader().read((archive / row["file"]).read_bytes()) for row in chosen]
    return [sheet for sheet in sheets if sheet.looks_like is kind]


def invented_list(size: int, seed: int = 287) -> Sheet:
    """Return a list of *size* rows that no archive is needed for: real counties, invented towns, dates and documents.

    It has what makes real lists hard: like-named counties, towns beside their sheriff, several powers of one agency,
    precincts, boards of commissioners, rows without a county and rows without a document.
    """
    draw = dice(seed)
    rows = [_row(number, entry, draw) for number, entry in enumerate(_entries(size, draw), start=2)]
    return Sheet(
        looks_like=ListKind.PARTICIPATING,
        columns=tuple(column.value for column in Column),
        known_columns=frozenset(Column),
        rows=tuple(rows),
    )


_Entry = tuple[str, str, str, str, SupportType]
"""State, agency, type, county, support type: no two entries agree in state, agency and support type."""


def _entries(size: int, draw: Random) -> Sequence[_Entry]:
    there = [county for county in counties() if county.state in _STATES and county.kind is CountyKind.COUNTY]
    entries: dict[tuple[str, str, SupportType], _Entry] = {}
    while len(entries) < size:
        county, power = draw.choice(there), draw.choice(list(SupportType))
        name, agency_type = _agency(county, draw)
        printed = "" if agency_type == "State Agency" else county.full_name
        entry = (county.state, name, agency_type, printed, power)
        entries.setdefault((county.state, comparable(name), power), entry)
    return sorted(entries.values())


def _agency(county: County, draw: Random) -> tuple[str, str]:
    """Return an agency of *county* and its type, as often of each sort as ICE's lists have it, roughly."""
    sheriff = f"{county.name} County Sheriff"
    forms = (
        ("County", f"{sheriff}'s Office"),
        ("County", f"{sheriff}’s Office"),
        ("Municipality", f"{invented_place(draw)} Police Department"),
        ("Municipality", f"City of {invented_place(draw)} Police Department"),
        ("County", f"{county.name} County Constable Precinct {draw.randint(1, 4)}"),
        ("County", f"{county.name} County Board of County Commissioners"),
        ("State Agency", f"{county.state} {invented_place(draw)} State University Police"),
    )
    [(agency_type, name)] = draw.choices(forms, weights=(8, 4, 6, 2, 1, 1, 1))
    return name, agency_type


def _row(position: int, entry: _Entry, draw: Random) -> ListedRow:
    state, agency, agency_type, county, power = entry
    signed_on = _FIRST_DAY + timedelta(days=draw.randrange(60))
    linked = draw.random() < 0.8  # noqa: PLR2004  # as in ICE's lists of 2025
    return ListedRow(
        position=position,
        state=state,
        state_text=state.upper(),
        agency=agency,
        agency_type=agency_type,
        county=county,
        support_type=power,
        support_type_text=power.value,
        signed_on=signed_on,
        signed_text=signed_on.isoformat(),
        moa_text="link" if linked else "link pending",
        moa_url=f"{_DOCUMENTS}{position}_{signed_on:%m%d%Y}.pdf" if linked else None,
    )


def as_pending(sheet: Sheet) -> Sheet:
    """Return the rows of *sheet* as the pending list would print them: without dates and documents."""
    bare = {
        "signed_on": None,
        "signed_text": "",
        "moa_text": "",
        "moa_url": None,
        "addendum_text": "",
        "addendum_url": None,
    }
    return replace(
        sheet,
        looks_like=ListKind.PENDING,
        columns=tuple(column.value for column in Column if column in _PENDING_COLUMNS),
        known_columns=_PENDING_COLUMNS,
        rows=tuple(replace(row, **bare) for row in sheet.rows),  # type: ignore[arg-type]  # one value per field
    )
