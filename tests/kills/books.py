"""Reading the database that is being killed from outside, with nothing of the product between."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy.engine import make_url

from storage.tables import METADATA

_OPEN_TRANSACTIONS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
"""
_UNSETTLED = "status IN ('pending', 'sending')"
_TIRED = f"""
    SELECT count(*) FROM delivery d WHERE {_UNSETTLED} AND (attempts >= 6 OR unknown_outcomes >= 3 OR unknown_outcomes
    + (SELECT count(*) FROM attempt a WHERE a.delivery_id = d.id AND a.finished_at IS NULL) >= 3)
"""  # noqa: S608  # our own words
Rows = list[tuple[Any, ...]]


class Database(Protocol):
    """One database, read by one query at a time."""

    def rows(self, query: str) -> Rows:
        """Return the rows of *query*."""

    def integrity(self) -> list[str]:
        """Return what the database itself says is wrong with it."""

    def close(self) -> None:
        """Let it go."""


class SqliteFile:
    """Opened for each question and for reading only: the next worker must find the file as the killed one left it."""

    def __init__(self, url: str) -> None:
        self._path = Path(make_url(url).database or "")

    def rows(self, query: str) -> Rows:
        connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def integrity(self) -> list[str]:
        said = [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        return said + [f"foreign key: {row}" for row in self.rows("PRAGMA foreign_key_check")]

    def close(self) -> None:
        """There is nothing to let go."""


class PostgresServer:
    """One connection, on which each question is a transaction of its own."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def rows(self, query: str) -> Rows:
        return self._connection.execute(query.encode()).fetchall()

    def integrity(self) -> list[str]:
        """The server sees that the one who held a transaction is gone when it next looks at the socket: wait for it."""
        end = time.monotonic() + 10
        pause = threading.Event()
        while (left_open := self.rows(_OPEN_TRANSACTIONS)[0][0]) and time.monotonic() < end:
            pause.wait(0.05)
        return [f"{left_open} transactions were left open"] if left_open else []

    def close(self) -> None:
        self._connection.close()


class Books:
    """What the checks ask."""

    def __init__(self, url: str) -> None:
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._database: Database = SqliteFile(url) if is_sqlite else PostgresServer(url)
        self.rows = self._database.rows
        self.close = self._database.close

    def heard_of(self, after_seq: int, subscriptions: Sequence[int]) -> tuple[int, dict[str, set[int]]]:
        """Return the last place in the log, and per change after *after_seq* whom of *subscriptions* it is owed to."""
        ids = ", ".join(map(str, subscriptions))
        found = self.rows(
            "SELECT c.seq, c.id, d.subscription_id FROM change c LEFT JOIN delivery_change d"  # noqa: S608  # numbers
            f" ON d.change_id = c.id AND d.subscription_id IN ({ids}) WHERE c.seq > {after_seq} ORDER BY c.seq"
        )
        heard: dict[str, set[int]] = defaultdict(set)
        for _, change, subscription in found:
            heard[change] |= {subscription} if subscription is not None else set()
        return max((row[0] for row in found), default=after_seq), heard

    def some_are_tired(self) -> bool:
        """Tell whether a delivery has had so many attempts cut short that one more could park it."""
        return bool(self.rows(_TIRED)[0][0])

    def unsettled(self) -> int:
        """Return how many deliveries are not over yet."""
        count: int = self.rows(f"SELECT count(*) FROM delivery WHERE {_UNSETTLED}")[0][0]  # noqa: S608  # our own words
        return count

    def integrity(self) -> list[str]:
        """Return everything that is wrong with the database as such: its pages, its keys, its doubles."""
        wrong = self._database.integrity()
        for table in METADATA.tables.values():
            for key in table.foreign_keys:
                child, parent = key.parent.name, key.column
                lost = self.rows(
                    f"SELECT count(*) FROM {table.name} c LEFT JOIN {parent.table.name} p"  # noqa: S608  # our own names
                    f" ON p.{parent.name} = c.{child} WHERE c.{child} IS NOT NULL AND p.{parent.name} IS NULL"
                )[0][0]
                wrong += [f"{lost} rows of {table.name} whose {child} is nowhere"] if lost else []
        doubles = self.rows("SELECT change_id, subscription_id FROM delivery_change GROUP BY 1, 2 HAVING count(*) > 1")
        return wrong + [f"told twice: {row}" for row in doubles]
