"""The local inbox: real SMTP, a Slack-like webhook, one page."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import pytest

from lookout.demo.inbox import Inbox, Way

NOW = datetime(2025, 9, 19, 18, 30, tzinfo=UTC)
NASTY = "<script>alert(1)</script>"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with Inbox(port=0, now=lambda: NOW) as inbox:
        yield inbox


def _mail(inbox: Inbox, subject: str, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "alerts@lookout.example", "desk@coalition.example", subject
    mail["Message-ID"] = "<one@lookout.example>"
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p>", subtype="html")
    address = urlsplit(inbox.smtp_url)
    assert address.hostname is not None
    assert address.port is not None
    with smtplib.SMTP(address.hostname, address.port, timeout=10) as server:
        server.send_message(mail)


def _ask(url: str, body: bytes | None = None, **headers: str) -> tuple[HTTPResponse, bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST" if body is not None else "GET", parts.path, body, sent)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return answer, said


def _slack(text: str, links: str = "") -> bytes:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "287(g): 1 change"}},
        {"type": "section", "text": {"type": "plain_text", "text": text}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": links}, {"type": "mrkdwn", "text": "end"}]},
    ]
    return json.dumps({"text": "short", "blocks": blocks}).encode()


def test_a_mail_is_kept_with_its_plain_text_and_the_moment_it_came(inbox: Inbox) -> None:
    _mail(inbox, "287(g): 2 changes", "Goliad signed.")

    [message] = inbox.messages
    assert (message.way, message.to, message.subject) == (Way.EMAIL, "desk@coalition.example", "287(g): 2 changes")
    assert (message.text, message.at, message.id) == ("Goliad signed.", NOW, "<one@lookout.example>")


def test_a_slack_message_is_kept_as_slack_would_show_it(inbox: Inbox) -> None:
    answer, said = _ask(inbox.webhook_url, _slack("A &amp; B", "<http://127.0.0.1:9/x|Permalink>"), webhook_id="abc")

    [message] = inbox.messages
    assert (answer.status, said) == (200, b"ok")
    assert (message.way, message.id, message.subject) == (Way.SLACK, "abc", "287(g): 1 change")
    assert message.text == "A & B\n\nPermalink: http://127.0.0.1:9/x · end"


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'{"text": "no blocks"}', b'{"blocks": [1]}'])
def test_what_slack_would_refuse_is_refused(inbox: Inbox, body: bytes) -> None:
    answer, said = _ask(inbox.webhook_url, body)

    assert (answer.status, said) == (400, b"invalid_payload")
    assert inbox.messages == ()


def test_the_page_shows_the_newest_message_first(inbox: Inbox) -> None:
    _mail(inbox, "The first", "one")
    _ask(inbox.webhook_url, _slack("two"))

    _, page = _ask(inbox.url)

    assert b"2 messages" in page
    assert page.index(b"287(g): 1 change") < page.index(b"The first")


def test_nothing_that_a_message_holds_becomes_markup(inbox: Inbox) -> None:
    _mail(inbox, NASTY, f"{NASTY} http://127.0.0.1:9/\"onclick='x'{NASTY}")
    _ask(inbox.webhook_url, _slack(NASTY, f"<http://127.0.0.1:9/|{NASTY.replace('>', '')}>"), webhook_id=NASTY)

    answer, page = _ask(inbox.url)

    assert len(inbox.messages) == 2
    assert b"<script" not in page
    assert b"&lt;script&gt;alert(1)" in page
    assert b'" onclick' not in page
    assert b"'x'" not in page
    assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")


def test_a_permalink_in_a_message_can_be_followed(inbox: Inbox) -> None:
    _mail(inbox, "One", "See http://127.0.0.1:8287/changes/0123456789abcdef for more.")

    _, page = _ask(inbox.url)

    assert b'<a href="http://127.0.0.1:8287/changes/0123456789abcdef"' in page


def test_the_page_works_without_scripts_and_brings_its_styles(inbox: Inbox) -> None:
    origin = inbox.url.removesuffix("/inbox")

    _, page = _ask(inbox.url)

    assert b"<script" not in page
    for style in ("/site.css", "/inbox.css"):
        answer, body = _ask(origin + style)
        assert style.encode() in page
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/css; charset=utf-8")
        assert b"{" in body


def test_other_addresses_are_not_there(inbox: Inbox) -> None:
    origin = inbox.url.removesuffix("/inbox")

    assert _ask(f"{origin}/etc/passwd")[0].status == 404
    assert _ask(f"{origin}/inbox", b"{}")[0].status == 404


def test_a_post_without_a_sensible_length_is_refused(inbox: Inbox) -> None:
    answer, _ = _ask(inbox.webhook_url, b"x", Content_Length="99999999")

    assert answer.status == 413
    assert inbox.messages == ()


def test_a_port_that_is_taken_is_an_error(inbox: Inbox) -> None:
    port = urlsplit(inbox.url).port
    assert port is not None

    with pytest.raises(OSError, match="in use"):
        Inbox(port=port, now=lambda: NOW)
