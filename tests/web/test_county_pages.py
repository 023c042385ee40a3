"""One county, and the log of one county."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.releases import CountyMention
from tests.web.conftest import browse
from tests.web.doorstep import Doorstep
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, Client, FakeRecord, change, life

BEE = replace(GOLIAD, agency="Bee County Sheriff's Office", county="")
VICTORIA = replace(GOLIAD, agency="Victoria Police Department", county="Victoria County")
GOLIAD_POLICE = replace(GOLIAD, agency="Goliad Police Department", county="Goliad")


def parsed(body: bytes) -> Any:
    """Return a page; Any, because lxml's own types say too little of what an XPath finds."""
    return html.fromstring(body)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status == 200, answer.text
    [main] = parsed(answer.body).xpath("//main")
    return " ".join(main.text_content().split())


def test_a_county_tells_who_is_listed_with_which_powers(client: Client) -> None:
    page = parsed(client.get("/counties/48175").body)

    text = " ".join(page.xpath("//main")[0].text_content().split())
    assert text.startswith("Goliad County Texas")
    assert "1 agency of this county is on ICE's list now" in text
    assert "Goliad County Sheriff’s Office: Task Force" in text
    assert page.xpath("//a[@href='/agencies/goliad']")
    assert page.xpath("//h1//a/@href") == ["/states/tx"]


def test_the_first_agreement_of_a_county_is_told_with_its_change(client: Client) -> None:
    assert "First agreement of this county, seen on" in words(client, "/counties/48175")
    assert parsed(client.get("/counties/48175").body).xpath("//a[@href='/changes/new-goliad']")


def test_a_first_agreement_that_was_taken_back_is_not_told(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.RETRACTED, id="back", supersedes="new-goliad"))

    assert "First agreement" not in words(browse(record), "/counties/48175")


def test_agencies_belong_to_the_county_that_their_cell_or_their_name_tells(record: FakeRecord) -> None:
    record.lives += [life(BEE), life(GOLIAD_POLICE, id="police")]
    client = browse(record)

    assert "2 agencies of this county are on ICE's list now" in words(client, "/counties/48175")
    assert "Bee County Sheriff's Office: Task Force" in words(client, "/counties/48025")


def test_what_is_missing_and_what_is_pending_is_not_listed(record: FakeRecord) -> None:
    record.lives.append(life(GOLIAD_POLICE, id="police", source="ice-287g-pending"))
    client = browse(record)

    leon = words(client, "/counties/12073")
    assert "No agency of Leon County is on ICE's list." in leon
    assert "Not on the list now Leon County Sheriff's Office Missing, unconfirmed" in leon
    assert "Pending Goliad Police Department Pending" in words(client, "/counties/48175")


def test_a_row_found_to_be_another_is_not_shown(record: FakeRecord) -> None:
    record.lives.append(life(GOLIAD_POLICE, id="police", standing=Standing.MERGED))

    assert "Goliad Police" not in words(browse(record), "/counties/48175")


def test_a_county_nobody_signed_in_has_a_calm_page(client: Client) -> None:
    text = words(client, "/counties/48001")

    assert "No agency of Anderson County is on ICE's list." in text
    assert "No change on record." in text


def test_neighbours_stand_there_with_what_they_hold(record: FakeRecord) -> None:
    record.lives += [life(BEE), life(VICTORIA)]

    text = words(browse(record), "/counties/48175")

    assert "Agencies listed now name 2 of 5 counties that border this one." in text
    assert "Bee County: 1 agency, Task Force" in text
    assert "Karnes County: none listed" in text


def test_neighbours_in_another_state_name_it(client: Client) -> None:
    assert "Miller County, Arkansas: none listed" in words(client, "/counties/48037")


@pytest.mark.parametrize(
    ("fips", "sentence"),
    [("15003", "It borders no other county on land."), ("09110", "We have no boundaries of it")],
)
def test_a_county_without_neighbours_says_why(client: Client, fips: str, sentence: str) -> None:
    assert sentence in words(client, f"/counties/{fips}")


