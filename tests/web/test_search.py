"""One box: agencies by any spelling first, then places, changes and releases; nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import ChangeKind
from tests.web.conftest import browse
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, LEON, SEEN, FakeRecord, change, life
from tests.web.reading import main_words, page_of


def agencies(record: FakeRecord, query: str) -> list[str]:
    """Return where the agencies found lead."""
    found: list[str] = page_of(browse(record).get(f"/search?q={query}").text).xpath("//main//ul//a/@href")
    return [address for address in found if address.startswith("/agencies/")]


@pytest.mark.parametrize("query", ["goliad", "golaid", "GOLIAD+SHERIFF", "sherifs+goliad", "goliad+tx", "goliad+texas"])
def test_an_agency_is_found_by_name_place_and_slip(record: FakeRecord, query: str) -> None:
    assert agencies(record, query) == ["/agencies/goliad"]


def test_an_agency_is_found_by_a_spelling_of_long_ago(record: FakeRecord) -> None:
    record.lives = [life(replace(GOLIAD), aliases=frozenset({GOLIAD.agency, "Mission Bay Constabulary"}))]

    assert agencies(record, "constabulary") == ["/agencies/goliad"]


def test_each_agency_shows_its_state_and_what_it_may_do_now(record: FakeRecord) -> None:
    said = main_words(browse(record), "/search?q=county")

    assert "Goliad County Sheriff’s Office Goliad County , Texas Task Force" in said
    assert "Leon County Sheriff's Office Leon County , Florida Missing, unconfirmed" in said


def test_agencies_come_first_then_places_changes_and_releases(record: FakeRecord) -> None:
    press = FakePress()
    press.add(release(title="Goliad signs"))
    page = page_of(browse(record, press=press).get("/search?q=goliad").text)

    headings = [heading.text for heading in page.xpath("//main//h2")]
    assert headings == ["Agencies", "Counties", "Latest changes of the agencies found first", "Press releases"]
    assert "1 agency listed" in page.xpath("string(//main)")
    assert page.xpath("//a[@href='/releases/0123456789ab']")
    assert page.xpath("//a[@href='/changes/new-goliad']")


@pytest.mark.parametrize(
    ("query", "address"), [("tx", "/states/tx"), ("texas", "/states/tx"), ("flordia", "/states/fl")]
)
def test_a_state_is_found_by_name_code_and_slip(record: FakeRecord, query: str, address: str) -> None:
    assert address in page_of(browse(record).get(f"/search?q={query}").text).xpath("//main//ul//a/@href")


def test_no_query_shows_the_form_alone(record: FakeRecord) -> None:
    for address in ("/search", "/search?q=", "/search?q=++"):
        page = page_of(browse(record).get(address).text)
        assert len(page.xpath("//main//form//input[@name='q']")) == 1
        assert not page.xpath("//main//h2")


def test_nothing_found_is_said_with_the_words_asked_for_escaped(record: FakeRecord) -> None:
    answer = browse(record).get("/search?q=%3Cb%3Exyzzy%3C/b%3E")

    assert "Nothing on record is called" in answer.text
    assert "&lt;b&gt;xyzzy" in answer.text
    assert "<b>xyzzy" not in answer.text


@pytest.mark.parametrize("query", ["%00", "a" * 101, "goliad%00"])
def test_what_no_name_can_be_is_refused(record: FakeRecord, query: str) -> None:
    assert browse(record).get(f"/search?q={query}").status == 400


@pytest.mark.parametrize("query", ["%25", "_", "'%20OR%201=1--", "%22", "*", "\\\\"])
def test_signs_of_other_languages_mean_nothing(record: FakeRecord, query: str) -> None:
    assert browse(record).get(f"/search?q={query}").status == 200
    assert agencies(record, query) == []


def test_results_are_kept_out_of_other_search_engines_and_out_of_our_own_memory(record: FakeRecord) -> None:
    client = browse(record)
    answer = client.get("/search?q=goliad")

    assert answer.headers["x-robots-tag"] == "noindex"
    assert page_of(answer.text).xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    record.lives = [life(LEON)]
    assert "/agencies/goliad" not in client.get("/search?q=goliad").text


def test_a_search_is_ready_again_as_soon_as_the_record_has_changed(record: FakeRecord) -> None:
    client = browse(record)
    assert "/agencies/kerr" not in client.get("/search?q=kerr").text
    record.lives.append(life(replace(GOLIAD, agency="Kerr County Sheriff's Office", county="Kerr County")))

    assert "/agencies/kerr" in client.get("/search?q=kerr").text


def test_the_latest_changes_are_those_of_the_agencies_found(record: FakeRecord) -> None:
    record.log(change(LEON, ChangeKind.TERMINATED, observed_at=SEEN + timedelta(hours=1)))
    page = page_of(browse(record).get("/search?q=leon").text)

    assert page.xpath("//main//ol//a/@href") == ["/changes/terminated-leon", "/changes/missing-leon"]


def test_the_search_speaks_spanish_and_stays_in_it(record: FakeRecord) -> None:
    page = page_of(browse(record).get("/es/search?q=goliad").text)

    assert page.xpath("//main//form/@action") == ["/es/search"]
    assert page.xpath("//main//ul//a/@href")[0] == "/es/agencies/goliad"
    assert "Agencias" in page.xpath("string(//main)")


def test_programs_search_agencies(record: FakeRecord) -> None:
    client = browse(record)
    [found] = json.loads(client.get("/api/v1/search?q=golaid").text)["items"]

    assert (found["id"], found["state"], found["powers"]) == ("goliad", "Texas", ["Task Force Model"])
    assert found["url"] == "https://lookout.example.org/agencies/goliad"
    assert client.get("/api/v1/search?q=%00").status == 422
    assert client.get("/api/v1/search").status == 422
