"""Asking for a subscription: the way to the first alert, and the same answer whatever is known of an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.changes import ChangeKind
from domain.deliveries import Purpose
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Standing, Timing
from domain.vocabulary import SupportType
from tests.web.doorstep import ANN, HOOK, Doorstep, alerts_of, form_of, words_of
from tests.workflows.stage import POLK, TEXAS
from workflows.sign_up import LETTERS_A_DAY

EVERYTHING = (
    "?state=Texas&state=FL&county=Goliad%0D%0ALeon&agency=A%2C+B%0D%0AC&support_type=TFM&kind=new&kind=renewed"
    "&unconfirmed=yes&releases=yes&cadence=weekly&hour=7&time_zone=Pacific/Guam&language=es"
)


def test_the_whole_way_by_email_keeps_what_was_asked_for(doorstep: Doorstep) -> None:
    answer = doorstep.ask(ANN, EVERYTHING, shared="yes")
    assert answer.status == 200
    assert "a letter is on its way" in answer.text
    [asked] = doorstep.subscriptions()
    assert asked.standing is Standing.UNCONFIRMED

    confirm = doorstep.link(Purpose.CONFIRM)
    assert doorstep.press(confirm).status == 200

    [begun] = doorstep.subscriptions()
    assert begun.standing is Standing.ACTIVE
    assert begun.address == Address(channel=Channel.EMAIL, value=ANN)
    assert begun.shared
    assert (begun.cadence, begun.language) == (Cadence.WEEKLY, Language.SPANISH)
    assert begun.timing == Timing(hour=7, time_zone="Pacific/Guam")
    assert begun.filter == Filter(
        states=frozenset({"Texas", "Florida"}),
        counties=frozenset({"Goliad", "Leon"}),
        agencies=frozenset({"A, B", "C"}),
        support_types=frozenset({SupportType.TASK_FORCE}),
        kinds=frozenset({ChangeKind.NEW, ChangeKind.RENEWED}),
        unconfirmed=True,
        releases=True,
    )


def test_nobody_is_told_of_a_change_before_the_address_said_yes(doorstep: Doorstep) -> None:
    doorstep.stage.print_list(TEXAS)
    doorstep.ask()
    assert [letter.purpose for letter in doorstep.letters()] == [Purpose.CONFIRM]

    doorstep.stage.clock.wait(hours=1)
    doorstep.stage.print_list([*TEXAS, POLK])
    assert doorstep.letters() == []


def test_the_whole_way_by_slack_needs_the_code_that_the_channel_shows(doorstep: Doorstep) -> None:
    answer = doorstep.ask(HOOK)
    assert answer.status == 303
    page = answer.headers["location"]
    letter = doorstep.letter(Purpose.CODE)
    assert letter.address.value == HOOK
    assert "Slack webhook …uvwx" in doorstep.get(page).text
    assert HOOK not in doorstep.get(page).text

    wrong = doorstep.press(page, {"code": "AAAAAAAA"})
    assert wrong.status == 422
    assert "That is not the code" in wrong.text
    spelled = f" {letter.code[:4].lower()}-{letter.code[4:]} "
    assert "Your alerts have begun" in doorstep.press(page, {"code": spelled}).text
    assert doorstep.subscriptions()[0].standing is Standing.ACTIVE
    assert "Already done" in doorstep.press(page, {"code": letter.code}).text
    assert "Already done" in doorstep.get(page).text


def test_five_wrong_codes_are_enough(doorstep: Doorstep) -> None:
    page = doorstep.ask(HOOK).headers["location"]
    letter = doorstep.letter(Purpose.CODE)
    assert [doorstep.press(page, {"code": f"WRONG{n}"}).status for n in range(5)] == [422] * 4 + [410]

    last = doorstep.press(page, {"code": letter.code})
    assert last.status == 410
    assert "Ask for the alerts again" in last.text
    assert doorstep.subscriptions()[0].standing is Standing.UNCONFIRMED


def test_a_webhook_that_got_its_codes_is_told_so(doorstep: Doorstep) -> None:
    answers = [doorstep.ask(HOOK, f"?state={state}").status for state in ("Texas", "Ohio", "Utah")]

    assert answers == [303] * LETTERS_A_DAY + [429]


def test_the_answer_is_the_same_for_a_new_a_known_a_refused_and_a_busy_address(doorstep: Doorstep) -> None:
    doorstep.subscribed("known@example.org")
    doorstep.ask("refused@example.org")
    doorstep.press(f"{doorstep.link(Purpose.CONFIRM)}/refuse")
    for state in ("Texas", "Ohio"):
        doorstep.ask("busy@example.org", f"?state={state}", ip="198.51.100.1")
    doorstep.stage.clock.wait(hours=1, minutes=1)
    doorstep.letters()

    answers, transactions = [], []
    for address in ("new@example.org", "known@example.org", "refused@example.org", "busy@example.org"):
        before = len(doorstep.counted.opened)
        answers.append(doorstep.ask(address, "?state=Utah"))
        transactions.append(len(doorstep.counted.opened) - before)

    assert len({(a.status, a.body, tuple(sorted(a.headers.items()))) for a in answers}) == 1
    assert transactions == [1, 1, 1, 1]
    assert [letter.address.value for letter in doorstep.letters()] == ["new@example.org", "known@example.org"]


@pytest.mark.parametrize("trick", [{"subject": "Buy now"}, {"after": 1}])
def test_a_program_that_fills_in_everything_or_is_too_fast_gets_the_same_answer_and_nothing_else(
    doorstep: Doorstep, trick: dict[str, Any]
) -> None:
    honest = doorstep.ask("ben@example.org")
    opened = len(doorstep.counted.opened)

    answer = doorstep.ask(ANN, **trick)

    assert (answer.status, answer.body) == (honest.status, honest.body)
    assert len(doorstep.counted.opened) == opened
    assert len(doorstep.subscriptions()) == 1


@pytest.mark.parametrize("stamp", ["", "1.2", "1772452800." + "0" * 64, "9" * 400])
def test_a_form_without_our_stamp_comes_back_with_a_new_one(doorstep: Doorstep, stamp: str) -> None:
    answer = doorstep.ask(ANN, stamp=stamp)

    assert answer.status == 422
    assert "open for too long" in answer.text
    assert form_of(answer, "/subscribe")["address"] == [ANN]
    assert doorstep.subscriptions() == []
    again = {**form_of(answer, "/subscribe")}
    doorstep.stage.clock.wait(seconds=5)
    assert doorstep.client.post("/subscribe", again).status == 200
    assert len(doorstep.subscriptions()) == 1


def test_a_form_left_open_for_more_than_a_day_is_asked_for_again(doorstep: Doorstep) -> None:
    assert doorstep.ask(after=timedelta(hours=24).total_seconds()).status == 200
    assert doorstep.ask(after=timedelta(hours=24, seconds=1).total_seconds()).status == 422


@pytest.mark.parametrize(
    "address", ["", "ann", "a@b", "a@example.org,b@example.org", '"Ann" <a@example.org>', "a" * 300]
)
def test_an_address_that_cannot_be_used_comes_back_with_a_sentence(doorstep: Doorstep, address: str) -> None:
    for language in ("en", "es"):
        answer = doorstep.ask(address, f"?county=Leon&lang={language}")

        assert answer.status == 422
        [alert] = alerts_of(answer)
        assert alert.endswith(".")
        assert form_of(answer, "/subscribe")["address"] == [address]
        assert form_of(answer, "/subscribe")["county"] == ["Leon"]
    assert doorstep.subscriptions() == []


@pytest.mark.parametrize(
    "secret",
    [
        HOOK[:-1],
        HOOK.removeprefix("https://"),
        "json://evil.example/" + HOOK[-24:],
        HOOK.replace("hooks.slack.com", "evil.example"),
    ],
)
def test_a_webhook_that_cannot_be_used_is_not_shown_back(doorstep: Doorstep, secret: str) -> None:
    answer = doorstep.ask(secret)

    assert answer.status == 422
    assert secret[-20:] not in answer.text


def test_a_role_address_gets_a_hint_once_and_then_goes_through(doorstep: Doorstep) -> None:
    hint = doorstep.ask("info@example.org")
    assert hint.status == 422
    assert "Several people usually read an address like this" in hint.text

    assert doorstep.client.post("/subscribe", form_of(hint, "/subscribe")).status == 200
    assert doorstep.ask("info@example.org", "?state=Ohio", shared="yes").status == 200
    assert [one.shared for one in doorstep.subscriptions()] == [False, True]


def test_the_limits_of_one_network_are_told_in_a_sentence(doorstep: Doorstep) -> None:
    statuses = [doorstep.ask(f"ann{n}@example.org").status for n in range(6)]

    assert statuses == [200] * 5 + [429]
    assert doorstep.ask(ip="203.0.113.200").status == 429
    assert doorstep.ask(ip="198.51.100.200").status == 200
    doorstep.stage.clock.wait(hours=1)
    assert doorstep.ask("ann6@example.org").status == 200


@pytest.mark.parametrize(
    ("home", "line", "uncounted"),
    [
        ("", "Press releases about 287(g)", "Press releases are not counted here."),
        ("/es", "Comunicados de prensa sobre el 287(g)", "Los comunicados de prensa no se cuentan aquí."),
    ],
)
def test_the_preview_says_that_releases_would_come_and_that_they_are_not_counted(
    doorstep: Doorstep, home: str, line: str, uncounted: str
) -> None:
    doorstep.stage.print_list(TEXAS)
    asked = words_of(doorstep.get(f"{home}/subscribe/preview?releases=yes"))
    not_asked = words_of(doorstep.get(f"{home}/subscribe/preview?releases=no"))

    assert line in asked
    assert uncounted in asked
    assert uncounted not in not_asked
    assert line not in not_asked


def test_the_form_is_filled_in_with_releases_where_a_link_asks_for_them(doorstep: Doorstep) -> None:
    assert form_of(doorstep.get("/subscribe?releases=yes"), "/subscribe/preview")["releases"] == ["yes"]
    assert "releases" not in form_of(doorstep.get("/subscribe"), "/subscribe/preview")
