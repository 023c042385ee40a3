"""What reads differently on a watched page, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from domain.fields import differing_blocks

MOST_SHOWN = 200
"""Pairs kept of one change: a page that was rebuilt differs everywhere, and nobody reads more."""


def changed_blocks(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a block before and after, in the order of the page; "" for one that was not there.

    Only moved is not changed: a menu or a list that was put elsewhere says the same.
    """
    same = _common(before, after)
    rest_before, rest_after = before[same:], after[same:]
    tail = _common(rest_before[::-1], rest_after[::-1])
    pairs = differing_blocks(rest_before[: len(rest_before) - tail], rest_after[: len(rest_after) - tail])
    gone, come = {old for old, new in pairs if not new}, {new for old, new in pairs if not old}
    moved = gone & come
    return tuple((old, new) for old, new in pairs if (old or new) not in moved)[:MOST_SHOWN]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many blocks at the beginning are the same."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
