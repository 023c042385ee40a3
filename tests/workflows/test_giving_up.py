"""When an address is given up, what an operator can send again, and what nobody is told any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.deliveries import DeliveryStatus, Outcome, OutcomeKind, Purpose
from domain.subscriptions import Cadence, Standing
from tests.workflows.stage import HARRIS, POLK, TEXAS, Stage, sheriff
from workflows.deliver import deliver_due
from workflows.digests import write_digests
from workflows.subscribe import queue_letter

REFUSED = Outcome(kind=OutcomeKind.REFUSED, detail="it does not understand our message")
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
    stage.inbox.answers = [REFUSED]
    stage.print_list(listed)
    deliver_due(stage.delivering)


def test_an_address_is_given_up_after_three_messages_in_vain_over_three_days(stage: Stage) -> None:
    subscription = stage.subscribe()
    listed = list(TEXAS)
    for county in ("Polk", "Bowie"):
        fail_with_news(stage, county, listed)
        stage.clock.wait(hours=37)
    assert standing(stage, subscription) is Standing.ACTIVE
    fail_with_news(stage, "Cass", listed)
    assert standing(stage, subscription) is Standing.BROKEN


def test_one_message_that_arrives_between_them_starts_the_count_again(stage: Stage) -> None:
    subscription = stage.subscribe()
    listed = list(TEXAS)
    for county in ("Polk", "Bowie"):
        fail_with_news(stage, county, listed)
        stage.clock.wait(hours=37)
    listed.append(HARRIS)
    stage.print_list(listed)
    deliver_due(stage.delivering)
    stage.clock.wait(hours=1)
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
