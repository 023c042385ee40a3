"""How often somebody may try to sign in at the desk. Kept in memory only and forgotten after a quarter of an hour."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from web.visitor_limits import network_of

WITHIN = timedelta(minutes=15)
TRIES = 5
"""Failed tries for one name, and from one network (security list, S35)."""
ALL_TRIES = 1_000
"""From everywhere: what bounds the memory, and the guesses of a botnet."""


class Try(NamedTuple):
    """One try that failed, or that is under way."""

    at: datetime
    account: str
    network: str


class SignInLimits:
    """Counts tries to sign in. A try counts from its beginning, so that many at once gain nothing."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tries: deque[Try] = deque()
        self._lock = threading.Lock()

    def begin(self, name: str, host: str | None) -> Try | None:
        """Count a try for *name* from *host* and return it; None where there were too many."""
        # Names are hashed: people type their password into the wrong field.
        account = hashlib.sha256(name.casefold().encode(errors="replace")).hexdigest()
        with self._lock:
            begun = Try(self._now(), account, network_of(host))
            self._forget(begun.at)
            if (
                len(self._tries) >= ALL_TRIES
                or sum(one.account == begun.account for one in self._tries) >= TRIES
                or sum(one.network == begun.network for one in self._tries) >= TRIES
            ):
                return None
            self._tries.append(begun)
            return begun

    def succeeded(self, begun: Try) -> None:
        """Take back a try that was right. Those that failed before it still count."""
        with self._lock:
            if begun in self._tries:
                self._tries.remove(begun)

    async def forget_old(self) -> None:
        """Drop what is too old to count. Every request does this, so that quiet days keep nothing longer either."""
        with self._lock:
            self._forget(self._now())

    def held(self) -> int:
        """Return how many tries are remembered."""
        return len(self._tries)

    def _forget(self, now: datetime) -> None:
        while self._tries and self._tries[0].at <= now - WITHIN:
            self._tries.popleft()
