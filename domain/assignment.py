"""The best overall pairing of two small sets, given how well each pair fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Fits = Mapping[tuple[int, int], float]


def best_assignment(fits: Fits) -> dict[int, int]:
    """Return left → right so that the sum of fits is greatest; whoever fits nobody stays alone.

    *fits* holds, per (left, right), a positive number; an absent pair can never be chosen. The Hungarian method on the
    negated fits, with a place for everybody to stay alone, in each group that hangs together by itself: a mass
    renaming falls apart into many small groups. Ties go to the lower indices, so the answer is stable.
    """
    pairs: dict[int, int] = {}
    for group in _groups(fits):
        pairs.update(_best_in_group(group))
    return pairs


def _groups(fits: Fits) -> list[dict[tuple[int, int], float]]:
    """Split *fits* where no pair joins the parts."""
    by_left: dict[int, list[int]] = defaultdict(list)
    by_right: dict[int, list[int]] = defaultdict(list)
    for left, right in sorted(fits):
        by_left[left].append(right)
        by_right[right].append(left)
    groups = []
    waiting = dict.fromkeys(sorted(by_left))
    while waiting:
        lefts: set[int] = set()
        reached = {next(iter(waiting))}
        while reached:
            lefts |= reached
            rights = {right for left in reached for right in by_left[left]}
            reached = {left for right in rights for left in by_right[right]} - lefts
        for left in lefts:
            del waiting[left]
        groups.append({(left, right): fits[left, right] for left in sorted(lefts) for right in by_left[left]})
    return groups


def _best_in_group(fits: Fits) -> dict[int, int]:
    lefts = sorted({left for left, _ in fits})
    rights = sorted({right for _, right in fits})
    width = len(rights) + len(lefts)
    costs = [[-fits.get((left, right), 0.0) for right in rights] + [0.0] * len(lefts) for left in lefts]
    chosen = _hungarian(costs, width)
    pairs = {}
    for row, column in enumerate(chosen):
        if column < len(rights) and (lefts[row], rights[column]) in fits:
            pairs[lefts[row]] = rights[column]
    return pairs


def _hungarian(costs: Sequence[Sequence[float]], width: int) -> list[int]:
    """Return the column chosen for each row at least total cost; there are at least as many columns as rows.

    The classic potentials form in O(rows² · columns); index 0 of the working arrays is a sentinel.
    """
    search = _Search(costs, width)
    for row in range(1, len(costs) + 1):
        search.place(row)
    chosen = [0] * len(costs)
    for column in range(1, width + 1):
        if search.row_of[column]:
            chosen[search.row_of[column] - 1] = column - 1
    return chosen


class _Search:
    """The rows placed so far, with the potentials that prove the placing cheapest."""

    def __init__(self, costs: Sequence[Sequence[float]], width: int) -> None:
        self.row_of = [0] * (width + 1)
        self._costs = costs
        self._columns = range(1, width + 1)
        self._row_potential = [0.0] * (len(costs) + 1)
        self._column_potential = [0.0] * (width + 1)

    def place(self, row: int) -> None:
        """Place *row*, moving earlier rows along the cheapest alternating path."""
        self.row_of[0] = row
        came_from = [0] * (len(self._columns) + 1)
        slack = [float("inf")] * (len(self._columns) + 1)
        seen = {0}
        column = 0
        while self.row_of[column]:
            self._relax(column, slack, came_from, seen)
            column = min((c for c in self._columns if c not in seen), key=slack.__getitem__)
            self._shift(slack[column], slack, seen)
            seen.add(column)
        while column:
            self.row_of[column] = self.row_of[came_from[column]]
            column = came_from[column]

    def _relax(self, column: int, slack: list[float], came_from: list[int], seen: set[int]) -> None:
        row = self.row_of[column]
        for j in self._columns:
            if j not in seen:
                reduced = self._costs[row - 1][j - 1] - self._row_potential[row] - self._column_potential[j]
                if reduced < slack[j]:
                    slack[j], came_from[j] = reduced, column

    def _shift(self, step: float, slack: list[float], seen: set[int]) -> None:
        for j in (0, *self._columns):
            if j in seen:
                self._row_potential[self.row_of[j]] += step
                self._column_potential[j] -= step
            else:
                slack[j] -= step
