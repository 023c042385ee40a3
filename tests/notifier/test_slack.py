"""Posting to a webhook on this machine: what each answer means, and what a lost connection means."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from domain.deliveries import RETRY_AFTER_CAP, Outcome, OutcomeKind
from notifier.slack import SlackPoster, parse_retry_after, read_answer
from tests.notifier.cast import NOW
from tests.notifier.sinks import Answer, WebhookSink


@pytest.fixture
def sink() -> Iterator[WebhookSink]:
    with WebhookSink() as running:
        yield running


@pytest.fixture
def poster() -> Iterator[SlackPoster]:
    running = SlackPoster()
    yield running
    running.close()


def _post(poster: SlackPoster, sink: WebhookSink) -> Outcome:
    return poster.post(sink.url, '{"text": "Peñasco"}'.encode(), message_id="delivery-77", now=NOW)


def test_a_post_arrives_whole_with_its_constant_id(sink: WebhookSink, poster: SlackPoster) -> None:
    assert _post(poster, sink).kind is OutcomeKind.SENT

    [post] = sink.posts
    assert json.loads(post.body) == {"text": "Peñasco"}
    assert post.path == "/services/T00000000/B00000000/xxxxxxxxxxxxxxxxxxxxAB12"
    assert post.headers["webhook-id"] == "delivery-77"
    assert post.headers["content-type"] == "application/json; charset=utf-8"
    assert post.headers["host"] == sink.url.split("/")[2]


def test_one_connection_carries_many_posts_also_after_refusals(sink: WebhookSink, poster: SlackPoster) -> None:
    sink.answers.extend([Answer(), Answer(status=404, body=b"no_team"), Answer(status=500, body=b"x" * 1000)])

    kinds = [_post(poster, sink).kind for _ in range(4)]

    assert kinds == [OutcomeKind.SENT, OutcomeKind.PERMANENT, OutcomeKind.RETRY, OutcomeKind.SENT]
    assert (len(sink.posts), sink.connections) == (4, 1)


def test_several_threads_may_post_at_once(sink: WebhookSink, poster: SlackPoster) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: _post(poster, sink), range(40)))

    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.SENT}
    assert len(sink.posts) == 40


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"ok", OutcomeKind.SENT),
        (200, b"ok\n", OutcomeKind.SENT),
        (200, b"no_service", OutcomeKind.PERMANENT),
        (200, b"<html>log in to this wifi</html>", OutcomeKind.UNKNOWN),
        (204, b"", OutcomeKind.UNKNOWN),
        (301, b"", OutcomeKind.REFUSED),
        (302, b"ok", OutcomeKind.REFUSED),
        (400, b"invalid_payload", OutcomeKind.REFUSED),
        (400, b"invalid_blocks", OutcomeKind.REFUSED),
        (400, b"invalid_token", OutcomeKind.PERMANENT),
        (400, b"no_service", OutcomeKind.PERMANENT),
        (403, b"action_prohibited", OutcomeKind.PERMANENT),
        (404, b"channel_not_found", OutcomeKind.PERMANENT),
        (410, b"channel_is_archived", OutcomeKind.PERMANENT),
        (413, b"", OutcomeKind.REFUSED),
        (408, b"", OutcomeKind.RETRY),
        (429, b"rate_limited", OutcomeKind.RETRY),
        (500, b"rollup_error", OutcomeKind.RETRY),
        (503, b"", OutcomeKind.RETRY),
    ],
)
def test_each_answer_means_what_slack_says(status: int, body: bytes, kind: OutcomeKind) -> None:
    outcome = read_answer(status, body, "", NOW)

    assert outcome.kind is kind
    assert outcome.detail.startswith(f"Slack: answered {status}")


def test_words_that_slack_does_not_use_are_not_repeated() -> None:
    assert read_answer(400, b"canary", "", NOW).detail == "Slack: answered 400: it does not understand our message"


def test_a_redirect_is_refused_and_not_followed(sink: WebhookSink, poster: SlackPoster) -> None:
    with WebhookSink() as elsewhere:
        sink.answers.append(Answer(status=307, headers=(("Location", elsewhere.url),)))

        outcome = _post(poster, sink)

        assert outcome == Outcome(kind=OutcomeKind.REFUSED, detail="Slack: answered 307: redirect refused")
        assert elsewhere.posts == []


def test_patience_that_is_asked_for_is_passed_on(sink: WebhookSink, poster: SlackPoster) -> None:
    sink.answers.append(Answer(status=429, headers=(("Retry-After", "30"),)))

    assert _post(poster, sink).retry_after == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", timedelta()),
        ("1", timedelta(seconds=1)),
        ("3600", timedelta(hours=1)),
        ("1000000000", RETRY_AFTER_CAP),
        ("9" * 400, None),
        ("Wed, 05 Mar 2025 14:07:00 GMT", timedelta(minutes=1)),
        ("Wed, 05 Mar 2025 13:00:00 GMT", timedelta()),
        ("Wed, 05 Mar 9999 13:00:00 GMT", RETRY_AFTER_CAP),
        ("Wed, 05 Mar 2025 14:07:00 -0000", None),
        ("abc", None),
        ("-5", None),
        ("", None),
    ],
)
def test_a_wait_is_read_from_seconds_or_a_date_and_is_bounded(header: str, wait: timedelta | None) -> None:
    assert parse_retry_after(header, NOW) == wait


def test_no_answer_after_the_post_leaves_the_outcome_unknown(sink: WebhookSink) -> None:
    sink.answers.extend([Answer(manner="drop"), Answer(manner="silence")])
    poster = SlackPoster(total_seconds=0.3)

    assert _post(poster, sink) == Outcome(
        kind=OutcomeKind.UNKNOWN, detail="Slack: the message went out and the connection was lost"
    )
    assert _post(poster, sink) == Outcome(
        kind=OutcomeKind.UNKNOWN, detail="Slack: the message went out and no answer came in time"
    )


def test_an_answer_that_drips_in_does_not_hold_the_sender(sink: WebhookSink) -> None:
    sink.answers.extend([Answer(body=b"x" * 200, manner="drip"), Answer(status=404, body=b"x" * 200, manner="drip")])
    poster = SlackPoster(total_seconds=0.3)

    assert _post(poster, sink).kind is OutcomeKind.UNKNOWN
    assert _post(poster, sink).kind is OutcomeKind.PERMANENT


def test_a_receiver_that_is_silent_when_tls_begins_does_not_hold_the_sender() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        poster = SlackPoster(total_seconds=0.3)

        outcome = poster.post(f"https://127.0.0.1:{silent.getsockname()[1]}/hook", b"{}", message_id="x", now=NOW)

    assert outcome.kind is OutcomeKind.RETRY


def test_an_address_cannot_hold_a_second_line_or_request(sink: WebhookSink, poster: SlackPoster) -> None:
    poster.post(sink.url + " HTTP/1.1\r\nX-Evil: é", b"{}", message_id="x", now=NOW)

    [post] = sink.posts
    assert post.path.endswith("AB12%20HTTP/1.1X-Evil:%20%C3%A9")
    assert "x-evil" not in post.headers


def test_a_huge_answer_is_not_read_to_its_end(sink: WebhookSink, poster: SlackPoster) -> None:
    sink.answers.append(Answer(body=b"x" * 5_000_000))

    assert _post(poster, sink).kind is OutcomeKind.UNKNOWN
    assert _post(poster, sink).kind is OutcomeKind.SENT
    assert sink.connections == 2


def test_a_kept_connection_that_the_server_closed_is_replaced(sink: WebhookSink, poster: SlackPoster) -> None:
    sink.answers.append(Answer(headers=(("Connection", "close"),)))

    assert [_post(poster, sink).kind for _ in range(2)] == [OutcomeKind.SENT, OutcomeKind.SENT]
    assert sink.connections == 2


def test_nobody_listening_is_tried_again(poster: SlackPoster) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/hook"

        outcome = poster.post(url, b"{}", message_id="x", now=NOW)

    assert outcome == Outcome(kind=OutcomeKind.RETRY, detail="Slack: cannot be reached")


def test_a_receiver_that_speaks_no_tls_gets_nothing(sink: WebhookSink, poster: SlackPoster) -> None:
    outcome = poster.post(sink.url.replace("http:", "https:"), b"{}", message_id="x", now=NOW)

    assert outcome == Outcome(kind=OutcomeKind.RETRY, detail="Slack: TLS failed")
    assert sink.posts == []
