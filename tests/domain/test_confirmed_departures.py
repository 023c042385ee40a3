"""A reviewer's word that an agreement has left: of a missing one alone, and a return takes back what it told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.rulings import confirm
from tests.domain.cast import GOLIAD, KINNEY, Story
from tests.domain.test_rulings import DECIDED


def test_it_is_terminated_and_a_return_takes_that_back() -> None:
    story = Story.of(GOLIAD, KINNEY)
    [missing] = story.sees(KINNEY)

    [change], [gone] = confirm(story.agreement(GOLIAD), DECIDED)
    story.known[gone.id] = gone
    [returned] = story.sees(KINNEY, GOLIAD, after=timedelta(days=4))

    assert (change.kind, change.supersedes) == (ChangeKind.TERMINATED, missing.id)
    assert (gone.standing, gone.departure_change) == (Standing.TERMINATED, change.id)
    assert (returned.kind, returned.supersedes) == (ChangeKind.RETURNED, change.id)


@pytest.mark.parametrize("standing", [standing for standing in Standing if standing is not Standing.MISSING])
def test_only_a_missing_one_can_be_confirmed(standing: Standing) -> None:
    story = Story.of(GOLIAD, KINNEY)

    with pytest.raises(ValueError, match="only a missing one"):
        confirm(replace(story.agreement(GOLIAD), standing=standing), DECIDED)
