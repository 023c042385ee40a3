"""Reads the cells of one worksheet, with their links, in one pass and within fixed limits."""

from __future__ import annotations

import math
import posixpath
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from scrapers.readers.cell_addresses import column_letters, column_number, letters_in_row, position_of
from scrapers.readers.container import Container, PartTarget, StopReadingError
from scrapers.readers.parts import Relation, TextCollector, is_on, local, read_relations, unescaped, whole_number
from workflows.ports import WorkbookUnreadableError

MAX_ROWS = 20_000
"""Ten times the list of August 2026 (2,382 agreements)."""
MAX_COLUMNS = 40
"""ICE's lists have 4 to 8 columns, and up to 6 nameless ones behind them."""
MAX_LINK_RANGES = 200
"""Links that cover several cells; ICE's workbooks have none."""
MAX_MERGED_NAMED = 20
"""Enough merged ranges to show that there are some."""

_HYPERLINK_FORMULA = re.compile(r'\s*=?\s*HYPERLINK\s*\(\s*"((?:[^"]|"")*)"\s*(?:,.*)?\)\s*', re.IGNORECASE | re.DOTALL)
_ANY_HYPERLINK = re.compile(r"\s*=?\s*HYPERLINK\s*\(", re.IGNORECASE)
_DAY_ZERO_1900 = date(1899, 12, 30)
_DAY_ZERO_1904 = date(1904, 1, 1)
_FIRST_CERTAIN_SERIAL = 61
"""Excel counts a 29 February 1900 that never was as day 60; below that no serial number is a certain day."""


class CellKind(StrEnum):
    """How a cell holds its value."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell with something in it: its text as Excel would hand it on, dates as ISO.

    *day* is the day that a number means when it is read as a date, whether it is formatted as one or not.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row that has at least one filled cell; *cells* by column number. Rows and columns count from 1."""

    number: int
    hidden: bool
    cells: dict[int, Cell]


@dataclass(slots=True)
class Grid:
    """The filled rows of one worksheet, top down, and the links on its cells."""

    rows: list[GridRow] = field(default_factory=list)
    last_row: int = 0
    """The last row that the sheet mentions, filled or not, within the cap."""
    merged: list[str] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    """Column numbers that the sheet does not show."""
    _links: dict[tuple[int, int], str] = field(default_factory=dict)
    _link_ranges: list[tuple[int, int, int, int, str]] = field(default_factory=list)

    def link(self, row: int, column: int) -> str | None:
        """Return the address that the cell links to, as written in the file, or None."""
        if direct := self._links.get((row, column)):
            return direct
        for top, left, bottom, right, target in self._link_ranges:
            if top <= row <= bottom and left <= column <= right:
                return target
        return None

    def add_link(self, reference: str, target: str) -> None:
        """Note the link on a cell or a range ("G2", "G2:G9"). Raises WorkbookUnreadableError for anything else."""
        first, _, last = reference.replace("$", "").partition(":")
        top, left = position_of(first)
        if not last:
            self._links.setdefault((top, left), target)
            return
        bottom, right = position_of(last)
        if len(self._link_ranges) >= MAX_LINK_RANGES:
            raise WorkbookUnreadableError(f"The sheet has more than {MAX_LINK_RANGES} links over several cells.")
        self._link_ranges.append((top, left, bottom, right, target))


def read_grid(
    container: Container,
    part: str,
    *,
    shared_texts: list[str],
    date_styles: list[bool],
    counts_from_1904: bool,
    stop_after_rows: int | None = None,
) -> Grid:
    """Return the cells of the worksheet *part*, or its first filled rows. Raises WorkbookUnreadableError.

    Rows and columns are numbered by their own addresses; the size that the sheet declares for itself is not believed.
    """
    folder, name = posixpath.split(part)
    relations = read_relations(container, f"{folder}/_rels/{name}.rels", base=folder)
    day_zero = _DAY_ZERO_1904 if counts_from_1904 else _DAY_ZERO_1900
    target = _SheetTarget(shared_texts, date_styles, day_zero, relations, stop_after_rows)
    container.parse(part, target)
    return target.grid


