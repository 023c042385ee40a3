"""Reads one of ICE's workbooks into a sheet: our own capped one-pass reader, values, dates and links."""

from __future__ import annotations

import posixpath

from domain.snapshots import Column, RowWarning, Sheet
from domain.vocabulary import ListKind
from scrapers.readers.columns import HEADER_AMONG_FIRST, Columns, find_columns, header_index
from scrapers.readers.container import Container
from scrapers.readers.grid import CellKind, Grid, read_grid
from scrapers.readers.parts import SheetPart, WorkbookPart, read_date_styles, read_shared_texts, read_workbook_part
from scrapers.readers.rows import ReadRows, read_rows
from scrapers.readers.shape import about_sheet, shape_doubts, shape_warnings
from workflows.ports import WorkbookUnreadableError

NOTHING_READ = "Nothing was read from it."
USUAL_SHEET = "Sheet1"
"""The name in 244 of 395 real workbooks; the others have "Sheet 1"."""
_IGNORED_PARTS = (
    ("vbaproject.bin", "a macro"),
    ("/externallinks/", "links to other workbooks"),
    ("/embeddings/", "embedded files"),
    ("/activex/", "ActiveX controls"),
)


class XlsxReader:
    """Implements `workflows.ports.WorkbookReader` in this very process; see `IsolatedReader` for untrusted files."""

    def read(self, body: bytes) -> Sheet:
        """Return the sheet that *body* holds. Raises WorkbookUnreadableError, which says why and that nothing was read."""
        try:
            return _Workbook(Container(body)).read()
        except WorkbookUnreadableError as error:
            raise WorkbookUnreadableError(f"{error} {NOTHING_READ}") from error
        except RecursionError as error:
            message = f"The workbook is nested too deeply: do not trust this file. {NOTHING_READ}"
            raise WorkbookUnreadableError(message) from error


class _Workbook:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._part: WorkbookPart = read_workbook_part(container)
        folder = posixpath.dirname(posixpath.dirname(self._part.sheets[0].part))
        self._shared_texts = read_shared_texts(container, folder)
        self._date_styles = read_date_styles(container, folder)

    def read(self) -> Sheet:
        sheet = self._sheet_of_the_list()
        grid = self._grid(sheet)
        if not grid.rows:
            raise WorkbookUnreadableError(f"The sheet “{sheet.name}” is empty, even its header: look at it by hand.")
        columns = find_columns(grid.rows[header_index(grid.rows) or 0])
        read = read_rows(grid, columns)
        return Sheet(
            looks_like=_looks_like(grid, columns, read),
            columns=tuple(columns.headers.values()),
            known_columns=frozenset(columns.known),
            rows=tuple(read.rows),
            unread_rows=tuple(read.unread),
            warnings=(
                *self._workbook_warnings(sheet),
                *shape_warnings(grid, columns),
                *columns.warnings,
                *read.warnings,
            ),
            hidden_rows=read.hidden,
            blank_rows=read.blank,
            sheet_names=tuple(each.name for each in self._part.sheets),
            doubts=(*_moved(self._part.sheets[0], sheet), *shape_doubts(grid, columns)),
        )

    def _sheet_of_the_list(self) -> SheetPart:
        """Return the first sheet that holds a list with rows, else the first with a list's header, else the first."""
        sheets = self._part.sheets
        if len(sheets) > 1:
            for with_rows in (True, False):
                for sheet in sheets:
                    if self._holds_list(sheet, with_rows=with_rows):
                        return sheet
        return sheets[0]

    def _holds_list(self, sheet: SheetPart, *, with_rows: bool) -> bool:
        """Tell whether *sheet* has a list's header near its top, and rows below it where they are wanted."""
        rows = self._grid(sheet, stop_after_rows=HEADER_AMONG_FIRST + 1).rows
        index = header_index(rows)
        return index is not None and (len(rows) > index + 1 or not with_rows)

    def _grid(self, sheet: SheetPart, *, stop_after_rows: int | None = None) -> Grid:
        return read_grid(
            self._container,
            sheet.part,
            shared_texts=self._shared_texts,
            date_styles=self._date_styles,
            counts_from_1904=self._part.counts_from_1904,
            stop_after_rows=stop_after_rows,
        )

    def _workbook_warnings(self, chosen: SheetPart) -> list[RowWarning]:
        others = [sheet for sheet in self._part.sheets if sheet is not chosen]
        messages = [f"The workbook has a further sheet, “{sheet.name}”, that was not read." for sheet in others]
        if chosen.hidden:
            messages.append(f"The sheet “{chosen.name}” is hidden; it was read all the same.")
        if chosen.name != USUAL_SHEET:
            messages.append(f"The sheet is called “{chosen.name}”, not “{USUAL_SHEET}”; it was read all the same.")
        messages += [
            f"The workbook carries {what}; they were ignored."
            for mark, what in _IGNORED_PARTS
            if any(mark in name.lower() for name in self._container.names)
        ]
        return [about_sheet(message) for message in messages]


def _moved(first: SheetPart, chosen: SheetPart) -> list[str]:
    if chosen is first:
        return []
    doubt = (
        f"The first sheet, “{first.name}”, holds no list, but “{chosen.name}” does, so that one was read: look whether "
        f"it is the list and whole."
    )
    return [doubt]


def _looks_like(grid: Grid, columns: Columns, read: ReadRows) -> ListKind:
    """Tell the lists apart by signing dates: the pending list has none, while an MOA column it has had since 2026.

    A column that only speaks of signing ("DATE SIGNED") tells the list apart too, though its dates are not read.
    """
    filled = len(read.rows) + len(read.unread)
    if Column.SIGNED in columns.known:
        with_signed = read.with_signed
    else:
        with_signed = max((_dates_in(grid, number) for number in columns.speaking_of_signing()), default=-1)
    return ListKind.PARTICIPATING if with_signed * 2 >= filled else ListKind.PENDING


def _dates_in(grid: Grid, column: int) -> int:
    return sum(row.cells[column].kind is CellKind.DATE for row in grid.rows if column in row.cells)
