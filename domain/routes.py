"""Which messages may go out at the same time: one receiving server that hangs must hold up no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping

LANES = 16
"""Messages under way at once, all receivers together."""
LANES_OF_ONE = 4
"""Messages under way at once to one receiving server."""
LANES_OF_SUSPECTS = 4
"""Messages under way at once to all servers whose last answer did not come: the rest is for those that answer."""


def full_routes(under_way: Mapping[str, int], suspects: Collection[str]) -> set[str]:
    """Return the routes to which no further message may go out now.

    *under_way* counts the messages on their way by route; *suspects* are the routes whose last attempt brought no
    answer: each of them has one message under way at most, and all of them together LANES_OF_SUSPECTS.
    """
    full = {route for route, count in under_way.items() if count >= LANES_OF_ONE}
    suspects_under_way = sum(count for route, count in under_way.items() if route in suspects)
    if suspects_under_way >= LANES_OF_SUSPECTS:
        return full | set(suspects)
    return full | {route for route in suspects if under_way.get(route, 0)}
