"""What is told when an agreement appears: new, first in its county or state, pending since, or nothing new at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.changes import Certainty, ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import CAST, GOLIAD, HOUR, KINNEY, LAVERNIA, OKALOOSA, START, Story, kinds, row


def test_the_first_list_tells_nobody_and_knows_everybody() -> None:
    story = Story.of(*CAST)

    assert {a.facts.agency for a in story.known.values()} == {r.agency for r in CAST}
    assert all(a.in_baseline and a.first_version == 1 and a.first_listed_at == START for a in story.known.values())


def test_an_agreement_never_listed_before_is_new() -> None:
    story = Story.of(KINNEY, LAVERNIA)

    [change] = story.sees(KINNEY, GOLIAD, LAVERNIA)

    assert (change.kind, change.certainty) == (ChangeKind.NEW, Certainty.CONFIRMED)
    assert (change.facts.agency, change.facts.signed_on) == (GOLIAD.agency, GOLIAD.signed_on)
    assert (change.version_from, change.version_to, change.observed_at) == (1, 2, START + HOUR)
    assert (change.before, change.supersedes) == (None, None)
    assert not story.agreement(GOLIAD).in_baseline


def test_a_second_support_type_of_one_agency_is_an_agreement_of_its_own() -> None:
    jail = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT, support_type_text="Jail Enforcement Model")
    story = Story.of(*CAST)

    [change] = story.sees(*CAST, jail)

    assert (change.kind, change.facts.support_type) == (ChangeKind.NEW, SupportType.JAIL_ENFORCEMENT)


def test_an_agreement_that_changes_its_support_type_is_a_departure_and_an_arrival() -> None:
    jail = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT, support_type_text="Jail Enforcement Model")
    story = Story.of(*CAST)

    assert kinds(story.sees(KINNEY, LAVERNIA, OKALOOSA, jail)) == [ChangeKind.MISSING, ChangeKind.NEW]


def test_the_first_agreement_of_a_county_and_of_a_state_says_so() -> None:
    story = Story.of(KINNEY, LAVERNIA)

    told = story.sees(KINNEY, LAVERNIA, GOLIAD, OKALOOSA, row("Wilson County Sheriff's Office", "WILSON  county"))

    assert {c.facts.agency: (c.first_in_county, c.first_in_state) for c in told} == {
        GOLIAD.agency: (True, False),
        OKALOOSA.agency: (True, True),
        "Wilson County Sheriff's Office": (False, False),
    }


def test_an_agency_without_a_county_is_first_in_none() -> None:
    story = Story.of(KINNEY)

    told = story.sees(KINNEY, row("Refugio Marshal"), row("Texas Highway Patrol", "#N/A"))

    assert [change.first_in_county for change in told] == [False, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            row("Collier County Sheriff's Office", "", state="Florida"),
            row("Naples Police", "Collier County", state="Florida"),
        ),
        (
            row("Naples Police", "Collier", state="Florida"),
            row("Collier County Jail", "", state="Florida", signed_on=date(2025, 3, 4)),
        ),
        (
            row("Zephyr Police", "St. Lucie County", state="Florida"),
            row("Ankona Police", "Saint Lucie", state="Florida"),
        ),
        (row("Alice Police", "Jim Wells County"), row("Orange Grove Marshal", "Jim Wels", signed_on=date(2025, 3, 4))),
        (
            row("Slidell Police", "St. Tammany Parish", state="Louisiana"),
            row("Covington Marshal", "Saint Tammany County", state="Louisiana", signed_on=date(2025, 3, 4)),
        ),
    ],
)
def test_a_county_is_the_same_however_it_is_printed_or_told_by_the_name_alone(
    before: ListedRow, after: ListedRow
) -> None:
    [change] = Story.of(KINNEY, before).sees(KINNEY, before, after)

    assert change.kind is ChangeKind.NEW
    assert not change.first_in_county


def test_counties_of_one_name_in_two_states_and_counties_of_like_names_are_two() -> None:
    lee = row("Lee County Sheriff's Office", "Lee County", state="Florida")
    others = [replace(lee, state="Georgia"), row("Levy County Sheriff's Office", "Levy County", state="Florida")]

    told = Story.of(KINNEY, lee).sees(KINNEY, lee, *others)

    assert [change.first_in_county for change in told] == [True, True]


def test_what_ever_stood_on_the_list_counts_even_after_it_left() -> None:
    story = Story.of(KINNEY, OKALOOSA)
    story.sees(KINNEY)
    story.sees_the_same(timedelta(hours=24))

    [change] = story.sees(
        KINNEY, row("Okaloosa County Jail", "Okaloosa County", state="Florida", signed_on=date(2025, 3, 4))
    )

    assert change.kind is ChangeKind.NEW
    assert not change.first_in_state
    assert not change.first_in_county


class TestPending:
    def test_an_application_that_became_an_agreement_says_since_when_it_was_pending(self) -> None:
        applications = Story.of(LAVERNIA, pending=True)
        story = Story.of(KINNEY)

        [change] = story.sees(
            KINNEY, replace(LAVERNIA, agency="La Vernia PD"), pending=list(applications.known.values())
        )

        assert change.pending_since == START

    def test_an_application_for_other_powers_or_in_another_state_is_another_one(self) -> None:
        other = [
            replace(LAVERNIA, support_type=SupportType.WARRANT_SERVICE),
            replace(LAVERNIA, state="Florida", state_text="FLORIDA"),
        ]
        applications = Story.of(*other, pending=True)
        story = Story.of(KINNEY)

        [change] = story.sees(KINNEY, LAVERNIA, pending=list(applications.known.values()))

        assert change.pending_since is None

    def test_an_application_that_left_180_days_ago_is_remembered_and_one_that_left_earlier_is_not(self) -> None:
        for ago, remembered in ((timedelta(days=180), True), (timedelta(days=180, seconds=1), False)):
            applications = Story.of(LAVERNIA, pending=True, at=START - timedelta(days=200))
            applications.sees(after=timedelta(days=200) + HOUR - ago)
            story = Story.of(KINNEY)

            [change] = story.sees(KINNEY, LAVERNIA, pending=list(applications.known.values()))

            assert (change.pending_since is not None) is remembered

    def test_an_entry_on_the_pending_list_is_pending_and_not_a_first_of_anything(self) -> None:
        story = Story.of(LAVERNIA, pending=True)

        [change] = story.sees(LAVERNIA, OKALOOSA)

        assert (change.kind, change.certainty) == (ChangeKind.PENDING, Certainty.CONFIRMED)
        assert not change.first_in_state
        assert not change.first_in_county

    def test_an_entry_that_left_the_pending_list_is_gone_at_once_and_for_good(self) -> None:
        story = Story.of(LAVERNIA, OKALOOSA, pending=True)

        [change] = story.sees(OKALOOSA, active=list(Story.of(KINNEY).known.values()))

        assert (change.kind, change.certainty) == (ChangeKind.PENDING_GONE, Certainty.CONFIRMED)
        assert "no longer" in change.reason
        assert story.sees_the_same(timedelta(days=30)) == ()

    def test_an_entry_that_became_active_says_so(self) -> None:
        story = Story.of(LAVERNIA, OKALOOSA, pending=True)

        [change] = story.sees(OKALOOSA, active=list(Story.of(KINNEY, LAVERNIA).known.values()))

        assert "became active" in change.reason

    def test_an_agreement_that_is_itself_missing_is_no_application_become_active(self) -> None:
        participating = Story.of(KINNEY, LAVERNIA)
        participating.sees(KINNEY)
        story = Story.of(LAVERNIA, OKALOOSA, pending=True)

        [change] = story.sees(OKALOOSA, active=list(participating.known.values()))

        assert "became active" not in change.reason

    def test_an_entry_that_is_back_is_pending_again(self) -> None:
        story = Story.of(LAVERNIA, OKALOOSA, pending=True)
        story.sees(OKALOOSA)

        [change] = story.sees(OKALOOSA, LAVERNIA, after=timedelta(days=40))

        assert change.kind is ChangeKind.PENDING
        assert change.supersedes is None

    def test_the_whole_pending_list_may_go_and_come_back(self) -> None:
        story = Story.of(LAVERNIA, OKALOOSA, pending=True)

        assert kinds(story.sees()) == [ChangeKind.PENDING_GONE, ChangeKind.PENDING_GONE]
        assert kinds(story.sees(LAVERNIA, OKALOOSA)) == [ChangeKind.PENDING, ChangeKind.PENDING]
