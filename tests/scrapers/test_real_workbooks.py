"""The real workbooks of 2025: every one is read, as the archive's own index counts it and as openpyxl reads it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import time
import warnings
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from domain.vocabulary import ListKind
from scrapers.readers.container import Container
from scrapers.readers.grid import Grid, read_grid
from scrapers.readers.parts import read_date_styles, read_shared_texts, read_workbook_part
from scrapers.readers.workbook import XlsxReader

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))
SWAPPED = {"participating/participatingAgencies09222025pm.xlsx", "pending/pendingAgencies09222025pm.xlsx"}

pytestmark = [
    pytest.mark.archive,
    pytest.mark.skipif(
        not (ARCHIVE / "index.csv").exists(),
        reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have them read.",
    ),
]


def index() -> list[dict[str, str]]:
    with (ARCHIVE / "index.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _about(message: str) -> str:
    known = {"The sheet is called": "sheet name", "row(s) are hidden": "hidden rows"}
    return next((name for words, name in known.items() if words in message), message)


def test_every_real_workbook_is_read_as_its_index_counts_it() -> None:
    unlike: list[str] = []
    odd: Counter[str] = Counter()
    for entry in index():
        sheet = XlsxReader().read((ARCHIVE / entry["file"]).read_bytes())
        counted = (len(sheet.rows) + len(sheet.unread_rows), sheet.blank_rows, str(sheet.looks_like))
        kind = entry["kind"]
        if entry["file"] in SWAPPED:
            kind = str(ListKind.PENDING if kind == ListKind.PARTICIPATING else ListKind.PARTICIPATING)
        if counted != (int(entry["rows"]), int(entry["blank_rows"]), kind):
            unlike.append(f"{entry['file']}: {counted}")
        odd.update(warning.column for warning in sheet.warnings if warning.column is not None)
        odd.update(_about(warning.message) for warning in sheet.warnings if warning.column is None)
        odd["unread"] += len(sheet.unread_rows)
        odd.update("doubt" for _ in sheet.doubts)

    assert unlike == []
    # 66 signing dates that are slips or of the year 5025; 281 lists with #N/A in COUNTY; 4 rows without a support type;
    # 18 rows under a state that does not have their county.
    assert odd == {"SIGNED": 66, "STATE": 18, "COUNTY": 281, "unread": 4, "sheet name": 151, "hidden rows": 33}


def test_values_and_links_are_those_that_openpyxl_reads() -> None:
    cells = links = 0
    for entry in index()[::40]:
        body = (ARCHIVE / entry["file"]).read_bytes()
        grid = grid_of(body)
        ours = {(row.number, column): cell.text for row in grid.rows for column, cell in row.cells.items()}
        theirs, their_links = openpyxl_reads(body)

        assert ours == theirs, entry["file"]
        assert {place: grid.link(*place) for place in their_links} == their_links, entry["file"]
        cells += len(theirs)
        links += len(their_links)

    assert cells > 10_000
    assert links > 1_000


def test_the_longest_real_list_is_read_in_a_quarter_of_a_second() -> None:
    longest = max(index(), key=lambda entry: int(entry["rows"]))
    body = (ARCHIVE / longest["file"]).read_bytes()
    spent = []
    for _ in range(3):
        before = time.process_time()
        XlsxReader().read(body)
        spent.append(time.process_time() - before)

    assert min(spent) < 0.25


def grid_of(body: bytes) -> Grid:
    container = Container(body)
    workbook = read_workbook_part(container)
    return read_grid(
        container,
        workbook.sheets[0].part,
        shared_texts=read_shared_texts(container, "xl"),
        date_styles=read_date_styles(container, "xl"),
        counts_from_1904=workbook.counts_from_1904,
    )


def openpyxl_reads(body: bytes) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(io.BytesIO(body), data_only=True).worksheets[0]
    values: dict[tuple[int, int], str] = {}
    links: dict[tuple[int, int], str] = {}
    for row in sheet.iter_rows():
        for cell in row:
            value, place = cell.value, (cell.row or 0, cell.column or 0)
            if value not in {None, ""}:
                values[place] = value.date().isoformat() if isinstance(value, dt.datetime) else str(value)
            if cell.hyperlink is not None and cell.hyperlink.target:
                links[place] = cell.hyperlink.target
    return values, links
