"""A subscription in its owner's hands."""

from __future__ import annotations

import json

import pytest

from domain.deliveries import Purpose
from domain.subscriptions import Cadence, Channel, Filter, Language, Standing, Timing
from domain.vocabulary import SupportType
from tests.web.doorstep import ANN, Doorstep, form_of, words_of
from tests.workflows.stage import in_threads


def test_the_page_shows_what_is_heard_and_writes_what_is_changed(doorstep: Doorstep) -> None:
    number = doorstep.subscribed(ANN, "?state=Texas&county=Goliad&agency=A%2C+B%0D%0AC&cadence=daily&hour=6")
    page = doorstep.manage_path(number)
    fields = form_of(doorstep.get(page), page)
    assert fields["state"] == ["Texas"]
    assert fields["county"] == ["Goliad\n"]
    assert fields["agency"] == ["A, B\nC\n"]

    same = doorstep.press(page, fields)
    assert same.status == 303
    assert doorstep.subscriptions()[0].filter.agencies == {"A, B", "C"}

    following = same.headers["location"].partition("?")[0]
    changed = {
        "state": ["Ohio", "Utah"],
        "support_type": "Task Force Model",
        "cadence": "weekly",
        "hour": "23",
        "time_zone": "Pacific/Honolulu",
        "language": "es",
        "shared": "yes",
    }
    answer = doorstep.press(following, changed)
    assert "Saved." in doorstep.get(answer.headers["location"]).text
    [now] = doorstep.subscriptions()
    assert now.filter == Filter(states=frozenset({"Ohio", "Utah"}), support_types=frozenset({SupportType.TASK_FORCE}))
    assert (now.cadence, now.language, now.shared) == (Cadence.WEEKLY, Language.SPANISH, True)
    assert now.timing == Timing(hour=23, time_zone="Pacific/Honolulu")


