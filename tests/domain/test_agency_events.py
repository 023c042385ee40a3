"""What changes mean for an agency: it joined, may do more or less, left; and a switch of powers is one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.agency_events import Turn, tell_agency_events, tells_end_of, turn
from domain.agreements import Standing, arrival_id
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from domain.snapshots import ListedRow
from domain.vocabulary import SupportType
from tests.domain.cast import CAST, Story, row

JEM, TFM, WSO = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE, SupportType.WARRANT_SERVICE
DAY = timedelta(days=1)
OTHERS = CAST[1:]


def bay(support_type: SupportType, agency: str = "Bay County Sheriff's Office", **other: Any) -> ListedRow:
    return row(agency, **{"county": "Bay County", "state": "Florida", "support_type": support_type, **other})


def tell(story: Story, *rows: ListedRow, after: timedelta = DAY) -> list[Change]:
    """Read the next list beside the cast that never changes, and return what it tells, agencies' events included."""
    before = list(story.known.values())
    changes = story.sees(*OTHERS, *rows, after=after)
    return list(tell_agency_events(changes, before, story.known.values()))


def tell_again(story: Story, after: timedelta = DAY) -> list[Change]:
    """Read the same list again."""
    before = list(story.known.values())
    changes = story.sees_the_same(after)
    return list(tell_agency_events(changes, before, story.known.values()))


def begin(*rows: ListedRow) -> Story:
    return Story.of(*OTHERS, *rows)


def gist(change: Change) -> tuple[ChangeKind, AgencyEvent | None, tuple[SupportType, ...], tuple[SupportType, ...]]:
    return change.kind, change.agency_event, change.powers_before, change.powers_after


def of(changes: list[Change], kind: ChangeKind) -> Change:
    [found] = [change for change in changes if change.kind is kind]
    return found


def test_an_agency_without_an_agreement_joins() -> None:
    [new] = tell(begin(), bay(TFM))

    assert gist(new) == (ChangeKind.NEW, AgencyEvent.JOINED, (), (TFM,))
    assert new.part_of is None


def test_two_agreements_on_one_day_are_one_joining_told_by_both() -> None:
    changes = tell(begin(), bay(JEM), bay(TFM))

    assert {gist(change) for change in changes} == {(ChangeKind.NEW, AgencyEvent.JOINED, (), (TFM, JEM))}


@pytest.mark.parametrize(("had", "gets"), [(JEM, TFM), (TFM, WSO), (WSO, JEM)])
def test_a_further_power_expands(had: SupportType, gets: SupportType) -> None:
    [new] = tell(begin(bay(had)), bay(had), bay(gets))

    assert new.agency_event is AgencyEvent.EXPANDED
    assert (new.powers_before, set(new.powers_after)) == ((had,), {had, gets})


@pytest.mark.parametrize(
    ("had", "gets", "event"),
    [
        (JEM, TFM, AgencyEvent.EXPANDED),
        (WSO, TFM, AgencyEvent.EXPANDED),
        (WSO, JEM, AgencyEvent.EXPANDED),
        (TFM, JEM, AgencyEvent.REDUCED),
        (TFM, WSO, AgencyEvent.REDUCED),
        (JEM, WSO, AgencyEvent.REDUCED),
    ],
)
def test_one_power_for_another_is_one_event_that_the_arrival_tells(
    had: SupportType, gets: SupportType, event: AgencyEvent
) -> None:
    changes = tell(begin(bay(had)), bay(gets))

    new, missing = of(changes, ChangeKind.NEW), of(changes, ChangeKind.MISSING)
    assert gist(new) == (ChangeKind.NEW, event, (had,), (gets,))
    assert gist(missing) == (ChangeKind.MISSING, event, (had,), (gets,))
    assert (new.part_of, missing.part_of) == (None, new.id)
    assert missing.certainty is Certainty.UNCONFIRMED


def test_what_reaches_farthest_tells_whether_a_mixed_switch_expands() -> None:
    up, *ends = sorted(tell(begin(bay(JEM), bay(WSO)), bay(TFM)), key=lambda change: change.kind is not ChangeKind.NEW)
    down = of(tell(begin(bay(TFM)), bay(JEM), bay(WSO))[:1], ChangeKind.NEW)

    assert gist(up) == (ChangeKind.NEW, AgencyEvent.EXPANDED, (JEM, WSO), (TFM,))
    assert {(*gist(end)[1:], end.part_of) for end in ends} == {(*gist(up)[1:], up.id)}
    assert gist(down) == (ChangeKind.NEW, AgencyEvent.REDUCED, (TFM,), (JEM, WSO))


