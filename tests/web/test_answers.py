"""The links in letters: looking changes nothing, pressing works once, and no link does another's work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from domain.deliveries import Purpose
from domain.subscriptions import Standing
from tests.web.doorstep import ANN, HOOK, Doorstep, path_of, words_of
from tests.workflows.stage import POLK, PUBLIC_URL, TEXAS, in_threads
from workflows.ports import LinkPurpose

ONE_CLICK = b"List-Unsubscribe=One-Click"
PAGES = ("confirm", "code", "unsubscribe", "end", "undo", "manage")


def every_link(doorstep: Doorstep) -> dict[str, str]:
    """Return an open link of each purpose, by the first part of its path."""
    links = {}
    doorstep.ask("waiting@example.org", "?state=Ohio")
    links["confirm"] = doorstep.link(Purpose.CONFIRM)
    links["code"] = doorstep.ask(HOOK, "?state=Ohio").headers["location"]
    number = doorstep.subscribed("ended@example.org")
    doorstep.press(doorstep.unsubscribe_path(number))
    links["undo"] = doorstep.link(Purpose.ENDED)
    shared = doorstep.subscribed("shared@example.org", shared="yes")
    doorstep.press(doorstep.unsubscribe_path(shared))
    links["end"] = doorstep.link(Purpose.END)
    doorstep.stage.clock.wait(hours=2)
    going_on = doorstep.subscribed(ANN)
    links["unsubscribe"] = doorstep.unsubscribe_path(going_on)
    links["manage"] = doorstep.manage_path(going_on)
    return links


def test_looking_ten_times_changes_nothing(doorstep: Doorstep) -> None:
    links = every_link(doorstep)
    looked_at = [*links.values(), f"{links['manage']}/data", f"{links['manage']}?news=paused", "/privacy"]
    looked_at += ["/subscribe?state=Texas", "/subscribe/preview?state=Texas"]
    before = doorstep.stage.everything()

    for _ in range(10):
        assert {doorstep.get(page).status for page in looked_at} == {200}
        assert {doorstep.client.get(page, "HEAD").status for page in looked_at} == {200}
    for page in (f"{links['confirm']}/refuse", *(f"{links['manage']}/{act}" for act in ("pause", "end", "forget"))):
        assert doorstep.get(page).status == 405

    assert doorstep.stage.everything() == before


def test_no_page_behind_a_link_is_kept_found_or_named_elsewhere(doorstep: Doorstep) -> None:
    links = every_link(doorstep)
    answers = [doorstep.get(page) for page in (*links.values(), f"{links['manage']}/data", "/confirm/1.x")]
    answers += [doorstep.press(links[name]) for name in ("confirm", "undo", "end", "unsubscribe")]
    answers += [doorstep.press(links["code"], {"code": "x"}), doorstep.press(f"{links['manage']}/pause")]

    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert "http://" not in answer.text


def test_a_link_does_the_work_of_no_other(doorstep: Doorstep) -> None:
    links = every_link(doorstep)
    tokens = {name: path.rsplit("/", 1)[1] for name, path in links.items()}
    before = doorstep.stage.everything()

    for name, token in tokens.items():
        for page in PAGES:
            if page != name:
                for path in (f"/{page}/{token}", f"/{page}/{token}/x"):
                    assert doorstep.get(path).status == 404
                assert doorstep.press(f"/{page}/{token}", {"code": "x", "sure": "yes"}).status == 404
        if name != "manage":
            for act in ("pause", "resume", "test", "end", "forget"):
                assert doorstep.press(f"/manage/{token}/{act}", {"sure": "yes"}).status == 404
            assert doorstep.get(f"/manage/{token}/data").status == 404
        if name != "unsubscribe":
            assert doorstep.press(f"/unsubscribe/{token}/manage").status == 404
        if name != "confirm":
            assert doorstep.press(f"/confirm/{token}/refuse").status == 404

    assert doorstep.stage.everything() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "9" + token,
        lambda token: f"0{token}",
        lambda token: token.replace(".", ".."),
        lambda token: "1",
        lambda token: "." + token,
        lambda token: "%00",
        lambda token: "%F0%9F%92%A9",
        lambda token: "9" * 400 + ".x",
    ],
)
def test_a_link_that_is_cut_off_or_made_up_is_not_one_of_ours(doorstep: Doorstep, spoil: Callable[[str], str]) -> None:
    doorstep.ask()
    token = doorstep.link(Purpose.CONFIRM).rsplit("/", 1)[1]

    for page in PAGES:
        for answer in (doorstep.get(f"/{page}/{spoil(token)}"), doorstep.press(f"/{page}/{spoil(token)}")):
            assert answer.status == 404
            assert "This link is not one of ours" in answer.text


def test_a_link_says_what_to_do_when_its_time_is_over(doorstep: Doorstep) -> None:
    links = every_link(doorstep)
    doorstep.stage.clock.wait(days=8)
    before = doorstep.stage.everything()

    for name in ("confirm", "code", "end", "undo", "manage"):
        for answer in (doorstep.get(links[name]), doorstep.press(links[name])):
            assert answer.status == 410, name
            assert "for them again" in answer.text or "again" in answer.text or "Ask for a new one" in answer.text
    assert doorstep.get(links["unsubscribe"]).status == 200
    assert doorstep.stage.everything() == before


def test_a_second_press_says_that_it_is_done(doorstep: Doorstep) -> None:
    links = every_link(doorstep)

    for name in ("confirm", "end", "undo", "unsubscribe"):
        assert doorstep.press(links[name]).status == 200
        before = doorstep.stage.everything()
        for answer in (doorstep.press(links[name]), doorstep.get(links[name])):
            assert answer.status == 200
            assert "Already done" in answer.text
        assert doorstep.stage.everything() == before


@pytest.mark.parametrize(
    "database_kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_two_presses_at_once_are_one(doorstep: Doorstep) -> None:
    doorstep.ask()
    confirm = doorstep.link(Purpose.CONFIRM)
    answers: list[tuple[int, bool]] = []

    def press(_: int) -> None:
        answer = doorstep.press(confirm)
        answers.append((answer.status, "have begun" in answer.text or "Already done" in answer.text))

    assert in_threads(4, press) == []
    assert answers == [(200, True)] * 4
    assert [one.standing for one in doorstep.subscriptions()] == [Standing.ACTIVE]


def test_two_endings_at_once_send_one_letter(doorstep: Doorstep) -> None:
    path = doorstep.unsubscribe_path(doorstep.subscribed())
    statuses: list[int] = []

    assert in_threads(4, lambda _: statuses.append(doorstep.press(path, ONE_CLICK).status)) == []

    assert statuses == [200] * 4
    assert [letter.purpose for letter in doorstep.letters()] == [Purpose.ENDED]


def test_a_refusal_forgets_the_address_and_lets_nobody_write_to_it(doorstep: Doorstep) -> None:
    doorstep.ask()
    confirm = doorstep.link(Purpose.CONFIRM)

    assert "We will not write to you again" in doorstep.press(f"{confirm}/refuse").text
    assert doorstep.subscriptions() == []
    for answer in (doorstep.press(f"{confirm}/refuse"), doorstep.press(confirm), doorstep.get(confirm)):
        assert answer.status == 410
        assert "Already done" in answer.text
    doorstep.stage.clock.wait(days=2)
    doorstep.ask()
    assert doorstep.letters() == []


def test_a_refusal_after_the_yes_is_not_said_to_have_worked(doorstep: Doorstep) -> None:
    doorstep.ask()
    confirm = doorstep.link(Purpose.CONFIRM)
    doorstep.ask()
    second = doorstep.link(Purpose.CONFIRM)
    doorstep.press(confirm)

    for link in (confirm, second):
        answer = doorstep.press(f"{link}/refuse")
        assert "We will not write to you again" not in answer.text
        assert "link under" in answer.text
    assert doorstep.subscriptions()[0].standing is Standing.ACTIVE


def test_one_click_from_a_mail_program_ends_it_from_anywhere(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    doorstep.stage.print_list(TEXAS)
    doorstep.stage.clock.wait(hours=1)
    doorstep.stage.print_list([*TEXAS, POLK])
    [alert] = doorstep.letters()
    assert alert.one_click_url == PUBLIC_URL + doorstep.unsubscribe_path(number)

    answer = doorstep.client.post(doorstep.unsubscribe_path(number), ONE_CLICK, origin="https://mail.example")

    assert answer.status == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert doorstep.standing(number) is Standing.ENDED
    assert doorstep.client.post(doorstep.unsubscribe_path(number), ONE_CLICK).status == 200


def test_letters_in_spanish_lead_to_spanish_pages_and_one_click_works_there(doorstep: Doorstep) -> None:
    number = doorstep.subscribed(language="es")
    doorstep.stage.print_list(TEXAS)
    doorstep.stage.clock.wait(hours=1)
    doorstep.stage.print_list([*TEXAS, POLK])
    [alert] = doorstep.letters()
    path = path_of(alert.one_click_url)

    assert path == f"/es{doorstep.unsubscribe_path(number)}"
    assert '<html lang="es">' in doorstep.client.get(path).text
    assert doorstep.client.post(path, ONE_CLICK, origin="https://mail.example").status == 200
    assert doorstep.standing(number) is Standing.ENDED
    undo = doorstep.link(Purpose.ENDED)
    assert undo.startswith("/es/undo/")
    assert '<html lang="es">' in doorstep.client.get(undo).text


def test_one_click_may_come_as_multipart_and_nothing_else_may(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    path = doorstep.unsubscribe_path(number)
    kind = "multipart/form-data; boundary=b"

    def part(value: str) -> bytes:
        return f'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n{value}\r\n--b--\r\n'.encode()

    assert doorstep.client.post(path, part("Two-Clicks"), content_type=kind).status == 415
    assert doorstep.client.post(path, b"One-Click", content_type=kind).status == 415
    assert doorstep.standing(number) is Standing.ACTIVE
    assert doorstep.client.post(path, part("One-Click"), content_type=kind).status == 200
    assert doorstep.standing(number) is Standing.ENDED


def test_no_single_reader_of_a_shared_address_ends_it(doorstep: Doorstep) -> None:
    number = doorstep.subscribed(shared="yes")
    path = doorstep.unsubscribe_path(number)
    assert "Ask the address whether to end them" in doorstep.get(path).text
    doorstep.stage.clock.wait(days=1, seconds=1)

    for body in (ONE_CLICK, b""):
        assert "The address is being asked" in doorstep.press(path, body).text
        assert doorstep.standing(number) is Standing.ACTIVE
    letters = doorstep.letters()
    assert [letter.purpose for letter in letters] == [Purpose.END, Purpose.END]
    assert doorstep.press(path).status == 200
    assert doorstep.letters() == []

    end = letters[0].action_url.removeprefix(PUBLIC_URL)
    assert "for everybody" in doorstep.get(end).text
    assert "have ended" in doorstep.press(end).text
    assert doorstep.standing(number) is Standing.ENDED


def test_an_ending_can_be_taken_back_for_a_week(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    doorstep.press(doorstep.unsubscribe_path(number))
    undo = doorstep.link(Purpose.ENDED)
    doorstep.stage.clock.wait(days=6, hours=23)

    assert doorstep.get(undo).status == 200
    assert doorstep.standing(number) is Standing.ENDED
    assert "The alerts go on" in doorstep.press(undo).text
    assert doorstep.standing(number) is Standing.ACTIVE


def test_the_answer_to_asking_for_a_link_never_changes(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    path = f"{doorstep.unsubscribe_path(number)}/manage"
    doorstep.stage.clock.wait(days=1, seconds=1)
    answers = [doorstep.press(path) for _ in range(3)]
    assert [letter.purpose for letter in doorstep.letters()] == [Purpose.MANAGE] * 2

    doorstep.press(doorstep.unsubscribe_path(number))
    answers.append(doorstep.press(path))

    assert len({(answer.status, answer.body) for answer in answers}) == 1
    assert "Look into your inbox" in answers[0].text


def test_pages_behind_links_speak_the_language_of_their_address(doorstep: Doorstep) -> None:
    doorstep.ask(ANN)
    doorstep.home = "/es"
    confirm = doorstep.link(Purpose.CONFIRM)

    asks = doorstep.get(confirm, accept_language="en")
    assert '<html lang="es">' in asks.text
    assert f'action="/es{confirm}"' in asks.text
    assert "Sus avisos han empezado" in doorstep.press(confirm, accept_language="en").text
    assert "Ya está hecho" in doorstep.press(confirm).text
    assert "Este enlace no es nuestro" in doorstep.get("/confirm/1.x").text


def test_no_address_with_a_token_is_named_to_a_crawler(doorstep: Doorstep) -> None:
    doorstep.ask(ANN)
    confirm = doorstep.link(Purpose.CONFIRM)

    page: Any = html.document_fromstring(doorstep.get(confirm).text)

    assert not page.xpath("//head/link[@rel='alternate' or @rel='canonical']")
    [switch] = page.xpath("//a[@hreflang='es']")
    assert switch.get("href") == f"/es{confirm}"
    assert switch.get("rel") == "nofollow"


def test_an_address_is_shown_masked_to_whoever_holds_a_forwarded_message(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()

    page = doorstep.get(doorstep.unsubscribe_path(number))

    assert "a***@example.org" in words_of(page)
    assert ANN not in page.text


def test_every_purpose_of_a_link_has_a_page() -> None:
    assert {purpose.value for purpose in LinkPurpose} == set(PAGES)
