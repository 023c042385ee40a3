"""Signing in at the desk: who comes in, how long it lasts, and what break-in attempts meet."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from domain.one_time_codes import STEP_SECONDS
from domain.subscriptions import Address, Channel
from tests.web.asgi import routes_of
from tests.web.desk.visitor import DANA, PASSWORD, Desk, said, token_of
from tests.web.fakes import Client
from tests.workflows.stage import PUBLIC_URL, in_threads
from web.desk_door import PLAIN_COOKIE, SECURE_COOKIE
from web.desk_limits import ALL_TRIES, TRIES, WITHIN, SignInLimits
from workflows.ports import LinkPurpose
from workflows.reviewers import SESSION_LASTS, Reviewer, Session, hash_of, remove, reset, sign_in

ROOMS = ("/desk", "/desk?all=yes", "/desk/incidents/1", "/desk/departures", "/desk/pair", "/desk/audit")


def routes(desk: Desk) -> list[tuple[str, str]]:
    """Return every route of the desk: (method, address)."""
    found = [
        (method, route.path.replace("{incident_id}", "1"))
        for route in routes_of(desk.client.app)
        for method in route.methods or ()
        if route.path.startswith("/desk")
    ]
    assert len(found) > 12
    return found


def ask(desk: Desk, method: str, address: str) -> int:
    return (desk.send(address, {}) if method == "POST" else desk.client.get(address, method)).status


def test_without_an_account_every_address_is_as_if_it_had_never_been(bare_desk: Desk) -> None:
    unknown = bare_desk.client.get("/nowhere")

    for method, address in routes(bare_desk):
        assert ask(bare_desk, method, address) == 404, (method, address)
    assert said(bare_desk.client.get("/desk/login")) == said(unknown)
    assert bare_desk.try_to_enter().status == 404


def test_without_a_session_no_route_but_the_login_is_there(bare_desk: Desk) -> None:
    bare_desk.add()
    bare_desk.ask_a_question()

    for method, address in routes(bare_desk):
        if address != "/desk/login":
            assert ask(bare_desk, method, address) == 404, (method, address)
    assert "Goliad" not in bare_desk.client.get("/desk/incidents/1").text
    assert bare_desk.client.get("/desk/login").status == 200
    assert "signed in" in said(bare_desk.client.get("/desk"))


def test_an_app_without_a_desk_has_no_such_address(bare_desk: Desk) -> None:
    bare_desk.add()
    open_site = bare_desk.app("http://lookout.example")

    assert Client(open_site, host="lookout.example").get("/desk/login").status == 404


def test_signing_in_gives_a_cookie_that_only_this_host_gets_back_over_tls(bare_desk: Desk) -> None:
    answer = bare_desk.try_to_enter(code=bare_desk.code_of(bare_desk.add()))

    assert (answer.status, answer.headers["location"]) == (303, "/desk")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{SECURE_COOKIE}=")
    assert sorted(attributes, key=str.lower) == ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=strict", "Secure"]
    assert len(token_of(answer)) >= 43
    assert bare_desk.is_in(token_of(answer))


def test_on_this_machine_without_tls_the_cookie_goes_by_another_name(bare_desk: Desk) -> None:
    client = Client(bare_desk.app("http://127.0.0.1:8287"), host="127.0.0.1")
    fields = {"name": DANA, "password": PASSWORD, "code": bare_desk.code_of(bare_desk.add())}

    answer = client.post("/desk/login", fields, origin="http://127.0.0.1:8287")

    assert answer.headers["set-cookie"].startswith(f"{PLAIN_COOKIE}=")
    assert "Secure" not in answer.headers["set-cookie"]
    assert client.get("/desk", cookie=f"{PLAIN_COOKIE}={token_of(answer)}").status == 200
    assert client.get("/desk", cookie=f"{SECURE_COOKIE}={token_of(answer)}").status == 404


def test_a_code_may_be_half_a_minute_early_or_late_and_no_more(bare_desk: Desk) -> None:
    dana = bare_desk.add()

    statuses = [bare_desk.try_to_enter(code=bare_desk.code_of(dana, later=by)).status for by in (-2, -1, 0, 1, 2)]

    assert statuses == [403, 303, 303, 303, 403]


def test_whatever_is_wrong_the_answer_is_the_same_and_costs_one_hash(bare_desk: Desk) -> None:
    dana = bare_desk.add()
    good = bare_desk.code_of(dana)
    wrongs = {
        "name": ("desk-2", PASSWORD, good),
        "no name": ("\x00'; --", PASSWORD, good),
        "password": (DANA, "another good password", good),
        "code": (DANA, PASSWORD, "000000" if good != "000000" else "111111"),
        "no code": (DANA, PASSWORD, ""),
        "not ASCII": (DANA, PASSWORD, "١٢٣٤٥٦"),
    }

    answers = {}
    for number, (what, wrong) in enumerate(wrongs.items()):
        bare_desk.passwords.asked.clear()
        answers[what] = bare_desk.try_to_enter(*wrong, ip=f"198.51.{number}.1")
        assert len(bare_desk.passwords.asked) == 1, what

    assert {answer.status for answer in answers.values()} == {403}
    assert len({answer.body for answer in answers.values()}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers.values())


def test_a_code_works_once(bare_desk: Desk) -> None:
    dana = bare_desk.add()
    seen = bare_desk.code_of(dana)
    assert bare_desk.try_to_enter(code=seen).status == 303

    assert bare_desk.try_to_enter(code=seen).status == 403
    assert bare_desk.try_to_enter(code=bare_desk.code_of(dana, later=-1)).status == 403, "an older one is worth nothing"
    assert bare_desk.try_to_enter(code=bare_desk.code_of(dana, later=1)).status == 303


def test_of_two_who_send_one_code_at_once_one_comes_in(bare_desk: Desk) -> None:
    dana = bare_desk.add()
    now, seen = bare_desk.stage.clock.now(), bare_desk.code_of(dana)
    begun: list[Session | None] = []

    errors = in_threads(4, lambda _: begun.append(sign_in(bare_desk.reception, DANA, PASSWORD, seen, now)))

    assert errors == []
    assert sum(session is not None for session in begun) == 1


@pytest.mark.parametrize("by", ["name", "network"])
def test_after_five_wrong_tries_even_the_right_words_wait_a_quarter_of_an_hour(bare_desk: Desk, by: str) -> None:
    dana = bare_desk.add()
    for number in range(TRIES):
        name = DANA if by == "name" else f"guess-{number}"
        ip = f"198.51.{number}.1" if by == "name" else f"203.0.113.{number}"
        assert bare_desk.try_to_enter(name, "wrong and wrong again", "000000", ip=ip).status == 403
    bare_desk.passwords.asked.clear()
    ip = "192.0.2.1" if by == "name" else "203.0.113.250"

    limited = bare_desk.try_to_enter(code=bare_desk.code_of(dana), ip=ip)

    assert limited.status == 429
    assert limited.body == bare_desk.try_to_enter("nobody", "wrong", "", ip="192.0.99.1").body
    assert len(bare_desk.passwords.asked) == 1, "only the one who was not limited was looked at"
    bare_desk.stage.clock.wait(seconds=WITHIN.total_seconds())
    assert bare_desk.try_to_enter(code=bare_desk.code_of(dana), ip=ip).status == 303


def test_who_comes_in_is_not_counted(bare_desk: Desk) -> None:
    dana = bare_desk.add()

    for _ in range(TRIES + 2):
        bare_desk.enter(dana)


def test_tries_are_bounded_and_forgotten(bare_desk: Desk) -> None:
    clock = bare_desk.stage.clock
    limits = SignInLimits(clock.now)
    for number in range(ALL_TRIES + 5):
        limits.begin(f"name-{number}", f"10.{number // 250}.{number % 250}.1")

    assert limits.held() == ALL_TRIES
    clock.wait(seconds=WITHIN.total_seconds())
    assert limits.begin(DANA, "203.0.113.7") is not None
    assert limits.held() == 1


def test_a_session_that_somebody_else_laid_ready_is_never_taken_up(bare_desk: Desk) -> None:
    laid = "a" * 43

    answer = bare_desk.try_to_enter(code=bare_desk.code_of(bare_desk.add()), cookie=f"{SECURE_COOKIE}={laid}")

    assert token_of(answer) != laid
    assert not bare_desk.is_in(laid)


def test_signing_in_again_ends_the_session_before(desk: Desk) -> None:
    former = desk.token
    with desk.reception.look() as book:
        dana = book.reviewer(DANA)
    assert dana is not None

    desk.enter(dana, cookie=f"{SECURE_COOKIE}={former}")

    assert not desk.is_in(former)
    assert desk.is_in(desk.token)


def test_what_was_made_for_another_purpose_opens_nothing(desk: Desk) -> None:
    session = Session(reviewer=DANA, token=desk.token)
    others = {
        "the hash that the record holds": hash_of(desk.token),
        "the token of a form": session.form_token,
        "a link to a subscription": desk.stage.vault.token(LinkPurpose.MANAGE, DANA),
        "a fingerprint": desk.stage.vault.fingerprint(Address(channel=Channel.EMAIL, value=DANA)),
        "nothing": "",
        "its beginning": desk.token[:-1],
    }

    assert [what for what, token in others.items() if desk.is_in(token)] == []


def test_a_session_ends_after_twelve_hours(desk: Desk) -> None:
    desk.stage.clock.at += SESSION_LASTS - timedelta(seconds=1)
    assert desk.is_in(desk.token)

    desk.stage.clock.wait(seconds=1)

    assert not desk.is_in(desk.token)
    assert desk.send("/desk/pair", {"token": "x", "action": "same", "why": "y"}).status == 404


def test_signing_out_ends_this_session_and_everywhere_ends_all(bare_desk: Desk) -> None:
    dana, eli = bare_desk.add(), bare_desk.add("desk-2")
    at_home, on_phone, elis, last = (bare_desk.enter(who) for who in (dana, dana, eli, dana))

    answer = bare_desk.press_on("/desk", "/desk/logout", "here")
    assert (answer.status, answer.headers["location"]) == (303, "/desk/login")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert [bare_desk.is_in(token) for token in (at_home, on_phone, elis, last)] == [True, True, True, False]

    bare_desk.token = on_phone
    bare_desk.press_on("/desk", "/desk/logout", "everywhere")
    assert [bare_desk.is_in(token) for token in (at_home, on_phone, elis)] == [False, False, True]


def test_a_reset_and_a_removal_end_every_session(bare_desk: Desk) -> None:
    dana, eli = bare_desk.add(), bare_desk.add("desk-2")
    danas, elis = bare_desk.enter(dana), bare_desk.enter(eli)

    renewed = reset(bare_desk.reception, DANA, "another good password", bare_desk.stage.clock.now())
    remove(bare_desk.reception, "desk-2")

    assert not bare_desk.is_in(danas)
    assert not bare_desk.is_in(elis)
    assert bare_desk.try_to_enter(code=bare_desk.code_of(dana, later=1)).status == 403
    assert bare_desk.try_to_enter("desk-2", code=bare_desk.code_of(eli, later=1)).status == 403
    assert bare_desk.try_to_enter(password="another good password", code=bare_desk.code_of(renewed)).status == 303


def test_who_signs_in_while_the_account_is_reset_stays_outside(bare_desk: Desk) -> None:
    dana = bare_desk.add()
    now = bare_desk.stage.clock.now()

    class ResetMeanwhile:
        def hashed(self, password: str) -> str:
            return bare_desk.passwords.hashed(password)

        def fits(self, password: str, kept: str | None) -> bool:
            reset(bare_desk.reception, DANA, "another good password", now)
            return bare_desk.passwords.fits(password, kept)

    reception = type(bare_desk.reception)(
        book=bare_desk.reception.book, look=bare_desk.reception.look, passwords=ResetMeanwhile()
    )

    assert sign_in(reception, DANA, PASSWORD, bare_desk.code_of(dana), now) is None


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_no_page_elsewhere_can_sign_a_browser_in(bare_desk: Desk, headers: dict[str, str]) -> None:
    answer = bare_desk.try_to_enter(code=bare_desk.code_of(bare_desk.add()), **headers)

    assert answer.status == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", [*ROOMS, "/desk/login", "/es/desk", "/es/desk/login"])
def test_nobody_keeps_or_lists_a_page_of_the_desk(desk: Desk, address: str) -> None:
    desk.ask_a_question()

    for answer in (desk.get(address), desk.client.get(address)):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert "etag" not in answer.headers


def test_neither_log_nor_record_holds_password_code_key_or_token(
    bare_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    dana = bare_desk.add()
    bare_desk.try_to_enter(password="a wrong password, typed", code="000000")
    token = bare_desk.enter(dana)
    bare_desk.get("/desk")

    kept = str(bare_desk.stage.rows("SELECT * FROM reviewer") + bare_desk.stage.rows("SELECT * FROM desk_session"))
    [sealed] = [row[0] for row in bare_desk.stage.rows("SELECT sealed_key FROM reviewer")]
    secrets = (PASSWORD, token, Session(reviewer=DANA, token=token).form_token, dana.key.hex(), str(dana.key)[2:-1])
    for secret in (*secrets, "a wrong password, typed", bare_desk.code_of(dana)):
        assert secret not in caplog.text
    for secret in secrets:
        assert secret not in kept
    assert dana.key not in bytes(sealed)
    for secret in (*secrets, dana.password_hash):
        assert secret not in repr(dana) + repr(Session(reviewer=DANA, token=token))
    assert "could not sign in" in caplog.text


def test_no_answer_sends_the_reader_elsewhere_after_signing_in(bare_desk: Desk) -> None:
    dana: Reviewer = bare_desk.add()
    fields = {"name": DANA, "password": PASSWORD, "code": bare_desk.code_of(dana), "next": "https://evil.example/"}

    answer = bare_desk.client.post("/desk/login?next=//evil.example", fields, origin=PUBLIC_URL)

    assert answer.headers["location"] == "/desk"
    assert STEP_SECONDS == 30
