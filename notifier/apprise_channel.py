"""Every channel that is neither email nor Slack, through Apprise. The only module that imports it.

Apprise says whether a message went out, but not why it did not: refused, gone, busy and unreachable are all failures.
They are all tried again.
"""

from __future__ import annotations

import logging
import warnings

import apprise

from domain.deliveries import Outcome, OutcomeKind
from notifier.wire import CONNECT_SECONDS, TOTAL_SECONDS

MESSAGE_LIMIT = 3500
"""Characters of a chat message, where the service itself would take more: longer ones nobody reads."""
_READ_SECONDS = 9.0
"""Added to the connect timeout it stays under the 15 seconds of an attempt."""


with warnings.catch_warnings():
    # Apprise loads all its services at the first use, and one of them a module that Python deprecates (imghdr). Loaded
    # here, that neither reaches our logs nor takes its second out of an attempt's fifteen.
    warnings.simplefilter("ignore", DeprecationWarning)
    apprise.Apprise.instantiate("ntfys://localhost/topic")


def count_targets(url: str) -> int:
    """Return how many receivers the Apprise address *url* names; 0 when Apprise cannot read it."""
    service = _service(url)
    return 0 if service is None else len(service)


def message_limit(url: str) -> int:
    """Return how many characters fit in one message to *url*."""
    service = _service(url)
    longest = service.body_maxlen if service is not None else 0
    return min(int(longest), MESSAGE_LIMIT) if longest else MESSAGE_LIMIT


def send(url: str, title: str, body: str) -> Outcome:
    """Send one plain-text message to the one receiver that *url* names."""
    service = _service(url)
    if service is None or len(service) != 1:
        return Outcome(kind=OutcomeKind.PERMANENT, detail="Apprise cannot read the address as one receiver")
    caller = apprise.Apprise(asset=service.asset)
    caller.add(service)
    result = caller.notify(
        body=body,
        title=title,
        # Without it Apprise takes the text for Markdown, and "<!channel>" in a county's name calls a whole workspace.
        body_format=apprise.NotifyFormat.TEXT,
        timeout=TOTAL_SECONDS,
    )
    if result:
        return Outcome(kind=OutcomeKind.SENT, detail="Apprise: sent")
    if result.status is apprise.AppriseResultStatus.TIMEOUT:
        return Outcome(kind=OutcomeKind.UNKNOWN, detail="Apprise: no answer in time")
    return Outcome(kind=OutcomeKind.RETRY, detail="Apprise: the service did not take the message")


def _service(url: str) -> apprise.NotifyBase | None:
    """Return Apprise's object for *url*, with our bounds put over whatever the address asks for, or None."""
    _hush()
    asset = apprise.AppriseAsset(
        storage_mode=apprise.PersistentStoreMode.MEMORY, service_timeout=TOTAL_SECONDS, allow_templates=False
    )
    asset.http_redirects = False
    asset.app_id = "Lookout"
    asset.app_desc = "Lookout"
    service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        return None
    service.redirects = False
    service.retry = 0
    service.socket_connect_timeout = CONNECT_SECONDS
    service.socket_read_timeout = _READ_SECONDS
    return service


def _hush() -> None:
    """Keep Apprise and the library under it out of every log; what matters is in our own outcome.

    At DEBUG Apprise prints tokens and urllib3 each webhook's path, and their warnings may name receivers. Done before
    each use, for whoever sets the logging up later would undo it.
    """
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
