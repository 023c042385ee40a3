"""Reviewers of the desk and their sessions. The key of an authenticator is encrypted, a session's token only hashed."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime

from sqlalchemy import Engine, delete, func, select, update
from sqlmodel import Session, col

from storage.tables import DeskSessionRow, ReviewerRow
from storage.vault import Vault
from workflows.reviewers import Reviewer, ReviewerBook


class Reviewers:
    """Opens transactions on the accounts of one database."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self._reading = engine
        self._writing = engine.execution_options(writes=True)
        self._vault = vault
        is_sqlite = engine.dialect.name == "sqlite"
        self._one_writer: AbstractContextManager[object] = threading.Lock() if is_sqlite else nullcontext()

    @contextmanager
    def open(self) -> Iterator[ReviewerBook]:
        """Begin a transaction; leaving without an error commits it."""
        with self._one_writer, Session(self._writing) as session, session.begin():
            yield _Book(session, self._vault)

    @contextmanager
    def look(self) -> Iterator[ReviewerBook]:
        """Begin a transaction that only reads."""
        with Session(self._reading) as session:
            yield _Book(session, self._vault)


class _Book:
    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    def has_reviewers(self) -> bool:
        return self._session.execute(select(col(ReviewerRow.name)).limit(1)).first() is not None

    def reviewers(self) -> Sequence[Reviewer]:
        rows = self._session.execute(select(ReviewerRow).order_by(col(ReviewerRow.name))).scalars()
        return [self._reviewer(row) for row in rows]

    def reviewer(self, name: str) -> Reviewer | None:
        row = self._session.get(ReviewerRow, name)
        return None if row is None else self._reviewer(row)

    def reviewer_exists(self, name: str) -> bool:
        # Locked: whoever signs in at this moment does so before what follows, or not at all.
        query = select(col(ReviewerRow.name)).where(col(ReviewerRow.name) == name).with_for_update()
        return self._session.execute(query).first() is not None

    def keep_reviewer(self, reviewer: Reviewer) -> None:
        self._session.merge(
            ReviewerRow(
                name=reviewer.name,
                password_hash=reviewer.password_hash,
                sealed_key=self._vault.seal_key(reviewer.key),
                made_at=reviewer.made_at,
                last_step=reviewer.last_step,
            )
        )
        self._session.flush()

    def remove_reviewer(self, name: str) -> bool:
        if not self.reviewer_exists(name):
            return False
        self.end_sessions(name)
        self._session.execute(delete(ReviewerRow).where(col(ReviewerRow.name) == name))
        return True

    def use_step(self, name: str, password_hash: str, step: int) -> bool:
        used = self._session.execute(
            update(ReviewerRow)
            .where(
                col(ReviewerRow.name) == name,
                col(ReviewerRow.password_hash) == password_hash,
                col(ReviewerRow.last_step) < step,
            )
            .values(last_step=step)
        )
        return bool(used.rowcount)  # type: ignore[attr-defined]  # an update has one

    def open_session(self, token_hash: str, name: str, ends_at: datetime) -> None:
        self._session.add(DeskSessionRow(token_hash=token_hash, reviewer=name, ends_at=ends_at))
        self._session.flush()

    def session(self, token_hash: str, now: datetime) -> str | None:
        row = self._session.get(DeskSessionRow, token_hash)
        return row.reviewer if row is not None and row.ends_at > now else None

    def open_sessions(self, now: datetime) -> Mapping[str, int]:
        query = (
            select(col(DeskSessionRow.reviewer), func.count())
            .where(col(DeskSessionRow.ends_at) > now)
            .group_by(col(DeskSessionRow.reviewer))
        )
        return {row[0]: row[1] for row in self._session.execute(query)}

    def end_session(self, token_hash: str) -> None:
        self._session.execute(delete(DeskSessionRow).where(col(DeskSessionRow.token_hash) == token_hash))

    def end_sessions(self, name: str) -> None:
        self._session.execute(delete(DeskSessionRow).where(col(DeskSessionRow.reviewer) == name))

    def tidy_sessions(self, now: datetime) -> int:
        over = self._session.execute(delete(DeskSessionRow).where(col(DeskSessionRow.ends_at) <= now))
        return int(over.rowcount)  # type: ignore[attr-defined]  # a delete has one

    def _reviewer(self, row: ReviewerRow) -> Reviewer:
        return Reviewer(
            name=row.name,
            password_hash=row.password_hash,
            key=self._vault.unseal_key(row.sealed_key),
            made_at=row.made_at,
            last_step=row.last_step,
        )
