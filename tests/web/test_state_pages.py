"""The pages of states."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.releases import Action
from domain.vocabulary import STATES, SupportType
from tests.web.conftest import browse
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, NOW, SEEN, Client, FakeRecord, agreement, change, life
from tests.web.reading import main_words, page_of
from web.places import state_path

HOSTILE = "<script>alert('x')</script> & Sons Police"
JAIL = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT, signed_on=SEEN.date() - timedelta(days=99))


def words(client: Client, address: str = "/states/tx") -> str:
    return main_words(client, address)


def test_a_state_counts_its_agencies_and_agreements_by_support_type(record: FakeRecord) -> None:
    record.listed.append(agreement(JAIL, id="goliad-jail"))
    record.lives.append(life(JAIL, id="goliad-jail"))
    text = words(browse(record))

    assert "1 agency on ICE's list, with 2 agreements" in text
    assert "Task Force and Jail Enforcement" in text


def test_an_agency_is_one_line_with_county_powers_dates_and_a_way_to_its_page(record: FakeRecord) -> None:
    record.lives.append(life(JAIL, id="goliad-jail"))
    page = page_of(browse(record).get("/states/tx").text)
    [row] = page.xpath("//h2[@id='agencies']/following::table[1]/tbody/tr")

    assert [cell.text_content() for cell in row] == [
        "Goliad County Sheriff’s Office",
        "Goliad County",
        "Task Force and Jail Enforcement",
        "19 Sep 2025, 15 Jun 2025",
    ]
    assert row.find(".//a").get("href") == "/agencies/goliad"


def test_counties_are_counted_out_of_all_of_the_state_and_named(client: Client) -> None:
    text = words(client)

    assert "Agencies listed now name 1 of 254 counties of Texas." in text
    assert "Goliad County: 1 agency" in text
    assert "The 253 counties without one" in text


def test_an_agency_of_no_county_is_counted_as_such(record: FakeRecord) -> None:
    record.lives = [life(replace(GOLIAD, agency="Texas Department of Public Safety", county=""), id="dps")]

    assert "Agencies listed now name 0 of 254 counties of Texas. 1 agency is of the whole state" in words(
        browse(record)
    )


def test_louisiana_has_parishes(client: Client) -> None:
    assert "name 0 of 64 parishes of Louisiana" in words(client, "/states/la")


@pytest.mark.parametrize("state", STATES)
def test_every_state_and_territory_has_a_page(client: Client, state: str) -> None:
    assert f"{state} 287(g) agreements now" in words(client, state_path(state))


def test_what_is_missing_pending_or_gone_is_listed_apart_and_never_as_held(record: FakeRecord) -> None:
    record.lives = [
        life(replace(GOLIAD, agency="Kerr County Sheriff"), id="a", standing=Standing.TERMINATED),
        life(replace(GOLIAD, agency="Polk County Sheriff", county="Polk"), id="b", source="ice-287g-pending"),
        life(
            replace(GOLIAD, agency="Ector County Sheriff", county="Ector"),
            id="d",
            source="ice-287g-pending",
            standing=Standing.TERMINATED,
        ),
        life(replace(GOLIAD, agency="Hays County Sheriff", county="Hays"), id="c", standing=Standing.MISSING),
    ]
    text = words(browse(record))

    assert "No agency of Texas is on ICE's list now." in text
    assert "Kerr County Sheriff No longer listed" in text
    assert "Polk County Sheriff Pending" in text
    assert "Ector County Sheriff No longer pending" in text
    assert "Hays County Sheriff Missing, unconfirmed" in text


def test_the_latest_changes_of_the_state_alone_are_shown(client: Client) -> None:
    text = words(client)

    assert "Goliad County Sheriff’s Office, Texas: new Task Force Model agreement" in text
    assert "Leon County Sheriff" not in text


def test_a_retracted_change_is_shown_as_replaced(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, supersedes="new-goliad"))

    assert "Replaced by a later entry" in words(browse(record))
    assert "Taken back" in words(browse(record))


def test_bans_and_duties_are_shown_as_releases_and_as_their_publishers_word(record: FakeRecord) -> None:
    press = FakePress()
    press.add(release(), release("ba9ba9ba9ba9", title="Governor signs ban", actions=(Action.BANS,)))
    text = words(browse(record, press=press))

    assert "Releases on a ban or a duty to sign A release is its publisher's word" in text
    assert text.index("Governor signs ban") < text.index("Releases that name Texas")


def test_a_state_can_be_followed_and_taken_away(record: FakeRecord) -> None:
    text = browse(record).get("/states/tx").text

    for link in ("/feed.atom?state=Texas", "/changes.csv?state=Texas", "/states/tx/growth.csv"):
        assert f'href="{link}"' in text
    assert '<link rel="canonical" href="https://lookout.example.org/states/tx">' in text


@pytest.mark.parametrize(
    ("said", "leads_to"),
    [
        ("TX", "/states/tx"),
        ("Texas", "/states/tx"),
        ("texas", "/states/tx"),
        ("New%20York", "/states/ny"),
        ("new-york", "/states/ny"),
        ("Tx", "/states/tx"),
    ],
)
def test_a_name_or_a_code_in_capitals_leads_to_the_page(client: Client, said: str, leads_to: str) -> None:
    answer = client.get(f"/states/{said}")

    assert (answer.status, answer.headers["location"]) == (303, leads_to)


@pytest.mark.parametrize("said", ["xx", "atlantis", "a" * 500, "%00", "%3Cscript%3E"])
def test_a_state_that_is_none_is_not_found(client: Client, said: str) -> None:
    answer = client.get(f"/states/{said}")

    assert answer.status == 404
    assert "We know no state or territory by that code. The page States lists them all." in answer.text


def test_a_hostile_name_is_shown_as_text(record: FakeRecord) -> None:
    record.lives = [life(replace(GOLIAD, agency=HOSTILE), id="evil")]
    answer = browse(record).get("/states/tx")

    assert "<script>" not in answer.text
    assert HOSTILE in page_of(answer.text).text_content()


def test_the_index_links_every_state_with_or_without_agreements(client: Client) -> None:
    page = page_of(client.get("/states").text)

    assert set(page.xpath("//main//a[starts-with(@href, '/states/')]/@href")) == {state_path(name) for name in STATES}


def test_a_state_page_a_reader_has_is_not_sent_again_until_the_record_changes(record: FakeRecord) -> None:
    client = browse(record)
    etag = client.get("/states/tx").headers["etag"]
    assert client.get("/states/tx", If_None_Match=etag).status == 304

    record.log(change(GOLIAD, ChangeKind.CORRECTED, observed_at=NOW))
    assert client.get("/states/tx", If_None_Match=etag).status == 200
