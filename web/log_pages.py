"""Reading the change log in pieces: one page of it, or all of it without holding it at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

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
    piece = size + 1 if wanted.certainty is None else PIECE
    found = tuple(islice(walk(reader, wanted, before=before, piece=piece), size + 1))
    more = len(found) > size
    return LogPage(entries=found[:size], next_before=found[size - 1].seq if more else None)


def walk(
    reader: LogReader, wanted: ChangeFilter, *, before: int | None = None, piece: int = PIECE
) -> Iterator[LoggedChange]:
    """Yield every entry that *wanted* admits, newest first, *piece* entries at a time.

    Entries recorded meanwhile are not seen: the cursor only moves back.
    """
    while True:
        entries = reader.changes(replace(wanted.query(), before_seq=before, limit=piece))
        yield from (entry for entry in entries if wanted.admits(entry.change))
        if len(entries) < piece:
            return
        before = entries[-1].seq
