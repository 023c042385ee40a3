"""What could hurt a subscriber stands in no log, no table and no backup: looked for with canaries, at the chattiest level."""

from __future__ import annotations

import io
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.deliveries import Purpose
from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from lookout.logs import set_up_logs
from tests.lookout.house import KEY, House, house
from tests.lookout.publisher import EVENING, EVENING_PENDING, MORNING, MORNING_PENDING
from tests.notifier.sinks import SmtpSink, WebhookSink
from workflows import sign_up
from workflows.ports import LinkPurpose, NewSubscription
from workflows.sign_up import Doorway

ADDRESSES = ("canary-alert@example.org", "canary-digest@example.org", "canary-gone@example.org")
STRANGER = "canary-stranger@example.org"


@dataclass
class Aftermath:
    """A house in which everything has happened, and the words that may stand nowhere."""

    home: House
    canaries: list[str]
    heard: str


@pytest.fixture
def aftermath(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Aftermath]:
    """Let mails and posts go out, fail and bounce, and a stranger sign up, with every logger at DEBUG."""
    set_up_logs()
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    # What the test's own mail server logs is the receiver's business.
    loggers = [logger for logger in loggers if not logger.name.startswith("mail.")]
    before = [(logger, logger.level) for logger in loggers]
    written = io.StringIO()
    listener = logging.StreamHandler(written)
    listener.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(listener)
    with SmtpSink() as mail, WebhookSink() as slack, house(tmp_path, smtp_url=mail.url) as home:
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
        hook = f"{slack.url}?canary-hook-token"
        apprise = "ntfys://canary-user:canary-password@127.0.0.1:9/canary-topic"
        for address in (*ADDRESSES, hook, apprise):
            home.subscribe(address, cadence=Cadence.DAILY if "digest" in address else Cadence.AT_ONCE)
        home.publisher.publish(MORNING, MORNING_PENDING)
        home.poll()
        home.clock.forward(minutes=10)
        home.publisher.publish(EVENING, EVENING_PENDING)
        home.poll()
        mail.answers["RCPT"].extend(["550 5.1.1 canary-gone@example.org unknown", "451 4.3.0 not now"])
        home.deliver()
        tokens = _stranger(home)
        home.deliver()
        for logger, level in before:
            logger.setLevel(level)
        logging.getLogger().removeHandler(listener)
        captured = capfd.readouterr()
        canaries = [
            *ADDRESSES,
            STRANGER,
            "canary-hook-token",
            "canary-user",
            "canary-password",
            "canary-topic",
            KEY,
            *tokens,
        ]
        yield Aftermath(home=home, canaries=canaries, heard=written.getvalue() + captured.out + captured.err)


def _stranger(home: House) -> list[str]:
    """Sign a stranger up and return the words of every link that exists."""
    vault = home.lookout.delivering.tokens
    door = Doorway(ledger=home.lookout.record.open, tokens=vault, clock=home.clock)
    wish = NewSubscription(
        address=Address(channel=Channel.EMAIL, value=STRANGER),
        filter=Filter(),
        cadence=Cadence.AT_ONCE,
        language=Language.SPANISH,
    )
    sign_up.ask(door, wish)
    home.deliver()
    with home.lookout.engine.connect() as connection:
        name = str(connection.execute(text("SELECT name FROM link")).scalar_one())
        other = str(connection.execute(text("SELECT name FROM subscription WHERE id = 1")).scalar_one())
    confirm = vault.token(LinkPurpose.CONFIRM, name)
    sign_up.confirm(door, confirm)
    return [confirm.partition(".")[2], vault.token(LinkPurpose.UNSUBSCRIBE, other).partition(".")[2], vault.code(name)]


def test_nothing_that_was_logged_names_a_subscriber(aftermath: Aftermath) -> None:
    assert [canary for canary in aftermath.canaries if canary in aftermath.heard] == []
    assert "DEBUG" in aftermath.heard, "the loggers were not at their chattiest, so this shows nothing"


def test_no_file_of_the_data_folder_names_a_subscriber(aftermath: Aftermath) -> None:
    files = [path for path in aftermath.home.settings.data_dir.rglob("*") if path.is_file()]
    found = {
        (path.name, canary)
        for path in files
        for canary in aftermath.canaries
        if canary.encode() in path.read_bytes() and path.name != "secret-key"
    }
    assert any(path.suffix == ".sqlite" for path in files)
    assert found == set()


def test_a_backup_names_no_subscriber(aftermath: Aftermath, tmp_path: Path) -> None:
    copy = tmp_path / "backup.sqlite"
    with (
        sqlite3.connect(aftermath.home.settings.data_dir / "lookout.sqlite") as database,
        sqlite3.connect(copy) as backup,
    ):
        database.backup(backup)
    held = copy.read_bytes()
    assert b"@example.org" not in held
    assert [canary for canary in aftermath.canaries if canary.encode() in held] == []


def test_no_attempt_holds_an_address(aftermath: Aftermath) -> None:
    with aftermath.home.lookout.record.open() as ledger:
        details = [delivery.last_detail for delivery in ledger.deliveries(None, 100)]
        purposes = {delivery.purpose for delivery in ledger.deliveries(None, 100)}
    assert purposes == {Purpose.ALERT, Purpose.CONFIRM}
    assert all("canary" not in detail and "@" not in detail for detail in details)
