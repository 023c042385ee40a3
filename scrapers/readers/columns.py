"""Finds the columns of a list by the names in its header row, however they are ordered, padded or misspelt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from domain.snapshots import Column, RowWarning
from domain.text import comparable, shown
from scrapers.readers.cell_addresses import column_letters
from scrapers.readers.grid import GridRow
from workflows.ports import WorkbookUnreadableError

HEADER_AMONG_FIRST = 10
"""Filled rows in which the header is looked for. It has been the first one in every real workbook."""
REQUIRED: tuple[Column, ...] = (Column.STATE, Column.AGENCY, Column.SUPPORT_TYPE)
"""What every list of both kinds has had since 2021; without one of these nothing can be read."""

_BY_NAME = {comparable(column): column for column in Column}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of the sheet holds what; numbers count from 1."""

    header_row: int
    known: dict[Column, int]
    headers: dict[int, str]
    """Every named column in sheet order, as printed."""
    warnings: tuple[RowWarning, ...]

    def speaking_of_signing(self) -> list[int]:
        """Return the columns that were not recognised but name signing: SIGNED under another name."""
        unknown = set(self.headers) - set(self.known.values())
        return [number for number in sorted(unknown) if "signed" in comparable(self.headers[number]).split()]

    def is_repeated_by(self, row: GridRow) -> bool:
        """Tell whether *row* is the header once more, as ICE's totals once counted."""
        return all(
            column in row.cells and comparable(row.cells[column].text) == comparable(self.headers[column])
            for column in (self.known[required] for required in REQUIRED)
        )


def find_columns(header: GridRow) -> Columns:
    """Return the columns named in *header*. Raises WorkbookUnreadableError where a needed one is missing or doubled."""
    headers = {number: text for number, cell in sorted(header.cells.items()) if (text := shown(cell.text))}
    known = _exact(headers)
    near = _near(headers, known)
    known.update(near)
    if missing := [column for column in REQUIRED if column not in known]:
        raise WorkbookUnreadableError(
            f"Row {header.number}, the first with text, is not the header of an ICE list: it lacks "
            f"{', '.join(missing)} and has {_listed(headers)}. Look at the file by hand."
        )
    warnings = [_misspelt(headers[number], column) for column, number in near.items()]
    warnings += [_unknown(text) for number, text in headers.items() if number not in known.values()]
    return Columns(header_row=header.number, known=known, headers=headers, warnings=tuple(warnings))


def header_index(rows: Sequence[GridRow]) -> int | None:
    """Return which of the first filled *rows* is the header of a list; None where none of them can be."""
    return next((index for index, row in enumerate(rows[:HEADER_AMONG_FIRST]) if _has_needed_columns(row)), None)


def _has_needed_columns(header: GridRow) -> bool:
    try:
        find_columns(header)
    except WorkbookUnreadableError:
        return False
    return True


def _exact(headers: dict[int, str]) -> dict[Column, int]:
    known: dict[Column, int] = {}
    for number, text in headers.items():
        column = _BY_NAME.get(comparable(text))
        if column is None:
            continue
        if column in known:
            raise WorkbookUnreadableError(
                f"The column {column} stands twice, in {column_letters(known[column])} and {column_letters(number)}: "
                f"which one counts cannot be told, look at the file by hand."
            )
        known[column] = number
    return known


def _near(headers: dict[int, str], known: dict[Column, int]) -> dict[Column, int]:
    """Return the columns that a misspelt header means; a header that could mean two, or two that mean one, give none."""
    candidates: dict[Column, list[int]] = {}
    for number, text in headers.items():
        if number in known.values():
            continue
        meant = [column for column in Column if column not in known and _is_near(comparable(text), comparable(column))]
        if len(meant) == 1:
            candidates.setdefault(meant[0], []).append(number)
    return {column: numbers[0] for column, numbers in candidates.items() if len(numbers) == 1}


def _is_near(text: str, name: str) -> bool:
    """Allow one slip in six letters, two at most (MOA none, SIGNED one), and "agencies" for "agency"."""
    joined, wanted = text.replace("agencies", "agency").replace(" ", ""), name.replace(" ", "")
    return DamerauLevenshtein.distance(joined, wanted) <= min(2, round(len(wanted) / 6))


def _misspelt(printed: str, column: Column) -> RowWarning:
    return _about_sheet(printed, f"The header “{printed}” was read as {column}.", column=column)


def _unknown(printed: str) -> RowWarning:
    return _about_sheet(printed, f"The list has a column that is not known and was not read: “{printed}”.")


def _about_sheet(printed: str, message: str, *, column: str | None = None) -> RowWarning:
    return RowWarning(position=None, column=column, printed=printed, message=message)


def _listed(headers: dict[int, str]) -> str:
    names = [f"“{text[:60]}”" for text in list(headers.values())[:12]]
    return ", ".join(names) if names else "no text at all"
