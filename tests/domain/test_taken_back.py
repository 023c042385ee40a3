"""Lines of the log that turn out wrong are taken back: an arrival that was another row misprinted, a renewal that was none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, ChangeKind
from domain.snapshots import ListedRow
from tests.domain.cast import GOLIAD, HOUR, KINNEY, LAVERNIA, OKALOOSA, Story, kinds, row

DAY = timedelta(days=1)
PATROL = row("Coastal Bend Sheriff's Office", "", signed_on=date(2025, 2, 28))
"""What ICE printed where Goliad's sheriff should stand."""
OTHERS = (KINNEY, LAVERNIA, OKALOOSA)


def misprinted() -> Story:
    """The patrol has just come where the sheriff went."""
    story = Story.of(*OTHERS, GOLIAD)
    assert kinds(story.sees(*OTHERS, PATROL)) == [ChangeKind.MISSING, ChangeKind.NEW]
    return story


class TestAnArrivalThatNeverWas:
    @pytest.mark.parametrize("after", [HOUR, timedelta(days=30)])
    def test_it_is_taken_back_when_the_row_it_stood_for_is_printed_again(self, after: timedelta) -> None:
        story = misprinted()
        [patrol] = [a for a in story.known.values() if a.facts.agency == PATROL.agency]
        story.now += after - HOUR

        told = story.sees(*OTHERS, GOLIAD)

        [returned] = [change for change in told if change.kind is ChangeKind.RETURNED]
        [retracted] = [change for change in told if change.kind is ChangeKind.RETRACTED]
        assert len(told) == 2
        assert (retracted.agreement_id, retracted.after) == (patrol.id, None)
        assert retracted.certainty is Certainty.CONFIRMED
        assert f'in place of "{GOLIAD.agency}"' in retracted.reason
        assert len({returned.id, retracted.id, returned.supersedes, retracted.supersedes}) == 4
        assert story.known[patrol.id].standing is Standing.MERGED

    def test_the_line_that_is_taken_back_is_the_one_that_told_of_the_arrival(self) -> None:
        story = Story.of(*OTHERS, GOLIAD)
        arrived = {change.kind: change for change in story.sees(*OTHERS, PATROL)}

        told = {change.kind: change for change in story.sees(*OTHERS, GOLIAD)}

        assert told[ChangeKind.RETRACTED].supersedes == arrived[ChangeKind.NEW].id
        assert told[ChangeKind.RETURNED].supersedes == arrived[ChangeKind.MISSING].id

    def test_it_is_never_told_as_gone_afterwards(self) -> None:
        story = misprinted()
        story.sees(*OTHERS, GOLIAD)

        assert story.sees_the_same(3 * DAY) == ()
        assert story.sees(*OTHERS, GOLIAD, after=DAY) == ()

    def test_printed_later_beside_the_other_it_is_an_agreement_of_its_own(self) -> None:
        story = misprinted()
        story.sees(*OTHERS, GOLIAD)

        [change] = story.sees(*OTHERS, GOLIAD, PATROL)

        assert change.kind is ChangeKind.NEW

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ((*OTHERS, GOLIAD, PATROL), (*OTHERS, PATROL)),  # it was there before the other went
            ((*OTHERS,), (*OTHERS, PATROL)),  # it came after the other had gone
        ],
    )
    def test_one_that_came_at_another_time_has_left_and_was_real(
        self, first: tuple[ListedRow, ...], second: tuple[ListedRow, ...]
    ) -> None:
        story = Story.of(*OTHERS, GOLIAD)
        story.sees(*first)
        story.sees(*second)

        assert kinds(story.sees(*OTHERS, GOLIAD)) == [ChangeKind.MISSING, ChangeKind.RETURNED]

    def test_one_that_stands_when_the_other_is_back_was_real(self) -> None:
        assert kinds(misprinted().sees(*OTHERS, GOLIAD, PATROL)) == [ChangeKind.RETURNED]

    def test_one_that_stood_for_more_than_a_month_was_real(self) -> None:
        story = misprinted()
        story.sees_the_same(timedelta(days=30))

        assert kinds(story.sees(*OTHERS, GOLIAD, after=timedelta(seconds=1))) == [
            ChangeKind.MISSING,
            ChangeKind.RETURNED,
        ]

    def test_one_of_another_state_stood_for_nobody_here(self) -> None:
        elsewhere = replace(PATROL, state="Georgia")
        story = Story.of(*OTHERS, GOLIAD)
        story.sees(*OTHERS, elsewhere)

        assert kinds(story.sees(*OTHERS, GOLIAD)) == [ChangeKind.MISSING, ChangeKind.RETURNED]

    def test_two_that_came_where_one_went_are_not_both_that_one(self) -> None:
        second = row("Upper Coast Sheriff's Office", "", signed_on=date(2025, 6, 27))
        story = Story.of(*OTHERS, GOLIAD)
        story.sees(*OTHERS, PATROL, second)

        assert kinds(story.sees(*OTHERS, GOLIAD)) == [ChangeKind.MISSING, ChangeKind.MISSING, ChangeKind.RETURNED]

    def test_one_that_stood_for_two_that_are_back_names_neither(self) -> None:
        story = Story.of(*OTHERS, GOLIAD)
        story.sees(LAVERNIA, OKALOOSA, PATROL)

        told = story.sees(*OTHERS, GOLIAD)

        assert kinds(told) == [ChangeKind.RETRACTED, ChangeKind.RETURNED, ChangeKind.RETURNED]
        [retracted] = [change for change in told if change.kind is ChangeKind.RETRACTED]
        assert "only in place of agreements that are back" in retracted.reason


