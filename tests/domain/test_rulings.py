"""What a reviewer's word makes of the agreements themselves; what is told of it stands in the tests of the workflows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Agreement, Standing, Twin
from domain.changes import ChangeKind
from domain.rulings import Decided, confirm, merge, split
from tests.domain.cast import DOCUMENTS, GOLIAD, KINNEY, LAVERNIA, START, Story, row

DECIDED = Decided(at=START + timedelta(days=3), why="The county says so.", version_from=4, version_to=5)
PATROL = row("Harbor Patrol", "Aransas County", moa="Patrol.pdf", addendum="Patrol2.pdf")


def goliad_and_patrol(*, pending: bool = False) -> tuple[Agreement, Agreement]:
    """Return both as they stand after the patrol has come."""
    story = Story.of(KINNEY, LAVERNIA, GOLIAD, pending=pending)
    story.sees(KINNEY, LAVERNIA, GOLIAD, PATROL)
    return story.agreement(GOLIAD), story.agreement(PATROL)


def test_the_one_listed_first_lives_on_with_all_that_is_known_of_both() -> None:
    goliad, patrol = goliad_and_patrol()

    for pair in ((goliad, patrol), (patrol, goliad)):
        _, (kept, merged) = merge(*pair, DECIDED)
        assert (kept.id, merged.id) == (goliad.id, patrol.id)
        assert kept.aliases == {GOLIAD.agency, PATROL.agency}
        assert kept.twins == {Twin(agency=PATROL.agency, signed=PATROL.signed_text)}
        assert (kept.document_seen, kept.addendum_seen) == (True, True)
        assert kept.facts == goliad.facts
        assert (merged.standing, merged.missing_since, merged.departure_change) == (
            Standing.MERGED,
            DECIDED.at,
            None,
        )


def test_the_one_that_is_absent_takes_over_the_row_of_the_other() -> None:
    goliad, patrol = goliad_and_patrol()
    absent = replace(
        goliad, standing=Standing.MISSING, missing_since=START, missing_version=2, departure_change="missing"
    )

    changes, (kept, _) = merge(absent, patrol, DECIDED)

    assert kept.facts == patrol.facts
    assert (kept.standing, kept.missing_since, kept.missing_version, kept.departure_change) == (
        Standing.LISTED,
        None,
        None,
        None,
    )
    assert [change.kind for change in changes] == [ChangeKind.RETURNED, ChangeKind.RETRACTED]
    assert (changes[0].before, changes[0].after) == (goliad.facts, patrol.facts)
    assert {(change.version_from, change.version_to, change.observed_at) for change in changes} == {(4, 5, DECIDED.at)}


def test_an_application_that_is_found_again_is_pending_again() -> None:
    goliad, patrol = goliad_and_patrol(pending=True)
    absent = replace(goliad, standing=Standing.TERMINATED, departure_change="gone")

    changes, _ = merge(absent, patrol, DECIDED)

    assert [change.kind for change in changes] == [ChangeKind.PENDING, ChangeKind.RETRACTED]
    assert changes[0].supersedes == "gone"


def test_what_stood_on_the_first_list_was_never_told_and_is_not_taken_back() -> None:
    story = Story.of(KINNEY, GOLIAD, PATROL)

    changes, (kept, merged) = merge(story.agreement(GOLIAD), story.agreement(PATROL), DECIDED)

    assert changes == ()
    assert (kept.standing, merged.standing) == (Standing.LISTED, Standing.MERGED)


def test_an_agreement_that_was_merged_is_never_recognised_again() -> None:
    story = Story.of(KINNEY, LAVERNIA, GOLIAD)
    story.sees(KINNEY, LAVERNIA, GOLIAD, PATROL)
    patrol = story.agreement(PATROL)
    story.known[patrol.id] = replace(patrol, standing=Standing.MERGED)

    [change] = story.sees(KINNEY, LAVERNIA, GOLIAD, PATROL)

    assert (change.kind, change.agreement_id != patrol.id) == (ChangeKind.NEW, True)


def test_a_correction_that_says_nothing_of_before_cannot_be_taken_back() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    [arrival] = story.sees(KINNEY, LAVERNIA, GOLIAD)

    with pytest.raises(ValueError, match="does not say what stood before it"):
        split(story.agreement(GOLIAD), arrival, DECIDED)


def test_taking_a_correction_back_restores_what_stood_before_it_and_forgets_the_wrong_name() -> None:
    story = Story.of(KINNEY, LAVERNIA, GOLIAD)
    slip = replace(GOLIAD, agency="Golaid County Sheriff's Office", moa_url=DOCUMENTS + "Other.pdf")
    changes = story.sees(KINNEY, LAVERNIA, slip)
    [correction] = [change for change in changes if change.kind is ChangeKind.CORRECTED]

    [retracted], [after] = split(story.agreement(GOLIAD), correction, DECIDED)

    assert after.facts == correction.before
    assert after.aliases == {GOLIAD.agency}
    assert after.held_since == correction.observed_at
    assert (retracted.kind, retracted.supersedes) == (ChangeKind.RETRACTED, correction.id)
    assert f'"{slip.agency}" is another agency' in retracted.reason


@pytest.mark.parametrize("standing", [Standing.LISTED, Standing.TERMINATED, Standing.MERGED])
def test_only_a_missing_agreement_can_be_confirmed_to_have_left(standing: Standing) -> None:
    agreement = replace(Story.of(KINNEY, GOLIAD).agreement(GOLIAD), standing=standing)

    with pytest.raises(ValueError, match=f"The agreement is {standing}, and only a missing one"):
        confirm(agreement, DECIDED)
