"""How much one network, and all together, may ask; and that nothing of it is kept."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.web.doorstep import ANN, Doorstep
from tests.workflows.stage import SetClock
from web.visitor_limits import A_DAY, ALL_AN_HOUR, AN_HOUR, VisitorLimits, network_of


@pytest.fixture
def clock() -> SetClock:
    """Return a clock that a test sets."""
    return SetClock()


@pytest.fixture
def limits(clock: SetClock) -> VisitorLimits:
    """Return limits that nobody has used yet."""
    return VisitorLimits(clock.now)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("203.0.113.1", "203.0.113.254", True),
        ("203.0.113.1", "203.0.114.1", False),
        ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:203.0.113.1", "203.0.113.9", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("unix:", None, True),
    ],
)
def test_a_visitor_is_known_by_network(one: str, other: str | None, are_one: bool) -> None:
    assert (network_of(one) == network_of(other)) is are_one


def test_a_network_gets_five_an_hour_and_twenty_a_day(clock: SetClock, limits: VisitorLimits) -> None:
    admitted = 0
    for _ in range(24):
        admitted += sum(limits.admits("203.0.113.1") for _ in range(AN_HOUR + 3))
        clock.wait(hours=1)

    assert admitted == A_DAY
    assert limits.admits("203.0.113.1")
    assert limits.admits("203.0.114.1")


def test_all_together_get_two_hundred_an_hour(clock: SetClock, limits: VisitorLimits) -> None:
    admitted = sum(limits.admits(f"10.0.{n}.1") for n in range(250))

    assert admitted == ALL_AN_HOUR
    assert not limits.admits("192.0.2.1")
    clock.wait(hours=1)
    assert limits.admits("192.0.2.1")


def test_refused_visits_are_not_remembered(limits: VisitorLimits) -> None:
    for _ in range(1000):
        limits.admits("203.0.113.1")

    assert limits.held() == AN_HOUR


def test_a_network_is_forgotten_after_a_day_even_when_nobody_asks(clock: SetClock, limits: VisitorLimits) -> None:
    limits.admits("203.0.113.1")
    clock.wait(hours=24)

    asyncio.run(limits.forget_old())

    assert limits.held() == 0


def test_any_request_makes_the_application_forget(doorstep: Doorstep, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[VisitorLimits] = []

    class Watched(VisitorLimits):
        def __init__(self, now: object) -> None:
            super().__init__(doorstep.stage.clock.now)
            made.append(self)

    monkeypatch.setattr("web.app.VisitorLimits", Watched)
    doorstep.client.app = doorstep.app()
    assert doorstep.ask().status == 200
    assert made[0].held() == 1

    doorstep.stage.clock.wait(hours=24)
    doorstep.get("/healthz")

    assert made[0].held() == 0


def test_no_address_token_or_network_is_ever_logged(doorstep: Doorstep, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.DEBUG)
    number = doorstep.subscribed()
    page = doorstep.manage_path(number)
    doorstep.press(f"{page}/pause")
    doorstep.get(f"/confirm/{page}")

    for secret in (ANN, "203.0.113", page.rsplit("/", 1)[1], doorstep.unsubscribe_path(number).rsplit("/", 1)[1]):
        assert secret not in caplog.text


def test_a_failing_record_tells_nobody_who_asked(doorstep: Doorstep, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    form = doorstep.filled_in()
    doorstep.stage.clock.wait(seconds=30)
    with doorstep.stage.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE subscription")

    answer = doorstep.client.post("/subscribe", form)

    assert answer.status == 500
    assert ANN not in answer.text
    assert doorstep.client.raised is not None
    assert ANN not in caplog.text + repr(doorstep.client.raised) + str(doorstep.client.raised)