class TestARenewalThatWasNone:
    EARLIER, LATER = date(2025, 2, 20), date(2025, 4, 4)

    def renewed(self) -> tuple[Story, str]:
        story = Story.of(*OTHERS, GOLIAD)
        later = replace(GOLIAD, signed_on=self.LATER, signed_text="2025-04-04")
        [renewal] = story.sees(*OTHERS, later, after=timedelta(days=60))
        assert renewal.kind is ChangeKind.RENEWED
        return story, renewal.id

    def test_the_earlier_date_printed_again_takes_it_back(self) -> None:
        story, renewal = self.renewed()

        [change] = story.sees(*OTHERS, GOLIAD)

        assert (change.kind, change.supersedes) == (ChangeKind.CORRECTED, renewal)
        assert "It was not signed anew: ICE prints the signing date 2025-02-20 again." in change.reason
        assert change.id != renewal

    def test_it_is_taken_back_once(self) -> None:
        story, _ = self.renewed()
        story.sees(*OTHERS, GOLIAD)

        for rows in ((*OTHERS, replace(GOLIAD, county="Bee County")), (*OTHERS, GOLIAD)):
            [change] = story.sees(*rows)
            assert (change.kind, change.supersedes) == (ChangeKind.CORRECTED, None)

    def test_another_correction_leaves_it_standing(self) -> None:
        story, renewal = self.renewed()
        later = replace(GOLIAD, signed_on=self.LATER, signed_text="2025-04-04")

        [moved] = story.sees(*OTHERS, replace(later, county="Bee County"))
        [back] = story.sees(*OTHERS, GOLIAD)

        assert moved.supersedes is None
        assert back.supersedes == renewal

    def test_printed_again_after_that_it_is_news_with_an_id_of_its_own(self) -> None:
        story, renewal = self.renewed()
        story.sees(*OTHERS, GOLIAD)

        [again] = story.sees(*OTHERS, replace(GOLIAD, signed_on=self.LATER, signed_text="2025-04-04"))

        assert again.kind is ChangeKind.RENEWED
        assert again.id != renewal

    def test_nobody_has_signed_in_the_future(self) -> None:
        story = Story.of(*OTHERS, GOLIAD)

        [change] = story.sees(*OTHERS, replace(GOLIAD, signed_on=self.LATER, signed_text="2025-04-04"))

        assert change.kind is ChangeKind.CORRECTED
