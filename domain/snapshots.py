"""What one reading of one of ICE's lists is: rows as printed and as understood, and what was odd about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.vocabulary import ListKind, SupportType


class Column(StrEnum):
    """The columns that ICE's workbooks are known to have; the value is the header as ICE prints it."""

    STATE = "STATE"
    AGENCY = "LAW ENFORCEMENT AGENCY"
    TYPE = "TYPE"
    COUNTY = "COUNTY"
    SUPPORT_TYPE = "SUPPORT TYPE"
    SIGNED = "SIGNED"
    MOA = "MOA"
    ADDENDUM = "ADDENDUM"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWarning:
    """Something about one row, or about the whole sheet (*position* None), that a person may want to see."""

    position: int | None
    column: str | None
    printed: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """One row of a list that names an agency.

    *position* is the row number in the sheet, from 1. *state* is the official name. Every other text is as ICE
    printed it, made fit to show; "" where ICE printed nothing. *moa_url* and *addendum_url* are unwrapped, or None.
    *signed_on* is None where the printed date cannot be read without guessing; *signed_text* then holds what stood
    there.
    """

    position: int
    state: str
    state_text: str
    agency: str
    agency_type: str = ""
    county: str = ""
    support_type: SupportType
    support_type_text: str
    signed_on: date | None = None
    signed_text: str = ""
    moa_text: str = ""
    moa_url: str | None = None
    addendum_text: str = ""
    addendum_url: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow:
    """A row that names something but whose state or support type is not one we know: kept, shown, never dropped."""

    position: int
    printed: tuple[tuple[str, str], ...]
    """(header, text) in sheet order."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The counts that ICE's page itself states in its prose; None where it states none."""

    agreements: int | None = None
    states: int | None = None
    territories: int | None = None
    by_support_type: tuple[tuple[SupportType, int], ...] = ()
    quoted: str = ""
    """The sentence the numbers were read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One workbook as the reader understood it, before anybody asked whether it may be believed."""

    looks_like: ListKind
    """Which list the columns say this is: only the participating list has SIGNED and MOA with dates under it."""
    columns: tuple[str, ...]
    """Named headers in sheet order, as printed."""
    known_columns: frozenset[Column]
    rows: tuple[ListedRow, ...]
    unread_rows: tuple[UnreadRow, ...] = ()
    warnings: tuple[RowWarning, ...] = ()
    hidden_rows: int = 0
    blank_rows: int = 0
    sheet_names: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """What about the sheet's shape needs a person's look before its rows may be believed, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One complete reading of one list, with where and when it was seen; not yet compared with anything."""

    source: str
    """Source key: `ice-287g` (participating) or `ice-287g-pending`."""
    list_kind: ListKind
    """The list that this address is meant to serve."""
    sheet: Sheet
    sha256: str
    document_url: str
    published_name: str
    observed_at: datetime
    totals: Totals = field(default_factory=Totals)
    modified_at: datetime | None = None
    """When the server says that the file was put there (Last-Modified); None where it says nothing."""

    @property
    def rows(self) -> tuple[ListedRow, ...]:
        """The rows that were understood, in sheet order."""
        return self.sheet.rows
