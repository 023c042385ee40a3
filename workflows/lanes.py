"""Sending on several lanes at once, so that one receiver that hangs holds up no other."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from domain.deliveries import Outcome, OutcomeKind
from domain.routes import LANES, full_routes
from workflows.deliver import BegunAttempt, Delivering, attempt, begin, put_back_lapsed

_NO_ANSWER = frozenset({OutcomeKind.RETRY, OutcomeKind.UNKNOWN})
DRAIN_SECONDS = 20.0
"""How long a stop waits for messages under way: longer than the longest attempt (15 s)."""


class Lanes:
    """Sends what is due on up to LANES threads. One thread calls `send_due`; `stop` may come from any."""

    def __init__(self, delivering: Delivering, *, on_trouble: Callable[[Exception], None]) -> None:
        self._delivering = delivering
        self._on_trouble = on_trouble
        self._lock = threading.Condition()
        self._woken = False
        self._under_way: Counter[str] = Counter()
        self._suspects: set[str] = set()
        self._claims: set[str] = set()
        self._stopping = False
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="lane")

    def send_due(self) -> int:
        """Send until nothing is due that may go out now, and return how many were begun.

        Messages may be under way still when this returns, on lanes whose receivers take their time.
        """
        with self._lock:
            alive = set(self._claims)
        put_back_lapsed(self._delivering, alive)
        begun = 0
        while not self._stopping and self._begin_one():
            begun += 1
        return begun

    def wait(self, seconds: float) -> None:
        """Wait until a lane is free again, somebody calls `wake`, or *seconds* are over."""
        with self._lock:
            self._lock.wait_for(lambda: self._woken or self._stopping, seconds)
            self._woken = False

    def wake(self) -> None:
        """Say that something may be due."""
        with self._lock:
            self._woken = True
            self._lock.notify_all()

    def stop(self) -> None:
        """Begin nothing more."""
        with self._lock:
            self._stopping = True
            self._lock.notify_all()

    def drain(self, seconds: float = DRAIN_SECONDS) -> bool:
        """Wait until nothing is under way any more; False when *seconds* were not enough."""
        with self._lock:
            done = self._lock.wait_for(lambda: not self._under_way.total(), seconds)
        self._pool.shutdown(wait=False, cancel_futures=False)
        return done

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopping

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        with self._lock:
            return not self._under_way.total()

    def _begin_one(self) -> bool:
        with self._lock:
            self._lock.wait_for(lambda: self._stopping or self._under_way.total() < LANES)
            full = full_routes(self._under_way, self._suspects)
        if self._stopping:
            return False
        begun = begin(self._delivering, not_to=full)
        if begun is None:
            return False
        with self._lock:
            self._under_way[begun.delivery.route] += 1
            self._claims.add(begun.delivery.claim)
        try:
            self._pool.submit(self._send, begun)
        except RuntimeError:
            self._over(begun, None)
            raise
        return True

    def _send(self, begun: BegunAttempt) -> None:
        outcome = None
        try:
            outcome = attempt(self._delivering, begun)
        except Exception as error:  # noqa: BLE001  # the boundary of a thread: the lease lapses and the attempt is repeated
            self._on_trouble(error)
        finally:
            self._over(begun, outcome)

    def _over(self, begun: BegunAttempt, outcome: Outcome | None) -> None:
        route = begun.delivery.route
        with self._lock:
            self._claims.discard(begun.delivery.claim)
            self._under_way[route] -= 1
            if not self._under_way[route]:
                del self._under_way[route]
            if outcome is None or outcome.kind in _NO_ANSWER:
                self._suspects.add(route)
            else:
                self._suspects.discard(route)
            # What had to wait for this lane, or for this outcome, may go now.
            self._woken = True
            self._lock.notify_all()
