"""When a delivery is tried again, when it is given up, and when it is parked for an operator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.deliveries import (
    LEASE,
    RETRY_WAITS,
    DeliveryStatus,
    Outcome,
    OutcomeKind,
    after_attempt,
    next_attempt,
    next_repeat,
)

NOW = datetime(2025, 3, 5, 14, 5, tzinfo=UTC)
SECONDS = [5, 30, 120, 600, 1800, 7200, 21600, 43200, 86400]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("attempts", "seconds"), list(enumerate(SECONDS, start=1)))
def test_each_failed_try_waits_its_time_give_or_take_a_fifth(attempts: int, seconds: int) -> None:
    wait = timedelta(seconds=seconds)

    assert next_attempt(attempts, NOW, jitter=0) == NOW + wait
    assert next_attempt(attempts, NOW, jitter=-1) == NOW + wait * 0.8
    assert next_attempt(attempts, NOW, jitter=1) == NOW + wait * 1.2


@pytest.mark.parametrize("attempts", [-1, 0, 10, 11])
def test_there_is_no_try_beyond_the_tenth(attempts: int) -> None:
    assert next_attempt(attempts, NOW, jitter=0) is None


def test_ten_tries_take_about_two_days() -> None:
    assert len(RETRY_WAITS) == 9
    assert timedelta(hours=44) < sum(RETRY_WAITS, timedelta()) < timedelta(hours=48)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(seconds=6), timedelta(seconds=6)),
        (timedelta(minutes=59), timedelta(minutes=59)),
        (HOUR, HOUR),
        (timedelta(days=7), HOUR),
        (timedelta(seconds=-5), timedelta(seconds=5)),
    ],
)
def test_a_receiver_may_ask_for_patience_of_up_to_an_hour(asked: timedelta, wait: timedelta) -> None:
    assert next_attempt(1, NOW, jitter=0, retry_after=asked) == NOW + wait


def test_a_receivers_wish_never_shortens_the_schedule() -> None:
    assert next_attempt(9, NOW, jitter=0, retry_after=timedelta(seconds=1)) == NOW + timedelta(days=1)


@given(attempts=st.integers(1, 9), jitter=st.floats(-1, 1), asked=st.none() | st.timedeltas(timedelta(0)))
@settings(derandomize=True, max_examples=100)
def test_the_wait_is_always_within_its_bounds(attempts: int, jitter: float, asked: timedelta | None) -> None:
    again = next_attempt(attempts, NOW, jitter=jitter, retry_after=asked)

    assert again is not None
    planned = timedelta(seconds=SECONDS[attempts - 1])
    assert planned * 0.8 <= again - NOW <= max(planned * 1.2, HOUR)


@pytest.mark.parametrize(
    ("unknown", "wait"),
    [(1, timedelta(seconds=30)), (2, timedelta(minutes=5)), (3, HOUR), (4, None), (0, None)],
)
def test_an_attempt_that_may_have_arrived_is_repeated_three_times_at_most(unknown: int, wait: timedelta | None) -> None:
    assert next_repeat(unknown, NOW) == (NOW + wait if wait else None)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (OutcomeKind.SENT, DeliveryStatus.SENT),
        (OutcomeKind.PERMANENT, DeliveryStatus.FAILED),
        (OutcomeKind.REFUSED, DeliveryStatus.DEAD),
    ],
)
def test_what_is_final_is_settled_at_once(kind: OutcomeKind, status: DeliveryStatus) -> None:
    settled = after_attempt(Outcome(kind=kind), attempts=1, unknown_outcomes=0, now=NOW, jitter=0)

    assert settled == (status, NOW)


def test_what_may_work_later_stays_pending_until_the_schedule_is_used_up() -> None:
    outcome = Outcome(kind=OutcomeKind.RETRY, retry_after=timedelta(minutes=3))

    first = after_attempt(outcome, attempts=1, unknown_outcomes=0, now=NOW, jitter=1)
    tenth = after_attempt(outcome, attempts=10, unknown_outcomes=0, now=NOW, jitter=1)

    assert first == (DeliveryStatus.PENDING, NOW + timedelta(minutes=3))
    assert tenth == (DeliveryStatus.DEAD, NOW)


def test_an_unknown_outcome_counts_itself_and_not_the_tries() -> None:
    outcome = Outcome(kind=OutcomeKind.UNKNOWN)

    settled = [after_attempt(outcome, attempts=12, unknown_outcomes=n, now=NOW, jitter=0) for n in range(4)]

    assert settled == [
        (DeliveryStatus.PENDING, NOW + timedelta(seconds=30)),
        (DeliveryStatus.PENDING, NOW + timedelta(minutes=5)),
        (DeliveryStatus.PENDING, NOW + HOUR),
        (DeliveryStatus.DEAD, NOW),
    ]


def test_a_claim_outlives_the_longest_attempt_by_far() -> None:
    assert timedelta(seconds=15) * 2 < LEASE <= timedelta(minutes=2)
