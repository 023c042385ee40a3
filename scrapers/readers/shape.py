"""Says what is unusual about the shape of a sheet, and what of it makes its rows doubtful until a person has looked."""

from __future__ import annotations

from domain.snapshots import RowWarning
from domain.text import shown
from scrapers.readers.cell_addresses import column_letters, position_of
from scrapers.readers.columns import Columns
from scrapers.readers.grid import MAX_MERGED_NAMED, Grid


def shape_warnings(grid: Grid, columns: Columns) -> list[RowWarning]:
    """Return a warning for each thing that is unusual and does no harm."""
    messages = []
    if columns.header_row != 1 and not _rows_above(grid, columns):
        messages.append(f"The header stands in row {columns.header_row}, not in row 1.")
    if grid.merged:
        messages.append(f"Cells are merged ({', '.join(grid.merged[:5])}); only the first of each holds its text.")
    if hidden := _hidden_headers(grid, columns):
        messages.append(f"Columns are hidden ({', '.join(hidden)}); they were read all the same.")
    if rows := [row for row in grid.rows if row.hidden and row.number > columns.header_row]:
        messages.append(
            f"{len(rows):,} row(s) are hidden, the first in row {rows[0].number}; they were read all the same."
        )
    return [about_sheet(message) for message in messages]


def shape_doubts(grid: Grid, columns: Columns) -> list[str]:
    """Return a sentence for each thing that a person must look at before the rows may be believed.

    ICE's workbooks of 2025 and 2026 had the header in row 1 and no merged cells, without exception.
    """
    doubts = []
    if above := _rows_above(grid, columns):
        doubts.append(
            f"The header stands in row {columns.header_row} below other text (“{above[0][:60]}”): look whether the rows "
            f"under it are the whole list."
        )
    if merged := _merged_in_list(grid, columns):
        doubts.append(
            f"Cells of the list are merged ({', '.join(merged[:5])}), and only the first of each holds its text: look "
            f"which rows the others belong to."
        )
    return doubts


def about_sheet(message: str) -> RowWarning:
    """Return a warning about the whole sheet."""
    return RowWarning(position=None, column=None, printed="", message=message)


def _rows_above(grid: Grid, columns: Columns) -> list[str]:
    """Return the first text of each filled row above the header."""
    return [shown(next(iter(row.cells.values())).text) for row in grid.rows if row.number < columns.header_row]


def _merged_in_list(grid: Grid, columns: Columns) -> list[str]:
    """Return the merged ranges that touch a cell of the list or its header; all where there are too many to tell."""
    if len(grid.merged) >= MAX_MERGED_NAMED:
        return grid.merged
    filled = {row.number for row in grid.rows if row.number >= columns.header_row}
    return [
        reference
        for reference in grid.merged
        for rows, numbers in (_area(reference),)
        if not (filled.isdisjoint(rows) or columns.headers.keys().isdisjoint(numbers))
    ]


def _area(reference: str) -> tuple[range, range]:
    """Return the rows and the columns of a range such as "A5:C7"."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = position_of(first), position_of(last or first)
    return range(top, bottom + 1), range(left, right + 1)


def _hidden_headers(grid: Grid, columns: Columns) -> list[str]:
    return [
        f"{column_letters(number)}, “{text}”"
        for number, text in columns.headers.items()
        if any(number in hidden for hidden in grid.hidden_columns)
    ]
