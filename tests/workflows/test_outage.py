"""Silence is not taken for quiet: after a day without a good reading subscribers are told, and again when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.deliveries import Purpose
from domain.subscriptions import Address, Cadence, Channel, Standing
from tests.workflows.stage import TEXAS, Stage
from workflows.deliver import deliver_due
from workflows.outage import tell_readers
from workflows.signals import Watching, tell_operator
from workflows.subscribe import set_operators


@pytest.fixture
def stage(database_url: str, tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(database_url, tmp_path)
    stage.print_list(TEXAS)
    stage.subscribe()
    stage.subscribe("ben@example.org", cadence=Cadence.WEEKLY)
    yield stage
    stage.close()


def look(stage: Stage) -> list[tuple[str, Purpose]]:
    """Look whether readers must be told, send, and return who got what since the last look."""
    tell_readers(Watching(ledger=stage.open, reader=stage.log, clock=stage.clock, free_disk=lambda: 1.0))
    deliver_due(stage.delivering)
    arrived, stage.inbox.messages = stage.inbox.messages, []
    return [(message.address.value, message.purpose) for message in arrived]


def everybody(purpose: Purpose) -> list[tuple[str, Purpose]]:
    return [("ann@example.org", purpose), ("ben@example.org", purpose)]


def test_subscribers_are_told_once_after_a_day_and_once_when_it_is_over(stage: Stage) -> None:
    stage.clock.wait(hours=23, minutes=59)
    assert look(stage) == []
    stage.clock.wait(minutes=1)
    assert sorted(look(stage)) == everybody(Purpose.OUTAGE)
    stage.clock.wait(hours=30)
    assert look(stage) == []
    stage.print_list(TEXAS)
    assert sorted(look(stage)) == everybody(Purpose.RESUMED)
    stage.clock.wait(hours=1)
    assert look(stage) == []


def test_a_second_outage_is_told_anew(stage: Stage) -> None:
    for _ in range(2):
        stage.clock.wait(hours=24)
        assert sorted(look(stage)) == everybody(Purpose.OUTAGE)
        stage.print_list(TEXAS)
        assert sorted(look(stage)) == everybody(Purpose.RESUMED)


def test_who_has_paused_or_ended_is_left_in_peace(stage: Stage) -> None:
    with stage.open() as ledger:
        ledger.stand(1, Standing.PAUSED, stage.clock.now())
        ledger.stand(2, Standing.ENDED, stage.clock.now())
    stage.clock.wait(hours=24)
    assert look(stage) == []


def test_the_operators_watch_and_the_readers_do_not_take_each_others_signals(stage: Stage) -> None:
    set_operators(stage.open, [Address(channel=Channel.EMAIL, value="ops@example.org")], stage.clock.now())
    stage.clock.wait(hours=24)
    assert sorted(look(stage)) == everybody(Purpose.OUTAGE)
    watching = Watching(ledger=stage.open, reader=stage.log, clock=stage.clock, free_disk=lambda: 1.0)
    keys = {signal.key for signal in tell_operator(watching)}
    assert keys == {"stale ice-287g", "stale ice-287g-pending"}
    assert tell_operator(watching) == []


def test_that_it_is_over_is_told_to_those_who_heard_that_it_began(stage: Stage) -> None:
    stage.clock.wait(hours=24)
    look(stage)
    with stage.open() as ledger:
        ledger.stand(1, Standing.PAUSED, stage.clock.now())
    stage.subscribe("new@example.org")
    stage.print_list(TEXAS)
    assert sorted(look(stage)) == everybody(Purpose.RESUMED)
