"""Who hears of what: filters, defaults, corrections to whoever got what they correct, and nobody twice."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.changes import AgencyEvent, Change, ChangeKind
from domain.deliveries import Outcome, OutcomeKind
from domain.subscriptions import Cadence, Standing
from domain.vocabulary import SupportType
from tests.workflows.stage import HARRIS, KERR, LEON, POLK, START, TEXAS, Stage, fetched, sheriff, without, workbook
from workflows.alerts import delivery_id, queue_alerts
from workflows.deliver import deliver_due
from workflows.digests import write_digests

EVERYTHING = frozenset(ChangeKind)
HEX_ID = re.compile("[0-9a-f]{16}")
CLARK = sheriff("Clark", state="Nevada")


def heard(stage: Stage) -> dict[int, list[str]]:
    """Return, per subscription, the kinds of change that its deliveries carry, in the order of the log."""
    rows = stage.rows(
        "SELECT dc.subscription_id, c.kind FROM delivery_change dc JOIN change c ON c.id = dc.change_id ORDER BY c.seq"
    )
    kinds: dict[int, list[str]] = {}
    for subscription, kind in rows:
        kinds.setdefault(subscription, []).append(kind)
    return kinds


@pytest.mark.parametrize(
    ("wish", "hears"),
    [
        ({}, True),
        ({"states": frozenset({"Texas"})}, True),
        ({"states": frozenset({"Nevada"})}, False),
        ({"counties": frozenset({"harris"})}, True),
        ({"counties": frozenset({"Polk County"})}, False),
        ({"agencies": frozenset({"Polk County Sheriff's Office"})}, False),
        ({"agencies": frozenset({"HARRIS COUNTY SHERIFF’S OFFICE"})}, True),
        ({"support_types": frozenset({SupportType.JAIL_ENFORCEMENT})}, True),
        ({"support_types": frozenset({SupportType.TASK_FORCE})}, False),
        ({"kinds": frozenset({ChangeKind.NEW})}, True),
        ({"kinds": frozenset({ChangeKind.TERMINATED})}, False),
        ({"states": frozenset({"Texas"}), "counties": frozenset({"Polk"})}, False),
    ],
)
def test_a_subscription_hears_what_its_filter_asks_for(stage: Stage, wish: dict[str, Any], *, hears: bool) -> None:
    subscription = stage.subscribe(**wish)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    assert heard(stage) == ({subscription: ["new"]} if hears else {})


def test_an_absence_and_a_correction_are_told_only_to_those_who_ask(stage: Stage) -> None:
    stage.subscribe()
    curious = stage.subscribe("ben@example.org", kinds=EVERYTHING)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON, KERR), replace(KERR, agency="Kerr County Sherif Office")])
    assert heard(stage) == {curious: ["corrected", "missing"]}


def test_a_confirmed_departure_is_told_to_everybody_who_wants_the_state(stage: Stage) -> None:
    default = stage.subscribe()
    stage.subscribe("cy@example.org", states=frozenset({"Nevada"}))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(days=1)
    stage.print_list(without(TEXAS, LEON))
    assert heard(stage) == {default: ["terminated"]}


def test_a_return_goes_to_exactly_those_who_got_what_it_takes_back(stage: Stage) -> None:
    default = stage.subscribe()
    only_missing = stage.subscribe("ben@example.org", kinds=frozenset({ChangeKind.MISSING}))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    late = stage.subscribe("late@example.org", kinds=frozenset({ChangeKind.MISSING}))
    stage.clock.wait(hours=1)
    stage.print_list(TEXAS, saved=2)
    assert heard(stage) == {only_missing: ["missing", "returned"]}
    assert default not in heard(stage)
    assert late not in heard(stage)


def test_a_return_after_a_told_departure_goes_to_those_who_were_told(stage: Stage) -> None:
    only_left = stage.subscribe(kinds=frozenset({ChangeKind.TERMINATED}))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(days=1)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(days=1)
    stage.print_list(TEXAS, saved=2)
    assert heard(stage) == {only_left: ["terminated", "returned"]}


def test_all_changes_of_one_poll_are_one_message(stage: Stage) -> None:
    subscription = stage.subscribe(kinds=EVERYTHING)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, LEON), HARRIS, POLK, CLARK])
    [(owner,)] = stage.rows("SELECT subscription_id FROM delivery")
    assert owner == subscription
    assert sorted(heard(stage)[subscription]) == ["missing", "new", "new", "new"]


def test_two_polls_are_two_messages(stage: Stage) -> None:
    stage.subscribe()
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS, POLK])
    assert len(stage.rows("SELECT id FROM delivery")) == 2


def test_nobody_is_told_of_a_change_twice(stage: Stage) -> None:
    stage.subscribe()
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    changes = stage.print_list([*TEXAS, HARRIS, POLK]).changes
    before = stage.everything()
    for again in (changes, changes[:1], tuple(reversed(changes))):
        with stage.open() as ledger:
            assert queue_alerts(ledger, again, stage.clock.now()) == 0
    with stage.open() as ledger:
        assert queue_alerts(ledger, (), stage.clock.now()) == 0
    after = stage.everything()
    assert after["delivery_change"] == before["delivery_change"]
    assert stage.rows("SELECT count(*) FROM delivery WHERE status = 'pending'") == [(1,)]


def test_a_repeated_alert_carries_only_what_is_new_to_its_reader(stage: Stage) -> None:
    subscription = stage.subscribe(counties=frozenset({"Harris"}))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    changes = stage.print_list([*TEXAS, HARRIS]).changes
    newcomer = stage.subscribe("ben@example.org")
    with stage.open() as ledger:
        assert queue_alerts(ledger, changes, stage.clock.now()) == 1
    assert heard(stage) == {subscription: ["new"], newcomer: ["new"]}


def test_a_digest_subscription_and_a_stopped_one_are_not_told_at_once(stage: Stage) -> None:
    stage.subscribe(cadence=Cadence.DAILY)
    stopped = stage.subscribe("gone@example.org")
    with stage.open() as ledger:
        ledger.stand(stopped, Standing.ENDED, stage.clock.now())
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    assert heard(stage) == {}


def test_the_past_is_recorded_without_telling_anybody(stage: Stage) -> None:
    stage.subscribe(kinds=EVERYTHING)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.serve(fetched(workbook([*TEXAS, HARRIS]), at=stage.clock.now()), tell=False)
    assert stage.told() == [("new", HARRIS.agency)]
    assert heard(stage) == {}


def test_a_message_has_one_id_for_ever() -> None:
    assert delivery_id(7, ("a", "b")) == delivery_id(7, ("a", "b")) == "08b46a611a0517591889b612"
    assert len({delivery_id(7, ("a", "b")), delivery_id(8, ("a", "b")), delivery_id(7, ("b", "a"))}) == 3


def record(stage: Stage, *changes: Change) -> None:
    """Record *changes* as one poll's, and queue who is told of them."""
    with stage.open() as ledger:
        ledger.add_changes(changes)
        queue_alerts(ledger, changes, stage.clock.now())


