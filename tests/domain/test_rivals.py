"""Two readings nearly equal: every one that nobody else explains is asked, and no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.snapshots import ListedRow
from tests.domain.cast import KINNEY, OKALOOSA, Story, row

MILL, MILLS, MILLE, MILLO = (row(f"Green {word} Marshal", "Lee County") for word in ("Mill", "Mills", "Mille", "Millo"))


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ([MILL, MILLS], [MILLE], {(MILL, MILLE), (MILLS, MILLE)}),
        ([MILL], [MILLE, MILLO], {(MILL, MILLE), (MILL, MILLO)}),
        ([MILL, MILLS], [MILLE, MILLO], {(MILL, MILLE), (MILLS, MILLO)}),
        ([MILL, MILLS], [MILL, MILLE], {(MILLS, MILLE)}),
    ],
)
def test_what_is_asked(
    before: Sequence[ListedRow], after: Sequence[ListedRow], asked: set[tuple[ListedRow, ListedRow]]
) -> None:
    story = Story.of(KINNEY, OKALOOSA, *before)

    told = story.sees(KINNEY, OKALOOSA, *after)

    assert story.last is not None
    questions = {(q.agreement.facts.agency, q.listing.row.agency) for q in story.last.questions}
    corrected = {(c.before.agency, c.facts.agency) for c in told if c.before is not None}
    assert questions | corrected == {(old.agency, new.agency) for old, new in asked}
    assert corrected == set() or len(asked) == 1
