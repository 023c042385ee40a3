"""`lookout doctor`: tells whether all is in order that a poll or an alert will need."""

from __future__ import annotations

import os
import shutil
import smtplib
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text

from lookout.settings import NO_SANDBOX, Settings
from lookout.wiring import Lookout
from notifier.addresses import describe
from scrapers.browser import is_installed
from workflows.audit import verify_chain

_LEAST_FREE = 0.15
"""Below this share of free disk the operator is warned."""
_CLOCK_SLACK = timedelta(minutes=5)
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    subject: str
    good: bool
    message: str


def examine(lookout: Lookout, settings: Settings) -> list[Finding]:
    """Look at everything and return what was found, good and bad."""
    return [
        _database(lookout, settings),
        _audit(lookout),
        _disk(settings),
        _clock(lookout),
        _mail(settings),
        _operator(lookout, settings),
        _browser(settings),
        *(
            _reach(source.key, settings.source_url or source.url)
            for source in lookout.sources.all()
            if source.kind == "list" and source.polled_with is None
        ),
    ]


def _database(lookout: Lookout, settings: Settings) -> Finding:
    with lookout.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        kind = connection.dialect.name
    where = f", {settings.data_dir / 'lookout.sqlite'}" if settings.database_url is None else ""
    return Finding(subject="database", good=True, message=f"{kind}{where}, schema up to date")


def _audit(lookout: Lookout) -> Finding:
    """Follow the chain of seals: a decision changed or taken out behind our back breaks it."""
    entries = lookout.log.audit()
    broken = verify_chain(entries)
    if broken is not None:
        return Finding(subject="audit", good=False, message=broken)
    if not entries:
        return Finding(subject="audit", good=True, message="nobody has decided anything yet")
    count = "1 decision" if len(entries) == 1 else f"{len(entries)} decisions"
    return Finding(subject="audit", good=True, message=f"{count}, intact; the newest seal is {entries[-1].seal}")


def _disk(settings: Settings) -> Finding:
    usage = shutil.disk_usage(settings.data_dir)
    free = usage.free / usage.total
    message = f"{usage.free / 1e9:.1f} GB free ({free:.0%}) where {settings.data_dir} is"
    return Finding(
        subject="disk",
        good=free >= _LEAST_FREE,
        message=message if free >= _LEAST_FREE else f"{message}: make room, or captures cannot be kept.",
    )


def _clock(lookout: Lookout) -> Finding:
    """Compare the clock with the newest thing recorded: a clock that went back would put changes in the past."""
    now = lookout.clock.now()
    attempts = [health.last_attempt_at for health in lookout.log.sources(now) if health.last_attempt_at]
    ahead = max(attempts, default=now) - now
    if ahead > _CLOCK_SLACK:
        message = f"it says {now:%d %b %Y, %H:%M} UTC, but a poll was recorded {ahead} later: set the clock."
        return Finding(subject="clock", good=False, message=message)
    return Finding(subject="clock", good=True, message=f"{now:%d %b %Y, %H:%M} UTC")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        message = "no LOOKOUT_SMTP_URL: email alerts wait until it is set. Slack works without."
        return Finding(subject="mail", good=True, message=message)
    parts = urlsplit(settings.smtp_url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(parts.hostname or "", parts.port or 0, timeout=_CONNECT_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        message = f"{parts.hostname} does not answer ({type(error).__name__}): check LOOKOUT_SMTP_URL."
        return Finding(subject="mail", good=False, message=message)
    return Finding(subject="mail", good=True, message=f"{parts.hostname} answers")


def _operator(lookout: Lookout, settings: Settings) -> Finding:
    """Tell who hears when something breaks."""
    if not lookout.operators:
        message = "no LOOKOUT_OPERATOR: nobody is told when something breaks. Set it to your own address."
        return Finding(subject="operator", good=True, message=message)
    monitored = "an outside monitor is called" if settings.heartbeat_url else "no LOOKOUT_HEARTBEAT_URL is set"
    named = ", ".join(describe(address) for address in lookout.operators)
    return Finding(subject="operator", good=True, message=f"{named}; {monitored}")


def _browser(settings: Settings) -> Finding:
    """Tell whether the browser that is set could start; none is the usual case."""
    if not settings.browser:
        message = "no LOOKOUT_BROWSER: sources that need a browser are not read. Nothing else needs one."
        return Finding(subject="browser", good=True, message=message)
    path, *flags = settings.browser
    fault = _fault_of_browser(path, flags)
    without = " without its sandbox" if flags else ""
    return Finding(subject="browser", good=not fault, message=fault or f"{path} is there, to be used{without}")


def _fault_of_browser(path: str, flags: list[str]) -> str:
    if not os.access(path, os.X_OK) or not Path(path).is_file():
        return f"{path} is no program: install Chromium, or set LOOKOUT_BROWSER to where it is."
    if not is_installed():
        return (
            "the extra that leads the browser is not installed: in Lookout's environment, run "
            "`pip install --require-hashes -r requirements-browser.lock`."
        )
    if os.geteuid() == 0 and not flags:
        return (
            f"Chromium does not start as root: run Lookout as a user of its own. Only where a container is the wall "
            f"instead, set LOOKOUT_BROWSER to “{path} {NO_SANDBOX}”."
        )
    return ""


def _reach(key: str, url: str) -> Finding:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_CONNECT_SECONDS):
            return Finding(subject=key, good=True, message=f"{parts.hostname} can be reached")
    except OSError as error:
        message = f"{parts.hostname} cannot be reached ({error}): check the network and the name server."
        return Finding(subject=key, good=False, message=message)