class _SheetTarget(PartTarget):
    """Takes the elements of a worksheet one by one and keeps only filled cells."""

    def __init__(
        self,
        shared_texts: list[str],
        date_styles: list[bool],
        day_zero: date,
        relations: dict[str, Relation],
        stop_after_rows: int | None,
    ) -> None:
        self.grid = Grid()
        self._shared_texts = shared_texts
        self._date_styles = date_styles
        self._day_zero = day_zero
        self._relations = relations
        self._stop_after_rows = stop_after_rows
        self._row = 0
        self._row_hidden = False
        self._cells: dict[int, Cell] = {}
        self._column = 0
        self._type = "n"
        self._style = 0
        self._value: str | None = None
        self._formula: str | None = None
        self._collecting = False
        self._in_phonetic = False
        self._text = TextCollector()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "c":
                self._start_cell(attributes)
            case "v" | "f":
                self._collecting = True
                self._text.take()
            case "t":
                self._collecting = not self._in_phonetic
            case "rPh":
                self._in_phonetic = True
            case "row":
                self._start_row(attributes)
            case "hyperlink":
                self._link(attributes)
            case "col" if is_on(attributes.get("hidden")):
                self._hide_columns(attributes)
            case "mergeCell" if len(self.grid.merged) < MAX_MERGED_NAMED:
                self.grid.merged.append(attributes.get("ref", ""))

    def data(self, text: str) -> None:
        if self._collecting:
            self._text.add(text)

    def end(self, tag: str) -> None:
        match local(tag):
            case "c":
                self._end_cell()
            case "v":
                self._collecting = False
                self._value = self._text.take()
            case "f":
                self._collecting = False
                self._formula = self._text.take()
            case "t":
                self._collecting = False
            case "rPh":
                self._in_phonetic = False
            case "is":
                self._value = self._text.take()
            case "row":
                self._end_row()

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = whole_number(attributes["r"]) if "r" in attributes else self._row + 1
        if number <= self._row:
            raise WorkbookUnreadableError(f"Row {number} of the sheet stands out of order: do not trust this file.")
        self._row = number
        self.grid.last_row = min(number, MAX_ROWS)
        self._row_hidden = is_on(attributes.get("hidden"))
        self._cells = {}
        self._column = 0

    def _end_row(self) -> None:
        if self._cells:
            self.grid.rows.append(GridRow(number=self._row, hidden=self._row_hidden, cells=self._cells))
            if self._stop_after_rows is not None and len(self.grid.rows) >= self._stop_after_rows:
                raise StopReadingError

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        column = column_number(letters_in_row(reference, self._row)) if reference else self._column + 1
        if column <= self._column:
            raise WorkbookUnreadableError(f"Row {self._row} of the sheet names a cell twice: do not trust this file.")
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = whole_number(attributes["s"]) if "s" in attributes else 0
        self._value = None
        self._formula = None
        self._text.take()

    def _end_cell(self) -> None:
        if self._value is None and self._formula is None:
            return
        if self._column > MAX_COLUMNS or self._row > MAX_ROWS:
            raise WorkbookUnreadableError(
                f"The sheet has something in cell {self._address()}, beyond the {MAX_ROWS:,} rows and {MAX_COLUMNS} "
                f"columns that are accepted: look at the file by hand."
            )
        if self._formula is not None:
            self._read_formula(self._formula)
        cell = self._cell(self._value or "")
        if cell.text:
            self._cells[self._column] = cell

    def _read_formula(self, formula: str) -> None:
        if self._value is None:
            raise WorkbookUnreadableError(
                f"Cell {self._address()} holds a formula without its result: open the file in Excel, save it, and read "
                f"it again."
            )
        if _ANY_HYPERLINK.match(formula):
            literal = _HYPERLINK_FORMULA.fullmatch(formula)
            # A link put together by a formula cannot be read; the formula itself then fails every later check.
            self.grid.add_link(self._address(), literal[1].replace('""', '"') if literal else formula)

    def _cell(self, value: str) -> Cell:
        match self._type:
            case "s":
                return Cell(text=self._shared(value))
            case "b":
                return Cell(text="TRUE" if value.strip() == "1" else "FALSE")
            case "e":
                return Cell(text=value.strip(), kind=CellKind.ERROR)
            case "d":
                return _iso_cell(value)
            case "n":
                return self._number(value) if value.strip() else Cell(text="")
            case _:
                return Cell(text=unescaped(value))

    def _shared(self, value: str) -> str:
        index = whole_number(value.strip())
        if index >= len(self._shared_texts):
            raise WorkbookUnreadableError(f"Cell {self._address()} refers to a text that the workbook does not hold.")
        return self._shared_texts[index]

    def _number(self, value: str) -> Cell:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise WorkbookUnreadableError(f"Cell {self._address()} says it is a number and is none: {value!a:.40}.")
        day = _day(number, self._day_zero)
        is_date = self._style < len(self._date_styles) and self._date_styles[self._style]
        if is_date and day is not None:
            return Cell(text=day.isoformat(), kind=CellKind.DATE, day=day)
        return Cell(text=f"{number:.15g}", kind=CellKind.NUMBER, day=day)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = whole_number(attributes.get("min")), whole_number(attributes.get("max"))
        if len(self.grid.hidden_columns) < MAX_COLUMNS:
            self.grid.hidden_columns.append(range(first, last + 1))

    def _link(self, attributes: dict[str, str]) -> None:
        relation_id = next((value for key, value in attributes.items() if key.endswith("}id")), None)
        relation = self._relations.get(relation_id) if relation_id else None
        if relation is not None and relation.kind == "hyperlink":
            self.grid.add_link(attributes.get("ref", ""), relation.target)

    def _address(self) -> str:
        return f"{column_letters(self._column)}{self._row}"


def _day(number: float, day_zero: date) -> date | None:
    if number < _FIRST_CERTAIN_SERIAL:
        return None
    try:
        return day_zero + timedelta(days=math.floor(number))
    except OverflowError:
        return None


def _iso_cell(value: str) -> Cell:
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return Cell(text=value)
    return Cell(text=day.isoformat(), kind=CellKind.DATE, day=day)
