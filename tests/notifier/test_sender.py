"""The one way out: the right channel, nothing without facts, and no secret in any outcome or log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.deliveries import Outcome, OutcomeKind, Purpose
from domain.subscriptions import Address, Cadence, Channel, Language
from notifier import Notifier
from tests.notifier.cast import PUBLIC_URL, FixedClock, message
from tests.notifier.laid_out import html_email, letter, payload, text_email
from tests.notifier.sinks import Answer, SmtpSink, WebhookSink
from workflows.ports import AlertMessage, Sender

CANARY = "canary7f3a"


@pytest.fixture
def mailbox() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def hook() -> Iterator[WebhookSink]:
    with WebhookSink() as running:
        yield running


@pytest.fixture
def notifier(mailbox: SmtpSink) -> Iterator[Notifier]:
    running = Notifier(
        mailbox.url,
        "Lookout <alerts@lookout.example.org>",
        PUBLIC_URL,
        allow_loopback=True,
        apprise_schemas=frozenset({"json"}),
        clock=FixedClock(),
        total_seconds=2,
    )
    yield running
    running.close()


def _to_slack(url: str) -> AlertMessage:
    return message(address=Address(channel=Channel.SLACK, value=url))


def test_it_is_the_sender_that_the_workflows_ask_for(notifier: Notifier) -> None:
    sender: Sender = notifier

    assert sender.send(message()).kind is OutcomeKind.SENT


@pytest.mark.parametrize("language", Language)
def test_an_email_arrives_as_it_was_worded(notifier: Notifier, mailbox: SmtpSink, language: Language) -> None:
    given = message(language=language)

    assert notifier.send(given).kind is OutcomeKind.SENT

    [mail] = mailbox.mails
    assert mail.recipients == ("alice@example.org",)
    assert mail.sender == "alerts@lookout.example.org"
    assert mail.message["Subject"] == letter(given).subject
    assert mail.body("plain") == text_email(given)
    assert mail.body("html") == html_email(given)


def test_every_attempt_carries_the_same_id(notifier: Notifier, mailbox: SmtpSink) -> None:
    mailbox.answers["DATA"].append("451 later")

    notifier.send(message())
    notifier.send(message(possible_repeat=True))

    first, second = (mail.message for mail in mailbox.mails)
    assert first["Message-ID"] == second["Message-ID"] == "<delivery-77@lookout.example.org>"
    assert second["Subject"].startswith("[possible repeat] ")


def test_a_slack_channel_gets_the_blocks(notifier: Notifier, hook: WebhookSink) -> None:
    given = _to_slack(hook.url)

    assert notifier.send(given).kind is OutcomeKind.SENT
    assert json.loads(hook.posts[0].body) == payload(given)


def test_any_other_channel_gets_a_short_text(notifier: Notifier, hook: WebhookSink) -> None:
    url = f"json://{hook.url.split('/')[2]}/"

    assert notifier.send(message(address=Address(channel=Channel.APPRISE, value=url))).kind is OutcomeKind.SENT

    sent = json.loads(hook.posts[0].body)
    assert sent["title"] == "287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)"
    assert sent["message"].endswith("https://lookout.example.org/changes/c0ffee12")


def test_an_alert_without_facts_is_refused(notifier: Notifier, mailbox: SmtpSink) -> None:
    outcome = notifier.send(replace(message(), items=()))

    assert outcome == Outcome(kind=OutcomeKind.REFUSED, detail="the alert holds no changes, so it was not sent")
    assert mailbox.mails == []


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY])
def test_a_digest_may_say_that_nothing_changed(notifier: Notifier, mailbox: SmtpSink, cadence: Cadence) -> None:
    assert notifier.send(replace(message(cadence=cadence, purpose=Purpose.DIGEST), items=())).kind is OutcomeKind.SENT
    assert "Nothing changed for your subscription" in " ".join(mailbox.mails[0].body("plain").split())


def test_a_test_message_needs_no_changes(notifier: Notifier, mailbox: SmtpSink) -> None:
    assert notifier.send(replace(message(purpose=Purpose.TEST), items=())).kind is OutcomeKind.SENT
    assert mailbox.mails[0].message["Subject"] == "287(g): test message"


@pytest.mark.parametrize(
    "address",
    [
        Address(channel=Channel.EMAIL, value=f"{CANARY}@example.org\r\nRCPT TO:<eve@example.org>"),
        Address(channel=Channel.EMAIL, value=f"{CANARY}@example.org,eve@example.org"),
        Address(channel=Channel.EMAIL, value=f"https://hooks.slack.com/services/T1/B1/{CANARY}00000000000000"),
        Address(channel=Channel.SLACK, value=f"https://evil.example/{CANARY}"),
        Address(channel=Channel.SLACK, value=f"http://169.254.169.254/{CANARY}"),
        Address(channel=Channel.SLACK, value=f"json://127.0.0.1/{CANARY}"),
        Address(channel=Channel.APPRISE, value=f"syslog://{CANARY}"),
        Address(channel=Channel.APPRISE, value=f"{CANARY}@example.org"),
    ],
)
def test_an_address_that_was_never_checked_is_not_used(notifier: Notifier, mailbox: SmtpSink, address: Address) -> None:
    outcome = notifier.send(message(address=address))

    assert outcome.kind is OutcomeKind.REFUSED
    assert CANARY not in repr(outcome)
    assert mailbox.mails == []


def test_without_a_mail_server_email_waits_and_says_what_to_set() -> None:
    outcome = Notifier(None, "", PUBLIC_URL).send(message())

    assert outcome == Outcome(kind=OutcomeKind.RETRY, detail="Email: not set up. Set LOOKOUT_SMTP_URL")


def test_the_sender_in_the_url_goes_before_the_other(mailbox: SmtpSink) -> None:
    notifier = Notifier(f"{mailbox.url}?from=Vigía%20<v@example.net>", "Lookout <alerts@example.org>", PUBLIC_URL)

    notifier.send(message())
    notifier.close()

    assert mailbox.mails[0].sender == "v@example.net"
    assert mailbox.mails[0].message["From"] == "Vigía <v@example.net>"


@pytest.mark.parametrize("url", ["smtp://mail.example.org?starttls=0", "nonsense"])
def test_a_configuration_that_cannot_work_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server's URL|unprotected"):
        Notifier(url, "Lookout <alerts@example.org>", PUBLIC_URL)


def test_no_address_token_or_webhook_reaches_an_outcome_or_a_log(
    notifier: Notifier, mailbox: SmtpSink, hook: WebhookSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    email = message(address=Address(channel=Channel.EMAIL, value=f"{CANARY}@example.org"))
    slack = _to_slack(hook.url.replace("xxxxxxxxxx", CANARY))
    chat = message(
        address=Address(channel=Channel.APPRISE, value=f"json://{CANARY}:{CANARY}@{hook.url.split('/')[2]}/{CANARY}")
    )
    outcomes = []
    for answer in (f"550 5.1.1 <{CANARY}@example.org> unknown", f"451 {CANARY}", f"554 {CANARY}", "drop"):
        mailbox.answers["DATA"].append(answer)
        outcomes.append(notifier.send(email))
    for status in (200, 302, 400, 404, 429, 500):
        hook.answers.append(Answer(status=status, body=CANARY.encode(), headers=(("Retry-After", CANARY),)))
        outcomes.append(notifier.send(slack))
    hook.answers.extend([Answer(manner="drop"), Answer(status=500, body=CANARY.encode())])
    outcomes += [notifier.send(slack), notifier.send(chat)]
    ours = [record for record in caplog.records if not record.name.startswith(("mail.log", "asyncio"))]

    assert len({outcome.kind for outcome in outcomes}) == 4
    assert OutcomeKind.SENT not in {outcome.kind for outcome in outcomes}
    assert CANARY not in repr(outcomes)
    assert CANARY not in repr([(record.getMessage(), record.exc_text) for record in ours])
