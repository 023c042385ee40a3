"""How much one visitor, and all together, may ask of the sign-up form. Kept in memory only and soon forgotten."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

_HOUR, _DAY = timedelta(hours=1), timedelta(hours=24)
AN_HOUR, A_DAY = 5, 20
ALL_AN_HOUR = 200
"""Security list, S5. A stranger with a botnet must not make us send a flood of letters."""


class VisitorLimits:
    """Counts who was let through. An IP address is kept as its network, for a day at most, and never logged.

    Only those let through are counted, so that the memory is bounded too: 24 times ALL_AN_HOUR.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._seen: deque[tuple[datetime, str]] = deque()
        self._lock = threading.Lock()

    def admits(self, host: str | None) -> bool:
        """Tell whether a visitor from *host* may ask once more, and count it if so."""
        network, now = network_of(host), self._now()
        with self._lock:
            self._forget(now)
            last_hour = [who for at, who in self._seen if at > now - _HOUR]
            if (
                len(last_hour) >= ALL_AN_HOUR
                or last_hour.count(network) >= AN_HOUR
                or sum(who == network for _, who in self._seen) >= A_DAY
            ):
                return False
            self._seen.append((now, network))
            return True

    async def forget_old(self) -> None:
        """Drop what is older than a day. Every request does this, so that quiet days keep nothing longer either."""
        with self._lock:
            self._forget(self._now())

    def held(self) -> int:
        """Return how many visits are remembered."""
        return len(self._seen)

    def _forget(self, now: datetime) -> None:
        while self._seen and self._seen[0][0] <= now - _DAY:
            self._seen.popleft()


def network_of(host: str | None) -> str:
    """Return the network that *host* belongs to: /24 for IPv4, /64 for IPv6; "" where there is no IP address.

    A household, or a server, has a whole /64 to itself and could otherwise come from a new address each time.
    """
    try:
        address = ip_address(host or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return str(ip_network((address.packed, 64), strict=False))
        address = address.ipv4_mapped
    return str(ip_network((address.packed, 24), strict=False))
