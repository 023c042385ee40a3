"""The forms of the desk: none is taken but one of its own pages', of this very session."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.web.asgi import routes_of
from tests.web.desk.visitor import Desk
from tests.web.doorstep import form_of
from tests.workflows.stage import PUBLIC_URL

FORMS = ("/desk/incidents/1", "/desk/departures", "/desk/pair", "/desk/logout")
FILLED_IN = {"action": "different", "why": "two bodies", "first": "0123456789ab", "second": "x", "agreement": "0" * 12}


def state(desk: Desk) -> object:
    sessions = desk.stage.rows("SELECT * FROM desk_session")
    return desk.stage.everything(), sessions


def test_these_are_all_the_forms_there_are(desk: Desk) -> None:
    sent = {r.path.replace("{incident_id}", "1") for r in routes_of(desk.client.app) if "POST" in (r.methods or ())}

    assert sent == {*FORMS, "/desk/login"}


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_the_token_of_its_session_does_nothing(desk: Desk, path: str) -> None:
    desk.ask_a_question()
    own = desk.token
    desk.enter(desk.add("desk-2"))
    another = form_of(desk.get("/desk/pair"), "/desk/pair")["token"][0]
    before = state(desk)

    for fields in (FILLED_IN, {**FILLED_IN, "token": ""}, {**FILLED_IN, "token": another}, {**FILLED_IN, "token": own}):
        answer = desk.send(path, fields, own)
        assert answer.status == 403
        assert "Nothing was decided" in answer.text

    assert state(desk) == before
    assert desk.woken == []


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"{PUBLIC_URL}.evil.example"},
        {"origin": PUBLIC_URL, "sec_fetch_site": "cross-site"},
        {"origin": PUBLIC_URL, "sec_fetch_site": "same-site"},
    ],
)
def test_a_form_from_a_page_elsewhere_does_nothing(desk: Desk, path: str, headers: Mapping[str, str]) -> None:
    desk.ask_a_question()
    token = form_of(desk.get("/desk/pair"), "/desk/pair")["token"][0]
    before = state(desk)

    assert desk.send(path, {**FILLED_IN, "token": token}, **headers).status == 403

    assert state(desk) == before


@pytest.mark.parametrize("path", [*FORMS, "/desk/login"])
def test_only_a_small_urlencoded_form_is_read(desk: Desk, path: str) -> None:
    before = state(desk)

    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        assert desk.send(path, b'{"token": "x"}', content_type=kind).status == 415
    assert desk.send(path, b"why=" + b"x" * 70_000).status == 413

    assert state(desk) == before


@pytest.mark.parametrize("path", FORMS)
def test_looking_at_the_address_of_a_form_decides_nothing(desk: Desk, path: str) -> None:
    desk.ask_a_question()
    before = state(desk)

    desk.get(f"{path}?action=different&why=x&token=x")

    assert state(desk) == before
