"""Several senders on one database: each message goes out once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from domain.deliveries import LEASE
from tests.workflows.stage import HARRIS, START, TEXAS, Stage, in_threads
from workflows.deliver import deliver_due
from workflows.ledger import NewDelivery

MESSAGES = 500
SENDERS = 4


def test_five_hundred_messages_and_four_senders_are_five_hundred_sends(stage: Stage) -> None:
    ids = [stage.subscribe(f"reader{number}@example.org") for number in range(25)]
    with stage.open() as ledger:
        for number in range(MESSAGES):
            ledger.queue(
                NewDelivery(
                    id=f"message-{number}",
                    subscription_id=ids[number % len(ids)],
                    change_ids=(),
                    due_at=START,
                    period_from=START,
                    period_to=START,
                ),
                START,
            )

    def send(_: int) -> None:
        while stage.rows("SELECT 1 FROM delivery WHERE status = 'pending' LIMIT 1"):
            deliver_due(stage.delivering)

    assert in_threads(SENDERS, send) == []
    sent = Counter(message.message_id for message in stage.inbox.messages)
    assert len(sent) == MESSAGES
    assert set(sent.values()) == {1}
    assert stage.rows("SELECT count(*), min(attempts), max(attempts) FROM delivery WHERE status = 'sent'") == [
        (MESSAGES, 1, 1)
    ]


@contextmanager
def before_it_writes(interlude: threading.Event, resume: threading.Event) -> Iterator[None]:
    """Hold the session of this very thread between what it read and what it writes."""
    me = threading.get_ident()

    def pause(_session: Session, *_: object) -> None:
        if threading.get_ident() == me and not interlude.is_set():
            interlude.set()
            resume.wait(20)

    event.listen(Session, "before_flush", pause)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", pause)


@pytest.mark.parametrize("database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_slow_requeue_takes_no_delivery_from_its_new_sender(stage: Stage) -> None:
    """SQLite has one writer at a time, so this can only happen on PostgreSQL."""
    stage.subscribe()
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    with stage.open() as ledger:
        ledger.claim_delivery(stage.clock.now(), "dead")
    stage.clock.at += 2 * LEASE
    has_read, may_write = threading.Event(), threading.Event()

    def slow() -> None:
        with before_it_writes(has_read, may_write), stage.open() as ledger:
            ledger.requeue_lapsed(stage.clock.now())

    thread = threading.Thread(target=slow)
    thread.start()
    assert has_read.wait(20)
    quick: list[object] = []

    def others() -> None:
        with stage.open() as ledger:
            ledger.requeue_lapsed(stage.clock.now())
        with stage.open() as ledger:
            quick.append(ledger.claim_delivery(stage.clock.now(), "living"))

    # A fixed recorder makes `others` wait for the slow one or pass the row over, so they run beside it.
    second = threading.Thread(target=others)
    second.start()
    second.join(1)
    may_write.set()
    thread.join(20)
    second.join(20)
    [(claim, status)] = stage.rows("SELECT claim, status FROM delivery")
    assert (claim, status) == (("living", "sending") if quick[0] is not None else (None, "pending"))
