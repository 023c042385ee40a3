"""Messages go out side by side, each once, and a receiver that hangs holds up no other."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.deliveries import Outcome, OutcomeKind
from domain.routes import LANES, LANES_OF_ONE
from domain.subscriptions import Channel
from tests.workflows.stage import HARRIS, TEXAS, Stage
from workflows.lanes import Lanes
from workflows.ports import AlertMessage

PATIENCE = 20.0
"""Seconds after which a test that hangs ends by itself."""


class Receivers:
    """Receivers by host: those in *hanging* answer only when the test lets them."""

    def __init__(self, *hanging: str) -> None:
        self.hanging = hanging
        self.let_go = threading.Event()
        self.got: list[str] = []
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self._lock = threading.Lock()

    def send(self, message: AlertMessage) -> Outcome:
        host = message.address.value.split("/")[2]
        with self._lock:
            self.at_once[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self.at_once[host])
        if host in self.hanging:
            self.let_go.wait(PATIENCE)
        with self._lock:
            self.at_once[host] -= 1
            self.got.append(message.address.value)
        return Outcome(kind=OutcomeKind.UNKNOWN if host in self.hanging else OutcomeKind.SENT)


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    yield stage
    stage.close()


def lanes(stage: Stage, receivers: Receivers) -> Lanes:
    def fail(error: Exception) -> None:
        raise error

    return Lanes(replace(stage.delivering, sender=receivers), on_trouble=fail)


def subscribe(stage: Stage, host: str, count: int) -> None:
    for number in range(count):
        stage.subscribe(f"https://{host}/{number}", channel=Channel.SLACK)


def send_all(sending: Lanes) -> None:
    for _ in range(1000):
        if not sending.send_due() and sending.idle:
            break
        sending.wait(0.05)


def test_each_message_goes_out_once(stage: Stage) -> None:
    subscribe(stage, "one.example", 20)
    subscribe(stage, "two.example", 20)
    stage.print_list([*TEXAS, HARRIS])
    receivers = Receivers()
    sending = lanes(stage, receivers)
    send_all(sending)
    assert sending.drain(PATIENCE)
    assert len(receivers.got) == len(set(receivers.got)) == 40
    assert stage.rows("SELECT DISTINCT status FROM delivery") == [("sent",)]


def test_a_receiver_that_hangs_holds_up_no_other(stage: Stage) -> None:
    subscribe(stage, "dead.example", 30)
    subscribe(stage, "alive.example", 30)
    stage.print_list([*TEXAS, HARRIS])
    receivers = Receivers("dead.example")
    sending = lanes(stage, receivers)
    for _ in range(400):
        sending.send_due()
        if len(receivers.got) == 30:
            break
        sending.wait(0.05)
    assert {value.split("/")[2] for value in receivers.got} == {"alive.example"}
    assert len(receivers.got) == 30
    assert receivers.at_once["dead.example"] == LANES_OF_ONE
    sending.stop()
    receivers.let_go.set()
    assert sending.drain(PATIENCE)


def test_no_receiver_gets_more_at_once_than_it_may_and_all_together_no_more_than_there_are_lanes(stage: Stage) -> None:
    for number in range(6):
        subscribe(stage, f"host{number}.example", 10)
    stage.print_list([*TEXAS, HARRIS])
    hanging = [f"host{number}.example" for number in range(6)]
    receivers = Receivers(*hanging)
    sending = lanes(stage, receivers)
    thread = threading.Thread(target=sending.send_due)
    thread.start()
    thread.join(1.0)
    assert receivers.at_once.total() <= LANES
    assert max(receivers.at_once.values()) <= LANES_OF_ONE
    sending.stop()
    receivers.let_go.set()
    thread.join(PATIENCE)
    assert sending.drain(PATIENCE)


def test_a_stop_lets_what_is_under_way_come_to_its_end(stage: Stage) -> None:
    subscribe(stage, "slow.example", 10)
    stage.print_list([*TEXAS, HARRIS])
    receivers = Receivers("slow.example")
    sending = lanes(stage, receivers)
    sending.send_due()
    sending.stop()
    assert not sending.drain(0.01)
    receivers.let_go.set()
    sending.drain(PATIENCE)
    assert len(receivers.got) == LANES_OF_ONE
    assert stage.rows("SELECT count(*) FROM delivery WHERE status = 'sending'") == [(0,)]


def test_after_a_stop_nothing_more_begins(stage: Stage) -> None:
    subscribe(stage, "one.example", 3)
    stage.print_list([*TEXAS, HARRIS])
    receivers = Receivers()
    sending = lanes(stage, receivers)
    sending.stop()
    assert sending.send_due() == 0
    assert receivers.got == []
