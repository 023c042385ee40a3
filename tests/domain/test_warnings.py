"""What is remarked beside a decision: what keeps nothing back, and nothing that waits."""

from __future__ import annotations

from domain.snapshots import Totals
from tests.domain.cast import constables, row
from tests.domain.guarded import MANY, GuardedStory


def test_what_waits_is_no_remark_and_what_is_remarked_does_not_wait() -> None:
    story = GuardedStory.of(*MANY, *constables(3, state="Ohio"))
    lost = row("Refugio Marshal", "Okaloosa County", state="Vermont")

    story.sees(*MANY, lost, totals=Totals(agreements=30, quoted="ICE has 30 agreements."))

    assert story.decision is not None
    assert set(story.waiting()) == {"G23"}
    assert [finding.number for finding in story.decision.warnings] == ["G25", "G26"]
