"""Reading the change log from a place onward, oldest first."""

from __future__ import annotations

from dataclasses import replace

from workflows.reading import ChangeQuery, LoggedChange, LogReader


def read_forward(
    reader: LogReader, wanted: ChangeQuery, *, after: int, latest: int, size: int
) -> tuple[list[LoggedChange], bool]:
    """Return the oldest *size* entries of *wanted* recorded after place *after*, and whether there are more.

    Nothing beyond *latest* is looked at: what is recorded meanwhile belongs to the next reading. The log can only be
    asked for what is newest before a place, so it is asked in stretches; a stretch no wider than what one question
    brings back hides nothing, and one that comes back short is known whole, so stretches of a rare kind may grow.
    """
    found: list[LoggedChange] = []
    most = size + 1
    width = most
    while after < latest and len(found) < most:
        end = min(after + width, latest)
        entries = reader.changes(replace(wanted, before_seq=end + 1, newest_first=True, limit=most))
        inside = [entry for entry in entries if entry.seq > after]
        if len(inside) == most and end - after > most:
            width = max(most, width // 4)
            continue
        found.extend(reversed(inside))
        after = end
        width *= 2
    return found[:size], len(found) > size


def read_back(
    reader: LogReader, wanted: ChangeQuery, *, before: int | None, latest: int, size: int
) -> tuple[list[LoggedChange], bool]:
    """Return the newest *size* entries of *wanted* recorded before place *before*, and whether there are more."""
    place = latest + 1 if before is None else min(before, latest + 1)
    found = list(reader.changes(replace(wanted, before_seq=place, newest_first=True, limit=size + 1)))
    return found[:size], len(found) > size
