"""`lookout deliveries`, `resend` and `park`, and what `lookout subscribe` takes of hours and shared inboxes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lookout.commands import Commands


def queued(commands: Commands) -> dict[str, Any]:
    """Return the one message that a test subscription owes."""
    commands("subscribe", "team@example.org", "--test")
    [row] = commands("deliveries", "--format", "json").json
    return dict(row)


def test_a_message_is_listed_without_its_address(fresh: Commands) -> None:
    row = queued(fresh)

    assert (row["purpose"], row["status"], row["attempts"]) == ("test", "pending", 0)
    assert "example.org" not in fresh("deliveries").out


def test_messages_are_listed_by_how_far_they_have_come(fresh: Commands) -> None:
    queued(fresh)

    assert fresh("deliveries", "--status", "dead", "--format", "json").json == []
    assert len(fresh("deliveries", "--status", "pending", "--format", "json").json) == 1


def test_what_waits_is_parked_and_sent_again_by_id(evening: Commands) -> None:
    assert evening("park").out.startswith("1 message is parked")
    [row] = evening("deliveries", "--status", "dead", "--format", "json").json

    answer = evening("resend", row["id"])

    assert (answer.status, answer.out) == (0, f"Message {row['id']} is due again.\n")
    assert evening("deliveries", "--status", "dead", "--format", "json").json == []


def test_everything_parked_is_sent_again_with_one_command(evening: Commands) -> None:
    evening("park")

    assert evening("resend", "--all-dead").out == "1 message is due again.\n"
    assert evening("resend", "--all-dead").out == "0 messages are due again.\n"


@pytest.mark.parametrize("arguments", [(), ("abc", "--all-dead")])
def test_resend_wants_one_message_or_all(fresh: Commands, arguments: tuple[str, ...]) -> None:
    answer = fresh("resend", *arguments)

    assert (answer.status, answer.err) == (2, "Name one delivery, or write --all-dead.\n")


def test_a_message_that_cannot_be_sent_again_is_said_with_the_reason(fresh: Commands) -> None:
    answer = fresh("resend", "abc")

    assert answer.status == 2
    assert answer.err.startswith("Message abc cannot be sent again: it is not parked")


def test_a_digest_comes_at_the_hour_that_was_asked_for(fresh: Commands) -> None:
    fresh(
        "subscribe", "a@example.org", "--cadence", "daily", "--hour", "7", "--time-zone", "America/Chicago", "--shared"
    )

    [row] = fresh("subscriptions", "--format", "json").json
    assert (row["hour"], row["time_zone"], row["shared"]) == (7, "America/Chicago", "yes")


def test_a_time_zone_that_nobody_knows_is_refused_with_what_to_write(fresh: Commands) -> None:
    answer = fresh("subscribe", "a@example.org", "--time-zone", "Mars/Base")

    assert answer.status == 2
    assert answer.err.startswith('"Mars/Base" is no time zone: write one such as')
