"""What of a message its words may depend on: all that its recipients share, and nothing that belongs to one of them.

The words of a message are made once for everybody who gets it. They are made from a `Content`, which holds no address,
no id, no link and no code of anybody, so that nothing of one recipient can reach another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from domain.deliveries import FOR_SUBSCRIBERS, TELLS_OF_RELEASES, Purpose
from domain.subscriptions import Cadence, Filter, Language, Timing
from notifier.reports import web_link
from workflows.ports import AlertItem, AlertMessage, Notice, ReleaseItem

_OUTAGES = frozenset({Purpose.OUTAGE, Purpose.RESUMED})
_ASKS = frozenset({Purpose.CONFIRM, Purpose.CODE})
"""Letters that say what somebody asked for."""
_LEADS_SOMEWHERE = frozenset({Purpose.CONFIRM, Purpose.MANAGE, Purpose.END})
"""Letters that are for nothing without their link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the words of a message are made from. What a purpose does not tell of is None, whatever the message holds."""

    purpose: Purpose
    language: Language
    items: tuple[AlertItem, ...]
    change_log_url: str
    possible_repeat: bool
    has_link: bool
    """Whether its recipient gets a link of their own: what stands around it speaks of it."""
    cadence: Cadence | None = None
    period: tuple[datetime, datetime] | None = None
    """Of a digest: from when to when, to the minute."""
    checks: int | None = None
    wish: Filter | None = None
    timing: Timing | None = None
    notice: Notice | None = None
    releases: tuple[ReleaseItem, ...] = ()

    @property
    def comes_to_a_subscription(self) -> bool:
        """Whether it comes because somebody subscribed: it has that subscription's links under it."""
        return self.purpose in FOR_SUBSCRIBERS

    @property
    def site(self) -> str:
        """The host of our own site."""
        return urlsplit(web_link(self.change_log_url)).hostname or "Lookout"


def content(message: AlertMessage) -> Content:
    """Return what the words of *message* depend on."""
    purpose = message.purpose
    is_digest, asks = purpose is Purpose.DIGEST, purpose in _ASKS
    return Content(
        purpose=purpose,
        language=message.language,
        items=message.items,
        change_log_url=message.change_log_url,
        possible_repeat=message.possible_repeat,
        has_link=bool(web_link(message.manage_url if purpose in FOR_SUBSCRIBERS else message.action_url)),
        cadence=message.cadence if is_digest or asks else None,
        period=(_to_the_minute(message.period_from), _to_the_minute(message.period_to))
        if is_digest or purpose in _OUTAGES
        else None,
        checks=message.checks if is_digest else None,
        wish=message.wish if asks else None,
        timing=message.timing if asks else None,
        notice=message.notice if purpose is Purpose.SIGNAL else None,
        releases=message.releases if purpose in TELLS_OF_RELEASES else (),
    )


def what_is_missing(message: AlertMessage) -> str:
    """Return why *message* says nothing and must not go out; "" where it may go."""
    purpose = message.purpose
    if purpose is Purpose.ALERT and not message.items:
        return "the alert holds no changes"
    if purpose is Purpose.RELEASE and not message.releases:
        return "the alert holds no releases"
    if purpose in _LEADS_SOMEWHERE and not web_link(message.action_url):
        return "the letter has no link that leads anywhere"
    if purpose is Purpose.CODE and not message.code.strip():
        return "the letter has no code"
    if purpose is Purpose.SIGNAL and message.notice is None:
        return "the signal says nothing"
    return ""


def _to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)
