"""Reading the change log in pieces: one page of it, or all of it without holding it at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from web.filters import ChangeFilter
from workflows.reading import LoggedChange, LogReader

PIECE = 500
"""How many entries are read at a time when the log is walked: about a megabyte in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One page of the log, newest first. *next_before* is the cursor of the page after it, None on the last one."""

    entries: tuple[LoggedChange, ...]
    next_before: int | None


def read_page(reader: LogReader, wanted: ChangeFilter, *, before: int | None, size: int) -> LogPage:
    """Return the newest *size* entries that *wanted* admits, recorded before place *before*."""
    found = tuple(reader.changes(replace(wanted.query(), before_seq=before, limit=size + 1)))
    more = len(found) > size
    return LogPage(entries=found[:size], next_before=found[size - 1].seq if more else None)


def walk(reader: LogReader, wanted: ChangeFilter) -> Iterator[LoggedChange]:
    """Yield every entry that *wanted* admits, newest first, PIECE entries at a time.

    Entries recorded meanwhile are not seen: the cursor only moves back.
    """
    before: int | None = None
    while True:
        entries = reader.changes(replace(wanted.query(), before_seq=before, limit=PIECE))
        yield from entries
        if len(entries) < PIECE:
            return
        before = entries[-1].seq