def switch(stage: Stage) -> tuple[Change, Change, Change, Change]:
    """Return how Leon goes from the jail to the task force: new, missing, terminated and, after all, returned.

    They differ from one another in what queueing looks at, and belong to an agreement that is on record.
    """
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    [new] = stage.print_list([*TEXAS, HARRIS]).changes
    stage.clock.wait(minutes=10)
    jail, force = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE
    told: dict[str, Any] = {"agency_event": AgencyEvent.EXPANDED, "powers_before": (jail,), "powers_after": (force,)}
    jail_facts = replace(new.facts, support_type=jail)
    whole = replace(new, id="whole", facts=replace(new.facts, support_type=force), **told)
    part = replace(new, id="part", kind=ChangeKind.MISSING, facts=jail_facts, part_of="whole", **told)
    end = replace(part, id="end", kind=ChangeKind.TERMINATED, supersedes="part")
    return whole, part, end, replace(new, id="back", kind=ChangeKind.RETURNED, facts=jail_facts, supersedes="part")


def told_of(stage: Stage, subscription: int) -> list[str]:
    """Return the ids of the changes made by hand that *subscription* is told of."""
    rows = stage.rows(
        "SELECT dc.subscription_id, c.id FROM delivery_change dc JOIN change c ON c.id = dc.change_id ORDER BY c.seq"
    )
    return [change_id for owner, change_id in rows if owner == subscription and not HEX_ID.fullmatch(change_id)]


