"""What reads differently on a watched page, block by block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from domain.fields import differing_blocks

MOST_SHOWN = 200
"""Blocks kept of one change, before and after: a page that was rebuilt differs everywhere, and nobody reads more. It
also bounds the comparison, which is quadratic."""
_ALIKE = 40
"""From this likeness on (0 to 100), of their first letters, a block that went and one that came are one that changed."""
_COMPARED = 500
"""Letters of a block that are compared."""


def changed_blocks(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a block before and after, in the order of the page; "" for one that was not there.

    Only moved is not changed: a menu or a list that was put elsewhere says the same.
    """
    gone, come = _surplus(before, after), _surplus(after, before)
    pairs = differing_blocks(gone[:MOST_SHOWN], come[:MOST_SHOWN])
    return tuple(part for pair in pairs for part in _split(*pair))


def _surplus(blocks: Sequence[str], others: Sequence[str]) -> list[str]:
    """Return the blocks that stand among *blocks* more often than among *others*, in their order."""
    left = Counter(others)
    surplus = []
    for block in blocks:
        if left[block] > 0:
            left[block] -= 1
        else:
            surplus.append(block)
    return surplus


def _split(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Give a pair as one change, or, where the two have nothing in common, as one that went and one that came."""
    if not before or not after or fuzz.ratio(before[:_COMPARED], after[:_COMPARED]) >= _ALIKE:
        yield before, after
    else:
        yield before, ""
        yield "", after
