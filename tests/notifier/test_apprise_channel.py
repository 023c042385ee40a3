"""The channels that only Apprise knows: one receiver, plain text, our bounds over whatever the address asks for."""

from __future__ import annotations

import json
import logging

import pytest
from apprise.plugins.slack import NotifySlack

from domain.deliveries import OutcomeKind
from notifier import apprise_channel
from tests.notifier.sinks import Answer, WebhookSink


def _url(sink: WebhookSink, schema: str = "json", options: str = "") -> str:
    return f"{schema}://{sink.url.split('/')[2]}/canary-token{options}"


def test_a_message_arrives_as_plain_text() -> None:
    with WebhookSink() as sink:
        outcome = apprise_channel.send(_url(sink), "287(g): *A*", "<!channel> & {{7*7}} :smile:\nsecond line")

        assert outcome.kind is OutcomeKind.SENT
        [post] = sink.posts
        assert json.loads(post.body)["title"] == "287(g): *A*"
        assert json.loads(post.body)["message"] == "<!channel> & {{7*7}} :smile:\nsecond line"


def test_apprises_own_slack_gets_nothing_that_calls_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebhookSink() as sink:
        sink.answers.append(Answer(body=b"ok"))
        monkeypatch.setattr(NotifySlack, "webhook_url", sink.url)
        url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#news"

        outcome = apprise_channel.send(url, "<!here>", "Look: <!channel> & <@U123> <https://evil.example|ICE>")

        assert outcome.kind is OutcomeKind.SENT
        assert b"&lt;!channel&gt; &amp; " in sink.posts[0].body
        assert b"<" not in sink.posts[0].body


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500])
def test_a_failure_of_any_kind_is_tried_again_for_apprise_does_not_say_which(status: int) -> None:
    with WebhookSink() as sink:
        sink.answers.append(Answer(status=status, body=b"no"))

        assert apprise_channel.send(_url(sink), "title", "body").kind is OutcomeKind.RETRY
        assert len(sink.posts) == 1


def test_neither_redirects_nor_retries_nor_long_waits_can_be_asked_for_in_the_address() -> None:
    with WebhookSink() as sink, WebhookSink() as elsewhere:
        sink.answers.append(Answer(status=307, body=b"", headers=(("Location", elsewhere.url),)))

        outcome = apprise_channel.send(_url(sink, options="?redirect=yes&retry=3&rto=9999&cto=9999"), "title", "body")

        assert outcome.kind is OutcomeKind.RETRY
        assert (len(sink.posts), elsewhere.posts) == (1, [])


def test_an_address_that_apprise_cannot_read_can_never_work() -> None:
    assert apprise_channel.send("discord://canary", "title", "body").kind is OutcomeKind.PERMANENT
    assert apprise_channel.count_targets("discord://canary") == 0


def test_the_service_says_how_much_fits_and_we_never_send_more_than_people_read() -> None:
    assert apprise_channel.message_limit("discord://123456789012345678/abcdefghijklmnopqrstuvwxyz") == 2000
    assert apprise_channel.message_limit("ntfys://ntfy.sh/topic") == apprise_channel.MESSAGE_LIMIT


def test_apprise_logs_nothing_even_when_everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), WebhookSink() as sink:
        sink.answers.append(Answer(status=404))
        apprise_channel.send(_url(sink), "title", "body")
        apprise_channel.send(_url(sink), "title", "body")
        apprise_channel.send("discord://canary-token", "title", "body")

    assert logging.getLogger("apprise").level >= logging.WARNING
    assert not [record for record in caplog.records if record.name.startswith("apprise")]
    assert "canary" not in caplog.text
