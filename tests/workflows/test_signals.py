"""The operator is told what is wrong with the service, as it begins, daily, and as it ends; and daily that telling works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.deliveries import Outcome, OutcomeKind, Purpose
from domain.subscriptions import Address, Channel
from tests.workflows.stage import LIST, PAGE_URL, TEXAS, Stage
from workflows.deliver import deliver_due
from workflows.ports import AlertMessage, DocumentRole, FetchProblem, Problem
from workflows.signals import Watching, tell_operator
from workflows.subscribe import set_operators

OPERATOR = Address(channel=Channel.EMAIL, value="ops@example.org")
AWAY = Problem(kind=FetchProblem.UNREACHABLE, role=DocumentRole.PAGE, url=PAGE_URL, message="No answer. Try later.")


@dataclass
class Watch:
    """A stage that an operator watches."""

    stage: Stage
    free: float = 0.5
    watching: Watching = field(init=False)

    def __post_init__(self) -> None:
        self.watching = Watching(
            ledger=self.stage.open, reader=self.stage.log, clock=self.stage.clock, free_disk=lambda: self.free
        )

    def look(self) -> list[AlertMessage]:
        """Look at everything, send what follows, and return the messages of this look."""
        tell_operator(self.watching)
        deliver_due(self.stage.delivering)
        arrived, self.stage.inbox.messages = self.stage.inbox.messages, []
        return arrived

    def told(self) -> list[str]:
        return [message.notice.headline for message in self.look() if message.notice]


@pytest.fixture
def watch(database_url: str, tmp_path: Path) -> Iterator[Watch]:
    stage = Stage(database_url, tmp_path)
    set_operators(stage.open, [OPERATOR], stage.clock.now())
    stage.print_list(TEXAS)
    yield Watch(stage)
    stage.close()


def test_while_all_is_well_the_operator_hears_nothing(watch: Watch) -> None:
    assert watch.told() == []


def test_a_full_disk_is_told_once_then_daily_then_as_it_ends(watch: Watch) -> None:
    watch.free = 0.1
    assert watch.told() == ["disk needs you"]
    watch.stage.print_list(TEXAS)
    assert watch.told() == []
    watch.stage.clock.wait(hours=24)
    watch.stage.print_list(TEXAS)
    assert watch.told() == ["disk still needs you"]
    watch.free = 0.5
    assert watch.told() == ["disk is over"]
    assert watch.told() == []


def test_one_failed_poll_is_no_news_and_a_second_one_is(watch: Watch) -> None:
    watch.stage.serve(problems=[AWAY])
    assert watch.told() == []
    watch.stage.clock.wait(minutes=5)
    watch.stage.serve(problems=[AWAY])
    [headline] = watch.told()
    assert headline.startswith("incident ")
    watch.stage.clock.wait(minutes=5)
    watch.stage.print_list(TEXAS)
    [headline] = watch.told()
    assert headline.endswith("is over")


def test_a_held_list_is_told_at_once_with_what_to_do(watch: Watch) -> None:
    watch.stage.clock.wait(minutes=5)
    watch.stage.print_list(TEXAS[:12])
    [message] = [message for message in watch.look() if message.notice]
    assert message.notice is not None
    assert "lookout incidents" in message.notice.lines[0]


def test_a_source_that_nobody_read_for_long_is_stale(watch: Watch) -> None:
    watch.stage.clock.wait(hours=8)
    [message] = [message for message in watch.look() if message.notice]
    assert message.notice is not None
    assert f"stale {LIST}" in message.notice.headline


def test_parked_messages_are_told(watch: Watch) -> None:
    watch.stage.subscribe()
    watch.stage.clock.wait(minutes=5)
    watch.stage.print_list(TEXAS[1:])
    watch.stage.clock.wait(hours=25)
    watch.stage.inbox.answers = [Outcome(kind=OutcomeKind.REFUSED)]
    watch.stage.print_list(TEXAS[1:], saved=2)
    deliver_due(watch.stage.delivering)
    assert "dead letters needs you" in watch.told()


def test_a_message_that_nobody_tries_to_send_is_told(watch: Watch) -> None:
    """The sender is down: what was due for five minutes was never tried."""
    watch.stage.subscribe(unconfirmed=True)
    watch.stage.clock.wait(minutes=5)
    watch.stage.print_list(TEXAS[1:])
    watch.stage.clock.wait(minutes=6)
    signals = tell_operator(watch.watching)
    assert [signal.key for signal in signals] == ["late deliveries"]


def test_the_daily_proof_comes_once_a_day(watch: Watch) -> None:
    watch.stage.clock.wait(hours=4)
    watch.stage.print_list(TEXAS)
    assert [message.purpose for message in watch.look()] == [Purpose.SYNTHETIC]
    watch.stage.clock.wait(hours=1)
    watch.stage.print_list(TEXAS)
    assert watch.look() == []
    watch.stage.clock.wait(hours=24)
    watch.stage.print_list(TEXAS)
    assert [message.purpose for message in watch.look()] == [Purpose.SYNTHETIC]


def test_a_daily_proof_that_does_not_go_out_is_told(watch: Watch) -> None:
    watch.stage.clock.wait(hours=4)
    watch.stage.print_list(TEXAS)
    watch.stage.inbox.answers = [Outcome(kind=OutcomeKind.RETRY)] * 20
    watch.look()
    watch.stage.clock.wait(minutes=6)
    watch.stage.print_list(TEXAS)
    assert "daily proof needs you" in watch.told()


def test_an_operator_hears_of_no_change_and_a_reader_of_no_trouble(watch: Watch) -> None:
    watch.stage.subscribe()
    watch.free = 0.01
    assert [message.address for message in watch.look()] == [OPERATOR]
    watch.stage.clock.wait(minutes=5)
    watch.stage.print_list(TEXAS[:-1])
    watch.stage.clock.wait(hours=24, minutes=5)
    watch.stage.print_list(TEXAS[:-1], saved=2)
    deliver_due(watch.stage.delivering)
    addresses = {(message.address.value, message.purpose) for message in watch.stage.inbox.messages}
    assert addresses == {("ann@example.org", Purpose.ALERT)}


def test_an_operator_who_is_taken_out_of_the_settings_hears_nothing_more(watch: Watch) -> None:
    other = Address(channel=Channel.EMAIL, value="new@example.org")
    set_operators(watch.stage.open, [other], watch.stage.clock.now())
    watch.free = 0.01
    assert [message.address for message in watch.look()] == [other]


def test_without_an_operator_nothing_is_noted_as_told(watch: Watch) -> None:
    set_operators(watch.stage.open, [], watch.stage.clock.now())
    watch.free = 0.01
    assert watch.told() == []
    set_operators(watch.stage.open, [OPERATOR], watch.stage.clock.now())
    assert watch.told() == ["disk needs you"]
