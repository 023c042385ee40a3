"""Passwords of reviewers: hashed by Argon2id, one at a time, so that a flood of tries cannot take the memory."""

from __future__ import annotations

import secrets
import threading
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_MEMORY_KIB, _ROUNDS, _LANES = 19_456, 2, 1
"""OWASP's least setting for Argon2id (2024): 19 MiB, two rounds, one lane; about 20 ms."""


class Argon2Passwords:
    """Hashes passwords and tells whether one fits."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    def hashed(self, password: str) -> str:
        """Return what to keep of *password*: its setting, salt and hash."""
        with self._one_at_a_time:
            return self._hasher.hash(_utf8(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether *password* is the one that *kept* was made of. Never for None, which takes just as long."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._one_at_a_time:
            nobody = self._of_nobody  # made at the first try, whomever it is for
            try:
                return self._hasher.verify(nobody if kept is None else kept, _utf8(password)) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    @cached_property
    def _hasher(self) -> PasswordHasher:
        # Loaded only where somebody signs in: no other command needs it.
        from argon2 import PasswordHasher

        return PasswordHasher(time_cost=_ROUNDS, memory_cost=_MEMORY_KIB, parallelism=_LANES)

    @cached_property
    def _of_nobody(self) -> str:
        """The hash of a password that nobody has."""
        return self._hasher.hash(secrets.token_urlsafe())


def _utf8(password: str) -> bytes:
    """Return *password* as bytes; half a character that a browser made up is replaced, not refused."""
    return password.encode(errors="replace")
