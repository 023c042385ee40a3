"""What happens to many rows at once: moved, doubled, hidden, cut away, a column lost, a state misspelt throughout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from domain.snapshots import Column, ListedRow
from lookout.mutants.cell_slips import gibberish
from lookout.mutants.name_slips import typo
from lookout.mutants.planting import Line, Planting, Printed, Scene, in_rows, in_state

_HIDDEN_SHARE = 0.9
_FEWEST_OF_A_STATE = 3


def moved(scene: Scene, size: int) -> int:
    """Take *size* rows out and put each in again anywhere."""
    size = min(size, len(scene.lines))
    for _ in range(size):
        line = scene.lines.pop(scene.draw.randrange(len(scene.lines)))
        scene.lines.insert(scene.draw.randrange(len(scene.lines) + 1), line)
    return size


def doubled(scene: Scene, size: int) -> int:
    """Enter *size* rows a second time, anywhere."""
    chosen = scene.draw.sample(scene.lines, min(size, len(scene.lines)))
    for line in chosen:
        scene.lines.insert(scene.draw.randrange(len(scene.lines) + 1), line)
    return len(chosen)


def doubled_misspelt(scene: Scene, size: int) -> int:
    """Enter *size* rows a second time, with one letter of the name wrong in the copy."""
    chosen = scene.draw.sample(scene.lines, min(size, len(scene.lines)))
    for line in chosen:
        assert isinstance(line.row, ListedRow)
        copy = replace(line.row, agency=typo(line.row.agency, scene.draw))
        scene.lines.insert(scene.draw.randrange(len(scene.lines) + 1), Line(line.origin, copy))
    return len(chosen)


ROW_PLANTINGS: dict[str, Planting] = {
    "row: moved": moved,
    "row: entered twice": doubled,
    "row: entered twice, once misspelt": doubled_misspelt,
    "row: hidden by a filter": in_rows(lambda row, _: replace(row, hidden=True)),
}


def _in_every_row(change: Callable[[ListedRow], ListedRow]) -> Planting:
    def planting(scene: Scene, _: int) -> int:
        scene.lines = [Line(line.origin, change(line.row)) for line in scene.lines if isinstance(line.row, ListedRow)]
        return len(scene.lines)

    return planting


def _in_one_state(change: Callable[[ListedRow, str], Printed], text: Callable[[str, Scene], str]) -> Planting:
    """Plant one and the same wrong word in all rows of a state drawn at random, one with a few rows at least."""

    def planting(scene: Scene, _: int) -> int:
        counts = Counter(row.state_text for row in scene.rows)
        chosen = scene.draw.choice(sorted(state for state, count in counts.items() if count >= _FEWEST_OF_A_STATE))
        wrong = text(chosen, scene)
        for place, line in enumerate(scene.lines):
            if isinstance(line.row, ListedRow) and line.row.state_text == chosen:
                scene.lines[place] = Line(line.origin, change(line.row, wrong))
        return counts[chosen]

    return planting


def _one_state_cut_away(scene: Scene, _: int) -> int:
    counts = Counter(row.state for row in scene.rows)
    chosen = scene.draw.choice(sorted(state for state, count in counts.items() if count >= _FEWEST_OF_A_STATE))
    scene.lines = [line for line in scene.lines if not isinstance(line.row, ListedRow) or line.row.state != chosen]
    return counts[chosen]


def _cut(share: float) -> Planting:
    """Keep only so much of the list, from its top: an upload that broke off."""

    def planting(scene: Scene, _: int) -> int:
        before = len(scene.lines)
        scene.lines = scene.lines[: int(before * share)]
        return before - len(scene.lines)

    return planting


def _one_state_left(scene: Scene, _: int) -> int:
    """Keep one state's rows only: a filter whose hidden rows somebody deleted before saving."""
    before = len(scene.lines)
    chosen = scene.draw.choice(sorted({row.state for row in scene.rows}))
    scene.lines = [line for line in scene.lines if isinstance(line.row, ListedRow) and line.row.state == chosen]
    return before - len(scene.lines)


def _column_dropped(column: Column, empty: Callable[[ListedRow], ListedRow]) -> Planting:
    def planting(scene: Scene, size: int) -> int:
        scene.columns -= {column}
        return _in_every_row(empty)(scene, size)

    return planting


def _shuffled(scene: Scene, _: int) -> int:
    scene.draw.shuffle(scene.lines)
    return len(scene.lines)


def _without_county(row: ListedRow) -> ListedRow:
    return replace(row, county="")


def _without_link(row: ListedRow) -> ListedRow:
    return replace(row, moa_url=None)


def _years_off(row: ListedRow) -> ListedRow:
    return replace(row, signed_on=row.signed_on + timedelta(days=365)) if row.signed_on else row


def _a_day_off(row: ListedRow) -> ListedRow:
    return replace(row, signed_on=row.signed_on - timedelta(days=1)) if row.signed_on else row


WHOLE_LISTS: dict[str, Planting] = {
    "list: all rows moved": _shuffled,
    "list: one state misspelt throughout": _in_one_state(in_state, lambda text, scene: typo(text, scene.draw)),
    "list: one state beyond recognition": _in_one_state(in_state, lambda _, scene: gibberish(scene.draw)),
    "list: names of one state in capitals": _in_one_state(
        lambda row, _: replace(row, agency=row.agency.upper()), lambda text, _: text
    ),
    "list: all counties lost": _in_every_row(_without_county),
    "list: column COUNTY dropped": _column_dropped(Column.COUNTY, _without_county),
    "list: column MOA dropped": _column_dropped(Column.MOA, _without_link),
    "list: all links lost": _in_every_row(_without_link),
    "list: all types lost": _in_every_row(lambda row: replace(row, agency_type="")),
    "list: every date a day off": _in_every_row(_a_day_off),
    "list: every year one too late": _in_every_row(_years_off),
    "list: most rows hidden by a filter": lambda scene, _: in_rows(lambda row, _: replace(row, hidden=True))(
        scene, int(len(scene.lines) * _HIDDEN_SHARE)
    ),
    "list: one state cut away": _one_state_cut_away,
    "list: cut to four fifths": _cut(0.8),
    "list: cut to half": _cut(0.5),
    "list: one state's rows left": _one_state_left,
}
