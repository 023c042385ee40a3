"""Turns the rows of a sheet into listed agreements, keeping every row that names something."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from domain.links import unwrap
from domain.places import state_meant
from domain.snapshots import Column, ListedRow, RowWarning, UnreadRow
from domain.text import shown
from domain.vocabulary import is_blank, resolve_state, resolve_support_type
from scrapers.readers.cell_addresses import column_letters
from scrapers.readers.columns import Columns
from scrapers.readers.dates import read_signed
from scrapers.readers.grid import CellKind, Grid, GridRow
from scrapers.readers.oddities import oddity

_LOOKED_AT_FOR_ODDITIES = (Column.STATE, Column.AGENCY, Column.TYPE, Column.COUNTY)


@dataclass(slots=True)
class ReadRows:
    """What the rows under the header came to."""

    rows: list[ListedRow] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    hidden: int = 0
    blank: int = 0
    with_signed: int = 0


def read_rows(grid: Grid, columns: Columns) -> ReadRows:
    """Return the rows of *grid* below the header. Hidden rows count: ICE's saved filters hide most of some lists."""
    read = ReadRows(blank=max(grid.last_row - columns.header_row, 0))
    for row in grid.rows:
        if row.number <= columns.header_row or _is_blank_row(row, columns):
            continue
        read.blank -= 1
        if columns.is_repeated_by(row):
            read.warnings.append(_about_row(row, None, "", "The header stands here once more; the row was skipped."))
        else:
            _read_row(row, grid, columns, read)
    read.warnings += _error_cells(grid, columns)
    read.warnings += _text_without_header(grid, columns)
    return read


def _read_row(row: GridRow, grid: Grid, columns: Columns, read: ReadRows) -> None:
    printed = {column: _printed(row, columns, column) for column in Column}
    read.hidden += row.hidden
    read.with_signed += not is_blank(printed[Column.SIGNED])
    read.warnings += _odd_texts(row, columns)
    state = resolve_state(printed[Column.STATE])
    support_type = resolve_support_type(printed[Column.SUPPORT_TYPE])
    if state is None or support_type is None or is_blank(printed[Column.AGENCY]):
        read.unread.append(_unread(row, columns, printed, state_known=state is not None))
        return
    meant = state_meant(printed[Column.AGENCY], printed[Column.COUNTY], state)
    if meant != state:
        message = f"The county is in {meant}, not in {state}: the row is read as {meant}'s."
        read.warnings.append(_about_row(row, Column.STATE, printed[Column.STATE], message))
    signed = read_signed(row.cells.get(columns.known.get(Column.SIGNED, 0)))
    if signed.oddity:
        read.warnings.append(_about_row(row, Column.SIGNED, signed.text, signed.oddity))
    read.rows.append(
        ListedRow(
            position=row.number,
            state=meant,
            state_text=printed[Column.STATE],
            agency=printed[Column.AGENCY],
            agency_type=_unless_blank(printed[Column.TYPE]),
            county=_unless_blank(printed[Column.COUNTY]),
            support_type=support_type,
            support_type_text=printed[Column.SUPPORT_TYPE],
            signed_on=signed.on,
            signed_text=signed.text,
            moa_text=printed[Column.MOA],
            moa_url=_link(row, Column.MOA, grid, columns, read),
            addendum_text=printed[Column.ADDENDUM],
            addendum_url=_link(row, Column.ADDENDUM, grid, columns, read),
            hidden=row.hidden,
        )
    )


def _printed(row: GridRow, columns: Columns, column: Column) -> str:
    cell = row.cells.get(columns.known.get(column, 0))
    return shown(cell.text) if cell else ""


def _unless_blank(text: str) -> str:
    return "" if is_blank(text) else text


def _is_blank_row(row: GridRow, columns: Columns) -> bool:
    """Tell whether a row says nothing under any header: ICE's lists end in rows of blanks and stray `#N/A`."""
    return all(is_blank(shown(cell.text)) for number, cell in row.cells.items() if number in columns.headers)


def _unread(row: GridRow, columns: Columns, printed: dict[Column, str], *, state_known: bool) -> UnreadRow:
    if is_blank(printed[Column.AGENCY]):
        reason = "The row names no law enforcement agency."
    elif not state_known:
        reason = f"“{printed[Column.STATE]}” is no state or territory that we know."
    else:
        reason = f"“{printed[Column.SUPPORT_TYPE]}” is no support type that we know."
    cells = tuple(
        (header, text)
        for number, header in columns.headers.items()
        if number in row.cells and (text := shown(row.cells[number].text))
    )
    return UnreadRow(position=row.number, printed=cells, reason=reason)


def _link(row: GridRow, column: Column, grid: Grid, columns: Columns, read: ReadRows) -> str | None:
    number = columns.known.get(column)
    if number is None:
        return None
    raw = grid.link(row.number, number)
    if raw is None and number in row.cells and "://" in row.cells[number].text:
        raw = row.cells[number].text
    if raw is None:
        return None
    target = unwrap(raw)
    if target is None:
        # The address itself is not repeated: wrapped ones name the mailbox of a member of staff.
        message = f"The {column} link leads to no public web page ({_scheme(raw)}) and was left out."
        read.warnings.append(_about_row(row, column, "", message))
    return target


def _scheme(raw: str) -> str:
    try:
        scheme = urlsplit(raw.strip()).scheme
    except ValueError:
        scheme = ""
    return f"{shown(scheme)[:30]}: address" if scheme else "no full address"


def _odd_texts(row: GridRow, columns: Columns) -> list[RowWarning]:
    return [
        _about_row(row, column, shown(cell.text)[:200], message)
        for column in _LOOKED_AT_FOR_ODDITIES
        if (cell := row.cells.get(columns.known.get(column, 0))) and (message := oddity(cell.text))
    ]


def _error_cells(grid: Grid, columns: Columns) -> list[RowWarning]:
    """Return one warning per column and error: ICE's COUNTY column has held `#N/A` in 213 rows at once."""
    counts = Counter(
        (number, cell.text)
        for row in grid.rows
        for number, cell in row.cells.items()
        if cell.kind is CellKind.ERROR and number in columns.headers
    )
    return [
        RowWarning(
            position=None,
            column=columns.headers[number],
            printed=shown(text),
            message=f"The column {columns.headers[number]} holds {shown(text)} in {_rows(count)}.",
        )
        for (number, text), count in sorted(counts.items())
    ]


def _text_without_header(grid: Grid, columns: Columns) -> list[RowWarning]:
    stray: dict[int, list[tuple[int, str]]] = {}
    for row in grid.rows:
        for number, cell in row.cells.items():
            if number not in columns.headers and (text := shown(cell.text)):
                stray.setdefault(number, []).append((row.number, text))
    return [
        RowWarning(
            position=None,
            column=column_letters(number),
            printed=found[0][1][:200],
            message=(
                f"Column {column_letters(number)} has no header but text in {_rows(len(found))}, first in row "
                f"{found[0][0]}; it was not read."
            ),
        )
        for number, found in sorted(stray.items())
    ]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _about_row(row: GridRow, column: Column | None, printed: str, message: str) -> RowWarning:
    return RowWarning(position=row.number, column=column, printed=printed, message=message)
