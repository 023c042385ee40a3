"""Reading the change log from a place onward, oldest first."""

from __future__ import annotations

from dataclasses import replace

from workflows.reading import ChangeQuery, LoggedChange, LogReader


def read_forward(
    reader: LogReader, wanted: ChangeQuery, *, after: int, latest: int, size: int
) -> tuple[list[LoggedChange], bool]:
    """Return the oldest *size* entries of *wanted* recorded after place *after*, and whether there are more.

    Nothing beyond *latest* is looked at: what is recorded meanwhile belongs to the next reading.
    """
    query = replace(wanted, after_seq=after, before_seq=latest + 1, newest_first=False, limit=size + 1)
    found = list(reader.changes(query))
    return found[:size], len(found) > size


def read_back(
    reader: LogReader, wanted: ChangeQuery, *, before: int | None, latest: int, size: int
) -> tuple[list[LoggedChange], bool]:
    """Return the newest *size* entries of *wanted* recorded before place *before*, and whether there are more."""
    place = latest + 1 if before is None else min(before, latest + 1)
    found = list(reader.changes(replace(wanted, before_seq=place, newest_first=True, limit=size + 1)))
    return found[:size], len(found) > size
