"""Puts the house together: which implementation stands behind each port."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from domain.subscriptions import Address
from lookout.settings import NO_SANDBOX, Settings, SettingsError, unusable_folder
from notifier.addresses import APPRISE_SCHEMAS, AddressError, describe, parse_address
from notifier.sender import Notifier
from scrapers.browser import Browser, BrowserProgram
from scrapers.readers.isolated import IsolatedReader
from scrapers.registry import SourceFileError, SourceRegistry
from scrapers.visitor import OpenBrowser, ScrapyVisitor
from scrapers.watched_pages import WatchedPages
from storage.archive import FileArchive
from storage.engine import DatabaseUrlError, open_engine
from storage.ledger import Record
from storage.log_reader import SqlLogReader
from storage.passwords import Argon2Passwords
from storage.press_reader import SqlPressReader
from storage.reviewers import Reviewers
from storage.schema import migrate, require_current
from storage.vault import Vault
from web.app import create_app
from web.desk_door import DeskParts
from web.doorway import SignUpParts
from workflows.deliver import Delivering
from workflows.poll import Polling
from workflows.ports import Clock
from workflows.press_record import Press
from workflows.reviewers import Reception
from workflows.sign_up import Doorway
from workflows.signals import Watching

_JITTER = random.SystemRandom()


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)


class Bell:
    """Rung at the desk when messages may be due; the sender, where this process has one, says what it does then."""

    def __init__(self) -> None:
        self.answer: Callable[[], None] = lambda: None

    def ring(self) -> None:
        """Wake the sender. From any thread."""
        self.answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookout:
    """The parts of a running Lookout, wired together."""

    engine: Engine
    record: Record
    log: SqlLogReader
    press_log: SqlPressReader
    archive: FileArchive
    sources: SourceRegistry
    visitor: ScrapyVisitor
    reader: IsolatedReader
    notifier: Notifier
    polling: Polling
    reception: Reception
    bell: Bell
    press: Press
    delivering: Delivering
    app: FastAPI
    watching: Watching
    operators: tuple[Address, ...]
    clock: Clock

    def close(self) -> None:
        """Give everything back: connections, files, the reading process."""
        self.reader.close()
        self.notifier.close()
        self.engine.dispose()


def build(settings: Settings, *, clock: Clock | None = None, bring_schema_up: bool = True) -> Lookout:
    """Return a Lookout for *settings*. Raises SettingsError, and SchemaError where the schema may not be changed."""
    the_clock = clock or SystemClock()
    engine = _engine(settings)
    if bring_schema_up:
        migrate(engine)
    else:
        require_current(engine)
    sources = _registry(settings)
    vault = Vault(settings.secrets)
    record = Record(
        engine,
        vault,
        settings.public_url,
        the_clock.now,
        publishers={source.key: source.publisher for source in sources.all()},
    )
    archive = FileArchive(settings.data_dir / "archive")
    log = SqlLogReader(engine, sources.all)
    press_log = SqlPressReader(engine, log.listed_on)
    notifier = _notifier(settings, the_clock)
    visitor = ScrapyVisitor(
        sources,
        contact_url=settings.contact,
        version=version("lookout-287g"),
        delay=settings.fetch_delay,
        allow_private_hosts=settings.allow_local,
        open_browser=_open_browser(settings),
        now=the_clock.now,
    )
    reader = IsolatedReader()
    accounts = Reviewers(engine, vault)
    reception = Reception(book=accounts.open, look=accounts.look, passwords=Argon2Passwords())
    bell = Bell()
    polling = Polling(
        visitor=visitor,
        reader=reader,
        archive=archive,
        ledger=record.open,
        sources=sources,
        clock=the_clock,
        words_on=WatchedPages(sources).words_on,
    )
    return Lookout(
        engine=engine,
        record=record,
        log=log,
        press_log=press_log,
        archive=archive,
        sources=sources,
        visitor=visitor,
        reader=reader,
        notifier=notifier,
        polling=polling,
        reception=reception,
        bell=bell,
        press=Press(
            visitor=visitor,
            archive=archive,
            ledger=record.open,
            sources=sources,
            clock=the_clock,
            broken_record=(OSError, SQLAlchemyError),
        ),
        delivering=Delivering(
            ledger=record.open,
            sender=notifier,
            tokens=vault,
            clock=the_clock,
            public_url=settings.public_url,
            jitter=lambda: _JITTER.uniform(-1, 1),
        ),
        app=create_app(
            reader=log,
            press=press_log,
            archive=archive,
            public_url=settings.public_url,
            allowed_hosts=_allowed_hosts(settings),
            now=the_clock.now,
            contact_url=settings.contact,
            sign_up=SignUpParts(
                door=Doorway(ledger=record.open, tokens=vault, clock=the_clock),
                parse_address=partial(_parse_address, settings, operator=False),
                describe=describe,
                form_key=settings.secrets[0],
            ),
            desk=DeskParts(reception=reception, polling=polling, wake=bell.ring),
        ),
        watching=Watching(
            ledger=record.open, reader=log, clock=the_clock, free_disk=partial(_free_disk, settings.data_dir)
        ),
        operators=_operators(settings),
        clock=the_clock,
    )


def cadence(settings: Settings, own: timedelta) -> timedelta:
    """Return how often a source is polled: its own cadence, unless the operator set one for all."""
    return timedelta(seconds=settings.poll_seconds) if settings.poll_seconds else own


def _registry(settings: Settings) -> SourceRegistry:
    try:
        return SourceRegistry.load(settings.source_dir)
    except SourceFileError as error:
        where = "LOOKOUT_SOURCE_DIR cannot be used. " if settings.source_dir else ""
        raise SettingsError(f"{where}{error}") from error


def _engine(settings: Settings) -> Engine:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise unusable_folder(settings.data_dir, error) from error
    try:
        return open_engine(settings.database)
    except DatabaseUrlError as error:
        raise SettingsError(str(error)) from error


def _notifier(settings: Settings, clock: Clock) -> Notifier:
    try:
        return Notifier(
            settings.smtp_url,
            settings.mail_from,
            settings.public_url,
            slack_hosts=settings.slack_hosts,
            allow_loopback=settings.allow_local,
            apprise_schemas=settings.apprise_schemas or APPRISE_SCHEMAS,
            clock=clock,
        )
    except ValueError as error:
        raise SettingsError(str(error)) from error


def _open_browser(settings: Settings) -> OpenBrowser | None:
    """Return what opens the operator's browser; None, unless one is set."""
    if not settings.browser:
        return None
    path, *flags = settings.browser
    return partial(Browser, BrowserProgram(path=Path(path), sandbox=NO_SANDBOX not in flags))


def _operators(settings: Settings) -> tuple[Address, ...]:
    try:
        return tuple(_parse_address(settings, text, operator=True) for text in settings.operator)
    except AddressError as error:
        raise SettingsError(f"LOOKOUT_OPERATOR cannot be used. {error}") from error


def _parse_address(settings: Settings, text: str, *, operator: bool) -> Address:
    return parse_address(
        text,
        operator=operator,
        slack_hosts=settings.slack_hosts,
        allow_loopback=settings.allow_local,
        apprise_schemas=settings.apprise_schemas or APPRISE_SCHEMAS,
    )


def _free_disk(folder: Path) -> float:
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total


def _allowed_hosts(settings: Settings) -> list[str]:
    """Return the host names that a request may name: the public one, and this machine's for health checks."""
    hosts = {"127.0.0.1", "localhost", urlsplit(settings.public_url).hostname or "localhost"}
    return sorted(hosts)
