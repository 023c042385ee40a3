"""The form for alerts: how it is filled in, and what it says would come."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest

from domain.changes import ChangeKind
from domain.deliveries import Purpose
from tests.web.doorstep import ANN, Doorstep, alerts_of, form_of, links_of, words_of
from tests.workflows.stage import GOLIAD, POLK, TEXAS, sheriff, without

INJECTION = "\"><script>alert(1)</script>{{ 7*7 }}{0}'&amp;"


def test_the_form_is_filled_in_by_the_address_that_leads_to_it(doorstep: Doorstep) -> None:
    page = doorstep.get("/subscribe?state=TX&county=Goliad+County&agency=Sheriff%2C+Goliad&support_type=JEM&kind=new")

    fields = form_of(page, "/subscribe/preview")
    assert fields["state"] == ["Texas"]
    assert fields["county"][0].split("\n") == ["Goliad County", ""]
    assert fields["agency"][0].split("\n") == ["Sheriff, Goliad", ""]
    assert fields["support_type"] == ["Jail Enforcement Model"]
    assert fields["kind"] == ["new"]
    assert fields["cadence"] == ["at-once"]


def test_search_engines_may_find_the_form_and_nothing_behind_it(doorstep: Doorstep) -> None:
    assert "x-robots-tag" not in doorstep.get("/subscribe").headers
    assert doorstep.get("/subscribe/preview").headers["x-robots-tag"] == "noindex"
    assert doorstep.ask().headers["x-robots-tag"] == "noindex"


def test_a_name_with_a_comma_survives_both_forms(doorstep: Doorstep) -> None:
    first = form_of(doorstep.get("/subscribe?agency=Sheriff%2C+Goliad"), "/subscribe/preview")

    preview = doorstep.client.get("/subscribe/preview?agency=" + "Sheriff%2C+Goliad%0D%0A")

    assert first["agency"] == ["Sheriff, Goliad\n"]
    assert form_of(preview, "/subscribe")["agency"] == ["Sheriff, Goliad"]


def test_names_can_be_typed_with_commas_between_them(doorstep: Doorstep) -> None:
    preview = doorstep.get("/subscribe/preview?state=Texas&county=Goliad,+Leon,,Kerr")

    assert form_of(preview, "/subscribe")["county"] == ["Goliad", "Leon", "Kerr"]


def test_the_preview_counts_what_would_have_come_and_shows_the_last_thirty_days(doorstep: Doorstep) -> None:
    stage, listed = doorstep.stage, list(TEXAS)
    stage.print_list(listed)
    for days, added in ((10, [POLK]), (20, [sheriff("Hardin"), sheriff("Newton")]), (40, [sheriff("Sabine")])):
        stage.clock.wait(days=days)
        listed += added
        stage.print_list(listed)
    stage.clock.wait(days=25)

    page = doorstep.get("/subscribe/preview?state=Texas")
    told = words_of(page)

    assert "In the last 85 days (our log is no older) this would have been 3 messages with 4 changes" in told
    assert "about 1 message a month." in told
    assert "Sabine County Sheriff's Office" in told
    assert "Hardin County" not in told
    assert doorstep.get("/subscribe/preview?state=Ohio").text.count("Most counties see no change in a year.") == 1


def test_a_long_list_of_changes_is_cut_and_leads_to_the_log(doorstep: Doorstep) -> None:
    doorstep.stage.print_list(TEXAS)
    doorstep.stage.clock.wait(hours=1)
    doorstep.stage.print_list([*TEXAS, *(sheriff(f"Polk{letter}") for letter in "abcdefghijklmnopqrstuvwxyz")])
    doorstep.stage.clock.wait(hours=1)

    page = doorstep.get("/subscribe/preview?state=Texas")

    [more] = [href for href, said in links_of(page).items() if said.startswith("6 more")]
    assert doorstep.get(more).status == 200
    assert "state=Texas" in more


def test_an_empty_log_promises_nothing(doorstep: Doorstep) -> None:
    assert "so we cannot say how much would come" in words_of(doorstep.get("/subscribe/preview"))


def test_a_mistyped_county_is_pointed_out_before_it_brings_silence(doorstep: Doorstep) -> None:
    told = words_of(doorstep.get("/subscribe/preview?state=Texas&county=Golliad%0D%0ALeon"))

    assert "We know no county called “Golliad” in the states you chose." in told
    assert "“Leon”" not in told


@pytest.mark.parametrize(
    "query",
    [
        "?state=Atlantis",
        "?support_type=Army",
        "?kind=rumour",
        "?hour=24",
        "?hour=-1",
        "?hour=%C2%B2",
        "?time_zone=Mars/Olympus",
        "?time_zone=../../etc/passwd",
        "?cadence=hourly",
        "?language=fr",
        "?county=" + "x" * 121,
        "?county=" + ",".join(map(str, range(101))),
    ],
)
def test_what_cannot_be_used_brings_the_form_again_with_a_sentence(doorstep: Doorstep, query: str) -> None:
    for language in ("en", "es"):
        page = doorstep.get(f"/subscribe/preview{query}&lang={language}")

        assert page.status == 422
        assert alerts_of(page)
        assert form_of(page, "/subscribe/preview")


def test_whatever_is_typed_comes_out_escaped(doorstep: Doorstep) -> None:
    def typed(*names: str) -> str:
        return f"?{urlencode([(name, INJECTION) for name in names])}"

    names = typed("county", "agency")
    pages = [
        doorstep.get(
            f"/subscribe{typed('state', 'county', 'agency', 'kind', 'hour', 'time_zone', 'language', 'lang')}"
        ),
        *(
            doorstep.get(f"/subscribe/preview{typed(name)}")
            for name in ("state", "kind", "support_type", "hour", "cadence")
        ),
        doorstep.get(f"/subscribe/preview{names}"),
        doorstep.ask(INJECTION, names),
        doorstep.ask(ANN, names, stamp=INJECTION, shared=INJECTION, alone=INJECTION),
        doorstep.ask(ANN, names),
    ]
    confirm = doorstep.link(Purpose.CONFIRM)
    pages += [doorstep.get(confirm), doorstep.get(f"/confirm/{quote(INJECTION)}"), doorstep.press(confirm)]
    number = doorstep.subscriptions()[0].id
    manage = doorstep.manage_path(number)
    pages += [doorstep.get(doorstep.unsubscribe_path(number)), doorstep.get(manage)]
    pages += [
        doorstep.get(f"{manage}{typed('news')}"),
        doorstep.press(manage, {"state": INJECTION, "county": INJECTION}),
    ]

    for page in pages:
        assert "<script" not in page.text
        assert "49" not in words_of(page)
    assert INJECTION in words_of(doorstep.get(f"/subscribe/preview{names}"))


def test_pages_lead_to_the_form_with_what_they_show(doorstep: Doorstep) -> None:
    doorstep.stage.print_list(TEXAS)
    doorstep.stage.clock.wait(hours=1)
    doorstep.stage.print_list([*without(TEXAS, GOLIAD), POLK])
    change = next(one for one in doorstep.stage.changes() if one.kind is ChangeKind.NEW)

    followed = {
        "/": "/subscribe",
        f"/changes/{change.id}": "/subscribe?state=Texas&county=Polk+County",
        "/changes?state=Texas&kind=new&since=2026-01-01": "/subscribe?state=Texas&kind=new",
        "/changes?certainty=unconfirmed": "/subscribe?unconfirmed=yes",
        "/about": "/privacy",
    }

    for page, target in followed.items():
        assert target in links_of(doorstep.get(page)), page
        assert doorstep.get(target).status == 200