def test_each_press_uses_the_link_up_and_leads_on(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    page = first = doorstep.manage_path(number)

    for act, said, standing in (
        ("pause", "Only what proves an earlier message wrong still comes.", Standing.PAUSED),
        ("resume", "The alerts go on.", Standing.ACTIVE),
        ("test", "A test message is on its way.", Standing.ACTIVE),
    ):
        answer = doorstep.press(f"{page}/{act}")
        assert answer.status == 303
        assert "This page was used" in doorstep.press(f"{page}/{act}").text
        assert "This page was used" in doorstep.get(page).text
        page = answer.headers["location"].partition("?")[0]
        assert said in doorstep.get(answer.headers["location"]).text
        assert doorstep.standing(number) is standing
    assert [letter.purpose for letter in doorstep.letters()] == [Purpose.TEST]

    doorstep.stage.clock.wait(hours=1)
    assert page != first
    assert doorstep.get(page).status == 410


def test_two_presses_at_once_change_it_once(doorstep: Doorstep) -> None:
    page = doorstep.manage_path(doorstep.subscribed())
    statuses: list[int] = []

    assert in_threads(4, lambda _: statuses.append(doorstep.press(f"{page}/test").status)) == []

    assert sorted(statuses) == [200, 200, 200, 303]
    assert len(doorstep.letters()) == 1


@pytest.mark.parametrize("wrong", [{"state": "Atlantis"}, {"hour": "25"}, {"county": "x" * 200}, {"language": ""}])
def test_what_cannot_be_used_changes_nothing_and_leaves_the_link_open(
    doorstep: Doorstep, wrong: dict[str, str]
) -> None:
    page = doorstep.manage_path(doorstep.subscribed())
    before = doorstep.stage.everything()

    answer = doorstep.press(page, {**form_of(doorstep.get(page), page), **wrong, "cadence": "x"})

    assert answer.status == 422
    assert doorstep.stage.everything() == before
    assert doorstep.get(page).status == 200


def test_everything_held_can_be_taken_away_as_a_file(doorstep: Doorstep) -> None:
    doorstep.subscribed(ANN, "?state=Ohio")
    number = doorstep.subscribed(ANN, "?state=Texas&county=Goliad")
    doorstep.stage.clock.wait(days=1, seconds=1)
    page = doorstep.manage_path(number)

    answer = doorstep.get(f"{page}/data")

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["cache-control"] == "no-store"
    held = json.loads(answer.text)
    assert [(one["address"], one["states"]) for one in held] == [(ANN, ["Ohio"]), (ANN, ["Texas"])]
    assert held[0]["channel"] == Channel.EMAIL
    assert doorstep.get(page).status == 200


def test_ending_from_the_page_can_be_taken_back(doorstep: Doorstep) -> None:
    number = doorstep.subscribed(shared="yes")
    page = doorstep.manage_path(number)

    assert "These alerts have ended" in doorstep.press(f"{page}/end").text
    assert doorstep.standing(number) is Standing.ENDED
    assert doorstep.press(doorstep.link(Purpose.ENDED)).status == 200
    assert doorstep.standing(number) is Standing.ACTIVE


def test_being_forgotten_needs_the_box_and_leaves_no_trace_of_the_address(doorstep: Doorstep) -> None:
    doorstep.subscribed(ANN, "?state=Ohio")
    doorstep.subscribed("ben@example.org")
    number = doorstep.subscribed(ANN)
    doorstep.stage.clock.wait(days=1, seconds=1)
    page = doorstep.manage_path(number)
    [(fingerprint,)] = doorstep.stage.rows(f"SELECT address_hash FROM subscription WHERE id = {number}")  # noqa: S608

    assert doorstep.press(f"{page}/forget").status == 422
    assert doorstep.standing(number) is Standing.ACTIVE
    assert "Everything is deleted" in doorstep.press(f"{page}/forget", {"sure": "yes"}).text

    assert [one.address.value for one in doorstep.subscriptions()] == ["ben@example.org"]
    assert fingerprint not in str(doorstep.stage.everything())
    assert doorstep.letters() == []
    for answer in (doorstep.get(page), doorstep.press(f"{page}/forget", {"sure": "yes"}), doorstep.get(f"{page}/data")):
        assert answer.status == 410
        assert "Already done" in answer.text
    assert doorstep.get(doorstep.unsubscribe_path(number)).status == 410


def test_a_closed_link_shows_nothing_of_the_subscription(doorstep: Doorstep) -> None:
    number = doorstep.subscribed(ANN, "?county=Goliad")
    page = doorstep.manage_path(number)
    doorstep.press(f"{page}/pause")
    wrong = {"state": "Atlantis"}

    used = [doorstep.get(page), doorstep.press(page, wrong), doorstep.press(f"{page}/forget")]
    doorstep.stage.clock.wait(hours=2)
    late = [doorstep.get(page), doorstep.press(page, wrong), doorstep.press(f"{page}/forget")]

    for answer in [*used, *late]:
        assert answer.status in {200, 410}
        assert "Goliad" not in answer.text
        assert "example.org" not in words_of(answer)


def test_what_ended_meanwhile_can_be_begun_again_from_the_page(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    page = doorstep.manage_path(number)
    doorstep.press(doorstep.unsubscribe_path(number))

    shown = doorstep.get(page)
    assert "They have ended." in shown.text
    assert f"{page}/pause" not in shown.text
    assert doorstep.press(f"{page}/resume").status == 303
    assert doorstep.standing(number) is Standing.ACTIVE


def test_a_time_zone_that_the_form_does_not_offer_is_kept(doorstep: Doorstep) -> None:
    number = doorstep.subscribed()
    page = doorstep.manage_path(number)
    with doorstep.stage.open() as ledger:
        ledger.change_subscription(
            number,
            wish=Filter(),
            cadence=Cadence.DAILY,
            language=Language.ENGLISH,
            timing=Timing(hour=1, time_zone="Europe/Berlin"),
            shared=False,
        )

    assert doorstep.press(page, form_of(doorstep.get(page), page)).status == 303
    assert doorstep.subscriptions()[0].timing == Timing(hour=1, time_zone="Europe/Berlin")


def test_releases_are_asked_for_and_given_up_on_the_page(doorstep: Doorstep) -> None:
    page = doorstep.manage_path(doorstep.subscribed())
    fields = form_of(doorstep.get(page), page)
    assert "releases" not in fields

    with_releases = doorstep.press(page, {**fields, "releases": "yes"}).headers["location"].partition("?")[0]
    assert doorstep.subscriptions()[0].filter.releases
    filled_in = form_of(doorstep.get(with_releases), with_releases)
    assert filled_in.pop("releases") == ["yes"]
    assert json.loads(doorstep.get(f"{with_releases}/data").text)[0]["also_releases"] is True

    doorstep.press(with_releases, filled_in)
    assert doorstep.subscriptions()[0].filter == Filter(states=frozenset({"Texas"}))