def test_every_departure_of_a_switch_is_part_of_its_farthest_reaching_arrival() -> None:
    changes = tell(begin(bay(JEM, signed_on=date(2024, 5, 1))), bay(WSO), bay(TFM))

    tfm = next(c for c in changes if c.kind is ChangeKind.NEW and c.facts.support_type is TFM)
    assert of(changes, ChangeKind.MISSING).part_of == tfm.id


def test_the_confirmation_of_a_departure_is_part_of_the_arrival_that_came_with_it() -> None:
    story = begin(bay(JEM))
    new = of(tell(story, bay(TFM)), ChangeKind.NEW)

    [terminated] = tell_again(story)

    assert gist(terminated) == (ChangeKind.TERMINATED, AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert terminated.part_of == new.id


@pytest.mark.parametrize("apart", [DAY, 30 * DAY])
def test_an_arrival_some_weeks_before_the_departure_is_one_event_with_it(apart: timedelta) -> None:
    story = begin(bay(JEM))
    [new] = tell(story, bay(JEM), bay(TFM))
    [missing] = tell(story, bay(TFM), after=apart)
    [terminated] = tell_again(story)

    assert gist(new)[1:] == (AgencyEvent.EXPANDED, (JEM,), (TFM, JEM))
    assert gist(missing)[1:] == gist(terminated)[1:] == (AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert missing.part_of == terminated.part_of == new.id
    assert new.id == arrival_id(story.agreement(bay(TFM)))


def test_a_departure_long_after_the_arrival_is_news_of_its_own() -> None:
    story = begin(bay(JEM))
    tell(story, bay(JEM), bay(TFM))

    [missing] = tell(story, bay(TFM), after=31 * DAY)

    assert gist(missing)[1:] == (AgencyEvent.REDUCED, (TFM, JEM), (TFM,))
    assert missing.part_of is None


def test_a_departure_told_before_the_arrival_makes_the_arrival_an_expansion() -> None:
    story = begin(bay(JEM))
    [missing] = tell(story)
    [new, terminated] = sorted(tell(story, bay(TFM)), key=lambda change: change.kind)

    assert gist(missing)[1:] == (AgencyEvent.LEFT, (JEM,), ())
    assert missing.certainty is Certainty.UNCONFIRMED
    assert missing.part_of is None
    assert gist(new) == (ChangeKind.NEW, AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert gist(terminated) == (ChangeKind.TERMINATED, AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert terminated.part_of == new.id


def test_a_power_that_ended_some_weeks_ago_was_given_up_for_the_new_one() -> None:
    story = begin(bay(JEM))
    tell(story)
    tell_again(story)

    [soon] = tell(story, bay(TFM), after=27 * DAY)
    late_story = begin(bay(JEM))
    tell(late_story)
    tell_again(late_story)
    [late] = tell(late_story, bay(TFM), after=30 * DAY)

    assert gist(soon)[1:] == (AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert gist(late)[1:] == (AgencyEvent.JOINED, (), (TFM,))


def test_a_power_that_came_and_went_after_the_arrival_was_not_held_before_it() -> None:
    story = begin(bay(JEM))
    [new] = tell(story, bay(JEM), bay(TFM))
    tell(story, bay(JEM), bay(TFM), bay(WSO))

    jem, wso = sorted(tell(story, bay(TFM)), key=lambda change: change.facts.support_type)

    assert (gist(jem)[1:], jem.part_of) == ((AgencyEvent.EXPANDED, (JEM,), (TFM,)), new.id)
    assert (gist(wso)[1:], wso.part_of) == ((AgencyEvent.REDUCED, (TFM, JEM, WSO), (TFM,)), None)


def test_an_agreement_signed_anew_is_an_arrival_too() -> None:
    story = begin(bay(JEM), bay(TFM))
    tell(story, bay(JEM))
    tell_again(story)

    changes = tell(story, bay(TFM, signed_on=date(2025, 4, 20)), after=40 * DAY)

    new, missing = of(changes, ChangeKind.NEW), of(changes, ChangeKind.MISSING)
    assert gist(new)[1:] == (AgencyEvent.EXPANDED, (JEM,), (TFM,))
    assert missing.part_of == new.id


def test_the_same_power_under_another_row_joins_only_after_a_confirmed_departure() -> None:
    [first] = [a for a in begin(bay(TFM)).known.values() if "Bay" in a.facts.agency]
    [new] = [replace(change, agreement_id="second") for change in tell(begin(), bay(TFM))]
    second = replace(first, id="second", in_baseline=False)
    missing = replace(first, standing=Standing.MISSING, missing_since=new.observed_at - DAY)
    ended = replace(missing, standing=Standing.TERMINATED)

    [unsure] = tell_agency_events([new], [missing], [missing, second])
    [sure] = tell_agency_events([new], [ended], [ended, second])

    assert gist(unsure) == (ChangeKind.NEW, None, (), ())
    assert gist(sure) == (ChangeKind.NEW, AgencyEvent.JOINED, (), (TFM,))


def test_the_end_of_one_power_reduces_and_the_end_of_the_last_is_leaving() -> None:
    story = begin(bay(JEM), bay(TFM))
    [missing] = tell(story, bay(JEM))
    [terminated] = tell_again(story)
    tell(story)
    [left] = tell_again(story)

    assert gist(missing)[1:] == gist(terminated)[1:] == (AgencyEvent.REDUCED, (TFM, JEM), (JEM,))
    assert gist(left) == (ChangeKind.TERMINATED, AgencyEvent.LEFT, (JEM,), ())
    assert {missing.part_of, terminated.part_of, left.part_of} == {None}


def test_two_powers_that_end_together_are_both_told_as_leaving() -> None:
    story = begin(bay(JEM), bay(TFM))

    tell(story)
    changes = tell_again(story)

    assert {gist(change) for change in changes} == {(ChangeKind.TERMINATED, AgencyEvent.LEFT, (TFM, JEM), ())}


def test_nobody_is_said_to_have_left_while_another_absence_may_be_taken_back() -> None:
    story = begin(bay(JEM), bay(TFM))
    tell(story, bay(TFM))
    changes = tell(story)

    assert gist(of(changes, ChangeKind.TERMINATED))[1:] == (AgencyEvent.REDUCED, (TFM, JEM), (TFM,))
    assert gist(of(changes, ChangeKind.MISSING))[1:] == (AgencyEvent.LEFT, (TFM,), ())


def test_a_return_after_a_mere_absence_means_nothing_for_the_agency() -> None:
    story = begin(bay(TFM))
    tell(story, after=timedelta(hours=1))

    [returned] = tell(story, bay(TFM), after=timedelta(hours=1))

    assert gist(returned) == (ChangeKind.RETURNED, None, (), ())


def test_a_return_after_a_told_departure_joins_again() -> None:
    story = begin(bay(TFM))
    tell(story)
    tell_again(story)

    [returned] = tell(story, bay(TFM))

    assert gist(returned) == (ChangeKind.RETURNED, AgencyEvent.JOINED, (), (TFM,))
    assert turn(returned) is None


def test_what_was_signed_together_is_no_switch_when_half_of_it_ends() -> None:
    story = begin()
    tell(story, bay(JEM), bay(TFM))

    [missing] = tell(story, bay(JEM), after=10 * DAY)

    assert gist(missing)[1:] == (AgencyEvent.REDUCED, (TFM, JEM), (JEM,))
    assert missing.part_of is None


def test_an_arrival_that_has_ended_itself_tells_nothing_of_a_departure() -> None:
    story = begin(bay(JEM))
    tell(story, bay(JEM), bay(TFM))

    changes = tell(story, after=10 * DAY)

    assert {(change.agency_event, change.part_of) for change in changes} == {(AgencyEvent.LEFT, None)}


def test_an_agreement_of_the_first_list_is_no_arrival() -> None:
    [missing] = tell(begin(bay(JEM), bay(TFM)), bay(TFM))

    assert missing.part_of is None


def test_a_second_agreement_of_the_same_power_changes_nothing_for_the_agency() -> None:
    story = begin(bay(TFM))
    [first] = [a for a in story.known.values() if a.facts.state == "Florida" and "Bay" in a.facts.agency]
    second = replace(first, id="second", in_baseline=False, first_version=2, first_listed_at=story.now + DAY)
    [new] = [replace(change, agreement_id="second") for change in tell(begin(), bay(TFM))]
    gone = replace(second, standing=Standing.MISSING, missing_since=story.now + 5 * DAY)
    missing = replace(new, kind=ChangeKind.MISSING)

    [came] = tell_agency_events([new], [first], [first, second])
    [went] = tell_agency_events([missing], [first, second], [first, gone])

    assert gist(came) == (ChangeKind.NEW, None, (), ())
    assert gist(went) == (ChangeKind.MISSING, None, (), ())


def test_the_end_of_one_of_two_agreements_of_a_power_is_no_part_of_a_switch() -> None:
    story = begin(bay(JEM))
    [jem] = [a for a in story.known.values() if a.facts.support_type is JEM]
    second = replace(jem, id="second", standing=Standing.MISSING, missing_since=story.now + 2 * DAY)
    [new] = tell(story, bay(JEM), bay(TFM))
    missing = replace(new, id="gone", kind=ChangeKind.MISSING, agreement_id="second", facts=jem.facts)
    before = [*story.known.values(), replace(second, standing=Standing.LISTED, missing_since=None)]

    [told] = tell_agency_events([missing], before, [*story.known.values(), second])

    assert (told.agency_event, told.part_of) == (None, None)


def test_a_second_agreement_of_an_old_power_is_no_arrival_that_a_departure_could_be_part_of() -> None:
    story = begin(bay(JEM), bay(TFM))
    [tfm] = [a for a in story.known.values() if a.facts.support_type is TFM and "Bay" in a.facts.agency]
    second = replace(
        tfm, id="second", in_baseline=False, first_version=2, first_listed_at=story.now + timedelta(hours=1)
    )
    story.known["second"] = second
    before = list(story.known.values())
    changes = [c for c in story.sees(*OTHERS, bay(TFM), after=DAY) if c.facts.support_type is JEM]
    after = [replace(a, standing=Standing.LISTED) if a.facts.support_type is TFM else a for a in story.known.values()]

    [missing] = tell_agency_events(changes, before, after)

    assert gist(missing) == (ChangeKind.MISSING, AgencyEvent.REDUCED, (TFM, JEM), (TFM,))
    assert missing.part_of is None


def test_a_retraction_and_whatever_neither_gives_nor_takes_a_power_stay_as_they_are() -> None:
    [new] = tell(begin(), bay(TFM))
    plain = replace(new, agency_event=None, powers_before=(), powers_after=())
    untouched = set(ChangeKind) - {ChangeKind.NEW, ChangeKind.RETURNED, ChangeKind.MISSING, ChangeKind.TERMINATED}

    for kind in untouched:
        change = replace(plain, kind=kind)
        assert tell_agency_events([change], (), ()) == (change,)


def test_one_agency_s_news_is_not_another_s() -> None:
    changes = tell(begin(bay(JEM)), row("Gulf County Sheriff's Office", "Gulf County", state="Florida"))

    new, missing = of(changes, ChangeKind.NEW), of(changes, ChangeKind.MISSING)
    assert gist(new)[1:] == (AgencyEvent.JOINED, (), (TFM,))
    assert gist(missing)[1:] == (AgencyEvent.LEFT, (JEM,), ())
    assert missing.part_of is None


def test_a_row_that_ice_merged_into_another_never_left() -> None:
    story = begin()
    tell(story, bay(JEM))
    merged = replace(
        story.agreement(bay(JEM)), standing=Standing.TERMINATED, merged_into_row=True, missing_since=story.now
    )
    story.known[merged.id] = merged

    [new] = tell(story, bay(TFM))

    assert gist(new)[1:] == (AgencyEvent.JOINED, (), (TFM,))


def test_each_event_has_its_way_of_being_told() -> None:
    story = begin(bay(JEM))
    added = tell(story, bay(JEM), bay(TFM))
    reduced = [*tell(story, bay(JEM), after=40 * DAY), *tell_again(story)]
    left = [*tell(story), *tell_again(story)]
    up, down = begin(bay(JEM)), begin(bay(TFM))
    switched = [*tell(up, bay(TFM)), *tell_again(up)]
    swapped = tell(down, bay(JEM))
    joined = tell(begin(), bay(WSO))

    def turns(changes: list[Change]) -> list[Turn | None]:
        return [turn(change) for change in changes]

    assert turns(added) == [Turn.ADDED]
    assert turns(reduced) == [None, Turn.REDUCED]
    assert turns(left) == [None, Turn.LEFT]
    assert sorted(turns(switched), key=str) == sorted([Turn.EXPANDED, None, Turn.REPLACED], key=str)
    assert turns(swapped) == [Turn.SWAPPED, None]
    assert turns(joined) == [Turn.JOINED]


def test_an_arrival_tells_the_end_of_what_it_replaces_only_where_it_came_with_it() -> None:
    together, apart = begin(bay(JEM)), begin(bay(JEM))
    changes = tell(together, bay(TFM))
    [first] = tell(apart, bay(JEM), bay(TFM))
    [later] = tell(apart, bay(TFM))

    assert tells_end_of(of(changes, ChangeKind.NEW), of(changes, ChangeKind.MISSING))
    assert not tells_end_of(first, later)
    assert not tells_end_of(replace(of(changes, ChangeKind.NEW), id="another"), of(changes, ChangeKind.MISSING))
    assert not tells_end_of(replace(first, powers_before=(), powers_after=()), later)


def test_the_same_step_told_twice_is_told_alike() -> None:
    story = begin(bay(JEM))
    before = list(story.known.values())
    changes = story.sees(*OTHERS, bay(TFM))

    once = tell_agency_events(changes, before, story.known.values())

    assert tell_agency_events(once, reversed(before), reversed(story.known.values())) == once
