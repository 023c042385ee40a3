"""Reads one of ICE's workbooks into a sheet: our own capped one-pass reader, values, dates and links."""

from __future__ import annotations

import posixpath

from domain.snapshots import Column, RowWarning, Sheet
from domain.vocabulary import ListKind
from scrapers.readers.columns import Columns, find_columns, has_needed_columns
from scrapers.readers.container import Container
from scrapers.readers.grid import Grid, read_grid
from scrapers.readers.parts import SheetPart, WorkbookPart, read_date_styles, read_shared_texts, read_workbook_part
from scrapers.readers.rows import ReadRows, read_rows
from workflows.ports import WorkbookUnreadableError

_IGNORED_PARTS = (
    ("vbaproject.bin", "a macro"),
    ("/externallinks/", "links to other workbooks"),
    ("/embeddings/", "embedded files"),
    ("/activex/", "ActiveX controls"),
)


class XlsxReader:
    """Implements `workflows.ports.WorkbookReader` in this very process; see `IsolatedReader` for untrusted files."""

    def read(self, body: bytes) -> Sheet:
        """Return the sheet that *body* holds. Raises WorkbookUnreadableError with one sentence that says why."""
        try:
            return _Workbook(Container(body)).read()
        except RecursionError as error:
            raise WorkbookUnreadableError("The workbook is nested too deeply: do not trust this file.") from error


class _Workbook:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._part: WorkbookPart = read_workbook_part(container)
        folder = posixpath.dirname(posixpath.dirname(self._part.sheets[0].part))
        self._shared_texts = read_shared_texts(container, folder)
        self._date_styles = read_date_styles(container, folder)

    def read(self) -> Sheet:
        first, *others = self._part.sheets
        grid = self._grid(first)
        columns = self._columns(grid, first, others)
        read = read_rows(grid, columns)
        if not read.rows and not read.unread and (moved_to := self._list_among(others, with_rows=True)):
            raise _moved(first, moved_to)
        return Sheet(
            looks_like=_looks_like(columns, read),
            columns=tuple(columns.headers.values()),
            known_columns=frozenset(columns.known),
            rows=tuple(read.rows),
            unread_rows=tuple(read.unread),
            warnings=(*self._sheet_warnings(grid), *columns.warnings, *read.warnings),
            hidden_rows=read.hidden,
            blank_rows=read.blank,
            sheet_names=tuple(sheet.name for sheet in self._part.sheets),
        )

    def _grid(self, sheet: SheetPart, *, stop_after_rows: int | None = None) -> Grid:
        return read_grid(
            self._container,
            sheet.part,
            shared_texts=self._shared_texts,
            date_styles=self._date_styles,
            counts_from_1904=self._part.counts_from_1904,
            stop_after_rows=stop_after_rows,
        )

    def _columns(self, grid: Grid, first: SheetPart, others: list[SheetPart]) -> Columns:
        is_list = bool(grid.rows) and has_needed_columns(grid.rows[0])
        if not is_list and (moved_to := self._list_among(others, with_rows=False)):
            raise _moved(first, moved_to)
        if not grid.rows:
            raise WorkbookUnreadableError(f"The sheet “{first.name}” is empty, even its header: look at it by hand.")
        return find_columns(grid.rows[0])

    def _list_among(self, sheets: list[SheetPart], *, with_rows: bool) -> SheetPart | None:
        for sheet in sheets:
            grid = self._grid(sheet, stop_after_rows=2)
            if grid.rows and has_needed_columns(grid.rows[0]) and (len(grid.rows) > 1 or not with_rows):
                return sheet
        return None

    def _sheet_warnings(self, grid: Grid) -> list[RowWarning]:
        first, *others = self._part.sheets
        messages = [f"The workbook has a further sheet, “{sheet.name}”, that was not read." for sheet in others]
        if first.hidden:
            messages.append(f"The sheet “{first.name}” is hidden; it was read all the same.")
        if grid.merged:
            messages.append(f"Cells are merged ({', '.join(grid.merged[:5])}); only the first of each holds its text.")
        messages += [
            f"The workbook carries {what}; they were ignored."
            for mark, what in _IGNORED_PARTS
            if any(mark in name.lower() for name in self._container.names)
        ]
        return [RowWarning(position=None, column=None, printed="", message=message) for message in messages]


def _moved(first: SheetPart, moved_to: SheetPart) -> WorkbookUnreadableError:
    return WorkbookUnreadableError(
        f"The sheet “{first.name}” holds no list, but “{moved_to.name}” does: the data moved to another sheet. Look at "
        f"the file by hand."
    )


def _looks_like(columns: Columns, read: ReadRows) -> ListKind:
    """Tell the lists apart by signing dates: the pending list has none, while an MOA column it has had since 2026."""
    filled = len(read.rows) + len(read.unread)
    if Column.SIGNED in columns.known and read.with_signed * 2 >= filled:
        return ListKind.PARTICIPATING
    return ListKind.PENDING
