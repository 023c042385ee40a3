"""Turns cell addresses such as "G12" into numbers and back; rows and columns count from 1."""

from __future__ import annotations

import re

from workflows.ports import WorkbookUnreadableError

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def position_of(reference: str) -> tuple[int, int]:
    """Return (row, column) of a cell address such as "G12". Raises WorkbookUnreadableError."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise WorkbookUnreadableError(f"The sheet names a cell {reference!a:.40}, which is no cell address.")
    return int(match[2]), column_number(match[1])


def column_number(letters: str) -> int:
    """Return 1 for "A", 27 for "AA"."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return "A" for 1, "AA" for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def letters_in_row(reference: str, row: int) -> str:
    """Return the column letters of *reference*, which must stand in *row*. Raises WorkbookUnreadableError."""
    letters = reference.rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or not letters.isupper() or reference != f"{letters}{row}":
        raise WorkbookUnreadableError(f"Row {row} of the sheet names a cell {reference!a:.40}: do not trust this file.")
    if len(letters) > len("XFD"):
        raise WorkbookUnreadableError(f"The sheet names a cell {reference!a:.40}, which is no cell address.")
    return letters
