"""Builds workbooks shaped like ICE's, right or wrong in whichever way a test needs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

PARTICIPATING_COLUMNS = (
    "STATE",
    "LAW ENFORCEMENT AGENCY",
    "TYPE",
    "COUNTY",
    "SUPPORT TYPE",
    "SIGNED",
    "MOA",
    "ADDENDUM",
)
PENDING_COLUMNS = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE")
MOA_URL = "https://www.ice.gov/doclib/287gMOA/GoliadCoSoTX_TFM_MOA_03042025.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A cell with a hyperlink on it."""

    url: str
    text: str = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula cell with its stored result."""

    text: str
    result: str | float = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Styled:
    """A number shown through a number format of its own, such as a serial date."""

    number: float
    format: str


Value = str | float | bool | date | Link | Formula | Styled | None
Row = Mapping[str, Value]


def listed(
    agency: str = "Goliad County Sheriff's Office",
    *,
    state: str = "TEXAS",
    agency_type: str = "County",
    county: Value = "Goliad County",
    support_type: str = "Task Force Model",
    signed: Value = date(2025, 3, 4),
    moa: Value = "link pending",
    addendum: Value = None,
) -> dict[str, Value]:
    """Return one row of the participating list; a pending list leaves out what it has no column for."""
    return {
        "STATE": state,
        "LAW ENFORCEMENT AGENCY": agency,
        "TYPE": agency_type,
        "COUNTY": county,
        "SUPPORT TYPE": support_type,
        "SIGNED": signed,
        "MOA": moa,
        "ADDENDUM": addendum,
    }


def build_workbook(
    rows: Iterable[Row | None],
    *,
    columns: Sequence[str] = PARTICIPATING_COLUMNS,
    headers: Mapping[str, str] | None = None,
    rows_above_header: Sequence[str] = (),
    hyperlinks: bool = True,
    hidden: Collection[int] = (),
    sheet_name: str = "Sheet1",
    extra_sheets: Mapping[str, Sequence[Sequence[Value]]] | None = None,
    sheets_before: Mapping[str, Sequence[Sequence[Value]]] | None = None,
    merged: Sequence[str] = (),
    counts_from_1904: bool = False,
) -> bytes:
    """Return the bytes of a workbook with one list.

    *rows* are cells by column name; None is a blank row. *columns* are the names in sheet order; a blank name makes a
    nameless column, whose cells are given under that very name ("", " "). *headers* prints a column under another
    name. *hidden* holds positions in *rows*, from 0. Without *hyperlinks*, links keep their text only, as in re-saved
    copies. Other sheets are rows of plain values.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "date_1904": counts_from_1904}
    with xlsxwriter.Workbook(buffer, options) as book:
        pen = _Pen(book, hyperlinks=hyperlinks)
        for name, values in (sheets_before or {}).items():
            pen.fill(book.add_worksheet(name), values)
        sheet = book.add_worksheet(sheet_name)
        printed = [(headers or {}).get(column, column).strip() or None for column in columns]
        pen.fill(sheet, [[text] if text else [] for text in rows_above_header])
        top = len(rows_above_header)
        pen.fill(sheet, [printed], top=top)
        for position, row in enumerate(rows):
            line = top + 1 + position
            if row is not None:
                pen.fill(sheet, [[row.get(column) for column in columns]], top=line)
            if position in hidden:
                sheet.set_row(line, None, None, {"hidden": True})
        for area in merged:
            sheet.merge_range(area, "merged")
        for name, values in (extra_sheets or {}).items():
            pen.fill(book.add_worksheet(name), values)
    return buffer.getvalue()


def build_pending_workbook(rows: Iterable[Row | None], **options: Any) -> bytes:
    """Return the bytes of a workbook with a pending list; *options* are those of `build_workbook`."""
    return build_workbook(rows, **{"columns": PENDING_COLUMNS, **options})


def repacked(
    workbook: bytes,
    *,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    drop: Collection[str] = (),
    add: Mapping[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return *workbook* with some of its parts rewritten, left out or added: for files Excel would never write."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w", compression) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (change or {}).get(name, bytes)(old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


class _Pen:
    """Writes values into cells."""

    def __init__(self, book: xlsxwriter.Workbook, *, hyperlinks: bool) -> None:
        self._book = book
        self._day = book.add_format({"num_format": "m/d/yyyy"})
        self._hyperlinks = hyperlinks

    def fill(self, sheet: Any, values: Sequence[Sequence[Value]], *, top: int = 0) -> None:
        for line, row in enumerate(values, start=top):
            for column, value in enumerate(row):
                self._write(sheet, line, column, value)

    def _write(self, sheet: Any, line: int, column: int, value: Value) -> None:
        match value:
            case None:
                return
            case date():
                sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), self._day)  # noqa: DTZ001  # Excel's dates have no zone
            case int() | float():
                sheet.write(line, column, value)
            case Link() if self._hyperlinks:
                sheet.write_url(line, column, value.url, None, value.text)
            case Link():
                sheet.write_string(line, column, value.text)
            case Formula():
                sheet.write_formula(line, column, value.text, None, value.result)
            case Styled():
                sheet.write_number(line, column, value.number, self._book.add_format({"num_format": value.format}))
            case str() if value.startswith("#") and value.isupper():
                # What Excel itself stores where a lookup failed: a formula whose result is an error.
                sheet.write_formula(line, column, "=NA()", None, value)
            case str():
                sheet.write_string(line, column, value)
