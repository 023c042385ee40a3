"""What is refused before a form is looked at, and what its stamp is worth."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.deliveries import Purpose
from tests.web.asgi import routes_of
from tests.web.doorstep import Doorstep
from tests.web.fakes import Client
from tests.workflows.stage import PUBLIC_URL, SetClock
from web import form_guard
from web.form_guard import LONGEST_BODY, FormStamp, StampAge, origin_of

OURS, THEIRS = PUBLIC_URL, "https://evil.example"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": OURS}, 200),
        ({"origin": OURS + ":443"}, 200),
        ({"referer": f"{OURS}/subscribe/preview"}, 200),
        ({"sec_fetch_site": "same-origin", "origin": OURS}, 200),
        ({"origin": THEIRS}, 403),
        ({"origin": OURS.replace("https", "http")}, 403),
        ({"origin": OURS + ":8443"}, 403),
        ({"origin": OURS + ".evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://[bad"}, 403),
        ({"referer": f"{THEIRS}/{OURS}"}, 403),
        ({"sec_fetch_site": "cross-site", "origin": "null"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
    ],
)
def test_the_form_is_taken_from_our_own_page_only(doorstep: Doorstep, headers: dict[str, str], status: int) -> None:
    form = doorstep.filled_in()
    doorstep.stage.clock.wait(seconds=30)

    answer = doorstep.client.post("/subscribe", form, **headers)

    assert answer.status == status
    assert len(doorstep.subscriptions()) == (status == 200)
    if status == 403:
        assert f"Open {OURS} and fill it in there." in answer.text


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"origin": "null"}, True),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, True),
        ({}, True),
        ({"origin": THEIRS}, False),
        ({"origin": "null", "sec_fetch_site": "cross-site"}, False),
    ],
)
def test_pages_behind_links_take_forms_without_a_named_origin(
    doorstep: Doorstep, headers: dict[str, str], is_taken: bool
) -> None:
    number = doorstep.subscribed()
    page = doorstep.manage_path(number)
    before = doorstep.stage.everything()

    answer = doorstep.client.post(f"{page}/pause", b"", **headers)

    assert answer.status == (303 if is_taken else 403)
    assert (doorstep.stage.everything() != before) is is_taken


def test_no_route_takes_a_form_from_a_page_elsewhere(doorstep: Doorstep) -> None:
    doorstep.ask()
    confirm = doorstep.link(Purpose.CONFIRM)
    before = doorstep.stage.everything()
    taking = [route.path for route in routes_of(doorstep.client.app) if "POST" in (route.methods or ())]

    assert len(taking) > 10
    for path in (*(path.replace("{token}", "1.x") for path in taking), confirm, f"{confirm}/refuse"):
        assert doorstep.client.post(path, {"code": "x", "sure": "yes"}, origin=THEIRS).status == 403, path
    assert doorstep.stage.everything() == before


def test_only_a_mail_program_may_end_a_subscription_from_elsewhere(doorstep: Doorstep) -> None:
    path = doorstep.unsubscribe_path(doorstep.subscribed())

    for body in (b"", b"List-Unsubscribe=No", b"One-Click=List-Unsubscribe"):
        assert doorstep.client.post(path, body, origin=THEIRS).status == 403
    assert doorstep.client.post(path, b"List-Unsubscribe=One-Click", origin=THEIRS).status == 200


def test_the_page_with_the_form_lets_browsers_name_its_origin(doorstep: Doorstep) -> None:
    assert doorstep.get("/subscribe/preview").headers["referrer-policy"] == "same-origin"
    assert doorstep.ask("nobody").headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
@pytest.mark.parametrize(
    "path", ["/subscribe", "/confirm/1.x", "/manage/1.x", "/manage/1.x/forget", "/unsubscribe/1.x"]
)
def test_only_urlencoded_forms_are_read(doorstep: Doorstep, path: str, kind: str) -> None:
    answer = doorstep.client.post(path, b'{"a": 1}', content_type=kind)

    assert answer.status == 415
    assert doorstep.counted.opened == []


@pytest.mark.parametrize("path", ["/subscribe", "/confirm/1.x", "/unsubscribe/1.x/manage", "/manage/1.x"])
def test_a_large_body_is_refused_whatever_it_says_of_its_size(doorstep: Doorstep, path: str) -> None:
    for said in (str(LONGEST_BODY + 1), "10"):
        answer = doorstep.client.post(path, b"a=" + b"x" * LONGEST_BODY, content_length=said)
        assert answer.status == 413
        assert "Make it shorter" in answer.text
    assert doorstep.client.post(path, b"a=" + b"x" * (LONGEST_BODY - 2)).status != 413


def test_a_form_of_too_many_fields_is_refused(doorstep: Doorstep) -> None:
    assert doorstep.client.post("/subscribe", urlencode([("a", "1")] * 301).encode()).status == 413


@pytest.mark.parametrize("body", [b"\xff\xfe=%ff%00", b"&&==&=", b"stamp=%00&address=%00", b"a" * 1000, b""])
def test_a_broken_form_is_answered_like_an_empty_one(doorstep: Doorstep, body: bytes) -> None:
    assert doorstep.client.post("/subscribe", body).status == 422


def test_a_form_that_trickles_in_is_given_up(doorstep: Doorstep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_guard, "SLOWEST_SECONDS", 0.05)

    async def ask() -> int:
        sent: list[Any] = []

        async def receive() -> Any:
            return await asyncio.Future()

        async def send(message: Any) -> None:
            sent.append(message)

        await doorstep.client.app(
            {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "scheme": "https",
                "path": "/subscribe",
                "raw_path": b"/subscribe",
                "query_string": b"",
                "root_path": "",
                "headers": [
                    (b"host", b"lookout.example"),
                    (b"content-type", b"application/x-www-form-urlencoded"),
                ],
                "client": ("127.0.0.1", 1),
                "server": ("127.0.0.1", 80),
            },
            receive,
            send,
        )
        return int(sent[0]["status"])

    assert asyncio.run(ask()) == 408


def test_a_host_we_do_not_serve_is_refused_before_anything_is_done(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    client = Client(doorstep.client.app, host="evil.example")

    assert client.post(doorstep.unsubscribe_path(number), b"List-Unsubscribe=One-Click").status == 400
    assert client.get("/subscribe").status == 400


def test_refusals_speak_spanish_too(doorstep: Doorstep) -> None:
    assert "No pudimos aceptarlo" in doorstep.client.post("/es/subscribe", b"{}", content_type="text/plain").text


def test_a_stamp_is_good_from_two_seconds_to_a_day() -> None:
    clock = SetClock()
    stamp = FormStamp("key", clock.now)
    text = stamp.new()

    assert stamp.age(text) is StampAge.TOO_YOUNG
    assert clock.wait(seconds=2)
    assert stamp.age(text) is StampAge.GOOD
    assert clock.wait(hours=24, seconds=-2)
    assert stamp.age(text) is StampAge.GOOD
    assert clock.wait(seconds=1)
    assert stamp.age(text) is StampAge.STALE


def test_a_stamp_of_another_key_or_another_time_is_not_ours() -> None:
    clock = SetClock()
    stamp = FormStamp("key", clock.now)
    text = stamp.new()
    clock.at += timedelta(minutes=1)

    second, _, mark = text.partition(".")
    for forged in (FormStamp("other", clock.now).new(), f"{int(second) + 5}.{mark}", text.upper(), f"{text}0", ""):
        assert stamp.age(forged) is StampAge.STALE
    assert stamp.age(text) is StampAge.GOOD


def test_an_empty_key_stops_the_start() -> None:
    with pytest.raises(ValueError, match="is empty"):
        FormStamp("", SetClock().now)


def test_the_origin_of_an_address_has_its_usual_port() -> None:
    assert origin_of("https://a.example") == origin_of("https://A.example:443/x?y")
    assert origin_of("http://a.example") != origin_of("https://a.example")
    assert origin_of("null") is None
    assert origin_of("https://a.example:99999") is None
