"""Releases as rows, and back."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from domain.releases import Published, Release, ReleaseReading
from storage.tables import ReleaseRow

_READING = TypeAdapter(ReleaseReading)


def reading_to_json(reading: ReleaseReading) -> dict[str, Any]:
    """Return *reading* as JSON holds it."""
    data: dict[str, Any] = _READING.dump_python(reading, mode="json")
    return data


def reading_from_json(data: dict[str, Any]) -> ReleaseReading:
    """Return the reading that `reading_to_json` wrote."""
    return _READING.validate_python(data)


def release_from_row(row: ReleaseRow) -> Release:
    """Return the release that a row holds."""
    return Release(
        id=row.id,
        source=row.source,
        url=row.url,
        title=row.title,
        published=Published(on=row.published_on, at=row.published_at) if row.published_on else None,
        first_seen_at=row.first_seen_at,
        reading=reading_from_json(row.reading),
        same_as=row.same_as,
    )
