"""Who may decide at the review desk in the browser: accounts, signing in, sessions.

An account is made on the command line alone. Signing in takes a password and a code of an authenticator app; each code
works once. A session ends twelve hours after it began.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.one_time_codes import step_of

SESSION_LASTS = timedelta(hours=12)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
LONGEST_NAME = 40
_KEY_BYTES = 20
"""Of an authenticator's key: as long as the digest of the code (RFC 4226, 4)."""
_TOKEN_BYTES = 32


class AccountError(Exception):
    """An account cannot be made, changed or found; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """One account. *name* is a role that the audit log shows, such as "desk-1"; nothing else about a person is kept."""

    name: str
    password_hash: str = field(repr=False)
    key: bytes = field(repr=False)
    """Of the authenticator app."""
    made_at: datetime
    last_step: int = 0
    """The half minute of the last code that was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who has signed in. *token* is in their cookie and nowhere else; the record has its hash."""

    reviewer: str
    token: str = field(repr=False)

    @property
    def form_token(self) -> str:
        """What each form of this session carries, so that no page elsewhere can make one up."""
        return hmac.new(self.token.encode(), b"lookout/desk-form", hashlib.sha256).hexdigest()


class ReviewerBook(Protocol):
    """The accounts and sessions inside one transaction."""

    def has_reviewers(self) -> bool:
        """Tell whether there is any account."""

    def reviewers(self) -> Sequence[Reviewer]:
        """Return every account, by name."""

    def reviewer(self, name: str) -> Reviewer | None:
        """Return one account, or None."""

    def reviewer_exists(self, name: str) -> bool:
        """Tell whether there is an account of that name, and let nobody sign in to it until this transaction ends."""

    def keep_reviewer(self, reviewer: Reviewer) -> None:
        """Write an account, or put it in the place of the one with its name."""

    def remove_reviewer(self, name: str) -> bool:
        """Remove an account with its sessions; False where there is none."""

    def use_step(self, name: str, password_hash: str, step: int) -> bool:
        """Note that the code of *step* was used; False where it, or a later one, was used before.

        False too where the account is gone or its password is another one meanwhile.
        """

    def open_session(self, token_hash: str, name: str, ends_at: datetime) -> None:
        """Write a session."""

    def session(self, token_hash: str, now: datetime) -> str | None:
        """Return whose session this is, None where there is none or it is over."""

    def open_sessions(self, now: datetime) -> Mapping[str, int]:
        """Return how many sessions are open now, by reviewer."""

    def end_session(self, token_hash: str) -> None:
        """Forget a session."""

    def end_sessions(self, name: str) -> None:
        """Forget every session of an account."""

    def tidy_sessions(self, now: datetime) -> int:
        """Forget the sessions that are over, and return how many they were."""


class Passwords(Protocol):
    """Hashes passwords slowly."""

    def hashed(self, password: str) -> str:
        """Return what to keep of *password*."""

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether *password* is the one that *kept* was made of. Never for None, which takes just as long."""


OpenBook = Callable[[], AbstractContextManager[ReviewerBook]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Where reviewers sign in. *look* begins a transaction that only reads, so that it waits for no writer."""

    book: OpenBook
    look: OpenBook
    passwords: Passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """One account as the operator sees it."""

    name: str
    made_at: datetime
    sessions: int
    """How many are open."""


def add(reception: Reception, name: str, password: str, now: datetime) -> Reviewer:
    """Make an account. Raises AccountError where there is one of that name, or name or password cannot be used."""
    if not name or len(name) > LONGEST_NAME or not name.isascii() or not name.replace("-", "").isalnum():
        raise AccountError(
            f'A reviewer is called by a role of at most {LONGEST_NAME} letters, digits and hyphens, such as "desk-1".'
        )
    made = _made(reception, name, password, now)
    with reception.book() as book:
        if book.reviewer_exists(name):
            raise AccountError(f"There is a reviewer {name}: `lookout reviewer reset {name}` sets a new password.")
        book.keep_reviewer(made)
    return made


def reset(reception: Reception, name: str, password: str, now: datetime) -> Reviewer:
    """Give an account a new password and a new key, and end its sessions. Raises AccountError."""
    made = _made(reception, name, password, now)
    with reception.book() as book:
        if not book.reviewer_exists(name):
            raise _unknown(name)
        book.end_sessions(name)
        book.keep_reviewer(made)
    return made


def remove(reception: Reception, name: str) -> None:
    """Remove an account and end its sessions. Raises AccountError where there is none."""
    with reception.book() as book:
        if not book.remove_reviewer(name):
            raise _unknown(name)


def accounts(reception: Reception, now: datetime) -> list[AccountView]:
    """Return every account, by name."""
    with reception.look() as book:
        open_now = book.open_sessions(now)
        return [
            AccountView(name=one.name, made_at=one.made_at, sessions=open_now.get(one.name, 0))
            for one in book.reviewers()
        ]


def has_reviewers(reception: Reception) -> bool:
    """Tell whether anybody may sign in."""
    with reception.look() as book:
        return book.has_reviewers()


def sign_in(reception: Reception, name: str, password: str, code: str, now: datetime) -> Session | None:
    """Begin a session; None where name, password or code are wrong, or the code was used before.

    Nothing tells which: one password is hashed whatever the name.
    """
    with reception.look() as book:
        found = book.reviewer(name)
    knows_password = reception.passwords.fits(password[:LONGEST_PASSWORD], found.password_hash if found else None)
    if found is None or not knows_password:
        return None
    step = step_of(found.key, code, now.timestamp())
    if step is None:
        return None
    begun = Session(reviewer=name, token=secrets.token_urlsafe(_TOKEN_BYTES))
    with reception.book() as book:
        # A reset may have come while the password was hashed: what was right before it is so no more.
        if not book.use_step(name, found.password_hash, step):
            return None
        book.open_session(hash_of(begun.token), name, now + SESSION_LASTS)
    return begun


def session_of(reception: Reception, token: str, now: datetime) -> Session | None:
    """Return the session that *token* opens, None where it opens none."""
    if not token:
        return None
    with reception.look() as book:
        name = book.session(hash_of(token), now)
    return Session(reviewer=name, token=token) if name else None


def sign_out(reception: Reception, session: Session, *, everywhere: bool) -> None:
    """End *session*, or every session of its reviewer."""
    with reception.book() as book:
        if everywhere:
            book.end_sessions(session.reviewer)
        book.end_session(hash_of(session.token))


def forget_sessions(reception: Reception, now: datetime) -> int:
    """Forget the sessions that are over, and return how many they were."""
    with reception.book() as book:
        return book.tidy_sessions(now)


def hash_of(token: str) -> str:
    """Return what the record holds of a session's token: it is random, so a plain hash keeps it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _made(reception: Reception, name: str, password: str, now: datetime) -> Reviewer:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters: some words do well.")
    return Reviewer(
        name=name,
        password_hash=reception.passwords.hashed(password),
        key=secrets.token_bytes(_KEY_BYTES),
        made_at=now,
    )


def _unknown(name: str) -> AccountError:
    return AccountError(f"There is no reviewer {name}: `lookout reviewer list` names them.")
