"""How a database is opened: SQLite in WAL mode with foreign keys, or PostgreSQL."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

BUSY_MILLISECONDS = 10_000
"""How long SQLite waits for another writer before it gives up."""


class DatabaseUrlError(ValueError):
    """The database URL is not one we can open; the message says what to write instead."""


def open_engine(url: str) -> Engine:
    """Open the database at *url*: `sqlite:///path` or `postgresql://…`. Raises DatabaseUrlError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlError(_ADVICE) from error
    if parsed.get_backend_name() == "sqlite":
        _make_private(parsed.database)
        engine = create_engine(parsed, json_serializer=_compact, hide_parameters=True)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            json_serializer=_compact,
            hide_parameters=True,  # an error in a log must name nobody
            pool_pre_ping=True,
            max_overflow=30,  # readers, a poll and all lanes of the sender at once
        )
    raise DatabaseUrlError(_ADVICE)


def _make_private(file: str | None) -> None:
    """Make a new database file for its owner's eyes only; SQLite gives its side files the same mode."""
    if file and file != ":memory:" and not file.startswith("file:"):
        with contextlib.suppress(OSError):  # a folder that is not there is the database's to complain of
            os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))


_ADVICE = "LOOKOUT_DATABASE_URL must be sqlite:///path/to/lookout.sqlite or postgresql://user:password@host/database."


def _compact(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _set_pragmas(connection: Any, _: Any) -> None:
    """Set what SQLite forgets with each connection. FULL: a commit survives a power cut, not only a crash.

    `isolation_level = None` hands BEGIN to us: the driver's own would start read transactions that cannot become
    writers while another one writes.
    """
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # else REPLACE would rewrite a line of an append-only table past its trigger
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    """Take the write lock at once where the transaction will write, so that two writers queue instead of failing."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
