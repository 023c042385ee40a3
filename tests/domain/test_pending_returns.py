"""An application that is on the pending list again: soon after, it takes its going back; later it is a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import ChangeKind
from tests.domain.cast import GOLIAD, KINNEY, Story

TWO_WEEKS = timedelta(days=14)
APPLICATION = replace(GOLIAD, signed_on=None, signed_text="")
OTHER = replace(KINNEY, signed_on=None, signed_text="")


@pytest.mark.parametrize(("away", "taken_back"), [(TWO_WEEKS, True), (TWO_WEEKS + timedelta(seconds=1), False)])
def test_within_two_weeks_its_going_is_taken_back(away: timedelta, *, taken_back: bool) -> None:
    story = Story.of(OTHER, APPLICATION, pending=True)
    [gone] = story.sees(OTHER)

    [again] = story.sees(OTHER, APPLICATION, after=away)

    assert (gone.kind, again.kind) == (ChangeKind.PENDING_GONE, ChangeKind.PENDING)
    assert again.supersedes == (gone.id if taken_back else None)
    assert "On the pending list again" in again.reason
