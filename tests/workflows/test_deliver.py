"""A delivery from claim to settlement, with everything that can go wrong between the two."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.changes import ChangeKind
from domain.deliveries import LEASE, RETRY_WAITS, UNKNOWN_WAITS, DeliveryStatus, Outcome, OutcomeKind
from domain.subscriptions import Channel, Language, Standing
from tests.workflows.stage import (
    HARRIS,
    LEON,
    POLK,
    PUBLIC_URL,
    START,
    TEXAS,
    ProcessDiedError,
    Stage,
    sha256,
    without,
    workbook,
)
from workflows.deliver import attempt, begin, deliver_due, deliver_one
from workflows.ledger import ClaimedDelivery, Settlement

RETRY = Outcome(kind=OutcomeKind.RETRY, detail="451 try later")
UNKNOWN = Outcome(kind=OutcomeKind.UNKNOWN, detail="no answer")
PERMANENT = Outcome(kind=OutcomeKind.PERMANENT, detail="550 no such user")
REFUSED = Outcome(kind=OutcomeKind.REFUSED, detail="invalid_payload")


def news(stage: Stage) -> None:
    """Record one new agreement that everybody hears of."""
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])


def status(stage: Stage) -> str:
    [(value,)] = stage.rows("SELECT status FROM delivery")
    return str(value)


def due_at(stage: Stage) -> datetime:
    [(value,)] = stage.rows("SELECT due_at FROM delivery")
    when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return when.replace(tzinfo=START.tzinfo) if when.tzinfo is None else when


def claim(stage: Stage, name: str) -> ClaimedDelivery | None:
    with stage.open() as ledger:
        return ledger.claim_delivery(stage.clock.now(), name)


def test_a_delivery_is_sent_once_with_its_evidence(stage: Stage) -> None:
    subscription = stage.subscribe()
    news(stage)
    assert deliver_due(stage.delivering) == 1
    assert deliver_due(stage.delivering) == 0
    [message] = stage.inbox.messages
    [item] = message.items
    [change] = stage.changes()
    assert item.change == change
    assert item.permalink == f"{PUBLIC_URL}/changes/{change.id}"
    assert item.capture_sha256 == sha256(workbook([*TEXAS, HARRIS]))
    assert item.captured_at == stage.clock.now()
    assert message.address.value == "ann@example.org"
    assert not message.possible_repeat
    assert message.change_log_url == f"{PUBLIC_URL}/days/2026-03-02"
    assert stage.rows("SELECT subscription_id, status, attempts FROM delivery") == [(subscription, "sent", 1)]
    assert stage.rows("SELECT number, outcome FROM attempt") == [(1, "sent")]


def test_links_lead_to_the_pages_in_the_language_that_the_reader_chose(stage: Stage) -> None:
    stage.subscribe(language=Language.SPANISH)
    news(stage)
    assert deliver_due(stage.delivering) == 1
    [message] = stage.inbox.messages
    [item] = message.items
    assert item.link(message.language) == f"{PUBLIC_URL}/es/changes/{item.change.id}"
    assert item.link(Language.ENGLISH) == f"{PUBLIC_URL}/changes/{item.change.id}"
    assert message.change_log_url == f"{PUBLIC_URL}/es/days/2026-03-02"
    assert message.manage_url.startswith(f"{PUBLIC_URL}/es/unsubscribe/")
    assert message.one_click_url == message.manage_url


def test_nothing_is_due_where_nothing_happened(stage: Stage) -> None:
    assert deliver_one(stage.delivering) is False


def test_sending_stops_when_it_is_told_to(stage: Stage) -> None:
    stage.subscribe()
    stage.subscribe("ben@example.org")
    news(stage)
    answers = iter([True, False])
    assert deliver_due(stage.delivering, keep_going=lambda: next(answers)) == 1
    assert deliver_due(stage.delivering) == 1


def test_a_claimed_delivery_is_nobody_elses(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    first, second = claim(stage, "first"), claim(stage, "second")
    assert first is not None
    assert (first.claim, second) == ("first", None)


def test_a_second_message_to_one_reader_goes_out_beside_the_first(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    first = claim(stage, "first")
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS, POLK])
    second = claim(stage, "second")
    assert first is not None
    assert second is not None
    assert [item.change.facts.agency for item in second.items] == [POLK.agency]


def test_the_retries_follow_the_table_and_end_in_the_dead_letters(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    for wait in RETRY_WAITS:
        stage.inbox.answers = [RETRY]
        assert deliver_due(stage.delivering) == 1
        assert (status(stage), due_at(stage)) == ("pending", stage.clock.now() + wait)
        stage.clock.at += wait - timedelta(milliseconds=1)
        assert deliver_due(stage.delivering) == 0
        stage.clock.at += timedelta(milliseconds=1)
    stage.inbox.answers = [RETRY]
    assert deliver_due(stage.delivering) == 1
    assert status(stage) == "dead"
    stage.clock.wait(days=30)
    assert deliver_due(stage.delivering) == 0
    assert len({message.message_id for message in stage.inbox.messages}) == 1
    assert not any(message.possible_repeat for message in stage.inbox.messages)
    assert len(stage.inbox.messages) == 10
    assert stage.rows("SELECT number FROM attempt ORDER BY id") == [(n,) for n in range(1, 11)]


def test_a_receiver_may_ask_for_patience(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    stage.inbox.answers = [Outcome(kind=OutcomeKind.RETRY, retry_after=timedelta(minutes=20))]
    deliver_due(stage.delivering)
    assert due_at(stage) == stage.clock.now() + timedelta(minutes=20)


def test_an_address_that_never_works_is_tried_once_and_stopped(stage: Stage) -> None:
    stage.subscribe()
    well = stage.subscribe("ben@example.org")
    news(stage)
    stage.inbox.answers = [PERMANENT]
    assert deliver_due(stage.delivering) == 2
    assert sorted(stage.rows("SELECT status, last_detail FROM delivery")) == [
        ("failed", "550 no such user"),
        ("sent", ""),
    ]
    assert stage.rows("SELECT standing FROM subscription ORDER BY id") == [("broken",), ("active",)]
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS, POLK])
    pending = stage.rows("SELECT subscription_id FROM delivery WHERE status = 'pending'")
    assert pending == [(well,)]


def test_a_message_that_is_called_malformed_is_parked_and_the_address_stays(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    stage.inbox.answers = [REFUSED]
    deliver_due(stage.delivering)
    assert stage.rows("SELECT status, last_detail FROM delivery") == [("dead", "invalid_payload")]
    assert stage.rows("SELECT standing FROM subscription") == [("active",)]


def test_a_sender_that_dies_before_its_request_costs_nothing_but_the_lease(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    assert claim(stage, "dies") is not None
    stage.clock.at += LEASE
    assert deliver_due(stage.delivering) == 0
    stage.clock.wait(seconds=1)
    assert deliver_due(stage.delivering) == 1
    [message] = stage.inbox.messages
    assert not message.possible_repeat
    assert stage.rows("SELECT unknown_outcomes, attempts FROM delivery") == [(0, 1)]


def test_a_sender_that_dies_after_its_request_leaves_a_flagged_repeat_and_after_three_a_dead_letter(
    stage: Stage,
) -> None:
    stage.subscribe()
    news(stage)
    for wait in (timedelta(0), *UNKNOWN_WAITS):
        stage.clock.at += wait
        stage.inbox.answers = [ProcessDiedError()]
        with pytest.raises(ProcessDiedError):
            deliver_due(stage.delivering)
        assert status(stage) == "sending"
        stage.clock.at += LEASE + timedelta(seconds=1)
        assert deliver_due(stage.delivering) == 0, "the brake holds it back"
    assert status(stage) == "dead"
    assert [message.possible_repeat for message in stage.inbox.messages] == [False, True, True, True]
    assert len({message.message_id for message in stage.inbox.messages}) == 1
    assert stage.rows("SELECT outcome FROM attempt") == [("unknown",)] * 4
    stage.clock.wait(days=30)
    assert deliver_due(stage.delivering) == 0


def test_a_lost_answer_is_repeated_with_a_flag(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    stage.inbox.answers = [UNKNOWN]
    deliver_due(stage.delivering)
    assert due_at(stage) == stage.clock.now() + UNKNOWN_WAITS[0]
    stage.clock.at += UNKNOWN_WAITS[0]
    deliver_due(stage.delivering)
    first, second = stage.inbox.messages
    assert (first.possible_repeat, second.possible_repeat) == (False, True)
    assert first.message_id == second.message_id
    assert status(stage) == "sent"


def test_a_message_that_may_have_arrived_says_so_on_every_later_try(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    stage.inbox.answers = [UNKNOWN, RETRY]
    deliver_due(stage.delivering)
    stage.clock.wait(hours=1)
    deliver_due(stage.delivering)
    stage.clock.wait(hours=1)
    deliver_due(stage.delivering)
    assert [message.possible_repeat for message in stage.inbox.messages] == [False, True, True]


@pytest.mark.parametrize("claimed_again", [False, True])
def test_settling_after_the_claim_was_lost_writes_nothing(stage: Stage, *, claimed_again: bool) -> None:
    stage.subscribe()
    news(stage)
    slow = claim(stage, "slow")
    assert slow is not None
    with stage.open() as ledger:
        attempt = ledger.begin_attempt(slow, stage.clock.now())
    assert attempt is not None
    stage.clock.at += LEASE + timedelta(seconds=1)
    with stage.open() as ledger:
        assert ledger.requeue_lapsed(stage.clock.now()) == 1
    stage.clock.at += UNKNOWN_WAITS[0]
    assert not claimed_again or claim(stage, "quick")
    before = stage.everything()
    settlement = Settlement(status=DeliveryStatus.FAILED, due_at=stage.clock.now(), outcome=PERMANENT)
    with stage.open() as ledger:
        assert ledger.settle(slow, attempt, settlement, stage.clock.now()) is False
    assert stage.everything() == before


def test_an_attempt_renews_the_lease(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    claimed = claim(stage, "steady")
    assert claimed is not None
    stage.clock.at += LEASE - timedelta(seconds=1)
    with stage.open() as ledger:
        ledger.begin_attempt(claimed, stage.clock.now())
    stage.clock.wait(seconds=30)
    with stage.open() as ledger:
        assert ledger.requeue_lapsed(stage.clock.now()) == 0


def test_a_clock_set_back_repeats_nothing(stage: Stage) -> None:
    stage.subscribe()
    news(stage)
    deliver_due(stage.delivering)
    stage.clock.at -= timedelta(hours=1)
    assert deliver_due(stage.delivering) == 0
    stage.clock.wait(hours=2)
    assert deliver_due(stage.delivering) == 0
    assert len(stage.inbox.messages) == 1


def test_details_of_an_attempt_hold_no_address(stage: Stage) -> None:
    stage.subscribe("https://hooks.slack.com/services/T0/B0/secret", channel=Channel.SLACK)
    news(stage)
    stage.inbox.answers = [RETRY]
    deliver_due(stage.delivering)
    assert "secret" not in str(stage.everything())


def test_a_correction_never_overtakes_what_it_corrects(stage: Stage) -> None:
    """Promise P9: while the first message waits for its retry, the one that takes it back waits behind it."""
    stage.subscribe(kinds=frozenset({ChangeKind.MISSING, ChangeKind.RETURNED}))
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.inbox.answers = [RETRY, RETRY, RETRY, RETRY]
    for wait in RETRY_WAITS[:4]:
        deliver_due(stage.delivering)
        stage.clock.at += wait
    stage.clock.at -= RETRY_WAITS[3]
    stage.print_list(TEXAS, saved=2)
    deliver_due(stage.delivering)
    stage.clock.wait(days=1)
    deliver_due(stage.delivering)
    arrived = [item.change.kind.value for message in stage.inbox.messages[4:] for item in message.items]
    assert arrived == ["missing", "returned"]


def test_nothing_is_sent_to_a_subscription_that_was_stopped(stage: Stage) -> None:
    """Promise P15: a send that has not begun when a subscription ends never begins."""
    subscription = stage.subscribe()
    news(stage)
    with stage.open() as ledger:
        ledger.stand(subscription, Standing.ENDED, stage.clock.now())
    deliver_due(stage.delivering)
    assert stage.inbox.messages == []


def test_a_sender_that_slept_through_its_lease_sends_nothing(stage: Stage) -> None:
    """Its delivery is somebody else's by then: sending it as well would be a repeat that nobody flags."""
    stage.subscribe()
    news(stage)
    begun = begin(stage.delivering)
    assert begun is not None
    stage.clock.at += LEASE + timedelta(seconds=1)
    assert deliver_due(stage.delivering) == 0, "whether the first one went out is not known: the repeat waits"
    attempt(stage.delivering, begun)
    assert stage.inbox.messages == []
    stage.clock.wait(minutes=1)
    deliver_due(stage.delivering)
    [message] = stage.inbox.messages
    assert message.possible_repeat