@pytest.mark.parametrize("fips", ["99999", "4817", "48175x", "harris", "%00", "٤٨١٧٥"])
def test_no_county_no_page(client: Client, fips: str) -> None:
    answer = client.get(f"/counties/{fips}")

    assert answer.status == 404
    assert "county" in answer.text


def test_news_of_a_county_can_be_followed_and_its_log_taken_away(client: Client) -> None:
    page = parsed(client.get("/counties/48175").body)

    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/feed.atom?state=Texas&county=48175"]
    assert page.xpath("//a[@type='text/csv']/@href") == ["/changes.csv?state=Texas&county=48175"]


def test_where_people_can_subscribe_the_form_is_filled_in(doorstep: Doorstep) -> None:
    page = doorstep.get("/counties/48175")

    assert 'href="/subscribe?state=Texas&amp;county=Goliad+County"' in page.text


def test_releases_that_name_the_county_or_an_agency_of_it_stand_there(record: FakeRecord) -> None:
    press = FakePress()
    press.add(
        release("aaaaaaaaaaaa", title="Goliad's sheriff signs"),
        release(
            "bbbbbbbbbbbb",
            title="Leon County is thanked",
            states=("Florida",),
            agencies=(),
            counties=(CountyMention(state="Florida", name="Leon"),),
        ),
    )
    client = browse(record, press=press)

    goliad, leon = words(client, "/counties/48175"), words(client, "/counties/12073")
    assert "Goliad's sheriff signs" in goliad
    assert "Leon County is thanked" not in goliad
    assert "Leon County is thanked" in leon


def test_in_spanish_the_page_is_spanish(client: Client) -> None:
    text = words(client, "/es/counties/12073")

    assert "Ninguna agencia de Leon County está en la lista de ICE." in text
    assert "Condados vecinos" in text


@pytest.mark.parametrize(
    "query",
    ["county=48175", "state=Texas&county=48175", "state=TX&county=Goliad", "state=Texas&county=goliad+county"],
)
def test_the_log_can_be_read_by_county(record: FakeRecord, query: str) -> None:
    record.log(change(BEE))
    page = browse(record).get(f"/changes?{query}").text

    assert "/changes/new-goliad" in page
    assert "/changes/new-bee" not in page
    assert "/changes/missing-leon" not in page
    assert "Goliad County, Texas" in page


@pytest.mark.parametrize(
    "query", ["county=Goliad", "county=99999", "state=Texas&county=Atlantis", "state=Florida&county=48175"]
)
def test_a_county_that_cannot_be_meant_is_refused_with_a_sentence(client: Client, query: str) -> None:
    answer = client.get(f"/changes?{query}")

    assert answer.status == 400
    assert "county" in parsed(answer.body).xpath("string(//main)")


def test_feeds_and_tables_of_a_county_hold_its_changes_alone(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/changes.csv?county=12073").text)))
    items = json.loads(client.get("/feed.json?county=12073").text)["items"]

    assert [row["county"] for row in rows] == ["Leon County"]
    assert len(items) == 1
    assert "new-goliad" not in client.get("/feed.atom?county=12073").text


def test_the_form_keeps_the_county_that_was_asked_for(client: Client) -> None:
    page = parsed(client.get("/changes?county=48175").body)

    assert page.xpath("//input[@name='county']/@value") == ["Goliad"]
    assert page.xpath("//select[@name='state']/option[@selected]/@value") == ["Texas"]


def test_pages_of_agencies_and_states_lead_to_the_county(client: Client) -> None:
    for address in ("/agencies/goliad", "/states/tx"):
        assert parsed(client.get(address).body).xpath("//a[@href='/counties/48175']"), address


def test_a_page_is_sent_again_only_when_the_record_has_changed(record: FakeRecord) -> None:
    client = browse(record)
    etag = client.get("/counties/48175").headers["etag"]

    assert client.get("/counties/48175", if_none_match=etag).status == 304
    record.log(change(BEE, id="later"))
    assert client.get("/counties/48175", if_none_match=etag).status == 200
