"""When an address is given up, what an operator can send again, and what nobody is told any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.deliveries import RETRY_WAITS, DeliveryStatus, Outcome, OutcomeKind, Purpose
from domain.subscriptions import Address, Cadence, Channel, Standing
from tests.workflows.stage import HARRIS, POLK, TEXAS, Stage, sheriff
from workflows.deliver import begin, deliver_due, put_back_lapsed
from workflows.digests import write_digests
from workflows.ledger import Ledger
from workflows.subscribe import queue_letter, set_operators

REFUSED = Outcome(kind=OutcomeKind.REFUSED, detail="it does not understand our message")
TRIES = len(RETRY_WAITS) + 1
LATER = Outcome(kind=OutcomeKind.RETRY, detail="not now")
GONE = Outcome(kind=OutcomeKind.PERMANENT, detail="nobody there")


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    yield stage
    stage.close()


def standing(stage: Stage, subscription: int) -> Standing:
    with stage.open() as ledger:
        found = ledger.subscription(subscription)
    assert found is not None
    return found.standing


def dead(stage: Stage) -> list[str]:
    with stage.open() as ledger:
        return [delivery.id for delivery in ledger.deliveries(DeliveryStatus.DEAD, 100)]


def fail_with_news(stage: Stage, county: str, listed: list) -> None:  # type: ignore[type-arg]
    listed.append(sheriff(county))
    stage.inbox.answers = [LATER] * TRIES
    stage.print_list(listed)
    for _ in range(TRIES):
        deliver_due(stage.delivering)
        stage.clock.wait(hours=24)


def test_a_message_that_is_our_own_fault_never_counts_against_an_address(stage: Stage) -> None:
    """Promise P6: a malformed message is ours to mend."""
    subscription = stage.subscribe()
    listed = list(TEXAS)
    for county in ("Polk", "Bowie", "Cass", "Coke"):
        listed.append(sheriff(county))
        stage.inbox.answers = [REFUSED]
        stage.print_list(listed)
        deliver_due(stage.delivering)
        stage.clock.wait(hours=40)
    assert standing(stage, subscription) is Standing.ACTIVE


def test_the_operators_own_address_is_never_given_up(stage: Stage) -> None:
    operator = Address(channel=Channel.EMAIL, value="ops@example.org")
    set_operators(stage.open, [operator], stage.clock.now())
    with stage.open() as ledger:
        queue_letter(ledger, 1, Purpose.SYNTHETIC, stage.clock.now())
    stage.inbox.answers = [GONE]
    deliver_due(stage.delivering)
    assert standing(stage, 1) is Standing.ACTIVE


def test_an_address_is_given_up_after_three_messages_in_vain_over_three_days(stage: Stage) -> None:
    subscription = stage.subscribe()
    listed = list(TEXAS)
    for county in ("Polk", "Bowie"):
        fail_with_news(stage, county, listed)
    assert standing(stage, subscription) is Standing.ACTIVE
    fail_with_news(stage, "Cass", listed)
    assert standing(stage, subscription) is Standing.BROKEN


def test_one_message_that_arrives_between_them_starts_the_count_again(stage: Stage) -> None:
    subscription = stage.subscribe()
    listed = list(TEXAS)
    for county in ("Polk", "Bowie"):
        fail_with_news(stage, county, listed)
    listed.append(HARRIS)
    stage.print_list(listed)
    deliver_due(stage.delivering)
    fail_with_news(stage, "Cass", listed)
    assert standing(stage, subscription) is Standing.ACTIVE


def test_a_message_that_was_given_up_is_sent_again_under_its_own_id(stage: Stage) -> None:
    stage.subscribe()
    stage.inbox.answers = [REFUSED]
    stage.print_list([*TEXAS, POLK])
    deliver_due(stage.delivering)
    [parked] = dead(stage)
    stage.clock.wait(hours=1)
    with stage.open() as ledger:
        assert ledger.resend(parked, stage.clock.now())
        assert not ledger.resend(parked, stage.clock.now()), "it is on its way"
    deliver_due(stage.delivering)
    assert [message.message_id for message in stage.inbox.messages] == [parked, parked]
    assert stage.rows("SELECT status FROM delivery") == [("sent",)]


def test_what_was_taken_back_meanwhile_is_not_sent_after_all(stage: Stage) -> None:
    stage.subscribe(unconfirmed=True)
    stage.inbox.answers = [REFUSED]
    stage.print_list(TEXAS[1:])
    deliver_due(stage.delivering)
    [parked] = dead(stage)
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS, saved=9)
    with stage.open() as ledger:
        assert not ledger.resend(parked, stage.clock.now())
    deliver_due(stage.delivering)
    assert len(stage.inbox.messages) == 1, "who was never told of the absence need not hear of the return"


def test_a_message_to_a_subscription_that_is_over_is_not_sent_again(stage: Stage) -> None:
    subscription = stage.subscribe()
    stage.inbox.answers = [REFUSED]
    stage.print_list([*TEXAS, POLK])
    deliver_due(stage.delivering)
    [parked] = dead(stage)
    with stage.open() as ledger:
        ledger.stand(subscription, Standing.ENDED, stage.clock.now())
        assert not ledger.resend(parked, stage.clock.now())


def test_a_send_under_way_as_a_subscription_ends_is_not_tried_again(stage: Stage) -> None:
    """Promise P15: one send that has begun may finish; when it fails, no second one begins."""
    subscription = stage.subscribe()
    stage.print_list([*TEXAS, POLK])

    class EndsMeanwhile:
        def send(self, _: object) -> Outcome:
            with stage.open() as ledger:
                ledger.stand(subscription, Standing.ENDED, stage.clock.now())
            return Outcome(kind=OutcomeKind.RETRY, detail="not now")

    inbox, stage.inbox.answers = stage.inbox, []
    object.__setattr__(stage.delivering, "sender", EndsMeanwhile())
    deliver_due(stage.delivering)
    object.__setattr__(stage.delivering, "sender", inbox)
    stage.clock.wait(hours=1)
    deliver_due(stage.delivering)
    assert inbox.messages == []
    assert stage.rows("SELECT status FROM delivery") == [("failed",)]


def test_a_letter_that_says_it_is_over_still_goes_to_who_has_ended(stage: Stage) -> None:
    subscription = stage.subscribe()
    with stage.open() as ledger:
        ledger.stand(subscription, Standing.ENDED, stage.clock.now())
        queue_letter(ledger, subscription, Purpose.ENDED, stage.clock.now())
    deliver_due(stage.delivering)
    assert [message.purpose for message in stage.inbox.messages] == [Purpose.ENDED]


def test_an_address_that_is_gone_breaks_its_subscription_and_no_other(stage: Stage) -> None:
    gone, other = stage.subscribe("gone@example.org"), stage.subscribe("ben@example.org")
    stage.inbox.answers = [GONE]
    stage.print_list([*TEXAS, POLK])
    deliver_due(stage.delivering)
    assert (standing(stage, gone), standing(stage, other)) == (Standing.BROKEN, Standing.ACTIVE)


def test_a_digest_says_how_often_the_lists_were_read(stage: Stage) -> None:
    stage.subscribe(cadence=Cadence.WEEKLY)
    for number in range(5):
        stage.clock.wait(minutes=10)
        stage.print_list(TEXAS, saved=number + 2)
    stage.clock.wait(days=6, hours=23)
    assert write_digests(stage.open, stage.clock.now()) == 1
    deliver_due(stage.delivering)
    [message] = stage.inbox.messages
    assert (message.purpose, message.checks, message.items) == (Purpose.DIGEST, 5, ())
    assert message.period_to - message.period_from < timedelta(days=8)


def test_after_a_restore_nothing_goes_out_before_a_person_says_so(stage: Stage) -> None:
    """Promise P18: what the backup still owed was sent long ago."""
    stage.subscribe()
    stage.print_list([*TEXAS, POLK])
    with stage.open() as ledger:
        assert ledger.park(stage.clock.now()) == 1
    stage.clock.wait(hours=72)
    deliver_due(stage.delivering)
    assert stage.inbox.messages == []
    [parked] = dead(stage)
    with stage.open() as ledger:
        assert ledger.resend(parked, stage.clock.now())
    deliver_due(stage.delivering)
    assert len(stage.inbox.messages) == 1


def test_a_link_in_a_letter_can_still_be_sent_after_a_restore(stage: Stage) -> None:
    subscription = stage.subscribe()
    with stage.open() as ledger:
        queue_letter(ledger, subscription, Purpose.TEST, stage.clock.now())
        assert ledger.park(stage.clock.now()) == 0


def test_a_correction_reaches_whoever_may_have_got_what_it_corrects(stage: Stage) -> None:
    """Promise P10: a message whose outcome nobody knows may have arrived."""
    stage.subscribe(unconfirmed=True)
    stage.inbox.answers = [Outcome(kind=OutcomeKind.UNKNOWN)] * 4
    stage.print_list(TEXAS[1:])
    for _ in range(4):
        deliver_due(stage.delivering)
        stage.clock.wait(hours=2)
    assert len(dead(stage)) == 1
    stage.print_list(TEXAS, saved=9)
    deliver_due(stage.delivering)
    assert [item.change.kind.value for item in stage.inbox.messages[-1].items] == ["returned"]


def test_a_database_that_fails_as_a_result_is_written_brings_no_repeat(stage: Stage) -> None:
    """Promise P3: what came of an attempt is known, so it is written at the second try."""
    stage.subscribe()
    stage.print_list([*TEXAS, POLK])
    opened = 0

    @contextmanager
    def failing_once() -> Iterator[Ledger]:
        nonlocal opened
        opened += 1
        if opened == 3:  # put back, begin, settle
            raise OSError("the database is away for a moment")
        with stage.open() as ledger:
            yield ledger

    deliver_due(replace(stage.delivering, ledger=failing_once))
    stage.clock.wait(hours=2)
    deliver_due(stage.delivering)
    assert len(stage.inbox.messages) == 1


def test_a_clock_that_goes_forward_during_a_send_brings_no_repeat(stage: Stage) -> None:
    stage.subscribe()
    stage.print_list([*TEXAS, POLK])
    begun = begin(stage.delivering)
    assert begun is not None
    stage.clock.wait(hours=1)
    assert put_back_lapsed(stage.delivering, {begun.delivery.claim}) == 0
    assert put_back_lapsed(stage.delivering) == 1, "a sender that is gone protects nothing"


def test_one_address_that_no_key_opens_keeps_nobody_else_from_hearing(stage: Stage) -> None:
    broken, other = stage.subscribe(), stage.subscribe("ben@example.org")
    stage.print_list([*TEXAS, POLK])
    with stage.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE subscription SET address = 'x' WHERE id = 1")
    deliver_due(stage.delivering)
    assert [message.address.value for message in stage.inbox.messages] == ["ben@example.org"]
    assert stage.rows("SELECT subscription_id, status FROM delivery ORDER BY subscription_id") == [
        (broken, "dead"),
        (other, "sent"),
    ]


def test_messages_of_many_ended_subscriptions_hold_up_no_other(stage: Stage) -> None:
    for number in range(12):
        stage.subscribe(f"gone{number}@example.org")
    stage.subscribe()
    stage.print_list([*TEXAS, POLK])
    with stage.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE subscription SET standing = 'ended' WHERE id < 13")
    deliver_due(stage.delivering)
    assert [message.address.value for message in stage.inbox.messages] == ["ann@example.org"]
