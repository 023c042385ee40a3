"""`lookout run`, started for real: it polls, sends, serves, stops when told, and there is never a second one."""

from __future__ import annotations

import asyncio
import signal
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from lookout import service
from lookout.service import Parts, Service, ServiceError
from tests.lookout.commands import Commands
from tests.lookout.house import House, house
from tests.lookout.publisher import EVENING, EVENING_PENDING, MORNING, MORNING_PENDING, PAGE, Publisher
from tests.lookout.running import Running, free_port, running, until
from tests.notifier.sinks import SmtpSink

POLLING_ONLY = Parts(sends=False, serves=False)


def has_polled(service: Running) -> bool:
    return service.logged("poll.done")


@pytest.mark.process
def test_a_change_on_the_site_arrives_by_mail_while_the_service_runs(
    fresh: Commands, publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(MORNING, MORNING_PENDING)
    assert fresh("subscribe", "team@example.org").status == 0
    with SmtpSink() as mail, running(tmp_path, publisher, SMTP_URL=mail.url) as service:
        until("the first poll is done", lambda: has_polled(service))
        until("the service is healthy", service.is_healthy)
        assert mail.mails == []

        publisher.publish(EVENING, EVENING_PENDING)
        until("the mail is there", lambda: bool(mail.mails))

        status = service.end(signal.SIGINT)
        [message] = mail.mails
        assert message.recipients == ("team@example.org",)
        assert message.message["Subject"] == "287(g): 2 changes in 2 states"
        assert status == 0
        assert service.logged("service.stopped")
        assert "team@example.org" not in service.log


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_service_well(number: signal.Signals, publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(MORNING, MORNING_PENDING)
    with running(tmp_path, publisher, POLL_SECONDS="3600") as service:
        until("the service is healthy and has polled", lambda: service.is_healthy() and has_polled(service))

        assert service.end(number) == 0

        # Each line is a line of the log: no traceback, no stray print.
        assert [event["event"] for event in service.events()][-2:] == ["service.stopping", "service.stopped"]


@pytest.mark.process
def test_the_change_log_is_served_while_the_site_is_down(fresh: Commands, publisher: Publisher, tmp_path: Path) -> None:
    publisher.replies.clear()
    with running(tmp_path, publisher) as service:
        until("a poll has failed", lambda: '"outcome": "failed"' in service.log)
        status, body = service.get("/")

        assert status == 200
        assert b"287(g)" in body
        assert service.end(signal.SIGTERM) == 0


@pytest.mark.process
def test_a_taken_port_ends_the_service_with_one_sentence(publisher: Publisher, tmp_path: Path) -> None:
    with running(tmp_path / "one", publisher) as first:
        until("the first is healthy", first.is_healthy)
        with running(tmp_path / "two", publisher, PORT=str(first.port)) as second:
            assert second.process.wait(30) == 1

            assert second.log.splitlines()[-1] == (
                f"The web server cannot listen on 127.0.0.1:{first.port} (Address already in use): stop what does, or "
                "set LOOKOUT_PORT."
            )
        assert first.is_healthy()


@pytest.mark.process
def test_a_second_service_gives_way_and_a_killed_one_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(MORNING, MORNING_PENDING)
    with running(tmp_path, publisher, name="first", short_lease=True) as first:
        until("the first is healthy", first.is_healthy)
        with running(tmp_path, publisher, name="second", short_lease=True) as second:
            assert second.process.wait(30) == 1
            sentence = second.log.splitlines()[-1]
            assert sentence.startswith("Another Lookout is running on this database (process ")
            assert sentence.endswith("or give this one its own LOOKOUT_DATABASE_URL and LOOKOUT_DATA_DIR.")
            assert "Traceback" not in second.log
            assert "poll.recorded" not in second.log
        assert first.is_healthy()

        first.end(signal.SIGKILL)

        with running(tmp_path, publisher, name="third", short_lease=True) as third:
            until("the third polls", lambda: has_polled(third))
            assert '"outcome": "unchanged"' in third.log
            assert third.end(signal.SIGTERM) == 0


def services(home: House) -> tuple[Service, Service]:
    """Return two services that only poll, over one record."""
    settings = home.settings.model_copy(update={"source_url": home.publisher.page, "poll_seconds": 3600.0})
    return (
        Service(home.lookout, settings, POLLING_ONLY),
        Service(home.lookout, settings, POLLING_ONLY),
    )


@pytest.fixture
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookout.service.LOCK_LEASE", timedelta(seconds=1))
    monkeypatch.setattr("lookout.service._LOCK_RENEWAL", timedelta(seconds=0.3))


def test_of_two_services_at_once_one_polls_and_the_other_says_so(short_lease: None, tmp_path: Path) -> None:
    async def both(home: House) -> tuple[BaseException | None, BaseException | None]:
        stop = asyncio.Event()
        first, second = services(home)
        running_first = asyncio.create_task(first.run(stop))
        running_second = asyncio.create_task(second.run(stop))
        await asyncio.wait({running_first, running_second}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        stop.set()
        return await asyncio.gather(running_first, running_second, return_exceptions=True)

    with house(tmp_path) as home:
        home.publisher.publish(MORNING, MORNING_PENDING)
        ends = home.runner.run(both(home))

        [error] = [end for end in ends if end is not None]
        assert isinstance(error, ServiceError)
        assert home.health()["ice-287g"].versions == 1
        assert home.changes() == []


def test_a_service_that_ended_well_is_followed_at_once(tmp_path: Path) -> None:
    async def run_until_polled(service: Service, home: House) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(service.run(stop))
        polls = home.publisher.paths().count(PAGE)
        async with asyncio.timeout(10):  # far below the lease of 30 seconds
            while home.publisher.paths().count(PAGE) == polls or home.health()["ice-287g"].versions == 0:
                await asyncio.wait({task}, timeout=0.05)
        stop.set()
        await task

    with house(tmp_path) as home:
        home.publisher.publish(MORNING, MORNING_PENDING)
        for service in services(home):
            home.runner.run(run_until_polled(service, home))

        assert home.publisher.paths().count(PAGE) >= 2
        assert home.health()["ice-287g"].versions == 1


def test_a_poll_that_is_under_way_is_finished_before_the_stop(tmp_path: Path) -> None:
    async def stop_in_the_middle(home: House) -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(services(home)[0].run(stop))
        async with asyncio.timeout(10):
            while PAGE not in home.publisher.paths():
                await asyncio.wait({task}, timeout=0.001)
        stop.set()
        await task

    with house(tmp_path) as home:
        home.publisher.publish(MORNING, MORNING_PENDING)
        home.runner.run(stop_in_the_middle(home))

        assert home.health()["ice-287g"].versions == 1


def test_a_service_that_only_serves_polls_nothing(tmp_path: Path) -> None:
    with house(tmp_path) as home:
        home.publisher.publish(MORNING, MORNING_PENDING)
        settings = home.settings.model_copy(update={"source_url": home.publisher.page, "port": free_port()})
        service = Service(home.lookout, settings, Parts(polls=False, sends=False))

        async def serve_for_a_moment() -> None:
            stop = asyncio.Event()
            task = asyncio.create_task(service.run(stop))
            await asyncio.wait({task}, timeout=0.5)
            stop.set()
            await task

        home.runner.run(serve_for_a_moment())

        assert home.publisher.asked == []


def test_answers_on_a_kept_connection_leave_at_once() -> None:
    """asyncio turns off the waiting for acknowledgements only on a socket that says it speaks TCP."""
    with service._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
