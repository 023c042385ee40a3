"""Reviewers of the desk: their accounts on the command line, and the desk in a Lookout as it is wired."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from typer.testing import CliRunner

from domain.one_time_codes import STEP_SECONDS, code
from lookout.cli import app
from lookout.service import LOCK_LEASE, Service
from tests.lookout.commands import Answer, Commands
from tests.lookout.house import PUBLIC_URL, House, house
from tests.lookout.publisher import EVENING, EVENING_PENDING
from tests.web.desk.visitor import PASSWORD, token_of
from tests.web.doorstep import form_of
from tests.web.fakes import Client
from web.desk_door import SECURE_COOKIE
from workflows.reviewers import SESSION_LASTS, add, sign_in

KEY_LINE = re.compile(r"^    ([A-Z2-7]{32})$", re.MULTILINE)


def typed(*arguments: str, password: str = PASSWORD, again: str | None = None) -> Answer:
    """Call `lookout reviewer` and type a password twice."""
    lines = f"{password}\n{password if again is None else again}\n"
    result = CliRunner().invoke(app, ["reviewer", *arguments], input=lines, catch_exceptions=False)
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    """Return a wired Lookout with a list on record."""
    with house(tmp_path / "data") as home:
        home.publisher.publish(EVENING, EVENING_PENDING)
        home.poll()
        yield home


def test_an_account_is_made_with_a_password_typed_twice_and_a_key_shown_once(fresh: Commands) -> None:
    answer = typed("add", "desk-1")

    assert answer.status == 0
    assert f"{PUBLIC_URL}/desk/login" in answer.out
    [key] = KEY_LINE.findall(answer.out)
    assert len(base64.b32decode(key)) == 20
    [uri] = re.findall(r"otpauth://\S+", answer.out)
    assert unquote(urlsplit(uri).path) == "/Lookout 287(g):desk-1"
    assert parse_qs(urlsplit(uri).query) == {"secret": [key], "issuer": ["Lookout 287(g)"]}
    assert PASSWORD not in answer.out + answer.err
    assert key not in fresh("reviewer", "list").out
    [row] = fresh("reviewer", "list", "--format", "csv").rows
    assert (row["name"], row["sessions"]) == ("desk-1", "0")


def test_there_is_no_account_before_one_is_made(fresh: Commands) -> None:
    assert fresh("reviewer", "list", "--format", "json").json == []


@pytest.mark.parametrize(
    ("name", "password", "says"),
    [
        ("desk-1", "eleven char", "12 to 200 characters"),
        ("desk-1", "x" * 201, "12 to 200 characters"),
        ("Dana Doe", PASSWORD, "by a role"),
        ("d" * 41, PASSWORD, "by a role"),
        ("désk", PASSWORD, "by a role"),
    ],
)
def test_what_cannot_be_an_account_is_refused(fresh: Commands, name: str, password: str, says: str) -> None:
    answer = typed("add", name, password=password)

    assert answer.status == 2
    assert says in answer.err
    assert fresh("reviewer", "list", "--format", "csv").rows == []


def test_two_passwords_that_differ_make_no_account(fresh: Commands) -> None:
    assert typed("add", "desk-1", again="another good password").status != 0
    assert fresh("reviewer", "list", "--format", "csv").rows == []


def test_an_account_is_not_made_twice_and_what_is_none_is_not_changed(fresh: Commands) -> None:
    typed("add", "desk-1")

    assert "lookout reviewer reset desk-1" in typed("add", "desk-1").err
    for action in ("reset", "remove"):
        answer = typed(action, "desk-2")
        assert (answer.status, "There is no reviewer desk-2" in answer.err) == (2, True)
        assert typed(action).status == 2


def test_a_reset_shows_another_key_and_a_removal_leaves_none(fresh: Commands) -> None:
    first = KEY_LINE.findall(typed("add", "desk-1").out)

    second = KEY_LINE.findall(typed("reset", "desk-1").out)
    assert fresh("reviewer", "remove", "desk-1").status == 0

    assert first != second
    assert fresh("reviewer", "list", "--format", "csv").rows == []
    log = fresh("audit", "--format", "csv").rows
    assert [row["action"] for row in log] == ["reviewer add", "reviewer reset", "reviewer remove"]
    assert not any(KEY_LINE.search(str(row)) or PASSWORD in str(row) for row in log)


def test_over_plain_http_the_command_says_that_there_is_no_desk(
    fresh: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_PUBLIC_URL", "http://lookout.example")

    assert "over https only" in typed("add", "desk-1").err


def test_a_decision_at_the_wired_desk_is_recorded_and_wakes_the_sender(home: House) -> None:
    home.clock.forward(minutes=10)
    home.publisher.publish((*EVENING, *EVENING), EVENING_PENDING)
    home.poll()
    [incident] = home.lookout.log.incidents(only_open=True)
    service = Service(home.lookout, home.settings)
    made = add(home.lookout.reception, "desk-1", PASSWORD, home.clock.now())
    client = Client(home.lookout.app, host="lookout.example")
    shown = code(made.key, int(home.clock.now().timestamp()) // STEP_SECONDS)
    fields = {"name": "desk-1", "password": PASSWORD, "code": shown}
    entered = client.post("/desk/login", fields, origin=PUBLIC_URL)
    cookie = f"{SECURE_COOKIE}={token_of(entered)}"
    path = f"/desk/incidents/{incident.id}"

    form = form_of(client.get(path, cookie=cookie), path)
    answer = client.post(
        path, {**form, "action": "reject", "why": "Every row stands there twice."}, cookie=cookie, origin=PUBLIC_URL
    )

    assert answer.status == 200
    assert home.lookout.log.incidents(only_open=True) == []
    assert [e.entry.reviewer for e in home.lookout.log.audit()] == ["desk-1"]
    service._lanes.wait(LOCK_LEASE.total_seconds())  # returns at once: the decision woke the sender


def test_sign_ins_that_are_over_are_forgotten_by_the_service(home: House) -> None:
    made = add(home.lookout.reception, "desk-1", PASSWORD, home.clock.now())
    shown = code(made.key, int(home.clock.now().timestamp()) // STEP_SECONDS)
    assert sign_in(home.lookout.reception, "desk-1", PASSWORD, shown, home.clock.now()) is not None
    service = Service(home.lookout, home.settings)

    counts = []
    for lapse in (0, SESSION_LASTS.total_seconds()):
        home.clock.forward(seconds=lapse)
        asyncio.run(service._tidy())
        with home.lookout.engine.connect() as connection:
            counts.append(connection.exec_driver_sql("SELECT count(*) FROM desk_session").scalar())

    assert counts == [1, 0]
