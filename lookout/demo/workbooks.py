"""Builds the demonstration's workbooks from its table of facts, in the shape of ICE's."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import xlsxwriter

from domain.vocabulary import ListKind
from lookout.demo.facts import Document, Entry

MAILBOX = "pat.sample@field-office.example"
"""The invented mailbox in the Safe Links; it may stand in the raw workbook and nowhere else."""
DOCUMENTS = "/doclib/287gMOA/"
"""Where ICE keeps most of its agreements' PDFs."""
_COLUMNS = {
    ListKind.PARTICIPATING: (
        "STATE",
        "LAW ENFORCEMENT AGENCY",
        "TYPE",
        "COUNTY",
        "SUPPORT TYPE",
        "SIGNED",
        "MOA",
        "ADDENDUM",
    ),
    ListKind.PENDING: ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE"),
}
_SIGNED, _MOA, _ADDENDUM = 5, 6, 7
_BLANK_ROWS_BELOW = 5
"""ICE's sheets end in rows that are formatted and empty, some in hundreds of them."""


def build_workbook(
    entries: Sequence[Entry], *, holds: ListKind, saved_at: datetime, documents_at: str, curly: bool = False
) -> bytes:
    """Return the bytes of a workbook with *entries*; the same arguments always give the same bytes.

    *documents_at* is the site's root, without a final slash. *curly* prints as a hand at ICE's typing desk does:
    curly apostrophes, and a blank behind every second name.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": saved_at.replace(tzinfo=None)})
        sheet = book.add_worksheet("Sheet1")
        day = book.add_format({"num_format": "m/d/yyyy"})
        framed = book.add_format({"border": 1})
        sheet.write_row(0, 0, _COLUMNS[holds])
        for line, entry in enumerate(entries, start=1):
            sheet.write_row(line, 0, _texts(entry, curly=curly, line=line))
            if holds is ListKind.PARTICIPATING:
                _write_signature(sheet, line, entry, day, documents_at)
        for line in range(len(entries) + 1, len(entries) + 1 + _BLANK_ROWS_BELOW):
            sheet.write_blank(line, 0, None, framed)
    return buffer.getvalue()


def document_url(document: Document, documents_at: str) -> str:
    """Return the link to *document* as the workbook holds it."""
    target = f"{documents_at}{DOCUMENTS}{quote(document.name)}"
    if not document.wrapped:
        return target
    data = f"05|02|{MAILBOX}|0123456789abcdef|0|0|0|Unknown|"
    wrapper = urlencode({"url": target, "data": data, "sdata": "c2FtcGxl", "reserved": "0"})
    return f"https://gcc02.safelinks.protection.outlook.com/?{wrapper}"


def _texts(entry: Entry, *, curly: bool, line: int) -> list[str]:
    agency = entry.agency
    if curly:
        agency = agency.replace("'", "’") + " " * (line % 2)
    return [entry.state, agency, entry.agency_type, entry.county, entry.model.value]


def _write_signature(sheet: Any, line: int, entry: Entry, day: Any, documents_at: str) -> None:
    if entry.signed_on is not None:
        sheet.write_datetime(line, _SIGNED, entry.signed_on, day)
    if entry.moa is None:
        sheet.write_string(line, _MOA, "link pending")
    else:
        sheet.write_url(line, _MOA, document_url(entry.moa, documents_at), None, "Link")
    if entry.addendum is not None:
        sheet.write_url(line, _ADDENDUM, document_url(entry.addendum, documents_at), None, "Link")
