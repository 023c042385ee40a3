"""One process at a time writes versions and decisions."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

RECORDING = 287
"""The number of PostgreSQL's advisory lock under which versions and decisions are written."""


def hold_recording(session: Session) -> None:
    """Wait until no other process is recording, and keep others waiting until *session*'s transaction ends.

    May be taken twice. SQLite has taken its one write lock already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": RECORDING})
