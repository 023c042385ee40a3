"""Sending one message to many: the Notifier beside a bare kept connection and beside Apprise, in one run."""

from __future__ import annotations

import http.client
import json
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

import apprise

from domain.deliveries import OutcomeKind
from domain.subscriptions import Address, Channel
from notifier import Notifier
from tests.bench.measures import Measured
from tests.notifier.cast import GOLIAD, GOLIAD_SIGNED, PUBLIC_URL, item, message
from tests.notifier.laid_out import chat_message, letter, mail, payload
from workflows.ports import AlertMessage

WEBHOOKS = 2000
MAILS = 1000
BY_APPRISE = 200
MAILS_BY_APPRISE = 20
"""Apprise loads the certificate authorities anew for each mail, also where it needs none: some 50 ms."""
_ROUNDS = 3
_SENDER = "alerts@lookout.example.org"
_PATH = f"/services/T00000000/B00000000/{'x' * 24}"


@dataclass(frozen=True, kw_only=True)
class Receivers:
    """Where the receivers' process listens."""

    webhook: int
    mail: int


def fan_out() -> list[Measured]:
    """Send one change, and fifty, to many by webhook and by email."""
    with receivers() as ready:
        return [row for changes in (1, 50) for row in (*_webhooks(ready, changes), *_mails(ready, changes))]


def _webhooks(receivers: Receivers, changes: int) -> Iterator[Measured]:
    address = Address(channel=Channel.SLACK, value=f"http://127.0.0.1:{receivers.webhook}{_PATH}")
    given = replace(_message(changes), address=address)
    body = _wire_form(given)
    connection = http.client.HTTPConnection("127.0.0.1", receivers.webhook)
    with _notifier(receivers) as notifier:
        ours, bare = _side_by_side(partial(_send, notifier, given), partial(_post, connection, body), WEBHOOKS)
    connection.close()
    yield _row(f"webhooks of {_amount(changes)}: Notifier, bare kept connection", ours, bare)
    if changes == 1:
        url = f"json://127.0.0.1:{receivers.webhook}/"
        other = _rate(partial(_by_apprise, url, given), BY_APPRISE)
        yield _row(f"webhooks of {_amount(changes)}: Notifier, Apprise", ours, other)


def _mails(receivers: Receivers, changes: int) -> Iterator[Measured]:
    given = _message(changes)
    body = mail(given)
    client = smtplib.SMTP("127.0.0.1", receivers.mail, local_hostname="bench.example.org")
    client.ehlo()
    with _notifier(receivers) as notifier:
        ours, bare = _side_by_side(partial(_send, notifier, given), partial(_mail, client, body), MAILS)
    client.close()
    yield _row(f"mails of {_amount(changes)}: Notifier, bare kept smtplib", ours, bare)
    if changes == 1:
        url = f"mailto://127.0.0.1:{receivers.mail}/?from={_SENDER}&to=alice@example.org&mode=insecure&smtp=127.0.0.1"
        other = _rate(partial(_by_apprise, url, given), MAILS_BY_APPRISE)
        yield _row(f"mails of {_amount(changes)}: Notifier, Apprise", ours, other)


def _send(notifier: Notifier, given: AlertMessage, number: int) -> None:
    own = replace(given, message_id=f"delivery-{number}", manage_url=f"{PUBLIC_URL}/unsubscribe/{number}")
    outcome = notifier.send(own)
    assert outcome.kind is OutcomeKind.SENT, outcome


def _post(connection: http.client.HTTPConnection, body: bytes, _number: int) -> None:
    connection.request("POST", _PATH, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    assert response.status == http.HTTPStatus.OK


def _mail(client: smtplib.SMTP, body: bytes, _number: int) -> None:
    assert client.sendmail(_SENDER, ["alice@example.org"], body) == {}


def _by_apprise(url: str, given: AlertMessage, _number: int) -> None:
    sender = apprise.Apprise()
    assert sender.add(url)
    assert sender.notify(body=chat_message(given, 3500), title=letter(given).subject)


def _side_by_side(ours: Callable[[int], None], other: Callable[[int], None], count: int) -> tuple[float, float]:
    """Return how many a second each does: in turns, so that a busy moment of the machine is not only one's."""
    rates = [(_rate(ours, count // _ROUNDS), _rate(other, count // _ROUNDS)) for _ in range(_ROUNDS)]
    return median(mine for mine, _ in rates), median(its for _, its in rates)


def _rate(send: Callable[[int], None], count: int) -> float:
    send(0)
    began = time.perf_counter()
    for number in range(1, count + 1):
        send(number)
    return count / (time.perf_counter() - began)


def _row(what: str, ours: float, other: float) -> Measured:
    return Measured(what=what, ours=f"{ours:,.0f} /s", other=f"{other:,.0f} /s", ratio=f"{ours / other:.2f} x")


def _amount(changes: int) -> str:
    return "1 change" if changes == 1 else f"{changes} changes"


def _message(changes: int) -> AlertMessage:
    return message(
        *(
            item(replace(GOLIAD_SIGNED, id=f"change-{number}", facts=replace(GOLIAD, agency=f"Agency {number}")))
            for number in range(changes)
        )
    )


def _wire_form(given: AlertMessage) -> bytes:
    return json.dumps(payload(given)).encode()


@contextmanager
def _notifier(receivers: Receivers) -> Iterator[Notifier]:
    notifier = Notifier(f"smtp://127.0.0.1:{receivers.mail}", f"Lookout <{_SENDER}>", PUBLIC_URL, allow_loopback=True)
    try:
        yield notifier
    finally:
        notifier.close()


@contextmanager
def receivers() -> Iterator[Receivers]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.receivers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            webhook, mail_server = process.stdout.readline().split()
            yield Receivers(webhook=int(webhook), mail=int(mail_server))
        finally:
            process.stdin.close()
            process.wait(timeout=10)