def test_a_switch_of_powers_is_told_once_and_its_end_to_whoever_follows_only_that(stage: Stage) -> None:
    whole, part, end, _ = switch(stage)
    everything = stage.subscribe(kinds=EVERYTHING)
    jail = stage.subscribe("jail@example.org", support_types=frozenset({SupportType.JAIL_ENFORCEMENT}))
    record(stage, whole, part)
    stage.clock.wait(days=1)
    record(stage, end)
    assert told_of(stage, everything) == ["whole"]
    assert told_of(stage, jail) == ["end"]


def test_who_was_told_of_a_switch_hears_when_the_old_power_is_back(stage: Stage) -> None:
    whole, part, _, back = switch(stage)
    told = stage.subscribe()
    record(stage, whole, part)
    late = stage.subscribe("late@example.org")
    record(stage, back)
    assert told_of(stage, told) == ["whole", "back"]
    assert told_of(stage, late) == []


def test_who_was_told_of_a_whole_in_vain_hears_of_its_part(stage: Stage) -> None:
    whole, part, end, _ = switch(stage)
    subscription = stage.subscribe()
    record(stage, whole, part)
    stage.inbox.answers.append(Outcome(kind=OutcomeKind.REFUSED, detail="invalid_payload"))
    deliver_due(stage.delivering)
    record(stage, end)
    assert told_of(stage, subscription) == ["whole", "end"]


@pytest.mark.parametrize(
    ("answer", "hears"),
    [
        (None, True),
        (Outcome(kind=OutcomeKind.SENT), True),
        (Outcome(kind=OutcomeKind.RETRY, detail="451 try later"), True),
        (Outcome(kind=OutcomeKind.REFUSED, detail="invalid_payload"), False),
    ],
)
def test_a_retraction_goes_to_exactly_those_who_got_or_will_get_what_it_takes_back(
    stage: Stage, answer: Outcome | None, *, hears: bool
) -> None:
    whole, *_ = switch(stage)
    subscription = stage.subscribe(states=frozenset({"Texas"}))
    stage.subscribe("nevada@example.org", states=frozenset({"Nevada"}))
    record(stage, whole)
    if answer is not None:
        stage.inbox.answers.append(answer)
        deliver_due(stage.delivering)
    late = stage.subscribe("late@example.org")
    by_name = stage.subscribe("desk@example.org", kinds=frozenset({ChangeKind.RETRACTED}))
    record(stage, replace(whole, id="wrong", kind=ChangeKind.RETRACTED, supersedes="whole"))
    assert told_of(stage, subscription) == (["whole", "wrong"] if hears else ["whole"])
    assert told_of(stage, late) == []
    assert told_of(stage, by_name) == ["wrong"]
    rows = stage.rows("SELECT DISTINCT subscription_id FROM delivery_change WHERE change_id = 'wrong'")
    assert len(rows) == 1 + hears
    stage.clock.wait(minutes=1)
    deliver_due(stage.delivering)
    quoted = [
        item.earlier.id for m in stage.inbox.messages for item in m.items if item.change.id == "wrong" and item.earlier
    ]
    assert quoted == ["whole"] * (1 + hears)


def test_a_digest_follows_the_same_rules(stage: Stage) -> None:
    whole, part, end, _ = switch(stage)
    weekly = stage.subscribe(cadence=Cadence.WEEKLY)
    jail = stage.subscribe(
        "jail@example.org", cadence=Cadence.WEEKLY, support_types=frozenset({SupportType.JAIL_ENFORCEMENT})
    )
    record(stage, whole, part)
    record(stage, end)
    stage.clock.at = START + timedelta(days=7)
    write_digests(stage.record.open, stage.clock.at)
    assert told_of(stage, weekly) == ["whole"]
    assert told_of(stage, jail) == ["end"]
    record(stage, replace(whole, id="wrong", kind=ChangeKind.RETRACTED, supersedes="whole"))
    stage.clock.at = START + timedelta(days=14)
    write_digests(stage.record.open, stage.clock.at)
    assert told_of(stage, weekly) == ["whole", "wrong"]
    assert told_of(stage, jail) == ["end"]
